// The engine's life: it is prepared once, gets an Action, is snapshotted, and then runs one handler per instance.

#include "host.h"
#include <stdlib.h>
#include <string.h>

// How deep calls may nest, in bytes of the stack. The host's own limit is higher, so that this one is met first, as a RangeError.
#define STACK_BYTES (160 * 1024)
// A run with less garbage than this never collects it: its memory is gone with it.
#define GARBAGE_BYTES (24 * 1024 * 1024)

#define EXPORT(name) __attribute__((export_name(#name)))

bool building = true;
bool touched = false;

static JSRuntime *runtime;
static JSContext *context;
// What core.js gives: the functions below.
static JSValue add_packages, load, start, go_on, describe;
// A rejected promise that nobody handles, and how many there are.
static int unhandled;
static JSValue first_unhandled;

void random_begins_anew(void);
void __wasm_call_ctors(void);

bool in_login(void) {
  touched |= building;
  return !building;
}

// --- messages to whoever builds: a text that stays where it is until the next one ---

static char *message;
static size_t message_length;

static void say(const char *text, size_t length) {
  memory_release(message);
  message = memory_take(length + 1);
  memcpy(message, text, length);
  message[length] = 0;
  message_length = length;
}

EXPORT(engine_message) const char *engine_message(void) { return message; }
EXPORT(engine_message_length) size_t engine_message_length(void) { return message_length; }
EXPORT(engine_allocate) void *engine_allocate(size_t length) { return memory_take(length); }
EXPORT(engine_touched) bool engine_touched(void) { return touched; }

// --- what went wrong, as {name, message, stack} of texts ---

typedef struct {
  Text name, message, stack;
  bool has_stack;
} Described;

static void described(JSValueConst thrown, Described *error) {
  JSValue parts = JS_Call(context, describe, JS_UNDEFINED, 1, (JSValueConst *)&thrown);
  JSValue name = JS_GetPropertyUint32(context, parts, 0);
  JSValue text = JS_GetPropertyUint32(context, parts, 1);
  JSValue stack = JS_GetPropertyUint32(context, parts, 2);
  error->has_stack = !JS_IsUndefined(stack);
  // `describe` catches whatever the thrown value does; what then still fails is a fault of the engine.
  if (!text_from(context, name, &error->name) || !text_from(context, text, &error->message) ||
      (error->has_stack && !text_from(context, stack, &error->stack)))
    __builtin_trap();
}

static void duplicate(post_login_string_t *to, const Text *from) {
  post_login_string_dup_n(to, (const char *)from->text.ptr, from->text.len);
}

// The run's failure. True never: to be returned.
static bool fail(JSValueConst thrown, exports_vestibule_actions_post_login_handler_handler_error_t *error) {
  Described parts;
  described(thrown, &parts);
  error->tag = EXPORTS_VESTIBULE_ACTIONS_POST_LOGIN_HANDLER_HANDLER_ERROR_FAILED;
  duplicate(&error->val.failed.name, &parts.name);
  duplicate(&error->val.failed.message, &parts.message);
  error->val.failed.stack.is_some = parts.has_stack;
  if (parts.has_stack)
    duplicate(&error->val.failed.stack.val, &parts.stack);
  return false;
}

static bool fail_with_exception(exports_vestibule_actions_post_login_handler_handler_error_t *error) {
  return fail(JS_GetException(context), error);
}

// Says what was thrown while the Action is built, as JSON.
static void say_exception(void) {
  JSValue thrown = JS_GetException(context);
  JSValue parts = JS_Call(context, describe, JS_UNDEFINED, 1, (JSValueConst *)&thrown);
  JSValue json = JS_JSONStringify(context, parts, JS_UNDEFINED, JS_UNDEFINED);
  size_t length;
  const char *text = JS_ToCStringLen(context, &length, json);
  if (text == NULL)
    __builtin_trap();
  say(text, length);
  JS_FreeCString(context, text);
  JS_FreeValue(context, json);
  JS_FreeValue(context, parts);
  JS_FreeValue(context, thrown);
}

// --- rejected promises ---

static void rejection(JSContext *of, JSValueConst promise, JSValueConst reason, bool is_handled, void *opaque) {
  (void)promise;
  (void)opaque;
  if (is_handled) {
    unhandled--;
    return;
  }
  if (unhandled++ == 0) {
    JS_FreeValue(of, first_unhandled);
    first_unhandled = JS_DupValue(of, reason);
  }
}

// --- preparing: done once, when the engine itself is built ---

typedef struct {
  const char *name;
  const uint8_t *code;
  size_t length;
} Library;
static Library *libraries;
static size_t library_count;

