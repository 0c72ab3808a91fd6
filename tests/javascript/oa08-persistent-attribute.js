// O-A08: an attribute of the user with a default, under a name from a secret, that goes into the ID token.

exports.onExecutePostLogin = async (event, api) => {
  const { ATTRIBUTE: name, DEFAULT_VALUE: fallback } = event.secrets;
  let value = event.user.user_metadata[name];
  if (value === undefined) {
    value = fallback;
    api.user.setUserMetadata(name, value);
  }
  api.idToken.setCustomClaim(`https://acme.example/${name}`, value);
};
