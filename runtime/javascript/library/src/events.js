const EventEmitter = require("npm:events/");
const { checkFunction, own } = require("internal/errors");

const { once: packagedOnce } = EventEmitter;

// The package's own check has Node's message, but not its code.
for (const method of ["on", "addListener", "once", "prependListener", "prependOnceListener", "removeListener", "off"]) {
  const packaged = EventEmitter.prototype[method];
  own(EventEmitter.prototype, method, function (name, listener) {
    checkFunction(listener, "listener");
    return packaged.call(this, name, listener);
  });
  own(EventEmitter.prototype[method], "name", method);
}

/** A promise of the arguments of the next event `name`; it fails with the emitter's "error", or when the signal aborts. */
EventEmitter.once = function once(emitter, name, options) {
  const signal = options?.signal;
  if (!signal) return packagedOnce(emitter, name);
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortError(signal));
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    packagedOnce(emitter, name).then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
};

/** An iterator over the arguments of all events `name`, until the emitter's "error", the signal, or the loop ends it. */
EventEmitter.on = function on(emitter, name, options) {
  const signal = options?.signal;
  if (signal?.aborted) throw abortError(signal);
  const events = [];
  const waiting = [];
  let failure = null;
  let ended = false;
  const heard = (...args) => (waiting.length > 0 ? waiting.shift().resolve({ value: args, done: false }) : events.push(args));
  const failed = (error) => (waiting.length > 0 ? waiting.shift().reject(error) : (failure = error));
  const abort = () => failed(abortError(signal));
  const end = async () => {
    ended = true;
    emitter.removeListener(name, heard);
    emitter.removeListener("error", failed);
    signal?.removeEventListener("abort", abort);
    for (const { resolve } of waiting.splice(0)) resolve({ value: undefined, done: true });
    return { value: undefined, done: true };
  };
  emitter.on(name, heard);
  if (name !== "error") emitter.on("error", failed);
  signal?.addEventListener("abort", abort, { once: true });
  return {
    next() {
      if (events.length > 0) return Promise.resolve({ value: events.shift(), done: false });
      if (failure !== null) {
        const error = failure;
        failure = null;
        end();
        return Promise.reject(error);
      }
      if (ended) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return: end,
    throw(error) {
      failed(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};

function abortError(signal) {
  const error = new Error("The operation was aborted", { cause: signal.reason });
  error.name = "AbortError";
  error.code = "ABORT_ERR";
  return error;
}

/** Listens for the abort of a signal; what it returns can be disposed of. */
EventEmitter.addAbortListener = function addAbortListener(signal, listener) {
  checkFunction(listener, "listener");
  signal.addEventListener("abort", listener, { once: true });
  const dispose = () => signal.removeEventListener("abort", listener);
  return Symbol.dispose ? { [Symbol.dispose]: dispose } : { dispose };
};

EventEmitter.setMaxListeners = function setMaxListeners(count, ...targets) {
  for (const target of targets) target.setMaxListeners?.(count);
};
EventEmitter.getEventListeners = (emitter, name) => emitter.listeners?.(name) ?? [];
EventEmitter.listenerCount = (emitter, name) => emitter.listenerCount(name);
EventEmitter.errorMonitor = Symbol("events.errorMonitor");
EventEmitter.captureRejectionSymbol = Symbol.for("nodejs.rejection");
EventEmitter.captureRejections = false;
EventEmitter.usingDomains = false;

module.exports = EventEmitter;
module.exports.EventEmitter = EventEmitter;
