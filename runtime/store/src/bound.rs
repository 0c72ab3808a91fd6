//! All that a login of a tenant depends on, as of one moment.

use crate::actions::{Action, SecretValues, Version, action, version};
use crate::bindings::Binding;
use crate::database::{Kind, places};
use crate::error::StoreError;
use crate::tenants::{Settings, TenantStore};
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
        let mut actions = self.actions_with_secrets(&mut *transaction, &ids).await?;
        let ids: Vec<&str> = actions.values().filter_map(deployed_version).collect();
        let mut versions = self.versions_with_secrets(&mut *transaction, &ids).await?;
        transaction.commit().await?;
        self.database().note_revision(self.id(), revision);
        let actions = bindings
            .into_iter()
            .map(|binding| {
                let own = own.remove(&binding.id).unwrap_or_default();
                let (action, mut draft_secrets) = match actions.remove(&binding.action_id) {
                    Some((action, secrets)) => (Some(action), secrets),
                    None => (None, SecretValues::new()),
                };
                let (version, mut secrets) = match versions.remove(&binding.action_id) {
                    Some((version, secrets)) => (Some(version), secrets),
                    None => (None, SecretValues::new()),
                };
                draft_secrets.extend(own.clone());
                secrets.extend(own);
                BoundVersion {
                    binding,
                    action,
                    version,
                    draft_secrets,
                    secrets,
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
        let statement = "SELECT id, document FROM versions WHERE tenant_id = ";
        let rows = self.rows(self.database().pool(), statement, &ids).await?;
        rows.iter()
            .map(|row| version(row).map(|version| (version.action_id.clone(), version)))
            .collect()
    }

    async fn actions_with_secrets<'e>(
        &self,
        executor: impl Executor<'e, Database = Any>,
        ids: &[&str],
    ) -> Result<BTreeMap<String, (Action, SecretValues)>, StoreError> {
        let statement = "SELECT id, name, document, build_status, build_generation, build_result, secrets FROM actions WHERE tenant_id = ";
        let rows = self.rows(executor, statement, ids).await?;
        rows.iter()
            .map(|row| {
                let action = action(row)?;
                let secrets =
                    self.open_secrets(&action.id, &row.try_get::<String, _>("secrets")?)?;
                Ok((action.id.clone(), (action, secrets)))
            })
            .collect()
    }

    async fn versions_with_secrets<'e>(
        &self,
        executor: impl Executor<'e, Database = Any>,
        ids: &[&str],
    ) -> Result<BTreeMap<String, (Version, SecretValues)>, StoreError> {
        let statement = "SELECT id, document, secrets FROM versions WHERE tenant_id = ";
        let rows = self.rows(executor, statement, ids).await?;
        rows.iter()
            .map(|row| {
                let version = version(row)?;
                let secrets =
                    self.open_secrets(&version.id, &row.try_get::<String, _>("secrets")?)?;
                Ok((version.action_id.clone(), (version, secrets)))
            })
            .collect()
    }

    /// The rows of this tenant with these ids. `statement` ends where the tenant's id is compared.
    async fn rows<'e>(
        &self,
        executor: impl Executor<'e, Database = Any>,
        statement: &'static str,
        ids: &[&str],
    ) -> Result<Vec<sqlx::any::AnyRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let statement = format!("{statement}$1 AND id IN ({})", places(2, ids.len()));
        let mut query = sqlx::query(AssertSqlSafe(statement)).bind(self.id());
        for id in ids {
            query = query.bind(*id);
        }
        Ok(query.fetch_all(executor).await?)
    }
}

fn deployed_version((action, _): &(Action, SecretValues)) -> Option<&str> {
    action.body.deployed_version.as_deref()
}
