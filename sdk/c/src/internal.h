/// Between the generated bindings (`post_login.h`) and the SDK.
#ifndef VESTIBULE_INTERNAL_H
#define VESTIBULE_INTERNAL_H

#include "post_login.h"
#include "vestibule.h"

/// Ends the run, and says why in its log.
_Noreturn void vestibule_stop(const char *message);

/// Memory for as long as the run lasts.
void *vestibule_allocate(size_t bytes);

/// A text for the host. One that is NULL ends the run: it would be read from wherever address 0 is.
post_login_string_t vestibule_lower(const char *text);
/// A text of the host's. It is there for as long as the run lasts, and `cabi_realloc` has put a NUL behind it.
const char *vestibule_lift(post_login_string_t text);
/// Texts of the host's.
vestibule_texts vestibule_lift_all(post_login_list_string_t texts);
/// The result of a refused call.
vestibule_result vestibule_refused(const vestibule_actions_types_call_error_t *error);

/// A text as an argument of the bindings.
#define in(text) ((post_login_string_t[]){vestibule_lower(text)})
/// The same for one that may be NULL.
#define in_or_null(text) ((text) != NULL ? in(text) : NULL)

#endif
