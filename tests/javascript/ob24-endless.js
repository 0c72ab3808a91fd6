// O-B24: code that does not end.

exports.onExecutePostLogin = async (event, api) => {
  while (true) {}
};
