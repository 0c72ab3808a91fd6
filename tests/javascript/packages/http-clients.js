// Every way in which Actions speak HTTP: Node's module, fetch, and axios with an instance of its own; and what each makes of an answer that is none.

const https = require("https");
const axios = require("axios");

function post({ hostname, port, pathname }, body) {
  return new Promise((resolve, reject) => {
    const request = https.request({ hostname, port, path: pathname, method: "POST", headers: { "Content-Type": "application/json" } }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () => resolve([response.statusCode, response.headers["x-served-by"], JSON.parse(text)]));
    });
    request.on("error", reject);
    request.end(JSON.stringify(body));
  });
}

exports.onExecutePostLogin = async (event, api) => {
  const base = new URL(event.secrets.BASE_URL);
  const set = (name, value) => api.idToken.setCustomClaim(name, value);
  set("https", await post(new URL("/people", base), { email: event.user.email }));
  const response = await fetch(new URL("/old", base), { headers: { Accept: "text/plain" } });
  set("fetch", [response.status, response.redirected, response.headers.get("content-type"), await response.text()]);
  const client = axios.create({ baseURL: base.href, auth: { username: "u", password: "p" } });
  set("axios", (await client.get("people", { params: { q: "é&", page: 2 } })).data);
  try {
    await client.delete("people");
  } catch ({ name, code, message, response }) {
    set("status", [name, code, message, response.data]);
  }
  try {
    await fetch("https://elsewhere.example/");
  } catch ({ name, message }) {
    set("elsewhere", [name, message]);
  }
};
