// O-A07: only members of some groups. The directory gives one group as a text, several as an array.

exports.onExecutePostLogin = async (event, api) => {
  const allowed = (event.secrets.ALLOWED_GROUPS || "").split(",").map((name) => name.trim());
  let groups = event.user.groups || [];
  if (typeof groups === "string") {
    groups = [groups];
  }
  if (!groups.some((group) => allowed.includes(group))) {
    api.access.deny("You are in none of the groups that may log in");
  }
};
