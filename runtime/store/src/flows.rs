//! Suspended logins, answers that were given once already, and records of what ran.

use crate::clock::now;
use crate::database::{Database, Kind};
use crate::error::StoreError;
use crate::keys::hash;
use crate::rows::{each_row, in_few_sizes};
use crate::suspending::{FlowRow, insert_flows};
use crate::tenants::{TenantStore, read_json};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Row as _};
use std::collections::HashSet;

/// How far behind the present a reader stays where several nodes write, so that it does not pass one that is about to.
const OTHER_NODES_MILLISECONDS: i64 = 1_000;

/// A suspended login that this node has taken up to answer it. Nobody else can, until it is put back or the claim runs out.
#[derive(Debug, Clone)]
pub struct ClaimedFlow {
    /// What [`vestibule_flow::flow::Flow::store`] wrote.
    pub document: String,
    /// The execution that it belongs to.
    pub execution_id: String,
    state_hash: String,
    claim: String,
}

/// A login to be suspended.
#[derive(Debug, Clone, Copy)]
pub struct SuspendedFlow<'a> {
    /// The state that resumes it.
    pub state: &'a str,
    /// What [`vestibule_flow::flow::Flow::store`] wrote.
    pub document: &'a str,
    /// The execution that it belongs to.
    pub execution_id: &'a str,
    /// Milliseconds since 1970.
    pub expires_at: i64,
}

/// What became of an attempt to take up a suspended login.
#[derive(Debug)]
pub enum Claim {
    /// It is ours.
    Ours(ClaimedFlow),
    /// Another request answers it at this moment.
    Busy,
    /// There is none with this state, any more or at all, in this tenant.
    Unknown,
}

/// What an idempotency key stands for.
#[derive(Debug, PartialEq, Eq)]
pub enum Idempotent {
    /// It is new: this request is to be carried out.
    New,
    /// It was used for the same request, and this was the answer.
    Answered(String),
    /// It was used for the same request, which is still being carried out.
    Busy,
    /// It was used for another request.
    Other,
}

/// An execution to be kept.
#[derive(Debug, Clone)]
pub struct ExecutionRecord {
    /// The tenant.
    pub tenant_id: String,
    /// Its id.
    pub id: String,
    /// An [`Execution`] as JSON.
    pub document: String,
}

/// What ran for a login, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Execution {
    /// Its id.
    pub id: String,
    /// E.g. `post-login`.
    pub trigger_id: String,
    /// Auth0's `status`: `pending`, `final`, `partial`, `canceled`, `suspended`.
    pub status: String,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
    /// Per run: name, times, outcome, usage, console.
    pub results: Vec<Value>,
    /// The login's log entries.
    #[serde(default)]
    pub logs: Vec<Value>,
    /// The flow result's status.
    #[serde(default)]
    pub outcome: String,
}

