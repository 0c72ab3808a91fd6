// `api`: Auth0's methods over the contract's functions. Arguments are checked here (decision D20); what they mean is decided by the host.

import { authentication, multifactor } from "./authentication.js";
import { cache } from "./cache.js";
import { prompt, redirect } from "./redirect.js";
import { samlResponse } from "./saml.js";
import { refreshToken, session } from "./session.js";
import { access, accessToken, idToken, rules, transaction, user, validation } from "./tokens.js";

/** A fresh `api` for one run. `event` shows at once what some methods change. */
export function makeApi(event) {
  const api = {};
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
    // Made when it is first touched: most Actions use one or two.
    Object.defineProperty(api, name, {
      get() {
        const value = make(api, event);
        Object.defineProperty(api, name, { value, writable: true, enumerable: true, configurable: true });
        return value;
      },
      set(value) {
        Object.defineProperty(api, name, { value, writable: true, enumerable: true, configurable: true });
      },
      enumerable: true,
      configurable: true,
    });
  }
  return api;
}
