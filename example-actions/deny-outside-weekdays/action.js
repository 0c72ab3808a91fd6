// No logins on Saturdays and Sundays, in UTC.

exports.onExecutePostLogin = async (event, api) => {
  const weekday = new Date().getUTCDay();
  if (weekday === 0 || weekday === 6) {
    api.access.deny("Logins are possible from Monday to Friday.");
  }
};
