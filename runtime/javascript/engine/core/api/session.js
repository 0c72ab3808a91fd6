// `api.session` and `api.refreshToken`

import { mirror } from "../event.js";
import { needBoolean, needString, needTime, options, text, wrong } from "../values.js";

const COOKIE_MODES = ["persistent", "non-persistent"];

function metadata(object, part, event, calls) {
  const changed = () => mirror(event, part, "metadata");
  return {
    setMetadata(key, value) {
      needString(`${object}.setMetadata`, "a key", key);
      if (value === undefined) return;
      if (value !== null) needString(`${object}.setMetadata`, "the value", value);
      calls.set(key, value);
      changed();
    },
    deleteMetadata(key) {
      calls.delete(needString(`${object}.deleteMetadata`, "a key", key));
      changed();
    },
    evictMetadata() {
      calls.evict();
      changed();
    },
  };
}

export function session(api, event) {
  return {
    revoke(reason, given) {
      const { preserveRefreshTokens } = options("session.revoke", given);
      const preserve = preserveRefreshTokens === undefined || preserveRefreshTokens === null ? false : needBoolean("session.revoke", "preserveRefreshTokens", preserveRefreshTokens);
      native.session_revoke(reason === undefined || reason === null ? "" : text(reason), preserve);
      return api;
    },
    setExpiresAt: (time) => native.session_set_expires_at(needTime("session.setExpiresAt", time)),
    setIdleExpiresAt: (time) => native.session_set_idle_expires_at(needTime("session.setIdleExpiresAt", time)),
    setCookieMode(mode) {
      const number = COOKIE_MODES.indexOf(mode);
      if (number < 0) throw wrong("session.setCookieMode", COOKIE_MODES.join(" or "), mode);
      native.session_set_cookie_mode(number);
      mirror(event, "session", "cookie", "mode");
    },
    ...metadata("session", "session", event, {
      set: native.session_set_metadata,
      delete: native.session_delete_metadata,
      evict: native.session_evict_metadata,
    }),
  };
}

export function refreshToken(api, event) {
  return {
    revoke(reason) {
      native.refresh_token_revoke(reason === undefined || reason === null ? "" : text(reason));
      return api;
    },
    setExpiresAt: (time) => native.refresh_token_set_expires_at(needTime("refreshToken.setExpiresAt", time)),
    setIdleExpiresAt: (time) => native.refresh_token_set_idle_expires_at(needTime("refreshToken.setIdleExpiresAt", time)),
    ...metadata("refreshToken", "refresh_token", event, {
      set: native.refresh_token_set_metadata,
      delete: native.refresh_token_delete_metadata,
      evict: native.refresh_token_evict_metadata,
    }),
  };
}
