//! Builds drafts: checks and compiles uploaded components, one node at a time, and takes over what a dead node had begun.

use crate::app::App;
use crate::programs::ProgramError;
use serde::Deserialize as _;
use serde_json::Value;
use std::time::Duration;
use vestibule_javascript::Dependency;
use vestibule_sandbox::{Limits, Program};
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
    app.programs().prepare().await;
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
        let code = draft.code.as_deref().unwrap_or_default();
        if code.trim().is_empty() {
            return Err(refused(
                "empty",
                "the action has neither code nor a component yet",
            ));
        }
        let packages = packages(app, code, &draft.dependencies).await?;
        let program = app
            .programs()
            .build_javascript(name, code, packages.as_deref())
            .await?;
        fits(&program, draft.limits.as_ref())?;
        return Ok(program.digest().to_string());
    };
    let Some(bytes) = app.blobs().component(&component.sha256).await? else {
        return Err(ProgramError::Missing(component.sha256.clone()));
    };
    let program = app
        .programs()
        .compile(name, &component.sha256, bytes)
        .await?;
    fits(&program, draft.limits.as_ref())?;
    Ok(component.sha256.clone())
}

/// A program that needs more to start with than its Action may have would fail at every login.
fn fits(program: &Program, limits: Option<&Value>) -> Result<(), ProgramError> {
    // Limits were checked when they were set; those that this version does not know are told of when the Action runs.
    let limits = limits.and_then(|limits| Limits::deserialize(limits).ok());
    let limit = limits.unwrap_or_default().memory_bytes;
    let needed = program.initial_memory_bytes();
    if needed > limit {
        return Err(refused(
            "too_complex",
            &format!(
                "the component has a memory that starts with {needed} bytes; the action's limit memory_bytes is {limit}"
            ),
        ));
    }
    Ok(())
}

/// The bundle of an Action's npm packages; none if it has none.
async fn packages(
    app: &App,
    code: &str,
    dependencies: &[Value],
) -> Result<Option<String>, ProgramError> {
    if dependencies.is_empty() {
        return Ok(None);
    }
    let Some(npm) = app.npm().cloned() else {
        return Err(refused(
            "dependencies",
            "this service has no npm to install dependencies with (serve --npm): bundle them into the code, or upload a component",
        ));
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let dependencies: Vec<Dependency> = dependencies
        .iter()
        .map(|dependency| Dependency {
            name: text(&dependency["name"]),
            version: text(&dependency["version"]),
        })
        .collect();
    let code = code.to_owned();
    let bundled = tokio::task::spawn_blocking(move || npm.bundle(&code, &dependencies)).await;
    match bundled {
        Ok(Ok(packages)) => Ok(Some(packages)),
        Ok(Err(error)) if error.is_final() => Err(refused("dependencies", &error.to_string())),
        Ok(Err(error)) => Err(ProgramError::Host(error.to_string())),
        Err(_) => Err(ProgramError::Host("npm".to_owned())),
    }
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
