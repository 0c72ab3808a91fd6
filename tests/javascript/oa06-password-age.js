// O-A06: no login with a password that is too old.

const DAY = 24 * 60 * 60 * 1000;

function daysSince(text) {
  try {
    return Math.floor((Date.now() - new Date(text).getTime()) / DAY);
  } catch {
    return NaN;
  }
}

exports.onExecutePostLogin = async (event, api) => {
  const most = parseInt(event.secrets.MAX_PASSWORD_AGE_DAYS, 10);
  if (Number.isNaN(most)) {
    return api.access.deny("Invalid configuration");
  }
  const days = daysSince(event.user.last_password_reset || event.user.created_at);
  if (days > most) {
    api.access.deny("Please reset your password");
  }
};
