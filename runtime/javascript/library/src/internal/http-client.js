// Node's http client over the host. A request is sent when it ends, and a response comes whole.
const { Readable, Writable } = require("internal/streams");
const { concat, viewOf } = require("internal/bytes");
const { checkString, invalidType, invalidValue, missing, nodeError } = require("internal/errors");
const { networkError, outgoing, reasons } = require("internal/network");

const methods = [
  "ACL", "BIND", "CHECKOUT", "CONNECT", "COPY", "DELETE", "GET", "HEAD", "LINK", "LOCK", "M-SEARCH", "MERGE",
  "MKACTIVITY", "MKCALENDAR", "MKCOL", "MOVE", "NOTIFY", "OPTIONS", "PATCH", "POST", "PROPFIND", "PROPPATCH", "PURGE", "PUT",
  "QUERY", "REBIND", "REPORT", "SEARCH", "SOURCE", "SUBSCRIBE", "TRACE", "UNBIND", "UNLINK", "UNLOCK", "UNSUBSCRIBE",
];

/** A connection, as far as packages look at one. */
function socketLike() {
  const socket = new (require("events"))();
  return Object.assign(socket, {
    authorized: true,
    connecting: false,
    destroyed: false,
    encrypted: true,
    readable: true,
    remoteAddress: undefined,
    writable: true,
    destroy() {
      return socket;
    },
    setKeepAlive: () => socket,
    setNoDelay: () => socket,
    setTimeout: () => socket,
    ref: () => socket,
    unref: () => socket,
  });
}

class IncomingMessage extends Readable {
  constructor(request, { status, url, headers, body }) {
    super({ read() {} });
    this.statusCode = status;
    this.statusMessage = reasons[status] ?? "";
    this.httpVersion = "1.1";
    this.httpVersionMajor = 1;
    this.httpVersionMinor = 1;
    this.url = "";
    this.responseUrl = url;
    this.req = request;
    this.socket = this.connection = request.socket;
    this.complete = true;
    this.aborted = false;
    this.rawHeaders = headers.flat();
    this.headers = {};
    this.trailers = {};
    this.rawTrailers = [];
    for (const [name, value] of headers) {
      const key = name.toLowerCase();
      if (key === "set-cookie") (this.headers[key] ??= []).push(value);
      else if (this.headers[key] === undefined) this.headers[key] = value;
      else if (!single.has(key)) this.headers[key] += `${key === "cookie" ? "; " : ", "}${value}`;
    }
    if (body.length > 0 && request.method !== "HEAD") this.push(require("buffer").Buffer.from(body.buffer, body.byteOffset, body.length));
    this.push(null);
  }

  setTimeout() {
    return this;
  }
}

/** Headers of which the first one counts. */
const single = new Set(["age", "authorization", "content-length", "content-type", "etag", "expires", "from", "host", "if-modified-since", "if-unmodified-since", "last-modified", "location", "max-forwards", "proxy-authorization", "referer", "retry-after", "server", "user-agent"]);

