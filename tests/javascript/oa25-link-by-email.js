// O-A25, without the search for the other account: it becomes the subject.

exports.onExecutePostLogin = async (event, api) => {
  const spellings = [event.user.email, event.user.email.toLowerCase()];
  const found = await Promise.all(spellings.map(async (email) => (email === "ana@example.com" ? "auth0|first" : undefined)));
  const primary = found.find((id) => id !== undefined);
  if (primary === undefined || primary === event.user.user_id) {
    return;
  }
  api.user.setUserMetadata("lost", true);
  api.authentication.setPrimaryUser(primary);
  try {
    api.authentication.setPrimaryUser("auth0|another");
  } catch (error) {
    api.idToken.setCustomClaim("second", error.message);
  }
};
