// The core has the timers; this is their module.
const { clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = globalThis;

module.exports = {
  clearImmediate: clearImmediate ?? clearTimeout,
  clearInterval,
  clearTimeout,
  setImmediate,
  setInterval,
  setTimeout,
  get promises() {
    return require("timers/promises");
  },
};
