// `api.redirect` and `api.prompt`

import { json, needObject, needString, options, text, wrong } from "../values.js";

export function redirect(api) {
  return {
    encodeToken(given) {
      const method = "redirect.encodeToken";
      const { secret, payload, expiresInSeconds } = needObject(method, "{secret, payload, expiresInSeconds}", given);
      needString(method, "secret", secret);
      const written = json(method, "payload", payload === undefined || payload === null ? {} : needObject(method, "payload", payload));
      let seconds;
      if (expiresInSeconds !== undefined && expiresInSeconds !== null) {
        seconds = Math.trunc(Number(expiresInSeconds));
        if (!(seconds >= 0 && seconds <= 0xffffffff)) throw wrong(method, "expiresInSeconds, a number that is not negative", expiresInSeconds);
      }
      return native.redirect_encode_token(secret, written, seconds);
    },
    sendUserTo(url, given) {
      const method = "redirect.sendUserTo";
      const { query } = options(method, given);
      const flat = [];
      if (query !== undefined && query !== null) {
        for (const [name, value] of Object.entries(needObject(method, "query", query))) {
          if (value !== undefined && value !== null) flat.push(name, text(value));
        }
      }
      native.redirect_send_user_to(typeof url === "object" && url !== null && typeof url.href === "string" ? url.href : needString(method, "an absolute URL", url), flat);
      return api;
    },
    canRedirect: () => native.redirect_can_redirect(),
    validateToken(given) {
      const method = "redirect.validateToken";
      const { secret, tokenParameterName } = needObject(method, "{secret, tokenParameterName}", given);
      needString(method, "secret", secret);
      const name = tokenParameterName === undefined || tokenParameterName === null ? undefined : needString(method, "tokenParameterName", tokenParameterName);
      return native.redirect_validate_token(secret, name);
    },
  };
}

export function prompt() {
  return {
    render(id, given) {
      const method = "prompt.render";
      const { fields, vars } = options(method, given);
      const written = (what, value) => (value === undefined || value === null ? undefined : json(method, what, needObject(method, what, value)));
      native.prompt_render(needString(method, "the prompt's id", id), written("fields", fields), written("vars", vars));
    },
  };
}
