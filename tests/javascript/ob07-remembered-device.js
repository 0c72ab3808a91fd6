// O-B07: the device may be remembered; nothing is asked when the session has a second factor.

exports.onExecutePostLogin = async (event, api) => {
  const isDone = event.authentication?.methods?.some((method) => method.name === "mfa");
  if (!isDone) {
    api.multifactor.enable("any", { allowRememberBrowser: true });
  }
};
