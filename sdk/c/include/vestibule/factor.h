/// Second factors, as `api.authentication` takes them.
#ifndef VESTIBULE_FACTOR_H
#define VESTIBULE_FACTOR_H

#include <stddef.h>

/// A second factor to ask for: Auth0's `{type, options}`. An unknown type is no error: it is dropped, with a warning in the tenant's log, when
/// the command is carried out.
typedef struct vestibule_factor {
    /// `type`
    const char *type;
    /// `options`: a JSON object. NULL when there are none.
    const char *options;
} vestibule_factor;

/// Several factors.
typedef struct vestibule_factors {
    const vestibule_factor *items;
    size_t count;
} vestibule_factors;

/// `otp`: a time-based one-time password from an app.
#define FACTOR_OTP ((vestibule_factor){"otp", NULL})
/// `push-notification`: a notification to the Guardian app. The person may type a one-time password instead.
#define FACTOR_PUSH_NOTIFICATION ((vestibule_factor){"push-notification", NULL})
/// `push-notification`, without the one-time password (`otpFallback: false`).
#define FACTOR_PUSH_NOTIFICATION_ONLY ((vestibule_factor){"push-notification", "{\"otpFallback\":false}"})
/// `phone`: a code by whatever the tenant has enabled, text message or call.
#define FACTOR_PHONE ((vestibule_factor){"phone", NULL})
/// `phone`, by text message if that is available.
#define FACTOR_PHONE_SMS ((vestibule_factor){"phone", "{\"preferredMethod\":\"sms\"}"})
/// `phone`, by a call if that is available.
#define FACTOR_PHONE_VOICE ((vestibule_factor){"phone", "{\"preferredMethod\":\"voice\"}"})
/// `email`: a code by email. It can be asked for, never enrolled.
#define FACTOR_EMAIL ((vestibule_factor){"email", NULL})
/// `recovery-code`: a code that was noted down at enrolment.
#define FACTOR_RECOVERY_CODE ((vestibule_factor){"recovery-code", NULL})
/// `webauthn-roaming`: a security key.
#define FACTOR_WEBAUTHN_ROAMING ((vestibule_factor){"webauthn-roaming", NULL})
/// `webauthn-platform`: the device's own biometrics.
#define FACTOR_WEBAUTHN_PLATFORM ((vestibule_factor){"webauthn-platform", NULL})

/// A list of factors: `FACTORS(FACTOR_OTP, FACTOR_EMAIL)`.
#define FACTORS(...)                                                                                                                        \
    ((vestibule_factors){(const vestibule_factor[]){__VA_ARGS__}, sizeof((vestibule_factor[]){__VA_ARGS__}) / sizeof(vestibule_factor)})

#endif
