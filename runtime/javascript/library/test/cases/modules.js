const names = ["assert", "assert/strict", "buffer", "console", "crypto", "events", "http", "https", "os", "path", "path/posix", "perf_hooks", "process", "punycode", "querystring", "stream", "stream/promises", "string_decoder", "timers", "timers/promises", "tty", "url", "util", "util/types", "zlib"];
for (const name of names) console.log(name, typeof require(name), require(`node:${name}`) === require(name));
console.log(typeof require("console").log, require("process") === process, require("buffer").Buffer === Buffer, require("url").URL === URL, require("timers").setTimeout === setTimeout);
