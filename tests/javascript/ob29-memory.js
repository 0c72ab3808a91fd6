// O-B29: texts until the memory is full.

exports.onExecutePostLogin = async (event, api) => {
  const all = [];
  while (true) {
    all.push(`${"x".repeat(1024 * 1024)}${all.length}`);
  }
};
