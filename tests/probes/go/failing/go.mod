module failing

go 1.25

require vestibule v0.0.0

// `vestibule build` puts the SDK there.
replace vestibule => ./.vestibule/go/vestibule
