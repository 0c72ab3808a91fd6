module.exports = require("buffer");
