const { AbortController, AbortSignal } = require("internal/abort");
const { Body, mixin } = require("internal/body");
const { Headers, lockHeaders } = require("internal/headers");
const { networkError, outgoing, reasons } = require("internal/network");
const { URL } = require("internal/whatwg-url");

const inspectCustom = Symbol.for("nodejs.util.inspect.custom");
const states = new WeakMap();
const state = (object) => {
  const found = states.get(object);
  if (!found) throw new TypeError("Illegal invocation");
  return found;
};

/** Properties that read the object's state. */
function readers(Class, names) {
  for (const name of names) {
    Object.defineProperty(Class.prototype, name, {
      configurable: true,
      enumerable: true,
      get() {
        return state(this)[name];
      },
    });
  }
}

const usual = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];

function checkMethod(method) {
  method = `${method}`;
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method)) throw new TypeError(`'${method}' is not a valid HTTP method.`);
  if (/^(CONNECT|TRACE|TRACK)$/i.test(method)) throw new TypeError(`'${method}' HTTP method is unsupported.`);
  return usual.includes(method.toUpperCase()) ? method.toUpperCase() : method;
}

function oneOf(name, value, allowed) {
  if (!allowed.includes(`${value}`)) throw new TypeError(`Request constructor: ${value} is not an accepted type. Expected one of ${allowed.join(", ")}.`);
  return `${value}`;
}

