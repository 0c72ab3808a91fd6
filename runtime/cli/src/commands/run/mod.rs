//! `vestibule run`: a login through one or several Actions.

mod answer;
mod show;

use crate::actions;
use crate::arguments::RunArguments;
use crate::artefacts::Artefacts;
use crate::exit::{Exit, Refused};
use crate::terminal::{note, print_json};
use answer::{Answers, Reply};
use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde_json::Value;
use show::Show;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use vestibule_egress::{AllowedHosts, Egress, EgressSettings};
use vestibule_flow::event::{Event, MAX_EVENT_BYTES};
use vestibule_flow::flow::{BoundAction, Changes, Flow, FlowSecret, FlowStart, Resume};
use vestibule_flow::result::FlowResult;
use vestibule_flow::tenant::{Browser, Tenant};
use vestibule_login::{
    Driver, DryRun, SandboxedAction, SandboxedActions, TriggerCache, system_clock,
};
use vestibule_sandbox::outbound::Outbound;
use vestibule_sandbox::{LimitOverrides, Limits, Sandbox, SandboxConfig};

/// Runs a login.
///
/// # Errors
/// An input is refused, or something of ours failed. How the login ended is no error, but the exit code.
pub fn run(arguments: &RunArguments, as_json: bool) -> Result<Exit> {
    let answers = Answers::parse(&arguments.answers, !as_json)?;
    let event = read_event(&arguments.event)?;
    let request = event.part("request").unwrap_or_default();
    let tenant = read_tenant(arguments, &event)?;
    let browser: Browser = match &arguments.browser {
        Some(file) => read_json(file, "browser")?,
        None => Browser::default(),
    };
    let limits = limits(arguments)?;
    let sandbox = Sandbox::new(SandboxConfig::default())?;
    let artefacts = Artefacts::open()?;
    let (bound, loaded) = load_all(&sandbox, &artefacts, arguments, &limits)?;
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).context("the system gives no random numbers")?;
    let flow = Flow::start(
        FlowStart {
            tenant,
            browser,
            actions: bound,
            event,
            secret: FlowSecret::new(secret),
        },
        system_clock(),
    )
    .map_err(|error| Refused(error.to_string()))?;
    let runner = SandboxedActions {
        sandbox: &sandbox,
        actions: &loaded,
    };
    let result = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let mut show = Show::new(as_json);
            match arguments.plan {
                true => Ok(plan(&runner, flow, &mut show).await),
                false => drive(&runner, flow, &request, answers, &mut show).await,
            }
        })?;
    if as_json {
        print_json(&result)?;
    }
    Ok(result.status.into())
}

/// What the whole login would ask for.
async fn plan(runner: &SandboxedActions<'_>, flow: Flow, show: &mut Show) -> FlowResult {
    let cache = TriggerCache::default();
    let result = driver(runner, &cache).plan(flow).await;
    show.result(&result);
    result
}

/// Runs what is due, answers the pauses, and shows both as they come.
async fn drive(
    runner: &SandboxedActions<'_>,
    mut flow: Flow,
    request: &Value,
    mut answers: Answers,
    show: &mut Show,
) -> Result<FlowResult> {
    let cache = TriggerCache::default();
    let driver = driver(runner, &cache);
    loop {
        let result = driver.advance(&mut flow).await;
        show.result(&result);
        let (Some(state), Some(reply)) = (&result.state, answers.next(&result)?) else {
            answers.warn_of_unused();
            return Ok(result);
        };
        let resume = resume(&reply, &result, state, &flow, request);
        flow.resume(resume, system_clock())
            .map_err(|error| Refused(format!("--answer {reply}: {error}")))?;
        show.answer(&reply);
    }
}

fn driver<'a>(
    runner: &'a SandboxedActions<'a>,
    cache: &'a TriggerCache,
) -> Driver<'a, SandboxedActions<'a>> {
    Driver {
        runner,
        cache,
        clock: system_clock,
    }
}

