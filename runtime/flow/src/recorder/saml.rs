//! `api.samlResponse`.

use super::{CallError, Recorder, invalid, value_size};
use crate::command::Command;
use crate::event::describe;
use serde_json::Value;

const ATTRIBUTE_CHANGES: u32 = 100;
const ATTRIBUTE_NAME_BYTES: usize = 1_024;
const VALUE_CHARACTERS: usize = 2_048;
const PROBES: usize = 10;
const PROBE_CHARACTERS: usize = 512;

/// Settings of the SAML response that are texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SamlText {
    /// `setAudience`
    Audience,
    /// `setRecipient`
    Recipient,
    /// `setDestination`
    Destination,
    /// `setIssuer`
    Issuer,
    /// `setRelayState`
    RelayState,
    /// `setNameIdentifierFormat`
    NameIdentifierFormat,
    /// `setAuthnContextClassRef`
    AuthnContextClassRef,
    /// `setSigningCert`
    SigningCert,
    /// `setEncryptionCert`
    EncryptionCert,
    /// `setEncryptionPublicKey`
    EncryptionPublicKey,
    /// `setCert`
    Cert,
    /// `setKey`
    Key,
}

impl SamlText {
    /// Its name in the effects, and how many characters it may have.
    fn rule(self) -> (&'static str, usize) {
        match self {
            SamlText::Audience => ("audience", 2_048),
            SamlText::Recipient => ("recipient", 2_048),
            SamlText::Destination => ("destination", 2_048),
            SamlText::Issuer => ("issuer", 2_048),
            SamlText::RelayState => ("relayState", 2_048),
            SamlText::NameIdentifierFormat => ("nameIdentifierFormat", 512),
            SamlText::AuthnContextClassRef => ("authnContextClassRef", 512),
            SamlText::SigningCert => ("signingCert", 4_096),
            SamlText::EncryptionCert => ("encryptionCert", 4_096),
            SamlText::EncryptionPublicKey => ("encryptionPublicKey", 4_096),
            SamlText::Cert => ("cert", 4_096),
            SamlText::Key => ("key", 4_096),
        }
    }
}

/// Settings of the SAML response that are switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SamlFlag {
    /// `setCreateUpnClaim`
    CreateUpnClaim,
    /// `setPassthroughClaimsWithNoMapping`
    PassthroughClaimsWithNoMapping,
    /// `setMapUnknownClaimsAsIs`
    MapUnknownClaimsAsIs,
    /// `setMapIdentities`
    MapIdentities,
    /// `setSignResponse`
    SignResponse,
    /// `setIncludeAttributeNameFormat`
    IncludeAttributeNameFormat,
    /// `setTypedAttributes`
    TypedAttributes,
}

impl SamlFlag {
    fn name(self) -> &'static str {
        match self {
            SamlFlag::CreateUpnClaim => "createUpnClaim",
            SamlFlag::PassthroughClaimsWithNoMapping => "passthroughClaimsWithNoMapping",
            SamlFlag::MapUnknownClaimsAsIs => "mapUnknownClaimsAsIs",
            SamlFlag::MapIdentities => "mapIdentities",
            SamlFlag::SignResponse => "signResponse",
            SamlFlag::IncludeAttributeNameFormat => "includeAttributeNameFormat",
            SamlFlag::TypedAttributes => "typedAttributes",
        }
    }
}

