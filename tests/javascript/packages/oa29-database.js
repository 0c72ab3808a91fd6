// O-A29: the first login writes the user into a database. Its driver opens a TCP connection, which a sandbox has none of.

const event = "first-login";
const postgres = require("postgres");

exports.onExecutePostLogin = async ({ user, stats, secrets }, api) => {
  if (stats.logins_count !== 1) {
    return;
  }
  const sql = postgres(secrets.DATABASE_URL, { max: 1 });
  await sql`INSERT INTO users (id, email, reason) VALUES (${user.user_id}, ${user.email}, ${event})`;
  await sql.end();
};
