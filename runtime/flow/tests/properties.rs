//! What holds for every login, whatever its Actions ask for and whatever the person answers.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

use proptest::prelude::*;
use serde_json::json;
use vestibule_flow::command::{
    Command, Denial, EnableMultifactor, MfaCommand, MfaMethod, MultifactorProvider,
};
use vestibule_flow::event::Event;
use vestibule_flow::factor::{Factor, FactorType};
use vestibule_flow::flow::{
    Answer, BoundAction, Changes, Flow, FlowSecret, FlowStart, MAX_MFA_COMMANDS, NotPassed, Resume,
};
use vestibule_flow::outcome::{ErrorClass, RunFailure, RunOutcome, RunReport, RunUsage};
use vestibule_flow::recorder::{Handler, Recorded};
use vestibule_flow::result::{FlowResult, Next, RunEnd, Status, StepMethod, StepStatus};
use vestibule_flow::tenant::{Browser, Policy, Tenant};

const NOW: u64 = 1_767_225_600_000;

/// One handler of a scripted Action.
#[derive(Debug, Clone)]
enum Script {
    Commands(Vec<Command>),
    NotImplemented,
    Fails,
}

#[derive(Debug, Clone)]
struct ScriptedAction {
    execute: Script,
    resume: Script,
}

#[derive(Debug, Clone)]
struct Login {
    tenant: Tenant,
    browser: Browser,
    event: Event,
    actions: Vec<ScriptedAction>,
    answers: Vec<Reaction>,
}

/// What the person does at a pause.
#[derive(Debug, Clone)]
enum Reaction {
    /// Passes the offered factor of this number, counted around.
    Pass(usize),
    /// Passes it, while the tenant switches a factor off.
    PassAfterSwitchingOff(usize, FactorType),
    GiveUp(NotPassed),
    /// Tries what must be refused first, then passes the default.
    Cheat(FactorType),
}

fn factor_type() -> impl Strategy<Value = FactorType> {
    prop_oneof![
        12 => proptest::sample::select(FactorType::CHALLENGEABLE.to_vec()),
        1 => Just(FactorType::Duo),
        1 => Just(FactorType::Unknown("retina".to_owned())),
    ]
}

fn mfa() -> impl Strategy<Value = Command> {
    let method = proptest::sample::select(vec![
        MfaMethod::ChallengeWith,
        MfaMethod::ChallengeWithAny,
        MfaMethod::EnrollWith,
        MfaMethod::EnrollWithAny,
    ]);
    (method, prop::collection::vec(factor_type(), 1..5)).prop_map(|(method, types)| {
        Command::Mfa(MfaCommand {
            method,
            factors: types.into_iter().map(Factor::new).collect(),
        })
    })
}

fn command() -> impl Strategy<Value = Command> {
    let provider = proptest::sample::select(vec![
        MultifactorProvider::Any,
        MultifactorProvider::Guardian,
        MultifactorProvider::Duo,
        MultifactorProvider::None,
    ]);
    let enable = (provider, any::<bool>()).prop_map(|(provider, allow_remember_browser)| {
        Command::EnableMultifactor(EnableMultifactor {
            provider,
            allow_remember_browser,
            provider_options: None,
        })
    });
    prop_oneof![
        8 => mfa(),
        2 => enable,
        1 => Just(Command::SendUserTo { url: "https://app.example/x?a=1".to_owned() }),
        1 => Just(Command::Deny(Denial { reason: "no".to_owned(), description: None })),
        1 => Just(Command::SetPrimaryUser { user_id: "auth0|other".to_owned() }),
        1 => Just(Command::SetUserMetadata { key: "a".to_owned(), value: json!(1) }),
        1 => Just(Command::SetIdTokenClaim { name: "https://x/a".to_owned(), value: json!(1) }),
        1 => Just(Command::RecordMethod { provider_url: "https://kyc.example".to_owned() }),
    ]
}

