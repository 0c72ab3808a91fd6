//! Plays a case: starts the login, answers its pauses, and compares every result.

use crate::case::{Case, CaseAction, CaseAnswer};
use crate::matching::compare;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::cell::Cell;
use vestibule_flow::flow::{BoundAction, Flow, FlowSecret, FlowStart, Resume};
use vestibule_flow::result::FlowResult;
use vestibule_login::{ActionRunner, Driver, TriggerCache};

/// When every case starts: 2026-01-01T00:00:00.000Z.
const START: u64 = 1_767_225_600_000;

thread_local! {
    /// The time of the case that this thread plays, in milliseconds since 1970.
    static NOW: Cell<u64> = const { Cell::new(START) };
}

fn now() -> u64 {
    NOW.get()
}

/// Plays a case with Actions that `runner` runs.
///
/// # Errors
/// What came differs from what the case expects, or the case makes no sense.
pub fn play<R: ActionRunner>(case: &Case, runner: &R) -> Result<()> {
    results(case, runner).map(|_| ())
}

/// Plays a case as [`play`], and gives its results: for the start, and for each answer that is not refused.
///
/// # Errors
/// As [`play`].
pub fn results<R: ActionRunner>(case: &Case, runner: &R) -> Result<Vec<FlowResult>> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(play_async(case, runner))
}

async fn play_async<R: ActionRunner>(case: &Case, runner: &R) -> Result<Vec<FlowResult>> {
    NOW.set(START);
    let cache = TriggerCache::default();
    let driver = Driver {
        runner,
        cache: &cache,
        clock: now,
    };
    let event = case.event()?;
    let request = event.part("request").unwrap_or_default();
    let mut flow = Flow::start(
        FlowStart {
            tenant: case.tenant(&serde_json::Map::new())?,
            browser: case.browser.clone(),
            actions: case.actions.iter().map(bound).collect::<Result<_>>()?,
            event,
            secret: FlowSecret::new([42; 32]),
        },
        now(),
    )?;
    if case.plan {
        let result = driver.plan(flow).await;
        expect("plan", &case.expect[0], &result)?;
        return Ok(vec![result]);
    }
    let mut result = driver.advance(&mut flow).await;
    let mut expected = case.expect.iter();
    expect("start", expected.next().unwrap_or(&Value::Null), &result)?;
    let mut results = vec![result.clone()];
    let mut previous = String::new();
    for (number, answer) in case.answers.iter().enumerate() {
        let place = format!("answers[{number}]");
        let state = result.state.clone().unwrap_or_default();
        let resume = resume(case, answer, &request, &state, &previous)?;
        NOW.set(now() + answer.after_seconds.unwrap_or(1) * 1_000);
        // As the service does: what is suspended lives in a store.
        flow = Flow::restore(&flow.store()?)?;
        let before = flow.clone();
        match (flow.resume(resume, now()), &answer.refused) {
            (Ok(()), None) => {
                previous = state;
                result = driver.advance(&mut flow).await;
                expect(&place, expected.next().unwrap_or(&Value::Null), &result)?;
                results.push(result.clone());
            }
            (Err(error), Some(part)) => {
                let message = error.to_string();
                if !message.contains(part.as_str()) {
                    bail!("{place}: expected a refusal with {part:?}, got {message:?}");
                }
                if flow != before {
                    bail!("{place}: the refused answer changed the login");
                }
            }
            (Ok(()), Some(part)) => {
                bail!("{place}: expected a refusal with {part:?}, was accepted")
            }
            (Err(error), None) => return Err(error).context(place),
        }
    }
    Ok(results)
}

fn bound(action: &CaseAction) -> Result<BoundAction> {
    let mut bound = BoundAction::new(&action.name, "1");
    bound.shadow = action.shadow;
    bound.configuration = match (&action.script, &action.component, &action.javascript) {
        (Some(script), None, None) => {
            let script = json!({ "script": script });
            script.as_object().cloned()
        }
        (None, Some(_), None) | (None, None, Some(_)) => action.configuration.clone(),
        _ => bail!(
            "Action {} has exactly one of script, component and javascript",
            action.name
        ),
    };
    if let Some(secrets) = &action.secrets {
        bound.secrets = Some(serde_json::from_value(Value::Object(secrets.clone()))?);
    }
    Ok(bound)
}

fn resume(
    case: &Case,
    answer: &CaseAnswer,
    request: &Value,
    state: &str,
    previous: &str,
) -> Result<Resume> {
    let state = match answer.state.as_deref() {
        None => state,
        Some("previous") => previous,
        Some(other) => other,
    };
    let tenant_id = match &answer.tenant_id {
        Some(id) => id.clone(),
        None => case.tenant(&serde_json::Map::new())?.id,
    };
    Ok(Resume {
        state: state.to_owned(),
        tenant_id,
        answer: answer.answer()?,
        changes: answer.changes(case, request, state)?,
    })
}

fn expect(place: &str, expected: &Value, result: &FlowResult) -> Result<()> {
    let actual = serde_json::to_value(result)?;
    compare(place, expected, &actual)
        .map_err(|difference| anyhow::anyhow!("{difference}\n\nthe whole result: {actual:#}"))
}
