const { StringDecoder } = require("npm:string_decoder/");

module.exports = { StringDecoder };
