const url = require("url");
console.log(url.parse("https://user:pw@example.com:8080/p/a?x=1&y=2#h"), url.parse("/a?b=c", true).query, url.parse("//host/p", false, true).host);
console.log(url.format({ protocol: "https", host: "a.b", pathname: "/x", query: { c: 1 } }), url.format(new URL("https://u:p@a.b/x?y#z"), { fragment: false, auth: false, search: false }), url.resolve("/one/two/three", "four"), url.resolve("http://a.com/b", "../c"));
console.log(url.fileURLToPath("file:///a%20b"), url.pathToFileURL("/a b#c").href, url.domainToASCII("español.com"), url.domainToASCII("xn--iñvalid.com"), url.domainToUnicode("xn--espaol-zwa.com"), url.urlToHttpOptions(new URL("https://a:b@[::1]:8/x?y")).auth, url.urlToHttpOptions(new URL("https://[::1]:8/x?y")).hostname);
for (const bad of [() => url.parse(5), () => url.fileURLToPath("https://x"), () => url.fileURLToPath(5), () => url.pathToFileURL(5)]) { try { bad(); } catch (error) { console.log(error.name, error.code); } }
console.log(url.format({ protocol: "https", hostname: "a.example", pathname: "/x", query: { x: [1, 2], y: "é &", z: true, none: undefined } }), url.parse("/x?a=1&a=2&b", true).query);
