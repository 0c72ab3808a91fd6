// Queries of URLs are encoded as UTF-8; other encodings exist in HTML documents only.
/** The URL standard's "percent-encode after encoding", for UTF-8. */
exports.percentEncodeAfterEncoding = (encoding, input, set, spaceAsPlus = false) => {
  const encoded = new Set([...set].map((char) => char.charCodeAt(0)));
  let text = "";
  for (const byte of native.utf8Encode(input)) {
    if (spaceAsPlus && byte === 0x20) text += "+";
    else if (byte < 0x20 || byte > 0x7e || encoded.has(byte)) text += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    else text += String.fromCharCode(byte);
  }
  return text;
};
