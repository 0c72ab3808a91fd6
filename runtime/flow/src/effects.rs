//! What a login's Actions change outside: tokens, the profile, the session.
//!
//! Source: decisions D3, D9, D10; specification §2.4–2.6.

use crate::command::{Command, SessionCommand};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The most that the custom claims of one token may take, in bytes of JSON.
const CLAIMS_BYTES: usize = 100 * 1_024;

/// Claims that belong to OpenID Connect or to the issuer; setting one is ignored, and the login goes on (specification §2.4, which names Auth0's
/// page on custom claims for the list: those of the profile, such as `name` and `email`, can be set).
const RESERVED_CLAIMS: [&str; 60] = [
    "acr",
    "act",
    "active",
    "amr",
    "at_hash",
    "ath",
    "attest",
    "aud",
    "auth_time",
    "authorization_details",
    "azp",
    "c_hash",
    "client_id",
    "cnf",
    "cty",
    "dest",
    "entitlements",
    "events",
    "exp",
    "groups",
    "gty",
    "htm",
    "htu",
    "iat",
    "internalService",
    "iss",
    "jcard",
    "jku",
    "jti",
    "jwe",
    "jwk",
    "kid",
    "may_act",
    "mky",
    "nbf",
    "nonce",
    "object_id",
    "org_id",
    "org_name",
    "orig",
    "origid",
    "permissions",
    "roles",
    "rph",
    "s_hash",
    "sid",
    "sip_callid",
    "sip_cseq_num",
    "sip_date",
    "sip_from_tag",
    "sip_via_branch",
    "sub",
    "sub_jwk",
    "toe",
    "txn",
    "typ",
    "uuid",
    "vot",
    "vtm",
    "x5t#S256",
];

/// Everything that the identity provider is to apply, merged over all Actions. Empty parts are left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Effects {
    /// Custom claims of the ID token: the last write of a name wins.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub id_token_claims: Map<String, Value>,
    /// Custom claims of the access token: the last write of a name wins.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub access_token_claims: Map<String, Value>,
    /// Scopes to add to the access token.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes_added: Vec<String>,
    /// Scopes to remove from it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes_removed: Vec<String>,
    /// A patch of the user's `app_metadata`: `null` removes a key.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub app_metadata: Map<String, Value>,
    /// A patch of the user's `user_metadata`: `null` removes a key.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub user_metadata: Map<String, Value>,
    /// The user for whom tokens are issued instead. The identity provider must refuse one of whom the current identity is not a
    /// secondary identity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_user_id: Option<String>,
    /// Entries to add to the session's `authentication.methods`: completed second factors and recorded methods, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authentication_methods: Vec<Value>,
    /// `amr` of the ID token: `["mfa"]` when a second factor was passed in this login (specification M22).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<String>,
    /// Changes to the session.
    #[serde(skip_serializing_if = "SessionEffects::is_empty")]
    pub session: SessionEffects,
    /// Changes to the refresh token.
    #[serde(skip_serializing_if = "SessionEffects::is_empty")]
    pub refresh_token: SessionEffects,
    /// Attributes of the SAML response; `null` blanks one.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub saml_attributes: Map<String, Value>,
    /// Other settings of the SAML response, in camel case.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub saml_settings: Map<String, Value>,
}

/// Changes to a session or a refresh token.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionEffects {
    /// It is to be revoked, for this reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoke: Option<String>,
    /// With `revoke` of a session: its refresh tokens live on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub preserve_refresh_tokens: bool,
    /// Its new expiry, milliseconds since 1970: the earliest that was asked for. The tenant's maximum stands above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
    /// Its new idle expiry, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_expires_at: Option<u64>,
    /// Whether the cookie survives closing the browser: `persistent` or `non-persistent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cookie_mode: Option<String>,
    /// All its metadata is to be removed before `metadata` is applied.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub evict_metadata: bool,
    /// A patch of its metadata: `null` removes a key.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
}

impl SessionEffects {
    fn is_empty(&self) -> bool {
        *self == SessionEffects::default()
    }

    fn apply(&mut self, call: &SessionCommand) {
        let earliest = |slot: &mut Option<u64>, time: u64| {
            *slot = Some(slot.map_or(time, |before| before.min(time)));
        };
        match call {
            SessionCommand::Revoke {
                reason,
                preserve_refresh_tokens,
            } => {
                if self.revoke.is_none() {
                    self.revoke = Some(reason.clone());
                    self.preserve_refresh_tokens = *preserve_refresh_tokens;
                }
            }
            SessionCommand::SetExpiresAt { milliseconds } => {
                earliest(&mut self.expires_at, *milliseconds);
            }
            SessionCommand::SetIdleExpiresAt { milliseconds } => {
                earliest(&mut self.idle_expires_at, *milliseconds);
            }
            SessionCommand::SetCookieMode { persistent } => {
                let mode = if *persistent {
                    "persistent"
                } else {
                    "non-persistent"
                };
                self.cookie_mode = Some(mode.to_owned());
            }
            SessionCommand::SetMetadata { key, value } => {
                let value = value.clone().map_or(Value::Null, Value::String);
                self.metadata.insert(key.clone(), value);
            }
            SessionCommand::EvictMetadata => {
                self.evict_metadata = true;
                self.metadata.clear();
            }
        }
    }
}

