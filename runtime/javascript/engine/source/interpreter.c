// QuickJS-ng with a limit of its stack.
//
// On WASI it has none, so that deep recursion would run over whatever lies below the stack. Its headers are read first, as for WASI; then its
// source does not know where it is compiled for, and checks the stack pointer as everywhere else.

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "cutils.h"

// Otherwise blocks of a size lie together, in an order of its own: `memory.c` has a better one. (The macro does nothing else in there.)
#define __SANITIZE_ADDRESS__ 1
#undef __wasi__
#define __STDC_NO_ATOMICS__ 1
#include "quickjs.c"
