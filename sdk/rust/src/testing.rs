//! Native tests of an Action: an event goes in, what the Action asked for comes out. No WebAssembly is involved.
//!
//! What `api` accepts and refuses is decided by the code that the host uses too, so a test sees what production does. What becomes of the commands (which
//! factors are dropped, when the next Action runs) is the login's business: see `vestibule run`.
//!
//! ```
//! # use vestibule_sdk::prelude::*;
//! use vestibule_sdk::testing::{self, Command};
//!
//! # struct DenyRobots;
//! # impl PostLogin for DenyRobots {
//! #     fn on_execute_post_login(event: &Event, api: &Api) -> Result<()> {
//! #         if event.request().user_agent().is_some_and(|agent| agent.contains("bot")) {
//! #             api.access().deny("no robots");
//! #         }
//! #         Ok(())
//! #     }
//! # }
//! let run = testing::run::<DenyRobots>(
//!     r#"{"user": {"user_id": "auth0|1"}, "request": {"user_agent": "bot/1"}}"#,
//! );
//! assert!(matches!(run.commands(), [Command::Deny(denial)] if denial.reason == "no robots"));
//! ```

pub use vestibule_flow::command::{
    CacheChange, Command, Denial, EnableMultifactor, MfaCommand, MfaMethod, MultifactorProvider,
    SessionCommand,
};
pub use vestibule_flow::factor::{Factor as RequestedFactor, FactorType};
pub use vestibule_flow::outcome::{ConsoleLevel, ConsoleLine};

use crate::action::PostLogin;
use crate::api::Api;
use crate::error::Result;
use crate::event::Event;
use crate::host::{HttpAnswer, Mock, with_mock};
use crate::http::{HttpError, Request, Response};
use serde_json::{Map, Value, json};
use vestibule_flow::event::Event as FlowEvent;
use vestibule_flow::recorder::{
    CacheSnapshot, Handler, OutputLimits, Recorded, Recorder, TransactionFacts,
};

/// Runs `on_execute_post_login` with this event, JSON text.
///
/// # Panics
/// The text is no event.
pub fn run<A: PostLogin>(event: &str) -> TestRun {
    Login::new(event).run::<A>()
}

/// Runs `on_continue_post_login` with this event, JSON text: its `request` is the one with which the person comes back.
///
/// # Panics
/// The text is no event.
pub fn run_continue<A: PostLogin>(event: &str) -> TestRun {
    Login::new(event).run_continue::<A>()
}

/// A login to run an Action in.
#[derive(Debug, Clone)]
pub struct Login {
    event: FlowEvent,
    now: u64,
    seed: u64,
    answers: Vec<HttpAnswer>,
}

impl Login {
    /// A login with this event, JSON text. Members that an event always has, such as empty metadata, are added.
    ///
    /// # Panics
    /// The text is no event; says why.
    pub fn new(event: &str) -> Login {
        match FlowEvent::parse(event.as_bytes()) {
            Ok(event) => Login {
                event,
                now: 1_767_225_600_000,
                seed: 0,
                answers: Vec::new(),
            },
            Err(error) => panic!("{error}"),
        }
    }

    /// Replaces what is at a JSON Pointer of the event, or adds it: `.with("/user/email", "ana@example.com")`.
    ///
    /// # Panics
    /// The pointer leads nowhere, or what comes out is no event.
    pub fn with(self, pointer: &str, value: impl Into<Value>) -> Login {
        let mut event = json!(self.event);
        place(&mut event, pointer, value.into());
        match FlowEvent::from_value(event) {
            Ok(event) => Login { event, ..self },
            Err(error) => panic!("{error}"),
        }
    }

    /// Gives the Action a secret.
    pub fn secret(self, name: &str, value: &str) -> Login {
        self.with(&format!("/secrets/{name}"), value)
    }

    /// What the clock shows, in milliseconds since 1970; otherwise the beginning of 2026.
    pub fn at(self, now: u64) -> Login {
        Login { now, ..self }
    }

    /// Which random numbers the Action gets: the same for the same seed.
    pub fn seed(self, seed: u64) -> Login {
        Login { seed, ..self }
    }

