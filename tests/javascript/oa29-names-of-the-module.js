// O-A29: a constant of the module is called as the handler's parameter is.

const event = { name: "first-login" };
const api = "https://db.example";

const describe = () => `${event.name}@${api}`;

exports.onExecutePostLogin = async (event, api) => {
  if (event.stats.logins_count === 1) {
    api.idToken.setCustomClaim("module", describe());
  }
};
