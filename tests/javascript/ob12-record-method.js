// O-B12: a method of another provider's, recorded in the wrong handler, with a wrong URL, and as it should be.

const PROVIDER = "https://kyc.example/v1";

exports.onExecutePostLogin = async (event, api) => {
  try {
    api.authentication.recordMethod(PROVIDER);
  } catch (error) {
    console.error(error.message);
  }
  api.redirect.sendUserTo("https://kyc.example");
};

exports.onContinuePostLogin = async (event, api) => {
  for (const url of ["not-a-url", "ftp://kyc.example", 7]) {
    try {
      api.authentication.recordMethod(url);
    } catch (error) {
      console.error(error.message);
    }
  }
  api.authentication.recordMethod(PROVIDER);
};
