// Ways to fail: whichever `event.configuration.mode` names, nothing of it may let a login through.

exports.onExecutePostLogin = async (event, api) => {
  api.idToken.setCustomClaim("https://acme.example/a", 1);
  await MODES[event.configuration.mode](api);
};

const MODES = {
  error() {
    throw new Error("an error of its own");
  },
  async rejected() {
    await null;
    throw new TypeError("an error of its own, later");
  },
  pending: () => new Promise(() => {}),
  unhandled() {
    Promise.reject(new Error("nobody handles this"));
  },
  timer: () => new Promise(() => setTimeout(() => missing.property)),
  recursion: function deeper() {
    return deeper() + 1;
  },
  memory() {
    for (const kept = []; ; ) kept.push(new Uint8Array(1 << 20).fill(1));
  },
  endless() {
    for (;;);
  },
  "no-json": (api) => api.idToken.setCustomClaim("https://acme.example/b", 1n),
  "wrong-type": (api) => api.authentication.challengeWith([{ type: "otp" }]),
  denied: () => fetch("https://blocked.example/"),
  "no-file": () => require("fs").readFileSync("/etc/passwd"),
};