impl Recorder {
    /// `api.samlResponse.setAttribute`: text, number, boolean, `null`, or an array of those; `null` alone blanks the attribute.
    ///
    /// # Errors
    /// Another value, a text that is too long, or more than 100 changes in this login.
    pub fn set_saml_attribute(&mut self, name: &str, value: Value) -> Result<(), CallError> {
        if name.is_empty() || name.len() > ATTRIBUTE_NAME_BYTES {
            return invalid(format!(
                "samlResponse.setAttribute: expected a name of 1 to {ATTRIBUTE_NAME_BYTES} bytes, got {}",
                name.len()
            ));
        }
        let items = match &value {
            Value::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        for item in items {
            match item {
                Value::String(text) if text.chars().count() > VALUE_CHARACTERS => {
                    return Err(CallError::LimitExceeded(format!(
                        "samlResponse.setAttribute: a value of {name:?} has {} characters; at most {VALUE_CHARACTERS} are allowed",
                        text.chars().count()
                    )));
                }
                Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
                other => {
                    return invalid(format!(
                        "samlResponse.setAttribute: expected a text, number, boolean, null or an array of these, got {}",
                        describe(other)
                    ));
                }
            }
        }
        if self.facts.saml_attribute_changes >= ATTRIBUTE_CHANGES {
            return Err(CallError::LimitExceeded(format!(
                "samlResponse.setAttribute: this login has made {ATTRIBUTE_CHANGES} changes; no more are allowed"
            )));
        }
        self.facts.saml_attribute_changes += 1;
        let size = name.len() + value_size(&value);
        let name = name.to_owned();
        self.record(Command::SetSamlAttribute { name, value }, size);
        Ok(())
    }

    /// A setter that takes a text.
    ///
    /// # Errors
    /// The text is too long.
    pub fn set_saml_text(&mut self, setting: SamlText, value: &str) -> Result<(), CallError> {
        let (name, limit) = setting.rule();
        let length = value.chars().count();
        if length > limit {
            return Err(CallError::LimitExceeded(format!(
                "samlResponse: {name} has {length} characters; at most {limit} are allowed"
            )));
        }
        self.set_saml(name, Value::String(value.to_owned()));
        Ok(())
    }

    /// A setter that takes a boolean.
    pub fn set_saml_flag(&mut self, setting: SamlFlag, value: bool) {
        self.set_saml(setting.name(), Value::Bool(value));
    }

    /// `setNameIdentifierProbes`
    ///
    /// # Errors
    /// More than 10, or one of more than 512 characters.
    pub fn set_saml_name_identifier_probes(
        &mut self,
        values: Vec<String>,
    ) -> Result<(), CallError> {
        if values.len() > PROBES {
            return Err(CallError::LimitExceeded(format!(
                "samlResponse.setNameIdentifierProbes: got {} probes; at most {PROBES} are allowed",
                values.len()
            )));
        }
        if let Some(long) = values
            .iter()
            .find(|value| value.chars().count() > PROBE_CHARACTERS)
        {
            return Err(CallError::LimitExceeded(format!(
                "samlResponse.setNameIdentifierProbes: a probe has {} characters; at most {PROBE_CHARACTERS} are allowed",
                long.chars().count()
            )));
        }
        self.set_saml("nameIdentifierProbes", Value::from(values));
        Ok(())
    }

    /// `setSignatureAlgorithm` (`rsa-sha256`, `rsa-sha1`)
    pub fn set_saml_signature_algorithm(&mut self, name: &'static str) {
        self.set_saml("signatureAlgorithm", Value::from(name));
    }

    /// `setDigestAlgorithm` (`sha256`, `sha1`)
    pub fn set_saml_digest_algorithm(&mut self, name: &'static str) {
        self.set_saml("digestAlgorithm", Value::from(name));
    }

    /// `setEncryptionAlgorithm` (`aes256-gcm`, `aes256-cbc`)
    pub fn set_saml_encryption_algorithm(&mut self, name: &'static str) {
        self.set_saml("encryptionAlgorithm", Value::from(name));
    }

    /// `setLifetimeInSeconds`
    pub fn set_saml_lifetime_in_seconds(&mut self, seconds: u32) {
        self.set_saml("lifetimeInSeconds", Value::from(seconds));
    }

    fn set_saml(&mut self, setting: &'static str, value: Value) {
        let size = setting.len() + value_size(&value);
        let setting = setting.to_owned();
        self.record(Command::SetSaml { setting, value }, size);
    }
}
