// O-A13, first Action: phone or push, as the person likes.

exports.onExecutePostLogin = async (event, api) => {
  api.authentication.challengeWithAny([{ type: "phone" }, { type: "push-notification" }]);
};
