//! Components and compiled artefacts, by what is in them.

use crate::error::StoreError;
use object_store::local::LocalFileSystem;
use object_store::path::Path as BlobPath;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use std::path::Path;
use std::sync::Arc;

/// Where blobs are kept. Nothing in it is trusted: a component is checked against its digest, an artefact against its seal.
#[derive(Debug, Clone)]
pub struct Blobs(Arc<dyn ObjectStore>);

impl Blobs {
    /// Keeps them in a folder, which is made if need be.
    ///
    /// # Errors
    /// The folder cannot be made or used.
    pub fn in_folder(folder: &Path) -> Result<Blobs, StoreError> {
        std::fs::create_dir_all(folder).map_err(|error| {
            StoreError::Address(format!("cannot make {}: {error}", folder.display()))
        })?;
        Ok(Blobs(Arc::new(
            LocalFileSystem::new_with_prefix(folder)?.with_fsync(true),
        )))
    }

    /// Keeps a component under its digest, in hexadecimal.
    ///
    /// # Errors
    /// The storage is not available.
    pub async fn put_component(&self, sha256: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.put(&component(sha256), bytes).await
    }

    /// A component; none when it is not there.
    ///
    /// # Errors
    /// The storage is not available, or what is there is another component.
    pub async fn component(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let bytes = self.get(&component(sha256)).await?;
        match bytes {
            Some(bytes) if crate::keys::hash(&bytes) != sha256 => Err(StoreError::damaged(
                "component",
                sha256,
                "its digest is another one",
            )),
            other => Ok(other),
        }
    }

    /// Keeps a compiled artefact for an engine.
    ///
    /// # Errors
    /// The storage is not available.
    pub async fn put_artefact(
        &self,
        engine: &str,
        sha256: &str,
        bytes: Vec<u8>,
    ) -> Result<(), StoreError> {
        self.put(&artefact(engine, sha256), bytes).await
    }

    /// A compiled artefact; none when it is not there. Not checked.
    ///
    /// # Errors
    /// The storage is not available.
    pub async fn artefact(
        &self,
        engine: &str,
        sha256: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(&artefact(engine, sha256)).await
    }

    async fn put(&self, path: &BlobPath, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.0.put(path, PutPayload::from(bytes)).await?;
        Ok(())
    }

    async fn get(&self, path: &BlobPath) -> Result<Option<Vec<u8>>, StoreError> {
        match self.0.get(path).await {
            Ok(found) => Ok(Some(found.bytes().await?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

fn component(sha256: &str) -> BlobPath {
    BlobPath::from(format!("components/{sha256}.wasm"))
}

fn artefact(engine: &str, sha256: &str) -> BlobPath {
    BlobPath::from(format!("artefacts/{engine}/{sha256}"))
}
