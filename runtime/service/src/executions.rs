//! Records of what ran: written a little later, many at a time, so that no login waits for a disk.

use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use vestibule_flow::result::{FlowResult, Status};
use vestibule_store::flows::Execution;
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
    sender: mpsc::Sender<(String, Execution)>,
    lost: Arc<AtomicU64>,
}

/// The other end: writes until all [`Executions`] are gone.
#[derive(Debug)]
pub struct Writer(mpsc::Receiver<(String, Execution)>);

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
    pub fn keep(&self, tenant_id: &str, execution: Execution) {
        if self
            .sender
            .try_send((tenant_id.to_owned(), execution))
            .is_err()
        {
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
pub fn record(id: &str, created_at: &str, result: &FlowResult) -> Execution {
    let status = match result.status {
        Status::Complete => "final",
        Status::Suspended => "suspended",
        Status::Denied => "canceled",
        Status::Error if result.state.is_some() => "suspended",
        Status::Error => "partial",
    };
    Execution {
        id: id.to_owned(),
        trigger_id: "post-login".to_owned(),
        status: status.to_owned(),
        created_at: created_at.to_owned(),
        updated_at: timestamp(),
        results: result
            .actions
            .iter()
            .map(|run| {
                let mut entry = json!(run);
                if let Value::Object(entry) = &mut entry {
                    entry.insert("action_name".to_owned(), json!(run.name));
                    if let Some(error) = &run.error {
                        let error = json!({"id": error.kind, "msg": error.message, "url": ""});
                        entry.insert("error".to_owned(), error);
                    }
                }
                entry
            })
            .collect(),
        logs: result.logs.iter().map(|entry| json!(entry)).collect(),
        outcome: json!(result.status).as_str().unwrap_or_default().to_owned(),
    }
}
