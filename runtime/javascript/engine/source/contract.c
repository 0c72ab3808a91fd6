// The contract's functions as JavaScript functions. The arguments are of the right kind already: `core/` sees to that.

#include "host.h"
#include <stdlib.h>
#include <string.h>

typedef vestibule_actions_types_call_error_t CallError;
typedef vestibule_actions_types_factor_t Factor;
typedef vestibule_actions_authentication_list_factor_t Factors;

static JSValue text_given(JSContext *context, post_login_string_t *text) {
  JSValue value = text_value(context, text);
  post_login_string_free(text);
  return value;
}

static JSValue json_given(JSContext *context, post_login_string_t *json) {
  // A parser wants a zero behind the text.
  char *text = realloc(json->ptr, json->len + 1);
  if (text == NULL)
    __builtin_trap();
  text[json->len] = 0;
  JSValue value = json_value(context, text, json->len);
  free(text);
  return value;
}

// Throws what the host refused: a TypeError where an argument was wrong, else an Error.
static JSValue throw_call_error(JSContext *context, CallError *error) {
  JSValue message = text_value(context, &error->val.other);
  const char *text = JS_ToCString(context, message);
  JSValue thrown = error->tag == VESTIBULE_ACTIONS_TYPES_CALL_ERROR_INVALID_ARGUMENT
                       ? JS_ThrowTypeError(context, "%s", text)
                       : JS_ThrowPlainError(context, "%s", text);
  JS_FreeCString(context, text);
  JS_FreeValue(context, message);
  vestibule_actions_types_call_error_free(error);
  return thrown;
}

static JSValue done(JSContext *context, bool ok, CallError *error) {
  return ok ? JS_UNDEFINED : throw_call_error(context, error);
}

static bool is_given(int count, JSValueConst *arguments, int number) {
  return number < count && !JS_IsUndefined(arguments[number]) && !JS_IsNull(arguments[number]);
}

// --- functions of one shape ---

// (text) -> result
#define TEXT_CALL(name, function) \
  FUNCTION(name) { \
    NEEDS_LOGIN; \
    Text text; \
    if (!text_from(context, arguments[0], &text)) \
      return JS_EXCEPTION; \
    CallError error; \
    bool ok = function(&text.text, &error); \
    text_release(context, &text); \
    return done(context, ok, &error); \
  }

// (text, text) -> result
#define TEXT_TEXT_CALL(name, function) \
  FUNCTION(name) { \
    NEEDS_LOGIN; \
    Text first, second; \
    if (!text_from(context, arguments[0], &first)) \
      return JS_EXCEPTION; \
    if (!text_from(context, arguments[1], &second)) { \
      text_release(context, &first); \
      return JS_EXCEPTION; \
    } \
    CallError error; \
    bool ok = function(&first.text, &second.text, &error); \
    text_release(context, &first); \
    text_release(context, &second); \
    return done(context, ok, &error); \
  }

// (text, option<text>) -> result
#define TEXT_OPTION_CALL(name, function) \
  FUNCTION(name) { \
    NEEDS_LOGIN; \
    bool has_second = is_given(count, arguments, 1); \
    Text first, second; \
    if (!text_from(context, arguments[0], &first)) \
      return JS_EXCEPTION; \
    if (has_second && !text_from(context, arguments[1], &second)) { \
      text_release(context, &first); \
      return JS_EXCEPTION; \
    } \
    CallError error; \
    bool ok = function(&first.text, has_second ? &second.text : NULL, &error); \
    text_release(context, &first); \
    if (has_second) \
      text_release(context, &second); \
    return done(context, ok, &error); \
  }

// (milliseconds) -> result
#define TIME_CALL(name, function) \
  FUNCTION(name) { \
    NEEDS_LOGIN; \
    int64_t milliseconds; \
    if (JS_ToInt64(context, &milliseconds, arguments[0])) \
      return JS_EXCEPTION; \
    CallError error; \
    return done(context, function((uint64_t)milliseconds, &error), &error); \
  }

