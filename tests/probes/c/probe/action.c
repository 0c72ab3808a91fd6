#include "probe.h"

vestibule_result on_execute_post_login(void) {
    const char *mode = json_text(event_configuration_get("mode"));
    if (vestibule_equal(mode, "echo")) {
        echo();
    } else if (vestibule_equal(mode, "grants")) {
        probe_grants();
    } else if (vestibule_equal(mode, "saml")) {
        probe_saml();
    } else if (vestibule_equal(mode, "factors")) {
        probe_factors();
    } else if (vestibule_equal(mode, "deny")) {
        probe_deny();
    } else if (vestibule_equal(mode, "validation")) {
        probe_validation();
    } else if (vestibule_equal(mode, "revoke")) {
        probe_revoke();
    } else if (vestibule_equal(mode, "refresh")) {
        probe_refresh();
    } else if (vestibule_equal(mode, "redirect")) {
        probe_redirect();
    } else if (vestibule_equal(mode, "prompt")) {
        probe_prompt();
    } else if (vestibule_equal(mode, "http")) {
        probe_http();
    } else if (vestibule_equal(mode, "outside")) {
        return probe_outside(json_text(event_configuration_get("base")));
    } else if (vestibule_equal(mode, "throw")) {
        return vestibule_fail_as("ProbeError", "thrown with \"quotes\" and ü");
    } else if (vestibule_equal(mode, "refused")) {
        VESTIBULE_TRY(api_access_token_add_scope("two scopes"));
    } else {
        return vestibule_fail("there is no such mode");
    }
    return vestibule_ok();
}

vestibule_result on_continue_post_login(void) {
    continued();
    return vestibule_ok();
}