fn resume(reply: &Reply, result: &FlowResult, state: &str, flow: &Flow, request: &Value) -> Resume {
    let (answer, query) = reply.answer(result);
    let mut changes = Changes::default();
    if let Some(query) = query {
        changes.prompt = answer::form(result, &query);
        let mut request = request.clone();
        let mut query = query;
        query.entry("state").or_insert_with(|| Value::from(state));
        request["query"] = Value::Object(query);
        changes.request = Some(request);
    }
    Resume {
        state: state.to_owned(),
        tenant_id: flow.tenant().id.clone(),
        answer,
        changes,
    }
}

fn load_all(
    sandbox: &Sandbox,
    artefacts: &Artefacts,
    arguments: &RunArguments,
    limits: &Limits,
) -> Result<(Vec<BoundAction>, Vec<SandboxedAction>)> {
    let (egress, hosts) = egress(arguments)?;
    let loaded: Vec<_> = arguments
        .actions
        .iter()
        .map(|place| {
            let outbound = egress.as_ref().map(|egress| -> Arc<dyn Outbound> {
                match arguments.plan {
                    true => Arc::new(DryRun),
                    false => egress.for_run(hosts.clone()),
                }
            });
            actions::load(sandbox, artefacts, place, limits, outbound)
        })
        .collect::<Result<_>>()?;
    Ok(loaded.into_iter().unzip())
}

/// Outbound HTTP, if a host is allowed at all, and the hosts.
fn egress(arguments: &RunArguments) -> Result<(Option<Egress>, AllowedHosts)> {
    let refused = |error: &dyn std::fmt::Display| Refused(error.to_string());
    let hosts = AllowedHosts::parse(&arguments.allowed_hosts).map_err(|error| refused(&error))?;
    let addresses = arguments.outbound_addresses.iter().map(|network| {
        network.parse().map_err(|_| {
            Refused(format!(
                "--outbound-address {network}: expected a network, e.g. 127.0.0.0/8"
            ))
        })
    });
    let settings = EgressSettings {
        addresses: addresses.collect::<Result<_, _>>()?,
        authorities: arguments.outbound_ca.clone(),
    };
    let egress = match hosts.is_empty() {
        true => None,
        false => Some(Egress::new(&settings).map_err(|error| refused(&error))?),
    };
    Ok((egress, hosts))
}

fn read_event(file: &Path) -> Result<Event> {
    let refused = |error: &dyn std::fmt::Display| Refused(format!("{}: {error}", file.display()));
    let mut bytes = Vec::new();
    // One more than is allowed, so that too large a file is refused and never read whole.
    let most = MAX_EVENT_BYTES as u64 + 1;
    if file == Path::new("-") {
        std::io::stdin().take(most).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(file)
            .and_then(|file| file.take(most).read_to_end(&mut bytes))
            .map_err(|error| refused(&error))?;
    }
    Ok(Event::parse(&bytes).map_err(|error| refused(&error))?)
}

fn read_tenant(arguments: &RunArguments, event: &Event) -> Result<Tenant> {
    match &arguments.tenant {
        Some(file) => read_json(file, "tenant"),
        None => {
            note("no --tenant: every factor is on, Actions may choose factors, no policy");
            let id = event.text("tenant", "id").unwrap_or("local");
            Ok(Tenant::with_everything_enabled(id))
        }
    }
}

fn read_json<T: DeserializeOwned>(file: &Path, what: &str) -> Result<T> {
    let refused = |error: String| Refused(format!("{} ({what}): {error}", file.display()));
    let bytes = std::fs::read(file).map_err(|error| refused(error.to_string()))?;
    let value = vestibule_flow::json::parse(&bytes).map_err(|error| refused(error.to_string()))?;
    Ok(serde_json::from_value(value).map_err(|error| refused(error.to_string()))?)
}

fn limits(arguments: &RunArguments) -> Result<Limits> {
    let overrides = LimitOverrides {
        time_milliseconds: arguments.time_limit,
        memory_bytes: arguments.memory_limit,
        fuel: arguments.fuel_limit,
        ..LimitOverrides::default()
    };
    Ok(Limits::default()
        .with(&overrides)
        .map_err(|error| Refused(error.to_string()))?)
}
