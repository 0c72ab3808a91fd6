// Outbound HTTP: requests under way, and waiting for the first of them.

#include "host.h"
#include <stdlib.h>
#include <string.h>

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
  Text method, url;
  Texts headers;
  if (!text_from(context, arguments[0], &method))
    return JS_EXCEPTION;
  if (!text_from(context, arguments[1], &url)) {
    text_release(context, &method);
    return JS_EXCEPTION;
  }
  JSValue given = JS_EXCEPTION;
  if (texts_from(context, arguments[2], &headers)) {
    vestibule_actions_http_request_t request;
    memset(&request, 0, sizeof request);
    request.method = method.text;
    request.url = url.text;
    request.redirects = JS_ToBool(context, arguments[4]) ? VESTIBULE_ACTIONS_HTTP_REDIRECTS_FOLLOW
                                                         : VESTIBULE_ACTIONS_HTTP_REDIRECTS_MANUAL;
    request.body.is_some = !JS_IsNull(arguments[3]);
    if (request.body.is_some)
      request.body.val.ptr = JS_GetUint8Array(context, &request.body.val.len, arguments[3]);
    pairs_of(&headers, &request.headers);
    if (!request.body.is_some || request.body.val.ptr != NULL) {
      vestibule_actions_http_own_exchange_t exchange;
      vestibule_actions_http_http_error_t error;
      given = vestibule_actions_http_static_exchange_start(&request, &exchange, &error)
                  ? JS_NewInt32(context, exchange.__handle)
                  : error_value(context, &error);
    }
    free(request.headers.ptr);
    texts_release(context, &headers);
  }
  text_release(context, &method);
  text_release(context, &url);
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
  vestibule_actions_http_borrow_exchange_t *exchanges = zeroed((size_t)length, sizeof *exchanges);
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
