//! Second factors, as `api.authentication` takes them.

use serde_json::Value;

/// A second factor to ask for: Auth0's `{type, options}`.
///
/// ```
/// # use vestibule_sdk::{Factor, PhoneMethod};
/// let key = Factor::webauthn_roaming();           // {type: 'webauthn-roaming'}
/// let text = Factor::phone_by(PhoneMethod::Sms);  // {type: 'phone', options: {preferredMethod: 'sms'}}
/// let chosen = Factor::from_name("otp");          // a name known only at run time
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Factor(pub(crate) Kind);

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Otp,
    PushNotification {
        otp_fallback: Option<bool>,
    },
    Phone {
        preferred_method: Option<PhoneMethod>,
    },
    Email,
    RecoveryCode,
    WebauthnRoaming,
    WebauthnPlatform,
    Other {
        name: String,
        options: Option<Value>,
    },
}

/// How a code reaches a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneMethod {
    /// By text message.
    Sms,
    /// By a call.
    Voice,
    /// The person chooses.
    Both,
}

impl Factor {
    /// `otp`: a time-based one-time password from an app.
    pub fn otp() -> Self {
        Factor(Kind::Otp)
    }

    /// `push-notification`: a notification to the Guardian app. The person may type a one-time password instead.
    pub fn push_notification() -> Self {
        Factor(Kind::PushNotification { otp_fallback: None })
    }

    /// `push-notification`, saying whether the person may type a one-time password instead (`otpFallback`).
    pub fn push_notification_with_otp_fallback(otp_fallback: bool) -> Self {
        Factor(Kind::PushNotification {
            otp_fallback: Some(otp_fallback),
        })
    }

    /// `phone`: a code by whatever the tenant has enabled, text message or call.
    pub fn phone() -> Self {
        Factor(Kind::Phone {
            preferred_method: None,
        })
    }

    /// `phone`, saying how the code should come if that is available (`preferredMethod`).
    pub fn phone_by(method: PhoneMethod) -> Self {
        Factor(Kind::Phone {
            preferred_method: Some(method),
        })
    }

    /// `email`: a code by email. It can be asked for, never enrolled.
    pub fn email() -> Self {
        Factor(Kind::Email)
    }

    /// `recovery-code`: a code that was noted down at enrolment.
    pub fn recovery_code() -> Self {
        Factor(Kind::RecoveryCode)
    }

    /// `webauthn-roaming`: a security key.
    pub fn webauthn_roaming() -> Self {
        Factor(Kind::WebauthnRoaming)
    }

    /// `webauthn-platform`: the device's own biometrics.
    pub fn webauthn_platform() -> Self {
        Factor(Kind::WebauthnPlatform)
    }

    /// The factor of this name, e.g. from an organisation's metadata. A name that stands for no factor is no error here: it is dropped, with a
    /// warning in the tenant's log, when the command is carried out.
    pub fn from_name(name: &str) -> Self {
        match name {
            "otp" => Factor::otp(),
            "push-notification" => Factor::push_notification(),
            "phone" => Factor::phone(),
            "email" => Factor::email(),
            "recovery-code" => Factor::recovery_code(),
            "webauthn-roaming" => Factor::webauthn_roaming(),
            "webauthn-platform" => Factor::webauthn_platform(),
            _ => Factor::other(name, None),
        }
    }

    /// A factor given by name, with options: for one that this version of the SDK has no function for.
    pub fn other(factor_type: impl Into<String>, options: Option<Value>) -> Self {
        Factor(Kind::Other {
            name: factor_type.into(),
            options,
        })
    }
}
