// `event`: plain data, whose parts are fetched and parsed when they are first touched.
//
// An instance runs one handler, so there is one event. It is there before any run, in the snapshot, and so is what fetches the parts that logins
// have; a run only says which of them this login has.

#include "host.h"
#include <stdlib.h>
#include <string.h>

// A part is at first a property with these two functions.
typedef struct {
  JSAtom name;
  JSValue getter, setter;
} Part;

// Part names of the specification. Others get their functions when they come.
static const char *const KNOWN[] = {
    "authentication", "authorization", "client",  "configuration",   "connection",       "custom_domain",
    "organization",   "prompt",        "request", "refresh_token",   "resource_server",  "secrets",
    "security_context", "session",     "session_transfer_token", "stats", "tenant",      "transaction",
    "user",
};
#define KNOWN_COUNT (sizeof KNOWN / sizeof *KNOWN)

static JSValue event;
static Part known[KNOWN_COUNT];

// The data of a part's functions.
enum { NAME, POINTER };

static bool define(JSContext *context, JSValueConst object, JSValueConst name, JSValue value, int flags) {
  JSAtom atom = JS_ValueToAtom(context, name);
  int done = JS_DefinePropertyValue(context, object, atom, value, JS_PROP_C_W_E | flags);
  JS_FreeAtom(context, atom);
  return done >= 0;
}

static JSValue get_part(JSContext *context, JSValueConst this, int count, JSValueConst *arguments, int magic, JSValueConst *data) {
  (void)magic;
  NEEDS_LOGIN;
  JSValue value = event_at(context, data[POINTER]);
  if (JS_IsException(value))
    return value;
  // From now on it is a plain property. If the event was frozen it stays as it is, and is fetched each time.
  define(context, event, data[NAME], JS_DupValue(context, value), 0);
  return value;
}

static JSValue set_part(JSContext *context, JSValueConst this, int count, JSValueConst *arguments, int magic, JSValueConst *data) {
  (void)count;
  (void)magic;
  return define(context, this, data[NAME], JS_DupValue(context, arguments[0]), JS_PROP_THROW) ? JS_UNDEFINED : JS_EXCEPTION;
}

// The name as a JSON pointer.
static JSValue pointer_to(JSContext *context, const char *name, size_t length) {
  char *text = zeroed(2 * length + 1, 1), *to = text;
  *to++ = '/';
  for (const char *from = name; from < name + length; from++) {
    if (*from == '~' || *from == '/') {
      *to++ = '~';
      *to++ = *from == '~' ? '0' : '1';
    } else {
      *to++ = *from;
    }
  }
  JSValue pointer = JS_NewStringLen(context, text, (size_t)(to - text));
  free(text);
  return pointer;
}

static Part make_part(JSContext *context, const char *name, size_t length) {
  JSValue data[] = {
      [NAME] = JS_NewStringLen(context, name, length),
      [POINTER] = pointer_to(context, name, length),
  };
  Part part = {
      .name = name_of(context, name, length),
      .getter = JS_NewCFunctionData(context, get_part, 0, 0, 2, (JSValueConst *)data),
      .setter = JS_NewCFunctionData(context, set_part, 1, 0, 2, (JSValueConst *)data),
  };
  JS_FreeValue(context, data[NAME]);
  JS_FreeValue(context, data[POINTER]);
  return part;
}

static const Part *known_part(JSAtom name) {
  for (size_t number = 0; number < KNOWN_COUNT; number++)
    if (known[number].name == name)
      return &known[number];
  return NULL;
}

// (): the event gets the parts of this login.
static JSValue event_begin(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
  NEEDS_LOGIN;
  post_login_list_string_t names;
  vestibule_actions_event_parts(&names);
  for (size_t number = 0; number < names.len; number++) {
    const char *name = (const char *)names.ptr[number].ptr;
    size_t length = names.ptr[number].len;
    JSAtom atom = name_of(context, name, length);
    const Part *part = known_part(atom);
    Part own;
    if (part == NULL) {
      own = make_part(context, name, length);
      part = &own;
    }
    JS_DefineProperty(context, event, atom, JS_UNDEFINED, part->getter, part->setter,
                      JS_PROP_CONFIGURABLE | JS_PROP_ENUMERABLE | JS_PROP_HAS_CONFIGURABLE | JS_PROP_HAS_ENUMERABLE |
                          JS_PROP_HAS_GET | JS_PROP_HAS_SET);
    JS_FreeAtom(context, atom);
  }
  post_login_list_string_free(&names);
  return JS_UNDEFINED;
}

int add_event(JSContext *context, JSValueConst native) {
  event = JS_NewObject(context);
  for (size_t number = 0; number < KNOWN_COUNT; number++)
    known[number] = make_part(context, KNOWN[number], strlen(KNOWN[number]));
  JS_SetPropertyStr(context, native, "event", JS_DupValue(context, event));
  return JS_SetPropertyStr(context, native, "event_begin", JS_NewCFunction(context, event_begin, "event_begin", 0));
}
