const path = require("path");
console.log(path.join("/a", "../b", "c.txt"), path.basename("/x/y.tar.gz", ".gz"), path.extname("a.b.c"), path.dirname("/a/b"), path.resolve("/a", "b"), path.relative("/a/b", "/a/c"), path.isAbsolute("x"), path.normalize("/a//b/../c/."), path.parse("/home/x.txt"), path.format({ dir: "/a", base: "b" }), path.sep, path.posix === path);
const { StringDecoder } = require("string_decoder");
const decoder = new StringDecoder("utf8"); console.log(JSON.stringify([decoder.write(Buffer.from([0xe2, 0x82])), decoder.write(Buffer.from([0xac])), decoder.write(Buffer.from([0xf0])), decoder.end()]), new StringDecoder("base64").write(Buffer.from("ab")), new StringDecoder("hex").end(Buffer.from("ab")));
const punycode = require("punycode"); console.log(punycode.toASCII("mañana.com"), punycode.toUnicode("xn--maana-pta.com"), punycode.encode("bücher"), punycode.ucs2.decode("a😀"));
const { performance } = require("perf_hooks"); console.log(typeof performance.now(), performance.now() >= 0, globalThis.performance === performance, typeof performance.timeOrigin, performance.now() < 1e7);
const os = require("os"); console.log(os.EOL, typeof os.platform(), typeof os.hostname(), Array.isArray(os.cpus()), typeof os.tmpdir());
const tty = require("tty"); console.log(tty.isatty(1000));
console.log(typeof process.nextTick, typeof process.version, process.platform, typeof process.argv[0], typeof process.cwd(), typeof process.env, process.env.NOPE, typeof process.hrtime.bigint(), process.hrtime().length, process.hrtime([0, 0]).length, typeof process.uptime(), typeof process.versions.node, typeof process.memoryUsage().heapUsed, process.listenerCount("x"));
process.env.SET = "here"; console.log(process.env.SET, process.release.name);
process.nextTick((a, b) => console.log("tick", a, b), 1, 2);
process.on("custom", (x) => console.log("custom", x)); process.emit("custom", 5);
process.stdout.write("to stdout\n");
const timers = require("timers/promises");
(async () => {
  console.log(await timers.setTimeout(1, "value"), await timers.setImmediate("now"));
  const stop = new AbortController(); const waiting = timers.setTimeout(1000, null, { signal: stop.signal }); stop.abort(); await waiting.catch((error) => console.log(error.name, error.code));
  await timers.setTimeout(5, null, { signal: AbortSignal.abort() }).catch((error) => console.log(error.name));
  let n = 0; for await (const value of timers.setInterval(1, "tick")) { console.log(value); if (++n === 2) break; }
})();
const channel = require("diagnostics_channel").channel("c"); channel.subscribe((message, name) => console.log(message, name)); channel.publish({ a: 1 }); console.log(channel.hasSubscribers);
