// The part of `qs` that the package `url` uses, with Node's own way of writing arrays.
const { parse, stringify } = require("querystring");

module.exports = { parse: (text) => parse(text), stringify: (query) => stringify(query) };
