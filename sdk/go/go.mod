module vestibule

go 1.25
