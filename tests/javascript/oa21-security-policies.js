// O-A21: an Organization's policy as JSON in its metadata, for one application.

exports.onExecutePostLogin = async (event, api) => {
  if (event.client.client_id !== event.secrets.DASHBOARD_CLIENT_ID) {
    return;
  }
  const { organization, user } = event;
  if (!organization?.metadata?.mfaPolicy) {
    return;
  }
  let policy;
  try {
    policy = JSON.parse(organization.metadata.mfaPolicy);
  } catch (error) {
    return api.access.deny("The organization's policy cannot be read");
  }
  if (!policy.enforce) {
    return;
  }
  const factors = policy.providers.map((type) => ({ type }));
  if (!user.multifactor || user.multifactor.length === 0) {
    api.authentication.enrollWithAny(factors);
    return;
  }
  const domain = user.email.split("@")[1];
  if (policy.skipForDomains?.includes(domain)) {
    return;
  }
  api.authentication.challengeWithAny(factors);
};
