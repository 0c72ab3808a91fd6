// O-A02: a second factor once in a session.

exports.onExecutePostLogin = async (event, api) => {
  let passed = false;
  if (event.authentication && Array.isArray(event.authentication.methods)) {
    passed = event.authentication.methods.some((method) => method.name === "mfa");
  }
  if (!passed) {
    api.multifactor.enable("any");
  }
};
