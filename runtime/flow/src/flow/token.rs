//! The opaque text that resumes a suspended login: one per step, of no use after it (D13).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt;

/// 32 random bytes, drawn by the host for every login. Whoever knows them can answer for the person, so they are never shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FlowSecret([u8; 32]);

impl FlowSecret {
    /// Takes 32 bytes from a cryptographic source.
    pub fn new(bytes: [u8; 32]) -> Self {
        FlowSecret(bytes)
    }

    /// The token of a step: without the secret neither made nor guessed.
    pub(super) fn token(&self, step: u64) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(step).finalize().into_bytes())
    }

    /// Whether a token is the one of a step. Takes the same time wherever they differ.
    pub(super) fn verify(&self, step: u64, token: &str) -> bool {
        URL_SAFE_NO_PAD
            .decode(token)
            .is_ok_and(|bytes| self.mac(step).verify_slice(&bytes).is_ok())
    }

    /// What shows that a stored login is as it was written.
    pub(super) fn seal(&self, stored: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.stored_mac(stored).finalize().into_bytes())
    }

    /// Whether a seal is that of a stored login.
    pub(super) fn verify_seal(&self, stored: &str, seal: &str) -> bool {
        URL_SAFE_NO_PAD
            .decode(seal)
            .is_ok_and(|bytes| self.stored_mac(stored).verify_slice(&bytes).is_ok())
    }

    fn mac(&self, step: u64) -> Hmac<Sha256> {
        let mut mac = self.keyed(b"vestibule login step");
        mac.update(&step.to_be_bytes());
        mac
    }

    fn stored_mac(&self, stored: &str) -> Hmac<Sha256> {
        let mut mac = self.keyed(b"vestibule stored login");
        mac.update(stored.as_bytes());
        mac
    }

    fn keyed(&self, purpose: &[u8]) -> Hmac<Sha256> {
        // A key shorter than a block is padded with zeros (RFC 2104).
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(purpose);
        mac
    }
}

impl fmt::Debug for FlowSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FlowSecret(***)")
    }
}

impl From<FlowSecret> for String {
    fn from(secret: FlowSecret) -> Self {
        URL_SAFE_NO_PAD.encode(secret.0)
    }
}

impl TryFrom<String> for FlowSecret {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map(FlowSecret)
            .ok_or("expected 32 bytes in base64url")
    }
}

#[cfg(test)]
mod tests {
    use super::FlowSecret;

    #[test]
    fn a_token_is_good_for_its_step_and_login_only() {
        let (one, other) = (FlowSecret::new([1; 32]), FlowSecret::new([2; 32]));
        let token = one.token(1);
        assert!(one.verify(1, &token));
        assert!(!one.verify(2, &token));
        assert!(!other.verify(1, &token));
        assert!(!one.verify(1, &token[1..]));
        assert!(!one.verify(1, ""));
        assert!(!one.verify(1, "not base64 !"));
    }

    #[test]
    fn the_secret_is_not_shown() {
        assert_eq!(format!("{:?}", FlowSecret::new([7; 32])), "FlowSecret(***)");
    }
}
