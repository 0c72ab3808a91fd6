//! Components and compiled artefacts, by what is in them.

use crate::error::StoreError;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as BlobPath;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload, RetryConfig};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Where blobs are kept. Nothing in it is trusted: a component is checked against its digest, an artefact against its seal.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// Where they are, if that is a folder.
    folder: Option<PathBuf>,
}

impl Blobs {
    /// In a folder, which is made if need be.
    fn in_folder(folder: &Path) -> Result<Blobs, StoreError> {
        std::fs::create_dir_all(folder).map_err(|error| {
            StoreError::Address(format!("cannot make {}: {error}", folder.display()))
        })?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Blobs {
            store: Arc::new(store),
            folder: Some(folder.to_owned()),
        })
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
        Ok(Blobs {
            store: Arc::new(PrefixStore::new(store, prefix)),
            folder: None,
        })
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

    /// Deletes what processes that were killed while they wrote have left in the folder, once it is older than `age`, which is to be far longer than any
    /// writing takes: other nodes may be writing. Gives how many files there were. A bucket has none, for what was not sent to its end is not there.
    pub async fn sweep(&self, age: Duration) -> usize {
        let Some(folder) = self.folder.clone() else {
            return 0;
        };
        let swept = tokio::task::spawn_blocking(move || unfinished(&folder, age));
        swept.await.unwrap_or_default()
    }

    async fn put(&self, path: &BlobPath, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.store.put(path, PutPayload::from(bytes)).await?;
        Ok(())
    }

    async fn get(&self, path: &BlobPath) -> Result<Option<Vec<u8>>, StoreError> {
        match self.store.get(path).await {
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

/// Deletes unfinished files in a folder and what is below. Whatever cannot be read or deleted is left for the next time.
fn unfinished(folder: &Path, age: Duration) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    let swept = entries.flatten().map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => unfinished(&entry.path(), age),
        Ok(kind) if kind.is_file() && is_unfinished(&entry, age) => {
            usize::from(std::fs::remove_file(entry.path()).is_ok())
        }
        _ => 0,
    });
    swept.sum()
}

/// `object_store` writes to a name with `#` and a number at its end, and renames that to what it is to be.
fn is_unfinished(entry: &std::fs::DirEntry, age: Duration) -> bool {
    let name = entry.file_name();
    let number = name
        .to_str()
        .and_then(|name| name.rsplit_once('#'))
        .map(|(_, number)| number);
    let is_named_so = number
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit()));
    let written = entry.metadata().and_then(|about| about.modified());
    is_named_so
        && written.is_ok_and(|written| {
            // A time to come is one that the clock was set back from.
            SystemTime::now()
                .duration_since(written)
                .is_ok_and(|since| since >= age)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_left_unfinished_is_swept_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("vestibule-sweep-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let blobs = Blobs::at(folder.to_str().unwrap()).unwrap();
        blobs.put_component("aa", vec![1]).await.unwrap();
        blobs.put_artefact("engine", "aa", vec![2]).await.unwrap();
        let left = [
            "components/aa.wasm#1",
            "components/bb.wasm#20",
            "artefacts/engine/aa#1",
        ];
        for name in left.iter().chain(&["components/x#", "components/x#y"]) {
            std::fs::write(folder.join(name), "half").unwrap();
        }
        assert_eq!(blobs.sweep(Duration::from_secs(3_600)).await, 0);
        assert_eq!(blobs.sweep(Duration::ZERO).await, left.len());
        assert_eq!(blobs.sweep(Duration::ZERO).await, 0);
        assert_eq!(blobs.artefact("engine", "aa").await.unwrap(), Some(vec![2]));
        assert!(folder.join("components/aa.wasm").exists());
        assert!(folder.join("components/x#y").exists());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
