exports.onExecutePostLogin = async (event, api) => { /* 2 */ };
