//! Who may call the service: clients with a secret, and the tokens that they were given. Of both only hashes are kept.

use crate::clock::now;
use crate::database::Database;
use crate::error::StoreError;
use crate::keys::{hash, random_secret};
use crate::tenants::TenantStore;
use sqlx::Row as _;
use subtle::ConstantTimeEq;

/// A new client; the secret is known only here.
#[derive(Debug, Clone)]
pub struct NewClient {
    /// `client_id`
    pub id: String,
    /// `client_secret`
    pub secret: String,
}

/// A client.
#[derive(Debug, Clone)]
pub struct Client {
    /// `client_id`
    pub id: String,
    /// The tenant's id.
    pub tenant_id: String,
    /// Its scopes.
    pub scopes: Vec<String>,
}

/// A token that is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id, `jti`.
    pub id: String,
    /// The tenant's id.
    pub tenant_id: String,
    /// The client's id.
    pub client_id: String,
    /// What it allows.
    pub scopes: Vec<String>,
    /// Milliseconds since 1970.
    pub expires_at: i64,
}

impl TenantStore {
    /// Creates a client that may ask for tokens of these scopes.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn create_client(
        &self,
        name: &str,
        scopes: &[&str],
    ) -> Result<NewClient, StoreError> {
        let client = NewClient {
            id: format!("cli_{}", uuid::Uuid::new_v4().simple()),
            secret: random_secret()?,
        };
        let mut transaction = self.database().begin().await?;
        sqlx::query(
            "INSERT INTO clients (id, tenant_id, name, secret_hash, scopes, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&client.id)
        .bind(self.id())
        .bind(name)
        .bind(hash(client.secret.as_bytes()))
        .bind(scopes.join(" "))
        .bind(now())
        .execute(&mut *transaction.inner)
        .await?;
        transaction.commit().await?;
        Ok(client)
    }

    /// Keeps the hash of a token that is given out.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn keep_token(&self, text: &str, token: &Token) -> Result<(), StoreError> {
        let mut transaction = self.database().begin().await?;
        sqlx::query(
            "INSERT INTO tokens (hash, id, tenant_id, client_id, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(hash(text.as_bytes()))
        .bind(&token.id)
        .bind(self.id())
        .bind(&token.client_id)
        .bind(token.scopes.join(" "))
        .bind(now())
        .bind(token.expires_at)
        .execute(&mut *transaction.inner)
        .await?;
        transaction.commit().await
    }

    /// Makes a token good for nothing, here at once and on other nodes within a second. Whether there was one.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn revoke_token(&self, id: &str) -> Result<bool, StoreError> {
        self.delete("DELETE FROM tokens WHERE tenant_id = $1 AND id = $2", id)
            .await
    }

    /// Deletes a client, and with it its tokens. Whether there was one.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn delete_client(&self, id: &str) -> Result<bool, StoreError> {
        self.delete("DELETE FROM clients WHERE tenant_id = $1 AND id = $2", id)
            .await
    }

    /// Deletes what `statement` names, as a change that every node hears of. Whether there was any.
    async fn delete(&self, statement: &'static str, id: &str) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let outcome = sqlx::query(statement)
            .bind(self.id())
            .bind(id)
            .execute(write.connection())
            .await?;
        write.commit().await?;
        Ok(outcome.rows_affected() > 0)
    }
}

impl Database {
    /// The client with this id and secret.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn authenticate(&self, id: &str, secret: &str) -> Result<Option<Client>, StoreError> {
        // PostgreSQL takes no NUL in a text, and no id has one.
        let id = if id.contains('\0') { "" } else { id };
        let row = sqlx::query("SELECT tenant_id, secret_hash, scopes FROM clients WHERE id = $1")
            .bind(id)
            .fetch_optional(self.pool())
            .await?;
        // A client that does not exist takes as long as one with another secret.
        let stored = match &row {
            Some(row) => row.try_get::<String, _>("secret_hash")?,
            None => hash(b""),
        };
        let matches = hash(secret.as_bytes()).as_bytes().ct_eq(stored.as_bytes());
        match row {
            Some(row) if bool::from(matches) => Ok(Some(Client {
                id: id.to_owned(),
                tenant_id: row.try_get("tenant_id")?,
                scopes: words(&row.try_get::<String, _>("scopes")?),
            })),
            _ => Ok(None),
        }
    }

    /// The token with this text, if it was given out, not revoked, and has not expired. It is looked for by its hash, so the time that takes says
    /// nothing of the text.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn token(&self, text: &str) -> Result<Option<Token>, StoreError> {
        let row = sqlx::query(
            "SELECT id, tenant_id, client_id, scopes, expires_at FROM tokens WHERE hash = $1 AND expires_at > $2",
        )
        .bind(hash(text.as_bytes()))
        .bind(now())
        .fetch_optional(self.pool())
        .await?;
        row.map(|row| {
            Ok(Token {
                id: row.try_get("id")?,
                tenant_id: row.try_get("tenant_id")?,
                client_id: row.try_get("client_id")?,
                scopes: words(&row.try_get::<String, _>("scopes")?),
                expires_at: row.try_get("expires_at")?,
            })
        })
        .transpose()
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
