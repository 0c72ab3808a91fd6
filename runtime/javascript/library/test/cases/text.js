console.log(new TextEncoder().encode("añ€😀\ud800"), new TextEncoder().encode(), new TextEncoder().encode(undefined), new TextEncoder().encode(null), new TextEncoder().encoding);
console.log(new TextEncoder().encodeInto("a€b", new Uint8Array(4)), new TextEncoder().encodeInto("😀", new Uint8Array(3)));
const decode = (bytes, label, options) => { try { return JSON.stringify(new TextDecoder(label, options).decode(new Uint8Array(bytes))); } catch (error) { return `${error.name} ${error.code} ${error.message}`; } };
console.log(decode([0xef, 0xbb, 0xbf, 0x61]), decode([0xef, 0xbb, 0xbf, 0x61], "utf-8", { ignoreBOM: true }), decode([0xff, 0x61]), decode([0xff], "utf-8", { fatal: true }));
console.log(decode([0xe2, 0x82]), decode([0xf0, 0x9f, 0x98, 0x80]), decode([0xed, 0xa0, 0x80]), decode([0xc0, 0x80]), decode([0xf4, 0x90, 0x80, 0x80]), decode([0xef, 0xbf, 0xbd], "utf8", { fatal: true }));
console.log(decode([0x61, 0, 0xac, 0x20], "utf-16le"), decode([0x3d, 0xd8, 0, 0xde], "utf-16"), decode([0x61], "utf-16le"), decode([0xff, 0xfe, 0x61, 0], "utf-16le"), decode([0, 0x61], "utf-16be"));
console.log(decode([0xe9], "latin1"), new TextDecoder("latin1").encoding, new TextDecoder("ascii").encoding, new TextDecoder("UTF-8 ").encoding, decode([1], "nope"));
const stream = new TextDecoder();
console.log(JSON.stringify([stream.decode(new Uint8Array([0xe2]), { stream: true }), stream.decode(new Uint8Array([0x82, 0xac, 0xf0, 0x9f]), { stream: true }), stream.decode(new Uint8Array([0x98, 0x80]), { stream: true }), stream.decode()]));
console.log(JSON.stringify([stream.decode(new Uint8Array([0xe2]), { stream: true }), stream.decode()]), new TextDecoder().decode(), new TextDecoder().decode(new ArrayBuffer(1)).length);
console.log(new TextDecoder().decode(Buffer.from("buffer")), new TextDecoder().decode(new DataView(new ArrayBuffer(1))).length);
try { new TextDecoder().decode("text"); } catch (error) { console.log(error.name, error.code); }
console.log(atob("aGk="), atob(" a G k "), atob(""), btoa("hi"), btoa(""), btoa("\xff"), btoa(null), atob("aGk"));
for (const bad of [() => atob("a"), () => atob("a==="), () => atob("aG!k"), () => btoa("€"), () => atob("a=Gk"), () => atob("aGk=="), () => atob(), () => atob("=")]) {
  try { console.log("no error", JSON.stringify(bad())); } catch (error) { console.log(error.name, error.code, error.constructor.name); }
}
console.log(Object.prototype.toString.call(new TextEncoder()), Object.prototype.toString.call(new TextDecoder()), require("util").TextDecoder === TextDecoder, require("util").TextEncoder === TextEncoder);
