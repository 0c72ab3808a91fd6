// Runs a module in Extism's host for Node, in a new plug-in for every run, of a module that is compiled already: `node extism.mjs MODULE EVENT`.
import { readFileSync } from "node:fs";
import { answer, packages } from "./turns.mjs";

const { createPlugin } = packages("@extism/extism");
const [file, eventFile] = process.argv.slice(2);
const event = readFileSync(eventFile, "utf8");
const module = await WebAssembly.compile(readFileSync(file));

await answer(async () => {
  const plugin = await createPlugin({ wasm: [{ module }] }, { useWasi: false });
  const output = await plugin.call("on_execute_post_login", event);
  const result = output.text();
  await plugin.close();
  return result;
});
