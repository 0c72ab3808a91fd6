// O-A20: what an Action before has set.

exports.onExecutePostLogin = async (event, api) => {
  api.accessToken.setCustomClaim("later", event.transaction.metadata);
};