    /// What an HTTP request of this method and URL comes to. Given more than once, the answers come in order, and the last one stays. A request without
    /// an answer is refused: nothing is ever sent in a test.
    pub fn http(
        mut self,
        method: &str,
        url: &str,
        answer: std::result::Result<Response, HttpError>,
    ) -> Login {
        self.answers.push(HttpAnswer {
            method: method.to_owned(),
            url: url.to_owned(),
            answer: answer.map(|answer| Response {
                url: url.to_owned(),
                ..answer
            }),
        });
        self
    }

    /// Runs `on_execute_post_login`.
    ///
    /// # Panics
    /// The Action asks for more than one run may record, or for both a redirect and a form, and goes on: there a host ends the run.
    pub fn run<A: PostLogin>(self) -> TestRun {
        self.call(Handler::Execute, A::on_execute_post_login)
    }

    /// Runs `on_continue_post_login`.
    ///
    /// # Panics
    /// As [`Login::run`].
    pub fn run_continue<A: PostLogin>(self) -> TestRun {
        self.call(Handler::Continue, A::on_continue_post_login)
    }

    fn call(self, handler: Handler, action: fn(&Event, &Api) -> Result<()>) -> TestRun {
        let recorder = Recorder::new(
            handler,
            self.event,
            TransactionFacts::default(),
            CacheSnapshot::default(),
            OutputLimits::default(),
        );
        let mock = Mock {
            recorder,
            console: Vec::new(),
            now: self.now,
            random: self.seed,
            answers: self.answers,
            requests: Vec::new(),
        };
        let (outcome, mock) = with_mock(mock, || action(&Event::new(), &Api::new()));
        if let Some(overflow) = mock.recorder.overflow() {
            let OutputLimits { commands, bytes } = OutputLimits::default();
            panic!(
                "a host would have ended this run: the Action asked for more than it may ({overflow:?}; at most {commands} commands of {bytes} bytes together)"
            );
        }
        if let (Some(reason), Ok(())) = (mock.recorder.aborted(), &outcome) {
            panic!("a host would have ended this run: {reason}");
        }
        TestRun {
            // As in production: what failed leaves nothing behind.
            recorded: match outcome {
                Ok(()) => mock.recorder.finish(),
                Err(_) => Recorded::default(),
            },
            outcome,
            console: mock.console,
            requests: mock.requests,
        }
    }
}

/// Sets what is at a pointer, making objects on the way.
fn place(target: &mut Value, pointer: &str, value: Value) {
    let Some(rest) = pointer.strip_prefix('/') else {
        panic!("{pointer:?} is no JSON Pointer: expected one like /user/email");
    };
    let mut target = target;
    for part in rest.split('/') {
        let name = part.replace("~1", "/").replace("~0", "~");
        if target.is_null() {
            *target = Value::Object(Map::new());
        }
        target = match target {
            Value::Object(members) => members.entry(name).or_insert(Value::Null),
            Value::Array(items) => {
                match name.parse::<usize>().ok().and_then(|at| items.get_mut(at)) {
                    Some(item) => item,
                    None => panic!("{pointer} leads nowhere: there is no item {name}"),
                }
            }
            _ => panic!(
                "{pointer} leads nowhere: {name} is below a value that is neither object nor array"
            ),
        };
    }
    *target = value;
}

/// What a handler came to.
#[derive(Debug)]
pub struct TestRun {
    outcome: Result<()>,
    recorded: Recorded,
    console: Vec<ConsoleLine>,
    requests: Vec<Request>,
}

impl TestRun {
    /// How the handler returned.
    pub fn outcome(&self) -> &Result<()> {
        &self.outcome
    }

    /// What it asked for, in call order; nothing when it failed.
    pub fn commands(&self) -> &[Command] {
        &self.recorded.commands
    }

    /// The second-factor commands among them.
    pub fn mfa_commands<'a>(&'a self) -> Vec<&'a MfaCommand> {
        let mfa = |command: &'a Command| match command {
            Command::Mfa(command) => Some(command),
            _ => None,
        };
        self.commands().iter().filter_map(mfa).collect()
    }

    /// What it changed in `api.cache`, in call order.
    pub fn cache_changes(&self) -> &[CacheChange] {
        &self.recorded.cache_changes
    }

    /// The HTTP requests that it made, in call order.
    pub fn requests(&self) -> &[Request] {
        &self.requests
    }

    /// What it logged.
    pub fn console(&self) -> &[ConsoleLine] {
        &self.console
    }
}
