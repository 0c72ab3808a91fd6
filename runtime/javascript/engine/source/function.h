// Functions as JavaScript calls them.

#ifndef VESTIBULE_FUNCTION_H
#define VESTIBULE_FUNCTION_H

#include "quickjs.h"

#define FUNCTION(name) \
  static JSValue name(JSContext *context, JSValueConst this, int count, JSValueConst *arguments)
#define UNUSED (void)this, (void)count, (void)arguments

// Hashes, as methods of `native`.
int add_hashes(JSContext *context, JSValueConst native);

#endif
