// An HTTP server that runs an Action in isolated-vm, in a new isolate for every request: `node --no-node-snapshot http-isolated-vm.mjs ACTION`.
//
// Says where it serves in a line of JSON. As many processes as there are processors, as one would run it.
import cluster from "node:cluster";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";
import { script } from "./action.mjs";
import { packages } from "./turns.mjs";

const SCRIPT = script(readFileSync(process.argv[2], "utf8"));
const OPTIONS = { filename: "action.js" };
const MEMORY = { memoryLimit: 128 };
const TIME = { timeout: 20_000 };

function serve() {
  const ivm = packages("isolated-vm");

  async function run(body) {
    const isolate = new ivm.Isolate(MEMORY);
    try {
      const context = await isolate.createContext();
      const compiled = await isolate.compileScript(SCRIPT, OPTIONS);
      const handler = await compiled.run(context, { reference: true });
      return await handler.apply(undefined, [body], { ...TIME, result: { promise: true, copy: true } });
    } finally {
      isolate.dispose();
    }
  }

  // The process that accepts connections is gone: the measurement is over.
  cluster.worker.on("error", () => process.exit());

  const server = createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      run(Buffer.concat(parts).toString()).then(
        (commands) => response.setHeader("content-type", "application/json").end(commands),
        (error) => response.writeHead(500).end(String(error)),
      );
    });
  });
  server.listen(0, "127.0.0.1");
}

if (cluster.isPrimary) {
  const workers = Array.from({ length: availableParallelism() }, () => cluster.fork());
  const listening = workers.map((worker) => new Promise((resolve) => worker.once("listening", resolve)));
  const [{ port }] = await Promise.all(listening);
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
} else {
  serve();
}
