// The helper for tests, with the command itself: VESTIBULE_PROGRAM names it.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { event, run } from "@vestibule/actions/testing";

const folder = mkdtempSync(join(tmpdir(), "vestibule-test-"));
after(() => rmSync(folder, { recursive: true }));

function action(name, source) {
  writeFileSync(join(folder, name), source);
  return name;
}

const CHALLENGE = action(
  "challenge.ts",
  `import type { Event, PostLoginAPI } from "@vestibule/actions";
export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  console.log(event.user.name);
  if (event.authorization?.roles.includes("admin")) api.authentication.challengeWith({ type: "otp" });
  api.idToken.setCustomClaim("https://acme.example/seen", true);
};
`,
);
const admin = event({ authorization: { roles: ["admin"] }, user: { enrolledFactors: [{ type: "otp" }] } });

test("a login that is complete", async () => {
  const result = await run(CHALLENGE, { folder });
  assert.equal(result.status, "complete");
  assert.deepEqual(result.effects.id_token_claims, { "https://acme.example/seen": true });
  assert.deepEqual(result.actions[0].console, [{ level: "log", message: "Ana" }]);
});

test("a login that pauses, and what the person does", async () => {
  const paused = await run(CHALLENGE, { folder, event: admin });
  assert.deepEqual([paused.status, paused.next.kind, paused.next.factor.type], ["suspended", "challenge", "otp"]);
  const passed = await run(CHALLENGE, { folder, event: admin, answers: ["otp"] });
  assert.deepEqual([passed.status, passed.steps[0].completed_with], ["complete", "otp"]);
  const off = await run(CHALLENGE, { folder, event: admin, tenant: { factors: ["email"], customize_mfa_in_postlogin_action: true } });
  assert.deepEqual([off.status, off.error.cause], ["error", "no_usable_factor"]);
});

test("several Actions, one denial", async () => {
  const deny = action("deny.js", `exports.onExecutePostLogin = async (event, api) => { api.access.deny("closed"); };`);
  const result = await run([CHALLENGE, deny], { folder });
  assert.deepEqual([result.status, result.denial.reason, result.denial.action], ["denied", "closed", "deny"]);
});

test("an Action that throws fails the login, and names its line", async () => {
  const throwing = action("throwing.ts", `export async function onExecutePostLogin(\n  event: unknown,\n): Promise<void> {\n  throw new RangeError("too far" as string);\n}\n`);
  const result = await run(throwing, { folder });
  const [{ error }] = result.actions;
  assert.deepEqual([result.status, error.name], ["error", "RangeError"]);
  assert.match(error.stack, /:4:13\)?$/m);
});

test("what is no login rejects with the reason", async () => {
  const broken = action("broken.ts", "enum Mode { On }\n");
  await assert.rejects(run(broken, { folder }), /broken\.ts:1:1: SyntaxError: an enum/);
  await assert.rejects(run(CHALLENGE, { folder, event: event({ user: { user_id: undefined } }) }), /user_id/);
  await assert.rejects(run(CHALLENGE, { folder, program: "no-such-command" }), /cannot run no-such-command/);
});

test("changes of an event reach into it", () => {
  const changed = event({ user: { name: "Bo", enrolledFactors: [{ type: "phone" }] }, transaction: undefined, session: { id: "s" } });
  assert.equal(changed.user.email, "ana@example.com");
  assert.deepEqual([changed.user.name, changed.user.enrolledFactors, changed.session], ["Bo", [{ type: "phone" }], { id: "s" }]);
  assert.ok(!("transaction" in changed) && "transaction" in event());
});
