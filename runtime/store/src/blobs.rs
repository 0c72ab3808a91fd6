//! Components and compiled artefacts, by what is in them.

use crate::error::StoreError;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as BlobPath;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload, RetryConfig};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Where blobs are kept. Nothing in it is trusted: a component is checked against its digest, an artefact against its seal.
#[derive(Debug, Clone)]
pub struct Blobs(Arc<dyn ObjectStore>);

impl Blobs {
    /// In a folder, which is made if need be.
    fn in_folder(folder: &Path) -> Result<Blobs, StoreError> {
        std::fs::create_dir_all(folder).map_err(|error| {
            StoreError::Address(format!("cannot make {}: {error}", folder.display()))
        })?;
        Ok(Blobs(Arc::new(
            LocalFileSystem::new_with_prefix(folder)?.with_fsync(true),
        )))
    }

    /// Keeps them where `place` says: a folder, or `s3://BUCKET[/PREFIX]` for what speaks S3.
    ///
    /// Credentials, region and endpoint of S3 come from the environment, under Amazon's names: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_REGION`, `AWS_ENDPOINT_URL`, and `AWS_ALLOW_HTTP=true` for an endpoint without TLS.
    ///
    /// # Errors
    /// The folder cannot be made or used, or the settings of S3 make no sense.
    pub fn at(place: &str) -> Result<Blobs, StoreError> {
        match place.strip_prefix("s3://") {
            Some(bucket) => Blobs::in_bucket(bucket),
            None => Blobs::in_folder(Path::new(place)),
        }
    }

    fn in_bucket(place: &str) -> Result<Blobs, StoreError> {
        // Whoever came first has set the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let store = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_retry(RetryConfig {
                max_retries: 3,
                // A login may be waiting.
                retry_timeout: Duration::from_secs(10),
                ..RetryConfig::default()
            })
            .build()?;
        Ok(Blobs(Arc::new(PrefixStore::new(store, prefix))))
    }

    /// Whether the storage answers.
    ///
    /// # Errors
    /// It does not, or does not let this program in.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.get(&BlobPath::from("ping")).await.map(|_| ())
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
            Ok(found) => Ok(Some(found.bytes().await?.into())),
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
