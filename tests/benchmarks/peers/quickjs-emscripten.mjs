// Runs an Action in quickjs-emscripten, in a new runtime and a new context for every run: `node quickjs-emscripten.mjs ACTION EVENT`.
//
// All runtimes share one WebAssembly instance, as the package's documentation has it: this is less of a wall than a new instance for every run.
import { readFileSync } from "node:fs";
import { script } from "./action.mjs";
import { answer, packages } from "./turns.mjs";

const { getQuickJS } = packages("quickjs-emscripten");
const [source, event] = process.argv.slice(2).map((file) => readFileSync(file, "utf8"));
const SCRIPT = script(source);
const quickjs = await getQuickJS();

await answer(async () => {
  const runtime = quickjs.newRuntime();
  runtime.setMemoryLimit(128 << 20);
  const deadline = Date.now() + 20_000;
  runtime.setInterruptHandler(() => Date.now() > deadline);
  const context = runtime.newContext();
  const handler = context.unwrapResult(context.evalCode(SCRIPT, "action.js"));
  const text = context.newString(event);
  const promise = context.unwrapResult(context.callFunction(handler, context.undefined, text));
  context.unwrapResult(runtime.executePendingJobs());
  const state = context.getPromiseState(promise);
  if (state.type !== "fulfilled") {
    throw new Error(`the handler's promise is ${state.type}`);
  }
  const result = context.getString(state.value);
  for (const value of [state.value, promise, text, handler, context, runtime]) {
    value.dispose();
  }
  return result;
});
