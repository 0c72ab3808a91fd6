const source = { n: 1, s: "x", nested: { list: [1, , 3] }, date: new Date(5), re: /a/gi, map: new Map([["k", { v: 1 }]]), set: new Set([1, 2]), big: 1n, und: undefined, boxed: Object("s"), bytes: new Uint8Array([1, 2]) };
source.self = source;
const copy = structuredClone(source);
console.log(copy, copy !== source, copy.self === copy, copy.nested !== source.nested, 1 in copy.nested.list);
console.log(structuredClone(null), structuredClone(5), structuredClone("x"), structuredClone(undefined));
class A { x = 1; get y() { return 2; } } console.log(structuredClone(new A()), structuredClone(new A()) instanceof A, structuredClone(Object.create(null)));
const error = structuredClone(new RangeError("bad", { cause: { a: 1 } })); console.log(error instanceof RangeError, error.message, error.cause, error.stack.split("\n")[0]);
console.log(structuredClone(Object.assign(new Error("named"), { name: "Custom", code: 5 })).name, structuredClone(Object.assign(new Error("e"), { code: 5 })).code);
console.log(structuredClone(Buffer.from("ab")), structuredClone(new DataView(new ArrayBuffer(3), 1)).byteLength);
for (const bad of [() => structuredClone(() => 1), () => structuredClone({ f() {} }), () => structuredClone(Symbol("s")), () => structuredClone({ p: Promise.resolve() }), () => structuredClone(new WeakMap()), () => structuredClone()]) {
  try { bad(); console.log("no error"); } catch (error) { console.log(error.name, error.code, error instanceof DOMException); }
}
try { structuredClone({ f: function named() {} }); } catch (error) { console.log(error.message); }
const moved = new ArrayBuffer(8); const got = structuredClone({ moved }, { transfer: [moved] }); console.log(moved.byteLength, got.moved.byteLength);
const shared = { a: 1 }; const two = structuredClone([shared, shared]); console.log(two[0] === two[1]);
const view = new Uint8Array(4); const pair = structuredClone([view, view.buffer]); console.log(pair[0].buffer === pair[1]);
let deep = {}; for (let i = 0, at = deep; i < 500; i++) at = at.d = {}; console.log(typeof structuredClone(deep));
