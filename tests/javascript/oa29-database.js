// O-A29: a driver that opens TCP connections. A sandbox has none: it must say so, not hang.

exports.onExecutePostLogin = async (event, api) => {
  const net = require("net");
  const insert = (strings, ...values) =>
    new Promise((done, failed) => {
      const socket = net.connect(5432, "db.example", () => socket.end(String.raw(strings, ...values), done));
      socket.on("error", failed);
    });
  await insert`INSERT INTO users VALUES (${event.user.user_id})`;
};
