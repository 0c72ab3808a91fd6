//! Shows a login as it goes: what ran, what was logged, what comes next.

use super::answer::Reply;
use crate::terminal::{BAD, FAINT, GOOD, STRONG, WAIT, styled};
use anstream::println;
use vestibule_flow::effects::Effects;
use vestibule_flow::factor::Factor;
use vestibule_flow::log::{LogEntry, LogType};
use vestibule_flow::result::{
    ActionRun, FlowResult, Next, RunEnd, Screen, ScreenKind, Status, Step, StepStatus,
};

/// Prints what is new of each result. With `--json` nothing: then the last one is the output.
pub struct Show {
    silent: bool,
    runs: usize,
    logs: usize,
}

impl Show {
    /// Nothing has been shown yet.
    pub fn new(silent: bool) -> Show {
        Show {
            silent,
            runs: 0,
            logs: 0,
        }
    }

    /// What ran since the last result, and where the login stands now.
    pub fn result(&mut self, result: &FlowResult) {
        if self.silent {
            return;
        }
        result.actions.iter().skip(self.runs).for_each(run);
        self.runs = result.actions.len();
        result.logs.iter().skip(self.logs).for_each(log);
        self.logs = result.logs.len();
        status(result);
    }

    /// What the person did.
    pub fn answer(&self, reply: &Reply) {
        if !self.silent {
            println!("{} {reply}", styled(STRONG, "→"));
        }
    }
}

fn run(run: &ActionRun) {
    let end = match run.outcome {
        RunEnd::Completed => styled(GOOD, "completed"),
        RunEnd::NotImplemented => styled(FAINT, "has no such handler"),
        RunEnd::Failed => styled(BAD, "failed"),
    };
    let usage = format!(
        "{} µs, fuel {}, memory {} KiB",
        run.usage.duration_microseconds,
        run.usage.fuel,
        run.usage.memory_bytes.div_ceil(1_024)
    );
    println!(
        "{} {} {end}  {}",
        styled(STRONG, &run.name),
        run.handler.name(),
        styled(FAINT, usage)
    );
    for line in &run.console {
        let level = format!("{:?}", line.level).to_lowercase();
        println!("  {} {}", styled(FAINT, level), line.message);
    }
    if run.console_truncated {
        println!("  {}", styled(FAINT, "… the rest of the log was cut"));
    }
    if let Some(error) = &run.error {
        println!("  {}", styled(BAD, &error.message));
        if let Some(stack) = &error.stack {
            println!("  {}", styled(FAINT, stack));
        }
    }
}

fn log(entry: &LogEntry) {
    let (style, name) = match entry.log_type {
        LogType::W => (WAIT, "w"),
        LogType::Mfar => (BAD, "mfar"),
        LogType::F => (BAD, "f"),
        LogType::ActionsExecutionFailed => (BAD, "actions_execution_failed"),
    };
    println!("{} {}", styled(style, name), entry.description);
}

fn status(result: &FlowResult) {
    match result.status {
        Status::Complete => {
            let factors: Vec<&str> = result
                .steps
                .iter()
                .filter_map(|step| step.completed_with.as_ref())
                .map(|factor| factor.name())
                .collect();
            let how = match factors.is_empty() {
                true => "no second factor".to_owned(),
                false => format!("passed {}", factors.join(", ")),
            };
            println!("{} {how}", styled(GOOD, "complete:"));
        }
        Status::Suspended => {
            let next = result.next.as_ref().map(next).unwrap_or_default();
            println!("{} {next}", styled(WAIT, "suspended:"));
        }
        Status::Denied => {
            if let Some(denial) = &result.denial {
                let more = denial.description.as_deref().unwrap_or_default();
                println!(
                    "{} by {}: {} {more}",
                    styled(BAD, "denied"),
                    denial.action,
                    denial.reason
                );
            }
        }
        Status::Error => {
            if let Some(error) = &result.error {
                let code = serde_json::to_value(error.code).unwrap_or_default();
                println!(
                    "{} {}: {}",
                    styled(BAD, "error:"),
                    code.as_str().unwrap_or_default(),
                    error.message
                );
            }
        }
    }
    if result.plan {
        result.steps.iter().for_each(step);
    } else {
        let upcoming = |step: &&Step| step.status == StepStatus::Upcoming;
        result.steps.iter().filter(upcoming).for_each(step);
    }
    if let Some(changes) = &result.effects {
        effects(changes);
    }
}

fn next(next: &Next) -> String {
    match next {
        Next::Challenge(screen) => format!("challenge {}", factors(screen)),
        Next::Enroll(screen) => format!("enrol {}", factors(screen)),
        Next::Redirect { url } => format!("redirect to {url}"),
        Next::Prompt { prompt_id, .. } => format!("form {prompt_id}"),
    }
}

fn factors(screen: &Screen) -> String {
    let others = names(&screen.alternatives);
    let first = &screen.factor.factor_type;
    match (screen.screen, others.is_empty()) {
        (_, true) => first.to_string(),
        (ScreenKind::Factor, false) => format!("{first}, or {others}"),
        (ScreenKind::Picker, false) => format!("a choice of {first}, {others}"),
    }
}

fn names(factors: &[Factor]) -> String {
    let names: Vec<&str> = factors
        .iter()
        .map(|factor| factor.factor_type.name())
        .collect();
    names.join(", ")
}

fn step(step: &Step) {
    let status = serde_json::to_value(step.status).unwrap_or_default();
    let method = serde_json::to_value(step.method).unwrap_or_default();
    let by = match &step.action {
        Some(action) => format!(" by {action}"),
        None => String::new(),
    };
    println!(
        "  {} {} {}{by}",
        styled(FAINT, status.as_str().unwrap_or_default()),
        method.as_str().unwrap_or_default(),
        names(&step.usable)
    );
}

fn effects(effects: &Effects) {
    let Ok(serde_json::Value::Object(parts)) = serde_json::to_value(effects) else {
        return;
    };
    for (name, value) in parts {
        println!("  {} {value}", styled(FAINT, format!("{name}:")));
    }
}
