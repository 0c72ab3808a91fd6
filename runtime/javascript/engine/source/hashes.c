// Hashes for JavaScript. A hash that goes on is a Uint8Array that holds a `Hash`: a snapshot has it like any other value, and a copy of it goes on by itself.

#include "function.h"
#include "hash.h"
#include <string.h>

// The hash in an array. Whatever is written into it is a hash, if only of something else; but its kind must be one.
static bool hash_from(JSContext *context, JSValueConst value, uint8_t **place, Hash *hash) {
  size_t length;
  *place = JS_GetUint8Array(context, &length, value);
  if (*place == NULL)
    return false;
  if (length == sizeof *hash)
    memcpy(hash, *place, sizeof *hash);
  if (length != sizeof *hash || hash->kind >= HASH_KINDS) {
    JS_ThrowTypeError(context, "this is no hash");
    return false;
  }
  return true;
}

// (kind) -> Uint8Array
FUNCTION(begin) {
  UNUSED;
  uint32_t kind;
  if (JS_ToUint32(context, &kind, arguments[0]))
    return JS_EXCEPTION;
  if (kind >= HASH_KINDS)
    return JS_ThrowRangeError(context, "there is no such hash");
  Hash hash;
  hash_begin(&hash, kind);
  return JS_NewUint8ArrayCopy(context, (const uint8_t *)&hash, sizeof hash);
}

// (hash, bytes)
FUNCTION(update) {
  UNUSED;
  Hash hash;
  uint8_t *place;
  if (!hash_from(context, arguments[0], &place, &hash))
    return JS_EXCEPTION;
  size_t length;
  const uint8_t *bytes = JS_GetUint8Array(context, &length, arguments[1]);
  if (bytes == NULL)
    return JS_EXCEPTION;
  hash_update(&hash, bytes, length);
  memcpy(place, &hash, sizeof hash);
  return JS_UNDEFINED;
}

// (hash, bytes): writes the digest to where they begin. The hash stays as it is.
FUNCTION(digest) {
  UNUSED;
  Hash hash;
  uint8_t *place;
  if (!hash_from(context, arguments[0], &place, &hash))
    return JS_EXCEPTION;
  size_t length;
  uint8_t *to = JS_GetUint8Array(context, &length, arguments[1]);
  if (to == NULL)
    return JS_EXCEPTION;
  if (length < hash_digest_bytes(hash.kind))
    return JS_ThrowRangeError(context, "the digest needs more room");
  hash_end(&hash, to);
  return JS_UNDEFINED;
}

static const JSCFunctionListEntry hashes[] = {
    JS_CFUNC_DEF("hashBegin", 1, begin),
    JS_CFUNC_DEF("hashUpdate", 2, update),
    JS_CFUNC_DEF("hashDigest", 2, digest),
};

int add_hashes(JSContext *context, JSValueConst native) {
  return JS_SetPropertyFunctionList(context, native, hashes, sizeof hashes / sizeof *hashes);
}