// (text)
#define TEXT_ORDER(name, function) \
  FUNCTION(name) { \
    NEEDS_LOGIN; \
    Text text; \
    if (!text_from(context, arguments[0], &text)) \
      return JS_EXCEPTION; \
    function(&text.text); \
    text_release(context, &text); \
    return JS_UNDEFINED; \
  }

// ()
#define ORDER(name, function) \
  FUNCTION(name) { \
    NEEDS_LOGIN; \
    function(); \
    return JS_UNDEFINED; \
  }

// (bool), and (enum) as its number
#define BOOL_ORDER(name, function) \
  FUNCTION(name) { \
    NEEDS_LOGIN; \
    function(JS_ToBool(context, arguments[0])); \
    return JS_UNDEFINED; \
  }
#define NUMBER_ORDER(name, function) \
  FUNCTION(name) { \
    NEEDS_LOGIN; \
    uint32_t number; \
    if (JS_ToUint32(context, &number, arguments[0])) \
      return JS_EXCEPTION; \
    function(number); \
    return JS_UNDEFINED; \
  }

TEXT_TEXT_CALL(access_token_set_custom_claim, vestibule_actions_access_token_set_custom_claim)
TEXT_CALL(access_token_add_scope, vestibule_actions_access_token_add_scope)
TEXT_CALL(access_token_remove_scope, vestibule_actions_access_token_remove_scope)
TEXT_CALL(authentication_record_method, vestibule_actions_authentication_record_method)
TEXT_CALL(authentication_set_primary_user, vestibule_actions_authentication_set_primary_user)
TEXT_TEXT_CALL(id_token_set_custom_claim, vestibule_actions_id_token_set_custom_claim)
TEXT_CALL(refresh_token_revoke, vestibule_actions_refresh_token_revoke)
TIME_CALL(refresh_token_set_expires_at, vestibule_actions_refresh_token_set_expires_at)
TIME_CALL(refresh_token_set_idle_expires_at, vestibule_actions_refresh_token_set_idle_expires_at)
TEXT_OPTION_CALL(refresh_token_set_metadata, vestibule_actions_refresh_token_set_metadata)
TEXT_ORDER(refresh_token_delete_metadata, vestibule_actions_refresh_token_delete_metadata)
ORDER(refresh_token_evict_metadata, vestibule_actions_refresh_token_evict_metadata)
TEXT_TEXT_CALL(saml_set_attribute, vestibule_actions_saml_response_set_attribute)
TEXT_CALL(saml_set_audience, vestibule_actions_saml_response_set_audience)
TEXT_CALL(saml_set_recipient, vestibule_actions_saml_response_set_recipient)
TEXT_CALL(saml_set_destination, vestibule_actions_saml_response_set_destination)
TEXT_CALL(saml_set_issuer, vestibule_actions_saml_response_set_issuer)
TEXT_CALL(saml_set_relay_state, vestibule_actions_saml_response_set_relay_state)
TEXT_CALL(saml_set_name_identifier_format, vestibule_actions_saml_response_set_name_identifier_format)
TEXT_CALL(saml_set_authn_context_class_ref, vestibule_actions_saml_response_set_authn_context_class_ref)
TEXT_CALL(saml_set_signing_cert, vestibule_actions_saml_response_set_signing_cert)
TEXT_CALL(saml_set_encryption_cert, vestibule_actions_saml_response_set_encryption_cert)
TEXT_CALL(saml_set_encryption_public_key, vestibule_actions_saml_response_set_encryption_public_key)
TEXT_CALL(saml_set_cert, vestibule_actions_saml_response_set_cert)
TEXT_CALL(saml_set_key, vestibule_actions_saml_response_set_key)
BOOL_ORDER(saml_set_create_upn_claim, vestibule_actions_saml_response_set_create_upn_claim)
BOOL_ORDER(saml_set_passthrough_claims_with_no_mapping, vestibule_actions_saml_response_set_passthrough_claims_with_no_mapping)
BOOL_ORDER(saml_set_map_unknown_claims_as_is, vestibule_actions_saml_response_set_map_unknown_claims_as_is)
BOOL_ORDER(saml_set_map_identities, vestibule_actions_saml_response_set_map_identities)
BOOL_ORDER(saml_set_sign_response, vestibule_actions_saml_response_set_sign_response)
BOOL_ORDER(saml_set_include_attribute_name_format, vestibule_actions_saml_response_set_include_attribute_name_format)
BOOL_ORDER(saml_set_typed_attributes, vestibule_actions_saml_response_set_typed_attributes)
NUMBER_ORDER(saml_set_signature_algorithm, vestibule_actions_saml_response_set_signature_algorithm)
NUMBER_ORDER(saml_set_digest_algorithm, vestibule_actions_saml_response_set_digest_algorithm)
NUMBER_ORDER(saml_set_encryption_algorithm, vestibule_actions_saml_response_set_encryption_algorithm)
NUMBER_ORDER(saml_set_lifetime_in_seconds, vestibule_actions_saml_response_set_lifetime_in_seconds)
TIME_CALL(session_set_expires_at, vestibule_actions_session_set_expires_at)
TIME_CALL(session_set_idle_expires_at, vestibule_actions_session_set_idle_expires_at)
NUMBER_ORDER(session_set_cookie_mode, vestibule_actions_session_set_cookie_mode)
TEXT_OPTION_CALL(session_set_metadata, vestibule_actions_session_set_metadata)
TEXT_ORDER(session_delete_metadata, vestibule_actions_session_delete_metadata)
ORDER(session_evict_metadata, vestibule_actions_session_evict_metadata)
TEXT_TEXT_CALL(transaction_set_metadata, vestibule_actions_transaction_set_metadata)
TEXT_TEXT_CALL(user_set_app_metadata, vestibule_actions_user_set_app_metadata)
TEXT_TEXT_CALL(user_set_user_metadata, vestibule_actions_user_set_user_metadata)
TEXT_TEXT_CALL(validation_error, vestibule_actions_validation_error)

