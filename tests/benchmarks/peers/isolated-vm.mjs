// Runs an Action in isolated-vm: `node --no-node-snapshot isolated-vm.mjs WAY ACTION EVENT`. The way is
//   isolate   a new isolate and a new context for every run, as between strangers
//   context   a new context in an isolate that stays, with a script that is compiled already
import { readFileSync } from "node:fs";
import { script } from "./action.mjs";
import { answer, packages } from "./turns.mjs";

const ivm = packages("isolated-vm");
const [way, ...files] = process.argv.slice(2);
const [source, event] = files.map((file) => readFileSync(file, "utf8"));
const SCRIPT = script(source);
const OPTIONS = { filename: "action.js" };
const MEMORY = { memoryLimit: 128 };
const TIME = { timeout: 20_000 };

async function call(compiled, context) {
  const handler = await compiled.run(context, { reference: true });
  return handler.apply(undefined, [event], { ...TIME, result: { promise: true, copy: true } });
}

async function inNewIsolate() {
  const isolate = new ivm.Isolate(MEMORY);
  const context = await isolate.createContext();
  const compiled = await isolate.compileScript(SCRIPT, OPTIONS);
  const result = await call(compiled, context);
  isolate.dispose();
  return result;
}

async function newContexts() {
  const isolate = new ivm.Isolate(MEMORY);
  const compiled = await isolate.compileScript(SCRIPT, OPTIONS);
  return async () => {
    const context = await isolate.createContext();
    const result = await call(compiled, context);
    context.release();
    return result;
  };
}

await answer(way === "isolate" ? inNewIsolate : await newContexts());
