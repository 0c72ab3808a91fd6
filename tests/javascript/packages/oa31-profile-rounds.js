// O-A31: a page collects what is missing in the profile, as often as it takes; then the user is updated, by a client with callbacks.

const { ManagementClient } = require("auth0-with-callbacks");

const FIELDS = ["given_name", "family_name"];
const PAGE = "https://profile.example/form";

const missing = (profile) => FIELDS.filter((name) => !profile[name]);

function ask(event, api, fields) {
  const token = api.redirect.encodeToken({ secret: event.secrets.PROFILE_SECRET, payload: { fields } });
  api.redirect.sendUserTo(PAGE, { query: { token, fields: fields.join(",") } });
}

function update(event, profile) {
  const management = new ManagementClient({
    domain: event.secrets.DOMAIN,
    clientId: event.secrets.CLIENT_ID,
    clientSecret: event.secrets.CLIENT_SECRET,
  });
  return new Promise((resolve, reject) => {
    management.updateUser({ id: event.user.user_id }, profile, (error, user) => (error ? reject(error) : resolve(user)));
  });
}

exports.onExecutePostLogin = async (event, api) => {
  const fields = missing({ ...event.user, ...event.user.user_metadata });
  if (fields.length > 0) {
    ask(event, api, fields);
  }
};

exports.onContinuePostLogin = async (event, api) => {
  let answer;
  try {
    answer = api.redirect.validateToken({ secret: event.secrets.PROFILE_SECRET, tokenParameterName: "token" });
  } catch (error) {
    console.error(error);
    return api.access.deny("セッションの有効期限が切れました。もう一度ログインしてください。");
  }
  const profile = { ...event.user.user_metadata };
  for (const name of FIELDS) {
    if (answer[name]) {
      profile[name] = answer[name];
      api.user.setUserMetadata(name, answer[name]);
    }
  }
  const fields = missing(profile);
  if (fields.length > 0) {
    return ask(event, api, fields);
  }
  const { given_name, family_name } = profile;
  try {
    const user = await update(event, { given_name, family_name });
    api.idToken.setCustomClaim("name", user.name);
  } catch (error) {
    console.error(`${error.name}: ${error.message}`);
    return api.access.deny("プロフィールを更新できませんでした。");
  }
};