// --- functions of their own ---

JSValue event_at(JSContext *context, JSValueConst json_pointer) {
  Text pointer;
  if (!text_from(context, json_pointer, &pointer))
    return JS_EXCEPTION;
  post_login_string_t json;
  bool is_there = vestibule_actions_event_get(&pointer.text, &json);
  text_release(context, &pointer);
  return is_there ? json_given(context, &json) : JS_UNDEFINED;
}

// (pointer) -> value or undefined
FUNCTION(event_get) {
  NEEDS_LOGIN;
  return event_at(context, arguments[0]);
}

// (reason, description or undefined)
FUNCTION(access_deny) {
  NEEDS_LOGIN;
  bool has_description = is_given(count, arguments, 1);
  Text reason, description;
  if (!text_from(context, arguments[0], &reason))
    return JS_EXCEPTION;
  if (has_description && !text_from(context, arguments[1], &description)) {
    text_release(context, &reason);
    return JS_EXCEPTION;
  }
  vestibule_actions_access_deny(&reason.text, has_description ? &description.text : NULL);
  text_release(context, &reason);
  if (has_description)
    text_release(context, &description);
  return JS_UNDEFINED;
}

// Factors come as [type, options as JSON or undefined, type, options …]: the host reads options by the same rules for all languages.
typedef struct {
  Factors list;
  Text *texts;
  size_t text_count;
} FactorTexts;

static void factors_release(JSContext *context, FactorTexts *factors) {
  for (size_t number = 0; number < factors->text_count; number++)
    text_release(context, &factors->texts[number]);
  free(factors->texts);
  free(factors->list.ptr);
}

static bool factors_from(JSContext *context, JSValueConst flat, FactorTexts *factors) {
  int64_t length;
  memset(factors, 0, sizeof *factors);
  if (JS_GetLength(context, flat, &length))
    return false;
  factors->list.len = (size_t)length / 2;
  factors->list.ptr = zeroed(factors->list.len, sizeof(Factor));
  factors->texts = zeroed((size_t)length, sizeof(Text));
  for (size_t number = 0; number < (size_t)length; number++) {
    JSValue value = JS_GetPropertyUint32(context, flat, number);
    Factor *factor = &factors->list.ptr[number / 2];
    bool is_type = number % 2 == 0;
    bool is_given = is_type || !JS_IsUndefined(value);
    Text *text = &factors->texts[factors->text_count];
    bool failed = JS_IsException(value) || (is_given && !text_from(context, value, text));
    JS_FreeValue(context, value);
    if (failed) {
      factors_release(context, factors);
      return false;
    }
    if (!is_given)
      continue;
    factors->text_count++;
    if (is_type) {
      factor->tag = VESTIBULE_ACTIONS_TYPES_FACTOR_OTHER;
      factor->val.other.type = text->text;
    } else {
      factor->val.other.options.is_some = true;
      factor->val.other.options.val = text->text;
    }
  }
  return true;
}

