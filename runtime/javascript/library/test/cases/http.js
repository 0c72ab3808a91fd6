const https = require("https"); const http = require("node:http");
const read = (response) => new Promise((resolve, reject) => { let text = ""; response.setEncoding("utf8"); response.on("data", (part) => (text += part)); response.on("end", () => resolve(text)); response.on("error", reject); });
const get = (...args) => new Promise((resolve, reject) => https.get(...args, resolve).on("error", reject));
const attempt = async (name, fn) => { try { console.log(name, await fn()); } catch (error) { console.log(name, error.name, error.code, error.message); } };
(async () => {
  const response = await get("https://api.example/json");
  console.log(response.statusCode, response.statusMessage, response.headers, response.rawHeaders.length, await read(response), response.complete);
  const posted = await new Promise((resolve, reject) => {
    const request = https.request({ hostname: "api.example", path: "/echo?x=1", method: "POST", headers: { "Content-Type": "application/json", "Content-Length": 7 }, auth: "user:pw" }, resolve);
    request.on("error", reject); request.setHeader("X-Later", ["a", "b"]); console.log(request.getHeader("x-later"), request.hasHeader("nope"), request.getHeaders());
    request.write('{"a":'); request.write(Buffer.from("1}")); request.end();
  });
  console.log(posted.statusCode, JSON.parse(await read(posted)));
  console.log(JSON.parse(await read(await get(new URL("https://api.example/echo?u=1"), { headers: { a: "b" } }))));
  const moved = await get("https://api.example/moved"); console.log(moved.statusCode, moved.headers.location); moved.resume();
  await attempt("down", () => get("https://down.example/"));
  await attempt("unknown", () => get("https://unknown.example/"));
  await attempt("blocked", () => get("https://blocked.example/"));
  await attempt("protocol", () => get("http://api.example/"));
  await attempt("bad path", () => get({ hostname: "a", path: "/a b" }));
  await attempt("bad header", () => get({ hostname: "a", headers: { "a b": "c" } }));
  await attempt("destroyed", () => new Promise((resolve, reject) => { const request = https.get("https://slow.example/"); request.on("error", reject); setTimeout(() => request.destroy(), 2); }));
  await attempt("timeout", () => new Promise((resolve, reject) => { const request = https.get("https://slow.example/", { timeout: 2 }); request.on("timeout", () => request.destroy(new Error("took too long"))); request.on("error", reject); }));
  await attempt("signal", () => new Promise((resolve, reject) => { const c = new AbortController(); https.get("https://slow.example/", { signal: c.signal }).on("error", reject); setTimeout(() => c.abort(), 2); }));
  await attempt("bad host", () => get({ hostname: "a/b" }));
  await attempt("client certificate", () => get({ hostname: "a", agent: new https.Agent({ cert: "c", key: "k" }) }));
  await attempt("server", () => http.createServer());
  console.log(new https.Agent({ keepAlive: true }) instanceof https.Agent, http.STATUS_CODES[404], http.METHODS.includes("GET"), http.globalAgent instanceof http.Agent);
})();
