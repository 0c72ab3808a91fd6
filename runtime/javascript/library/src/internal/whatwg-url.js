// The URL standard by the package whatwg-url; what Node adds to it is here.
const wrapper = require("npm:whatwg-url/webidl2js-wrapper");
const { nodeError, own } = require("internal/errors");

const inspectCustom = Symbol.for("nodejs.util.inspect.custom");

const installed = { Array, Object, Promise, String, TypeError };
wrapper.URL.install(installed, ["Window"]);
wrapper.URLSearchParams.install(installed, ["Window"]);
const { URL, URLSearchParams } = installed;

/** Node's error, with `code` and `input`, in place of the package's. */
function invalidUrl(input, base) {
  const error = nodeError(TypeError, "ERR_INVALID_URL", "Invalid URL");
  error.input = `${input}`;
  if (base !== undefined) error.base = `${base}`;
  return error;
}

// The bundler renames classes whose names are also globals.
own(URL, "name", "URL");
own(URLSearchParams, "name", "URLSearchParams");

const NodeURL = new Proxy(URL, {
  construct(target, args, newTarget) {
    if (args.length === 0) throw nodeError(TypeError, "ERR_MISSING_ARGS", 'The "url" argument must be specified');
    try {
      return Reflect.construct(target, args, newTarget);
    } catch (error) {
      if (error instanceof TypeError && /^Invalid (base )?URL/.test(error.message)) throw invalidUrl(args[0], args[1]);
      throw error;
    }
  },
});
Object.defineProperty(URL.prototype, "constructor", { value: NodeURL, writable: true, configurable: true });

Object.defineProperty(URL.prototype, inspectCustom, {
  configurable: true,
  writable: true,
  value(depth, options, inspect) {
    if (typeof depth === "number" && depth < 0) return this.toString();
    const shown = {};
    for (const key of ["href", "origin", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "searchParams", "hash"]) shown[key] = this[key];
    return `URL ${inspect(shown, options)}`;
  },
});

Object.defineProperty(URLSearchParams.prototype, inspectCustom, {
  configurable: true,
  writable: true,
  value(depth, options, inspect) {
    const entries = [...this].map(([name, value]) => `${inspect(name, options)} => ${inspect(value, options)}`);
    return entries.length === 0 ? "URLSearchParams {}" : `URLSearchParams { ${entries.join(", ")} }`;
  },
});

module.exports = { URL: NodeURL, URLSearchParams };
