//! `api.samlResponse`.

use super::api::{Answer, answer, refused};
use crate::bindings::vestibule::actions::saml_response;
use crate::run::state::RunState;
use vestibule_flow::recorder::{SamlFlag, SamlText, json_argument};

impl RunState {
    fn saml_text(&mut self, setting: SamlText, value: &str) -> Answer {
        self.called(&value);
        answer(self.recorder.set_saml_text(setting, value))
    }

    fn saml_flag(&mut self, setting: SamlFlag, value: bool) {
        self.called(&());
        self.recorder.set_saml_flag(setting, value);
    }
}

impl saml_response::Host for RunState {
    fn set_attribute(&mut self, name: String, value: String) -> Answer {
        self.called(&(&name, &value));
        json_argument("samlResponse.setAttribute", &value)
            .and_then(|value| self.recorder.set_saml_attribute(&name, value))
            .map_err(refused)
    }

    fn set_audience(&mut self, value: String) -> Answer {
        self.saml_text(SamlText::Audience, &value)
    }

    fn set_recipient(&mut self, value: String) -> Answer {
        self.saml_text(SamlText::Recipient, &value)
    }

    fn set_destination(&mut self, value: String) -> Answer {
        self.saml_text(SamlText::Destination, &value)
    }

    fn set_issuer(&mut self, value: String) -> Answer {
        self.saml_text(SamlText::Issuer, &value)
    }

    fn set_relay_state(&mut self, value: String) -> Answer {
        self.saml_text(SamlText::RelayState, &value)
    }

    fn set_name_identifier_format(&mut self, value: String) -> Answer {
        self.saml_text(SamlText::NameIdentifierFormat, &value)
    }

    fn set_authn_context_class_ref(&mut self, value: String) -> Answer {
        self.saml_text(SamlText::AuthnContextClassRef, &value)
    }

    fn set_name_identifier_probes(&mut self, values: Vec<String>) -> Answer {
        self.called(&values);
        answer(self.recorder.set_saml_name_identifier_probes(values))
    }

    fn set_signing_cert(&mut self, value: String) -> Answer {
        self.saml_text(SamlText::SigningCert, &value)
    }

    fn set_encryption_cert(&mut self, value: String) -> Answer {
        self.saml_text(SamlText::EncryptionCert, &value)
    }

    fn set_encryption_public_key(&mut self, value: String) -> Answer {
        self.saml_text(SamlText::EncryptionPublicKey, &value)
    }

    fn set_cert(&mut self, value: String) -> Answer {
        self.saml_text(SamlText::Cert, &value)
    }

    fn set_key(&mut self, value: String) -> Answer {
        self.saml_text(SamlText::Key, &value)
    }

    fn set_create_upn_claim(&mut self, value: bool) {
        self.saml_flag(SamlFlag::CreateUpnClaim, value);
    }

    fn set_passthrough_claims_with_no_mapping(&mut self, value: bool) {
        self.saml_flag(SamlFlag::PassthroughClaimsWithNoMapping, value);
    }

    fn set_map_unknown_claims_as_is(&mut self, value: bool) {
        self.saml_flag(SamlFlag::MapUnknownClaimsAsIs, value);
    }

    fn set_map_identities(&mut self, value: bool) {
        self.saml_flag(SamlFlag::MapIdentities, value);
    }

    fn set_sign_response(&mut self, value: bool) {
        self.saml_flag(SamlFlag::SignResponse, value);
    }

    fn set_include_attribute_name_format(&mut self, value: bool) {
        self.saml_flag(SamlFlag::IncludeAttributeNameFormat, value);
    }

    fn set_typed_attributes(&mut self, value: bool) {
        self.saml_flag(SamlFlag::TypedAttributes, value);
    }

    fn set_signature_algorithm(&mut self, value: saml_response::SignatureAlgorithm) {
        self.called(&());
        self.recorder.set_saml_signature_algorithm(match value {
            saml_response::SignatureAlgorithm::RsaSha256 => "rsa-sha256",
            saml_response::SignatureAlgorithm::RsaSha1 => "rsa-sha1",
        });
    }

    fn set_digest_algorithm(&mut self, value: saml_response::DigestAlgorithm) {
        self.called(&());
        self.recorder.set_saml_digest_algorithm(match value {
            saml_response::DigestAlgorithm::Sha256 => "sha256",
            saml_response::DigestAlgorithm::Sha1 => "sha1",
        });
    }

    fn set_encryption_algorithm(&mut self, value: saml_response::EncryptionAlgorithm) {
        self.called(&());
        self.recorder.set_saml_encryption_algorithm(match value {
            saml_response::EncryptionAlgorithm::Aes256Gcm => "aes256-gcm",
            saml_response::EncryptionAlgorithm::Aes256Cbc => "aes256-cbc",
        });
    }

    fn set_lifetime_in_seconds(&mut self, value: u32) {
        self.called(&());
        self.recorder.set_saml_lifetime_in_seconds(value);
    }
}
