// O-A09: a claim that says whether a parameter of the request has the expected value.

exports.onExecutePostLogin = async (event, api) => {
  const { PARAMETER: parameter, EXPECTED: expected, CLAIM: claim } = event.secrets;
  if (!parameter || !expected || !claim) {
    return api.access.deny("Invalid configuration");
  }
  const { [parameter]: given } = event.request.query;
  api.idToken.setCustomClaim(claim, given === expected);
  // As it came: a parameter that was given twice is an array.
  api.idToken.setCustomClaim(`${claim}/given`, given);
};
