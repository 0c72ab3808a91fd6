//! Writing suspended logins: all that are suspended at one moment in one transaction, for what costs time is that it must survive a power failure.

use crate::database::Database;
use crate::error::StoreError;
use crate::rows::{each_row, in_few_sizes};
use sqlx::{AnyConnection, AssertSqlSafe};
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};
use tokio::sync::{Mutex, oneshot};

/// A row of the table `flows`.
#[derive(Debug)]
pub(crate) struct FlowRow {
    pub(crate) tenant_id: String,
    pub(crate) state_hash: String,
    pub(crate) execution_id: String,
    pub(crate) document: String,
    pub(crate) expires_at: i64,
}

struct Waiting {
    row: FlowRow,
    written: oneshot::Sender<Result<(), Arc<StoreError>>>,
}

/// Rows that wait to be written.
#[derive(Default)]
pub(crate) struct Suspending {
    waiting: SyncMutex<Vec<Waiting>>,
    /// Whose turn it is to write what waits.
    turn: Arc<Mutex<()>>,
}

impl Suspending {
    /// Writes a row, together with what others want to be written by then. It has been written when this is done.
    pub(crate) async fn write(&self, database: &Database, row: FlowRow) -> Result<(), StoreError> {
        let (written, mut outcome) = oneshot::channel();
        self.lock().push(Waiting { row, written });
        let turn = tokio::select! {
            biased;
            outcome = &mut outcome => return answered(outcome),
            turn = Arc::clone(&self.turn).lock_owned() => turn,
        };
        let all = std::mem::take(&mut *self.lock());
        if !all.is_empty() {
            let database = database.clone();
            // A task of its own: the caller may go away, and others wait for this.
            tokio::spawn(async move {
                write_all(&database, all).await;
                drop(turn);
            });
        }
        answered(outcome.await)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn answered(
    outcome: Result<Result<(), Arc<StoreError>>, oneshot::error::RecvError>,
) -> Result<(), StoreError> {
    match outcome {
        Ok(outcome) => outcome.map_err(StoreError::Shared),
        Err(_) => Err(StoreError::Interrupted),
    }
}

async fn write_all(database: &Database, all: Vec<Waiting>) {
    let (rows, waiting): (Vec<FlowRow>, Vec<_>) =
        all.into_iter().map(|one| (one.row, one.written)).unzip();
    let outcome = in_one_transaction(database, &rows).await;
    // A row whose tenant was deleted meanwhile must not keep the others out.
    if outcome.as_ref().is_err_and(is_of_a_row) && rows.len() > 1 {
        for (row, written) in rows.iter().zip(waiting) {
            let outcome = in_one_transaction(database, std::slice::from_ref(row)).await;
            let _ = written.send(outcome.map_err(Arc::new));
        }
        return;
    }
    let outcome = outcome.map_err(Arc::new);
    for written in waiting {
        // Who went away does not wait any more.
        let _ = written.send(outcome.clone());
    }
}

fn is_of_a_row(error: &StoreError) -> bool {
    match error {
        StoreError::Database(sqlx::Error::Database(error)) => {
            error.is_foreign_key_violation() || error.is_unique_violation()
        }
        _ => false,
    }
}

async fn in_one_transaction(database: &Database, rows: &[FlowRow]) -> Result<(), StoreError> {
    let mut transaction = database.begin().await?;
    insert_flows(&mut transaction.inner, rows).await?;
    transaction.commit().await
}

pub(crate) async fn insert_flows(
    connection: &mut AnyConnection,
    rows: &[FlowRow],
) -> Result<(), StoreError> {
    for rows in in_few_sizes(rows) {
        let values = each_row(rows.len(), ", ", |places: [String; 5]| {
            format!("({})", places.join(", "))
        });
        let statement = format!(
            "INSERT INTO flows (tenant_id, state_hash, execution_id, document, expires_at) VALUES {values}"
        );
        let mut query = sqlx::query(AssertSqlSafe(statement));
        for row in rows {
            query = query
                .bind(&row.tenant_id)
                .bind(&row.state_hash)
                .bind(&row.execution_id)
                .bind(&row.document)
                .bind(row.expires_at);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}
