// O-B10: code after a denial still runs.

exports.onExecutePostLogin = async (event, api) => {
  api.access.deny("no");
  api.redirect.sendUserTo("https://app.example/x");
  api.user.setAppMetadata("seen", true);
};
