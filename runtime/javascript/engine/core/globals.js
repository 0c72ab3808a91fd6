// What an Action finds as global. What the library has is loaded when it is first touched.

import { loadLibrary } from "./module.js";
import * as timers from "./timers.js";

export function installGlobals() {
  define("global", globalThis);
  for (const [name, value] of Object.entries(timers.globals)) define(name, value);
  Math.random = native.mathRandom;
  library.setup.forEach(loadLibrary);
  for (const name of Object.keys(library.globals)) {
    const { module, export: exported } = library.globals[name];
    lazily(name, () => {
      const exports = loadLibrary(module);
      return exported === undefined ? exports : exports[exported];
    });
  }
}

function define(name, value) {
  Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
}

function lazily(name, load) {
  Object.defineProperty(globalThis, name, {
    get() {
      const value = load();
      define(name, value);
      return value;
    },
    set(value) {
      define(name, value);
    },
    enumerable: false,
    configurable: true,
  });
}
