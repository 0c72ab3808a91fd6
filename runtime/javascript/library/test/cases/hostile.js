// Arguments made to break things: what counts is that each ends in an ordinary error or value.
const values = [undefined, null, true, 0, -1, 1.5, NaN, Infinity, 2 ** 53, 10n, "", "text", "\ud800", Symbol("s"), [], [1], {}, () => {}, new Date(NaN), /x/, new Map(), Object.create(null), new Proxy({}, {}), new Uint8Array(2), new ArrayBuffer(2), { toString() { throw new Error("toString"); } }, { get length() { throw new Error("length"); } }, { length: 1 / 0 }, { length: -1 }, { [Symbol.iterator]: 5 }, { then: 5 }];
const crypto_ = require("crypto"), util = require("util"), qs = require("querystring"), url = require("url"), path = require("path"), zlib = require("zlib"), events = require("events");
const targets = {
  atob, btoa, structuredClone, URL: (...a) => new URL(...a), URLSearchParams: (...a) => new URLSearchParams(...a), Headers: (...a) => new Headers(...a), Request: (...a) => new Request(...a), Response: (...a) => new Response(...a), Blob: (...a) => new Blob(...a), File: (...a) => new File(...a),
  TextDecoder: (...a) => new TextDecoder(...a).decode(...a), TextEncoder: (...a) => new TextEncoder().encode(...a), encodeInto: (...a) => new TextEncoder().encodeInto(...a), Event: (...a) => new Event(...a), CustomEvent: (...a) => new CustomEvent(...a), DOMException: (...a) => new DOMException(...a), dispatch: (...a) => new EventTarget().dispatchEvent(...a), listen: (...a) => new EventTarget().addEventListener(...a),
  abort: (...a) => AbortSignal.abort(...a), any: (...a) => AbortSignal.any(...a), append: (...a) => new FormData().append(...a), "Buffer.from": (...a) => Buffer.from(...a), "Buffer.concat": (...a) => Buffer.concat(...a), "Buffer.write": (...a) => Buffer.alloc(4).write(...a), "Buffer.toString": (...a) => Buffer.alloc(4).toString(...a), "Buffer.fill": (...a) => Buffer.alloc(4).fill(...a), "Buffer.indexOf": (...a) => Buffer.alloc(4).indexOf(...a), "Buffer.readUInt8": (...a) => Buffer.alloc(4).readUInt8(...a), "Buffer.slice": (...a) => Buffer.alloc(4).slice(...a), "Buffer.byteLength": (...a) => Buffer.byteLength(...a), "Buffer.compare": (...a) => Buffer.compare(...a), "Buffer.equals": (...a) => Buffer.alloc(4).equals(...a),
  createHash: (...a) => crypto_.createHash(...a), createHmac: (...a) => crypto_.createHmac(...a), update: (...a) => crypto_.createHash("md5").update(...a), digest: (...a) => crypto_.createHash("md5").digest(...a), timingSafeEqual: (...a) => crypto_.timingSafeEqual(...a), createSecretKey: (...a) => crypto_.createSecretKey(...a), createPublicKey: (...a) => crypto_.createPublicKey(...a), createPrivateKey: (...a) => crypto_.createPrivateKey(...a), randomInt: (...a) => crypto_.randomInt(...a), getRandomValues: (...a) => crypto_.webcrypto.getRandomValues(...a), hkdf: (...a) => crypto_.hkdfSync(...a),
  inspect: util.inspect, format: util.format, promisify: util.promisify, inherits: util.inherits, isDeepStrictEqual: util.isDeepStrictEqual, qsParse: qs.parse, qsStringify: qs.stringify, qsEscape: qs.escape, urlParse: url.parse, urlFormat: url.format, join: path.join, basename: path.basename, gunzip: zlib.gunzipSync, emit: (...a) => new events().emit(...a), on: (...a) => new events().on(...a),
};
let unexpected = 0, count = 0;
for (const [name, fn] of Object.entries(targets)) {
  for (const a of values) for (const b of [undefined, ...values]) {
    count++;
    try { fn(a, b); } catch (error) {
      // InternalError would mean that the engine itself is at its end.
      if (!(error instanceof Error) || error.name === "InternalError") { unexpected++; try { console.log(name, typeof a, typeof b, error); } catch {} }
      else if (error instanceof ReferenceError || error instanceof SyntaxError && name !== "Request") { unexpected++; console.log(name, error.name, error.message); }
    }
  }
}
console.log(count > 1000, unexpected);
