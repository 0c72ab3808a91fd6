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

/** Loads what a script names, so that it is part of the snapshot and no run has to load it. */
export function preload(source) {
  for (const name of Object.keys(library.globals)) if (new RegExp(`\\b${name}\\b`).test(source)) void globalThis[name];
  for (const [, name] of source.matchAll(/\brequire\s*\(\s*["'`](?:node:)?([\w/]+)["'`]\s*\)/g)) {
    if (Object.hasOwn(library.modules, name)) loadLibrary(library.modules[name]);
  }
}
