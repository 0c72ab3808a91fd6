/// How a call or a handler ended.
#ifndef VESTIBULE_RESULT_H
#define VESTIBULE_RESULT_H

/// Why a call was refused or a handler failed.
typedef enum vestibule_kind {
    /// It was not.
    VESTIBULE_OK = 0,
    /// The Action has no such handler.
    VESTIBULE_NOT_IMPLEMENTED,
    /// An error of the Action's own.
    VESTIBULE_FAILED,
    /// An argument has the wrong form or value; in JavaScript a `TypeError`.
    VESTIBULE_INVALID_ARGUMENT,
    /// The call is not possible in this handler or this login.
    VESTIBULE_NOT_ALLOWED,
    /// A documented limit of the API would be passed.
    VESTIBULE_LIMIT_EXCEEDED,
    /// A value was not stored in the cache, or not deleted; the message is Auth0's code.
    VESTIBULE_CACHE_ERROR,
    /// There is no response to a request.
    VESTIBULE_HTTP_ERROR,
    /// A reason that this version of the SDK does not know.
    VESTIBULE_OTHER,
} vestibule_kind;

/// What a handler returns, and every call that can be refused. The compiler refuses code that does not look at one: an Action that goes on
/// after a failure it did not see would let people in.
typedef struct __attribute__((warn_unused_result)) vestibule_result {
    vestibule_kind kind;
    /// The kind of error in words, e.g. `TypeError`. NULL when all is well.
    const char *name;
    /// What went wrong, for the tenant's log. NULL when all is well.
    const char *message;
} vestibule_result;

/// All is well.
vestibule_result vestibule_ok(void);

/// An error with this message: `throw new Error(message)`. A handler that returns it leaves nothing behind, and the login fails. To refuse a
/// login, call `api_access_deny` and return `vestibule_ok()`.
vestibule_result vestibule_fail(const char *message);

/// An error of a kind of its own; JavaScript's `error.name`.
vestibule_result vestibule_fail_as(const char *name, const char *message);

/// Makes a call, and returns from the handler if it was refused.
#define VESTIBULE_TRY(call)                                                                                                                 \
    do {                                                                                                                                   \
        vestibule_result vestibule_result_of_call = (call);                                                                                \
        if (vestibule_result_of_call.kind != VESTIBULE_OK) {                                                                               \
            return vestibule_result_of_call;                                                                                               \
        }                                                                                                                                  \
    } while (0)

#endif
