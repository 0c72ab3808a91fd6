// O-A17: a second factor once in a session, so that silent logins go on afterwards.

exports.onExecutePostLogin = async (event, api) => {
  const methods = event.authentication?.methods ?? [];
  if (!methods.find(({ name }) => name === "mfa")) {
    api.multifactor.enable("any", { allowRememberBrowser: true });
  }
};
