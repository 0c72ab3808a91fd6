//! The queue of builds. It is the Actions themselves: one whose draft is `pending`, or `building` by a builder that has died.

use crate::actions::{BuildResult, BuildStatus, Content, action};
use crate::clock::now;
use crate::database::Database;
use crate::error::StoreError;
use crate::tenants::{TenantStore, write_json};
use sqlx::Row as _;

/// A build that this node has taken up. No other does, until the claim runs out.
#[derive(Debug, Clone)]
pub struct Build {
    /// The tenant.
    pub tenant: TenantStore,
    /// The Action's id.
    pub action_id: String,
    /// The Action's name, for messages.
    pub action_name: String,
    /// Which draft.
    pub generation: i64,
    /// What to build.
    pub draft: Content,
    node: String,
}

impl Database {
    /// Takes up the next build, for `node`, until `milliseconds` from now; none when there is nothing to build.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn claim_build(
        &self,
        node: &str,
        milliseconds: i64,
    ) -> Result<Option<Build>, StoreError> {
        let rows = sqlx::query(
            "SELECT tenant_id, id FROM actions WHERE build_status IN ('pending', 'building') AND (claimed_until IS NULL OR claimed_until < $1) ORDER BY build_status DESC, claimed_until, id LIMIT 8",
        )
        .bind(now())
        .fetch_all(self.pool())
        .await?;
        for row in rows {
            let tenant_id: String = row.try_get("tenant_id")?;
            let id: String = row.try_get("id")?;
            let Some(tenant) = self.tenant(&tenant_id).await? else {
                continue;
            };
            let mut transaction = self.begin().await?;
            let claimed = sqlx::query(
                "UPDATE actions SET build_status = 'building', claimed_by = $1, claimed_until = $2 WHERE tenant_id = $3 AND id = $4 AND build_status IN ('pending', 'building') AND (claimed_until IS NULL OR claimed_until < $5) RETURNING id, name, document, build_status, build_generation, build_result",
            )
            .bind(node)
            .bind(now() + milliseconds)
            .bind(&tenant_id)
            .bind(&id)
            .bind(now())
            .fetch_optional(&mut *transaction.inner)
            .await?;
            transaction.commit().await?;
            if let Some(row) = claimed {
                let action = action(&row)?;
                return Ok(Some(Build {
                    tenant,
                    action_id: action.id,
                    action_name: action.name,
                    generation: action.generation,
                    draft: action.body.draft,
                    node: node.to_owned(),
                }));
            }
        }
        Ok(None)
    }

    /// Gives back what `node` had taken up before it was stopped or died. To be called when it starts.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn release_builds(&self, node: &str) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "UPDATE actions SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by = $1",
        )
        .bind(node)
        .execute(&mut *transaction.inner)
        .await?;
        transaction.commit().await
    }
}

impl Build {
    /// Keeps the claim for `milliseconds` from now. False when another node has it, or the draft has been built.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn renew(&self, milliseconds: i64) -> Result<bool, StoreError> {
        let mut transaction = self.tenant.database().begin().await?;
        let outcome = sqlx::query(
            "UPDATE actions SET claimed_until = $1 WHERE tenant_id = $2 AND id = $3 AND claimed_by = $4",
        )
        .bind(now() + milliseconds)
        .bind(self.tenant.id())
        .bind(&self.action_id)
        .bind(&self.node)
        .execute(&mut *transaction.inner)
        .await?;
        transaction.commit().await?;
        Ok(outcome.rows_affected() > 0)
    }

    /// Notes what the build came to. False when the draft has changed meanwhile: then a build of the new one is due, and this one counts for nothing.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn finish(
        &self,
        status: BuildStatus,
        result: &BuildResult,
    ) -> Result<bool, StoreError> {
        let mut write = self.tenant.write().await?;
        let outcome = sqlx::query(
            "UPDATE actions SET build_status = $1, build_result = $2, claimed_by = NULL, claimed_until = NULL WHERE tenant_id = $3 AND id = $4 AND build_generation = $5 AND build_status = 'building'",
        )
        .bind(status.name())
        .bind(write_json("action", &self.action_id, result)?)
        .bind(self.tenant.id())
        .bind(&self.action_id)
        .bind(self.generation)
        .execute(write.connection())
        .await?;
        // A new draft was not to be built while this claim stood.
        sqlx::query(
            "UPDATE actions SET claimed_by = NULL, claimed_until = NULL WHERE tenant_id = $1 AND id = $2 AND build_generation <> $3",
        )
        .bind(self.tenant.id())
        .bind(&self.action_id)
        .bind(self.generation)
        .execute(write.connection())
        .await?;
        write.commit().await?;
        Ok(outcome.rows_affected() > 0)
    }
}
