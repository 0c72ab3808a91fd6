// Values made to hurt whoever prints them. Only that printing ends, and in what kind, is compared.
const { inspect, format } = require("util");
const kind = (fn) => { try { return typeof fn(); } catch (error) { return error.name; } };
console.log(kind(() => inspect({ get x() { throw new Error("getter"); } }, { getters: true })));
console.log(kind(() => inspect({ [inspect.custom]() { throw new RangeError("custom"); } })));
console.log(kind(() => format("%s", { toString() { throw new TypeError("toString"); } })));
console.log(kind(() => inspect(Object.create({ get constructor() { throw new SyntaxError("c"); } }))));
let deep = []; for (let i = 0; i < 100000; i++) deep = [deep]; console.log(kind(() => inspect(deep)));
const wide = {}; for (let i = 0; i < 10000; i++) wide[`k${i}`] = i; console.log(kind(() => inspect(wide)), kind(() => inspect(new Proxy(wide, { get() { throw new EvalError("trap"); } }))) !== undefined);
console.log(kind(() => format("%d%d%d%s%j", {}, [], null, Symbol(), BigInt(1))), kind(() => format("%j", (() => { const a = {}; a.a = a; return a; })())));
console.log(kind(() => inspect(Object.assign(new Error("x"), { stack: 5 }))), kind(() => inspect(Object.assign(new Error("x"), { message: {}, name: null }))));
console.log(kind(() => inspect("\ud800\u0000\u001b")), kind(() => inspect(new Array(2 ** 32 - 1))));
