//! Starting, running and ending a service.

use crate::app::App;
use crate::builder;
use crate::config::{ConfigError, Settings, Tls};
use crate::executions::{KEPT_MILLISECONDS, Writer, channel};
use crate::http;
use crate::tls;
use axum_server::{Address, Handle, Server};
use std::net::SocketAddr;
use std::time::Duration;
use thiserror::Error;
use tokio::task::JoinSet;
use vestibule_egress::EgressError;
use vestibule_sandbox::SandboxError;
use vestibule_store::{Blobs, StoreError};

/// How often what has expired is deleted.
const CLEAN_UP_EVERY: Duration = Duration::from_secs(60);

/// After this long nobody writes to a file any more. Also how often such files are looked for, because all files are gone through.
const UNFINISHED_AFTER: Duration = Duration::from_secs(3_600);

/// Why a service did not start, or did not go on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The sandbox.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// Outbound HTTP.
    #[error(transparent)]
    Egress(#[from] EgressError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

/// What a service says once it serves.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Serving {
    /// Where, as a URL.
    pub url: String,
    /// What clients are to trust, when it is self-signed.
    pub authority: Option<std::path::PathBuf>,
}

/// The routes of a service that this process calls itself: without a listener, builds and cleaning up.
///
/// # Errors
/// It cannot be opened.
pub async fn routes(settings: &Settings) -> Result<axum::Router, ServeError> {
    let (app, writer) = open(settings).await?;
    let database = app.database().clone();
    tokio::spawn(async move { writer.run(&database).await });
    let request_time = Duration::from_secs(settings.request_seconds);
    Ok(http::router(app, request_time))
}

/// The parts of a service, and what writes its records.
async fn open(settings: &Settings) -> Result<(App, Writer), ServeError> {
    let database = settings.open().await?;
    let blobs = Blobs::at(&settings.blobs)?;
    // A place that cannot be used should show now, not at the first upload.
    blobs.ping().await?;
    let (executions, writer) = channel();
    Ok((App::new(settings, database, blobs, executions)?, writer))
}

/// Serves until `end` is done, then lets what is going on finish.
///
/// # Errors
/// It cannot start.
pub async fn serve(
    settings: Settings,
    started: impl FnOnce(&Serving) + Send,
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let (app, writer) = open(&settings).await?;
    let database = app.database().clone();
    let (tls, authority) = match &settings.tls {
        Tls::Off => (None, None),
        Tls::Files { certificate, key } => (Some(tls::from_files(certificate, key).await?), None),
        Tls::SelfSigned { names } => {
            let made = tls::self_signed(&settings.data.join("tls"), names)?;
            let config = tls::from_files(&made.certificate, &made.key).await?;
            (Some(config), Some(made.authority))
        }
    };
    let listener = std::net::TcpListener::bind(settings.listen)
        .and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        })
        .map_err(|source| ServeError::Listen {
            address: settings.listen,
            source,
        })?;
    let address = listener.local_addr().unwrap_or(settings.listen);
    let failed = |source| ServeError::Listen { address, source };

    let mut background = JoinSet::new();
    for _ in 0..settings.build_workers {
        background.spawn(builder::run(app.clone()));
    }
    background.spawn({
        let app = app.clone();
        async move {
            let heard = app.clone();
            app.database()
                .listen(move || heard.to_build().notify_one())
                .await;
        }
    });
    background.spawn(clean_up(app.clone()));
    background.spawn(sweep(app.clone()));
    let records = tokio::spawn({
        let database = database.clone();
        async move { writer.run(&database).await }
    });

    let handle = Handle::new();
    let grace = Duration::from_secs(settings.shutdown_seconds);
    let ending = tokio::spawn({
        let (handle, app) = (handle.clone(), app.clone());
        async move {
            end.await;
            tracing::info!("shutting down: what is going on is finished first");
            app.set_ending();
            handle.graceful_shutdown(Some(grace));
        }
    });
    let serving = Serving {
        url: format!(
            "{}://{address}",
            if tls.is_some() { "https" } else { "http" }
        ),
        authority,
    };
    tracing::info!(url = serving.url, "serving");
    started(&serving);
    let request = Duration::from_secs(settings.request_seconds);
    let head = Duration::from_secs(settings.head_seconds);
    let router = http::router(app.clone(), request).into_make_service();
    match tls {
        Some(config) => {
            let server = axum_server::from_tcp_rustls(listener, config).map_err(failed)?;
            patient(server, head).handle(handle).serve(router).await
        }
        None => {
            let server = axum_server::from_tcp(listener).map_err(failed)?;
            patient(server, head).handle(handle).serve(router).await
        }
    }
    .map_err(failed)?;
    ending.abort();
    background.shutdown().await;
    // Builds that were going on are given back, so that the next start, or another node, takes them up at once.
    database.release_builds(app.node()).await?;
    drop(app);
    // All senders are gone, so this ends when the last record is written.
    let _ = tokio::time::timeout(grace, records).await;
    database.close().await;
    Ok(())
}

/// Waits so long for the head of a request, and no longer: or else whoever opens connections and says nothing has them all.
fn patient<A: Address, B>(server: Server<A, B>, head: Duration) -> Server<A, B> {
    let mut server = server.first_request_timeout(head);
    let http = server.http_builder();
    http.http1().header_read_timeout(head);
    // A client that is gone without a word does not answer a ping.
    http.http2().keep_alive_interval(head);
    server
}

async fn clean_up(app: App) {
    loop {
        match app.database().clean_up(KEPT_MILLISECONDS).await {
            Ok(0) => {}
            Ok(rows) => tracing::debug!(rows, "deleted what has expired"),
            Err(error) => tracing::warn!(%error, "cannot delete what has expired"),
        }
        tokio::time::sleep(CLEAN_UP_EVERY).await;
    }
}

async fn sweep(app: App) {
    loop {
        match app.blobs().sweep(UNFINISHED_AFTER).await {
            0 => {}
            files => tracing::info!(files, "deleted what was left half written"),
        }
        tokio::time::sleep(UNFINISHED_AFTER).await;
    }
}