/// Which effects a login's end hands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All of them: the login is complete, or would be.
    All,
    /// The login was denied: the user's metadata and what was revoked, nothing that goes into a token (D9).
    Denied,
}

/// Merges the commands of all Actions, in binding order, into effects. The second part is a sentence for each thing that was ignored.
///
/// `authentication_methods` and `amr` stay empty: the flow knows when a method was passed.
pub fn merge<'a>(
    commands: impl Iterator<Item = &'a Command>,
    scope: Scope,
) -> (Effects, Vec<String>) {
    let mut effects = Effects::default();
    let (mut id_token_bytes, mut access_token_bytes) = (0, 0);
    let mut ignored = Vec::new();
    for command in commands {
        match command {
            Command::SetAppMetadata { key, value } => {
                effects.app_metadata.insert(key.clone(), value.clone());
            }
            Command::SetUserMetadata { key, value } => {
                effects.user_metadata.insert(key.clone(), value.clone());
            }
            Command::Session(call @ SessionCommand::Revoke { .. }) => effects.session.apply(call),
            Command::RefreshToken(call @ SessionCommand::Revoke { .. }) => {
                effects.refresh_token.apply(call);
            }
            _ if scope == Scope::Denied => {}
            Command::SetIdTokenClaim { name, value } => {
                let claims = &mut effects.id_token_claims;
                let refusal = set_claim(claims, &mut id_token_bytes, name, value);
                ignored.extend(refusal.map(|reason| format!("ID token: {reason}")));
            }
            Command::SetAccessTokenClaim { name, value } => {
                let claims = &mut effects.access_token_claims;
                let refusal = set_claim(claims, &mut access_token_bytes, name, value);
                ignored.extend(refusal.map(|reason| format!("access token: {reason}")));
            }
            Command::AddScope { scope } => {
                move_scope(
                    scope,
                    &mut effects.scopes_removed,
                    &mut effects.scopes_added,
                );
            }
            Command::RemoveScope { scope } => {
                move_scope(
                    scope,
                    &mut effects.scopes_added,
                    &mut effects.scopes_removed,
                );
            }
            Command::SetPrimaryUser { user_id } => effects.primary_user_id = Some(user_id.clone()),
            Command::Session(call) => effects.session.apply(call),
            Command::RefreshToken(call) => effects.refresh_token.apply(call),
            Command::SetSamlAttribute { name, value } => {
                effects.saml_attributes.insert(name.clone(), value.clone());
            }
            Command::SetSaml { setting, value } => {
                effects.saml_settings.insert(setting.clone(), value.clone());
            }
            // These steer the flow, or live in the event; they are no effects.
            Command::Mfa(_)
            | Command::RecordMethod { .. }
            | Command::Deny(_)
            | Command::ValidationError { .. }
            | Command::EnableMultifactor(_)
            | Command::SendUserTo { .. }
            | Command::Render { .. }
            | Command::SetTransactionMetadata { .. } => {}
        }
    }
    (effects, ignored)
}

/// Sets a claim, or says why not. `bytes` is what the claims take so far: kept along, so that a flood of claims costs no more than its own size.
fn set_claim(
    claims: &mut Map<String, Value>,
    bytes: &mut usize,
    name: &str,
    value: &Value,
) -> Option<String> {
    if is_reserved_claim(name) {
        return Some(format!("the claim {name:?} is reserved and was not set"));
    }
    let size = |value: &Value| name.len() + 4 + value.to_string().len();
    let replaced = claims.get(name).map_or(0, size);
    let total = *bytes - replaced + size(value);
    if total > CLAIMS_BYTES {
        return Some(format!(
            "with the claim {name:?} the claims would have {total} bytes; at most {CLAIMS_BYTES} are allowed, and it was not set"
        ));
    }
    *bytes = total;
    claims.insert(name.to_owned(), value.clone());
    None
}

/// Names of the issuer's own: no namespace of a custom claim.
const RESERVED_DOMAINS: [&str; 3] = ["auth0.com", "webtask.io", "webtask.run"];

fn is_reserved_claim(name: &str) -> bool {
    RESERVED_CLAIMS.contains(&name)
        || name.starts_with("urn:auth0")
        || name.contains("://") && is_in_reserved_domain(name)
}

fn is_in_reserved_domain(name: &str) -> bool {
    let Ok(url) = url::Url::parse(name) else {
        return false;
    };
    let host = url.host_str().unwrap_or_default();
    RESERVED_DOMAINS.iter().any(|domain| {
        host.strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Replays an add or a remove: the last one of a scope wins (D10).
fn move_scope(scope: &str, from: &mut Vec<String>, to: &mut Vec<String>) {
    from.retain(|other| other != scope);
    if !to.iter().any(|other| other == scope) {
        to.push(scope.to_owned());
    }
}
