module.exports = require("npm:punycode/");
