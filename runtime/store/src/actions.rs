//! Actions: drafts, their builds, and the versions that were deployed of them.

use crate::clock::{now, timestamp};
use crate::error::StoreError;
use crate::tenants::{TenantStore, Write, read_json, write_json};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{Any, Executor, Row as _};
use std::collections::BTreeMap;

/// The most Actions of a tenant (specification §5).
pub const MAX_ACTIONS: usize = 100;
/// The most versions that are kept of an Action; the oldest that is not deployed gives way.
pub const MAX_VERSIONS: i64 = 50;

/// What an Action is made of: the part that a version copies.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// JavaScript source. Absent for an uploaded component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The uploaded component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<ComponentRef>,
    /// npm packages, as given.
    #[serde(default)]
    pub dependencies: Vec<Value>,
    /// E.g. `node22`.
    pub runtime: String,
    /// Modules, as given.
    #[serde(default)]
    pub modules: Vec<Value>,
    /// Names and times of the secrets; their values are kept apart.
    #[serde(default)]
    pub secrets: Vec<SecretName>,
    /// Limits of its runs, where they are not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Value>,
    /// The hosts that it may reach over HTTP.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_hosts: Vec<String>,
}

/// An uploaded component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentRef {
    /// Its digest in hexadecimal.
    pub sha256: String,
    /// In bytes.
    pub size: u64,
}

/// A secret without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretName {
    /// Its name.
    pub name: String,
    /// When its value last changed, RFC 3339.
    pub updated_at: String,
}

/// Values of secrets by name.
pub type SecretValues = BTreeMap<String, String>;

/// Where a draft's build stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BuildStatus {
    /// Waiting for a builder.
    Pending,
    /// A builder has it.
    Building,
    /// Ready to be deployed.
    Built,
    /// It cannot be built as it is.
    Failed,
}

impl BuildStatus {
    /// The name as the management API has it.
    pub fn name(self) -> &'static str {
        match self {
            BuildStatus::Pending => "pending",
            BuildStatus::Building => "building",
            BuildStatus::Built => "built",
            BuildStatus::Failed => "failed",
        }
    }

    fn parse(name: &str) -> Option<BuildStatus> {
        [Self::Pending, Self::Building, Self::Built, Self::Failed]
            .into_iter()
            .find(|status| status.name() == name)
    }
}

/// What a build came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BuildResult {
    /// When it ended, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub built_at: Option<String>,
    /// Why it failed, or what its author should know.
    #[serde(default)]
    pub errors: Vec<BuildError>,
    /// The component that came out, by its digest. Absent when it failed, and for JavaScript that a release before 0.2 took without building it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
}

/// One message of a build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildError {
    /// A stable word.
    pub id: String,
    /// A sentence.
    pub msg: String,
    /// Where to read more; may be empty.
    pub url: String,
}

/// An Action as it is stored, without the values of its secrets.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Its id, a UUID.
    pub id: String,
    /// Its name, unique in its tenant.
    pub name: String,
    /// Everything else that is kept in one document.
    pub body: ActionBody,
    /// Where the draft's build stands.
    pub status: BuildStatus,
    /// Counts the drafts.
    pub generation: i64,
    /// What the latest build came to.
    pub build: BuildResult,
}

/// The stored document of an Action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionBody {
    /// `id` and `version` of its trigger.
    pub trigger: TriggerRef,
    /// The draft.
    pub draft: Content,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
    /// The deployed version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployed_version: Option<String>,
    /// The latest version's number.
    #[serde(default)]
    pub latest_number: i64,
    /// Whether the draft is what is deployed.
    #[serde(default)]
    pub all_changes_deployed: bool,
}

/// Which trigger an Action is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriggerRef {
    /// E.g. `post-login`.
    pub id: String,
    /// E.g. `v3`.
    pub version: String,
}

