// Ways to fail: whichever `event.configuration.mode` names, nothing of it may let a login through.

import { createHash } from "node:crypto";
import type { PostLoginAPI, PostLoginHandler } from "@vestibule/actions";

export const onExecutePostLogin: PostLoginHandler = async (event, api) => {
  api.idToken.setCustomClaim("https://acme.example/a", createHash("md5").update("a").digest("hex"));
  await MODES[event.configuration["mode"] as string]!(api);
};

declare const missing: { property: unknown };

const MODES: { [mode: string]: (api: PostLoginAPI) => unknown } = {
  error(): never {
    throw new Error("an error of its own" as string);
  },
  async rejected(): Promise<never> {
    await null;
    throw new TypeError("an error of its own, later");
  },
  pending: () => new Promise<void>(() => {}),
  unhandled() {
    Promise.reject(new Error("nobody handles this"));
  },
  timer: () => new Promise<void>(() => setTimeout(() => missing.property)),
  undeclared() {
    // A module is strict.
    // @ts-expect-error: there is no such name
    undeclared = 1;
  },
  "wrong-type": (api) => api.authentication.challengeWith([{ type: "otp" }] as any),
};
