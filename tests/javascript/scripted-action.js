// Does what `event.configuration.script` says. tests/guests/scripted-action/README.md lists the calls; this is the same guest in JavaScript.

/** What a JSON pointer points to; undefined when nothing is there. */
function at(value, pointer) {
  for (const part of pointer.split("/").slice(1)) {
    value = value?.[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return value;
}

/** The same JSON value, whatever the order of the members. */
function same(a, b) {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const names = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]))
  );
}

const isThere = (value) => value !== undefined && value !== null;

function holds({ pointer, equals }, event) {
  const found = at(event, pointer);
  return equals === undefined ? isThere(found) : same(found, equals);
}

const others = {
  throw(_event, _api, name, message) {
    const error = new Error(message);
    error.name = name;
    throw error;
  },
  // The nearest that JavaScript has: the stack is exhausted.
  trap() {
    (function again() {
      again();
    })();
  },
  loop() {
    for (;;);
  },
  "console.log"(_event, _api, text) {
    console.log(text);
  },
  claimFromEvent(event, api, name, pointer) {
    const value = at(event, pointer);
    if (isThere(value)) api.idToken.setCustomClaim(name, value);
  },
};

function call(name, parameters, event, api) {
  const other = others[name];
  if (other !== undefined) return other(event, api, ...parameters);
  const [group, method] = name.split(".");
  if (typeof api[group]?.[method] !== "function") throw new TypeError(`${name} is no call of a script`);
  return api[group][method](...parameters);
}

function run(steps, event, api) {
  for (const step of steps) {
    if (step.when !== undefined) {
      if (holds(step.when, event)) run(step.then, event, api);
      continue;
    }
    try {
      call(step.call, step.arguments ?? [], event, api);
    } catch (error) {
      if (step.catch !== true) throw error;
      console.error(error.message);
    }
  }
}

const handler = (name) => async (event, api) => run(event.configuration.script[name], event, api);

// Who builds this takes away the handlers that the script lacks.
exports.onExecutePostLogin = handler("onExecutePostLogin");
exports.onContinuePostLogin = handler("onContinuePostLogin");
