const debug = require("debug");
debug.enable("app:*"); const log = debug("app:one"); log.useColors = false; console.log(log.enabled, debug("other").enabled, typeof debug.log, debug.names.length);
debug.log = undefined; log.log = (...args) => console.log("logged", args[0].replace(/^\S+Z /, "")); log("hello %o", { a: 1 });
