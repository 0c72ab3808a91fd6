// Runs an Action in isolated-vm, as often as it is asked to: `node --no-node-snapshot isolated-vm.mjs ACTION EVENT`.
//
// Each line on standard input is a way and a count; the answer is one line of JSON, the microseconds of each run. A run is from the event as text
// to what the Action asked for, as text:
//   isolate   a new isolate and a new context, as between strangers
//   context   a new context in an isolate that stays, with a script that is compiled already
// What is around the Action is as small as can be: `event` is parsed, `api` only notes what is called.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { hrtime } from "node:process";

const ivm = createRequire(`${process.env.PEERS}/`)("isolated-vm");
const [source, event] = process.argv.slice(2).map((file) => readFileSync(file, "utf8"));

const SCRIPT = `
"use strict";
const module = { exports: {} };
(function (exports, module) {
${source}
})(module.exports, module);
async function run(text) {
  const commands = [];
  const note = (command) => (...given) => {
    commands.push({ command, given });
  };
  const api = {
    access: { deny: note("access.deny") },
    authentication: {
      challengeWith: note("authentication.challengeWith"),
      challengeWithAny: note("authentication.challengeWithAny"),
      enrollWith: note("authentication.enrollWith"),
      enrollWithAny: note("authentication.enrollWithAny"),
    },
    idToken: { setCustomClaim: note("idToken.setCustomClaim") },
    accessToken: { setCustomClaim: note("accessToken.setCustomClaim") },
    user: { setAppMetadata: note("user.setAppMetadata"), setUserMetadata: note("user.setUserMetadata") },
  };
  await module.exports.onExecutePostLogin(JSON.parse(text), api);
  return JSON.stringify(commands);
}
run;
`;
const OPTIONS = { filename: "action.js" };
const MEMORY = { memoryLimit: 128 };
const TIME = { timeout: 20_000 };

async function call(script, context) {
  const handler = await script.run(context, { reference: true });
  return handler.apply(undefined, [event], { ...TIME, result: { promise: true, copy: true } });
}

async function inNewIsolate() {
  const isolate = new ivm.Isolate(MEMORY);
  const context = await isolate.createContext();
  const script = await isolate.compileScript(SCRIPT, OPTIONS);
  const result = await call(script, context);
  isolate.dispose();
  return result;
}

const warm = new ivm.Isolate(MEMORY);
const compiled = await warm.compileScript(SCRIPT, OPTIONS);

async function inNewContext() {
  const context = await warm.createContext();
  const result = await call(compiled, context);
  context.release();
  return result;
}

const WAYS = { isolate: inNewIsolate, context: inNewContext };

for await (const line of createInterface({ input: process.stdin })) {
  const [way, count] = line.split(" ");
  const microseconds = [];
  let result;
  for (let run = 0; run < Number(count); run++) {
    const started = hrtime.bigint();
    result = await WAYS[way]();
    microseconds.push(Number(hrtime.bigint() - started) / 1000);
  }
  process.stdout.write(`${JSON.stringify({ result, microseconds })}\n`);
}
