// `api.cache`: it never throws, but for arguments of the wrong kind.

import { needString, options } from "../values.js";

// A time that the contract's unsigned number can say, or the code of what is wrong.
function usable(value) {
  return typeof value === "number" && Number.isSafeInteger(Math.trunc(value)) && value >= 0;
}

export function cache() {
  return {
    get: (key) => native.cache_get(needString("cache.get", "a key", key)),
    set(key, value, given) {
      needString("cache.set", "a key", key);
      needString("cache.set", "the value", value);
      const { ttl, expires_at } = options("cache.set", given);
      const times = [ttl, expires_at].map((time) => (time === null ? undefined : time));
      if (times.some((time) => time !== undefined && !usable(time))) return { type: "error", code: "InvalidExpiry" };
      return native.cache_set(key, value, ...times.map((time) => (time === undefined ? undefined : Math.trunc(time))));
    },
    delete: (key) => native.cache_delete(needString("cache.delete", "a key", key)),
  };
}
