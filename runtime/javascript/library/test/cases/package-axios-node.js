// The build for Node, which loads http, https, http2, zlib, stream and more.
globalThis.__hollow = true;
const axios = require("axios");
(async () => {
  const attempt = async (name, fn) => { try { console.log(name, await fn()); } catch (error) { console.log(name, error.name, error.code, error.message, error.response?.status, error.isAxiosError); } };
  const response = await axios.get("https://api.example/json", { params: { q: "a b" } }); console.log(response.status, response.statusText, response.data, response.headers["content-type"]);
  const echo = (await axios.post("https://api.example/echo", { a: "ü" }, { headers: { Authorization: "Bearer x" } })).data; console.log(echo.method, echo.body, echo.headers.filter(([name]) => !/user-agent/i.test(name)));
  console.log((await axios({ url: "https://api.example/echo", method: "put", data: new URLSearchParams({ a: "1" }) })).data.body);
  await attempt("missing", () => axios.get("https://api.example/missing"));
  await attempt("down", () => axios.get("https://down.example/"));
  await attempt("blocked", () => axios.get("https://blocked.example/"));
  await attempt("timeout", () => axios.get("https://slow.example/", { timeout: 5 }));
  await attempt("moved", async () => (await axios.get("https://api.example/moved")).data);
  const controller = new AbortController(); setTimeout(() => controller.abort(), 3); await attempt("aborted", () => axios.get("https://slow.example/", { signal: controller.signal }));
  console.log(axios.defaults.adapter, Object.prototype.toString.call(process));
  const instance = axios.create({ baseURL: "https://api.example", adapter: "fetch" }); instance.interceptors.request.use((config) => { config.headers.set("x-own", "1"); return config; });
  console.log((await instance.get("/echo")).data.headers.find(([name]) => name === "x-own"), axios.isAxiosError(new Error()));
  await attempt("fetch adapter", () => instance.get("/missing"));
})();