impl TenantStore {
    /// Keeps a login that is suspended. Logins that are suspended at the same moment are written together.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn suspend(&self, flow: SuspendedFlow<'_>) -> Result<(), StoreError> {
        let row = self.flow_row(flow)?;
        self.database()
            .suspending()
            .write(self.database(), row)
            .await
    }

    fn flow_row(&self, flow: SuspendedFlow<'_>) -> Result<FlowRow, StoreError> {
        let state_hash = hash(flow.state.as_bytes());
        let document = self
            .key()
            .seal("flow", &state_hash, flow.document.as_bytes())?;
        Ok(FlowRow {
            tenant_id: self.id().to_owned(),
            state_hash,
            execution_id: flow.execution_id.to_owned(),
            document,
            expires_at: flow.expires_at,
        })
    }

    /// Takes up the login with this state, for `milliseconds` at most.
    ///
    /// # Errors
    /// The database is not available, or the login cannot be decrypted.
    pub async fn claim_flow(&self, state: &str, milliseconds: i64) -> Result<Claim, StoreError> {
        let state_hash = hash(state.as_bytes());
        let claim = uuid::Uuid::new_v4().to_string();
        let mut transaction = self.database().begin().await?;
        let row = sqlx::query(
            "UPDATE flows SET claimed_by = $1, claimed_until = $2 WHERE tenant_id = $3 AND state_hash = $4 AND (claimed_until IS NULL OR claimed_until < $5) RETURNING document, execution_id",
        )
        .bind(&claim)
        .bind(now() + milliseconds)
        .bind(self.id())
        .bind(&state_hash)
        .bind(now())
        .fetch_optional(&mut *transaction.inner)
        .await?;
        let Some(row) = row else {
            let busy = sqlx::query(
                "SELECT state_hash FROM flows WHERE tenant_id = $1 AND state_hash = $2",
            )
            .bind(self.id())
            .bind(&state_hash)
            .fetch_optional(&mut *transaction.inner)
            .await?;
            return Ok(match busy {
                Some(_) => Claim::Busy,
                None => Claim::Unknown,
            });
        };
        transaction.commit().await?;
        let sealed: String = row.try_get("document")?;
        let plain = self.key().open("flow", &state_hash, &sealed)?;
        Ok(Claim::Ours(ClaimedFlow {
            document: String::from_utf8(plain)
                .map_err(|error| StoreError::damaged("flow", &state_hash, error))?,
            execution_id: row.try_get("execution_id")?,
            state_hash,
            claim,
        }))
    }

    /// Puts a login back as it was: its state can be used again.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn put_back(&self, flow: &ClaimedFlow) -> Result<(), StoreError> {
        let mut transaction = self.database().begin().await?;
        sqlx::query(
            "UPDATE flows SET claimed_by = NULL, claimed_until = NULL WHERE tenant_id = $1 AND state_hash = $2 AND claimed_by = $3",
        )
        .bind(self.id())
        .bind(&flow.state_hash)
        .bind(&flow.claim)
        .execute(&mut *transaction.inner)
        .await?;
        transaction.commit().await
    }

    /// Uses a state up: the login has gone on, and either ended or is suspended anew. Both in one transaction, so that a login is never lost and never
    /// there twice. False when the claim was lost meanwhile: then nothing was written, and what this node did counts for nothing.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn step(
        &self,
        flow: &ClaimedFlow,
        next: Option<SuspendedFlow<'_>>,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.database().begin().await?;
        let outcome = sqlx::query(
            "DELETE FROM flows WHERE tenant_id = $1 AND state_hash = $2 AND claimed_by = $3",
        )
        .bind(self.id())
        .bind(&flow.state_hash)
        .bind(&flow.claim)
        .execute(&mut *transaction.inner)
        .await?;
        if outcome.rows_affected() == 0 {
            return Ok(false);
        }
        if let Some(next) = next {
            insert_flows(&mut transaction.inner, &[self.flow_row(next)?]).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Takes up an idempotency key for a request.
    ///
    /// # Errors
    /// The database is not available, or the answer cannot be decrypted.
    pub async fn begin_idempotent(
        &self,
        key: &str,
        request: &[u8],
        milliseconds: i64,
    ) -> Result<Idempotent, StoreError> {
        let (key_hash, request_hash) = (hash(key.as_bytes()), hash(request));
        let mut transaction = self.database().begin().await?;
        let outcome = sqlx::query(
            "INSERT INTO idempotency (tenant_id, key_hash, request_hash, response, expires_at) VALUES ($1, $2, $3, '', $4) ON CONFLICT (tenant_id, key_hash) DO UPDATE SET request_hash = excluded.request_hash, response = '', expires_at = excluded.expires_at WHERE idempotency.expires_at < $5",
        )
        .bind(self.id())
        .bind(&key_hash)
        .bind(&request_hash)
        .bind(now() + milliseconds)
        .bind(now())
        .execute(&mut *transaction.inner)
        .await?;
        if outcome.rows_affected() > 0 {
            transaction.commit().await?;
            return Ok(Idempotent::New);
        }
        let row = sqlx::query(
            "SELECT request_hash, response FROM idempotency WHERE tenant_id = $1 AND key_hash = $2",
        )
        .bind(self.id())
        .bind(&key_hash)
        .fetch_one(&mut *transaction.inner)
        .await?;
        if row.try_get::<String, _>("request_hash")? != request_hash {
            return Ok(Idempotent::Other);
        }
        let sealed: String = row.try_get("response")?;
        if sealed.is_empty() {
            return Ok(Idempotent::Busy);
        }
        let plain = self.key().open("idempotent answer", &key_hash, &sealed)?;
        String::from_utf8(plain)
            .map(Idempotent::Answered)
            .map_err(|error| StoreError::damaged("idempotent answer", &key_hash, error))
    }

    /// Keeps the answer to a request with an idempotency key; without one, lets the key go.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn end_idempotent(
        &self,
        key: &str,
        answer: Option<&str>,
        milliseconds: i64,
    ) -> Result<(), StoreError> {
        let key_hash = hash(key.as_bytes());
        let mut transaction = self.database().begin().await?;
        match answer {
            Some(answer) => {
                let sealed = self
                    .key()
                    .seal("idempotent answer", &key_hash, answer.as_bytes())?;
                sqlx::query(
                    "UPDATE idempotency SET response = $1, expires_at = $2 WHERE tenant_id = $3 AND key_hash = $4",
                )
                .bind(sealed)
                .bind(now() + milliseconds)
                .bind(self.id())
                .bind(&key_hash)
                .execute(&mut *transaction.inner)
                .await?;
            }
            None => {
                sqlx::query("DELETE FROM idempotency WHERE tenant_id = $1 AND key_hash = $2")
                    .bind(self.id())
                    .bind(&key_hash)
                    .execute(&mut *transaction.inner)
                    .await?;
            }
        }
        transaction.commit().await
    }

    /// One execution; none when it does not exist or is too old.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn execution(&self, id: &str) -> Result<Option<Execution>, StoreError> {
        let row = sqlx::query("SELECT document FROM executions WHERE tenant_id = $1 AND id = $2")
            .bind(self.id())
            .bind(id)
            .fetch_optional(self.database().pool())
            .await?;
        row.map(|row| read_json("execution", id, &row.try_get::<String, _>("document")?))
            .transpose()
    }

    /// Executions that changed after `after` (milliseconds since 1970), oldest first, with that time of each: about `limit`, and all of the last one's
    /// millisecond, so that none is left out when the next are asked for.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn executions_after(
        &self,
        after: i64,
        limit: i64,
    ) -> Result<Vec<(i64, Execution)>, StoreError> {
        // Another node may commit a little later what has an earlier time.
        let until = match self.database().kind() {
            Kind::Sqlite => i64::MAX,
            Kind::Postgres => now() - OTHER_NODES_MILLISECONDS,
        };
        let last = sqlx::query(
            "SELECT MAX(updated_at) AS last FROM (SELECT updated_at FROM executions WHERE tenant_id = $1 AND updated_at > $2 AND updated_at <= $3 ORDER BY updated_at LIMIT $4) AS page",
        )
        .bind(self.id())
        .bind(after)
        .bind(until)
        .bind(limit)
        .fetch_one(self.database().pool())
        .await?;
        let Some(last) = last.try_get::<Option<i64>, _>("last")? else {
            return Ok(Vec::new());
        };
        let rows = sqlx::query(
            "SELECT id, updated_at, document FROM executions WHERE tenant_id = $1 AND updated_at > $2 AND updated_at <= $3 ORDER BY updated_at, id",
        )
        .bind(self.id())
        .bind(after)
        .bind(last)
        .fetch_all(self.database().pool())
        .await?;
        rows.iter()
            .map(|row| {
                let id: String = row.try_get("id")?;
                let document: String = row.try_get("document")?;
                Ok((
                    row.try_get("updated_at")?,
                    read_json("execution", &id, &document)?,
                ))
            })
            .collect()
    }
}

