for (const name of ["fs", "node:fs", "net", "child_process", "worker_threads", "vm", "nope", "fs/promises", "__proto__", "constructor"]) {
  try { require(name); console.log(name, "loads"); } catch (error) { console.log(error.code, error.message); }
}
const hollow = (globalThis.__hollow = true, require("fs"));
delete globalThis.__hollow;
console.log(typeof hollow.readFileSync, typeof hollow.promises.readFile, hollow.constants.O_RDONLY, hollow.then, hollow.__esModule);
for (const fn of [() => hollow.readFileSync("x"), () => new hollow.Stats()]) try { fn(); } catch (error) { console.log(error.code, error.message); }
hollow.promises.readFile("x").catch((error) => console.log("rejected", error.code, error.message));
