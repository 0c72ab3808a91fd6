//! The database: SQLite in one file, or PostgreSQL for several nodes, behind the same statements.

use crate::error::StoreError;
use crate::keys::{DataKey, MasterKey};
use crate::suspending::Suspending;
use crate::tenants::{TenantRow, TenantStore};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, AnyRow};
use sqlx::{AnyPool, Connection as _, Executor as _, Row as _};
use std::collections::HashMap;
use std::str::FromStr as _;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

/// The channel on which nodes tell each other what has changed.
pub(crate) const CHANNEL: &str = "vestibule_changes";

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One file, one node.
    Sqlite,
    /// A server, any number of nodes.
    Postgres,
}

/// The database of a service. Cheap to clone.
#[derive(Clone)]
pub struct Database(Arc<Parts>);

struct Parts {
    kind: Kind,
    address: String,
    /// For what must survive a power failure once it is acknowledged.
    pool: AnyPool,
    /// SQLite has one writer. Waiting here is first come, first served; waiting in SQLite is polling.
    gate: Arc<Mutex<()>>,
    master: MasterKey,
    /// The latest revision of each tenant that this node has heard of.
    revisions: RwLock<HashMap<String, i64>>,
    /// Data keys, once decrypted.
    data_keys: RwLock<HashMap<String, DataKey>>,
    suspending: Suspending,
}

