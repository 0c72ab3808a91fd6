// Shared by the files of the engine.

#ifndef VESTIBULE_HOST_H
#define VESTIBULE_HOST_H

#include "function.h"
#include "post_login.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Whether the engine is being prepared or an Action is being built: there is no login, and nothing of the contract may be called.
extern bool building;
// Whether module-level code wanted something that is different in every run (the time, randomness, the log). Then it cannot be part of a snapshot.
extern bool touched;

// True where a login is going on. While an Action is built it notes that the code wanted one.
bool in_login(void);

// Memory: what is not there ends the run, so that no code can take a missing object for something else.
extern const JSMallocFunctions memory_functions;
void *memory_take(size_t size);
void *memory_take_zeroed(size_t count, size_t size);
void memory_release(void *memory);
void *memory_resize(void *memory, size_t size);
size_t memory_size(const void *memory);
// The snapshot is complete: what is taken from now on lies together.
void memory_begin_run(void);

// A JavaScript value as UTF-8 text that the contract takes: lone surrogates, which UTF-8 has no place for, are replaced. To be released.
typedef struct {
  post_login_string_t text;
  const char *borrowed;
} Text;

// False when the conversion threw.
bool text_from(JSContext *context, JSValueConst value, Text *text);
void text_release(JSContext *context, Text *text);
JSValue text_value(JSContext *context, const post_login_string_t *text);

// The name of a property, from UTF-8. To be freed.
JSAtom name_of(JSContext *context, const char *text, size_t length);
// An object with these properties, of which it takes the names and the values. In `interpreter.c`.
JSValue object_of(JSContext *context, size_t count, const JSAtom *names, const JSValue *values);
// What the JSON says, behind which is a zero, or an exception.
JSValue json_value(JSContext *context, const char *text, size_t length);

// The elements of an array as texts. To be released.
typedef struct {
  Text *texts;
  size_t count;
} Texts;

// False when it threw; then there is nothing to release.
bool texts_from(JSContext *context, JSValueConst array, Texts *texts);
void texts_release(JSContext *context, Texts *texts);

// [name, value, name, value …] as pairs, whose list is to be freed before the texts.
void pairs_of(const Texts *texts, post_login_list_tuple2_string_string_t *pairs);

// Milliseconds since 1970: the host's in a login, and one fixed time where there is none, for a snapshot must not depend on when it was made.
uint64_t milliseconds_now(void);

// Memory for `count` things, zeroed. There is some, or the run ends.
void *zeroed(size_t count, size_t size);

// What functions of the contract begin with.
#define NEEDS_LOGIN \
  UNUSED; \
  if (!in_login()) \
    return JS_ThrowTypeError(context, "there is no login while the Action is built: call this in a handler");

// The functions of the contract, as methods of `native`.
int add_contract(JSContext *context, JSValueConst native);
// The event, as `native.event`, and `native.event_begin`.
int add_event(JSContext *context, JSValueConst native);
// What of the event is at a JSON pointer; undefined if nothing is.
JSValue event_at(JSContext *context, JSValueConst json_pointer);
// Outbound HTTP.
int add_http(JSContext *context, JSValueConst native);
// `import()`, by `importModule` of the core.
void begin_modules(JSContext *context, JSValueConst core);
// What is the same in a login and while an Action is built.
int add_tools(JSContext *context, JSValueConst native);

#endif
