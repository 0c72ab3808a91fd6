module.exports = require("internal/http-client").client("http:");
