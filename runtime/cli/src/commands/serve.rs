//! `vestibule serve` and `vestibule config check`

use crate::exit::{Exit, Refused};
use crate::service_arguments::{ConfigCommand, ServeArguments};
use crate::terminal::{GOOD, note, print_json, styled};
use anstream::println;
use anyhow::{Context as _, Result};
use serde_json::json;
use std::io::Write as _;
use vestibule_service::config::Settings;
use vestibule_service::serve;
use vestibule_service::telemetry::Telemetry;

/// Serves until it is told to end.
///
/// # Errors
/// A setting cannot be had, or the service cannot start.
pub fn run(arguments: &ServeArguments, as_json: bool) -> Result<Exit> {
    let settings = resolve(arguments)?;
    let telemetry = Telemetry::start(&settings).map_err(|error| Refused(error.to_string()))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let data = settings.data.clone();
    runtime.block_on(serve(
        settings,
        move |serving| {
            if as_json {
                // Nobody may be reading any more; that is no reason not to serve.
                let _ = writeln!(std::io::stdout(), "{}", json!(serving));
                return;
            }
            note(format!("serving on {}", serving.url));
            if let Some(authority) = &serving.authority {
                note(format!("clients trust it with {}", authority.display()));
            }
            note(format!(
                "a tenant is made with: vestibule tenant create NAME --data {}",
                data.display()
            ));
        },
        asked_to_end(),
    ))?;
    telemetry.end();
    Ok(Exit::Done)
}

/// Checks settings.
///
/// # Errors
/// A setting cannot be had, or the database or key cannot be used.
pub fn config(command: &ConfigCommand, as_json: bool) -> Result<Exit> {
    let ConfigCommand::Check(arguments) = command;
    let settings = resolve(arguments)?;
    let database = match settings.database.split_once(':') {
        Some((kind, _)) => kind.to_owned(),
        None => settings.database.clone(),
    };
    if settings.data.exists() {
        settings
            .master_key()
            .map_err(|error| Refused(error.to_string()))?;
    }
    if as_json {
        let mut view = json!(settings);
        view["database"] = json!(database);
        print_json(&view)?;
    } else {
        println!("{} the settings can be used", styled(GOOD, "ok"));
        println!("{settings:#?}", settings = Shown(&settings, &database));
    }
    Ok(Exit::Done)
}

/// Settings without what may be secret.
struct Shown<'a>(&'a Settings, &'a str);

impl std::fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Settings {
            listen,
            data,
            tls,
            concurrent_runs,
            build_workers,
            ..
        } = self.0;
        f.debug_struct("Settings")
            .field("listen", listen)
            .field("data", data)
            .field("database", &self.1)
            .field("tls", tls)
            .field("concurrent_runs", concurrent_runs)
            .field("build_workers", build_workers)
            .finish()
    }
}

fn resolve(arguments: &ServeArguments) -> Result<Settings> {
    Ok(arguments
        .resolve()
        .map_err(|error| Refused(error.to_string()))?)
}

/// Done at Ctrl-C or SIGTERM.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let interrupted = signal(SignalKind::interrupt()).context("SIGINT");
        let terminated = signal(SignalKind::terminate()).context("SIGTERM");
        if let (Ok(mut interrupted), Ok(mut terminated)) = (interrupted, terminated) {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
