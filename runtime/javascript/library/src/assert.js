const assert = require("npm:assert/");
const { own } = require("internal/errors");

own(assert.AssertionError, "name", "AssertionError");
module.exports = assert;
