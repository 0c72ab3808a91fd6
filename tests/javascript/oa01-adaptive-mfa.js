// O-A01: a second factor when the device is not known well enough, for whoever has one.

exports.onExecutePostLogin = async (event, api) => {
  const confidence = event.authentication?.riskAssessment?.assessments?.NewDevice?.confidence;
  const isDoubtful = ["low", "medium"].includes(confidence);
  const hasFactor = event.user.multifactor?.length > 0;

  if (isDoubtful && hasFactor) {
    api.multifactor.enable("any", { allowRememberBrowser: true });
  }
};