fn script() -> impl Strategy<Value = Script> {
    prop_oneof![
        12 => prop::collection::vec(command(), 0..4).prop_map(Script::Commands),
        1 => Just(Script::NotImplemented),
        1 => Just(Script::Fails),
    ]
}

fn tenant() -> impl Strategy<Value = Tenant> {
    let factors = prop::collection::btree_set(
        proptest::sample::select(FactorType::CHALLENGEABLE.to_vec()),
        3..8,
    );
    let policy = prop_oneof![
        3 => Just(vec![]),
        1 => Just(vec![Policy::AllApplications]),
        1 => Just(vec![Policy::ConfidenceScore]),
    ];
    (factors, policy, prop::bool::weighted(0.95)).prop_map(|(factors, policies, switch)| Tenant {
        factors,
        policies,
        customize_mfa_in_postlogin_action: switch,
        ..Tenant::with_everything_enabled("acme")
    })
}

fn event() -> impl Strategy<Value = Event> {
    let enrolled = prop::collection::vec(
        proptest::sample::select(FactorType::CHALLENGEABLE.to_vec()),
        0..4,
    );
    let protocol = prop_oneof![
        8 => Just("oidc-basic-profile"),
        1 => Just("oauth2-password"),
        1 => Just("oauth2-token-exchange"),
    ];
    let prompt = prop_oneof![8 => Just("login"), 1 => Just("none")];
    (enrolled, any::<bool>(), protocol, prompt).prop_map(
        |(enrolled, verified, protocol, prompt)| {
            let entries: Vec<_> = enrolled
                .iter()
                .map(|factor| json!({ "type": factor.name() }))
                .collect();
            Event::from_value(json!({
                "user": {
                    "user_id": "auth0|u1", "email": "a@example.com", "email_verified": verified,
                    "enrolledFactors": entries,
                },
                "transaction": { "protocol": protocol, "prompt": [prompt] },
            }))
            .unwrap()
        },
    )
}

fn reaction() -> impl Strategy<Value = Reaction> {
    prop_oneof![
        8 => any::<usize>().prop_map(Reaction::Pass),
        1 => (any::<usize>(), factor_type())
            .prop_map(|(index, off)| Reaction::PassAfterSwitchingOff(index, off)),
        1 => Just(Reaction::GiveUp(NotPassed::Cancelled)),
        2 => factor_type().prop_map(Reaction::Cheat),
    ]
}

fn login() -> impl Strategy<Value = Login> {
    let action =
        (script(), script()).prop_map(|(execute, resume)| ScriptedAction { execute, resume });
    let unsupported = prop::collection::btree_set(factor_type(), 0..2);
    (
        tenant(),
        (unsupported, any::<bool>()),
        event(),
        prop::collection::vec(action, 0..5),
        prop::collection::vec(reaction(), 0..12),
    )
        .prop_map(
            |(tenant, (unsupported_factors, remembered), event, actions, answers)| Login {
                tenant,
                browser: Browser {
                    unsupported_factors,
                    remembered,
                },
                event,
                actions,
                answers,
            },
        )
}

/// What happened, for comparison with the result.
#[derive(Debug, Default, PartialEq)]
struct Trace {
    /// MFA commands of runs that ended cleanly.
    commands: usize,
    denied: bool,
    failed: bool,
    gave_up: bool,
    results: Vec<FlowResult>,
}

fn start(login: &Login) -> Flow {
    let actions = (0..login.actions.len())
        .map(|index| BoundAction::new(format!("a{index}"), "1"))
        .collect();
    Flow::start(
        FlowStart {
            tenant: login.tenant.clone(),
            browser: login.browser.clone(),
            actions,
            event: login.event.clone(),
            secret: FlowSecret::new([7; 32]),
        },
        NOW,
    )
    .unwrap()
}

fn report(script: &Script) -> RunReport {
    let outcome = match script {
        Script::Commands(commands) => RunOutcome::Completed(Recorded {
            commands: commands.clone(),
            ..Recorded::default()
        }),
        Script::NotImplemented => RunOutcome::NotImplemented,
        Script::Fails => RunOutcome::Failed(RunFailure {
            class: ErrorClass::ActionError,
            kind: "trap".to_owned(),
            message: "it failed".to_owned(),
            name: None,
            stack: None,
            discarded_commands: 0,
        }),
    };
    RunReport {
        outcome,
        usage: RunUsage::default(),
        console: Vec::new(),
        console_truncated: false,
    }
}

