const { Buffer: B, constants, kMaxLength, transcode, isUtf8, isAscii } = require("node:buffer");
console.log(B === Buffer, Buffer.from("hi") instanceof Uint8Array, Buffer.isBuffer(new Uint8Array(1)), Buffer.isBuffer(Buffer.alloc(1)));
for (const encoding of ["utf8", "utf-8", "UTF8", "ucs2", "utf16le", "latin1", "binary", "ascii", "hex", "base64", "base64url"]) {
  const bytes = Buffer.from("héllo wörld €😀", "utf8");
  console.log(encoding, bytes.toString(encoding), Buffer.from(bytes.toString(encoding), encoding).toString("hex"), Buffer.isEncoding(encoding), Buffer.byteLength("añb", encoding));
}
for (const text of ["", "a", "ab", "abc", "a-_b", "YWJj", "YWJ", "YW", "Y", "YWJj\nZGVm", "YW Jj", "YWJj=ZGVm", "YWJjZA==", "YWJjZA=", "!!!!", "++//", "--__"]) {
  console.log(JSON.stringify(text), Buffer.from(text, "base64"), Buffer.from(text, "base64url"), Buffer.from(text, "hex"));
}
console.log(Buffer.from("abc1", "hex"), Buffer.from("abcz12", "hex"), Buffer.from("abc", "hex"));
console.log(Buffer.from([1, 256, -1, 3.7, "4", "x"]), Buffer.from(new Uint16Array([1, 2])), Buffer.from({ length: 2, 0: 7, 1: 8 }), Buffer.from(Buffer.from("copy")).toString());
console.log(Buffer.from({ type: "Buffer", data: [1, 2] }), Buffer.from(new String("boxed")).toString());
const shared = new ArrayBuffer(4); const view = Buffer.from(shared, 1, 2); view[0] = 9; console.log(new Uint8Array(shared));
console.log(Buffer.concat([Buffer.from("a"), new Uint8Array([98])]).toString(), Buffer.concat([Buffer.from("abc")], 2).toString(), Buffer.concat([Buffer.from("a")], 3));
console.log(Buffer.alloc(3, "ab").toString(), Buffer.alloc(3, 1), Buffer.alloc(2, "YQ==", "base64"), Buffer.allocUnsafe(2).length);
const b = Buffer.alloc(12);
console.log(b.write("héé", 1), b.write("€€", 9, "utf8"), b, b.write("ff00", 0, 1, "hex"), b.write("ab", "latin1"));
b.writeUInt32BE(0xdeadbeef, 0); b.writeInt16LE(-2, 4); b.writeDoubleBE(Math.PI, 4); b.writeBigUInt64LE(123n, 4);
console.log(b, b.readUInt32BE(0), b.readInt16LE(4), b.readBigUInt64LE(4), b.readUint8(0), b.readUIntBE(0, 3), b.readFloatLE(0));
console.log(b.slice(0, 2), b.subarray(-2), b.equals(Buffer.from(b)), Buffer.compare(Buffer.from("a"), Buffer.from("b")), b.toJSON().data.length, JSON.stringify(Buffer.from("a")));
const text = Buffer.from("the cat, the hat, the bat");
console.log(text.indexOf("the", 3), text.lastIndexOf("the"), text.includes("hat"), text.indexOf(Buffer.from("cat")), text.indexOf(116, 1), text.indexOf("Y2F0", 0, "base64"), text.indexOf("nope"));
console.log(text.toString("utf8", 4, 7), text.toString("utf8", -1, 2), text.toString("utf8", 20, 100), text.toString(undefined, 4, 7));
console.log(Buffer.from("abcd").swap16().toString(), Buffer.from("abcd").fill("xy").toString(), Buffer.from("abcd").fill("x", 1, 3).toString(), [...Buffer.from("ab").entries()], [...Buffer.from("ab").keys()]);
console.log(Buffer.from([0xff, 0xfe, 0x41]).toString(), Buffer.from("\ud800x").toString("hex"), Buffer.from([0xe2, 0x82]).toString());
console.log(Buffer.alloc(60), Buffer.alloc(51), Buffer.alloc(0));
console.log(Buffer.poolSize, typeof kMaxLength, typeof constants.MAX_LENGTH, isUtf8(Buffer.from([0xff])), isUtf8(Buffer.from("é")), isAscii(Buffer.from("a")), transcode(Buffer.from("é"), "utf8", "latin1"));
for (const bad of [() => Buffer.from(5), () => Buffer.from(), () => Buffer.from(null), () => Buffer.from(true), () => Buffer.from(Symbol("x")), () => Buffer.from("a", "nope"), () => Buffer.alloc(-1), () => Buffer.alloc("5"), () => Buffer.byteLength(5),
  () => Buffer.from("a").readUInt32LE(0), () => Buffer.from("a").toString("nope"), () => Buffer.concat("x"), () => Buffer.from("abc").write(5), () => Buffer.from("a").writeUInt8(256, 0), () => Buffer.from("abc").swap16()]) {
  try { console.log("no error", bad()); } catch (error) { console.log(error.name, error.code); }
}
for (const bad of [() => Buffer.from(5), () => Buffer.from(), () => Buffer.from(null), () => Buffer.from({}), () => Buffer.from("a", "nope"), () => Buffer.byteLength(5)]) {
  try { console.log("no error", bad()); } catch (error) { console.log(error.message); }
}
console.log(Buffer.from("abc").map((x) => x + 1).toString(), Buffer.from("abc").readUInt8(1), Buffer.of(1, 2, 3), Buffer("legacy").toString(), new Buffer("legacy").toString(), new Buffer([1, 2]).length);
console.log(Buffer.from("a").toLocaleString(), `${Buffer.from("template")}`, Buffer.from("x") + "y", Buffer.copyBytesFrom(new Uint16Array([1, 2]), 1));
console.log(Object.prototype.toString.call(Buffer.from("a")), Buffer.from("a").constructor === Buffer, Buffer.name, Buffer.from("abc").at(-1));
