// Administrators log in with a security key. Who has none enrols one.

import type { Event, Factor, PostLoginAPI } from "@vestibule/actions";

const KEY = { type: "webauthn-roaming" } as const satisfies Factor;

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  if (!event.authorization?.roles.includes("admin")) return;
  const hasKey = event.user.enrolledFactors?.some(({ type }) => type === KEY.type);
  if (hasKey) api.authentication.challengeWith(KEY);
  else api.authentication.enrollWith(KEY);
};
