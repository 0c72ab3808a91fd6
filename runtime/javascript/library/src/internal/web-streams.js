// Web streams by the package web-streams-polyfill.
module.exports = require("npm:web-streams-polyfill");