fn run_due_actions(flow: &mut Flow, login: &Login, trace: &mut Trace) {
    while let Some(job) = flow.next_run() {
        let action = &login.actions[job.index];
        let script = match job.handler {
            Handler::Execute => &action.execute,
            Handler::Continue => &action.resume,
        };
        if let Script::Commands(commands) = script {
            let of = |wanted: fn(&Command) -> bool| commands.iter().filter(|c| wanted(c)).count();
            trace.denied |= of(|command| matches!(command, Command::Deny(_))) > 0;
            trace.commands += of(|command| matches!(command, Command::Mfa(_)));
        }
        trace.failed |= matches!(script, Script::Fails);
        flow.finish_run(report(script), NOW).unwrap();
    }
}

fn answer(flow: &mut Flow, result: &FlowResult, reaction: &Reaction, trace: &mut Trace) {
    let state = result.state.clone().unwrap();
    let mut try_answer = |state: &str, answer: Answer, changes: Changes| {
        flow.resume(
            Resume {
                state: state.to_owned(),
                tenant_id: "acme".to_owned(),
                answer,
                changes,
            },
            NOW,
        )
    };
    let usable = match result
        .steps
        .iter()
        .find(|step| step.status == StepStatus::Pending)
    {
        Some(step) => step.usable.clone(),
        None => Vec::new(),
    };
    let pass = |index: usize| match usable.is_empty() {
        true => Answer::Returned,
        false => Answer::Factor {
            factor: usable[index % usable.len()].factor_type.clone(),
            options: None,
        },
    };
    match reaction {
        Reaction::Pass(index) => try_answer(&state, pass(*index), Changes::default()).unwrap(),
        Reaction::PassAfterSwitchingOff(index, off) => {
            let mut tenant = flow.tenant().clone();
            tenant.factors.remove(off);
            let changes = Changes {
                tenant: Some(tenant),
                ..Changes::default()
            };
            flow.resume(
                Resume {
                    state: state.clone(),
                    tenant_id: "acme".to_owned(),
                    answer: pass(*index),
                    changes,
                },
                NOW,
            )
            .unwrap();
        }
        Reaction::GiveUp(reason) => {
            trace.gave_up = true;
            try_answer(
                &state,
                Answer::NotPassed { reason: *reason },
                Changes::default(),
            )
            .unwrap();
        }
        Reaction::Cheat(factor) => {
            let wrong_kind = if usable.is_empty() {
                pass_factor(factor)
            } else {
                Answer::Returned
            };
            try_answer(&state, wrong_kind, Changes::default()).unwrap_err();
            try_answer("made-up", pass(0), Changes::default()).unwrap_err();
            if usable.iter().all(|offered| offered.factor_type != *factor) {
                try_answer(&state, pass_factor(factor), Changes::default()).unwrap_err();
            }
            try_answer(&state, pass(0), Changes::default()).unwrap();
        }
    }
    // Whatever came of it, the token is used up.
    flow.resume(
        Resume {
            state,
            tenant_id: "acme".to_owned(),
            answer: pass(0),
            changes: Changes::default(),
        },
        NOW,
    )
    .unwrap_err();
}

fn pass_factor(factor: &FactorType) -> Answer {
    Answer::Factor {
        factor: factor.clone(),
        options: None,
    }
}

/// Runs a login to its end, or until the answers run out. `store` sends the login through its stored form at every pause.
fn play(login: &Login, store: bool) -> Trace {
    let mut flow = start(login);
    let mut trace = Trace::default();
    let mut answers = login.answers.iter();
    loop {
        if store {
            flow = Flow::restore(&flow.store().unwrap()).unwrap();
        }
        run_due_actions(&mut flow, login, &mut trace);
        let result = flow.result().unwrap();
        trace.results.push(result.clone());
        if result.state.is_none() {
            return trace;
        }
        let Some(reaction) = answers.next() else {
            return trace;
        };
        if store {
            flow = Flow::restore(&flow.store().unwrap()).unwrap();
        }
        answer(&mut flow, &result, reaction, &mut trace);
    }
}

