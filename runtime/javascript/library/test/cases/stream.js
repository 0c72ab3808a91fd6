const stream = require("stream");
const { Readable, Writable, Transform, PassThrough, pipeline, finished, Stream, Duplex } = stream;
console.log(typeof stream, Stream === stream, new Readable() instanceof Stream, Duplex.name, typeof stream.promises.pipeline);
const upper = new Transform({ transform(chunk, encoding, done) { done(null, chunk.toString().toUpperCase()); } });
const chunks = []; const sink = new Writable({ write(chunk, encoding, done) { chunks.push(chunk.toString()); done(); } });
pipeline(Readable.from(["a", "b", "ü"]), upper, sink, (error) => console.log("pipeline", error, chunks));
(async () => {
  const parts = []; for await (const part of Readable.from([1, 2, 3])) parts.push(part); console.log(parts);
  const pass = new PassThrough(); pass.end("text"); pass.setEncoding("utf8"); let text = ""; for await (const part of pass) text += part; console.log(text);
  await stream.promises.pipeline(Readable.from(["x"]), async function* (source) { for await (const part of source) yield part + "!"; }, async (source) => { for await (const part of source) console.log(part); });
  const broken = new Readable({ read() { this.destroy(new Error("broken")); } }); await new Promise((resolve) => finished(broken.resume(), (error) => resolve(console.log(error.message))));
  let web = ""; for await (const part of Readable.fromWeb(new Blob(["from web"]).stream())) web += part; console.log(web); console.log(Buffer.from((await Readable.toWeb(Readable.from([Buffer.from("to web")])).getReader().read()).value).toString());
  console.log(await Readable.from([1, 2, 3, 4]).filter((x) => x % 2 === 0).map((x) => x * 10).toArray());
})();
require("util").inherits(Old, Stream); function Old() { Stream.call(this); } const old = new Old(); old.on("data", (x) => console.log("old", x)); old.emit("data", 1); old.pipe(new PassThrough()).on("data", (x) => console.log("piped", x.toString())); old.emit("data", "z"); old.emit("end");
