// Names in ASCII are mapped to lower case and nothing else; all others need tables, which are loaded then only.
const plain = /^(?!(?:.*\.)?xn--)[\x00-\x7f]*$/i;

exports.toASCII = (domain, options) => (plain.test(domain) && !options.verifyDNSLength && !options.useSTD3ASCIIRules ? domain.toLowerCase() : require("internal/idna").toASCII(domain, options));
exports.toUnicode = (domain, options) => require("internal/idna").toUnicode(domain, options);
