const show = (url) => [url.href, url.origin, url.protocol, url.username, url.password, url.host, url.hostname, url.port, url.pathname, url.search, url.hash].join(" | ");
for (const text of ["https://user:p%40ss@Example.COM:443/a/../b c?x=1&y=ä#frag ment", "http://[::1]:8080/", "https://exämple.de/pfäd", "https://xn--exmple-cua.de/", "mailto:ana@example.com", "file:///etc/x", "data:text/plain,hi", "HTTP://0x7f.1/", "https://example.com", "urn:isbn:123", "https://a/%zz?%zz", "http://1.2.3", "ws://h:80/", "https://日本語.jp/", "https://faß.de"]) {
  console.log(show(new URL(text)));
}
for (const [text, base] of [["/x", "https://a.b/c/d?e"], ["../x", "https://a.b/c/d/e"], ["//h/x", "https://a.b"], ["?q", "https://a.b/c#d"], ["#h", "https://a.b/c?d"], ["", "https://a.b/c"], ["https://other", "https://a.b"]]) console.log(new URL(text, base).href);
for (const bad of [["nope"], ["//x"], ["http://"], ["http://a b"], ["http://[::1"], ["http://1.2.3.256"], ["/x", "nope"], ["http://a:99999"], [""], ["http://%"], [undefined], [null]]) {
  try { console.log(bad, new URL(...bad).href); } catch (error) { console.log(error.name, error.code, error.message, error.input, error instanceof TypeError); }
}
try { new URL(); } catch (error) { console.log(error.name, error.code, error.message); }
console.log(URL.canParse("https://a"), URL.canParse("x"), URL.canParse("x", "https://a"));
const url = new URL("https://example.com/path?b=2&a=1");
url.searchParams.append("c", "x y&z"); url.searchParams.sort(); url.hash = "top"; url.port = "8443"; url.pathname = "/ü"; url.username = "u:"; url.protocol = "http";
console.log(url.href, String(url), JSON.stringify({ url }), url.toJSON());
url.search = ""; url.host = "other:1"; console.log(url.href, [...url.searchParams].length);
console.log(url, new URLSearchParams("a=1&b=2&a=3"), new URLSearchParams());
const params = new URLSearchParams({ a: "1", b: "ä b" });
console.log(params.toString(), params.get("a"), params.get("zz"), params.has("b"), params.has("b", "x"), params.getAll("a"), params.size);
params.set("a", 5); params.append("a", "6"); params.delete("b"); console.log(`${params}`, [...params.keys()], [...params.values()], [...params.entries()], Object.fromEntries(params));
console.log(new URLSearchParams([["x", "1"], ["x", "2"]]).toString(), new URLSearchParams("?q=%41+b&empty&=v&%zz").toString(), new URLSearchParams(new Map([["m", "1"]])).toString(), new URLSearchParams(new URLSearchParams("a=b")).toString());
params.forEach((value, name, all) => console.log(name, value, all === params));
try { new URLSearchParams([["a"]]); } catch (error) { console.log(error.name); }
console.log(url instanceof URL, Object.prototype.toString.call(url), Object.prototype.toString.call(params), require("url").URL === URL, url.constructor === URL, URL.name, Object.keys(url));
class Sub extends URL { get extra() { return 1; } }
console.log(new Sub("https://sub").extra, new Sub("https://sub") instanceof URL);
