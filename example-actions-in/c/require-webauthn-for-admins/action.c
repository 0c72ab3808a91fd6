/// Whoever is an admin must pass a security key, or enrol one.
#include <vestibule.h>

vestibule_result on_execute_post_login(void) {
    if (!vestibule_contains(event_authorization_roles(), "admin")) {
        return vestibule_ok();
    }
    event_enrolled_factors factors = event_user_enrolled_factors();
    for (size_t index = 0; index < factors.count; index++) {
        if (vestibule_equal(factors.items[index].type, "webauthn-roaming")) {
            api_authentication_challenge_with(FACTOR_WEBAUTHN_ROAMING);
            return vestibule_ok();
        }
    }
    api_authentication_enroll_with(FACTOR_WEBAUTHN_ROAMING);
    return vestibule_ok();
}
