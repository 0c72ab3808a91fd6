// What packages read of the process while they load. There is no process: an Action cannot end it, and sees no environment.
const { checkFunction, invalidType, missing } = require("internal/errors");

const { queueMicrotask } = globalThis;
const listeners = new Map();

/** A stream that ends in the console. */
const output = (fd, level) => ({
  fd,
  isTTY: false,
  writable: true,
  write(text, encoding, done = encoding) {
    native.consoleWrite(level, `${typeof text === "string" ? text : new TextDecoder().decode(text)}`.replace(/\n$/, ""));
    if (typeof done === "function") process.nextTick(done);
    return true;
  },
  end() {},
  on() {
    return this;
  },
  once() {
    return this;
  },
  emit: () => false,
});

function hrtime(before) {
  const now = native.now();
  let seconds = Math.floor(now / 1000);
  let nanoseconds = Math.floor((now % 1000) * 1e6);
  if (before !== undefined) {
    if (!Array.isArray(before)) throw invalidType("time", "an instance of Array", before);
    seconds -= before[0];
    nanoseconds -= before[1];
    if (nanoseconds < 0) {
      seconds--;
      nanoseconds += 1e9;
    }
  }
  return [seconds, nanoseconds];
}
hrtime.bigint = () => BigInt(Math.floor(native.now() * 1e6));

const process = {
  arch: "wasm32",
  argv: ["node", "/action.js"],
  argv0: "node",
  browser: false,
  config: { target_defaults: {}, variables: {} },
  env: {},
  execArgv: [],
  execPath: "/node",
  exitCode: undefined,
  features: {},
  pid: 1,
  platform: "linux",
  ppid: 0,
  release: { name: "node" },
  stderr: output(2, "error"),
  stdin: { fd: 0, isTTY: false },
  stdout: output(1, "log"),
  title: "node",
  version: "v22.0.0",
  versions: { node: "22.0.0" },

  cwd: () => "/",
  chdir() {
    throw missing("process.chdir", "an Action has no file system");
  },
  exit() {
    throw missing("process.exit", "an Action ends when its handler returns");
  },
  abort() {
    throw missing("process.abort", "an Action ends when its handler returns");
  },
  kill() {
    throw missing("process.kill", "an Action has no processes");
  },
  cpuUsage: () => ({ user: 0, system: 0 }),
  memoryUsage: Object.assign(() => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }), { rss: () => 0 }),
  emitWarning(warning, type, code) {
    const options = typeof type === "object" && type !== null ? type : { type, code };
    const name = warning instanceof Error ? warning.name : (options.type ?? "Warning");
    const text = warning instanceof Error ? warning.message : warning;
    native.consoleWrite("warn", `${options.code ? `[${options.code}] ` : ""}${name}: ${text}`);
  },
  hrtime,
  nextTick(callback, ...args) {
    checkFunction(callback, "callback");
    queueMicrotask(args.length === 0 ? callback : () => callback(...args));
  },
  umask: () => 0o22,
  uptime: () => require("perf_hooks").performance.now() / 1000,

  // Nothing is ever emitted but what a script emits itself: the run's end is not the script's affair.
  on(name, listener) {
    listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    return process;
  },
  emit(name, ...args) {
    const list = listeners.get(name) ?? [];
    for (const listener of list) listener.apply(process, args);
    return list.length > 0;
  },
  off(name, listener) {
    listeners.set(name, (listeners.get(name) ?? []).filter((entry) => entry !== listener));
    return process;
  },
  removeAllListeners(name) {
    if (name === undefined) listeners.clear();
    else listeners.delete(name);
    return process;
  },
  listeners: (name) => [...(listeners.get(name) ?? [])],
  listenerCount: (name) => (listeners.get(name) ?? []).length,
  setMaxListeners: () => process,
};
process.addListener = process.once = process.prependListener = process.on;
process.removeListener = process.off;

Object.defineProperty(process, Symbol.toStringTag, { value: "process", configurable: true });

module.exports = process;
Object.defineProperty(process, "process", { value: process, enumerable: false });