/// A deployed version. It never changes, apart from whether it is the deployed one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Its id, a UUID.
    pub id: String,
    /// The Action's id.
    pub action_id: String,
    /// Counts from 1.
    pub number: i64,
    /// What it is made of.
    pub content: Content,
    /// What its build came to.
    pub build: BuildResult,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// Why a change of an Action was refused. Nothing has changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ActionError {
    /// There is no such Action in this tenant.
    #[error("That action does not exist.")]
    NotFound,
    /// There is no such version of it.
    #[error("That version does not exist.")]
    VersionNotFound,
    /// Another Action of the tenant has the name.
    #[error("An action with the name '{0}' already exists.")]
    NameTaken(String),
    /// The tenant has [`MAX_ACTIONS`].
    #[error("The tenant has {MAX_ACTIONS} actions, which is the most that one can have.")]
    TooMany,
    /// It is bound, and the deletion was not forced.
    #[error("Unable to delete an action bound to a trigger.")]
    Bound,
    /// Its draft is not built.
    #[error("the draft's build is {}", .0.name())]
    NotBuilt(BuildStatus),
    /// What the caller wanted does not go.
    #[error("{0}")]
    Refused(String),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for ActionError {
    fn from(error: sqlx::Error) -> Self {
        ActionError::Store(error.into())
    }
}

pub(crate) const COLUMNS: &str = "id, name, document, build_status, build_generation, build_result";

