// Properties that are made when they are first touched, and are plain ones from then on.

/** Sets a plain property. */
export function define(object, name, value, enumerable) {
  Object.defineProperty(object, name, { value, writable: true, enumerable, configurable: true });
}

/** Sets a property that `load` gives the value of, at the first touch. */
export function lazily(object, name, load, enumerable) {
  Object.defineProperty(object, name, {
    get() {
      const value = load();
      try {
        define(object, name, value, enumerable);
      } catch {
        // The object was frozen: then it is loaded each time.
      }
      return value;
    },
    set(value) {
      define(object, name, value, enumerable);
    },
    enumerable,
    configurable: true,
  });
}
