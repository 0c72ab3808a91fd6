//! The master key, and what is encrypted with it.
//!
//! Envelope encryption: the master key encrypts one key per tenant, which encrypts that tenant's secrets and suspended logins. What a text belongs to
//! (tenant, kind, id) is authenticated with it, so that no text can be moved to another place. Source: `isolation.md`, rule "secrets".

use crate::error::StoreError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::fs;
use std::io::Write;
use std::path::Path;
use zeroize::Zeroizing;

const NONCE: usize = 24;

/// 32 bytes from which everything else is derived. Whoever has them and the database has every secret.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// Reads a key from base64 text, as `vestibule` writes it.
    ///
    /// # Errors
    /// It is not 32 bytes in base64.
    pub fn parse(text: &str) -> Result<MasterKey, StoreError> {
        let text = text.trim().trim_end_matches('=');
        let standard = text.replace('+', "-").replace('/', "_");
        let bytes = URL_SAFE_NO_PAD.decode(standard).ok();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map(|bytes| MasterKey(Zeroizing::new(bytes)))
            .ok_or_else(|| {
                StoreError::Key(
                    "the master key is not 32 bytes in base64; make one with: openssl rand -base64 32"
                        .to_owned(),
                )
            })
    }

    /// Reads a key from a file.
    ///
    /// # Errors
    /// The file cannot be read, or holds no key.
    pub fn read(file: &Path) -> Result<MasterKey, StoreError> {
        let text = fs::read_to_string(file).map_err(|error| {
            StoreError::Key(format!(
                "the master key cannot be read from {}: {error}",
                file.display()
            ))
        })?;
        MasterKey::parse(&text)
    }

    /// Makes a key and writes it to a new file that only its owner can read.
    ///
    /// # Errors
    /// The file exists or cannot be written, or there is no randomness.
    pub fn create(file: &Path) -> Result<MasterKey, StoreError> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *bytes)?;
        let failed = |error: std::io::Error| {
            StoreError::Key(format!(
                "the master key cannot be written to {}: {error}",
                file.display()
            ))
        };
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut output = options.open(file).map_err(failed)?;
        writeln!(output, "{}", URL_SAFE_NO_PAD.encode(*bytes)).map_err(failed)?;
        output.sync_all().map_err(failed)?;
        Ok(MasterKey(bytes))
    }

    /// A key for one purpose, of which the master key cannot be learned.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut mac = keyed(&self.0);
        mac.update(b"vestibule ");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// A new tenant's key, and its encrypted form.
    pub(crate) fn new_data_key(&self, tenant_id: &str) -> Result<(DataKey, String), StoreError> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *bytes)?;
        let wrapped = self.wrapping().seal("data key", tenant_id, &*bytes)?;
        Ok((DataKey(bytes), wrapped))
    }

    /// A tenant's key from its encrypted form.
    pub(crate) fn open_data_key(
        &self,
        tenant_id: &str,
        wrapped: &str,
    ) -> Result<DataKey, StoreError> {
        let bytes = Zeroizing::new(self.wrapping().open("data key", tenant_id, wrapped)?);
        <[u8; 32]>::try_from(bytes.as_slice())
            .map(|bytes| DataKey(Zeroizing::new(bytes)))
            .map_err(|_| StoreError::Sealed { what: "data key" })
    }

    fn wrapping(&self) -> DataKey {
        DataKey(Zeroizing::new(self.derive("wrapping of data keys")))
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(***)")
    }
}

/// A tenant's key.
#[derive(Clone)]
pub(crate) struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    /// Encrypts `plain` as the `what` of `id`.
    pub(crate) fn seal(
        &self,
        what: &'static str,
        id: &str,
        plain: &[u8],
    ) -> Result<String, StoreError> {
        let mut sealed = vec![0; NONCE];
        getrandom::fill(&mut sealed)?;
        let nonce: [u8; NONCE] = sealed[..].try_into().unwrap_or([0; NONCE]);
        let place = place(what, id);
        let payload = Payload {
            msg: plain,
            aad: &place,
        };
        let text = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| StoreError::Sealed { what })?;
        sealed.extend(text);
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Decrypts what was sealed as the `what` of `id`.
    pub(crate) fn open(
        &self,
        what: &'static str,
        id: &str,
        sealed: &str,
    ) -> Result<Vec<u8>, StoreError> {
        let failed = || StoreError::Sealed { what };
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| failed())?;
        let (nonce, text) = bytes.split_at_checked(NONCE).ok_or_else(failed)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| failed())?;
        let place = place(what, id);
        let payload = Payload {
            msg: text,
            aad: &place,
        };
        self.cipher()
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| failed())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

/// Lengths first, so that no two places have the same bytes.
fn place(what: &str, id: &str) -> Vec<u8> {
    let mut place = Vec::with_capacity(16 + what.len() + id.len());
    for part in [what, id] {
        place.extend_from_slice(&(part.len() as u64).to_le_bytes());
        place.extend_from_slice(part.as_bytes());
    }
    place
}

/// HMAC-SHA256 with a key of 32 bytes.
pub fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // A key shorter than a block is padded with zeros (RFC 2104).
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    Hmac::<Sha256>::new(&block.into())
}

/// SHA-256 in hexadecimal: what is kept of a secret that was 256 random bits.
pub fn hash(text: &[u8]) -> String {
    hex(&Sha256::digest(text))
}

/// Lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// 256 random bits as text that needs no quoting anywhere.
///
/// # Errors
/// The operating system gave no randomness.
pub fn random_secret() -> Result<String, StoreError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_in_its_own_place_only() {
        let master = MasterKey(Zeroizing::new([7; 32]));
        let (key, wrapped) = master.new_data_key("t1").unwrap();
        let sealed = key.seal("secrets", "a1", b"hush").unwrap();
        assert_eq!(key.open("secrets", "a1", &sealed).unwrap(), b"hush");
        assert!(key.open("secrets", "a2", &sealed).is_err());
        assert!(key.open("flow", "a1", &sealed).is_err());
        let again = master.open_data_key("t1", &wrapped).unwrap();
        assert_eq!(again.open("secrets", "a1", &sealed).unwrap(), b"hush");
        assert!(master.open_data_key("t2", &wrapped).is_err());
        let other = MasterKey(Zeroizing::new([8; 32]));
        assert!(other.open_data_key("t1", &wrapped).is_err());
        assert!(!sealed.contains("hush"));
    }

    #[test]
    fn keys_are_read_in_both_alphabets() {
        let bytes = [0xfb; 32];
        let url = URL_SAFE_NO_PAD.encode(bytes);
        let standard = base64::engine::general_purpose::STANDARD.encode(bytes);
        for text in [url, standard] {
            assert_eq!(MasterKey::parse(&text).unwrap().0[..], bytes);
        }
        assert!(MasterKey::parse("short").is_err());
    }
}
