/// Write Vestibule Actions in C.
///
/// An Action defines one or both of the handlers below. Texts are UTF-8 and end with a NUL; an absent one is NULL. Nothing has to be freed: the
/// memory of a run goes away with it. A text with a NUL byte inside, which C cannot hold, ends the run; read it as JSON, with `event_get`.
#ifndef VESTIBULE_H
#define VESTIBULE_H

#include "vestibule/api.h"
#include "vestibule/event.h"
#include "vestibule/factor.h"
#include "vestibule/http.h"
#include "vestibule/json.h"
#include "vestibule/result.h"
#include "vestibule/system.h"
#include "vestibule/text.h"

/// `exports.onExecutePostLogin`: the person passed the first factor. Any result but `vestibule_ok()` fails the login. An Action without this
/// handler does nothing at this point.
vestibule_result on_execute_post_login(void);

/// `exports.onContinuePostLogin`: the person came back from a redirect or a form that this Action asked for. Without this handler such a
/// login fails: nobody is there to receive them.
vestibule_result on_continue_post_login(void);

#endif
