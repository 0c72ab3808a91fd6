// The core of the engine: what an Action finds around it. `native` is what C gives, `library` describes the lazily loaded files.

import { addPackages, exportsOfAction, importModule, prepareModule, runModule } from "./module.js";
import { api } from "./api/index.js";
import { event } from "./event.js";
import { describe } from "./errors.js";
import { installGlobals, preload } from "./globals.js";
import { goOn } from "./loop.js";

installGlobals();

/** Takes an Action as a function of CommonJS' five arguments, its source, and the name of its file. */
export function load(action, source, file, atRun) {
  preload(source);
  prepareModule(action, file);
  if (atRun) return;
  runModule();
  checkExports(exportsOfAction());
}

/** Calls a handler: its promise, or null if the Action has none. */
export function start(name) {
  const exported = runModule();
  checkExports(exported);
  const handler = exported[name];
  if (handler === undefined) return null;
  native.event_begin();
  const returned = handler(event, api);
  // A promise of the engine's own is watched itself, so that nothing runs after it has settled.
  if (returned instanceof Promise) return returned;
  if (typeof returned === "function") {
    throw new TypeError(`exports.${name} returned a function, and nothing in that has run; export the inner function itself`);
  }
  return (async () => await returned)();
}

/** What the functions have that run only when somebody asks for their values. Nobody would. */
const GENERATORS = [function* () {}, async function* () {}].map(Object.getPrototypeOf);
const HANDLERS = ["onExecutePostLogin", "onContinuePostLogin"];

function checkExports(exported) {
  if ((typeof exported !== "object" && typeof exported !== "function") || exported === null) {
    throw new TypeError("module.exports is no object; an Action begins with exports.onExecutePostLogin = async (event, api) => {");
  }
  let found = false;
  for (const name of HANDLERS) {
    const handler = exported[name];
    if (handler === undefined) continue;
    if (typeof handler !== "function") {
      throw new TypeError(`exports.${name} is ${typeof handler}, not a function`);
    }
    if (GENERATORS.includes(Object.getPrototypeOf(handler))) {
      throw new TypeError(`exports.${name} is a generator function, and nothing in it would run; make it an async function`);
    }
    found = true;
  }
  if (!found) {
    throw new TypeError("the Action exports neither onExecutePostLogin nor onContinuePostLogin; it begins with exports.onExecutePostLogin = async (event, api) => {");
  }
}

export { addPackages, describe, goOn, importModule };
