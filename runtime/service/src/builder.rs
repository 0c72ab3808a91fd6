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
                app.programs().rest();
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
    let outcome = component(app, build).await;
    let (status, errors, component) = match outcome {
        Ok(component) => (BuildStatus::Built, Vec::new(), Some(component)),
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

/// The digest of the component that a draft is, or that its source gives.
async fn component(app: &App, build: &Build) -> Result<String, ProgramError> {
    let (name, draft) = (&build.action_name, &build.draft);
    let Some(component) = &draft.component else {
        if !draft.dependencies.is_empty() {
            return Err(refused(
                "dependencies",
                "npm packages cannot be installed here: bundle them into the code, or upload a component",
            ));
        }
        let Some(code) = &draft.code else {
            return Err(refused(
                "empty",
                "the action has neither code nor a component yet",
            ));
        };
        return app.programs().build_javascript(name, code).await;
    };
    let Some(bytes) = app.blobs().component(&component.sha256).await? else {
        return Err(ProgramError::Missing(component.sha256.clone()));
    };
    app.programs()
        .compile(name, &component.sha256, bytes)
        .await?;
    Ok(component.sha256.clone())
}

fn refused(code: &str, reason: &str) -> ProgramError {
    crate::compile::CompileError::Refused(vec![(code.to_owned(), reason.to_owned())]).into()
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
