// `api`: Auth0's methods over the contract's functions. Arguments are checked here (decision D20); what they mean is decided by the host.

import { event } from "../event.js";
import { authentication, multifactor } from "./authentication.js";
import { cache } from "./cache.js";
import { prompt, redirect } from "./redirect.js";
import { samlResponse } from "./saml.js";
import { refreshToken, session } from "./session.js";
import { access, accessToken, idToken, rules, transaction, user, validation } from "./tokens.js";

// An instance runs one handler, so there is one `api`. It is there before any run, in the snapshot.
export const api = {};
for (const [name, make] of Object.entries({
  access,
  accessToken,
  authentication,
  cache,
  idToken,
  multifactor,
  prompt,
  redirect,
  refreshToken,
  rules,
  samlResponse,
  session,
  transaction,
  user,
  validation,
})) {
  api[name] = make(api, event);
}
