//! Second factors: their types, their options, and why one may be dropped.
//!
//! Source: specification §3 and decisions D16, D17, D20.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The type of a second factor, Auth0's `type`.
///
/// Its text form is the name that Auth0 uses (`webauthn-roaming`); `push` is read as `push-notification` and, in tenant
/// settings, `sms` as `phone`. A name that is none of these is kept exactly as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum FactorType {
    /// `otp`: a time-based one-time password.
    Otp,
    /// `push-notification`
    PushNotification,
    /// `phone`: text message or voice call.
    Phone,
    /// `email`: can be challenged, never enrolled (D16).
    Email,
    /// `recovery-code`
    RecoveryCode,
    /// `webauthn-roaming`: a security key.
    WebauthnRoaming,
    /// `webauthn-platform`: the device's biometrics.
    WebauthnPlatform,
    /// `duo`: only through `api.multifactor.enable`, never in a challenge or enrolment command.
    Duo,
    /// A name that stands for no factor; dropped with reason `unknown` (D20).
    Unknown(String),
}

impl FactorType {
    /// Every type that a challenge command can ask for, in the order in which a factor is offered when nothing else decides.
    pub const CHALLENGEABLE: [FactorType; 7] = [
        FactorType::WebauthnRoaming,
        FactorType::WebauthnPlatform,
        FactorType::PushNotification,
        FactorType::Otp,
        FactorType::Phone,
        FactorType::Email,
        FactorType::RecoveryCode,
    ];

    /// The name as Auth0 spells it.
    pub fn name(&self) -> &str {
        match self {
            FactorType::Otp => "otp",
            FactorType::PushNotification => "push-notification",
            FactorType::Phone => "phone",
            FactorType::Email => "email",
            FactorType::RecoveryCode => "recovery-code",
            FactorType::WebauthnRoaming => "webauthn-roaming",
            FactorType::WebauthnPlatform => "webauthn-platform",
            FactorType::Duo => "duo",
            FactorType::Unknown(name) => name,
        }
    }

    /// Whether an enrolment of this type means that the person must pass a challenge before enrolling another (D7). One of a type that is not known here
    /// counts: the person has a second factor, and whoever knows their password alone must not get to enrol another.
    pub fn counts_as_enrolment(&self) -> bool {
        !matches!(
            self,
            FactorType::Email | FactorType::WebauthnPlatform | FactorType::RecoveryCode
        )
    }

    /// Whether a person can enrol it inside a login (§3, D16).
    pub fn is_enrollable(&self) -> bool {
        !matches!(
            self,
            FactorType::Email | FactorType::Duo | FactorType::Unknown(_)
        )
    }
}

impl From<String> for FactorType {
    fn from(name: String) -> Self {
        match name.as_str() {
            "otp" => FactorType::Otp,
            "push-notification" | "push" => FactorType::PushNotification,
            "phone" => FactorType::Phone,
            "email" => FactorType::Email,
            "recovery-code" => FactorType::RecoveryCode,
            "webauthn-roaming" => FactorType::WebauthnRoaming,
            "webauthn-platform" => FactorType::WebauthnPlatform,
            "duo" => FactorType::Duo,
            _ => FactorType::Unknown(name),
        }
    }
}

impl From<&str> for FactorType {
    fn from(name: &str) -> Self {
        FactorType::from(name.to_owned())
    }
}

impl From<FactorType> for String {
    fn from(factor: FactorType) -> Self {
        match factor {
            FactorType::Unknown(name) => name,
            known => known.name().to_owned(),
        }
    }
}

impl std::fmt::Display for FactorType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A factor with its options, as a command asks for it: Auth0's `{type, options}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    /// Which factor.
    #[serde(rename = "type")]
    pub factor_type: FactorType,
    /// `otpFallback` for push notifications, `preferredMethod` for phone. Empty when the command gave none; members that mean
    /// nothing for the type are left out when the factor is shown.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub options: Map<String, Value>,
}

impl Factor {
    /// A factor without options.
    pub fn new(factor_type: impl Into<FactorType>) -> Self {
        Factor {
            factor_type: factor_type.into(),
            options: Map::new(),
        }
    }

    /// The options that mean something for this type, and a sentence for each that has an impossible value: that one falls back to its
    /// default (§3).
    pub fn checked_options(&self) -> (Map<String, Value>, Vec<String>) {
        let mut kept = Map::new();
        let mut faults = Vec::new();
        let (name, valid, expected): (&str, fn(&Value) -> bool, &str) = match self.factor_type {
            FactorType::PushNotification => ("otpFallback", Value::is_boolean, "true or false"),
            FactorType::Phone => (
                "preferredMethod",
                |value| matches!(value.as_str(), Some("sms" | "voice" | "both")),
                "\"sms\", \"voice\" or \"both\"",
            ),
            _ => return (kept, faults),
        };
        match self.options.get(name) {
            None => {}
            Some(value) if valid(value) => {
                kept.insert(name.to_owned(), value.clone());
            }
            Some(value) => faults.push(format!(
                "option {name} of factor {} is {value}, expected {expected}; the default is used",
                self.factor_type
            )),
        }
        (kept, faults)
    }
}

/// Why a requested factor was not used (D17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DropReason {
    /// There is no factor of this name.
    Unknown,
    /// The tenant has it switched off.
    NotEnabled,
    /// A challenge for a factor that the user does not have.
    NotEnrolled,
    /// An enrolment of a factor that the user had before this login.
    AlreadyEnrolled,
    /// The user has an email address, but it is not verified.
    EmailNotVerified,
    /// A factor that can never be enrolled in a login, such as email.
    NotEnrollable,
    /// It was completed in this transaction.
    Completed,
    /// The person's browser cannot use it.
    NotSupportedByClient,
}

impl DropReason {
    /// The reason in words, to follow "factor x".
    pub fn in_words(self) -> &'static str {
        match self {
            DropReason::Unknown => "is not a known factor",
            DropReason::NotEnabled => "is not enabled on the tenant",
            DropReason::NotEnrolled => "is not enrolled by the user",
            DropReason::AlreadyEnrolled => "is already enrolled",
            DropReason::EmailNotVerified => {
                "needs a verified email address, and the user's is not verified"
            }
            DropReason::NotEnrollable => "cannot be enrolled",
            DropReason::Completed => "was already completed in this transaction",
            DropReason::NotSupportedByClient => {
                "is not supported by the person's browser or device"
            }
        }
    }
}

/// A requested factor that was not used, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedFactor {
    /// The factor exactly as it was asked for.
    #[serde(rename = "type")]
    pub factor_type: FactorType,
    /// The one reason.
    pub reason: DropReason,
}
