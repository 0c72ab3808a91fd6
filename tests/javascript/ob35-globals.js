// O-B35: what scripts take for granted. Each is used once; what is missing is a ReferenceError that names it.

const uses = {
  setTimeout: () => new Promise((done) => setTimeout(done, 1, "done")),
  clearTimeout: async () => {
    const failed = [];
    clearTimeout(setTimeout(() => failed.push(1), 1));
    await new Promise((done) => setTimeout(done, 5));
    return failed.length;
  },
  setInterval: () =>
    new Promise((done) => {
      const timer = setInterval(() => {
        clearInterval(timer);
        done("done");
      }, 1);
    }),
  setImmediate: () => new Promise((done) => setImmediate(done, "done")),
  queueMicrotask: () => new Promise((done) => queueMicrotask(() => done("done"))),
  AbortController: () => {
    const controller = new AbortController();
    controller.abort();
    return controller.signal.aborted && controller.signal.reason.name;
  },
  "AbortSignal.timeout": async () => {
    const signal = AbortSignal.timeout(1);
    await new Promise((done) => signal.addEventListener("abort", done));
    return signal.reason.name;
  },
  URL: () => new URL("/a?b=c", "https://app.example").href,
  URLSearchParams: () => new URLSearchParams({ a: "é b", c: "1" }).toString(),
  TextEncoder: () => [...new TextEncoder().encode("é")],
  TextDecoder: () => new TextDecoder().decode(new Uint8Array([195, 169])),
  FormData: () => {
    const form = new FormData();
    form.append("a", "1");
    return form.get("a");
  },
  Headers: () => new Headers({ A: "1" }).get("a"),
  Request: () => new Request("https://app.example", { method: "POST", body: "x" }).method,
  Response: () => new Response('{"a":1}').json(),
  Blob: () => new Blob(["abc"]).size,
  fetch: () => typeof fetch,
  Buffer: () => Buffer.from("é").toString("base64"),
  atob: () => atob(btoa("abc")),
  structuredClone: () => structuredClone({ a: new Date(0) }).a.getTime(),
  "crypto.randomUUID": () => crypto.randomUUID().length,
  "crypto.subtle": async () => (await crypto.subtle.digest("SHA-256", new Uint8Array())).byteLength,
  "process.env": () => Object.keys(process.env).length,
  global: () => global === globalThis,
  WeakRef: () => typeof WeakRef,
  "Array.prototype.at": () => [1, 2].at(-1),
  "Object.groupBy": () => Object.groupBy([1, 2], (n) => (n % 2 ? "odd" : "even")).odd.length,
  regex: () => "2026-01-01".replace(/(?<y>\d+)-(?<m>\d+)-(?<d>\d+)/u, "$<d>.$<m>.$<y>"),
  Date: () => new Date("2026-01-01T00:00:00Z").toISOString(),
  "Date.prototype.toLocaleString": () => new Date("2026-01-05T00:07:09Z").toLocaleString("en-US", { timeZone: "America/New_York" }),
  "Intl.DateTimeFormat": () => new Intl.DateTimeFormat("en-US", { weekday: "long", timeZone: "Asia/Tokyo" }).format(new Date("2026-01-04T20:00:00Z")),
  "Number.prototype.toLocaleString": () => (1234.5).toLocaleString("en-US", { style: "currency", currency: "USD" }),
  "String.prototype.localeCompare": () => "a".localeCompare("A", undefined, { sensitivity: "base" }),
};

exports.onExecutePostLogin = async (event, api) => {
  for (const [name, use] of Object.entries(uses)) {
    let value;
    try {
      value = await use();
    } catch (error) {
      value = `${error.name}: ${error.message}`;
    }
    api.idToken.setCustomClaim(name, value);
  }
  for (const method of ["log", "info", "warn", "error", "debug", "trace", "dir", "table", "assert", "time", "timeEnd", "group", "groupEnd", "count"]) {
    if (typeof console[method] !== "function") api.idToken.setCustomClaim(`console.${method}`, typeof console[method]);
  }
  console.log("%s is %d", "one", 1, { a: [1, 2] });
  try {
    XMLHttpRequest;
  } catch (error) {
    api.idToken.setCustomClaim("missing", `${error.name}: ${error.message}`);
  }
};
