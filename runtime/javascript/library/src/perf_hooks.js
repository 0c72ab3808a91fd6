/** Time since the module was first used: an Action's own start is not known here. */
let origin;

const performance = {
  now() {
    origin ??= native.now();
    return native.now() - origin;
  },
  get timeOrigin() {
    return Date.now() - performance.now();
  },
  mark(name) {
    return { name: `${name}`, entryType: "mark", startTime: performance.now(), duration: 0 };
  },
  measure(name) {
    return { name: `${name}`, entryType: "measure", startTime: 0, duration: performance.now() };
  },
  clearMarks() {},
  clearMeasures() {},
  getEntries: () => [],
  getEntriesByName: () => [],
  getEntriesByType: () => [],
  toJSON: () => ({ timeOrigin: performance.timeOrigin }),
};
Object.defineProperty(performance, Symbol.toStringTag, { value: "Performance", configurable: true });

exports.performance = performance;