// ([type, options], [type, options, …])
#define FACTOR_ORDER(name, function) \
  FUNCTION(name) { \
    NEEDS_LOGIN; \
    FactorTexts first, others; \
    if (!factors_from(context, arguments[0], &first)) \
      return JS_EXCEPTION; \
    if (!factors_from(context, arguments[1], &others)) { \
      factors_release(context, &first); \
      return JS_EXCEPTION; \
    } \
    function(first.list.ptr, &others.list); \
    factors_release(context, &first); \
    factors_release(context, &others); \
    return JS_UNDEFINED; \
  }

// ([type, options, …]) -> result
#define FACTORS_CALL(name, function) \
  FUNCTION(name) { \
    NEEDS_LOGIN; \
    FactorTexts factors; \
    if (!factors_from(context, arguments[0], &factors)) \
      return JS_EXCEPTION; \
    CallError error; \
    bool ok = function(&factors.list, &error); \
    factors_release(context, &factors); \
    return done(context, ok, &error); \
  }

FACTOR_ORDER(authentication_challenge_with, vestibule_actions_authentication_challenge_with)
FACTOR_ORDER(authentication_enroll_with, vestibule_actions_authentication_enroll_with)
FACTORS_CALL(authentication_challenge_with_any, vestibule_actions_authentication_challenge_with_any)
FACTORS_CALL(authentication_enroll_with_any, vestibule_actions_authentication_enroll_with_any)

static JSValue cache_record(JSContext *context, vestibule_actions_cache_cache_record_t *record) {
  JSValue value = JS_NewObject(context);
  JS_SetPropertyStr(context, value, "value", text_value(context, &record->value));
  JS_SetPropertyStr(context, value, "expires_at", JS_NewInt64(context, (int64_t)record->expires_at));
  vestibule_actions_cache_cache_record_free(record);
  return value;
}

static JSValue cache_error(JSContext *context, vestibule_actions_cache_cache_error_t *error) {
  static const char *const codes[] = {
      "CacheKeySizeExceeded", "CacheValueSizeExceeded", "CacheSizeExceeded",
      "ItemAlreadyExpired",   "InvalidExpiry",          "CacheKeyDoesNotExist",
  };
  JSValue value = JS_NewObject(context);
  JSValue code = error->tag < sizeof codes / sizeof *codes ? JS_NewString(context, codes[error->tag])
                                                           : text_value(context, &error->val.other);
  JS_SetPropertyStr(context, value, "type", JS_NewString(context, "error"));
  JS_SetPropertyStr(context, value, "code", code);
  vestibule_actions_cache_cache_error_free(error);
  return value;
}

static JSValue cache_success(JSContext *context) {
  JSValue value = JS_NewObject(context);
  JS_SetPropertyStr(context, value, "type", JS_NewString(context, "success"));
  return value;
}

// (key) -> {value, expires_at} or undefined
FUNCTION(cache_get) {
  NEEDS_LOGIN;
  Text key;
  if (!text_from(context, arguments[0], &key))
    return JS_EXCEPTION;
  vestibule_actions_cache_cache_record_t record;
  bool is_there = vestibule_actions_cache_get(&key.text, &record);
  text_release(context, &key);
  return is_there ? cache_record(context, &record) : JS_UNDEFINED;
}

