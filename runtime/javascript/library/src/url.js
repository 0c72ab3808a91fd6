// Node's `url`: the standard's classes, and the older functions by the package url.
const legacy = require("npm:url/");
const { URL, URLSearchParams } = require("internal/whatwg-url");
const { checkString, invalidType, nodeError } = require("internal/errors");

/** Options for http.request. */
function urlToHttpOptions(url) {
  const { hostname, pathname, port, username, password, search } = url;
  const options = {
    protocol: url.protocol,
    hostname: hostname.startsWith("[") ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ""}${search || ""}`,
    href: url.href,
  };
  if (port !== "") options.port = Number(port);
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return options;
}

function format(value, options) {
  if (!(value instanceof URL)) return legacy.format(value);
  const copy = new URL(value.href);
  if (options?.fragment === false) copy.hash = "";
  if (options?.search === false) copy.search = "";
  if (options?.auth === false) copy.username = copy.password = "";
  return copy.href;
}

function parse(text, ...rest) {
  checkString(text, "url");
  return legacy.parse(text, ...rest);
}

function fileURLToPath(path) {
  const url = typeof path === "string" ? new URL(path) : path;
  if (!(url instanceof URL)) throw invalidType("path", "of type string or an instance of URL", path);
  if (url.protocol !== "file:") throw nodeError(TypeError, "ERR_INVALID_URL_SCHEME", "The URL must be of scheme file");
  return decodeURIComponent(url.pathname);
}

function pathToFileURL(path) {
  checkString(path, "path");
  const resolved = require("path").resolve(path) + (path.endsWith("/") && path !== "/" ? "/" : "");
  return new URL(`file://${encodeURI(resolved).replace(/[?#]/g, encodeURIComponent)}`);
}

/** The name in ASCII; an empty string if it is none. */
function domainToASCII(domain) {
  try {
    return new URL(`ws://${domain}`).hostname;
  } catch {
    return "";
  }
}

const domainToUnicode = (domain) => require("internal/idna").toUnicode(domainToASCII(domain)).domain;

module.exports = { URL, URLSearchParams, Url: legacy.Url, domainToASCII, domainToUnicode, fileURLToPath, format, parse, pathToFileURL, resolve: legacy.resolve, resolveObject: legacy.resolveObject, urlToHttpOptions };
