const { setImmediate: immediate, setInterval: interval, setTimeout: timeout, clearInterval, clearTimeout } = require("timers");

function abortError(signal) {
  const error = new Error("The operation was aborted", { cause: signal.reason });
  error.name = "AbortError";
  error.code = "ABORT_ERR";
  return error;
}

/** A promise that is settled by `start`'s callback, or fails when the signal aborts. */
function wait(start, stop, value, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError(signal));
    const abort = () => {
      stop(id);
      reject(abortError(signal));
    };
    const id = start(() => {
      signal?.removeEventListener("abort", abort);
      resolve(value);
    });
    signal?.addEventListener("abort", abort, { once: true });
  });
}

const setTimeout = (delay, value, options) => wait((done) => timeout(done, delay), clearTimeout, value, options?.signal);
const setImmediate = (value, options) => wait((done) => immediate(done), clearTimeout, value, options?.signal);

/** Yields `value` at every tick until the loop ends or the signal aborts. */
async function* setInterval(delay, value, options) {
  const signal = options?.signal;
  if (signal?.aborted) throw abortError(signal);
  let wake;
  let due = 0;
  const id = interval(() => {
    due++;
    wake?.();
  }, delay);
  const abort = () => wake?.();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    for (;;) {
      if (signal?.aborted) throw abortError(signal);
      if (due === 0) await new Promise((resolve) => (wake = resolve));
      else {
        due--;
        yield value;
      }
    }
  } finally {
    clearInterval(id);
    signal?.removeEventListener("abort", abort);
  }
}

module.exports = { scheduler: { wait: (delay, options) => setTimeout(delay, undefined, options), yield: () => setImmediate() }, setImmediate, setInterval, setTimeout };
