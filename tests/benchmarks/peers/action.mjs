// What is around an Action, as small as can be: `event` is parsed, `api` only notes what is called. The script's value is a function from the event as text
// (or a request's body, which has it as a member) to what was asked for, as text.
export const script = (source) => `
"use strict";
const module = { exports: {} };
(function (exports, module) {
${source}
})(module.exports, module);
async function run(text) {
  const commands = [];
  const note = (command) => (...given) => {
    commands.push({ command, given });
  };
  const api = {
    access: { deny: note("access.deny") },
    authentication: {
      challengeWith: note("authentication.challengeWith"),
      challengeWithAny: note("authentication.challengeWithAny"),
      enrollWith: note("authentication.enrollWith"),
      enrollWithAny: note("authentication.enrollWithAny"),
    },
    idToken: { setCustomClaim: note("idToken.setCustomClaim") },
    accessToken: { setCustomClaim: note("accessToken.setCustomClaim") },
    user: { setAppMetadata: note("user.setAppMetadata"), setUserMetadata: note("user.setUserMetadata") },
  };
  const given = JSON.parse(text);
  await module.exports.onExecutePostLogin(given.event ?? given, api);
  return JSON.stringify(commands);
}
run;
`;
