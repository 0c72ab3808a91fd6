//! The service's settings: a file, the environment, the command line; the later goes before the earlier.

use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use thiserror::Error;
use vestibule_egress::EgressSettings;
use vestibule_store::{Database, MasterKey, StoreError};

/// What is given; each source is one of these, and what is absent there comes from the next.
#[derive(Debug, Default, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Partial {
    /// See [`Settings::listen`].
    pub listen: Option<SocketAddr>,
    /// See [`Settings::data`].
    pub data: Option<PathBuf>,
    /// See [`Settings::database`].
    pub database: Option<String>,
    /// See [`Settings::database_connections`].
    pub database_connections: Option<u32>,
    /// See [`Settings::blobs`].
    pub blobs: Option<String>,
    /// The file with the master key.
    pub master_key_file: Option<PathBuf>,
    /// See [`Tls::Files`].
    pub tls_certificate: Option<PathBuf>,
    /// See [`Tls::Files`].
    pub tls_key: Option<PathBuf>,
    /// See [`Tls::SelfSigned`].
    pub tls_self_signed: Option<bool>,
    /// Names and addresses in a self-signed certificate.
    pub tls_names: Option<Vec<String>>,
    /// See [`Settings::concurrent_runs`].
    pub concurrent_runs: Option<u32>,
    /// See [`Settings::tenant_fuel_per_second`].
    pub tenant_fuel_per_second: Option<u64>,
    /// See [`Settings::program_cache_bytes`].
    pub program_cache_bytes: Option<u64>,
    /// See [`Settings::build_workers`].
    pub build_workers: Option<usize>,
    /// See [`Settings::npm`].
    pub npm: Option<PathBuf>,
    /// See [`Settings::log_format`].
    pub log_format: Option<LogFormat>,
    /// See [`Settings::log`].
    pub log: Option<String>,
    /// See [`Settings::otlp_endpoint`].
    pub otlp_endpoint: Option<String>,
    /// The opposite of [`Settings::outbound`].
    pub no_outbound: Option<bool>,
    /// See [`Settings::outbound_addresses`].
    pub outbound_addresses: Option<Vec<String>>,
    /// See [`Settings::outbound_ca`].
    pub outbound_ca: Option<PathBuf>,
    /// See [`Settings::shutdown_seconds`].
    pub shutdown_seconds: Option<u64>,
    /// See [`Settings::head_seconds`].
    pub head_seconds: Option<u64>,
    /// See [`Settings::request_seconds`].
    pub request_seconds: Option<u64>,
}

/// The settings as they are in force.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settings {
    /// Where to listen. Default `127.0.0.1:8080`, with TLS `127.0.0.1:8443`.
    pub listen: SocketAddr,
    /// The folder with the database, components and keys. Default `vestibule-data`.
    pub data: PathBuf,
    /// `sqlite:FILE` or `postgres://…`. Default a file in the data folder. Not shown: it may hold a password.
    #[serde(skip)]
    pub database: String,
    /// How many connections to the database. Default 16.
    pub database_connections: u32,
    /// Where components and compiled artefacts are: a folder or `s3://BUCKET[/PREFIX]`, which several nodes can share. Default `blobs` in the data
    /// folder.
    pub blobs: String,
    /// Where the master key is. Absent: `master.key` in the data folder, which is made if need be.
    pub master_key_file: Option<PathBuf>,
    /// How to serve.
    pub tls: Tls,
    /// How many runs of Actions go on at once; further ones wait. Default 64.
    pub concurrent_runs: u32,
    /// How much fuel a second the Actions of one tenant can use on this node, in the long run; it can save up some. Default 2,000,000,000, which is about
    /// what one processor does.
    pub tenant_fuel_per_second: u64,
    /// How much memory loaded Actions may take, in bytes: their compiled code, and what their memories start with. Default 256 MiB.
    pub program_cache_bytes: u64,
    /// How many builds go on at once; 0 leaves them to other nodes. Default 1.
    pub build_workers: usize,
    /// The npm that installs the dependencies of Actions in JavaScript, e.g. `npm`; it needs Node beside it. Absent: an Action with dependencies is not
    /// built.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub npm: Option<PathBuf>,
    /// How logs look. Default `text`.
    pub log_format: LogFormat,
    /// Which logs, as in `info,vestibule_service=debug`. Default `info`.
    pub log: String,
    /// Where traces are sent to, with OTLP over HTTP, as in `http://localhost:4318`. Absent: nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otlp_endpoint: Option<String>,
    /// Whether Actions may send HTTP requests, to the hosts that their configuration lists. Default yes.
    pub outbound: bool,
    /// Networks that they may reach although they are not global, as `10.1.2.0/24`. Default none.
    pub outbound_addresses: Vec<String>,
    /// A PEM file with authorities that are trusted for it besides those of Mozilla's list. Absent: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outbound_ca: Option<PathBuf>,
    /// How long a shutdown waits for what is going on, in seconds. Default 30.
    pub shutdown_seconds: u64,
    /// How long a connection may take until the head of its next request is complete, in seconds; what is idle for longer is closed. Default 75.
    pub head_seconds: u64,
    /// How long a request may take as a whole, its body included, in seconds. Default 120: logins have 20 of their own, an upload has this.
    pub request_seconds: u64,
}

