// What every peer has in common: it is asked for runs, and answers with how long each took.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { hrtime } from "node:process";

/// The packages of the peers, which are installed elsewhere.
export const packages = createRequire(`${process.env.PEERS}/`);

/// Each line on standard input is a count; the answer is a line of JSON, the microseconds of each of so many runs, and what the last gave. A run is from
/// the event as text to what the Action asked for, as text.
export async function answer(run) {
  for await (const line of createInterface({ input: process.stdin })) {
    const microseconds = [];
    let result;
    for (let count = Number(line); count > 0; count--) {
      const started = hrtime.bigint();
      result = await run();
      microseconds.push(Number(hrtime.bigint() - started) / 1000);
    }
    process.stdout.write(`${JSON.stringify({ result, microseconds })}\n`);
  }
}
