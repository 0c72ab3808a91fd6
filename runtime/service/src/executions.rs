//! Records of what ran: written a little later, many at a time, so that no login waits for a disk.

use crate::logins::POST_LOGIN;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use vestibule_flow::log::LogEntry;
use vestibule_flow::outcome::{ConsoleLine, RunUsage};
use vestibule_flow::recorder::Handler;
use vestibule_flow::result::{ActionRun, FlowResult, RunEnd, Status};
use vestibule_store::flows::ExecutionRecord;
use vestibule_store::{Database, timestamp};

/// How many records may wait to be written.
const WAITING: usize = 20_000;
/// How many are written at once.
const BATCH: usize = 500;
/// How long records are collected before they are written.
const COLLECT: Duration = Duration::from_millis(20);
/// How long executions are kept, in milliseconds: ten days.
pub const KEPT_MILLISECONDS: i64 = 10 * 24 * 60 * 60 * 1_000;

/// Takes records to be written.
#[derive(Debug, Clone)]
pub struct Executions {
    sender: mpsc::Sender<ExecutionRecord>,
    lost: Arc<AtomicU64>,
}

/// The other end: writes until all [`Executions`] are gone.
#[derive(Debug)]
pub struct Writer(mpsc::Receiver<ExecutionRecord>);

/// Both ends.
pub fn channel() -> (Executions, Writer) {
    let (sender, receiver) = mpsc::channel(WAITING);
    let executions = Executions {
        sender,
        lost: Arc::default(),
    };
    (executions, Writer(receiver))
}

impl Executions {
    /// Has a record written. When too many wait already it is lost, which is counted and logged: a login does not wait for its record.
    pub fn keep(&self, record: ExecutionRecord) {
        if self.sender.try_send(record).is_err() {
            let lost = self.lost.fetch_add(1, Ordering::Relaxed) + 1;
            if lost.is_power_of_two() {
                tracing::error!(
                    lost,
                    "records of executions are lost: the database cannot keep up"
                );
            }
        }
    }

    /// How many records were lost.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}

impl Writer {
    /// Writes records as they come, until there can be no more.
    pub async fn run(mut self, database: &Database) {
        let mut batch = Vec::with_capacity(BATCH);
        while self.0.recv_many(&mut batch, BATCH).await > 0 {
            let mut pause = Duration::from_millis(100);
            while let Err(error) = database.keep_executions(&batch).await {
                tracing::warn!(%error, records = batch.len(), "records of executions cannot be written; trying again");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(5));
            }
            batch.clear();
            tokio::time::sleep(COLLECT).await;
        }
    }
}

/// The record of a login as it stands.
///
/// # Errors
/// It cannot be written as JSON, which no flow result is known to do.
pub fn record(
    tenant_id: &str,
    id: &str,
    created_at: &str,
    result: &FlowResult,
) -> serde_json::Result<ExecutionRecord> {
    let document = serde_json::to_string(&Document {
        id,
        trigger_id: POST_LOGIN,
        status: status(result),
        created_at,
        updated_at: &timestamp(),
        results: result.actions.iter().map(entry).collect(),
        logs: &result.logs,
        outcome: result.status,
    })?;
    Ok(ExecutionRecord {
        tenant_id: tenant_id.to_owned(),
        id: id.to_owned(),
        document,
    })
}

/// Auth0's `status` of an execution.
fn status(result: &FlowResult) -> &'static str {
    match result.status {
        Status::Complete => "final",
        Status::Suspended => "suspended",
        Status::Denied => "canceled",
        Status::Error if result.state.is_some() => "suspended",
        Status::Error => "partial",
    }
}

/// What [`vestibule_store::flows::Execution`] reads; written without a tree in between, for this is part of every login.
#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    trigger_id: &'a str,
    status: &'a str,
    created_at: &'a str,
    updated_at: &'a str,
    results: Vec<Entry<'a>>,
    logs: &'a [LogEntry],
    outcome: Status,
}

/// A run, with the names that Auth0 has for what clients read of it.
#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    version: &'a str,
    handler: Handler,
    outcome: RunEnd,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<EntryError<'a>>,
    usage: &'a RunUsage,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    console: &'a [ConsoleLine],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    console_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    shadow: Option<&'a [Value]>,
    action_name: &'a str,
}

/// Auth0's `id`, `msg` and `url`, and what an author needs besides.
#[derive(Serialize)]
struct EntryError<'a> {
    id: &'a str,
    msg: &'a str,
    url: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack: Option<&'a str>,
}

fn entry(run: &ActionRun) -> Entry<'_> {
    Entry {
        name: &run.name,
        id: run.id.as_deref(),
        version: &run.version,
        handler: run.handler,
        outcome: run.outcome,
        error: run.error.as_ref().map(|error| EntryError {
            id: &error.kind,
            msg: &error.message,
            url: "",
            name: error.name.as_deref(),
            stack: error.stack.as_deref(),
        }),
        usage: &run.usage,
        console: &run.console,
        console_truncated: run.console_truncated,
        shadow: run.shadow.as_deref(),
        action_name: &run.name,
    }
}
