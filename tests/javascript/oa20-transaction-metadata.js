// O-A20: what is set is seen at once, in later Actions, and after a pause.

const attempt = (api, name, call) => {
  try {
    call();
    api.idToken.setCustomClaim(name, "accepted");
  } catch (error) {
    api.idToken.setCustomClaim(name, error.name);
  }
};

exports.onExecutePostLogin = async (event, api) => {
  const set = api.transaction.setMetadata;
  const held = event.transaction.metadata;
  set("plan", "gold");
  set("count", 3);
  set("flag", true);
  set("gone", null);
  api.idToken.setCustomClaim("same run", event.transaction.metadata);
  api.idToken.setCustomClaim("same object", held.plan);

  attempt(api, "object", () => set("o", { a: 1 }));
  attempt(api, "array", () => set("o", [1]));
  attempt(api, "unsafe integer", () => set("o", Number.MAX_SAFE_INTEGER + 1));
  attempt(api, "long key", () => set("k".repeat(65), 1));
  attempt(api, "longest key", () => set("k".repeat(64), 1));
  attempt(api, "large value", () => set("v", "x".repeat(8 * 1024 + 1)));
  attempt(api, "largest value", () => set("v", "x".repeat(8 * 1024 - 2)));
  attempt(api, "too much together", () => set("w", "x".repeat(8 * 1024 - 2)));
  set("v", null);
  set("k".repeat(64), null);

  api.user.setAppMetadata("plan", "gold");
  api.idToken.setCustomClaim("app_metadata in the same run", event.user.app_metadata.plan ?? "unchanged");
  api.authentication.challengeWith({ type: "otp" });
};
