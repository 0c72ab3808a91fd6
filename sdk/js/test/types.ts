// Types that must fit, and such that must not: an error that does not come is an error of its own.

import type { Event, Factor, PostLoginAPI, PostLoginHandler } from "@vestibule/actions";
import { event as login, run } from "@vestibule/actions/testing";

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const isAdmin: boolean | undefined = event.authorization?.roles.includes("admin");
  const passed = event.authentication?.methods.some((method) => method.name === "mfa" && method.type === "otp");
  const device = event.authentication?.riskAssessment?.assessments.NewDevice?.confidence === "low";
  const seen: string | number | boolean | undefined = event.transaction?.metadata["seen"];
  const plan = event.user.app_metadata["plan"]["name"];
  console.log(isAdmin, passed, device, seen, plan, event.secrets["KEY"], event.session?.cookie?.mode, event.request.geoip?.countryCode3);

  api.authentication.challengeWith({ type: "phone", options: { preferredMethod: "sms" } }, { additionalFactors: [{ type: "otp" }] });
  api.authentication.challengeWithAny([{ type: "push-notification", options: { otpFallback: false } }, { type: "email" }]);
  api.authentication.enrollWith({ type: "webauthn-roaming" });
  api.authentication.enrollWithAny([{ type: "otp" }, { type: "recovery-code" }]);
  api.access.deny("no").accessToken.setCustomClaim("https://acme.example/a", { list: [1] }).idToken.setCustomClaim("b", null);
  api.access.deny("code", "text");
  api.multifactor.enable("any", { allowRememberBrowser: true });
  api.multifactor.enable("duo", { providerOptions: { host: "h", ikey: "i", skey: "s" } });
  api.redirect.sendUserTo("https://acme.example", { query: { token: api.redirect.encodeToken({ secret: "s", payload: {} }) } });
  const stored = api.cache.set("key", "value", { ttl: 1_000 });
  if (stored.type === "success") console.log(stored.record.expires_at);
  else console.log(stored.code);
  api.session.setMetadata("key", null);
  api.samlResponse.setAttribute("roles", ["a", 1]).samlResponse.setSignatureAlgorithm("rsa-sha256");
};

export const onContinuePostLogin: PostLoginHandler = async (event, api) => {
  const { answer } = api.redirect.validateToken({ secret: event.secrets["KEY"] ?? "" });
  api.authentication.recordMethod(`https://acme.example/${answer}`).user.setAppMetadata("answer", answer);
};

export function wrong(event: Event, api: PostLoginAPI) {
  // @ts-expect-error: it may be absent
  event.authorization.roles;
  // @ts-expect-error: it is written otherwise
  event.user.enrolled_factors;
  // @ts-expect-error: it is written otherwise
  event.user.emial;
  // @ts-expect-error: there is no such part
  event.users;
  // @ts-expect-error: it is a number
  event.stats.logins_count.trim();
  // @ts-expect-error: there is no such factor
  api.authentication.challengeWith({ type: "sms" });
  // @ts-expect-error: one factor, not several
  api.authentication.challengeWith([{ type: "otp" }]);
  // @ts-expect-error: email is not enrolled
  api.authentication.enrollWith({ type: "email" });
  // @ts-expect-error: an option of another factor
  api.authentication.challengeWith({ type: "otp", options: { preferredMethod: "sms" } } satisfies Factor);
  // @ts-expect-error: no such method of reaching a phone
  api.authentication.challengeWith({ type: "phone", options: { preferredMethod: "letter" } });
  // @ts-expect-error: there is no such provider
  api.multifactor.enable("okta");
  // @ts-expect-error: the account is Duo's
  api.multifactor.enable("any", { providerOptions: { host: "h", ikey: "i", skey: "s" } });
  // @ts-expect-error: there is no such method
  api.user.setMetadata("a", 1);
  // @ts-expect-error: no object
  api.transaction.setMetadata("a", {});
  // @ts-expect-error: a secret is needed
  api.redirect.validateToken({});
  // @ts-expect-error: it gives nothing to go on with
  api.accessToken.addScope("a").idToken;
}

export async function tests() {
  const result = await run("action.ts", { event: login({ authorization: { roles: ["admin"] }, session: undefined }), answers: ["otp"] });
  const [step] = result.steps;
  console.log(result.effects?.id_token_claims?.["a"], step?.completed_with, result.actions[0]?.console?.[0]?.message);
  if (result.next?.kind === "redirect") console.log(result.next.url);
  // @ts-expect-error: it is written otherwise
  result.state_of;
  // @ts-expect-error: there is no such part
  login({ users: {} });
}
