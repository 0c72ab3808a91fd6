//! What a request holds, and must let go also when it is abandoned: when its client has gone, what answers it is dropped wherever it waits.
//!
//! Without this a repeated request would find its own state or key in use until the time is up that a node is given which has died.

use vestibule_store::flows::ClaimedFlow;
use vestibule_store::{StoreError, TenantStore};

/// How long an idempotency key is remembered, in milliseconds.
const IDEMPOTENT_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;

/// A suspended login that is being answered. Dropped before [`Claimed::done`], it is put back.
pub struct Claimed {
    tenant: TenantStore,
    flow: ClaimedFlow,
    is_held: bool,
}

impl Claimed {
    /// Of `tenant`.
    pub fn new(tenant: &TenantStore, flow: ClaimedFlow) -> Claimed {
        Claimed {
            tenant: tenant.clone(),
            flow,
            is_held: true,
        }
    }

    /// The login.
    pub fn flow(&self) -> &ClaimedFlow {
        &self.flow
    }

    /// The login has gone on, and what there is of it is stored.
    pub fn done(mut self) {
        self.is_held = false;
    }

    /// The answer is refused: the login is as it was.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn put_back(mut self) -> Result<(), StoreError> {
        self.is_held = false;
        self.tenant.put_back(&self.flow).await
    }
}

impl Drop for Claimed {
    fn drop(&mut self) {
        if self.is_held {
            let (tenant, flow) = (self.tenant.clone(), self.flow.clone());
            later(
                "a suspended login",
                async move { tenant.put_back(&flow).await },
            );
        }
    }
}

/// An idempotency key whose request is being answered. Dropped before [`Begun::end`], the key is let go.
pub struct Begun {
    tenant: TenantStore,
    key: String,
    is_held: bool,
}

impl Begun {
    /// Of `tenant`.
    pub fn new(tenant: &TenantStore, key: &str) -> Begun {
        Begun {
            tenant: tenant.clone(),
            key: key.to_owned(),
            is_held: true,
        }
    }

    /// Keeps the answer; without one, lets the key go.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn end(mut self, answer: Option<&str>) -> Result<(), StoreError> {
        self.tenant
            .end_idempotent(&self.key, answer, IDEMPOTENT_MILLISECONDS)
            .await?;
        self.is_held = false;
        Ok(())
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if self.is_held {
            let (tenant, key) = (self.tenant.clone(), std::mem::take(&mut self.key));
            later("an idempotency key", async move {
                let lifetime = IDEMPOTENT_MILLISECONDS;
                tenant.end_idempotent(&key, None, lifetime).await
            });
        }
    }
}

/// Does it when what is dropped here has gone; without a runtime that can, the time that a claim has does it.
fn later(what: &'static str, work: impl Future<Output = Result<(), StoreError>> + Send + 'static) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return;
    };
    runtime.spawn(async move {
        if let Err(error) = work.await {
            tracing::warn!(%error, "what an abandoned request held cannot be let go: {what}");
        }
    });
}