function target(protocol, options) {
  const used = options.protocol ?? protocol;
  if (used !== protocol) throw nodeError(TypeError, "ERR_INVALID_PROTOCOL", `Protocol "${used}" not supported. Expected "${protocol}"`);
  const path = options.path ?? "/";
  if (/[^\u0021-\u00ff]/.test(path)) throw nodeError(TypeError, "ERR_UNESCAPED_CHARACTERS", "Request path contains unescaped characters");
  const host = options.hostname ?? options.host ?? "localhost";
  checkString(host, "options.host");
  if (/[\s/?#@\\]/.test(host)) throw invalidValue("options.host", host);
  if (options.socketPath !== undefined) throw missing("http over a socket of the file system");
  const tls = { ...options.agent?.options, ...options };
  // Sent without its certificate, a request would be another one than the script asked for.
  for (const name of ["cert", "key", "pfx"]) if (tls[name] !== undefined) throw missing(`https with a client certificate ("${name}")`);
  const standard = protocol === "https:" ? 443 : 80;
  const port = Number(options.port || options.defaultPort || standard);
  const name = host.includes(":") && !host.startsWith("[") && !/:\d+$/.test(host) ? `[${host}]` : host;
  return { url: `${protocol}//${name}${port === standard || /\]?:\d+$/.test(name) ? "" : `:${port}`}${path.startsWith("/") || path.startsWith("?") ? "" : "/"}${path}`, host, path };
}

class ClientRequest extends Writable {
  #headers = new Map();
  #parts = [];
  #running = null;
  #timer = null;
  #url;

  constructor(protocol, input, options, done) {
    super({ decodeStrings: true, emitClose: true, autoDestroy: false });
    if (typeof input === "string") input = require("url").urlToHttpOptions(new URL(input));
    else if (input instanceof require("internal/whatwg-url").URL) input = require("url").urlToHttpOptions(input);
    else [done, options, input] = [options, input, {}];
    if (typeof options === "function") [done, options] = [options, {}];
    const settings = { ...input, ...options };
    this.method = `${settings.method ?? "GET"}`.toUpperCase();
    if (settings.method != null && typeof settings.method !== "string") throw invalidType("options.method", "of type string", settings.method);
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(this.method)) throw nodeError(TypeError, "ERR_INVALID_HTTP_TOKEN", `Method must be a valid HTTP token ["${this.method}"]`);
    Object.assign(this, target(protocol, settings));
    this.#url = this.url;
    delete this.url;
    this.protocol = protocol;
    this.agent = settings.agent;
    this.aborted = false;
    this.res = null;
    this.reusedSocket = false;
    this.maxHeadersCount = null;
    this.headersSent = false;
    this.finished = false;
    const { headers } = settings;
    if (Array.isArray(headers)) for (let i = 0; i + 1 < headers.length; i += 2) this.setHeader(headers[i], headers[i + 1]);
    else for (const name of Object.keys(headers ?? {})) if (headers[name] !== undefined) this.setHeader(name, headers[name]);
    if (settings.auth && !this.hasHeader("authorization")) this.setHeader("Authorization", `Basic ${require("buffer").Buffer.from(settings.auth).toString("base64")}`);
    if (done) this.once("response", done);
    if (settings.timeout) this.setTimeout(settings.timeout);
    const { signal } = settings;
    if (signal?.aborted) require("process").nextTick(() => this.destroy(this.#abortError(signal)));
    else signal?.addEventListener("abort", () => this.destroy(this.#abortError(signal)), { once: true });
    this.socket = this.connection = socketLike();
    require("process").nextTick(() => this.destroyed || this.emit("socket", this.socket));
  }

  #abortError(signal) {
    const error = new Error("The operation was aborted", { cause: signal.reason });
    error.name = "AbortError";
    error.code = "ABORT_ERR";
    return error;
  }

  setHeader(name, value) {
    if (typeof name !== "string" || !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) throw nodeError(TypeError, "ERR_INVALID_HTTP_TOKEN", `Header name must be a valid HTTP token ["${name}"]`);
    if (value === undefined) throw nodeError(TypeError, "ERR_HTTP_INVALID_HEADER_VALUE", `Invalid value "undefined" for header "${name}"`);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(`${value}`)) throw nodeError(TypeError, "ERR_INVALID_CHAR", `Invalid character in header content ["${name}"]`);
    this.#headers.set(name.toLowerCase(), [name, value]);
    return this;
  }

  appendHeader(name, value) {
    const before = this.getHeader(name);
    return this.setHeader(name, before === undefined ? value : [before, value].flat());
  }

  getHeader(name) {
    return this.#headers.get(`${name}`.toLowerCase())?.[1];
  }

  getHeaders() {
    return Object.assign(Object.create(null), Object.fromEntries([...this.#headers].map(([key, [, value]]) => [key, value])));
  }

  getHeaderNames() {
    return [...this.#headers.keys()];
  }

  getRawHeaderNames() {
    return [...this.#headers.values()].map(([name]) => name);
  }

  hasHeader(name) {
    return this.#headers.has(`${name}`.toLowerCase());
  }

  removeHeader(name) {
    this.#headers.delete(`${name}`.toLowerCase());
  }

  flushHeaders() {}

  setNoDelay() {}

  setSocketKeepAlive() {}

  /** Emits "timeout"; as in Node, the request goes on unless somebody ends it. */
  setTimeout(delay, done) {
    if (done) this.once("timeout", done);
    if (this.#timer !== null) native.clearTimeout(this.#timer);
    this.#timer = delay > 0 ? native.setTimeout(() => this.emit("timeout"), delay) : null;
    return this;
  }

  abort() {
    if (this.aborted) return;
    this.aborted = true;
    require("process").nextTick(() => this.emit("abort"));
    this.destroy();
  }

  _write(chunk, encoding, done) {
    this.#parts.push(new Uint8Array(viewOf(chunk)));
    done();
  }

  _final(done) {
    this.finished = true;
    this.headersSent = true;
    const pairs = [...this.#headers.values()].flatMap(([name, value]) => (Array.isArray(value) ? value.map((one) => [name, one]) : [[name, value]]));
    const body = this.#parts.length > 0 ? concat(this.#parts) : null;
    this.#running = native.httpStart({ method: this.method, url: this.#url, headers: outgoing(pairs), body, redirects: "manual" }, (error, result) => this.#answer(error, result));
    done();
  }

  #answer(error, result) {
    this.#running = null;
    if (this.#timer !== null) native.clearTimeout(this.#timer);
    if (this.destroyed) return;
    if (error) {
      const failure = networkError(error);
      if (failure.code === "ENOTFOUND") Object.assign(failure, { syscall: "getaddrinfo", hostname: this.host });
      this.destroy(failure);
      return;
    }
    const response = (this.res = new IncomingMessage(this, result));
    response.once("close", () => this.destroy());
    if (!this.emit("response", response)) response.resume();
  }

  _destroy(error, done) {
    if (this.#timer !== null) native.clearTimeout(this.#timer);
    if (this.#running !== null) {
      this.#running.cancel();
      this.#running = null;
    }
    if (!this.res && !error) error = nodeError(Error, "ECONNRESET", "socket hang up");
    done(error);
  }
}

class Agent extends require("events") {
  constructor(options = {}) {
    super();
    this.options = { ...options };
    this.maxSockets = options.maxSockets ?? Infinity;
    this.maxFreeSockets = options.maxFreeSockets ?? 256;
    this.keepAlive = options.keepAlive ?? false;
    this.requests = {};
    this.sockets = {};
    this.freeSockets = {};
  }

  destroy() {}

  getName() {
    return "";
  }
}

/** The module for one protocol. */
function client(protocol) {
  class ProtocolAgent extends Agent {
    constructor(options) {
      super(options);
      this.protocol = protocol;
      this.defaultPort = protocol === "https:" ? 443 : 80;
    }
  }
  Object.defineProperty(ProtocolAgent, "name", { value: "Agent" });
  const request = (input, options, done) => new ClientRequest(protocol, input, options, done);
  const noServer = (name) =>
    Object.defineProperty(
      function () {
        throw missing(name, "an Action cannot listen on the network");
      },
      "name",
      { value: name },
    );
  return {
    Agent: callable(ProtocolAgent),
    ClientRequest,
    IncomingMessage,
    METHODS: [...methods],
    OutgoingMessage: Writable,
    STATUS_CODES: { ...reasons },
    Server: noServer("http.Server"),
    ServerResponse: noServer("http.ServerResponse"),
    createServer: noServer("http.createServer"),
    get(input, options, done) {
      const made = request(input, options, done);
      made.end();
      return made;
    },
    globalAgent: new ProtocolAgent({ keepAlive: true }),
    maxHeaderSize: 16384,
    request,
    validateHeaderName() {},
    validateHeaderValue() {},
  };
}

const callable = (Class) => new Proxy(Class, { apply: (inner, self, args) => new inner(...args) });

module.exports = { client };
