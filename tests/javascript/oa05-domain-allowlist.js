// O-A05: only addresses of some domains. The branch for unverified addresses goes on, so that a second denial can follow.

exports.onExecutePostLogin = async (event, api) => {
  const { email, email_verified: isVerified } = event.user;
  if (!email) {
    return api.access.deny("An email address is needed");
  }
  if (!isVerified) {
    api.access.deny("The email address is not verified");
  }
  const list = event.secrets.ALLOWED_DOMAINS;
  if (!list) {
    return api.access.deny("Invalid configuration");
  }
  const parts = email.split("@");
  if (parts.length !== 2) {
    return api.access.deny("The email address is malformed");
  }
  const domains = list.split(",").map((domain) => domain.trim().toLowerCase());
  if (!domains.includes(parts[1].toLowerCase())) {
    return api.access.deny("The domain is not allowed");
  }
};
