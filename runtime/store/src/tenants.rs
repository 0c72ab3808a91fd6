//! Tenants, and the handle through which everything of one tenant is reached.

use crate::clock::now;
use crate::database::{CHANNEL, Database, Kind, Transaction};
use crate::error::StoreError;
use crate::keys::DataKey;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::{Any, Executor, Row as _};
use vestibule_flow::tenant::Tenant as FlowTenant;

/// What the account at Duo is encrypted as.
const DUO: &str = "account at Duo";

pub(crate) struct TenantRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) data_key: String,
}

/// One tenant's part of the database. There is no other way to its rows, and through it no way to another tenant's: every statement in this crate
/// that reads or writes a tenant's rows is bound to [`TenantStore::id`].
#[derive(Clone)]
pub struct TenantStore {
    database: Database,
    id: String,
    name: String,
    key: DataKey,
}

/// A tenant's settings, as the management API shows them.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct Settings {
    /// What the flow needs of them.
    pub flow: FlowTenant,
    /// `GET /guardian/factors/duo/settings`. It is stored encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duo: Option<Value>,
    /// Everything else of `/tenants/settings` that was set: kept and given back, and of no effect on a login.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub other: serde_json::Map<String, Value>,
}

impl Settings {
    /// A new tenant's: every factor off, no policy, customisation off, as on Auth0.
    pub fn new(tenant_name: &str) -> Settings {
        let mut flow = FlowTenant::with_everything_enabled(tenant_name);
        flow.factors.clear();
        flow.customize_mfa_in_postlogin_action = false;
        Settings {
            flow,
            duo: None,
            other: serde_json::Map::new(),
        }
    }
}

/// Why a tenant was not created.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CreateTenantError {
    /// There is one of that name.
    #[error("there is a tenant named {0:?} already")]
    Exists(String),
    /// Not a name.
    #[error(
        "the tenant's name {0:?} is not 1 to 63 lower-case letters, digits and hyphens that begin with a letter or digit"
    )]
    Name(String),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Database {
    /// Creates a tenant.
    ///
    /// # Errors
    /// The name is taken or none, or the database is not available.
    pub async fn create_tenant(&self, name: &str) -> Result<TenantStore, CreateTenantError> {
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || name.len() > 63 || name.starts_with('-') || !name.chars().all(good) {
            return Err(CreateTenantError::Name(name.to_owned()));
        }
        let id = format!("ten_{}", uuid::Uuid::now_v7().simple());
        let (_, data_key) = self.master_key().new_data_key(&id)?;
        let settings = write_json("settings", &id, &Settings::new(name))?;
        let mut transaction = self.begin().await?;
        let outcome = sqlx::query(
            "INSERT INTO tenants (id, name, revision, settings, data_key, created_at) VALUES ($1, $2, 1, $3, $4, $5)",
        )
        .bind(&id)
        .bind(name)
        .bind(settings)
        .bind(data_key)
        .bind(now())
        .execute(&mut *transaction.inner)
        .await;
        match outcome {
            Ok(_) => {}
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                return Err(CreateTenantError::Exists(name.to_owned()));
            }
            Err(error) => return Err(StoreError::from(error).into()),
        }
        transaction.commit().await?;
        self.tenant(&id)
            .await?
            .ok_or_else(|| StoreError::damaged("tenant", &id, "it is gone").into())
    }

    /// Deletes a tenant with everything that it has.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn delete_tenant(&self, id: &str) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let outcome = sqlx::query("DELETE FROM tenants WHERE id = $1")
            .bind(id)
            .execute(&mut *transaction.inner)
            .await?;
        transaction.commit().await?;
        self.note_revision(id, i64::MAX);
        self.forget_data_key(id);
        Ok(outcome.rows_affected() > 0)
    }
}

impl TenantStore {
    pub(crate) fn new(database: Database, row: TenantRow, key: DataKey) -> TenantStore {
        TenantStore {
            database,
            id: row.id,
            name: row.name,
            key,
        }
    }

