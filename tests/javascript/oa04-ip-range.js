// O-A04: a second factor outside of one range of addresses. The package is required in the handler.

exports.onExecutePostLogin = async (event, api) => {
  const range = event.secrets.TRUSTED_CIDR;
  if (!range) {
    return api.access.deny("Invalid configuration");
  }
  const ipaddr = require("ipaddr.js");
  let outside;
  try {
    outside = !ipaddr.parse(event.request.ip).match(ipaddr.parseCIDR(range));
  } catch (error) {
    console.log(error.message);
    return api.access.deny("Invalid request");
  }
  if (outside) {
    api.multifactor.enable("guardian");
  }
};