impl TenantStore {
    /// All Actions, oldest first.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn actions(&self) -> Result<Vec<Action>, StoreError> {
        self.actions_from(self.database().pool()).await
    }

    /// From the pool, or within a change that has the tenant locked.
    pub(crate) async fn actions_from<'e>(
        &self,
        executor: impl Executor<'e, Database = Any>,
    ) -> Result<Vec<Action>, StoreError> {
        let statement =
            format!("SELECT {COLUMNS} FROM actions WHERE tenant_id = $1 ORDER BY created_at, id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(self.id())
            .fetch_all(executor)
            .await?;
        rows.iter().map(action).collect()
    }

    /// One Action.
    ///
    /// # Errors
    /// It does not exist, or the database is not available.
    pub async fn action(&self, id: &str) -> Result<Action, ActionError> {
        let statement = format!("SELECT {COLUMNS} FROM actions WHERE tenant_id = $1 AND id = $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(self.id())
            .bind(id)
            .fetch_optional(self.database().pool())
            .await?;
        Ok(action(&row.ok_or(ActionError::NotFound)?)?)
    }

    /// Creates an Action with a draft that is to be built.
    ///
    /// # Errors
    /// The name is taken, the tenant has too many, or the database is not available.
    pub async fn create_action(
        &self,
        name: &str,
        trigger: TriggerRef,
        draft: Content,
        secrets: &SecretValues,
    ) -> Result<Action, ActionError> {
        let id = uuid::Uuid::new_v4().to_string();
        let at = timestamp();
        let body = ActionBody {
            trigger,
            draft,
            created_at: at.clone(),
            updated_at: at,
            deployed_version: None,
            latest_number: 0,
            all_changes_deployed: false,
        };
        let mut write = self.write().await?;
        let row = sqlx::query("SELECT COUNT(*) AS actions FROM actions WHERE tenant_id = $1")
            .bind(self.id())
            .fetch_one(write.connection())
            .await?;
        if row.try_get::<i64, _>("actions")? >= MAX_ACTIONS as i64 {
            return Err(ActionError::TooMany);
        }
        if self.name_is_taken(&mut write, name, &id).await? {
            return Err(ActionError::NameTaken(name.to_owned()));
        }
        let result = BuildResult::default();
        sqlx::query(
            "INSERT INTO actions (tenant_id, id, name, created_at, document, secrets, build_status, build_generation, build_result) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)",
        )
        .bind(self.id())
        .bind(&id)
        .bind(name)
        .bind(now())
        .bind(write_json("action", &id, &body)?)
        .bind(self.seal_secrets(&id, secrets)?)
        .bind(BuildStatus::Pending.name())
        .bind(write_json("action", &id, &result)?)
        .execute(write.connection())
        .await?;
        write.commit().await?;
        Ok(Action {
            id,
            name: name.to_owned(),
            body,
            status: BuildStatus::Pending,
            generation: 1,
            build: result,
        })
    }

    /// Changes a draft. `change` sees the Action and the values of its secrets; what it says decides whether the draft is built anew.
    ///
    /// # Errors
    /// The Action does not exist, its new name is taken, `change` refuses, or the database is not available.
    pub async fn change_action(
        &self,
        id: &str,
        change: impl FnOnce(&mut Action, &mut SecretValues) -> Result<(), ActionError> + Send,
    ) -> Result<Action, ActionError> {
        let mut write = self.write().await?;
        let (before, values_before) = self.action_with_secrets(write.connection(), id).await?;
        let (mut after, mut values) = (before.clone(), values_before.clone());
        change(&mut after, &mut values)?;
        if after.name != before.name && self.name_is_taken(&mut write, &after.name, id).await? {
            return Err(ActionError::NameTaken(after.name));
        }
        let secrets_changed = values != values_before;
        let content_changed = after.body.draft != before.body.draft;
        // What a build failed for may be anything of the draft, such as a limit.
        let may_succeed_now = before.status == BuildStatus::Failed && content_changed;
        if may_succeed_now || built_from(&after.body.draft) != built_from(&before.body.draft) {
            after.generation += 1;
            after.status = BuildStatus::Pending;
            after.build = BuildResult::default();
        }
        if content_changed || secrets_changed {
            after.body.all_changes_deployed = false;
        }
        after.body.updated_at = timestamp();
        self.save_action(&mut write, &after, &values).await?;
        write.commit().await?;
        Ok(after)
    }

    /// Deletes an Action; when `force` is set also if it is bound, and then its bindings with it. Logins that are suspended go on with it (D12).
    ///
    /// # Errors
    /// It does not exist or is bound, or the database is not available.
    pub async fn delete_action(&self, id: &str, force: bool) -> Result<(), ActionError> {
        let mut write = self.write().await?;
        self.action_with_secrets(write.connection(), id).await?;
        let bound = self.unbind(&mut write, id).await?;
        if bound && !force {
            return Err(ActionError::Bound);
        }
        sqlx::query("DELETE FROM actions WHERE tenant_id = $1 AND id = $2")
            .bind(self.id())
            .bind(id)
            .execute(write.connection())
            .await?;
        write.commit().await?;
        Ok(())
    }

    /// Makes a version of the draft, and makes it the deployed one. A draft of which nothing has changed since is not copied again.
    ///
    /// # Errors
    /// It does not exist, its draft is not built, or the database is not available.
    pub async fn deploy(&self, id: &str) -> Result<(Action, Version), ActionError> {
        let mut write = self.write().await?;
        let (mut action, secrets) = self.action_with_secrets(write.connection(), id).await?;
        if action.status != BuildStatus::Built {
            return Err(ActionError::NotBuilt(action.status));
        }
        if action.body.all_changes_deployed
            && let Some(deployed) = &action.body.deployed_version
        {
            let (version, _) = self
                .version_with_secrets(write.connection(), id, deployed)
                .await?;
            return Ok((action, version));
        }
        let (draft, build) = (action.body.draft.clone(), action.build.clone());
        let version = self
            .add_version(&mut write, &mut action, draft, build, &secrets)
            .await?;
        action.body.all_changes_deployed = true;
        self.save_action(&mut write, &action, &secrets).await?;
        write.commit().await?;
        Ok((action, version))
    }

    /// Makes a new version that is a copy of an older one, and makes it the deployed one. With `update_draft` the draft becomes the same.
    ///
    /// # Errors
    /// The Action or the version does not exist, or the database is not available.
    pub async fn deploy_version(
        &self,
        id: &str,
        version_id: &str,
        update_draft: bool,
    ) -> Result<(Action, Version), ActionError> {
        let mut write = self.write().await?;
        let (mut action, mut secrets) = self.action_with_secrets(write.connection(), id).await?;
        let (old, old_secrets) = self
            .version_with_secrets(write.connection(), id, version_id)
            .await?;
        let version = self
            .add_version(
                &mut write,
                &mut action,
                old.content.clone(),
                old.build.clone(),
                &old_secrets,
            )
            .await?;
        if update_draft {
            action.body.draft = old.content;
            action.build = old.build;
            action.status = BuildStatus::Built;
            action.generation += 1;
            secrets = old_secrets;
            action.body.all_changes_deployed = true;
        } else {
            action.body.all_changes_deployed =
                action.body.draft == version.content && secrets == old_secrets;
        }
        action.body.updated_at = timestamp();
        self.save_action(&mut write, &action, &secrets).await?;
        write.commit().await?;
        Ok((action, version))
    }

    /// All versions of an Action, latest first.
    ///
    /// # Errors
    /// The Action does not exist, or the database is not available.
    pub async fn versions(&self, action_id: &str) -> Result<(Action, Vec<Version>), ActionError> {
        let action = self.action(action_id).await?;
        let rows = sqlx::query(
            "SELECT id, document FROM versions WHERE tenant_id = $1 AND action_id = $2 ORDER BY number DESC",
        )
        .bind(self.id())
        .bind(action_id)
        .fetch_all(self.database().pool())
        .await?;
        let versions: Result<_, StoreError> = rows.iter().map(version).collect();
        Ok((action, versions?))
    }

    /// One version of an Action.
    ///
    /// # Errors
    /// The Action or the version does not exist, or the database is not available.
    pub async fn version(
        &self,
        action_id: &str,
        id: &str,
    ) -> Result<(Action, Version), ActionError> {
        let action = self.action(action_id).await?;
        let row = sqlx::query(
            "SELECT id, document FROM versions WHERE tenant_id = $1 AND action_id = $2 AND id = $3",
        )
        .bind(self.id())
        .bind(action_id)
        .bind(id)
        .fetch_optional(self.database().pool())
        .await?;
        let row = row.ok_or(ActionError::VersionNotFound)?;
        Ok((action, version(&row)?))
    }

    /// A draft with the values of its secrets, for a dry run.
    ///
    /// # Errors
    /// It does not exist, or the database is not available.
    pub async fn draft(&self, id: &str) -> Result<(Action, SecretValues), ActionError> {
        self.action_with_secrets(self.database().pool(), id).await
    }

    async fn add_version(
        &self,
        write: &mut Write<'_>,
        action: &mut Action,
        content: Content,
        build: BuildResult,
        secrets: &SecretValues,
    ) -> Result<Version, ActionError> {
        let at = timestamp();
        let version = Version {
            id: uuid::Uuid::new_v4().to_string(),
            action_id: action.id.clone(),
            number: action.body.latest_number + 1,
            content,
            build,
            created_at: at.clone(),
            updated_at: at,
        };
        sqlx::query(
            "INSERT INTO versions (tenant_id, action_id, id, number, document, secrets) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(self.id())
        .bind(&action.id)
        .bind(&version.id)
        .bind(version.number)
        .bind(write_json("version", &version.id, &version)?)
        .bind(self.seal_secrets(&version.id, secrets)?)
        .execute(write.connection())
        .await?;
        sqlx::query(
            "DELETE FROM versions WHERE tenant_id = $1 AND action_id = $2 AND number <= $3",
        )
        .bind(self.id())
        .bind(&action.id)
        .bind(version.number - MAX_VERSIONS)
        .execute(write.connection())
        .await?;
        action.body.latest_number = version.number;
        action.body.deployed_version = Some(version.id.clone());
        Ok(version)
    }

    async fn name_is_taken(
        &self,
        write: &mut Write<'_>,
        name: &str,
        own_id: &str,
    ) -> Result<bool, StoreError> {
        let row =
            sqlx::query("SELECT id FROM actions WHERE tenant_id = $1 AND name = $2 AND id <> $3")
                .bind(self.id())
                .bind(name)
                .bind(own_id)
                .fetch_optional(write.connection())
                .await?;
        Ok(row.is_some())
    }

    /// An Action with the values of its secrets: from the pool, or within a change that has the tenant locked.
    async fn action_with_secrets<'e>(
        &self,
        executor: impl Executor<'e, Database = Any>,
        id: &str,
    ) -> Result<(Action, SecretValues), ActionError> {
        let statement =
            format!("SELECT {COLUMNS}, secrets FROM actions WHERE tenant_id = $1 AND id = $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(self.id())
            .bind(id)
            .fetch_optional(executor)
            .await?
            .ok_or(ActionError::NotFound)?;
        let secrets = self.open_secrets(id, &row.try_get::<String, _>("secrets")?)?;
        Ok((action(&row)?, secrets))
    }

    /// As [`TenantStore::action_with_secrets`], of a version.
    async fn version_with_secrets<'e>(
        &self,
        executor: impl Executor<'e, Database = Any>,
        action_id: &str,
        id: &str,
    ) -> Result<(Version, SecretValues), ActionError> {
        let row = sqlx::query(
            "SELECT id, document, secrets FROM versions WHERE tenant_id = $1 AND action_id = $2 AND id = $3",
        )
        .bind(self.id())
        .bind(action_id)
        .bind(id)
        .fetch_optional(executor)
        .await?
        .ok_or(ActionError::VersionNotFound)?;
        let secrets = self.open_secrets(id, &row.try_get::<String, _>("secrets")?)?;
        Ok((version(&row)?, secrets))
    }

    async fn save_action(
        &self,
        write: &mut Write<'_>,
        action: &Action,
        secrets: &SecretValues,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE actions SET name = $1, document = $2, secrets = $3, build_status = $4, build_generation = $5, build_result = $6 WHERE tenant_id = $7 AND id = $8",
        )
        .bind(&action.name)
        .bind(write_json("action", &action.id, &action.body)?)
        .bind(self.seal_secrets(&action.id, secrets)?)
        .bind(action.status.name())
        .bind(action.generation)
        .bind(write_json("action", &action.id, &action.build)?)
        .bind(self.id())
        .bind(&action.id)
        .execute(write.connection())
        .await?;
        Ok(())
    }

    fn seal_secrets(&self, id: &str, secrets: &SecretValues) -> Result<String, StoreError> {
        let plain = write_json("secrets", id, secrets)?;
        self.key().seal("secrets", id, plain.as_bytes())
    }

    pub(crate) fn open_secrets(&self, id: &str, sealed: &str) -> Result<SecretValues, StoreError> {
        let plain = self.key().open("secrets", id, sealed)?;
        serde_json::from_slice(&plain).map_err(|error| StoreError::damaged("secrets", id, error))
    }
}

/// What of a draft goes into its build.
fn built_from(
    content: &Content,
) -> (
    &Option<String>,
    &Option<ComponentRef>,
    &[Value],
    &str,
    &[Value],
) {
    (
        &content.code,
        &content.component,
        &content.dependencies,
        &content.runtime,
        &content.modules,
    )
}

pub(crate) fn action(row: &AnyRow) -> Result<Action, StoreError> {
    let id: String = row.try_get("id")?;
    let status: String = row.try_get("build_status")?;
    Ok(Action {
        body: read_json("action", &id, &row.try_get::<String, _>("document")?)?,
        status: BuildStatus::parse(&status)
            .ok_or_else(|| StoreError::damaged("action", &id, format!("status {status:?}")))?,
        generation: row.try_get("build_generation")?,
        build: read_json("action", &id, &row.try_get::<String, _>("build_result")?)?,
        name: row.try_get("name")?,
        id,
    })
}

pub(crate) fn version(row: &AnyRow) -> Result<Version, StoreError> {
    let id: String = row.try_get("id")?;
    read_json("version", &id, &row.try_get::<String, _>("document")?)
}
