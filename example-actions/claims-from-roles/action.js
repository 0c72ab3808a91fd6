// Roles as claims.

const CLAIM = "https://acme.example/roles";

exports.onExecutePostLogin = async (event, api) => {
  const roles = event.authorization?.roles ?? [];
  if (roles.length > 0) {
    api.idToken.setCustomClaim(CLAIM, roles);
    api.accessToken.setCustomClaim(CLAIM, roles);
  }
};
