// What the library may use of the engine.

import { start as httpStart } from "./http.js";
import { globals } from "./timers.js";

const LEVELS = ["trace", "debug", "log", "info", "warn", "error"];

export const forLibrary = {
  randomBytes: native.randomBytes,
  now: native.now,
  utf8Encode: native.utf8Encode,
  utf8Decode: native.utf8Decode,
  hashBegin: native.hashBegin,
  hashUpdate: native.hashUpdate,
  hashDigest: native.hashDigest,
  setTimeout: globals.setTimeout,
  clearTimeout: globals.clearTimeout,
  httpStart,
  consoleWrite(level, text) {
    native.console_write(LEVELS.indexOf(level), text);
  },
};
