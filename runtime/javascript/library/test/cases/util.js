const util = require("util");
const { promisify, callbackify, inherits, deprecate, isDeepStrictEqual, types, inspect, format } = util;
(async () => {
  console.log(await promisify((a, b, done) => done(null, a + b))(1, 2), await promisify((done) => done(new Error("no")))().catch((error) => error.message));
  const own = (done) => done(); own[promisify.custom] = async () => "custom"; console.log(await promisify(own)(), promisify.custom);
  console.log(await promisify(setTimeout)(0, "waited"));
  callbackify(async (x) => x * 2)(4, (error, value) => console.log("callbackify", error, value));
  callbackify(async () => { throw null; })((error) => console.log(error.code, error.reason));
  callbackify(async () => { throw new Error("e"); })((error) => console.log(error.message));
})();
function Base() {} Base.prototype.hi = () => "hi"; function Child() {} inherits(Child, Base); console.log(new Child().hi(), Child.super_ === Base, new Child() instanceof Base);
console.log(isDeepStrictEqual({ a: [1, { b: new Map([[1, 2]]) }] }, { a: [1, { b: new Map([[1, 2]]) }] }), isDeepStrictEqual([1], ["1"]), isDeepStrictEqual(NaN, NaN), isDeepStrictEqual(0, -0), isDeepStrictEqual(new Set([{}]), new Set([{}])), isDeepStrictEqual(new Date(1), new Date(1)), isDeepStrictEqual(/a/, /a/g));
const values = [new Map(), new Set(), new Date(), /x/, new Error(), Promise.resolve(), new Uint8Array(), Buffer.alloc(1), new ArrayBuffer(1), new DataView(new ArrayBuffer(1)), async () => {}, function* () {}, Object(1), Object("s"), new WeakMap(), new WeakSet(), null, 5, {}, (function () { return arguments; })(), new Map().entries(), { [Symbol.toStringTag]: "Map" }];
for (const name of Object.keys(types).sort()) if (!["isExternal", "isProxy", "isModuleNamespaceObject", "isEventTarget"].includes(name)) console.log(name, values.map((value) => (types[name](value) ? 1 : 0)).join(""));
console.log(inspect("a'b"), inspect({ a: { b: { c: {} } } }, { depth: 0 }), inspect([1, 2, 3], { compact: false }), inspect({ b: 1, a: 2 }, { sorted: true }), inspect(new Proxy({ a: 1 }, {})), inspect({ a: 1n, b: Symbol("x") }, false, null, true));
console.log(inspect({ [inspect.custom](depth, options, fn) { return `custom ${typeof depth} ${typeof options.stylize} ${fn === inspect}`; } }), inspect({ inspect() { return "old"; } }));
console.log(format("%s %o", "a"), format(1, 2, "3"), format("%s", "a", "b", { c: 1 }), format("%%s%s", "x"), util.inspect.defaultOptions.depth);
for (const bad of [() => promisify(5), () => callbackify(), () => inherits(Child, {}), () => inherits(Child)]) { try { bad(); } catch (error) { console.log(error.name, error.code, error.message); } }
console.log(util.isArray([]), util.types.isDate(new Date()), util.stripVTControlCharacters("\u001b[31mred\u001b[39m"), util.toUSVString("\ud800"), util._extend({ a: 1 }, { b: 2 }), typeof util.debuglog("x"), typeof util.debuglog("x").enabled);
console.log(deprecate((x) => x + 1, "old").name, inspect(async function f() {}), inspect(class X extends Base {}), inspect(Object.assign(() => {}, { p: 1 })), inspect(new (class extends Map {})([[1, 2]])));
console.log(inspect("x".repeat(20000)).length, inspect({ text: "x".repeat(200) }), inspect(new Array(200).fill(0)).split("\n").length, inspect({ s: "line1\nline2" }), inspect(["a".repeat(50), "b".repeat(50)]));
