// `import()`: a module that exports what `require` gives for the name. Files of ES modules become CommonJS before they come here.

#include "host.h"

static JSValue import_module;

// Calls `each` for every export. False when something threw.
static bool for_exports(JSContext *context, JSModuleDef *module, JSValueConst exports,
                        int (*each)(JSContext *, JSModuleDef *, JSValueConst, JSAtom, const char *)) {
  JSPropertyEnum *names;
  uint32_t count;
  if (JS_GetOwnPropertyNames(context, &names, &count, exports, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0)
    return false;
  bool done = true;
  for (uint32_t number = 0; done && number < count; number++) {
    const char *name = JS_AtomToCString(context, names[number].atom);
    done = name != NULL && each(context, module, exports, names[number].atom, name) >= 0;
    JS_FreeCString(context, name);
  }
  JS_FreePropertyEnum(context, names, count);
  return done;
}

static int add_name(JSContext *context, JSModuleDef *module, JSValueConst exports, JSAtom atom, const char *name) {
  (void)exports;
  (void)atom;
  return JS_AddModuleExport(context, module, name);
}

static int set_value(JSContext *context, JSModuleDef *module, JSValueConst exports, JSAtom atom, const char *name) {
  return JS_SetModuleExport(context, module, name, JS_GetProperty(context, exports, atom));
}

static int evaluate(JSContext *context, JSModuleDef *module) {
  JSValue exports = JS_GetModulePrivateValue(context, module);
  bool done = for_exports(context, module, exports, set_value);
  JS_FreeValue(context, exports);
  return done ? 0 : -1;
}

// Names mean the same wherever they are written: an Action is one file.
static char *same_name(JSContext *context, const char *base, const char *name, void *opaque) {
  (void)base;
  (void)opaque;
  return js_strdup(context, name);
}

static JSModuleDef *load(JSContext *context, const char *name, void *opaque) {
  (void)opaque;
  JSValue text = JS_NewString(context, name);
  JSValue exports = JS_Call(context, import_module, JS_UNDEFINED, 1, (JSValueConst *)&text);
  JS_FreeValue(context, text);
  if (JS_IsException(exports))
    return NULL;
  JSModuleDef *module = JS_NewCModule(context, name, evaluate);
  if (module == NULL || !for_exports(context, module, exports, add_name)) {
    JS_FreeValue(context, exports);
    return NULL;
  }
  JS_SetModulePrivateValue(context, module, exports);
  return module;
}

void begin_modules(JSContext *context, JSValueConst core) {
  import_module = JS_GetPropertyStr(context, core, "importModule");
  JS_SetModuleLoaderFunc(JS_GetRuntime(context), same_name, load, NULL);
}