/// What must be true of one result.
fn check_result(result: &FlowResult) {
    let count =
        |wanted: fn(StepStatus) -> bool| result.steps.iter().filter(|s| wanted(s.status)).count();
    let done = count(|status| matches!(status, StepStatus::Completed | StepStatus::Satisfied));
    let pending = count(|status| status == StepStatus::Pending);
    let failed = count(|status| status == StepStatus::Failed);
    assert!(
        done + pending <= MAX_MFA_COMMANDS as usize,
        "more than four steps"
    );
    assert_eq!(result.state.is_some(), result.pending.is_some());
    assert_eq!(result.state.is_some(), result.expires_at.is_some());
    match result.status {
        Status::Complete => {
            assert_eq!(
                done,
                result.steps.len(),
                "complete with a step that is not fulfilled"
            );
            assert!(result.effects.is_some() && result.state.is_none());
            assert!(
                result
                    .actions
                    .iter()
                    .all(|run| run.outcome != RunEnd::Failed)
            );
        }
        Status::Suspended => {
            let asks_for_factor =
                matches!(&result.next, Some(Next::Challenge(_) | Next::Enroll(_)));
            assert_eq!(pending, usize::from(asks_for_factor));
            assert!(result.next.is_some() && result.state.is_some() && result.effects.is_none());
        }
        Status::Denied => {
            assert!(result.denial.is_some() && result.state.is_none());
            let effects = result.effects.as_ref().unwrap();
            assert!(effects.id_token_claims.is_empty() && effects.amr.is_empty());
        }
        Status::Error => {
            assert!(result.error.is_some() && result.effects.is_none());
            assert!(failed <= 1 && pending <= 1);
        }
    }
    for step in &result.steps {
        if step.status == StepStatus::Completed {
            assert!(step.completed_with.is_some());
        }
        for factor in &step.dropped {
            assert!(
                step.usable
                    .iter()
                    .all(|usable| usable.factor_type != factor.factor_type)
            );
            assert!(
                step.requested
                    .iter()
                    .any(|wanted| wanted.factor_type == factor.factor_type)
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_login_keeps_the_rules(login in login()) {
        let trace = play(&login, false);
        for result in &trace.results {
            check_result(result);
        }
        let last = trace.results.last().unwrap();
        prop_assert_eq!(trace.denied, last.status == Status::Denied, "a deny is never lost, and never made up");
        if trace.failed || trace.gave_up {
            prop_assert_eq!(last.status, Status::Error);
        }
        if last.status == Status::Complete {
            let carried_out = last.steps.iter().filter(|step| step.method != StepMethod::Multifactor).count();
            prop_assert_eq!(carried_out, trace.commands, "complete with a command that was not carried out");
        }
    }

    #[test]
    fn storing_a_login_changes_nothing(login in login()) {
        prop_assert_eq!(play(&login, false), play(&login, true));
    }

    /// Passing what was asked is the only way on: whoever answers nothing never gets in, unless nothing was asked.
    #[test]
    fn nobody_gets_in_unasked(login in login()) {
        let login = Login { answers: Vec::new(), ..login };
        let trace = play(&login, false);
        let last = trace.results.last().unwrap();
        if last.status == Status::Complete {
            prop_assert_eq!(trace.commands, 0);
            prop_assert!(last.steps.is_empty());
            let forced = login.tenant.policies == vec![Policy::AllApplications];
            let decided = login.actions.iter().any(|action| match &action.execute {
                Script::Commands(commands) => commands.iter().any(|c| matches!(c, Command::EnableMultifactor(_))),
                _ => false,
            });
            prop_assert!(!forced || decided);
        }
    }
}
