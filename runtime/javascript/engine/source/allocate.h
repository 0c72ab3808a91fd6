// What the bindings and our own files take of the C library comes from where the interpreter's memory comes from. The C library has a page of 64 KiB
// for each size, which a run would write to as well; and its first one makes the memory grow, which takes two calls into the kernel.

#ifndef VESTIBULE_ALLOCATE_H
#define VESTIBULE_ALLOCATE_H

#define malloc memory_take
#define calloc memory_take_zeroed
#define realloc memory_resize
#define free memory_release

#endif
