package runtime

import "unsafe"

// kept holds what the host wrote into: it knows addresses, which the garbage collector does not see. An instance lives for one run, so nothing has
// to be let go.
var kept []unsafe.Pointer

// realloc is where the host gets room for what it gives.
//
//go:wasmexport cabi_realloc
func realloc(old unsafe.Pointer, oldSize, align, newSize uint32) unsafe.Pointer {
	if uintptr(align) > wordBytes {
		panic("no type has such an alignment")
	}
	pointer := room(uintptr(newSize))
	copy(unsafe.Slice((*byte)(pointer), newSize), unsafe.Slice((*byte)(old), min(oldSize, newSize)))
	kept = append(kept, pointer)
	return pointer
}
