//! How nodes on one PostgreSQL learn of each other's changes.

use crate::database::{CHANNEL, Database, Kind};
use crate::error::StoreError;
use sqlx::postgres::PgListener;
use std::time::Duration;

impl Database {
    /// Listens to the other nodes, for as long as it is polled; at SQLite there are none, and it never returns. `heard` is called at every change,
    /// also at this node's own.
    ///
    /// While the connection is down, changes may be missed; so everything that is known is forgotten when it comes back and, as long as it is down,
    /// once a second.
    pub async fn listen(&self, heard: impl Fn() + Send + Sync) {
        if self.kind() == Kind::Sqlite {
            return std::future::pending().await;
        }
        loop {
            if let Err(error) = self.listen_once(&heard).await {
                tracing::warn!(%error, "the connection that tells of other nodes' changes is down");
            }
            self.forget_revisions();
            heard();
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn listen_once(&self, heard: &(impl Fn() + Send + Sync)) -> Result<(), StoreError> {
        let mut listener = PgListener::connect(self.address()).await?;
        listener.listen(CHANNEL).await?;
        self.forget_revisions();
        heard();
        // None when the connection was lost and is to be made again: something may have been missed.
        while let Some(change) = listener.try_recv().await? {
            let parsed = change
                .payload()
                .split_once(' ')
                .and_then(|(tenant, revision)| Some((tenant, revision.parse().ok()?)));
            match parsed {
                Some((tenant, revision)) => self.note_revision(tenant, revision),
                None => self.forget_revisions(),
            }
            heard();
        }
        Ok(())
    }
}
