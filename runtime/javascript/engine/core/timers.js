// Timers. Time passes only when nothing else is to be done: then the loop waits for the next timer.

import { wrong } from "./values.js";

const MOST = 2 ** 31 - 1;
let timers = [];
let order = 0;

class Timeout {
  constructor(callback, delay, args, repeats) {
    this._callback = callback;
    this._delay = delay;
    this._args = args;
    this._repeats = repeats;
    this._keepsWaiting = true;
    this._id = ++order;
    schedule(this);
  }
  ref() {
    this._keepsWaiting = true;
    return this;
  }
  unref() {
    this._keepsWaiting = false;
    return this;
  }
  hasRef() {
    return this._keepsWaiting;
  }
  refresh() {
    if (timers.includes(this)) schedule(remove(this));
    return this;
  }
  close() {
    remove(this);
    return this;
  }
  [Symbol.toPrimitive]() {
    return this._id;
  }
  [Symbol.dispose ?? Symbol.for("dispose")]() {
    remove(this);
  }
}
// In Node these are no enumerable properties either; console.log(timeout) is not worth more.
Object.defineProperty(Timeout.prototype, Symbol.toStringTag, { value: "Timeout", configurable: true });

function schedule(timer) {
  timer._due = native.now() + timer._delay;
  timer._order = ++order;
  timers.push(timer);
  return timer;
}

function remove(timer) {
  timers = timers.filter((other) => other !== timer);
  return timer;
}

function make(method, callback, delay, args, repeats) {
  if (typeof callback !== "function") throw wrong(method, "a function", callback);
  delay = Number(delay);
  if (!(delay >= 1 && delay <= MOST)) delay = 1;
  return new Timeout(callback, Math.trunc(delay), args, repeats);
}

function clear(timer) {
  if (timer instanceof Timeout) remove(timer);
  else if (timer !== undefined && timer !== null) timers = timers.filter((other) => other._id !== Number(timer));
}

export const globals = {
  setTimeout: function setTimeout(callback, delay, ...args) {
    return make("setTimeout", callback, delay, args, false);
  },
  setInterval: function setInterval(callback, delay, ...args) {
    return make("setInterval", callback, delay, args, true);
  },
  setImmediate: function setImmediate(callback, ...args) {
    if (typeof callback !== "function") throw wrong("setImmediate", "a function", callback);
    return new Timeout(callback, 0, args, false);
  },
  clearTimeout: clear,
  clearInterval: clear,
  clearImmediate: clear,
  queueMicrotask: function queueMicrotask(callback) {
    if (typeof callback !== "function") throw wrong("queueMicrotask", "a function", callback);
    Promise.resolve().then(() => {
      callback();
    });
  },
};

// Time in milliseconds until the next timer that counts, or undefined: nothing is waited for.
export function untilNext() {
  if (!timers.some((timer) => timer._keepsWaiting)) return undefined;
  const next = timers.reduce((first, timer) => Math.min(first, timer._due), Infinity);
  return Math.max(0, next - native.now());
}

/** Runs the first timer that is due; false if none is. */
export function runDue() {
  const now = native.now();
  let first;
  for (const timer of timers) {
    if (timer._due > now) continue;
    if (first === undefined || timer._due < first._due || (timer._due === first._due && timer._order < first._order)) first = timer;
  }
  if (first === undefined) return false;
  remove(first);
  if (first._repeats) schedule(first);
  first._callback(...first._args);
  return true;
}
