//! What the commands around the service take. The doc comments are their help.

use clap::{Args, Subcommand};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use vestibule_service::config::{ConfigError, LogFormat, Partial, Settings};

/// Where the service's settings come from: the command line, the environment, a file; the earlier goes first.
#[derive(Debug, Args, Clone, Default)]
pub struct ServiceSettings {
    /// A file with settings, TOML; every option below can be in it, with _ for -
    #[arg(long, value_name = "FILE", env = "VESTIBULE_CONFIG")]
    pub config: Option<PathBuf>,
    /// The folder with the database, components and keys [default: vestibule-data]
    #[arg(long, value_name = "FOLDER", env = "VESTIBULE_DATA")]
    pub data: Option<PathBuf>,
    /// sqlite:FILE or postgres://USER@HOST/NAME [default: a file in the data folder]
    #[arg(
        long,
        value_name = "URL",
        env = "VESTIBULE_DATABASE",
        hide_env_values = true
    )]
    pub database: Option<String>,
    /// The file with the master key, 32 bytes in base64 [default: master.key in the data folder, made at the
    /// first start; or VESTIBULE_MASTER_KEY]
    #[arg(long, value_name = "FILE", env = "VESTIBULE_MASTER_KEY_FILE")]
    pub master_key_file: Option<PathBuf>,
}

/// What `serve` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vestibule serve                                  plain HTTP on 127.0.0.1:8080
  vestibule serve --tls-self-signed                TLS on 127.0.0.1:8443; clients trust vestibule-data/tls/ca.pem
  vestibule serve --tls-certificate c.pem --tls-key k.pem --listen 0.0.0.0:443
  vestibule serve --database postgres://vestibule@db/vestibule --master-key-file master.key

Ctrl-C or SIGTERM ends it when what is going on has finished.")]
pub struct ServeArguments {
    #[command(flatten)]
    pub settings: ServiceSettings,
    /// Where components and compiled code are: a folder or s3://BUCKET[/PREFIX], which several nodes can share; credentials of S3 come from AWS_…
    /// [default: blobs in the data folder]
    #[arg(long, value_name = "PLACE", env = "VESTIBULE_BLOBS")]
    pub blobs: Option<String>,
    /// Where to listen [default: 127.0.0.1:8080, with TLS 127.0.0.1:8443]
    #[arg(long, value_name = "ADDRESS", env = "VESTIBULE_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// The certificate chain, a PEM file; read again when it changes
    #[arg(long, value_name = "FILE", env = "VESTIBULE_TLS_CERTIFICATE")]
    pub tls_certificate: Option<PathBuf>,
    /// The certificate's key, a PEM file
    #[arg(long, value_name = "FILE", env = "VESTIBULE_TLS_KEY")]
    pub tls_key: Option<PathBuf>,
    /// Make a certificate, and an authority that clients can be told to trust
    #[arg(long, env = "VESTIBULE_TLS_SELF_SIGNED")]
    pub tls_self_signed: bool,
    /// A name or address in the self-signed certificate; repeat it [default: localhost, 127.0.0.1, ::1]
    #[arg(long = "tls-name", value_name = "NAME")]
    pub tls_names: Vec<String>,
    /// How many runs of Actions go on at once [default: 64]
    #[arg(long, value_name = "N", env = "VESTIBULE_CONCURRENT_RUNS")]
    pub concurrent_runs: Option<u32>,
    /// How much fuel a second the Actions of one tenant can use [default: 2000000000, about what one processor does]
    #[arg(long, value_name = "N", env = "VESTIBULE_TENANT_FUEL_PER_SECOND")]
    pub tenant_fuel_per_second: Option<u64>,
    /// How many builds go on at once; 0 leaves them to other nodes [default: 1]
    #[arg(long, value_name = "N", env = "VESTIBULE_BUILD_WORKERS")]
    pub build_workers: Option<usize>,
    /// The npm that installs the dependencies of Actions in JavaScript, e.g. npm; it needs Node beside it
    #[arg(long, value_name = "PROGRAM", env = "VESTIBULE_NPM")]
    pub npm: Option<PathBuf>,
    /// How logs look: text or json [default: text]
    #[arg(long, value_parser = log_format, value_name = "FORMAT", env = "VESTIBULE_LOG_FORMAT")]
    pub log_format: Option<LogFormat>,
    /// Where to send traces to, with OTLP over HTTP, as in http://localhost:4318
    #[arg(long, value_name = "URL", env = "OTEL_EXPORTER_OTLP_ENDPOINT")]
    pub otlp_endpoint: Option<String>,
    /// Let no Action send HTTP requests, whatever hosts its configuration lists
    #[arg(long, env = "VESTIBULE_NO_OUTBOUND")]
    pub no_outbound: bool,
    /// A network that Actions may reach although it is not global, as 10.1.2.0/24; repeat it
    #[arg(long = "outbound-address", value_name = "CIDR")]
    pub outbound_addresses: Vec<String>,
    /// Authorities to trust for Actions' HTTP requests besides those of Mozilla's list, a PEM file
    #[arg(long, value_name = "FILE", env = "VESTIBULE_OUTBOUND_CA")]
    pub outbound_ca: Option<PathBuf>,
    /// Which logs, as in info,vestibule_service=debug [default: info]
    #[arg(long, value_name = "FILTER", env = "VESTIBULE_LOG")]
    pub log: Option<String>,
}

fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("expected text or json".to_owned()),
    }
}

impl ServiceSettings {
    /// What is given here.
    pub fn partial(&self) -> Partial {
        Partial {
            data: self.data.clone(),
            database: self.database.clone(),
            master_key_file: self.master_key_file.clone(),
            ..Partial::default()
        }
    }

    /// The settings in force, with `more` from the command line.
    ///
    /// # Errors
    /// The file cannot be read, or a setting cannot be had.
    pub fn resolve(&self, more: Partial) -> Result<Settings, ConfigError> {
        let file = match &self.config {
            Some(file) => Partial::read(file)?,
            None if Path::new("vestibule.toml").is_file() => {
                Partial::read(Path::new("vestibule.toml"))?
            }
            None => Partial::default(),
        };
        more.or(self.partial()).or(file).resolve()
    }
}

impl ServeArguments {
    /// The settings in force.
    ///
    /// # Errors
    /// As [`ServiceSettings::resolve`].
    pub fn resolve(&self) -> Result<Settings, ConfigError> {
        self.settings.resolve(Partial {
            listen: self.listen,
            blobs: self.blobs.clone(),
            tls_certificate: self.tls_certificate.clone(),
            tls_key: self.tls_key.clone(),
            tls_self_signed: self.tls_self_signed.then_some(true),
            tls_names: (!self.tls_names.is_empty()).then(|| self.tls_names.clone()),
            concurrent_runs: self.concurrent_runs,
            tenant_fuel_per_second: self.tenant_fuel_per_second,
            build_workers: self.build_workers,
            npm: self.npm.clone(),
            log_format: self.log_format,
            log: self.log.clone(),
            otlp_endpoint: self.otlp_endpoint.clone(),
            no_outbound: self.no_outbound.then_some(true),
            outbound_addresses: (!self.outbound_addresses.is_empty())
                .then(|| self.outbound_addresses.clone()),
            outbound_ca: self.outbound_ca.clone(),
            ..Partial::default()
        })
    }
}

/// What `config` can do.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Say which settings are in force, and whether a service could start with them
    Check(ServeArguments),
}

/// What `tenant` can do. It works on the database itself, so it needs no running service and no token.
#[derive(Debug, Subcommand)]
pub enum TenantCommand {
    /// Make a tenant, with a client and an API token; both are shown this once
    Create {
        /// Its name: lower-case letters, digits and hyphens
        name: String,
        #[command(flatten)]
        settings: ServiceSettings,
    },
    /// List the tenants
    List {
        #[command(flatten)]
        settings: ServiceSettings,
    },
    /// Delete a tenant, with everything that it has
    Delete {
        /// Its name
        name: String,
        /// Do it
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        settings: ServiceSettings,
    },
    /// Make another API token for a tenant; it is shown this once
    Token {
        /// The tenant's name
        name: String,
        /// What it allows; repeat it [default: everything for management; --flows for an identity provider]
        #[arg(long = "scope", value_name = "SCOPE")]
        scopes: Vec<String>,
        /// Allow running logins, and nothing else
        #[arg(long, conflicts_with = "scopes")]
        flows: bool,
        /// How many days it is good
        #[arg(long, value_name = "N", default_value_t = 365)]
        days: u16,
        #[command(flatten)]
        settings: ServiceSettings,
    },
    /// Make a token good for nothing
    Revoke {
        /// The tenant's name
        name: String,
        /// The token's id (its claim jti)
        token_id: String,
        #[command(flatten)]
        settings: ServiceSettings,
    },
}

