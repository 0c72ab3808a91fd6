// What fetch and http have in common: which headers go out, and what a failure is called.

/** Headers that are the host's affair: they belong to a connection, which a script does not see. */
const ofConnection = new Set(["accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"]);

/** The headers that the host is given. */
const outgoing = (pairs) => pairs.filter(([name]) => !ofConnection.has(name.toLowerCase())).map(([name, value]) => [name, `${value}`]);

/** Node's codes, on which scripts match. */
const codes = {
  "address-refused": "ECONNREFUSED",
  "connection-failed": "ECONNREFUSED",
  "invalid-request": "ERR_INVALID_ARG_VALUE",
  "not-allowed": "ERR_HOST_NOT_ALLOWED",
  "not-resolved": "ENOTFOUND",
  "timed-out": "ETIMEDOUT",
  "too-large": "ERR_RESPONSE_TOO_LARGE",
  "too-many": "ERR_TOO_MANY_REQUESTS",
};

/** The host's failure as an error with a code in Node's terms. */
function networkError({ kind, message }) {
  const error = new Error(message);
  error.code = codes[kind] ?? "ERR_NETWORK";
  return error;
}

const reasons = {
  100: "Continue", 101: "Switching Protocols", 102: "Processing", 103: "Early Hints", 200: "OK", 201: "Created", 202: "Accepted", 203: "Non-Authoritative Information",
  204: "No Content", 205: "Reset Content", 206: "Partial Content", 207: "Multi-Status", 208: "Already Reported", 226: "IM Used", 300: "Multiple Choices",
  301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 305: "Use Proxy", 307: "Temporary Redirect", 308: "Permanent Redirect",
  400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
  407: "Proxy Authentication Required", 408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed",
  413: "Payload Too Large", 414: "URI Too Long", 415: "Unsupported Media Type", 416: "Range Not Satisfiable", 417: "Expectation Failed", 418: "I'm a Teapot",
  421: "Misdirected Request", 422: "Unprocessable Entity", 423: "Locked", 424: "Failed Dependency", 425: "Too Early", 426: "Upgrade Required",
  428: "Precondition Required", 429: "Too Many Requests", 431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons", 500: "Internal Server Error",
  501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout", 505: "HTTP Version Not Supported", 506: "Variant Also Negotiates",
  507: "Insufficient Storage", 508: "Loop Detected", 509: "Bandwidth Limit Exceeded", 510: "Not Extended", 511: "Network Authentication Required",
};

module.exports = { networkError, outgoing, reasons };
