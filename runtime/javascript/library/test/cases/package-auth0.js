globalThis.__hollow = true;
const { ManagementClient } = require("auth0");
const older = require("auth0-v4");
const failure = async (fn) => { try { console.log(await fn()); } catch (error) { console.log(error.name, error.message, error.cause?.message ?? error.cause?.code); } };
(async () => {
  const client = new ManagementClient({ domain: "acme-test.example", clientId: "id", clientSecret: "secret" });
  console.log(typeof client.users, typeof client.roles);
  await failure(() => client.users.get("auth0|1"));
  const withToken = new ManagementClient({ domain: "tenant.example", token: "token" });
  console.log((await withToken.users.get("auth0|1")).user_id);
  const olderClient = new older.ManagementClient({ domain: "tenant.example", token: "token" });
  console.log((await olderClient.users.get({ id: "auth0|1" })).data.user_id);
  await olderClient.users.assignRoles({ id: "auth0|1" }, { roles: ["rol_1"] });
  console.log(new older.AuthenticationClient({ domain: "tenant.example", clientId: "id", clientSecret: "s" }) instanceof older.AuthenticationClient);
})();
