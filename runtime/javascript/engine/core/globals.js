// What an Action finds as global. What the library has is loaded when it is first touched.

import { define, lazily } from "./lazy.js";
import { loadLibrary } from "./module.js";
import * as timers from "./timers.js";

export function installGlobals() {
  define(globalThis, "global", globalThis, false);
  for (const [name, value] of Object.entries(timers.globals)) define(globalThis, name, value, false);
  Math.random = native.mathRandom;
  library.setup.forEach(loadLibrary);
  for (const name of Object.keys(library.globals)) {
    const { module, export: exported } = library.globals[name];
    lazily(globalThis, name, () => loadLibrary(module)[exported], false);
  }
}
