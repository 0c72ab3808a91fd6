// Stand-ins for modules that an Action does not have, for packages that load them and then do not use them.
const { nodeError } = require("internal/errors");

/** Names that something else than a function is expected behind. */
const objects = new Set(["constants", "promises", "prototype", "codes", "versions", "default"]);

/** An object of which every property is a function (or class) that throws, or gives a promise that is rejected, naming itself and the reason. */
module.exports = function hollow(name, reason) {
  const made = new Map();
  const refuse = (path) => {
    const fail = function () {
      const error = nodeError(Error, "ERR_MODULE_NOT_AVAILABLE", `${path} is not available: ${reason}`);
      // What gives a promise in Node gives one here: callers that can do without catch it there.
      if (new.target === undefined && /[./]promises\./.test(path)) return Promise.reject(error);
      throw error;
    };
    return Object.defineProperty(fail, "name", { value: path });
  };
  const layer = (path) =>
    new Proxy(Object.create(null), {
      get(target, key) {
        if (typeof key === "symbol" || key === "then" || key === "__esModule" || key === "toJSON") return undefined;
        if (path.endsWith(".constants")) return undefined;
        if (key in target) return target[key];
        const inner = `${path}.${key}`;
        if (!made.has(inner)) made.set(inner, objects.has(key) ? layer(inner) : refuse(inner));
        return made.get(inner);
      },
    });
  return layer(name);
};
