//! Access tokens: JWTs that this service signs, and of which it keeps the hashes.
//!
//! A token is good when it is in the database, so it can be revoked. The signature (HS256, and nothing else) only spares the database what strangers make
//! up; for one algorithm and a handful of claims a JWT library would bring far more than it saves.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use moka::sync::Cache;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::time::Duration;
use vestibule_store::{Database, StoreError, TenantStore, Token, keyed, now};

/// What a token can allow. The names are Auth0's, and one of our own for logins.
pub const MANAGEMENT_SCOPES: [&str; 14] = [
    "read:actions",
    "create:actions",
    "update:actions",
    "delete:actions",
    "read:guardian_factors",
    "update:guardian_factors",
    "read:mfa_policies",
    "update:mfa_policies",
    "read:tenant_settings",
    "update:tenant_settings",
    "read:logs",
    "read:clients",
    "create:clients",
    "delete:clients",
];

/// For identity providers: run logins, and nothing else.
pub const FLOW_SCOPE: &str = "run:flows";

/// How long a token from `/oauth/token` is good, in seconds.
pub const TOKEN_SECONDS: i64 = 24 * 60 * 60;

/// Issues and checks tokens.
#[derive(Debug)]
pub struct Tokens {
    database: Database,
    key: [u8; 32],
    /// By the digest of the text, tokens that were found good within the last second.
    known: Cache<[u8; 32], Arc<Authenticated>>,
}

/// A good token, and whose it is.
#[derive(Debug)]
pub struct Authenticated {
    /// The token.
    pub token: Token,
    /// Its tenant.
    pub tenant: TenantStore,
    /// The tenant's revision when the token was found good: revoking one changes it, and another process may have.
    revision: i64,
}

impl Tokens {
    /// For a database, whose master key also signs.
    pub fn new(database: Database) -> Tokens {
        Tokens {
            key: database.master_key().derive("signing of tokens"),
            database,
            known: Cache::builder()
                .max_capacity(10_000)
                .time_to_live(Duration::from_secs(1))
                .build(),
        }
    }

    /// A new token for a client, good for `seconds`.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn issue(
        &self,
        tenant: &TenantStore,
        client_id: &str,
        scopes: Vec<String>,
        audience: &str,
        seconds: i64,
    ) -> Result<(String, Token), StoreError> {
        let token = Token {
            id: uuid::Uuid::new_v4().to_string(),
            tenant_id: tenant.id().to_owned(),
            client_id: client_id.to_owned(),
            scopes,
            expires_at: now() + seconds * 1_000,
        };
        let claims = json!({
            "iss": "vestibule",
            "sub": format!("{client_id}@clients"),
            "aud": audience,
            "iat": now() / 1_000,
            "exp": token.expires_at / 1_000,
            "jti": token.id,
            "scope": token.scopes.join(" "),
            "gty": "client-credentials",
            "azp": client_id,
            "tenant": tenant.name(),
        });
        let text = self.sign(&claims.to_string());
        tenant.keep_token(&text, &token).await?;
        Ok((text, token))
    }

    /// The token with this text and its tenant, if it is good.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn check(&self, text: &str) -> Result<Option<Arc<Authenticated>>, StoreError> {
        let key: [u8; 32] = Sha256::digest(text).into();
        if let Some(known) = self.known.get(&key)
            && known.tenant.known_revision() == Some(known.revision)
            && known.token.expires_at > now()
        {
            return Ok(Some(known));
        }
        if !self.is_ours(text) {
            return Ok(None);
        }
        let Some(token) = self.database.token(text).await? else {
            return Ok(None);
        };
        let Some(tenant) = self.database.tenant(&token.tenant_id).await? else {
            return Ok(None);
        };
        // The revision first, then the token: what is revoked in between changes the revision, and is seen.
        let (revision, _) = tenant.settings_at().await?;
        let Some(token) = self.database.token(text).await? else {
            return Ok(None);
        };
        let found = Arc::new(Authenticated {
            token,
            tenant,
            revision,
        });
        self.known.insert(key, Arc::clone(&found));
        Ok(Some(found))
    }

    fn sign(&self, claims: &str) -> String {
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
        let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims));
        let signature = URL_SAFE_NO_PAD.encode(self.mac(&signed).finalize().into_bytes());
        format!("{signed}.{signature}")
    }

    fn is_ours(&self, text: &str) -> bool {
        let Some((signed, signature)) = text.rsplit_once('.') else {
            return false;
        };
        URL_SAFE_NO_PAD
            .decode(signature)
            .is_ok_and(|signature| self.mac(signed).verify_slice(&signature).is_ok())
    }

    fn mac(&self, signed: &str) -> Hmac<Sha256> {
        let mut mac = keyed(&self.key);
        mac.update(signed.as_bytes());
        mac
    }
}
