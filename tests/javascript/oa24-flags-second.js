// O-A24, second Action: reads the flags, clears them, and denies when what they ask for was not done.

exports.onExecutePostLogin = async (event, api) => {
  const { mfa_needed: isNeeded, note } = event.user.app_metadata;
  api.user.setAppMetadata("mfa_needed", null);
  api.idToken.setCustomClaim("note", note);
  const isDone = event.authentication?.methods?.some(({ name }) => name === "mfa") ?? false;
  if (isNeeded && !isDone) {
    api.access.deny("A second factor is needed");
  }
};
