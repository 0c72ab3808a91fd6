const { formatWithOptions, inspect } = require("internal/inspect");

const quiet = { colors: false };

/** Draws rows as Node's console.table does. */
function drawTable(head, rows) {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i].length)) + 2);
  const line = (cells) => `│${cells.map((cell, i) => ` ${cell}`.padEnd(widths[i])).join("│")}│`;
  const rule = (left, middle, right) => `${left}${widths.map((width) => "─".repeat(width)).join(middle)}${right}`;
  return [rule("┌", "┬", "┐"), line(head), rule("├", "┼", "┤"), ...rows.map(line), rule("└", "┴", "┘")].join("\n");
}

function table(data, properties) {
  const show = (value) => inspect(value, { ...quiet, maxArrayLength: 3, breakLength: Infinity, depth: typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 2 ? -1 : 0 });
  const isMap = data instanceof Map;
  const isSet = data instanceof Set;
  const entries = isMap ? [...data].map((entry, i) => [i, entry]) : isSet ? [...data].map((value, i) => [i, value]) : Object.entries(data);
  const index = isMap || isSet ? "(iteration index)" : "(index)";
  if (isMap) return drawTable([index, "Key", "Values"], entries.map(([i, [key, value]]) => [`${i}`, show(key), show(value)]));
  const columns = properties ? [...properties] : [];
  let values = false;
  for (const [, row] of entries) {
    if (row === null || (typeof row !== "object" && typeof row !== "function")) values = true;
    else if (!properties) for (const key of Object.keys(row)) if (!columns.includes(key)) columns.push(key);
  }
  const head = [index, ...columns, ...(values ? ["Values"] : [])];
  return drawTable(
    head.map(String),
    entries.map(([key, row]) => {
      const primitive = row === null || (typeof row !== "object" && typeof row !== "function");
      return [`${key}`, ...columns.map((column) => (!primitive && Object.hasOwn(row, column) ? show(row[column]) : "")), ...(values ? [primitive ? show(row) : ""] : [])];
    }),
  );
}

function duration(ms) {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(3)}s`;
  const seconds = ms / 1000;
  const two = (value) => String(value).padStart(2, "0");
  const [whole, fraction] = (seconds % 60).toFixed(3).split(".");
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(whole)}.${fraction} (m:ss.mmm)`;
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(whole)} (h:mm:ss)`;
}

/** The console: what is written goes to the record of the run, with its level. */
class Console {
  #indent = "";
  #counts = new Map();
  #timers = new Map();

  constructor() {
    // Scripts hand methods on, as in `promise.catch(console.error)`.
    for (const name of Object.getOwnPropertyNames(Console.prototype)) {
      if (name === "constructor") continue;
      const method = Console.prototype[name].bind(this);
      Object.defineProperty(method, "name", { value: name });
      this[name] = method;
    }
  }

  #write(level, args) {
    let text = formatWithOptions(quiet, ...args);
    if (this.#indent) text = text.replace(/^/gm, this.#indent);
    native.consoleWrite(level, text);
  }

  debug(...args) {
    this.#write("debug", args);
  }

  error(...args) {
    this.#write("error", args);
  }

  info(...args) {
    this.#write("info", args);
  }

  log(...args) {
    this.#write("log", args);
  }

  warn(...args) {
    this.#write("warn", args);
  }

  trace(...args) {
    const error = { name: "Trace", message: args.length > 0 ? formatWithOptions(quiet, ...args) : "" };
    const frames = String(new Error().stack).split("\n").slice(2).join("\n");
    this.#write("trace", ["%s", `${error.name}${error.message ? `: ${error.message}` : ""}\n${frames}`.trimEnd()]);
  }

  assert(condition, ...args) {
    if (condition) return;
    args[0] = args.length > 0 ? `Assertion failed: ${args[0]}` : "Assertion failed";
    this.#write("warn", args);
  }

  clear() {}

  count(label = "default") {
    label = `${label}`;
    const count = (this.#counts.get(label) ?? 0) + 1;
    this.#counts.set(label, count);
    this.#write("log", ["%s", `${label}: ${count}`]);
  }

  countReset(label = "default") {
    if (!this.#counts.delete(`${label}`)) this.#write("warn", ["%s", `Warning: Count for '${label}' does not exist`]);
  }

  dir(value, options) {
    this.#write("log", ["%s", inspect(value, { customInspect: false, ...quiet, ...options })]);
  }

  dirxml(...args) {
    this.#write("log", args);
  }

  group(...args) {
    if (args.length > 0) this.#write("log", args);
    this.#indent += "  ";
  }

  groupCollapsed(...args) {
    this.group(...args);
  }

  groupEnd() {
    this.#indent = this.#indent.slice(2);
  }

  table(data, properties) {
    if (data === null || typeof data !== "object") return this.#write("log", [data]);
    if (properties !== undefined && !Array.isArray(properties)) throw require("internal/errors").invalidType("properties", "an instance of Array", properties);
    this.#write("log", ["%s", table(data, properties)]);
  }

  time(label = "default") {
    label = `${label}`;
    if (this.#timers.has(label)) this.#write("warn", ["%s", `Warning: Label '${label}' already exists for console.time()`]);
    else this.#timers.set(label, native.now());
  }

  timeEnd(label = "default") {
    if (this.#elapsed(`${label}`, "timeEnd", [])) this.#timers.delete(`${label}`);
  }

  timeLog(label = "default", ...args) {
    this.#elapsed(`${label}`, "timeLog", args);
  }

  #elapsed(label, method, args) {
    if (!this.#timers.has(label)) {
      this.#write("warn", ["%s", `Warning: No such label '${label}' for console.${method}()`]);
      return false;
    }
    this.#write("log", ["%s: %s", label, duration(native.now() - this.#timers.get(label)), ...args]);
    return true;
  }

  timeStamp() {}

  profile() {}

  profileEnd() {}
}

const console = new Console();
console.Console = Console;
module.exports = console;
module.exports.console = console;
Object.defineProperty(console, "console", { enumerable: false });
Object.defineProperty(console, "Console", { enumerable: false });
Object.defineProperty(console, Symbol.toStringTag, { value: "console", configurable: true });
