// O-A19: push without a code to type, for transfers of money that the risk service doubts.
// The service's answer is in the user's profile here; asking it needs axios.

exports.onExecutePostLogin = async (event, api) => {
  const transfer = event.transaction?.requested_authorization_details?.find(({ type }) => type === "money_transfer");
  if (!transfer) {
    return;
  }
  const score = event.user.app_metadata.risk_score;
  if (score >= 2) {
    api.multifactor.enable("any", { allowRememberBrowser: false });
    api.authentication.challengeWith({ type: "push-notification", options: { otpFallback: false } });
  }
};