/// Which service, and who asks.
#[derive(Debug, Args, Clone)]
pub struct Remote {
    /// Where the service is
    #[arg(
        long,
        value_name = "URL",
        env = "VESTIBULE_URL",
        default_value = "http://127.0.0.1:8080"
    )]
    pub url: String,
    /// An API token of the tenant
    #[arg(
        long,
        value_name = "TOKEN",
        env = "VESTIBULE_TOKEN",
        hide_env_values = true
    )]
    pub token: Option<String>,
    /// An authority to trust, a PEM file, for a service with --tls-self-signed
    #[arg(long, value_name = "FILE", env = "VESTIBULE_CA")]
    pub ca: Option<PathBuf>,
}

/// What `deploy` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vestibule deploy my-action.wasm --bind
  vestibule deploy my-action.wasm --name \"My Action\" --secret KEY=value

Makes the Action if there is none of the name, uploads the component, waits for its build, deploys it,
and with --bind puts it at the end of what runs at a login, unless it is there already.")]
pub struct DeployArguments {
    /// The component
    pub file: PathBuf,
    /// The Action's name [default: the file's name without .wasm]
    #[arg(long)]
    pub name: Option<String>,
    /// Bind it, so that it decides about logins, also if it was bound for the record only
    #[arg(long)]
    pub bind: bool,
    /// Bind it for the record only: it runs at logins, and what it asks for has no effect. Refused if it decides about logins already
    #[arg(long)]
    pub shadow: bool,
    /// A secret, NAME=VALUE; repeat it. What is not named here stays as it is
    #[arg(long = "secret", value_name = "NAME=VALUE")]
    pub secrets: Vec<String>,
    /// A host that it may reach over HTTP, as api.example.com; repeat it. Without any, the hosts stay as they are
    #[arg(long = "allow-host", value_name = "HOST")]
    pub allowed_hosts: Vec<String>,
    #[command(flatten)]
    pub remote: Remote,
}

/// What `actions` can do.
#[derive(Debug, Subcommand)]
pub enum ActionsCommand {
    /// List the Actions
    List(Remote),
    /// Show one
    Show {
        /// Its name or id
        action: String,
        #[command(flatten)]
        remote: Remote,
    },
    /// Show its versions
    Versions {
        /// Its name or id
        action: String,
        #[command(flatten)]
        remote: Remote,
    },
    /// Deploy what an older version was
    Rollback {
        /// Its name or id
        action: String,
        /// The version's number
        number: u64,
        #[command(flatten)]
        remote: Remote,
    },
    /// Delete one
    Delete {
        /// Its name or id
        action: String,
        /// Also if it is bound
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        remote: Remote,
    },
}

/// What `triggers` can do.
#[derive(Debug, Subcommand)]
pub enum TriggersCommand {
    /// List the triggers
    List(Remote),
    /// Show what is bound to post-login, in the order of execution
    Show(Remote),
    /// Bind exactly these Actions, in this order; none unbinds all
    Bind {
        /// Names of Actions
        actions: Vec<String>,
        #[command(flatten)]
        remote: Remote,
    },
    /// Have a bound Action run for the record only: what it asks for has no effect, and neither has its failure
    Shadow {
        /// Its name
        action: String,
        /// Have it count again
        #[arg(long)]
        off: bool,
        #[command(flatten)]
        remote: Remote,
    },
    /// Unbind one Action
    Unbind {
        /// Its name
        action: String,
        #[command(flatten)]
        remote: Remote,
    },
}

/// What `logs` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vestibule logs
  vestibule logs --follow --json")]
pub struct LogsArguments {
    /// Go on as logins come, until Ctrl-C
    #[arg(long, short)]
    pub follow: bool,
    #[command(flatten)]
    pub remote: Remote,
}
