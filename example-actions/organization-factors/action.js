// The Organization's metadata chooses the factors.

exports.onExecutePostLogin = async (event, api) => {
  const names = event.organization?.metadata?.factors ?? "";
  const factors = names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map((type) => ({ type }));
  if (factors.length > 0) {
    api.authentication.challengeWithAny(factors);
  }
};
