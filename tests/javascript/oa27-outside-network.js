// O-A27: a second factor outside of the offices, and for admins everywhere.

const OFFICES = ["203.0.113", "198.51.100"];

const isInside = (ip) => OFFICES.includes(ip.split(".").slice(0, 3).join("."));

exports.onExecutePostLogin = async (event, api) => {
  const roles = event.user.app_metadata?.roles || [];
  if (!isInside(event.request.ip) || roles.includes("admin")) {
    api.multifactor.enable("any", { allowRememberBrowser: false });
  }
};