/// How to serve.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// Plain HTTP, for behind a proxy.
    Off,
    /// With a certificate chain and its key, PEM files. They are read again when they change.
    Files {
        /// The chain.
        certificate: PathBuf,
        /// The key.
        key: PathBuf,
    },
    /// With a certificate of an authority that is made at the first start and kept in the data folder (`tls/ca.pem`).
    SelfSigned {
        /// Names and addresses of this server.
        names: Vec<String>,
    },
}

/// How logs look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Why settings are unusable.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {file}: {source}")]
    Read {
        /// Which file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no TOML, or has something in it that is no setting.
    #[error("{file}: {message}")]
    Parse {
        /// Which file.
        file: PathBuf,
        /// What is wrong, with the place.
        message: String,
    },
    /// A setting has a value that it cannot have.
    #[error("{0}")]
    Value(String),
    /// The master key or the database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Partial {
    /// Reads a file, TOML.
    ///
    /// # Errors
    /// It cannot be read, or holds something that is no setting.
    pub fn read(file: &Path) -> Result<Partial, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|source| ConfigError::Read {
            file: file.to_owned(),
            source,
        })?;
        toml::from_str(&text).map_err(|error| ConfigError::Parse {
            file: file.to_owned(),
            message: error.to_string().trim_end().to_owned(),
        })
    }

    /// These settings, and where they are absent those of `other`.
    #[must_use]
    pub fn or(self, other: Partial) -> Partial {
        Partial {
            listen: self.listen.or(other.listen),
            data: self.data.or(other.data),
            database: self.database.or(other.database),
            database_connections: self.database_connections.or(other.database_connections),
            blobs: self.blobs.or(other.blobs),
            master_key_file: self.master_key_file.or(other.master_key_file),
            tls_certificate: self.tls_certificate.or(other.tls_certificate),
            tls_key: self.tls_key.or(other.tls_key),
            tls_self_signed: self.tls_self_signed.or(other.tls_self_signed),
            tls_names: self.tls_names.or(other.tls_names),
            concurrent_runs: self.concurrent_runs.or(other.concurrent_runs),
            tenant_fuel_per_second: self.tenant_fuel_per_second.or(other.tenant_fuel_per_second),
            program_cache_bytes: self.program_cache_bytes.or(other.program_cache_bytes),
            build_workers: self.build_workers.or(other.build_workers),
            npm: self.npm.or(other.npm),
            log_format: self.log_format.or(other.log_format),
            log: self.log.or(other.log),
            otlp_endpoint: self.otlp_endpoint.or(other.otlp_endpoint),
            no_outbound: self.no_outbound.or(other.no_outbound),
            outbound_addresses: self.outbound_addresses.or(other.outbound_addresses),
            outbound_ca: self.outbound_ca.or(other.outbound_ca),
            shutdown_seconds: self.shutdown_seconds.or(other.shutdown_seconds),
            head_seconds: self.head_seconds.or(other.head_seconds),
            request_seconds: self.request_seconds.or(other.request_seconds),
        }
    }

    /// The settings in force.
    ///
    /// # Errors
    /// A value is out of range, or two settings contradict each other.
    pub fn resolve(self) -> Result<Settings, ConfigError> {
        let value = |text: &str| Err(ConfigError::Value(text.to_owned()));
        let self_signed = self.tls_self_signed.unwrap_or(false);
        let tls = match (self.tls_certificate, self.tls_key) {
            (Some(_), Some(_)) if self_signed => {
                return value(
                    "tls_self_signed and tls_certificate are both given; choose one of them",
                );
            }
            (Some(certificate), Some(key)) => Tls::Files { certificate, key },
            (None, None) if self_signed => Tls::SelfSigned {
                names: self
                    .tls_names
                    .unwrap_or_else(|| ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into()),
            },
            (None, None) => Tls::Off,
            _ => return value("tls_certificate and tls_key belong together; one is missing"),
        };
        let port = if tls == Tls::Off { 8080 } else { 8443 };
        let data = self.data.unwrap_or_else(|| "vestibule-data".into());
        let settings = Settings {
            listen: self
                .listen
                .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], port))),
            database: self
                .database
                .unwrap_or_else(|| format!("sqlite:{}", data.join("vestibule.sqlite").display())),
            blobs: self
                .blobs
                .unwrap_or_else(|| data.join("blobs").display().to_string()),
            data,
            database_connections: self.database_connections.unwrap_or(16),
            master_key_file: self.master_key_file,
            tls,
            concurrent_runs: self.concurrent_runs.unwrap_or(64),
            tenant_fuel_per_second: self.tenant_fuel_per_second.unwrap_or(2_000_000_000),
            program_cache_bytes: self.program_cache_bytes.unwrap_or(256 << 20),
            build_workers: self.build_workers.unwrap_or(1),
            npm: self.npm,
            log_format: self.log_format.unwrap_or(LogFormat::Text),
            log: self.log.unwrap_or_else(|| "info".to_owned()),
            otlp_endpoint: self.otlp_endpoint,
            outbound: !self.no_outbound.unwrap_or(false),
            outbound_addresses: self.outbound_addresses.unwrap_or_default(),
            outbound_ca: self.outbound_ca,
            shutdown_seconds: self.shutdown_seconds.unwrap_or(30),
            head_seconds: self.head_seconds.unwrap_or(75),
            request_seconds: self.request_seconds.unwrap_or(120),
        };
        if !(1..=2_000).contains(&settings.concurrent_runs) {
            return value("concurrent_runs: expected 1 to 2000");
        }
        if !(1_000_000..=1_000_000_000_000_000).contains(&settings.tenant_fuel_per_second) {
            return value("tenant_fuel_per_second: expected 1000000 to 1000000000000000");
        }
        if !(2..=1_000).contains(&settings.database_connections) {
            return value("database_connections: expected 2 to 1000");
        }
        for (name, seconds) in [
            ("head_seconds", settings.head_seconds),
            ("request_seconds", settings.request_seconds),
        ] {
            if !(1..=3_600).contains(&seconds) {
                return value(&format!("{name}: expected 1 to 3600"));
            }
        }
        settings.egress()?;
        Ok(settings)
    }
}

