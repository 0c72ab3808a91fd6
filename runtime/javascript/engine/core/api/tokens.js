// `api.access`, `accessToken`, `idToken`, `rules`, `transaction`, `user`, `validation`

import { mirror } from "../event.js";
import { json, needString, text, wrong } from "../values.js";

export function access(api) {
  return {
    deny(reason, description) {
      // Real Actions deny without a reason, or with an error object: a denial must not fail for that.
      const said = reason === undefined || reason === null ? "" : text(reason);
      native.access_deny(said, description === undefined || description === null ? undefined : text(description));
      return api;
    },
  };
}

function claim(method, name, value, call) {
  needString(method, "the claim's name", name);
  const written = json(method, `the value of ${name}`, value);
  if (written !== undefined) call(name, written);
}

export function accessToken(api) {
  return {
    setCustomClaim(name, value) {
      claim("accessToken.setCustomClaim", name, value, native.access_token_set_custom_claim);
      return api;
    },
    addScope(scope) {
      native.access_token_add_scope(needString("accessToken.addScope", "a scope", scope));
    },
    removeScope(scope) {
      native.access_token_remove_scope(needString("accessToken.removeScope", "a scope", scope));
    },
  };
}

export function idToken(api) {
  return {
    setCustomClaim(name, value) {
      claim("idToken.setCustomClaim", name, value, native.id_token_set_custom_claim);
      return api;
    },
  };
}

export function rules() {
  return {
    wasExecuted: (id) => native.rules_was_executed(text(id)),
  };
}

export function transaction(api, event) {
  return {
    setMetadata(key, value) {
      needString("transaction.setMetadata", "a key", key);
      if (value === undefined) return;
      if (value !== null && !["string", "number", "boolean"].includes(typeof value)) {
        throw wrong("transaction.setMetadata", "a text, a number, a boolean or null", value);
      }
      // JSON would make null of it, and null removes.
      if (typeof value === "number" && !Number.isFinite(value)) throw wrong("transaction.setMetadata", "a number that is finite", value);
      native.transaction_set_metadata(key, json("transaction.setMetadata", "the value", value));
      mirror(event, "transaction", "metadata");
    },
  };
}

export function user(api) {
  function set(method, call) {
    return (key, value) => {
      needString(method, "a key", key);
      const written = json(method, `the value of ${key}`, value);
      if (written !== undefined) call(key, written);
      return api;
    };
  }
  return {
    setAppMetadata: set("user.setAppMetadata", native.user_set_app_metadata),
    setUserMetadata: set("user.setUserMetadata", native.user_set_user_metadata),
  };
}

export function validation(api) {
  return {
    error(code, message) {
      native.validation_error(needString("validation.error", "a code", code), needString("validation.error", "a message", message));
      return api;
    },
  };
}
