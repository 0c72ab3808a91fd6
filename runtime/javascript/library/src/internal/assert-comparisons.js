// Deep equality by the package assert, which took it out of Node.
module.exports = require("npm:assert/build/internal/util/comparisons");