impl Settings {
    /// The rules for outbound HTTP; absent when there is none.
    ///
    /// # Errors
    /// One of the networks is not written as one.
    pub fn egress(&self) -> Result<Option<EgressSettings>, ConfigError> {
        if !self.outbound {
            return Ok(None);
        }
        let addresses = self.outbound_addresses.iter().map(|network| {
            network.parse().map_err(|_| {
                ConfigError::Value(format!(
                    "outbound_addresses: {network:?} is no network; expected e.g. 10.1.2.0/24"
                ))
            })
        });
        Ok(Some(EgressSettings {
            addresses: addresses.collect::<Result<_, _>>()?,
            authorities: self.outbound_ca.clone(),
        }))
    }

    /// Reads the master key, or makes one in the data folder if this is the first start of a single node.
    ///
    /// # Errors
    /// The key is missing or unusable.
    pub fn master_key(&self) -> Result<MasterKey, ConfigError> {
        if let Ok(text) = std::env::var("VESTIBULE_MASTER_KEY") {
            return Ok(MasterKey::parse(&text)?);
        }
        if let Some(file) = &self.master_key_file {
            return Ok(MasterKey::read(file)?);
        }
        let file = self.data.join("master.key");
        if file.exists() {
            return Ok(MasterKey::read(&file)?);
        }
        if self.database.starts_with("postgres") {
            return Err(ConfigError::Value(
                "no master key: nodes on one PostgreSQL must have the same one, so none is made by itself. Make one with: openssl rand -base64 32 > master.key; and give it with master_key_file or VESTIBULE_MASTER_KEY".to_owned(),
            ));
        }
        Ok(MasterKey::create(&file)?)
    }

    /// Makes the data folder, and opens the database.
    ///
    /// # Errors
    /// The folder cannot be made, the key is missing, or the database cannot be opened.
    pub async fn open(&self) -> Result<Database, ConfigError> {
        make_private_folder(&self.data)?;
        let key = self.master_key()?;
        Ok(Database::open(&self.database, self.database_connections, key).await?)
    }
}

/// Makes a folder that only its owner can look into.
pub(crate) fn make_private_folder(folder: &Path) -> Result<(), ConfigError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|error| ConfigError::Value(format!("cannot make {}: {error}", folder.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_later_goes_first() {
        let file: Partial = toml::from_str("data = \"a\"\nconcurrent_runs = 8").unwrap();
        let flags = Partial {
            data: Some("b".into()),
            ..Partial::default()
        };
        let settings = flags.or(file).resolve().unwrap();
        assert_eq!(settings.data, Path::new("b"));
        assert_eq!(settings.concurrent_runs, 8);
        assert_eq!(settings.database, "sqlite:b/vestibule.sqlite");
    }

    #[test]
    fn what_is_no_setting_is_named() {
        let error = toml::from_str::<Partial>("concurent_runs = 8").unwrap_err();
        assert!(error.to_string().contains("concurent_runs"), "{error}");
        let half = Partial {
            tls_key: Some("k".into()),
            ..Partial::default()
        };
        assert!(half.resolve().is_err());
        let network = Partial {
            outbound_addresses: Some(vec!["10.0.0.1".into()]),
            ..Partial::default()
        };
        let error = network.resolve().unwrap_err().to_string();
        assert!(error.contains("\"10.0.0.1\" is no network"), "{error}");
    }
}
