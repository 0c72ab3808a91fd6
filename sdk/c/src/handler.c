/// What runs around a handler, and what it returns.
#include "internal.h"

// A handler that the Action does not define is NULL here.
__attribute__((weak)) vestibule_result on_execute_post_login(void);
__attribute__((weak)) vestibule_result on_continue_post_login(void);

typedef exports_vestibule_actions_post_login_handler_handler_error_t handler_error;

/// The bindings free what they are given, so they are given a copy.
static post_login_string_t copy(const char *text) {
    post_login_string_t copied;
    post_login_string_dup(&copied, text != NULL ? text : "");
    return copied;
}

static bool run(vestibule_result (*handler)(void), handler_error *error) {
    vestibule_result result = {VESTIBULE_NOT_IMPLEMENTED, NULL, NULL};
    if (handler != NULL) {
        result = handler();
    }
    switch (result.kind) {
    case VESTIBULE_OK:
        return true;
    case VESTIBULE_NOT_IMPLEMENTED:
        error->tag = EXPORTS_VESTIBULE_ACTIONS_POST_LOGIN_HANDLER_HANDLER_ERROR_NOT_IMPLEMENTED;
        return false;
    default:
        error->tag = EXPORTS_VESTIBULE_ACTIONS_POST_LOGIN_HANDLER_HANDLER_ERROR_FAILED;
        error->val.failed.name = copy(result.name != NULL ? result.name : "Error");
        error->val.failed.message = copy(result.message);
        error->val.failed.stack.is_some = false;
        return false;
    }
}

bool exports_vestibule_actions_post_login_handler_on_execute_post_login(handler_error *error) {
    return run(on_execute_post_login, error);
}

bool exports_vestibule_actions_post_login_handler_on_continue_post_login(handler_error *error) {
    return run(on_continue_post_login, error);
}

vestibule_result vestibule_ok(void) {
    return (vestibule_result){VESTIBULE_OK, NULL, NULL};
}

vestibule_result vestibule_fail(const char *message) {
    return vestibule_fail_as("Error", message);
}

vestibule_result vestibule_fail_as(const char *name, const char *message) {
    return (vestibule_result){VESTIBULE_FAILED, name, message};
}

vestibule_result vestibule_refused(const vestibule_actions_types_call_error_t *error) {
    // All cases hold a text, so any of them reads it.
    const char *message = vestibule_lift(error->val.other);
    switch (error->tag) {
    case VESTIBULE_ACTIONS_TYPES_CALL_ERROR_INVALID_ARGUMENT:
        return (vestibule_result){VESTIBULE_INVALID_ARGUMENT, "TypeError", message};
    case VESTIBULE_ACTIONS_TYPES_CALL_ERROR_NOT_ALLOWED:
        return (vestibule_result){VESTIBULE_NOT_ALLOWED, "Error", message};
    case VESTIBULE_ACTIONS_TYPES_CALL_ERROR_LIMIT_EXCEEDED:
        return (vestibule_result){VESTIBULE_LIMIT_EXCEEDED, "Error", message};
    default:
        return (vestibule_result){VESTIBULE_OTHER, "Error", message};
    }
}