    /// The tenant's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The tenant's name: `event.tenant.id`.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    pub(crate) fn key(&self) -> &DataKey {
        &self.key
    }

    /// The latest revision that this node knows of. A cache is good as long as it is not older.
    pub fn known_revision(&self) -> Option<i64> {
        self.database.known_revision(&self.id)
    }

    /// The settings.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        Ok(self.settings_at().await?.1)
    }

    /// The settings with the revision at which they were read.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn settings_at(&self) -> Result<(i64, Settings), StoreError> {
        let (revision, settings) = self.settings_from(self.database.pool()).await?;
        self.database.note_revision(&self.id, revision);
        Ok((revision, settings))
    }

    /// From the pool, or within a transaction. The revision may be of a change that is not committed, and is for the caller to note.
    pub(crate) async fn settings_from<'e>(
        &self,
        executor: impl Executor<'e, Database = Any>,
    ) -> Result<(i64, Settings), StoreError> {
        let row = sqlx::query("SELECT revision, settings FROM tenants WHERE id = $1")
            .bind(&self.id)
            .fetch_one(executor)
            .await?;
        let settings = self.read_settings(&row.try_get::<String, _>("settings")?)?;
        Ok((row.try_get("revision")?, settings))
    }

    fn read_settings(&self, text: &str) -> Result<Settings, StoreError> {
        let mut settings: Settings = read_json("settings", &self.id, text)?;
        // An object is from before it was encrypted.
        if let Some(Value::String(sealed)) = &settings.duo {
            let plain = self.key.open(DUO, &self.id, sealed)?;
            let account = serde_json::from_slice(&plain)
                .map_err(|error| StoreError::damaged(DUO, &self.id, error))?;
            settings.duo = Some(account);
        }
        Ok(settings)
    }

    /// With the account at Duo encrypted, for its key is a secret.
    fn write_settings(&self, settings: &Settings) -> Result<String, StoreError> {
        let mut stored = settings.clone();
        if let Some(account) = &settings.duo {
            let plain = write_json(DUO, &self.id, account)?;
            let sealed = self.key.seal(DUO, &self.id, plain.as_bytes())?;
            stored.duo = Some(Value::String(sealed));
        }
        write_json("settings", &self.id, &stored)
    }

    /// Changes the settings, and gives them as they are then.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn change_settings(
        &self,
        change: impl FnOnce(&mut Settings) + Send,
    ) -> Result<Settings, StoreError> {
        let mut write = self.write().await?;
        let (_, mut settings) = self.settings_from(write.connection()).await?;
        change(&mut settings);
        sqlx::query("UPDATE tenants SET settings = $1 WHERE id = $2")
            .bind(self.write_settings(&settings)?)
            .bind(&self.id)
            .execute(write.connection())
            .await?;
        write.commit().await?;
        Ok(settings)
    }

    /// Starts a change of what logins depend on. Until it is committed or dropped, no other change of this tenant goes on, on any node.
    pub(crate) async fn write(&self) -> Result<Write<'_>, StoreError> {
        let mut transaction = self.database.begin().await?;
        let row = sqlx::query(
            "UPDATE tenants SET revision = revision + 1 WHERE id = $1 RETURNING revision",
        )
        .bind(&self.id)
        .fetch_one(&mut *transaction.inner)
        .await?;
        Ok(Write {
            store: self,
            revision: row.try_get("revision")?,
            transaction,
        })
    }
}

impl std::fmt::Debug for TenantStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("TenantStore").field(&self.name).finish()
    }
}

/// A change of one tenant that is going on.
pub(crate) struct Write<'a> {
    store: &'a TenantStore,
    revision: i64,
    transaction: Transaction,
}

impl Write<'_> {
    pub(crate) fn connection(&mut self) -> &mut sqlx::AnyConnection {
        &mut self.transaction.inner
    }

    /// Makes the change, and tells this node and the others.
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        let store = self.store;
        if store.database.kind() == Kind::Postgres {
            sqlx::query("SELECT CAST(pg_notify($1, $2) AS TEXT)")
                .bind(CHANNEL)
                .bind(format!("{} {}", store.id, self.revision))
                .execute(self.connection())
                .await?;
        }
        self.transaction.commit().await?;
        store.database.note_revision(&store.id, self.revision);
        Ok(())
    }
}

pub(crate) fn read_json<T: DeserializeOwned>(
    what: &'static str,
    id: &str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::damaged(what, id, error))
}

pub(crate) fn write_json(
    what: &'static str,
    id: &str,
    value: &impl Serialize,
) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::damaged(what, id, error))
}
