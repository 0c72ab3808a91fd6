//! `api.samlResponse`: settings of the SAML response. A call that sets a value replaces an earlier one.

use crate::error::CallError;
use crate::host;
use serde_json::Value;

/// `api.samlResponse`
#[derive(Debug)]
pub struct SamlResponse(pub(super) ());

/// How the response is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// `rsa-sha256`
    RsaSha256,
    /// `rsa-sha1`
    RsaSha1,
}

/// How the response is digested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestAlgorithm {
    /// `sha256`
    Sha256,
    /// `sha1`
    Sha1,
}

/// How the response is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncryptionAlgorithm {
    /// `aes256-gcm`
    Aes256Gcm,
    /// `aes256-cbc`
    Aes256Cbc,
}

macro_rules! texts {
    ($($name:ident, $doc:literal;)*) => {
        impl SamlResponse {
            $(
                #[doc = $doc]
                ///
                /// # Errors
                /// The text is too long.
                pub fn $name(&self, value: &str) -> Result<(), CallError> {
                    host::saml::$name(value)
                }
            )*
        }
    };
}

macro_rules! flags {
    ($($name:ident, $doc:literal;)*) => {
        impl SamlResponse {
            $(
                #[doc = $doc]
                pub fn $name(&self, value: bool) {
                    host::saml::$name(value);
                }
            )*
        }
    };
}

texts! {
    set_audience, "`setAudience`";
    set_recipient, "`setRecipient`";
    set_destination, "`setDestination`";
    set_issuer, "`setIssuer`";
    set_relay_state, "`setRelayState`";
    set_name_identifier_format, "`setNameIdentifierFormat`";
    set_authn_context_class_ref, "`setAuthnContextClassRef`";
    set_signing_cert, "`setSigningCert`: PEM.";
    set_encryption_cert, "`setEncryptionCert`: PEM.";
    set_encryption_public_key, "`setEncryptionPublicKey`: PEM.";
    set_cert, "`setCert`: PEM.";
    set_key, "`setKey`: PEM.";
}

flags! {
    set_create_upn_claim, "`setCreateUpnClaim`";
    set_passthrough_claims_with_no_mapping, "`setPassthroughClaimsWithNoMapping`";
    set_map_unknown_claims_as_is, "`setMapUnknownClaimsAsIs`";
    set_map_identities, "`setMapIdentities`";
    set_sign_response, "`setSignResponse`";
    set_include_attribute_name_format, "`setIncludeAttributeNameFormat`";
    set_typed_attributes, "`setTypedAttributes`";
}

impl SamlResponse {
    /// `setAttribute(name, value)`: text, number, boolean or an array of those; null blanks it.
    ///
    /// # Errors
    /// Another value, a text of more than 2,048 characters, or the 101st change.
    pub fn set_attribute(&self, name: &str, value: impl Into<Value>) -> Result<(), CallError> {
        host::saml::set_attribute(name, value.into())
    }

    /// `setNameIdentifierProbes`
    ///
    /// # Errors
    /// More than 10, or one of more than 512 characters.
    pub fn set_name_identifier_probes(&self, values: &[String]) -> Result<(), CallError> {
        host::saml::set_name_identifier_probes(values)
    }

    /// `setSignatureAlgorithm`
    pub fn set_signature_algorithm(&self, value: SignatureAlgorithm) {
        host::saml::set_signature_algorithm(value);
    }

    /// `setDigestAlgorithm`
    pub fn set_digest_algorithm(&self, value: DigestAlgorithm) {
        host::saml::set_digest_algorithm(value);
    }

    /// `setEncryptionAlgorithm`
    pub fn set_encryption_algorithm(&self, value: EncryptionAlgorithm) {
        host::saml::set_encryption_algorithm(value);
    }

    /// `setLifetimeInSeconds`
    pub fn set_lifetime_in_seconds(&self, value: u32) {
        host::saml::set_lifetime_in_seconds(value);
    }
}
