// What the C library asks of WASI, answered without it: an Action imports the contract alone.

#include "host.h"
#include <errno.h>

// 2026-01-01T00:00:00Z
static const uint64_t BUILD_TIME = 1767225600000;

uint64_t milliseconds_now(void) { return in_login() ? vestibule_actions_clock_now() : BUILD_TIME; }

#define WASI(name) __imported_wasi_snapshot_preview1_##name

// `Date`. In nanoseconds, of which the host gives milliseconds.
int32_t WASI(clock_time_get)(int32_t clock, int64_t precision, int32_t result) {
  (void)clock, (void)precision;
  *(uint64_t *)result = milliseconds_now() * 1000000;
  return 0;
}

// What remains of the C library's imports: output and the environment. Nothing uses them in earnest.
int32_t WASI(fd_close)(int32_t a) { (void)a; return EBADF; }
int32_t WASI(fd_fdstat_get)(int32_t a, int32_t b) { (void)a; (void)b; return EBADF; }
int32_t WASI(fd_seek)(int32_t a, int64_t b, int32_t c, int32_t d) { (void)a; (void)b; (void)c; (void)d; return EBADF; }
int32_t WASI(fd_write)(int32_t a, int32_t b, int32_t c, int32_t d) { (void)a; (void)b; (void)c; (void)d; return EBADF; }
int32_t WASI(environ_get)(int32_t a, int32_t b) { (void)a; (void)b; return 0; }
int32_t WASI(environ_sizes_get)(int32_t a, int32_t b) { *(int32_t *)a = 0; *(int32_t *)b = 0; return 0; }
_Noreturn void WASI(proc_exit)(int32_t a) { (void)a; __builtin_trap(); }

// Zig's C library closes files by itself.
int close(int file) { (void)file; return -1; }
