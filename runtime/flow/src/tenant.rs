//! What a tenant has decided about second factors, and what the person's browser can do.

use crate::factor::FactorType;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeSet;

/// A tenant's settings, under the names of Auth0's management API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenant {
    /// The tenant's name.
    #[serde(default)]
    pub id: String,
    /// The factors that are switched on: `/guardian/factors`. `sms` is read as `phone`.
    #[serde(default, deserialize_with = "known_factors")]
    pub factors: BTreeSet<FactorType>,
    /// How a code can reach a phone: `/guardian/factors/phone/message-types`. Both unless given; with none, `phone` is off.
    #[serde(default = "every_message_type")]
    pub phone_message_types: BTreeSet<MessageType>,
    /// `/guardian/policies`: when a second factor is asked for if no Action decides. Empty: never.
    #[serde(default)]
    pub policies: Vec<Policy>,
    /// The switch "Customize MFA Factors using Actions". While it is off, every command of `api.authentication` that
    /// brings up a second factor fails the login (specification O7).
    #[serde(default)]
    pub customize_mfa_in_postlogin_action: bool,
    /// How long a suspended login waits for a second factor, in seconds (D13).
    #[serde(default = "five_minutes")]
    pub factor_timeout_seconds: u32,
    /// How long a suspended login waits for the person to come back from a redirect or form, in seconds (D13).
    #[serde(default = "one_hour")]
    pub redirect_timeout_seconds: u32,
}

/// How a code reaches a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageType {
    /// A text message.
    Sms,
    /// A call.
    Voice,
}

/// When the tenant itself asks for a second factor (specification M14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// Always.
    AllApplications,
    /// When the overall confidence of the risk assessment is low.
    ConfidenceScore,
}

impl Tenant {
    /// A tenant with every factor on, customisation on and no policy: what a try-out needs.
    pub fn with_everything_enabled(id: &str) -> Self {
        Tenant {
            id: id.to_owned(),
            factors: FactorType::CHALLENGEABLE.into_iter().collect(),
            phone_message_types: every_message_type(),
            policies: Vec::new(),
            customize_mfa_in_postlogin_action: true,
            factor_timeout_seconds: five_minutes(),
            redirect_timeout_seconds: one_hour(),
        }
    }

    /// Whether a factor is switched on.
    pub fn has_enabled(&self, factor: &FactorType) -> bool {
        self.factors.contains(factor)
            && (*factor != FactorType::Phone || !self.phone_message_types.is_empty())
    }
}

/// What the person's browser or device can do, as the identity provider knows it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Browser {
    /// Factors that it cannot use, e.g. `webauthn-platform` without a sensor.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unsupported_factors: BTreeSet<FactorType>,
    /// Whether it is remembered from an earlier second factor. Only `api.multifactor.enable` with `allowRememberBrowser` heeds it
    /// (specification M15, O13).
    #[serde(default)]
    pub remembered: bool,
}

fn known_factors<'de, D: Deserializer<'de>>(input: D) -> Result<BTreeSet<FactorType>, D::Error> {
    Vec::<String>::deserialize(input)?
        .into_iter()
        .map(|name| match FactorType::from(name.as_str()) {
            FactorType::Unknown(name) if name == "sms" => Ok(FactorType::Phone),
            FactorType::Unknown(name) => Err(D::Error::custom(format_args!(
                "unknown factor {name:?}, expected one of otp, push-notification, phone, email, recovery-code, webauthn-roaming, webauthn-platform, duo"
            ))),
            known => Ok(known),
        })
        .collect()
}

fn every_message_type() -> BTreeSet<MessageType> {
    [MessageType::Sms, MessageType::Voice].into()
}

fn five_minutes() -> u32 {
    5 * 60
}

fn one_hour() -> u32 {
    60 * 60
}
