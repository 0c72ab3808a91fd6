//! Builds drafts: checks and compiles uploaded components, one node at a time, and takes over what a dead node had begun.

use crate::app::App;
use crate::programs::ProgramError;
use std::time::Duration;
use vestibule_store::actions::{BuildError, BuildResult, BuildStatus};
use vestibule_store::{Build, timestamp};

/// How long a node has a build before another takes it over, in milliseconds, unless it renews its claim: that is how long a build waits whose node
/// has died.
const CLAIM_MILLISECONDS: i64 = 30_000;
/// How often it does.
const RENEW_EVERY: Duration = Duration::from_secs(8);
/// How often a node looks for builds that nobody told it of.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What a version says that was not really built. Loud, because until JavaScript builds exist it cannot run.
pub const STAND_IN: &str = "This build is a STAND-IN: Vestibule cannot run JavaScript source yet, so nothing was compiled. The action can be deployed and bound, and every login that reaches it fails closed. Upload a component instead: PUT /api/v2/actions/actions/{id}/component.";

/// Builds whatever is to be built, until it is dropped.
pub async fn run(app: App) {
    loop {
        match app
            .database()
            .claim_build(app.node(), CLAIM_MILLISECONDS)
            .await
        {
            Ok(Some(build)) => {
                if let Err(error) = claimed(&build, finish(&app, &build)).await {
                    tracing::error!(action = build.action_name, %error, "a build could not be finished; it is tried again later");
                }
                app.built().notify_waiters();
            }
            Ok(None) => {
                let _ = tokio::time::timeout(LOOK_EVERY, app.to_build().notified()).await;
            }
            Err(error) => {
                tracing::warn!(%error, "cannot look for builds");
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
    }
}

/// Carries out `work`, and renews the claim as long as it takes. A claim that could not be renewed costs no more than a build that two nodes do.
async fn claimed<T>(build: &Build, work: impl Future<Output = T>) -> T {
    let renew = async {
        loop {
            tokio::time::sleep(RENEW_EVERY).await;
            if let Err(error) = build.renew(CLAIM_MILLISECONDS).await {
                tracing::warn!(action = build.action_name, %error, "a claim of a build could not be renewed");
            }
        }
    };
    tokio::select! {
        done = work => done,
        () = renew => unreachable!("it goes on for ever"),
    }
}

async fn finish(app: &App, build: &Build) -> Result<(), ProgramError> {
    let started = std::time::Instant::now();
    let outcome = match &build.draft.component {
        Some(component) => {
            let bytes = app.blobs().component(&component.sha256).await?;
            match bytes {
                None => Err(ProgramError::Missing(component.sha256.clone())),
                Some(bytes) => app
                    .programs()
                    .compile(&build.action_name, &component.sha256, bytes)
                    .await
                    .map(|_| Some(component.sha256.clone())),
            }
        }
        None => Ok(None),
    };
    let (status, errors, component) = match outcome {
        Ok(Some(component)) => (BuildStatus::Built, Vec::new(), Some(component)),
        Ok(None) => (
            BuildStatus::Built,
            vec![message("stand_in", STAND_IN)],
            None,
        ),
        Err(ProgramError::Compile(error)) if error.is_final() => {
            (BuildStatus::Failed, errors_of(&error), None)
        }
        Err(ProgramError::Missing(component)) => {
            let text =
                format!("The component {component} is missing from the storage; upload it again.");
            (
                BuildStatus::Failed,
                vec![message("component_missing", &text)],
                None,
            )
        }
        Err(error) => return Err(error),
    };
    let result = BuildResult {
        built_at: (status == BuildStatus::Built).then(timestamp),
        errors,
        component,
    };
    let counted = build.finish(status, &result).await?;
    app.metrics().build(status.name());
    tracing::info!(
        tenant = build.tenant.name(),
        action = build.action_name,
        status = status.name(),
        milliseconds = started.elapsed().as_millis() as u64,
        superseded = !counted,
        "built"
    );
    Ok(())
}

fn errors_of(error: &crate::compile::CompileError) -> Vec<BuildError> {
    match error {
        crate::compile::CompileError::Refused(reasons) => reasons
            .iter()
            .map(|(code, text)| message(code, text))
            .collect(),
        error => vec![message("limit", &error.to_string())],
    }
}

fn message(id: &str, msg: &str) -> BuildError {
    BuildError {
        id: id.to_owned(),
        msg: msg.to_owned(),
        url: String::new(),
    }
}
