// Only the first line of stacks can be compared: frames differ between engines.
const { inspect, format } = require("util");
const first = (value) => inspect(value).split("\n")[0];
console.log(first(new Error("plain")));
console.log(first(new TypeError("typed")));
class Custom extends Error { constructor(m) { super(m); this.name = "Custom"; this.extra = { a: 1 }; } }
console.log(first(new Custom("own")));
console.log(inspect(new Custom("own")).includes("extra: { a: 1 }"));
console.log(first(new Error("with cause", { cause: new Error("inner") })));
console.log(inspect(new Error("with cause", { cause: new Error("inner") })).includes("[cause]: Error: inner"));
console.log(first(new AggregateError([new Error("one")], "many")));
console.log(new Error("a stack").stack.split("\n")[0]);
try { null.x; } catch (error) { console.log(error instanceof TypeError, error.stack.startsWith("TypeError: ")); }
const noStack = new Error("no stack"); noStack.stack = undefined;
console.log(inspect(noStack));
const changed = new Error("changed"); changed.stack = "my stack";
console.log(changed.stack, inspect(changed));
const target = {}; Error.captureStackTrace(target); console.log(typeof target.stack, target.stack.split("\n")[0]);
console.log(first(new DOMException("gone", "AbortError")), String(new DOMException("gone", "AbortError")));
console.log(format("%s", new Error("in format")).split("\n")[0]);
console.log(format("failed:", new Error("second")).split("\n")[0]);
console.log({ error: new Error("nested") }.error.message);
console.log(inspect({ e: new RangeError("nested") }).split("\n")[1].trim());
console.log(Object.keys(new Error("x")), JSON.stringify(new Error("x")));
