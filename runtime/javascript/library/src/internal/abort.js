const { EventTarget, Event, handlerAttribute } = require("internal/event-target");
const { DOMException } = require("internal/dom-exception");
const { checkInteger, invalidType, nodeError } = require("internal/errors");

const key = Symbol("create");
const inspectCustom = Symbol.for("nodejs.util.inspect.custom");

/** Only the library makes signals. */
function create() {
  return new AbortSignal(key);
}

class AbortSignal extends EventTarget {
  #aborted = false;
  #reason = undefined;
  #dependents = [];

  constructor(secret) {
    if (secret !== key) throw nodeError(TypeError, "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
    super();
  }

  static abort(reason = new DOMException("This operation was aborted", "AbortError")) {
    const signal = create();
    signal.#aborted = true;
    signal.#reason = reason;
    return signal;
  }

  /** A signal that aborts by itself. Its timer does not keep a run going. */
  static timeout(delay) {
    checkInteger(delay, "delay", 0, Number.MAX_SAFE_INTEGER);
    const signal = create();
    native.setTimeout(() => AbortSignal[key](signal, new DOMException("The operation was aborted due to timeout", "TimeoutError")), delay);
    return signal;
  }

  static any(signals) {
    const list = [...signals];
    list.forEach((signal, i) => {
      if (!(signal instanceof AbortSignal)) throw invalidType(`signals[${i}]`, "an instance of AbortSignal", signal);
    });
    const result = create();
    const source = list.find((signal) => signal.aborted);
    if (source) {
      result.#aborted = true;
      result.#reason = source.reason;
    } else {
      for (const signal of list) signal.#dependents.push(result);
    }
    return result;
  }

  static [key](signal, reason) {
    if (signal.#aborted) return;
    signal.#aborted = true;
    signal.#reason = reason === undefined ? new DOMException("This operation was aborted", "AbortError") : reason;
    signal.dispatchEvent(new Event("abort"));
    for (const dependent of signal.#dependents.splice(0)) AbortSignal[key](dependent, signal.#reason);
  }

  get aborted() {
    return this.#aborted;
  }

  get reason() {
    return this.#reason;
  }

  throwIfAborted() {
    if (this.#aborted) throw this.#reason;
  }

  get [Symbol.toStringTag]() {
    return "AbortSignal";
  }

  [inspectCustom](depth, options, inspect) {
    return `AbortSignal ${inspect({ aborted: this.aborted }, options)}`;
  }
}

handlerAttribute(AbortSignal, "abort");

class AbortController {
  #signal = create();

  get signal() {
    return this.#signal;
  }

  abort(reason) {
    AbortSignal[key](this.#signal, reason);
  }

  get [Symbol.toStringTag]() {
    return "AbortController";
  }

  [inspectCustom](depth, options, inspect) {
    return `AbortController ${inspect({ signal: this.signal }, options)}`;
  }
}

exports.AbortController = AbortController;
exports.AbortSignal = AbortSignal;