// (key, value, ttl or undefined, expires_at or undefined) -> {type, record} or {type, code}
FUNCTION(cache_set) {
  NEEDS_LOGIN;
  int64_t ttl = 0, expires_at = 0;
  bool has_ttl = is_given(count, arguments, 2), has_expires_at = is_given(count, arguments, 3);
  if ((has_ttl && JS_ToInt64(context, &ttl, arguments[2])) ||
      (has_expires_at && JS_ToInt64(context, &expires_at, arguments[3])))
    return JS_EXCEPTION;
  Text key, text;
  if (!text_from(context, arguments[0], &key))
    return JS_EXCEPTION;
  if (!text_from(context, arguments[1], &text)) {
    text_release(context, &key);
    return JS_EXCEPTION;
  }
  vestibule_actions_cache_cache_record_t record;
  vestibule_actions_cache_cache_error_t error;
  bool ok = vestibule_actions_cache_set(&key.text, &text.text, has_ttl ? (uint64_t *)&ttl : NULL,
                                        has_expires_at ? (uint64_t *)&expires_at : NULL, &record, &error);
  text_release(context, &key);
  text_release(context, &text);
  if (!ok)
    return cache_error(context, &error);
  JSValue success = cache_success(context);
  JS_SetPropertyStr(context, success, "record", cache_record(context, &record));
  return success;
}

// (key) -> {type} or {type, code}
FUNCTION(cache_delete) {
  NEEDS_LOGIN;
  Text key;
  if (!text_from(context, arguments[0], &key))
    return JS_EXCEPTION;
  vestibule_actions_cache_cache_error_t error;
  bool ok = vestibule_actions_cache_delete(&key.text, &error);
  text_release(context, &key);
  return ok ? cache_success(context) : cache_error(context, &error);
}

// (provider's number, allow to remember the browser, undefined or [host, ikey, skey, username or undefined])
FUNCTION(multifactor_enable) {
  NEEDS_LOGIN;
  vestibule_actions_multifactor_provider_t provider;
  memset(&provider, 0, sizeof provider);
  uint32_t number;
  if (JS_ToUint32(context, &number, arguments[0]))
    return JS_EXCEPTION;
  provider.tag = (uint8_t)number;
  Text texts[4];
  size_t text_count = 0;
  bool failed = false;
  if (number == VESTIBULE_ACTIONS_MULTIFACTOR_PROVIDER_DUO && is_given(count, arguments, 2)) {
    provider.val.duo.is_some = true;
    for (uint32_t member = 0; member < 4 && !failed; member++) {
      JSValue value = JS_GetPropertyUint32(context, arguments[2], member);
      if (member == 3 && JS_IsUndefined(value))
        break;
      failed = JS_IsException(value) || !text_from(context, value, &texts[member]);
      text_count += !failed;
      JS_FreeValue(context, value);
    }
    vestibule_actions_multifactor_duo_options_t *account = &provider.val.duo.val;
    if (!failed) {
      account->host = texts[0].text;
      account->ikey = texts[1].text;
      account->skey = texts[2].text;
      account->username.is_some = text_count == 4;
      if (text_count == 4)
        account->username.val = texts[3].text;
    }
  }
  if (!failed)
    vestibule_actions_multifactor_enable(&provider, JS_ToBool(context, arguments[1]));
  for (size_t text = 0; text < text_count; text++)
    text_release(context, &texts[text]);
  return failed ? JS_EXCEPTION : JS_UNDEFINED;
}

// (prompt's id, fields as JSON or undefined, vars as JSON or undefined) -> result
FUNCTION(prompt_render) {
  NEEDS_LOGIN;
  Text texts[3];
  int given[3];
  for (int number = 0; number < 3; number++) {
    given[number] = number == 0 || is_given(count, arguments, number);
    if (given[number] && !text_from(context, arguments[number], &texts[number])) {
      while (number-- > 0)
        if (given[number])
          text_release(context, &texts[number]);
      return JS_EXCEPTION;
    }
  }
  CallError error;
  bool ok = vestibule_actions_prompt_render(&texts[0].text, given[1] ? &texts[1].text : NULL,
                                            given[2] ? &texts[2].text : NULL, &error);
  for (int number = 0; number < 3; number++)
    if (given[number])
      text_release(context, &texts[number]);
  return done(context, ok, &error);
}

