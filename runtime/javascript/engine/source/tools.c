// What the core and the library need of the engine itself: randomness, time, UTF-8.

#include "host.h"
#include <stdlib.h>
#include <string.h>

// (length) -> Uint8Array
FUNCTION(random_bytes) {
  UNUSED;
  uint32_t length;
  if (JS_ToUint32(context, &length, arguments[0]))
    return JS_EXCEPTION;
  uint8_t *bytes = malloc(length + 1);
  if (bytes == NULL)
    __builtin_trap();
  if (in_login()) {
    // The host gives at most this much in one call.
    static const uint32_t MOST = 65536;
    for (uint32_t at = 0; at < length; at += MOST) {
      post_login_list_u8_t part;
      vestibule_actions_random_bytes(length - at < MOST ? length - at : MOST, &part);
      memcpy(bytes + at, part.ptr, part.len);
      post_login_list_u8_free(&part);
    }
  } else {
    memset(bytes, 0, length);
  }
  JSValue array = JS_NewUint8ArrayCopy(context, bytes, length);
  free(bytes);
  return array;
}

// The generator of Math.random, which begins anew in every run: xorshift64*.
static uint64_t random_state;

FUNCTION(math_random) {
  UNUSED;
  if (in_login()) {
    while (random_state == 0)
      random_state = vestibule_actions_random_number();
  } else if (random_state == 0) {
    random_state = 1;
  }
  random_state ^= random_state >> 12;
  random_state ^= random_state << 25;
  random_state ^= random_state >> 27;
  uint64_t bits = random_state * 0x2545F4914F6CDD1D;
  return JS_NewFloat64(context, (double)(bits >> 11) * 0x1p-53);
}

void random_begins_anew(void) { random_state = 0; }

// () -> milliseconds
FUNCTION(now) {
  UNUSED;
  return JS_NewInt64(context, (int64_t)milliseconds_now());
}

// (text) -> Uint8Array
FUNCTION(utf8_encode) {
  UNUSED;
  Text text;
  if (!text_from(context, arguments[0], &text))
    return JS_EXCEPTION;
  JSValue bytes = JS_NewUint8ArrayCopy(context, text.text.ptr, text.text.len);
  text_release(context, &text);
  return bytes;
}

// The length of the UTF-8 sequence that begins here, or 0. `wrong` is then how many bytes one replacement stands for.
static size_t sequence(const uint8_t *at, size_t left, size_t *wrong) {
  uint8_t first = at[0], low = 0x80, high = 0xBF;
  size_t length;
  *wrong = 1;
  if (first < 0x80)
    return 1;
  if (first >= 0xC2 && first <= 0xDF)
    length = 2;
  else if (first >= 0xE0 && first <= 0xEF)
    length = 3;
  else if (first >= 0xF0 && first <= 0xF4)
    length = 4;
  else
    return 0;
  if (first == 0xE0)
    low = 0xA0;
  else if (first == 0xED)
    high = 0x9F;
  else if (first == 0xF0)
    low = 0x90;
  else if (first == 0xF4)
    high = 0x8F;
  for (size_t number = 1; number < length; number++) {
    if (number == left || at[number] < low || at[number] > high) {
      *wrong = number;
      return 0;
    }
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

// (Uint8Array) -> text, or undefined if `fatal` and the bytes are no UTF-8
FUNCTION(utf8_decode) {
  UNUSED;
  size_t length;
  uint8_t *bytes = JS_GetUint8Array(context, &length, arguments[0]);
  if (bytes == NULL)
    return JS_EXCEPTION;
  bool fatal = count > 1 && JS_ToBool(context, arguments[1]);
  size_t wrong, at = 0;
  while (at < length) {
    size_t one = sequence(bytes + at, length - at, &wrong);
    if (one == 0)
      break;
    at += one;
  }
  if (at == length)
    return JS_NewStringLen(context, (const char *)bytes, length);
  if (fatal)
    return JS_UNDEFINED;
  uint8_t *mended = malloc(3 * length);
  if (mended == NULL)
    __builtin_trap();
  size_t to = 0;
  for (at = 0; at < length;) {
    size_t one = sequence(bytes + at, length - at, &wrong);
    if (one == 0) {
      memcpy(mended + to, "\xEF\xBF\xBD", 3);
      to += 3;
      at += wrong;
    } else {
      memcpy(mended + to, bytes + at, one);
      to += one;
      at += one;
    }
  }
  JSValue text = JS_NewStringLen(context, (const char *)mended, to);
  free(mended);
  return text;
}

// () -> boolean: notes, while an Action is built, that its module-level code wants what only a login has.
FUNCTION(login_goes_on) {
  UNUSED;
  return JS_NewBool(context, in_login());
}

static const JSCFunctionListEntry tools[] = {
    JS_CFUNC_DEF("randomBytes", 1, random_bytes),     JS_CFUNC_DEF("mathRandom", 0, math_random),
    JS_CFUNC_DEF("now", 0, now),                      JS_CFUNC_DEF("utf8Encode", 1, utf8_encode),
    JS_CFUNC_DEF("utf8Decode", 2, utf8_decode),       JS_CFUNC_DEF("loginGoesOn", 0, login_goes_on),
};

int add_tools(JSContext *context, JSValueConst native) {
  return JS_SetPropertyFunctionList(context, native, tools, sizeof tools / sizeof *tools);
}
