// The engine's hashes for the bench: a module of plain QuickJS, whose export `native` has them.

#include "function.h"

static int fill(JSContext *context, JSModuleDef *module) {
  JSValue native = JS_NewObject(context);
  add_hashes(context, native);
  return JS_SetModuleExport(context, module, "native", native);
}

JSModuleDef *js_init_module(JSContext *context, const char *name) {
  JSModuleDef *module = JS_NewCModule(context, name, fill);
  if (module != NULL)
    JS_AddModuleExport(context, module, "native");
  return module;
}
