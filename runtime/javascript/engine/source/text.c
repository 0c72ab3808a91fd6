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

JSValue text_value(JSContext *context, const post_login_string_t *text) {
  return JS_NewStringLen(context, (const char *)text->ptr, text->len);
}

bool texts_from(JSContext *context, JSValueConst array, Texts *texts) {
  int64_t length;
  if (JS_GetLength(context, array, &length))
    return false;
  texts->texts = zeroed((size_t)length, sizeof(Text));
  for (texts->count = 0; texts->count < (size_t)length; texts->count++) {
    JSValue value = JS_GetPropertyUint32(context, array, (uint32_t)texts->count);
    bool failed = JS_IsException(value) || !text_from(context, value, &texts->texts[texts->count]);
    JS_FreeValue(context, value);
    if (failed) {
      texts_release(context, texts);
      return false;
    }
  }
  return true;
}

void texts_release(JSContext *context, Texts *texts) {
  for (size_t number = 0; number < texts->count; number++)
    text_release(context, &texts->texts[number]);
  free(texts->texts);
}

void pairs_of(const Texts *texts, post_login_list_tuple2_string_string_t *pairs) {
  pairs->len = texts->count / 2;
  pairs->ptr = zeroed(pairs->len, sizeof *pairs->ptr);
  for (size_t pair = 0; pair < pairs->len; pair++) {
    pairs->ptr[pair].f0 = texts->texts[2 * pair].text;
    pairs->ptr[pair].f1 = texts->texts[2 * pair + 1].text;
  }
}

void *zeroed(size_t count, size_t size) {
  // One more, for nothing may come of an empty list.
  void *memory = calloc(count + 1, size);
  if (memory == NULL)
    __builtin_trap();
  return memory;
}
