module.exports = require("internal/http-client").client("https:");
