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

// An object with these properties; of two with one name the last counts. Takes the names and the values. Property after property would be several
// times as slow: each looks for an object that has grown in the same way, and every other one makes room.
JSValue object_of(JSContext *context, size_t count, const JSAtom *names, const JSValue *values) {
  int hash_size = JS_PROP_INITIAL_HASH_SIZE;
  while (hash_size < (int)count)
    hash_size *= 2;
  JSShape *shape = js_new_shape_nohash(context, JS_VALUE_GET_OBJ(context->class_proto[JS_CLASS_OBJECT]), hash_size,
                                       max_int((int)count, JS_PROP_INITIAL_SIZE));
  JSValue object = JS_NewObjectFromShape(context, shape, JS_CLASS_OBJECT, NULL);
  JSObject *own = JS_VALUE_GET_OBJ(object);
  for (size_t number = 0; number < count; number++) {
    JSProperty *property;
    if (find_own_property(&property, own, names[number]) != NULL) {
      JS_FreeValue(context, property->u.value);
    } else {
      add_shape_property(context, &own->shape, own, names[number], JS_PROP_C_W_E);
      property = &own->prop[own->shape->prop_count - 1];
    }
    property->u.value = values[number];
    JS_FreeAtom(context, names[number]);
  }
  return object;
}
