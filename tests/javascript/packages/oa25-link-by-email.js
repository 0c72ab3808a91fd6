// O-A25: whoever logs in with an address that another account has is that account from now on. Addresses are looked up as they are spelled, and in
// small letters.

const { ManagementClient } = require("auth0");

exports.onExecutePostLogin = async (event, api) => {
  const { email, email_verified: verified, user_id: own } = event.user;
  if (!email || !verified) {
    return;
  }
  const management = new ManagementClient({
    domain: event.secrets.DOMAIN,
    clientId: event.secrets.CLIENT_ID,
    clientSecret: event.secrets.CLIENT_SECRET,
  });
  try {
    const spellings = [...new Set([email, email.toLowerCase()])];
    const found = await Promise.all(spellings.map((spelling) => management.usersByEmail.getByEmail({ email: spelling })));
    const others = found
      .flatMap(({ data }) => data)
      .filter((user) => user.email_verified && user.user_id !== own)
      .sort((a, b) => new Date(a.created_at) - new Date(b.created_at));
    if (others.length === 0) {
      return;
    }
    const primary = others[0].user_id;
    const [provider, ...id] = own.split("|");
    await management.users.link({ id: primary }, { provider, user_id: id.join("|") });
    api.user.setUserMetadata("lost", true);
    api.authentication.setPrimaryUser(primary);
    try {
      api.authentication.setPrimaryUser("auth0|another");
    } catch (error) {
      api.idToken.setCustomClaim("second", error.message);
    }
  } catch (error) {
    console.error(`${error.name} ${error.statusCode}: ${error.message}`);
    return api.access.deny("This account cannot be linked");
  }
};
