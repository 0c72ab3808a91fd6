// Outbound HTTP: requests under way, and waiting for the first of them.

#include "host.h"
#include <stdlib.h>
#include <string.h>

#define FUNCTION(name) \
  static JSValue name(JSContext *context, JSValueConst this, int count, JSValueConst *arguments)
#define NEEDS_LOGIN \
  (void)this, (void)count; \
  if (!in_login()) \
    return JS_ThrowTypeError(context, "there is no login while the Action is built: send requests in a handler");

static JSValue text_value(JSContext *context, const post_login_string_t *text) {
  return JS_NewStringLen(context, (const char *)text->ptr, text->len);
}

// {kind, message}: why there is no response.
static JSValue error_value(JSContext *context, vestibule_actions_http_http_error_t *error) {
  static const char *const kinds[] = {
      "not-allowed",       "address-refused", "invalid-request", "not-resolved", "connection-failed",
      "too-large",         "timed-out",       "too-many",
  };
  JSValue value = JS_NewObject(context);
  const char *kind = error->tag < sizeof kinds / sizeof *kinds ? kinds[error->tag] : "other";
  JS_SetPropertyStr(context, value, "kind", JS_NewString(context, kind));
  JS_SetPropertyStr(context, value, "message", text_value(context, &error->val.other));
  vestibule_actions_http_http_error_free(error);
  return value;
}

// (method, URL, [name, value, name, value …], Uint8Array or null, whether to follow redirects) -> handle, or {kind, message}
FUNCTION(http_start) {
  NEEDS_LOGIN;
  int64_t length;
  if (JS_GetLength(context, arguments[2], &length))
    return JS_EXCEPTION;
  size_t pairs = (size_t)length / 2, text_count = 0;
  Text *texts = calloc(2 * pairs + 2, sizeof(Text));
  post_login_tuple2_string_string_t *headers = calloc(pairs + 1, sizeof *headers);
  if (texts == NULL || headers == NULL)
    __builtin_trap();
  bool failed = false;
  for (size_t number = 0; number < 2 * pairs + 2 && !failed; number++) {
    JSValue value = number < 2 ? JS_DupValue(context, arguments[number])
                               : JS_GetPropertyUint32(context, arguments[2], number - 2);
    failed = JS_IsException(value) || !text_from(context, value, &texts[number]);
    text_count += !failed;
    JS_FreeValue(context, value);
  }
  vestibule_actions_http_request_t request;
  memset(&request, 0, sizeof request);
  if (!failed && !JS_IsNull(arguments[3])) {
    request.body.is_some = true;
    request.body.val.ptr = JS_GetUint8Array(context, &request.body.val.len, arguments[3]);
    failed = request.body.val.ptr == NULL;
  }
  JSValue given = JS_EXCEPTION;
  if (!failed) {
    for (size_t pair = 0; pair < pairs; pair++) {
      headers[pair].f0 = texts[2 * pair + 2].text;
      headers[pair].f1 = texts[2 * pair + 3].text;
    }
    request.method = texts[0].text;
    request.url = texts[1].text;
    request.headers.ptr = headers;
    request.headers.len = pairs;
    request.redirects = JS_ToBool(context, arguments[4]) ? VESTIBULE_ACTIONS_HTTP_REDIRECTS_FOLLOW
                                                         : VESTIBULE_ACTIONS_HTTP_REDIRECTS_MANUAL;
    vestibule_actions_http_own_exchange_t exchange;
    vestibule_actions_http_http_error_t error;
    given = vestibule_actions_http_static_exchange_start(&request, &exchange, &error)
                ? JS_NewInt32(context, exchange.__handle)
                : error_value(context, &error);
  }
  for (size_t text = 0; text < text_count; text++)
    text_release(context, &texts[text]);
  free(texts);
  free(headers);
  return given;
}

// ([handle, …], milliseconds or undefined) -> place of one that can be finished, or -1
FUNCTION(http_wait) {
  NEEDS_LOGIN;
  int64_t length, milliseconds = 0;
  bool has_time = !JS_IsUndefined(arguments[1]);
  if (JS_GetLength(context, arguments[0], &length) ||
      (has_time && JS_ToInt64(context, &milliseconds, arguments[1])))
    return JS_EXCEPTION;
  vestibule_actions_http_borrow_exchange_t *exchanges = calloc((size_t)length + 1, sizeof *exchanges);
  if (exchanges == NULL)
    __builtin_trap();
  for (int64_t number = 0; number < length; number++) {
    JSValue value = JS_GetPropertyUint32(context, arguments[0], (uint32_t)number);
    int32_t handle;
    if (JS_ToInt32(context, &handle, value)) {
      free(exchanges);
      return JS_EXCEPTION;
    }
    exchanges[number] = vestibule_actions_http_borrow_exchange((vestibule_actions_http_own_exchange_t){handle});
  }
  vestibule_actions_http_list_borrow_exchange_t list = {.ptr = exchanges, .len = (size_t)length};
  uint32_t place;
  uint64_t time = milliseconds > 0 ? (uint64_t)milliseconds : 0;
  bool is_there = vestibule_actions_http_wait(&list, has_time ? &time : NULL, &place);
  free(exchanges);
  return JS_NewInt32(context, is_there ? (int32_t)place : -1);
}

// (handle) -> {status, url, headers, body}, or {kind, message}
FUNCTION(http_finish) {
  NEEDS_LOGIN;
  int32_t handle;
  if (JS_ToInt32(context, &handle, arguments[0]))
    return JS_EXCEPTION;
  vestibule_actions_http_response_t response;
  vestibule_actions_http_http_error_t error;
  if (!vestibule_actions_http_static_exchange_finish((vestibule_actions_http_own_exchange_t){handle}, &response, &error))
    return error_value(context, &error);
  JSValue value = JS_NewObject(context), headers = JS_NewArray(context);
  for (size_t number = 0; number < response.headers.len; number++) {
    JSValue pair = JS_NewArray(context);
    JS_SetPropertyUint32(context, pair, 0, text_value(context, &response.headers.ptr[number].f0));
    JS_SetPropertyUint32(context, pair, 1, text_value(context, &response.headers.ptr[number].f1));
    JS_SetPropertyUint32(context, headers, (uint32_t)number, pair);
  }
  JS_SetPropertyStr(context, value, "status", JS_NewInt32(context, response.status));
  JS_SetPropertyStr(context, value, "url", text_value(context, &response.url));
  JS_SetPropertyStr(context, value, "headers", headers);
  JS_SetPropertyStr(context, value, "body", JS_NewUint8ArrayCopy(context, response.body.ptr, response.body.len));
  vestibule_actions_http_response_free(&response);
  return value;
}

// (handle)
FUNCTION(http_cancel) {
  NEEDS_LOGIN;
  int32_t handle;
  if (JS_ToInt32(context, &handle, arguments[0]))
    return JS_EXCEPTION;
  vestibule_actions_http_exchange_drop_own((vestibule_actions_http_own_exchange_t){handle});
  return JS_UNDEFINED;
}

static const JSCFunctionListEntry functions[] = {
    JS_CFUNC_DEF("http_start", 5, http_start),
    JS_CFUNC_DEF("http_wait", 2, http_wait),
    JS_CFUNC_DEF("http_finish", 1, http_finish),
    JS_CFUNC_DEF("http_cancel", 1, http_cancel),
};

int add_http(JSContext *context, JSValueConst native) {
  return JS_SetPropertyFunctionList(context, native, functions, sizeof functions / sizeof *functions);
}
