// O-A31: a page collects what is missing in the profile, as often as it takes.

const FIELDS = ["given_name", "family_name"];
const PAGE = "https://profile.example/form";

const missing = (profile) => FIELDS.filter((name) => !profile[name]);

function ask(event, api, fields) {
  const token = api.redirect.encodeToken({ secret: event.secrets.PROFILE_SECRET, payload: { fields } });
  api.redirect.sendUserTo(PAGE, { query: { token, fields: fields.join(",") } });
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
  for (const name of FIELDS) {
    if (answer[name]) {
      api.user.setUserMetadata(name, answer[name]);
    }
  }
  const fields = missing({ ...event.user.user_metadata, ...answer });
  if (fields.length > 0) {
    ask(event, api, fields);
  }
};
