//! All that a login of a tenant depends on, as of one moment.

use crate::actions::{Action, COLUMNS, SecretValues, Version, action, version};
use crate::bindings::Binding;
use crate::database::Kind;
use crate::error::StoreError;
use crate::rows::place;
use crate::tenants::{Settings, TenantStore};
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Executor, Row as _};
use std::collections::BTreeMap;

/// What a login of a tenant depends on.
#[derive(Debug)]
pub struct BoundActions {
    /// The tenant's revision at that moment.
    pub revision: i64,
    /// The tenant's settings.
    pub settings: Settings,
    /// What is bound, in the order of execution.
    pub actions: Vec<BoundVersion>,
}

/// One bound Action.
#[derive(Debug)]
pub struct BoundVersion {
    /// How it is bound.
    pub binding: Binding,
    /// The Action. Absent only when the database is damaged: then a login must fail.
    pub action: Option<Action>,
    /// Its deployed version. Absent only when the database is damaged: then a login must fail.
    pub version: Option<Version>,
    /// Values of the draft's secrets; those of the binding go before them.
    pub draft_secrets: SecretValues,
    /// Values of the version's secrets; those of the binding go before them.
    pub secrets: SecretValues,
}

impl BoundVersion {
    /// The Action's name.
    pub fn name(&self) -> String {
        let name = self.action.as_ref().map(|action| &action.name);
        name.unwrap_or(&self.binding.display_name).clone()
    }
}

impl TenantStore {
    /// What a login depends on, read in one transaction: or else a change in the middle of it could leave out both what was bound before and
    /// what is bound after it.
    ///
    /// # Errors
    /// The database is not available, or something cannot be decrypted.
    pub async fn bound(&self, trigger_id: &str) -> Result<BoundActions, StoreError> {
        let pool = self.database().pool();
        let mut transaction = match self.database().kind() {
            // A transaction sees the database as it was at its first statement.
            Kind::Sqlite => pool.begin().await?,
            Kind::Postgres => {
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?
            }
        };
        let (revision, settings) = self.settings_from(&mut *transaction).await?;
        let (bindings, mut own) = self.bindings_from(&mut *transaction, trigger_id).await?;
        let ids: Vec<&str> = bindings
            .iter()
            .map(|binding| binding.action_id.as_str())
            .collect();
        let columns = format!("{COLUMNS}, secrets");
        let actions = self
            .with_secrets(&mut *transaction, &columns, "actions", &ids, action)
            .await?;
        let ids: Vec<&str> = actions
            .values()
            .filter_map(|(action, _)| action.body.deployed_version.as_deref())
            .collect();
        let versions = self
            .with_secrets(
                &mut *transaction,
                "id, document, secrets",
                "versions",
                &ids,
                version,
            )
            .await?;
        transaction.commit().await?;
        self.database().note_revision(self.id(), revision);
        let actions = bindings
            .into_iter()
            .map(|binding| {
                // Not taken out, for an Action may be bound more than once.
                let (action, draft_secrets) = actions.get(&binding.action_id).cloned().unzip();
                let (version, secrets) = action
                    .as_ref()
                    .and_then(|action: &Action| action.body.deployed_version.as_ref())
                    .and_then(|id| versions.get(id))
                    .cloned()
                    .unzip();
                let own = own.remove(&binding.id).unwrap_or_default();
                let with_own = |values: Option<SecretValues>| {
                    let mut values = values.unwrap_or_default();
                    values.extend(own.clone());
                    values
                };
                BoundVersion {
                    action,
                    version,
                    draft_secrets: with_own(draft_secrets),
                    secrets: with_own(secrets),
                    binding,
                }
            })
            .collect();
        Ok(BoundActions {
            revision,
            settings,
            actions,
        })
    }

    /// The deployed versions of these Actions, by the Action's id.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn deployed(
        &self,
        actions: &[Action],
    ) -> Result<BTreeMap<String, Version>, StoreError> {
        let ids: Vec<&str> = actions
            .iter()
            .filter_map(|action| action.body.deployed_version.as_deref())
            .collect();
        let pool = self.database().pool();
        let rows = self.rows(pool, "id, document", "versions", &ids).await?;
        rows.iter()
            .map(|row| version(row).map(|version| (version.action_id.clone(), version)))
            .collect()
    }

    /// What these rows hold, each with the values of its secrets, by its id.
    async fn with_secrets<'e, T>(
        &self,
        executor: impl Executor<'e, Database = Any>,
        columns: &str,
        table: &str,
        ids: &[&str],
        read: fn(&AnyRow) -> Result<T, StoreError>,
    ) -> Result<BTreeMap<String, (T, SecretValues)>, StoreError> {
        let rows = self.rows(executor, columns, table, ids).await?;
        rows.iter()
            .map(|row| {
                let id: String = row.try_get("id")?;
                let secrets = self.open_secrets(&id, &row.try_get::<String, _>("secrets")?)?;
                Ok((id, (read(row)?, secrets)))
            })
            .collect()
    }

    /// The rows of this tenant with these ids.
    async fn rows<'e>(
        &self,
        executor: impl Executor<'e, Database = Any>,
        columns: &str,
        table: &str,
        ids: &[&str],
    ) -> Result<Vec<AnyRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (2..2 + ids.len()).map(place).collect();
        let statement = format!(
            "SELECT {columns} FROM {table} WHERE tenant_id = $1 AND id IN ({})",
            places.join(", ")
        );
        let mut query = sqlx::query(AssertSqlSafe(statement)).bind(self.id());
        for id in ids {
            query = query.bind(*id);
        }
        Ok(query.fetch_all(executor).await?)
    }
}
