// Memory for the interpreter.
//
// What a run writes to is copied page by page, and put back page by page when the run is over, so a run should write to few pages, side by side.
// Hence blocks lie in the order in which they were asked for, whatever their size; and what was given back before the snapshot, in holes all over it,
// is not used again in a run.

#include "host.h"
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

// What is before every block: how many bytes it has.
typedef struct {
  _Alignas(8) uint32_t size;
} Header;

// A block that was given back.
typedef struct Free {
  struct Free *next;
} Free;

// Sizes are multiples of a step: of 16 up to 512 bytes, then of an eighth of the power of two below. Larger blocks are the C library's.
enum { STEP = 16, FINE = 512, FINE_CLASSES = FINE / STEP, LARGEST = 64 * 1024, CLASSES = FINE_CLASSES + 1 + 8 * 7 };
// How much there is when a run begins, and how much more it then takes at once; and the page by which a memory grows.
enum { PIECE = 256 * 1024, PAGE = 64 * 1024 };

static Free *given_back[CLASSES];
static char *next, *end;

static void *sure(void *memory, size_t size) {
  if (memory == NULL && size > 0)
    __builtin_trap();
  return memory;
}

// The class of a size that is not too large; the size becomes that of the class.
static unsigned class_of(uint32_t *size) {
  if (*size <= FINE) {
    unsigned number = (*size + STEP - 1) / STEP;
    *size = number * STEP;
    return number;
  }
  unsigned log = 31 - __builtin_clz(*size - 1), shift = log - 3;
  unsigned eighths = (*size - 1) >> shift;
  *size = (eighths + 1) << shift;
  return FINE_CLASSES + 1 + (log - 9) * 8 + (eighths - 8);
}

static Header *header_of(const void *memory) { return (Header *)memory - 1; }

static void *large(size_t size) {
  Header *header = sure(size > UINT32_MAX - 2 * sizeof(Header) ? NULL : malloc(sizeof(Header) + size), size);
  header->size = (uint32_t)size;
  return header + 1;
}

// Behind the last piece if nothing else has grown the memory since; otherwise what is left of that stays unused. A memory should have few pages, used or
// not: when a run is over the kernel looks at each.
static void take_piece(size_t bytes) {
  size_t pages = (bytes + PAGE - 1) / PAGE;
  size_t grown = __builtin_wasm_memory_grow(0, pages);
  if (grown == SIZE_MAX)
    __builtin_trap();
  char *piece = (char *)(grown * PAGE);
  if (piece != end)
    next = piece;
  end = piece + pages * PAGE;
}

void *memory_take(size_t asked) {
  if (asked > LARGEST)
    return large(asked);
  uint32_t size = asked == 0 ? 1 : (uint32_t)asked;
  unsigned class = class_of(&size);
  Free *block = given_back[class];
  if (block != NULL) {
    given_back[class] = block->next;
    return block;
  }
  while ((size_t)(end - next) < sizeof(Header) + size)
    take_piece(building ? sizeof(Header) + size : PIECE);
  Header *header = (Header *)next;
  next += sizeof(Header) + size;
  header->size = size;
  return header + 1;
}

void *memory_take_zeroed(size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes))
    __builtin_trap();
  return memset(memory_take(bytes), 0, bytes);
}

size_t memory_size(const void *memory) { return memory == NULL ? 0 : header_of(memory)->size; }

void memory_release(void *memory) {
  if (memory == NULL)
    return;
  uint32_t size = header_of(memory)->size;
  // While building it is wiped: a snapshot keeps only what is not zero, and no secret that was there for a while.
  if (building)
    memset(memory, 0, size);
  if (size > LARGEST) {
    free(header_of(memory));
    return;
  }
  unsigned class = class_of(&size);
  Free *block = memory;
  block->next = given_back[class];
  given_back[class] = block;
}

void *memory_resize(void *memory, size_t asked) {
  if (memory == NULL)
    return memory_take(asked);
  size_t old = memory_size(memory);
  if (asked <= old && asked > old / 2)
    return memory;
  if (old > LARGEST && asked > LARGEST && !building) {
    Header *header = sure(asked > UINT32_MAX - 2 * sizeof(Header) ? NULL : realloc(header_of(memory), sizeof(Header) + asked), asked);
    header->size = (uint32_t)asked;
    return header + 1;
  }
  void *moved = memory_take(asked);
  memcpy(moved, memory, old < asked ? old : asked);
  memory_release(memory);
  return moved;
}

void memory_begin_run(void) {
  memset(given_back, 0, sizeof given_back);
  next = end;
  take_piece(PIECE);
}

static void *take(void *opaque, size_t size) { (void)opaque; return memory_take(size); }
static void *take_zeroed(void *opaque, size_t count, size_t size) { (void)opaque; return memory_take_zeroed(count, size); }
static void give_back(void *opaque, void *memory) { (void)opaque; memory_release(memory); }
static void *resize(void *opaque, void *memory, size_t size) { (void)opaque; return memory_resize(memory, size); }

const JSMallocFunctions memory_functions = {
    .js_calloc = take_zeroed,
    .js_malloc = take,
    .js_free = give_back,
    .js_realloc = resize,
    .js_malloc_usable_size = memory_size,
};
