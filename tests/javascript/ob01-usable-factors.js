// O-B01: one factor, or one of two.

exports.onExecutePostLogin = async (event, api) => {
  const factors = event.configuration.factors.map((type) => ({ type }));
  if (factors.length === 1) {
    api.authentication.challengeWith(factors[0]);
  } else {
    api.authentication.challengeWithAny(factors);
  }
};
