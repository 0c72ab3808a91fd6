// O-A03: a second factor when the application asks for it by acr_values, unless it was passed.

const MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

exports.onExecutePostLogin = async (event, api) => {
  const { transaction, authentication } = event;
  if (transaction === undefined) {
    return;
  }
  const isWanted = transaction.acr_values.includes(MULTI_FACTOR);
  const isDone = (authentication?.methods ?? []).some(({ name }) => name === "mfa");
  if (isWanted && !isDone) {
    api.multifactor.enable("guardian", { allowRememberBrowser: false });
  }
};
