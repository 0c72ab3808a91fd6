// util.inspect and util.format are Node's own, taken out of it by the package node-inspect-extracted.
const { format, formatWithOptions, inspect, stripVTControlCharacters } = require("npm:node-inspect-extracted");

module.exports = { format, formatWithOptions, inspect, stripVTControlCharacters };
