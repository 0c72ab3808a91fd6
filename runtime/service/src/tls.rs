//! TLS: certificate files, or an authority of one's own that clients can be told to trust.

use crate::config::{ConfigError, make_private_folder};
use axum_server::tls_rustls::RustlsConfig;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The authority's certificate, which clients trust, and its key.
const CA: (&str, &str) = ("ca.pem", "ca-key.pem");
/// The server's certificate and its key.
const SERVER: (&str, &str) = ("server.pem", "server-key.pem");

/// Where the pieces of a self-signed set-up are.
#[derive(Debug, Clone)]
pub struct SelfSigned {
    /// What clients are to trust.
    pub authority: PathBuf,
    /// The server's certificate.
    pub certificate: PathBuf,
    /// The server's key.
    pub key: PathBuf,
}

/// Makes what is missing in `folder`. The authority stays the same from start to start, so that clients need to be told of it once; the server's
/// certificate is made anew at every start, for the names may have changed.
///
/// # Errors
/// The folder cannot be written.
pub fn self_signed(folder: &Path, names: &[String]) -> Result<SelfSigned, ConfigError> {
    make_private_folder(folder)?;
    let failed = |error: rcgen::Error| ConfigError::Value(format!("no certificate: {error}"));
    let authority = folder.join(CA.0);
    let key_file = folder.join(CA.1);
    let key = if authority.exists() && key_file.exists() {
        KeyPair::from_pem(&read(&key_file)?).map_err(failed)?
    } else {
        let key = KeyPair::generate().map_err(failed)?;
        let certificate = authority_params().self_signed(&key).map_err(failed)?;
        write(&key_file, &key.serialize_pem())?;
        write(&authority, &certificate.pem())?;
        key
    };
    // What issues is told from the certificate by its name and key alone, and both are the same as in the file.
    let params = authority_params();
    let issuer = Issuer::from_params(&params, key);
    let server_key = KeyPair::generate().map_err(failed)?;
    let mut params = CertificateParams::new(names.to_vec()).map_err(failed)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Vestibule");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.not_before = day(-1);
    params.not_after = day(365);
    let server = params.signed_by(&server_key, &issuer).map_err(failed)?;
    write(&folder.join(SERVER.0), &server.pem())?;
    write(&folder.join(SERVER.1), &server_key.serialize_pem())?;
    Ok(SelfSigned {
        authority,
        certificate: folder.join(SERVER.0),
        key: folder.join(SERVER.1),
    })
}

fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, "Vestibule self-signed authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = day(-1);
    params.not_after = day(10 * 365);
    params
}

/// So many days from today, as the certificate library has it.
fn day(days: i64) -> time::OffsetDateTime {
    time::OffsetDateTime::now_utc() + time::Duration::days(days)
}

/// Reads a certificate chain and its key, and reads them again whenever they change.
///
/// # Errors
/// They cannot be read or do not belong together.
pub async fn from_files(certificate: &Path, key: &Path) -> Result<RustlsConfig, ConfigError> {
    let config = RustlsConfig::from_pem_file(certificate, key)
        .await
        .map_err(|error| {
            ConfigError::Value(format!(
                "the certificate {} and its key {} cannot be used: {error}",
                certificate.display(),
                key.display()
            ))
        })?;
    let watched = config.clone();
    let (certificate, key) = (certificate.to_owned(), key.to_owned());
    tokio::spawn(async move {
        let mut seen = changed(&certificate, &key);
        loop {
            tokio::time::sleep(Duration::from_secs(10)).await;
            let now = changed(&certificate, &key);
            if now != seen {
                seen = now;
                match watched.reload_from_pem_file(&certificate, &key).await {
                    Ok(()) => tracing::info!("the certificate was renewed"),
                    Err(error) => {
                        tracing::error!(%error, "the new certificate cannot be used; the old one stays")
                    }
                }
            }
        }
    });
    Ok(config)
}

fn changed(certificate: &Path, key: &Path) -> [Option<SystemTime>; 2] {
    [certificate, key].map(|file| {
        std::fs::metadata(file)
            .and_then(|meta| meta.modified())
            .ok()
    })
}

fn read(file: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(file).map_err(|source| ConfigError::Read {
        file: file.to_owned(),
        source,
    })
}

fn write(file: &Path, text: &str) -> Result<(), ConfigError> {
    use std::io::Write as _;
    let failed = |error: std::io::Error| {
        ConfigError::Value(format!("cannot write {}: {error}", file.display()))
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut output = options.open(file).map_err(failed)?;
    output.write_all(text.as_bytes()).map_err(failed)
}
