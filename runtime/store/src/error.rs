//! What can go wrong with storage.

use std::sync::Arc;
use thiserror::Error;

/// Why something was not read or written. Nothing is half-done: a write that failed left no trace.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database cannot be reached, is locked for too long, or its disk is full. Trying again may help.
    #[error("the database is not available: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date, or is of a later version than this program.
    #[error("the database's schema could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The folder or bucket with components cannot be reached.
    #[error("the blob storage is not available: {0}")]
    Blobs(#[from] object_store::Error),
    /// What is stored cannot be read: it was changed by hand, or written by a later version.
    #[error("the stored {what} {id} cannot be read: {reason}")]
    Damaged {
        /// What it is.
        what: &'static str,
        /// Which.
        id: String,
        /// Why.
        reason: String,
    },
    /// What is stored was encrypted with another master key, or changed.
    #[error(
        "the stored {what} cannot be decrypted: the master key is another one, or it was changed"
    )]
    Sealed {
        /// What it is.
        what: &'static str,
    },
    /// The master key is unusable or missing.
    #[error("{0}")]
    Key(String),
    /// The address of the database is none that this version knows.
    #[error("{0}")]
    Address(String),
    /// What several had written together was not written.
    #[error(transparent)]
    Shared(Arc<StoreError>),
    /// The task that was to write it is gone. Trying again may help.
    #[error("the database is not available: the service is shutting down")]
    Interrupted,
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
}

impl StoreError {
    /// Whether it is the storage that is away, so that trying again may help.
    pub fn is_unavailable(&self) -> bool {
        match self {
            StoreError::Database(_) | StoreError::Blobs(_) | StoreError::Interrupted => true,
            StoreError::Shared(error) => error.is_unavailable(),
            _ => false,
        }
    }

    pub(crate) fn damaged(what: &'static str, id: &str, error: impl ToString) -> StoreError {
        StoreError::Damaged {
            what,
            id: id.to_owned(),
            reason: error.to_string(),
        }
    }
}
