// Runs one case in Node, which is the reference: all of the console goes to standard output.
const { Console } = require("node:console");
const { readFileSync } = require("node:fs");
globalThis.console = new Console({ stdout: process.stdout, stderr: process.stdout, colorMode: false });
const module_ = { exports: {} };
new Function("exports", "require", "module", readFileSync(process.argv[2], "utf8"))(module_.exports, require, module_);
