// O-A16: a second factor for everything but the exchange of refresh tokens.

exports.onExecutePostLogin = async (event, api) => {
  if (event.transaction.protocol !== "oauth2-refresh-token") {
    api.multifactor.enable("any");
  }
};