// (secret, payload as JSON, seconds or undefined) -> token
FUNCTION(redirect_encode_token) {
  NEEDS_LOGIN;
  uint32_t seconds = 0;
  bool has_seconds = is_given(count, arguments, 2);
  if (has_seconds && JS_ToUint32(context, &seconds, arguments[2]))
    return JS_EXCEPTION;
  Text secret, payload;
  if (!text_from(context, arguments[0], &secret))
    return JS_EXCEPTION;
  if (!text_from(context, arguments[1], &payload)) {
    text_release(context, &secret);
    return JS_EXCEPTION;
  }
  post_login_string_t token;
  CallError error;
  bool ok = vestibule_actions_redirect_encode_token(&secret.text, &payload.text, has_seconds ? &seconds : NULL,
                                                    &token, &error);
  text_release(context, &secret);
  text_release(context, &payload);
  return ok ? text_given(context, &token) : throw_call_error(context, &error);
}

// (URL, [name, value, name, value …]) -> result
FUNCTION(redirect_send_user_to) {
  NEEDS_LOGIN;
  Text url;
  Texts texts;
  if (!text_from(context, arguments[0], &url))
    return JS_EXCEPTION;
  if (!texts_from(context, arguments[1], &texts)) {
    text_release(context, &url);
    return JS_EXCEPTION;
  }
  post_login_list_tuple2_string_string_t query;
  pairs_of(&texts, &query);
  CallError error;
  bool ok = vestibule_actions_redirect_send_user_to(&url.text, &query, &error);
  free(query.ptr);
  texts_release(context, &texts);
  text_release(context, &url);
  return done(context, ok, &error);
}

// () -> boolean
FUNCTION(redirect_can_redirect) {
  NEEDS_LOGIN;
  return JS_NewBool(context, vestibule_actions_redirect_can_redirect());
}

// (secret, parameter's name or undefined) -> payload
FUNCTION(redirect_validate_token) {
  NEEDS_LOGIN;
  bool has_name = is_given(count, arguments, 1);
  Text secret, name;
  if (!text_from(context, arguments[0], &secret))
    return JS_EXCEPTION;
  if (has_name && !text_from(context, arguments[1], &name)) {
    text_release(context, &secret);
    return JS_EXCEPTION;
  }
  post_login_string_t payload;
  CallError error;
  bool ok = vestibule_actions_redirect_validate_token(&secret.text, has_name ? &name.text : NULL, &payload, &error);
  text_release(context, &secret);
  if (has_name)
    text_release(context, &name);
  return ok ? json_given(context, &payload) : throw_call_error(context, &error);
}

// (rule's id) -> boolean
FUNCTION(rules_was_executed) {
  NEEDS_LOGIN;
  Text id;
  if (!text_from(context, arguments[0], &id))
    return JS_EXCEPTION;
  bool was = vestibule_actions_rules_was_executed(&id.text);
  text_release(context, &id);
  return JS_NewBool(context, was);
}

// ([text, …]) -> result
FUNCTION(saml_set_name_identifier_probes) {
  NEEDS_LOGIN;
  Texts texts;
  if (!texts_from(context, arguments[0], &texts))
    return JS_EXCEPTION;
  post_login_list_string_t values = {.ptr = zeroed(texts.count, sizeof(post_login_string_t)), .len = texts.count};
  for (size_t number = 0; number < texts.count; number++)
    values.ptr[number] = texts.texts[number].text;
  CallError error;
  bool ok = vestibule_actions_saml_response_set_name_identifier_probes(&values, &error);
  free(values.ptr);
  texts_release(context, &texts);
  return done(context, ok, &error);
}

// (reason, preserve refresh tokens)
FUNCTION(session_revoke) {
  NEEDS_LOGIN;
  Text reason;
  if (!text_from(context, arguments[0], &reason))
    return JS_EXCEPTION;
  vestibule_actions_session_revoke(&reason.text, JS_ToBool(context, arguments[1]));
  text_release(context, &reason);
  return JS_UNDEFINED;
}

// (level's number, text)
FUNCTION(console_write) {
  UNUSED;
  // Lines of module-level code belong to each run's log.
  if (!in_login())
    return JS_UNDEFINED;
  uint32_t level;
  Text text;
  if (JS_ToUint32(context, &level, arguments[0]) || !text_from(context, arguments[1], &text))
    return JS_EXCEPTION;
  vestibule_actions_console_write((uint8_t)level, &text.text);
  text_release(context, &text);
  return JS_UNDEFINED;
}

