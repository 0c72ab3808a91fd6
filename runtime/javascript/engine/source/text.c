// Texts between JavaScript and the contract.

#include "host.h"
#include <stdlib.h>
#include <string.h>

static bool is_surrogate(const unsigned char *text) {
  return text[0] == 0xED && text[1] >= 0xA0;
}

bool text_from(JSContext *context, JSValueConst value, Text *text) {
  size_t length;
  text->borrowed = JS_ToCStringLen(context, &length, value);
  if (text->borrowed == NULL)
    return false;
  text->text.ptr = (uint8_t *)text->borrowed;
  text->text.len = length;
  for (size_t at = 0; at + 2 < length; at++) {
    if (!is_surrogate(text->text.ptr + at))
      continue;
    // A text of an engine's own memory is not written to.
    if (text->text.ptr == (const uint8_t *)text->borrowed) {
      text->text.ptr = malloc(length);
      if (text->text.ptr == NULL)
        __builtin_trap();
      memcpy(text->text.ptr, text->borrowed, length);
    }
    memcpy(text->text.ptr + at, "\xEF\xBF\xBD", 3);
  }
  return true;
}

void text_release(JSContext *context, Text *text) {
  if (text->text.ptr != (const uint8_t *)text->borrowed)
    free(text->text.ptr);
  JS_FreeCString(context, text->borrowed);
}
