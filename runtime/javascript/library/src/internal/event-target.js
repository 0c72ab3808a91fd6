const { invalidType, nodeError } = require("internal/errors");
const { DOMException } = require("internal/dom-exception");

/** Sets what only the library may set on an event. */
const internals = Symbol("internals");

class Event {
  #type;
  #state = { target: null, current: null, canceled: false, stopped: false, dispatching: false, passive: false, phase: 0 };
  #bubbles;
  #cancelable;
  #composed;
  #time = native.now();

  constructor(type, options = {}) {
    if (arguments.length === 0) throw nodeError(TypeError, "ERR_MISSING_ARGS", 'The "type" argument must be specified');
    this.#type = `${type}`;
    this.#bubbles = Boolean(options?.bubbles);
    this.#cancelable = Boolean(options?.cancelable);
    this.#composed = Boolean(options?.composed);
  }

  static [internals](event) {
    return #state in event ? event.#state : null;
  }

  get type() {
    return this.#type;
  }

  get target() {
    return this.#state.target;
  }

  get srcElement() {
    return this.#state.target;
  }

  get currentTarget() {
    return this.#state.current;
  }

  get bubbles() {
    return this.#bubbles;
  }

  get cancelable() {
    return this.#cancelable;
  }

  get composed() {
    return this.#composed;
  }

  get defaultPrevented() {
    return this.#cancelable && this.#state.canceled;
  }

  get returnValue() {
    return !this.defaultPrevented;
  }

  get cancelBubble() {
    return this.#state.stopped;
  }

  get eventPhase() {
    return this.#state.phase;
  }

  get timeStamp() {
    return this.#time;
  }

  get isTrusted() {
    return false;
  }

  composedPath() {
    return this.#state.dispatching ? [this.#state.current] : [];
  }

  preventDefault() {
    if (this.#cancelable && !this.#state.passive) this.#state.canceled = true;
  }

  stopPropagation() {}

  stopImmediatePropagation() {
    this.#state.stopped = true;
  }

  get [Symbol.toStringTag]() {
    return "Event";
  }
}

for (const [name, value] of Object.entries({ NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 })) {
  for (const target of [Event, Event.prototype]) Object.defineProperty(target, name, { value, enumerable: true });
}

class CustomEvent extends Event {
  #detail;

  constructor(type, options = {}) {
    super(...arguments);
    this.#detail = options?.detail ?? null;
  }

  get detail() {
    return this.#detail;
  }

  get [Symbol.toStringTag]() {
    return "CustomEvent";
  }
}

/** An error in a listener must not stop the others; it is thrown on its own, as Node does. */
function report(error) {
  native.setTimeout(() => {
    throw error;
  }, 0);
}

class EventTarget {
  #listeners = new Map();

  addEventListener(type, listener, options) {
    if (arguments.length < 2) throw nodeError(TypeError, "ERR_MISSING_ARGS", 'The "type" and "listener" arguments must be specified');
    if (listener === null || listener === undefined) return;
    if (typeof listener !== "function" && typeof listener !== "object") throw invalidType("listener", "an instance of EventListener", listener);
    const { once = false, passive = false, capture = false, signal } = typeof options === "object" && options !== null ? options : { capture: options };
    if (signal?.aborted) return;
    type = `${type}`;
    const list = this.#listeners.get(type) ?? [];
    if (list.some((entry) => entry.listener === listener && entry.capture === Boolean(capture))) return;
    // A new array, so that a dispatch that is under way keeps its own.
    this.#listeners.set(type, [...list, { listener, once: Boolean(once), passive: Boolean(passive), capture: Boolean(capture), removed: false }]);
    signal?.addEventListener("abort", () => this.removeEventListener(type, listener, options), { once: true });
  }

  removeEventListener(type, listener, options) {
    type = `${type}`;
    const capture = Boolean(typeof options === "object" && options !== null ? options.capture : options);
    const list = this.#listeners.get(type) ?? [];
    for (const entry of list) if (entry.listener === listener && entry.capture === capture) entry.removed = true;
    this.#listeners.set(type, list.filter((entry) => !entry.removed));
  }

  dispatchEvent(event) {
    const state = event instanceof Event ? Event[internals](event) : null;
    if (state === null) throw invalidType("event", "an instance of Event", event);
    if (state.dispatching) throw nodeError(Error, "ERR_EVENT_RECURSION", `The event "${event.type}" is already being dispatched`);
    Object.assign(state, { target: this, current: this, dispatching: true, phase: 2 });
    for (const entry of this.#listeners.get(event.type) ?? []) {
      if (entry.removed) continue;
      if (entry.once) this.removeEventListener(event.type, entry.listener, entry.capture);
      state.passive = entry.passive;
      try {
        if (typeof entry.listener === "function") entry.listener.call(this, event);
        else entry.listener.handleEvent?.(event);
      } catch (error) {
        report(error);
      }
      if (state.stopped) break;
    }
    Object.assign(state, { current: null, dispatching: false, passive: false, phase: 0 });
    return !event.defaultPrevented;
  }

  get [Symbol.toStringTag]() {
    return "EventTarget";
  }
}

/** Gives a class an attribute `onNAME`, which holds one listener. */
function handlerAttribute(Class, name) {
  const handlers = new WeakMap();
  Object.defineProperty(Class.prototype, `on${name}`, {
    configurable: true,
    enumerable: true,
    get() {
      return handlers.get(this)?.handler ?? null;
    },
    set(handler) {
      const before = handlers.get(this);
      if (typeof handler !== "function") {
        if (before) before.handler = null;
      } else if (before) {
        before.handler = handler;
      } else {
        const entry = { handler };
        handlers.set(this, entry);
        this.addEventListener(name, (event) => entry.handler?.call(this, event));
      }
    },
  });
}

module.exports = { CustomEvent, DOMException, Event, EventTarget, handlerAttribute };
