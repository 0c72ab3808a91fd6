const { missing } = require("internal/errors");

class None {
  constructor() {
    throw missing("tty", "an Action has no terminal");
  }
}

module.exports = { ReadStream: class ReadStream extends None {}, WriteStream: class WriteStream extends None {}, isatty: () => false };
