// O-A04: a second factor outside of one range of addresses. The package is required in the handler.

exports.onExecutePostLogin = async (event, api) => {
  const ipaddr = require("ipaddr.js");
  let range;
  try {
    range = ipaddr.parseCIDR(event.secrets.TRUSTED_CIDR);
  } catch (error) {
    console.log(error.message);
    return api.access.deny("Invalid configuration");
  }
  let address;
  try {
    address = ipaddr.parse(event.request.ip);
  } catch (error) {
    return api.access.deny("Invalid request");
  }
  if (!address.match(range)) {
    api.multifactor.enable("guardian", { allowRememberBrowser: false });
  }
};
