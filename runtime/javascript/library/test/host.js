// The bench: what the engine's core supplies, in plain QuickJS. `qjs --std -m host.js OUT CASE`, with what `hashes.c` makes beside it.
import * as std from "qjs:std";
import * as os from "qjs:os";
import { native as hashing } from "./hashes.so";

const [out, file] = globalThis.scriptArgs.slice(1);
const library = JSON.parse(std.loadFile(`${out}/library.json`));
const random = std.open("/dev/urandom", "rb");

function utf8Encode(text) {
  const bytes = [];
  for (const char of text.toWellFormed()) {
    const code = char.codePointAt(0);
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return new Uint8Array(bytes);
}

// As the standard decodes: one U+FFFD for each longest part that could have begun a character.
function utf8Decode(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i++];
    if (first < 0x80) {
      text += String.fromCharCode(first);
      continue;
    }
    const more = first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : 0;
    let code = first & (0x3f >> more);
    let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    let seen = 0;
    for (; seen < more && bytes[i] >= low && bytes[i] <= high; seen++, low = 0x80, high = 0xbf) code = (code << 6) | (bytes[i++] & 63);
    text += more > 0 && seen === more ? String.fromCodePoint(code) : "\ufffd";
  }
  return text;
}

/** Servers that the cases talk to. */
const servers = {
  "https://api.example/json": () => ({ status: 200, headers: [["content-type", "application/json"], ["set-cookie", "a=1"], ["set-cookie", "b=2"]], body: '{"hello":"wörld"}' }),
  "https://api.example/echo": (request) => ({
    status: 201,
    headers: [["content-type", "application/json"]],
    body: JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body: request.body && utf8Decode(request.body), redirects: request.redirects }),
  }),
  "https://api.example/empty": () => ({ status: 204, headers: [], body: "" }),
  "https://api.example/missing": () => ({ status: 404, headers: [["content-type", "text/plain"]], body: "not here" }),
  "https://api.example/moved": () => ({ status: 302, headers: [["location", "https://api.example/json"]], body: "" }),
  "https://blocked.example/": () => ({ error: { kind: "not-allowed", message: "blocked.example is not an allowed host" } }),
  "https://down.example/": () => ({ error: { kind: "connection-failed", message: "down.example: connection refused" } }),
  "https://unknown.example/": () => ({ error: { kind: "not-resolved", message: "unknown.example does not resolve" } }),
  "https://slow.example/": () => null,
  "https://tenant.example/api/v2/users/auth0%7C1": ({ headers }) => ({ status: 200, headers: [["content-type", "application/json"]], body: JSON.stringify({ user_id: "auth0|1", headers }) }),
  "https://tenant.example/api/v2/users/auth0%7C1/roles": ({ method, body }) => {
    std.out.puts(`host: ${method} ${utf8Decode(body)}\n`);
    return { status: 204, headers: [], body: "" };
  },
};

function httpStart(request, done) {
  if (!(request.body === null || request.body instanceof Uint8Array)) throw new Error("host: body must be null or a Uint8Array");
  if (!request.headers.every((pair) => pair.length === 2 && pair.every((part) => typeof part === "string"))) throw new Error("host: headers must be pairs of strings");
  let server = servers[request.url.split("?")[0]];
  let cancelled = false;
  if (request.redirects === "follow" && server === servers["https://api.example/moved"]) {
    request = { ...request, url: "https://api.example/json" };
    server = servers[request.url];
  }
  const answer = server ? server(request) : { error: { kind: "other", message: `no server at ${request.url}` } };
  if (answer !== null) {
    os.setTimeout(() => {
      if (cancelled) return;
      if (answer.error) done(answer.error);
      else done(null, { url: request.url, ...answer, body: utf8Encode(answer.body) });
    }, 0);
  }
  return {
    cancel() {
      cancelled = true;
      std.out.puts(`host: cancelled ${request.url}\n`);
    },
  };
}

let loading = false;
/** A module that is being loaded must not use the host: it may be part of a snapshot. */
const guarded = (name, fn) => (...args) => {
  if (loading) throw new Error(`native.${name} was called while a module loads`);
  return fn(...args);
};

const native = {
  hashBegin: hashing.hashBegin,
  hashUpdate: hashing.hashUpdate,
  hashDigest: hashing.hashDigest,
  clearTimeout: guarded("clearTimeout", (id) => os.clearTimeout(id)),
  consoleWrite: guarded("consoleWrite", (level, text) => {
    if (typeof text !== "string") throw new Error("host: console text must be a string");
    std.out.puts(`${text}\n`);
  }),
  httpStart: guarded("httpStart", httpStart),
  now: guarded("now", () => os.now() / 1000),
  randomBytes: guarded("randomBytes", (count) => {
    const bytes = new Uint8Array(count);
    random.read(bytes.buffer, 0, count);
    return bytes;
  }),
  setTimeout: guarded("setTimeout", (fn, delay) => os.setTimeout(fn, delay)),
  utf8Decode: guarded("utf8Decode", utf8Decode),
  utf8Encode: guarded("utf8Encode", utf8Encode),
};

const cache = new Map();
function load(name) {
  if (cache.has(name)) return cache.get(name).exports;
  const text = std.loadFile(`${out}/${name}.js`);
  if (text === null) throw new Error(`host: there is no ${name}.js`);
  const module = { exports: {} };
  cache.set(name, module);
  const fn = std.evalScript(text);
  const before = loading;
  loading = true;
  try {
    fn.call(undefined, module.exports, requireInside, module, native);
  } finally {
    loading = before;
  }
  return module.exports;
}

function requireInside(name) {
  return name.startsWith("internal/") ? load(name) : load(library.modules[name]);
}

function requireOutside(name) {
  const bare = `${name}`.replace(/^node:/, "");
  if (Object.hasOwn(library.modules, bare)) return load(library.modules[bare]);
  const known = Object.hasOwn(library.unavailable, bare);
  if (known && globalThis.__hollow && library.hollow.includes(bare)) return load("internal/hollow")(bare, library.unavailable[bare]);
  const error = new Error(`Cannot find module '${name}'${known ? `: ${library.unavailable[bare]}` : ""}`);
  error.code = known ? "ERR_MODULE_NOT_AVAILABLE" : "MODULE_NOT_FOUND";
  throw error;
}

const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
for (const name of ["navigator", "gc", "print", "console", "performance", "scriptArgs", "std", "os", "bjson"]) delete globalThis[name];
for (const name of ["setTimeout", "setInterval"]) define(name, (fn, delay = 0, ...args) => os[name](() => fn(...args), delay));
for (const name of ["clearTimeout", "clearInterval"]) define(name, (id) => id !== undefined && os[name](id));
define("setImmediate", (fn, ...args) => os.setTimeout(() => fn(...args), 0));
define("clearImmediate", (id) => os.clearTimeout(id));
define("global", globalThis);
for (const name of library.setup) load(name);
for (const [name, { module, export: key }] of Object.entries(library.globals)) {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    enumerable: false,
    get() {
      const value = load(module)[key];
      define(name, value);
      return value;
    },
    set: (value) => define(name, value),
  });
}

if (file === "--load-all") {
  for (const name of [...library.internal, ...Object.values(library.modules)]) {
    const start = os.now();
    load(name);
    std.out.puts(`${name} ${((os.now() - start) / 1000).toFixed(1)} ms\n`);
  }
} else {
  const text = std.loadFile(file);
  const module = { exports: {} };
  std.evalScript(`(function (exports, require, module) {${text}\n})`)(module.exports, requireOutside, module);
}
