// `api.authentication` and `api.multifactor`

import { json, needBoolean, needObject, needString, options, wrong } from "../values.js";

// [type, options as JSON or undefined]
function factor(method, value, hint) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(method, "a factor object such as {type: \"otp\"}", value, Array.isArray(value) ? hint : undefined);
  }
  if (typeof value.type !== "string" || value.type === "") {
    throw wrong(method, "the factor's type, a text", value.type);
  }
  return [value.type, value.options === undefined || value.options === null ? undefined : json(method, "the factor's options", value.options)];
}

function factors(method, value, hint) {
  if (!Array.isArray(value)) throw wrong(method, "an array of factor objects", value, hint);
  return value.flatMap((each) => factor(method, each));
}

function withAlternatives(method, call) {
  const hint = `use ${method}Any`;
  return (first, given) => {
    const wanted = factor(method, first, hint);
    const { additionalFactors } = options(method, given);
    call(wanted, additionalFactors === undefined || additionalFactors === null ? [] : factors(`${method}, additionalFactors`, additionalFactors));
  };
}

function any(method, call) {
  return (list) => {
    const flat = factors(method, list, typeof list === "object" && list !== null ? `use ${method.slice(0, -3)}` : undefined);
    if (flat.length === 0) throw new TypeError(`${method}: expected at least one factor, got an empty array`);
    call(flat);
  };
}

export function authentication(api) {
  return {
    challengeWith: withAlternatives("challengeWith", native.authentication_challenge_with),
    challengeWithAny: any("challengeWithAny", native.authentication_challenge_with_any),
    enrollWith: withAlternatives("enrollWith", native.authentication_enroll_with),
    enrollWithAny: any("enrollWithAny", native.authentication_enroll_with_any),
    recordMethod(url) {
      native.authentication_record_method(needString("recordMethod", "the provider's URL", url));
      return api;
    },
    setPrimaryUser(id) {
      native.authentication_set_primary_user(needString("setPrimaryUser", "the user's id", id));
    },
  };
}

const PROVIDERS = ["any", "guardian", "google-authenticator", "duo", "none"];

export function multifactor(api) {
  return {
    enable(provider, given) {
      const number = PROVIDERS.indexOf(provider);
      if (number < 0) throw wrong("multifactor.enable", `a provider, one of ${PROVIDERS.join(", ")}`, provider);
      const { allowRememberBrowser, providerOptions } = options("multifactor.enable", given);
      let account;
      if (provider === "duo" && providerOptions !== undefined && providerOptions !== null) {
        const { host, ikey, skey, username } = needObject("multifactor.enable", "providerOptions", providerOptions);
        account = [
          needString("multifactor.enable", "providerOptions.host", host),
          needString("multifactor.enable", "providerOptions.ikey", ikey),
          needString("multifactor.enable", "providerOptions.skey", skey),
          username === undefined || username === null ? undefined : needString("multifactor.enable", "providerOptions.username", username),
        ];
      }
      const remember = allowRememberBrowser === undefined || allowRememberBrowser === null ? false : needBoolean("multifactor.enable", "allowRememberBrowser", allowRememberBrowser);
      native.multifactor_enable(number, remember, account);
      return api;
    },
  };
}