impl Database {
    /// Opens a database, makes it if it is SQLite and missing, and brings its schema up to date.
    ///
    /// `address` is `sqlite:FILE` or a `postgres://` URL.
    ///
    /// # Errors
    /// The address is of another kind, the database cannot be reached, or its schema is of a later version.
    pub async fn open(
        address: &str,
        connections: u32,
        master: MasterKey,
    ) -> Result<Database, StoreError> {
        sqlx::any::install_default_drivers();
        let (kind, url) = if let Some(file) = address.strip_prefix("sqlite:") {
            (Kind::Sqlite, format!("sqlite:{file}?mode=rwc"))
        } else if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            (Kind::Postgres, address.to_owned())
        } else {
            return Err(StoreError::Address(format!(
                "the database address {:?} is none that is known; expected sqlite:FILE or postgres://USER@HOST/NAME",
                scheme(address)
            )));
        };
        let pool = AnyPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(10))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if kind == Kind::Sqlite {
                        connection
                            .execute(
                                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000; PRAGMA cache_size = -512",
                            )
                            .await?;
                    }
                    Ok(())
                })
            })
            // When its disk is full, SQLite undoes the transaction by itself. The library does not learn of it, and refuses every later one on this
            // connection as one in another; so it is closed.
            .before_acquire(|connection, _| {
                Box::pin(async move { Ok(!connection.is_in_transaction()) })
            })
            .connect_with(AnyConnectOptions::from_str(&url)?)
            .await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Database(Arc::new(Parts {
            kind,
            address: address.to_owned(),
            pool,
            gate: Arc::new(Mutex::new(())),
            master,
            revisions: RwLock::default(),
            data_keys: RwLock::default(),
            suspending: Suspending::default(),
        })))
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Its address, as it was given. It may hold a password.
    pub(crate) fn address(&self) -> &str {
        &self.0.address
    }

    /// The master key.
    pub fn master_key(&self) -> &MasterKey {
        &self.0.master
    }

    pub(crate) fn suspending(&self) -> &Suspending {
        &self.0.suspending
    }

    pub(crate) fn pool(&self) -> &AnyPool {
        &self.0.pool
    }

    /// Whether it answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").fetch_one(self.pool()).await?;
        Ok(())
    }

    /// Closes all connections, once what is going on has ended.
    pub async fn close(&self) {
        self.0.pool.close().await;
    }

    /// Starts a transaction that writes.
    pub(crate) async fn begin(&self) -> Result<Transaction, StoreError> {
        let gate = match self.0.kind {
            Kind::Sqlite => Some(Arc::clone(&self.0.gate).lock_owned().await),
            Kind::Postgres => None,
        };
        let inner = match self.0.kind {
            // At once, for a transaction that reads first cannot wait for another writer later.
            Kind::Sqlite => self.0.pool.begin_with("BEGIN IMMEDIATE").await?,
            Kind::Postgres => self.0.pool.begin().await?,
        };
        Ok(Transaction { inner, _gate: gate })
    }

    /// The latest revision of a tenant that this node knows of; none before the first change.
    pub(crate) fn known_revision(&self, tenant_id: &str) -> Option<i64> {
        let revisions = self.0.revisions.read();
        let revisions = revisions.unwrap_or_else(PoisonError::into_inner);
        revisions.get(tenant_id).copied()
    }

    /// Notes that a tenant has a revision.
    pub(crate) fn note_revision(&self, tenant_id: &str, revision: i64) {
        let mut revisions = self
            .0
            .revisions
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let known = revisions.entry(tenant_id.to_owned()).or_insert(revision);
        *known = revision.max(*known);
    }

    /// Forgets all revisions: something may have been missed.
    pub(crate) fn forget_revisions(&self) {
        self.0
            .revisions
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    pub(crate) fn forget_data_key(&self, tenant_id: &str) {
        let data_keys = self.0.data_keys.write();
        data_keys
            .unwrap_or_else(PoisonError::into_inner)
            .remove(tenant_id);
    }

    pub(crate) fn data_key(&self, row: &TenantRow) -> Result<DataKey, StoreError> {
        let known = self
            .0
            .data_keys
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&row.id)
            .cloned();
        if let Some(key) = known {
            return Ok(key);
        }
        let key = self.0.master.open_data_key(&row.id, &row.data_key)?;
        self.0
            .data_keys
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(row.id.clone(), key.clone());
        Ok(key)
    }

    /// A tenant by its id.
    ///
    /// # Errors
    /// The database is not available, or the tenant's key cannot be decrypted.
    pub async fn tenant(&self, id: &str) -> Result<Option<TenantStore>, StoreError> {
        self.tenant_where("id", id).await
    }

    /// A tenant by its name.
    ///
    /// # Errors
    /// As [`Database::tenant`].
    pub async fn tenant_by_name(&self, name: &str) -> Result<Option<TenantStore>, StoreError> {
        self.tenant_where("name", name).await
    }

    async fn tenant_where(
        &self,
        column: &'static str,
        value: &str,
    ) -> Result<Option<TenantStore>, StoreError> {
        let statement = match column {
            "id" => "SELECT id, name, data_key FROM tenants WHERE id = $1",
            _ => "SELECT id, name, data_key FROM tenants WHERE name = $1",
        };
        let row = sqlx::query(statement)
            .bind(value)
            .fetch_optional(self.pool())
            .await?;
        row.map(|row| self.opened(&row)).transpose()
    }

    pub(crate) fn opened(&self, row: &AnyRow) -> Result<TenantStore, StoreError> {
        let row = TenantRow {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            data_key: row.try_get("data_key")?,
        };
        let key = self.data_key(&row)?;
        Ok(TenantStore::new(self.clone(), row, key))
    }

    /// All tenants, by name.
    ///
    /// # Errors
    /// As [`Database::tenant`].
    pub async fn tenants(&self) -> Result<Vec<TenantStore>, StoreError> {
        let rows = sqlx::query("SELECT id, name, data_key FROM tenants ORDER BY name")
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(|row| self.opened(row)).collect()
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("kind", &self.0.kind)
            .finish_non_exhaustive()
    }
}

/// A transaction that writes. Dropped without [`Transaction::commit`], it leaves no trace.
pub(crate) struct Transaction {
    pub(crate) inner: sqlx::Transaction<'static, sqlx::Any>,
    // After the transaction in order, so that it is let go after it.
    _gate: Option<OwnedMutexGuard<()>>,
}

impl Transaction {
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        Ok(self.inner.commit().await?)
    }
}

/// The part of an address that is no secret.
fn scheme(address: &str) -> &str {
    address
        .split_once(':')
        .map_or(address, |(scheme, _)| scheme)
}
