// CommonJS: the Action's module, and `require`.

import { forLibrary } from "./native.js";
import { text, wrong } from "./values.js";

const loaded = Object.create(null);
let action;
let actionFile;
let actionModule;
// What npm packages the Action has: a function of (exports, require, module) that sets, by the name in `require`, functions that load one.
let packages;
let packageLoaders;

/** Sets the Action's function, which is called once, and the name of its file. */
export function prepareModule(given, file) {
  action = given;
  actionFile = file;
}

/** The Action's exports; runs its module level at the first call. */
export function runModule() {
  if (actionModule === undefined) {
    const module = { exports: {}, id: actionFile, filename: actionFile, loaded: false, children: [], paths: [] };
    actionModule = module;
    try {
      action.call(module.exports, module.exports, makeRequire(), module, actionFile, "/");
    } catch (error) {
      // What failed once is tried again, and not found half-done.
      actionModule = undefined;
      throw error;
    }
    module.loaded = true;
  }
  return actionModule.exports;
}

export function exportsOfAction() {
  return actionModule.exports;
}

/** A file of the library, by its own name. It is loaded at the first call. */
export function loadLibrary(name) {
  const known = loaded[name];
  if (known !== undefined) return known.exports;
  const define = native.loadLibrary(name);
  if (define === undefined) throw new Error(`the library has no file ${name}`);
  const module = { exports: {} };
  loaded[name] = module;
  define.call(module.exports, module.exports, requireInLibrary, module, forLibrary);
  return module.exports;
}

// Files of the library require each other by their own names, and Node's modules by theirs.
function requireInLibrary(name) {
  return loadLibrary(own(library.modules, name) ?? name);
}

/** Sets the Action's packages. They are loaded when they are first required. */
export function addPackages(given) {
  packages = given;
}

function fromPackages(id) {
  if (packages === undefined) return undefined;
  if (packageLoaders === undefined) {
    const module = { exports: {} };
    packages.call(module.exports, module.exports, makeRequire(hollow), module);
    packageLoaders = module.exports;
  }
  return own(packageLoaders, id);
}

// Packages load modules that an Action does not have, and then do not use them: for them there is something that throws when it is used.
function hollow(name) {
  if (!library.hollow.includes(name)) return undefined;
  return loadLibrary("internal/hollow")(name, library.unavailable[name]);
}

function makeRequire(otherwise) {
  function require(id) {
    if (typeof id !== "string") throw wrong("require", "the name of a module, a text", id);
    if (otherwise === undefined) {
      const load = fromPackages(id);
      if (load !== undefined) return load();
    }
    const name = id.startsWith("node:") ? id.slice(5) : id;
    const file = own(library.modules, name);
    if (file !== undefined) return loadLibrary(file);
    const instead = otherwise?.(name);
    if (instead !== undefined) return instead;
    throw notFound(id, name);
  }
  require.resolve = (id) => {
    const name = text(id).replace(/^node:/, "");
    if (own(library.modules, name) === undefined && fromPackages(id) === undefined) throw notFound(id, name);
    return id;
  };
  require.cache = Object.create(null);
  return require;
}

/** What `import(id)` gives: the exports of a module, by name. `default` is what is required, or its own `default` if it was an ES module. */
export function importModule(id) {
  const exported = makeRequire()(id);
  const exports = Object.create(null);
  const isObject = (typeof exported === "object" && exported !== null) || typeof exported === "function";
  if (isObject) for (const name of Object.keys(exported)) exports[name] = exported[name];
  if (!isObject || exported.__esModule !== true || !("default" in exported)) exports.default = exported;
  return exports;
}

function notFound(id, name) {
  const reason = own(library.unavailable, name);
  const error = new Error(
    reason !== undefined
      ? `Cannot find module '${id}': ${reason}`
      : `Cannot find module '${id}': it is no module of Node that an Action has, and it was not bundled; list it in the Action's dependencies`,
  );
  error.code = reason !== undefined ? "ERR_MODULE_NOT_AVAILABLE" : "MODULE_NOT_FOUND";
  return error;
}

function own(object, name) {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
