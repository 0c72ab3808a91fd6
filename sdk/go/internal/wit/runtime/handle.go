package runtime

// Handle is the host's number of a resource, which somebody owns or not. No resource has the number 0.
type Handle struct {
	number int32
}

// MakeHandle takes a number over.
func MakeHandle(number int32) *Handle {
	if number == 0 {
		panic("no resource has the number 0")
	}
	return &Handle{number}
}

// Use is the number. A handle that was given away panics.
func (handle *Handle) Use() int32 {
	if handle.number == 0 {
		panic("the resource was given away")
	}
	return handle.number
}

// Take is the number, which its new owner has from now on.
func (handle *Handle) Take() int32 {
	number := handle.Use()
	handle.number = 0
	return number
}

// TakeOrNil is the same, and 0 where there is nothing to take.
func (handle *Handle) TakeOrNil() int32 {
	number := handle.number
	handle.number = 0
	return number
}

// Set takes a number over, where none is.
func (handle *Handle) Set(number int32) {
	if number == 0 || handle.number != 0 {
		panic("the handle has a resource, or is given none")
	}
	handle.number = number
}
