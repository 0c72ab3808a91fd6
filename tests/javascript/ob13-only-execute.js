// O-B13: an Action that sends people away and has nothing for those who come back.

exports.onExecutePostLogin = async (event, api) => {
  api.redirect.sendUserTo("https://app.example/x");
};
