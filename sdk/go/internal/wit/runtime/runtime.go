// Package runtime is the memory that host and Action share, as the generated bindings use it.
package runtime

import (
	"runtime"
	"unsafe"
)

// word is the largest alignment that the component model has.
type word = uint64

const wordBytes = unsafe.Sizeof(word(0))

// Allocate makes room that stays where it is until pinner lets go. No type of the component model is aligned to more than a word.
func Allocate(pinner *runtime.Pinner, size, align uintptr) unsafe.Pointer {
	if align > wordBytes {
		panic("no type has such an alignment")
	}
	pointer := room(size)
	pinner.Pin(pointer)
	return pointer
}

func room(size uintptr) unsafe.Pointer {
	// Never empty: the address of nothing is no address of its own.
	return unsafe.Pointer(unsafe.SliceData(make([]word, size/wordBytes+1)))
}
