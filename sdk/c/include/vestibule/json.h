/// The little JSON that most Actions need. Where the SDK says JSON, a text holds it (RFC 8259).
#ifndef VESTIBULE_JSON_H
#define VESTIBULE_JSON_H

/// The text in a JSON string: `plan` of `"plan"`. NULL when `json` is NULL or something else than a string.
const char *json_text(const char *json);

/// A text as a JSON string: `"plan"` of `plan`. `null` when the text is NULL.
const char *json_string(const char *text);

#endif