// (name) -> the function that a file of the library is, or undefined
static JSValue load_library(JSContext *of, JSValueConst this, int count, JSValueConst *arguments) {
  (void)this;
  (void)count;
  const char *name = JS_ToCString(of, arguments[0]);
  if (name == NULL)
    return JS_EXCEPTION;
  JSValue function = JS_UNDEFINED;
  for (size_t number = 0; number < library_count; number++)
    if (strcmp(libraries[number].name, name) == 0) {
      JSValue code = JS_ReadObject(of, libraries[number].code, libraries[number].length, JS_READ_OBJ_BYTECODE);
      function = JS_IsException(code) ? code : JS_EvalFunction(of, code);
    }
  JS_FreeCString(of, name);
  return function;
}

static JSValue evaluated(const char *source, size_t length, const char *name, int flags, int line) {
  JSEvalOptions options = {
      .version = JS_EVAL_OPTIONS_VERSION, .eval_flags = flags, .filename = name, .line_num = line};
  return JS_Eval2(context, source, length, &options);
}

EXPORT(engine_prepare) void engine_prepare(void) {
  __wasm_call_ctors();
  runtime = JS_NewRuntime2(&memory_functions, NULL);
  JS_SetMaxStackSize(runtime, STACK_BYTES);
  JS_SetGCThreshold(runtime, GARBAGE_BYTES);
  JS_SetHostPromiseRejectionTracker(runtime, rejection, NULL);
  context = JS_NewContext(runtime);
  first_unhandled = JS_UNDEFINED;
}

// Compiles a file: its bytecode is the message. Done in an instance of its own, which leaves no trace in the snapshot.
EXPORT(engine_compile) bool engine_compile(char *name, char *source, size_t length) {
  JS_UpdateStackTop(runtime);
  JSValue code = evaluated(source, length, name, JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY, 1);
  if (JS_IsException(code)) {
    JSValue thrown = JS_GetException(context);
    const char *text = JS_ToCString(context, thrown);
    say(text, strlen(text));
    return false;
  }
  size_t written;
  uint8_t *bytes = JS_WriteObject(context, &written, code, JS_WRITE_OBJ_BYTECODE | JS_WRITE_OBJ_STRIP_SOURCE);
  say((const char *)bytes, written);
  return true;
}

// A compiled file of the library, which is read when it is first needed.
EXPORT(engine_add_library) void engine_add_library(char *name, uint8_t *code, size_t length) {
  libraries = memory_resize(libraries, (library_count + 1) * sizeof *libraries);
  libraries[library_count++] = (Library){.name = name, .code = code, .length = length};
}

// The compiled core: a function of `native` and of library.json, which gives {addPackages, load, start, goOn, describe, importModule}.
EXPORT(engine_add_core) bool engine_add_core(uint8_t *code, size_t length, char *library, size_t library_length) {
  JS_UpdateStackTop(runtime);
  JSValue native = JS_NewObject(context);
  add_contract(context, native);
  add_event(context, native);
  add_http(context, native);
  add_tools(context, native);
  add_hashes(context, native);
  JS_SetPropertyStr(context, native, "loadLibrary", JS_NewCFunction(context, load_library, "loadLibrary", 1));
  JSValue function = JS_EvalFunction(context, JS_ReadObject(context, code, length, JS_READ_OBJ_BYTECODE));
  JSValue description = JS_ParseJSON(context, library, library_length, "library.json");
  JSValue arguments[] = {native, description};
  JSValue core = JS_Call(context, function, JS_UNDEFINED, 2, (JSValueConst *)arguments);
  if (JS_IsException(core)) {
    JSValue thrown = JS_GetException(context);
    JSValue stack = JS_GetPropertyStr(context, thrown, "stack");
    const char *text = JS_ToCString(context, stack);
    say(text, strlen(text));
    return false;
  }
  add_packages = JS_GetPropertyStr(context, core, "addPackages");
  load = JS_GetPropertyStr(context, core, "load");
  start = JS_GetPropertyStr(context, core, "start");
  go_on = JS_GetPropertyStr(context, core, "goOn");
  describe = JS_GetPropertyStr(context, core, "describe");
  begin_modules(context, core);
  JS_FreeValue(context, core);
  JS_FreeValue(context, function);
  JS_FreeValue(context, native);
  JS_FreeValue(context, description);
  memory_release(code);
  memory_release(library);
  touched = false;
  return true;
}

// --- an Action ---

// What module-level code leaves to be done: jobs of promises. An Action whose module level waits is run when its handler is.
static bool jobs_done(void) {
  JSContext *of;
  int outcome;
  while ((outcome = JS_ExecutePendingJob(runtime, &of)) > 0)
    ;
  return outcome == 0;
}

