//! One login, from the first Action to the flow result: a state machine that does no I/O.
//!
//! The host asks [`Flow::next_run`] which handler to run, runs it, and reports with [`Flow::finish_run`]. When nothing is left to run,
//! [`Flow::result`] says where the login stands. A suspended login is stored ([`Flow::store`]), and goes on with [`Flow::resume`].
//!
//! Source: specification §4.2, decisions D1–D13, D16–D19.
//!
//! **Invariant:** the only way to `complete` is through [`advance`], with an empty queue, and only `resume` can mark a step completed.

mod advance;
mod deferred;
mod present;
mod resume;
mod run;
mod start;
mod stored;
mod token;

pub use deferred::MULTIFACTOR_ACR;
pub use resume::{Answer, Changes, NotPassed, Resume, ResumeError};
pub use run::{NoRunDue, RunJob, Turn};
pub use start::{BoundAction, FlowStart, MAX_ACTIONS, Secrets, StartError};
pub use stored::RestoreError;
pub use token::FlowSecret;

use crate::command::{Command, MfaCommand};
use crate::event::{Event, Interaction};
use crate::log::{LogEntry, LogType};
use crate::mfa::{Completion, Situation};
use crate::recorder::{Handler, TransactionFacts};
use crate::result::{ActionRun, Cause, DenialResult, ErrorCode, FlowError, Step};
use crate::tenant::{Browser, Tenant};
use deferred::Enabled;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::VecDeque;

/// The number of MFA commands that one login carries out; the next one fails it (D18).
pub const MAX_MFA_COMMANDS: u32 = 4;

/// How often one login may send the person away. Each time costs a stored run, so there must be an end; the documentation names none.
pub const MAX_REDIRECTS: u32 = 50;

/// One login.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    format: u32,
    tenant: Tenant,
    browser: Browser,
    secret: FlowSecret,
    /// Fixed at the start: what comes back from a redirect has another query, and must not turn a silent login into an interactive one.
    interaction: Interaction,
    actions: Vec<BoundAction>,
    /// The event for the next Action, without any Action's own secrets.
    event: Event,
    /// The Action that runs, or whose commands are being carried out.
    position: usize,
    phase: Phase,
    /// The rest of the current Action's commands.
    queue: VecDeque<MfaCommand>,
    /// Where the current Action sends the person when its commands are done.
    leave: Option<Leave>,
    /// Counts every pause; each has its own token.
    step_number: u64,
    commands_taken: u32,
    redirects: u32,
    completed: Vec<Completion>,
    facts: TransactionFacts,
    /// What has an effect at the end, in call order over all Actions.
    effects: Vec<Command>,
    enable: Option<Enabled>,
    /// Entries for the session's `authentication.methods`.
    methods: Vec<Value>,
    steps: Vec<Step>,
    logs: Vec<LogEntry>,
    runs: Vec<ActionRun>,
}

/// Where a login stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Phase {
    /// A handler of the current Action is to run.
    Run(Handler),
    /// The person, or at the token endpoint the client, has to do something.
    Waiting(Waiting),
    /// Nothing more happens.
    Ended(End),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Waiting {
    ask: Ask,
    /// Milliseconds since 1970.
    expires_at: u64,
}

/// What a login waits for. For the first two, the last of the steps is the pending one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ask {
    /// A second factor that an Action's command asked for.
    Command(MfaCommand),
    /// A second factor at the end of the login.
    Deferred(MfaCommand),
    /// The person's return.
    Return(Leave),
}

/// Where an Action sends the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Leave {
    /// To another page.
    Redirect { url: String },
    /// To a form.
    Form {
        prompt_id: String,
        fields: Map<String, Value>,
        vars: Map<String, Value>,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum End {
    Complete,
    Denied(DenialResult),
    Failed(FlowError),
}

impl Flow {
    /// Starts a login: afterwards the first Action is due, or, without any, the login stands where its policy puts it. `now` is in
    /// milliseconds since 1970, here and everywhere.
    ///
    /// # Errors
    /// More than [`MAX_ACTIONS`], or an event of another tenant.
    pub fn start(start: FlowStart, now: u64) -> Result<Flow, StartError> {
        let FlowStart {
            mut tenant,
            browser,
            actions,
            mut event,
            secret,
        } = start;
        if actions.len() > MAX_ACTIONS {
            return Err(StartError::TooManyActions {
                count: actions.len(),
            });
        }
        start::settle_tenant(&mut tenant, &mut event)?;
        start::settle_enrolments(&mut event, &tenant);
        let mut flow = Flow {
            format: stored::FORMAT,
            tenant,
            browser,
            secret,
            interaction: event.interaction(),
            phase: Phase::Run(Handler::Execute),
            actions,
            event,
            position: 0,
            queue: VecDeque::new(),
            leave: None,
            step_number: 0,
            commands_taken: 0,
            redirects: 0,
            completed: Vec::new(),
            facts: TransactionFacts::default(),
            effects: Vec::new(),
            enable: None,
            methods: Vec::new(),
            steps: Vec::new(),
            logs: Vec::new(),
            runs: Vec::new(),
        };
        if flow.actions.is_empty() {
            flow.phase = flow.finish_login(now);
        }
        Ok(flow)
    }

    /// The Actions of this login, in binding order: fixed when it started (D12).
    pub fn actions(&self) -> &[BoundAction] {
        &self.actions
    }

    /// The tenant's settings, as the login knows them.
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// The token that resumes it; only while it can be resumed.
    pub fn state(&self) -> Option<String> {
        matches!(self.phase, Phase::Waiting(_)).then(|| self.secret.token(self.step_number))
    }

    /// Ends a login whose pause is over, as if the person had not answered. Whether it did.
    pub fn expire(&mut self, now: u64) -> bool {
        match &self.phase {
            Phase::Waiting(waiting) if now >= waiting.expires_at => {
                self.give_up(NotPassed::TimedOut);
                true
            }
            _ => false,
        }
    }

    fn situation(&self) -> Situation<'_> {
        Situation {
            tenant: &self.tenant,
            browser: &self.browser,
            event: &self.event,
            completed: &self.completed,
        }
    }

    /// The name of the Action that runs, or whose commands are being carried out.
    fn action_name(&self) -> Option<&str> {
        self.actions
            .get(self.position)
            .map(|action| action.name.as_str())
    }

    /// The beginning of a sentence about the current Action.
    fn subject(&self) -> String {
        match self.action_name() {
            Some(name) => format!("Action '{name}'"),
            None => match &self.enable {
                Some(enabled) => format!("Action '{}' (multifactor.enable)", enabled.action),
                None => "The tenant's multi-factor policy".to_owned(),
            },
        }
    }

    fn log(&mut self, log_type: LogType, description: String) {
        let action = self.action_name().map(str::to_owned);
        self.logs.push(LogEntry {
            log_type,
            description,
            action,
            factors: Vec::new(),
        });
    }

    /// The end of a login that failed. `description` is for the client, `message` for the tenant.
    fn failed(code: ErrorCode, description: &str, cause: Cause, message: String) -> Phase {
        Phase::Ended(End::Failed(FlowError {
            code,
            description: description.to_owned(),
            cause,
            message,
            mfa_requirements: None,
        }))
    }
}