impl Database {
    /// Keeps executions of any tenants, in one transaction. A later one of the same id replaces it.
    ///
    /// # Errors
    /// The database is not available; none was kept.
    pub async fn keep_executions(&self, records: &[ExecutionRecord]) -> Result<(), StoreError> {
        // PostgreSQL does not take two rows of one key in one statement.
        let mut seen = HashSet::new();
        let mut latest: Vec<&ExecutionRecord> = records.iter().rev().collect();
        latest.retain(|record| seen.insert((&record.tenant_id, &record.id)));
        latest.reverse();
        let mut transaction = self.begin().await?;
        for records in in_few_sizes(&latest) {
            // The time's type is named, for PostgreSQL would take it for a text. One whose tenant has been deleted is left out.
            let rows = each_row(
                records.len(),
                " UNION ALL ",
                |[tenant, id, at, document]| {
                    format!(
                        "SELECT {tenant} AS tenant_id, {id} AS id, CAST({at} AS BIGINT) AS updated_at, {document} AS document"
                    )
                },
            );
            let statement = format!(
                "INSERT INTO executions (tenant_id, id, updated_at, document) SELECT given.tenant_id, given.id, given.updated_at, given.document FROM ({rows}) AS given JOIN tenants ON tenants.id = given.tenant_id WHERE true ON CONFLICT (tenant_id, id) DO UPDATE SET updated_at = excluded.updated_at, document = excluded.document"
            );
            let mut query = sqlx::query(AssertSqlSafe(statement));
            for record in records {
                query = query
                    .bind(&record.tenant_id)
                    .bind(&record.id)
                    .bind(now())
                    .bind(&record.document);
            }
            query.execute(&mut *transaction.inner).await?;
        }
        transaction.commit().await
    }

    /// Deletes what has expired: suspended logins, tokens and idempotency keys, and executions older than `executions_kept` milliseconds.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn clean_up(&self, executions_kept: i64) -> Result<u64, StoreError> {
        let mut deleted = 0;
        // A minute more, so that who is late by little is told that it is expired.
        for (statement, before) in [
            ("DELETE FROM flows WHERE expires_at < $1", now() - 60_000),
            ("DELETE FROM tokens WHERE expires_at < $1", now()),
            ("DELETE FROM idempotency WHERE expires_at < $1", now()),
            (
                "DELETE FROM executions WHERE updated_at < $1",
                now() - executions_kept,
            ),
        ] {
            let mut transaction = self.begin().await?;
            let outcome = sqlx::query(statement)
                .bind(before)
                .execute(&mut *transaction.inner)
                .await?;
            transaction.commit().await?;
            deleted += outcome.rows_affected();
        }
        Ok(deleted)
    }
}
