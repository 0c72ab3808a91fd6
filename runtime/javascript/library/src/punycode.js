module.exports = require("npm:punycode/").default;