// The function of a CommonJS file, whose parameters `before` names; an exception if it does not parse. Releases the source.
static JSValue function_of(const char *before, char *source, size_t length, const char *name) {
  static const char after[] = "\n})";
  size_t whole = strlen(before) + length + strlen(after);
  char *text = memory_take(whole + 1);
  memcpy(text, before, strlen(before));
  memcpy(text + strlen(before), source, length);
  strcpy(text + strlen(before) + length, after);
  memory_release(source);
  // The first two lines are not the author's, who counts from 1; 0 would mean "not given".
  JSValue function = evaluated(text, whole, name, JS_EVAL_TYPE_GLOBAL, -1);
  memory_release(text);
  return function;
}

static bool called(JSValueConst core_function, int count, JSValue *arguments) {
  if (JS_IsException(arguments[0])) {
    say_exception();
    return false;
  }
  JSValue done = JS_Call(context, core_function, JS_UNDEFINED, count, (JSValueConst *)arguments);
  JS_FreeValue(context, arguments[0]);
  if (JS_IsException(done) || !jobs_done()) {
    say_exception();
    return false;
  }
  JS_FreeValue(context, done);
  return true;
}

// Takes the bundle of an Action's packages, before the Action itself. False: see engine_message.
EXPORT(engine_add_packages) bool engine_add_packages(char *source, size_t length) {
  JS_UpdateStackTop(runtime);
  JSValue arguments[] = {function_of("(function (exports, require, module) {\n\n", source, length, "packages.js")};
  return called(add_packages, 1, arguments);
}

// Takes the source of an Action, and the name of its file. `at_run`: its module level is evaluated at each run, not now. False: see engine_message.
EXPORT(engine_load) bool engine_load(char *file, char *source, size_t length, bool at_run) {
  JS_UpdateStackTop(runtime);
  JSValue text = JS_NewStringLen(context, source, length);
  JSValue name = JS_NewString(context, file);
  JSValue arguments[] = {
      function_of("(function (exports, require, module, __filename, __dirname) {\n\n", source, length, file),
      text, name, JS_NewBool(context, at_run)};
  memory_release(file);
  bool loaded = called(load, 4, arguments);
  JS_FreeValue(context, text);
  JS_FreeValue(context, name);
  if (!loaded)
    return false;
  if (unhandled > 0) {
    JS_Throw(context, first_unhandled);
    first_unhandled = JS_UNDEFINED;
    say_exception();
    return false;
  }
  return true;
}

// The Action is loaded: what follows happens in logins.
EXPORT(engine_finish) void engine_finish(void) {
  JS_RunGC(runtime);
  memory_begin_run();
  building = false;
  touched = false;
  random_begins_anew();
}

// --- runs ---

static bool run(const char *handler, exports_vestibule_actions_post_login_handler_handler_error_t *error) {
  JS_UpdateStackTop(runtime);
  JSValue name = JS_NewString(context, handler);
  JSValue promise = JS_Call(context, start, JS_UNDEFINED, 1, (JSValueConst *)&name);
  if (JS_IsException(promise))
    return fail_with_exception(error);
  if (JS_IsNull(promise)) {
    error->tag = EXPORTS_VESTIBULE_ACTIONS_POST_LOGIN_HANDLER_HANDLER_ERROR_NOT_IMPLEMENTED;
    return false;
  }
  // Only a promise that is fulfilled is a success. Whatever else is left when nothing can happen any more is a failure.
  for (;;) {
    switch (JS_PromiseState(context, promise)) {
    case JS_PROMISE_REJECTED: {
      JSValue reason = JS_PromiseResult(context, promise);
      return fail(reason, error);
    }
    case JS_PROMISE_FULFILLED:
    case JS_PROMISE_NOT_A_PROMISE:
      return unhandled > 0 ? fail(first_unhandled, error) : true;
    case JS_PROMISE_PENDING:
      break;
    }
    JSContext *of;
    int outcome = JS_ExecutePendingJob(runtime, &of);
    if (outcome < 0)
      return fail_with_exception(error);
    if (outcome > 0)
      continue;
    if (unhandled > 0)
      return fail(first_unhandled, error);
    JSValue more = JS_Call(context, go_on, JS_UNDEFINED, 0, NULL);
    if (JS_IsException(more))
      return fail_with_exception(error);
    JS_FreeValue(context, more);
  }
}

bool exports_vestibule_actions_post_login_handler_on_execute_post_login(
    exports_vestibule_actions_post_login_handler_handler_error_t *error) {
  return run("onExecutePostLogin", error);
}

bool exports_vestibule_actions_post_login_handler_on_continue_post_login(
    exports_vestibule_actions_post_login_handler_handler_error_t *error) {
  return run("onContinuePostLogin", error);
}
