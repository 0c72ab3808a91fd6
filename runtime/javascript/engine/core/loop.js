// What happens when no promise can go on by itself.

import { runDue, untilNext } from "./timers.js";

/** Makes something happen, by waiting if need be. Throws if nothing ever will. */
export function goOn() {
  if (runDue()) return;
  const milliseconds = untilNext();
  if (milliseconds === undefined) {
    throw new Error("the handler's promise never settles: nothing is left that it could wait for");
  }
  native.clock_wait(milliseconds);
}
