// Names of hosts outside of ASCII. Its tables are large, so it is loaded for such names only.
const { toASCII, toUnicode } = require("npm:tr46");

module.exports = { toASCII, toUnicode };