function parseUrl(input) {
  let url;
  try {
    url = new URL(input);
  } catch (error) {
    throw new TypeError(`Failed to parse URL from ${input}`, { cause: error });
  }
  if (url.username || url.password) throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${input}`);
  return url.href;
}

class Request {
  constructor(input, init = {}) {
    if (arguments.length === 0) throw new TypeError("Request constructor: 1 argument required, but only 0 present.");
    init ??= {};
    const source = input instanceof Request ? state(input) : null;
    const given = {
      method: init.method === undefined ? (source?.method ?? "GET") : checkMethod(init.method),
      url: source?.url ?? parseUrl(`${input}`),
      headers: new Headers(init.headers ?? source?.headers),
      redirect: init.redirect === undefined ? (source?.redirect ?? "follow") : oneOf("redirect", init.redirect, ["follow", "manual", "error"]),
      signal: null,
      body: null,
      cache: init.cache ?? source?.cache ?? "default",
      credentials: init.credentials ?? source?.credentials ?? "same-origin",
      destination: "",
      duplex: "half",
      integrity: init.integrity ?? source?.integrity ?? "",
      keepalive: Boolean(init.keepalive ?? source?.keepalive),
      mode: init.mode ?? source?.mode ?? "cors",
      referrer: "about:client",
      referrerPolicy: "",
    };
    const signal = init.signal === undefined ? source?.signal : init.signal;
    if (signal !== null && signal !== undefined && !(signal instanceof AbortSignal)) throw new TypeError("Request constructor: Expected signal to be an instance of AbortSignal.");
    given.signal = signal ? AbortSignal.any([signal]) : new AbortController().signal;
    const bodyless = given.method === "GET" || given.method === "HEAD";
    if (init.body !== undefined && init.body !== null) {
      if (bodyless) throw new TypeError("Request with GET/HEAD method cannot have body.");
      given.body = Body.from(init.body);
      if (given.body.stream !== null && init.duplex === undefined) throw new TypeError("RequestInit: duplex option is required when sending a body.");
      if (given.body.type !== null && !given.headers.has("content-type")) given.headers.set("content-type", given.body.type);
    } else if (source?.body && init.body !== null) {
      if (source.body.unusable) throw new TypeError("Cannot construct a Request with a Request object that has already been used.");
      if (bodyless) throw new TypeError("Request with GET/HEAD method cannot have body.");
      given.body = new Body(source.body.bytes, source.body.type, source.body.stream);
      source.body.used = true;
    }
    states.set(this, given);
  }

  clone() {
    const own = state(this);
    if (own.body?.unusable) throw new TypeError("unusable");
    const copy = new Request(own.url);
    states.set(copy, { ...own, headers: new Headers(own.headers), body: own.body?.clone() ?? null });
    return copy;
  }

  get [Symbol.toStringTag]() {
    return "Request";
  }

  [inspectCustom](depth, options, inspect) {
    const { method, url, headers, redirect, signal } = state(this);
    return `Request ${inspect({ method, url, headers, redirect, bodyUsed: this.bodyUsed, signal }, options)}`;
  }
}

readers(Request, ["method", "url", "headers", "redirect", "signal", "cache", "credentials", "destination", "duplex", "integrity", "keepalive", "mode", "referrer", "referrerPolicy"]);
mixin(Request, state);

const withoutBody = [101, 103, 204, 205, 304];

class Response {
  constructor(body = null, init = {}) {
    init ??= {};
    const status = init.status === undefined ? 200 : Math.trunc(Number(init.status));
    if (!(status >= 200 && status <= 599)) throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
    const statusText = `${init.statusText ?? ""}`;
    if (/[^\t\x20-\x7e\x80-\xff]/.test(statusText)) throw new TypeError("Invalid statusText");
    const headers = new Headers(init.headers);
    const made = Body.from(body);
    if (made !== null && withoutBody.includes(status)) throw new TypeError(`Response constructor: Invalid response status code ${status}`);
    if (made?.type && !headers.has("content-type")) headers.set("content-type", made.type);
    states.set(this, { status, statusText, headers, body: made, type: "default", url: "", redirected: false });
  }

  static json(data, init = {}) {
    const text = JSON.stringify(data);
    if (text === undefined) throw new TypeError("Value is not JSON serializable");
    const headers = new Headers(init?.headers);
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
    return new Response(text, { ...init, headers });
  }

  static error() {
    const response = new Response();
    Object.assign(state(response), { status: 0, type: "error", headers: lockHeaders(new Headers()) });
    return response;
  }

  static redirect(url, status = 302) {
    let location;
    try {
      location = new URL(`${url}`).href;
    } catch (error) {
      throw new TypeError(`Failed to parse URL from ${url}`, { cause: error });
    }
    if (![301, 302, 303, 307, 308].includes(status)) throw new RangeError(`Invalid status code ${status}`);
    const response = new Response(null, { status, headers: { location } });
    lockHeaders(response.headers);
    return response;
  }

  get ok() {
    const { status } = state(this);
    return status >= 200 && status <= 299;
  }

  clone() {
    const own = state(this);
    if (own.body?.unusable) throw new TypeError("Response.clone: Body has already been consumed.");
    const copy = new Response();
    states.set(copy, { ...own, headers: new Headers(own.headers), body: own.body?.clone() ?? null });
    return copy;
  }

  get [Symbol.toStringTag]() {
    return "Response";
  }

  [inspectCustom](depth, options, inspect) {
    const { status, statusText, headers, type, url, redirected } = state(this);
    return `Response ${inspect({ status, statusText, headers, bodyUsed: this.bodyUsed, ok: this.ok, redirected, type, url }, options)}`;
  }
}

Object.defineProperty(Response.prototype, "ok", { enumerable: true });
readers(Response, ["status", "statusText", "headers", "type", "url", "redirected"]);
mixin(Response, state);

/** The response that the host brought. */
function received(request, { status, url, headers, body }) {
  const response = new Response();
  // What a server sends is taken as it is, but for what no header may have.
  const list = new Headers(headers.map(([name, value]) => [name, value.replace(/[\0\r\n]/g, "").replace(/[^\x00-\xff]/g, "?")]));
  const empty = withoutBody.includes(status) || request.method === "HEAD";
  Object.assign(state(response), {
    status,
    statusText: reasons[status] ?? "",
    headers: lockHeaders(list),
    body: empty ? null : new Body(body, null),
    type: "basic",
    url: url.split("#", 1)[0],
    redirected: url.split("#", 1)[0] !== request.url.split("#", 1)[0],
  });
  return response;
}

const failure = (message, cause) => new TypeError(`fetch failed: ${message}`, { cause });

/** Sends a request over the host, which decides where an Action may connect to. */
async function fetch(input, init) {
  if (arguments.length === 0) throw new TypeError("fetch: 1 argument required, but only 0 present.");
  const request = state(new Request(input, init));
  const { signal } = request;
  if (signal.aborted) throw signal.reason;
  if (!/^https?:/.test(request.url)) throw failure("unknown scheme", new Error(`fetch supports http and https, not ${new URL(request.url).protocol}`));
  const body = request.body === null ? null : await request.body.read();
  if (signal.aborted) throw signal.reason;
  const headers = [...request.headers];
  for (const [name, value] of [["accept", "*/*"]]) if (!request.headers.has(name)) headers.push([name, value]);

  return new Promise((resolve, reject) => {
    let running = null;
    const abort = () => {
      running?.cancel();
      reject(signal.reason);
    };
    const done = (error, result) => {
      signal.removeEventListener("abort", abort);
      if (error) return reject(failure(error.message, networkError(error)));
      if (request.redirect === "error" && [301, 302, 303, 307, 308].includes(result.status)) return reject(failure("unexpected redirect", new Error("unexpected redirect")));
      try {
        resolve(received(request, result));
      } catch (problem) {
        reject(failure(problem.message, problem));
      }
    };
    signal.addEventListener("abort", abort, { once: true });
    running = native.httpStart({ method: request.method, url: request.url.split("#", 1)[0], headers: outgoing(headers), body, redirects: request.redirect === "follow" ? "follow" : "manual" }, done);
  });
}

module.exports = { Request, Response, fetch };