// (milliseconds)
FUNCTION(clock_wait) {
  NEEDS_LOGIN;
  int64_t milliseconds;
  if (JS_ToInt64(context, &milliseconds, arguments[0]))
    return JS_EXCEPTION;
  vestibule_actions_clock_wait(milliseconds > 0 ? (uint64_t)milliseconds : 0);
  return JS_UNDEFINED;
}

#define METHOD(name, count) JS_CFUNC_DEF(#name, count, name)
static const JSCFunctionListEntry functions[] = {
    METHOD(access_deny, 2),
    METHOD(access_token_add_scope, 1),
    METHOD(access_token_remove_scope, 1),
    METHOD(access_token_set_custom_claim, 2),
    METHOD(authentication_challenge_with, 2),
    METHOD(authentication_challenge_with_any, 1),
    METHOD(authentication_enroll_with, 2),
    METHOD(authentication_enroll_with_any, 1),
    METHOD(authentication_record_method, 1),
    METHOD(authentication_set_primary_user, 1),
    METHOD(cache_delete, 1),
    METHOD(cache_get, 1),
    METHOD(cache_set, 4),
    METHOD(clock_wait, 1),
    METHOD(console_write, 2),
    METHOD(event_get, 1),
    METHOD(id_token_set_custom_claim, 2),
    METHOD(multifactor_enable, 3),
    METHOD(prompt_render, 3),
    METHOD(redirect_can_redirect, 0),
    METHOD(redirect_encode_token, 3),
    METHOD(redirect_send_user_to, 2),
    METHOD(redirect_validate_token, 2),
    METHOD(refresh_token_delete_metadata, 1),
    METHOD(refresh_token_evict_metadata, 0),
    METHOD(refresh_token_revoke, 1),
    METHOD(refresh_token_set_expires_at, 1),
    METHOD(refresh_token_set_idle_expires_at, 1),
    METHOD(refresh_token_set_metadata, 2),
    METHOD(rules_was_executed, 1),
    METHOD(saml_set_attribute, 2),
    METHOD(saml_set_audience, 1),
    METHOD(saml_set_authn_context_class_ref, 1),
    METHOD(saml_set_cert, 1),
    METHOD(saml_set_create_upn_claim, 1),
    METHOD(saml_set_destination, 1),
    METHOD(saml_set_digest_algorithm, 1),
    METHOD(saml_set_encryption_algorithm, 1),
    METHOD(saml_set_encryption_cert, 1),
    METHOD(saml_set_encryption_public_key, 1),
    METHOD(saml_set_include_attribute_name_format, 1),
    METHOD(saml_set_issuer, 1),
    METHOD(saml_set_key, 1),
    METHOD(saml_set_lifetime_in_seconds, 1),
    METHOD(saml_set_map_identities, 1),
    METHOD(saml_set_map_unknown_claims_as_is, 1),
    METHOD(saml_set_name_identifier_format, 1),
    METHOD(saml_set_name_identifier_probes, 1),
    METHOD(saml_set_passthrough_claims_with_no_mapping, 1),
    METHOD(saml_set_recipient, 1),
    METHOD(saml_set_relay_state, 1),
    METHOD(saml_set_sign_response, 1),
    METHOD(saml_set_signature_algorithm, 1),
    METHOD(saml_set_signing_cert, 1),
    METHOD(saml_set_typed_attributes, 1),
    METHOD(session_delete_metadata, 1),
    METHOD(session_evict_metadata, 0),
    METHOD(session_revoke, 2),
    METHOD(session_set_cookie_mode, 1),
    METHOD(session_set_expires_at, 1),
    METHOD(session_set_idle_expires_at, 1),
    METHOD(session_set_metadata, 2),
    METHOD(transaction_set_metadata, 2),
    METHOD(user_set_app_metadata, 2),
    METHOD(user_set_user_metadata, 2),
    METHOD(validation_error, 2),
};

int add_contract(JSContext *context, JSValueConst native) {
  return JS_SetPropertyFunctionList(context, native, functions, sizeof functions / sizeof *functions);
}
