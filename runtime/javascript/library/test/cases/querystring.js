const qs = require("querystring");
console.log(qs.parse("a=1&b=2&a=3&c&=d&e=%20+x&%zz=%zz&f=%E4"), qs.parse(""), qs.parse("a:1;b:2", ";", ":"), qs.parse("a=1&b=2&c=3", null, null, { maxKeys: 2 }), qs.parse(5));
console.log(qs.stringify({ a: 1, b: ["x", "y z"], c: true, d: null, e: undefined, f: "ä&=", g: 5n, h: NaN, i: {} }), qs.stringify("x"), qs.stringify(null), qs.stringify({ a: 1, b: 2 }, ";", ":"), qs.stringify({}));
console.log(qs.escape("a b&c'()*!~"), qs.unescape("a%20b%zz"), qs.encode === qs.stringify, qs.decode === qs.parse, qs.escape(5), qs.parse("a=b=c&&d=e&"), qs.parse("__proto__=1").__proto__);
try { qs.escape("\ud800"); } catch (error) { console.log(error.name, error.code); }
console.log(qs.parse("a=%41", null, null, { decodeURIComponent: (x) => `<${x}>` }), qs.stringify({ a: "x" }, null, null, { encodeURIComponent: (x) => `<${x}>` }));
