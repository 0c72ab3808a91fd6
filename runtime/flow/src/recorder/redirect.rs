//! `api.redirect` and `api.prompt`: leaving for another page and coming back with a token.
//!
//! The tokens are JWTs signed with HS256 and nothing else; for one algorithm and five claims a JWT library would bring far more than it
//! saves, and the claims' rules (§2.3) are Auth0's own.

use super::{CallError, Recorder, invalid, object_size};
use crate::command::Command;
use crate::event::Interaction;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Map, Value, json};
use sha2::Sha256;
use std::collections::HashSet;

/// More than any browser sends to a server.
const URL_BYTES: usize = 64 << 10;
const RENDER_BYTES: usize = 24 * 1_024;
const DEFAULT_EXPIRY_SECONDS: u32 = 900;
const DEFAULT_PARAMETER: &str = "session_token";
const REDIRECT_AND_RENDER: &str =
    "redirect.sendUserTo and prompt.render cannot be combined in one Action";

impl Recorder {
    /// `api.redirect.sendUserTo`. The last call of a run counts.
    ///
    /// # Errors
    /// The URL cannot be read or is not http(s), URL and query have more than 64 KiB, or a form was asked for in the same run, which is to be
    /// ended for it: see [`Recorder::aborted`].
    pub fn send_user_to(&mut self, url: &str, query: &[(String, String)]) -> Result<(), CallError> {
        if self
            .commands
            .iter()
            .any(|command| matches!(command, Command::Render { .. }))
        {
            return self.abort(REDIRECT_AND_RENDER);
        }
        let pairs = query.iter().map(|(name, value)| name.len() + value.len());
        let size = url.len() + pairs.sum::<usize>();
        if size > URL_BYTES {
            return Err(CallError::LimitExceeded(format!(
                "redirect.sendUserTo: URL and query have {size} bytes; at most {URL_BYTES} are allowed"
            )));
        }
        let mut target = match url::Url::parse(url) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => url,
            Ok(_) => return invalid("redirect.sendUserTo: expected an http or https URL"),
            Err(error) => {
                return invalid(format!(
                    "redirect.sendUserTo: expected an absolute URL: {error}"
                ));
            }
        };
        if !query.is_empty() {
            // A set, as both the URL and the query are as long as a guest likes.
            let replaced: HashSet<&str> = query.iter().map(|(name, _)| name.as_str()).collect();
            let kept: Vec<(String, String)> = target
                .query_pairs()
                .filter(|(name, _)| !replaced.contains(&**name))
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect();
            target
                .query_pairs_mut()
                .clear()
                .extend_pairs(kept)
                .extend_pairs(query);
        }
        let url = String::from(target);
        let size = url.len();
        self.record(Command::SendUserTo { url }, size);
        Ok(())
    }

    /// `api.redirect.canRedirect`
    pub fn can_redirect(&self) -> bool {
        self.event.interaction() == Interaction::Browser
    }

    /// `api.prompt.render`
    ///
    /// # Errors
    /// More than 24 KiB of values; or a second call or a redirect in the same run, which is to be ended for it: see [`Recorder::aborted`].
    pub fn render_prompt(
        &mut self,
        prompt_id: &str,
        fields: Map<String, Value>,
        vars: Map<String, Value>,
    ) -> Result<(), CallError> {
        let conflict = self.commands.iter().find_map(|command| match command {
            Command::Render { .. } => Some("prompt.render can be called only once in an Action"),
            Command::SendUserTo { .. } => Some(REDIRECT_AND_RENDER),
            _ => None,
        });
        if let Some(conflict) = conflict {
            return self.abort(conflict);
        }
        if prompt_id.is_empty() {
            return invalid("prompt.render: expected a prompt id, got an empty text");
        }
        let size = object_size(&fields) + object_size(&vars);
        if size > RENDER_BYTES {
            return Err(CallError::LimitExceeded(format!(
                "prompt.render: fields and vars have {size} bytes; at most {RENDER_BYTES} are allowed"
            )));
        }
        let prompt_id = prompt_id.to_owned();
        self.record(
            Command::Render {
                prompt_id,
                fields,
                vars,
            },
            size,
        );
        Ok(())
    }

    /// `api.redirect.encodeToken`; `now` in milliseconds since 1970. `payload` goes last and can replace the standard claims.
    ///
    /// # Errors
    /// No secret.
    pub fn encode_token(
        &self,
        secret: &str,
        payload: Map<String, Value>,
        expires_in_seconds: Option<u32>,
        now: u64,
    ) -> Result<String, CallError> {
        if secret.is_empty() {
            return invalid("redirect.encodeToken: expected a secret, got an empty text");
        }
        let issued_at = now / 1_000;
        let lifetime = expires_in_seconds.unwrap_or(DEFAULT_EXPIRY_SECONDS);
        let mut claims = Map::new();
        claims.insert("iat".into(), json!(issued_at));
        claims.insert("iss".into(), json!(self.event.text("request", "hostname")));
        claims.insert("sub".into(), json!(self.event.user_id()));
        claims.insert("exp".into(), json!(issued_at + u64::from(lifetime)));
        claims.insert("ip".into(), json!(self.event.text("request", "ip")));
        claims.extend(payload);
        Ok(sign(secret, &claims))
    }

    /// `api.redirect.validateToken`; `now` in milliseconds since 1970. The claims of the token that came back, looked for in the
    /// request's body and then in its query.
    ///
    /// # Errors
    /// The parameter or a claim is missing, the signature is wrong, the token has expired, or it belongs to another user or
    /// another transaction. Which claim is named (O-B11).
    pub fn validate_token(
        &self,
        secret: &str,
        parameter: Option<&str>,
        now: u64,
    ) -> Result<Map<String, Value>, CallError> {
        let parameter = parameter.unwrap_or(DEFAULT_PARAMETER);
        let Some(token) = self.request_parameter(parameter) else {
            return invalid(format!(
                "redirect.validateToken: the request has no parameter \"{parameter}\""
            ));
        };
        let claims = verify(secret, token)
            .or_else(|reason| invalid(format!("redirect.validateToken: {reason}")))?;
        for name in ["iat", "exp", "sub", "iss", "state"] {
            if claims.get(name).is_none_or(Value::is_null) {
                return invalid(format!(
                    "redirect.validateToken: the token has no claim \"{name}\""
                ));
            }
        }
        let expires = claims.get("exp").and_then(Value::as_f64).unwrap_or(0.0);
        if expires * 1_000.0 <= now as f64 {
            return invalid("redirect.validateToken: the token has expired");
        }
        if let Some(not_before) = claims.get("nbf").filter(|claim| !claim.is_null()) {
            let Some(not_before) = not_before.as_f64() else {
                return invalid("redirect.validateToken: the token's claim \"nbf\" is no number");
            };
            if not_before * 1_000.0 > now as f64 {
                return invalid("redirect.validateToken: the token is not valid yet");
            }
        }
        if claims.get("sub").and_then(Value::as_str) != Some(self.event.user_id()) {
            return invalid("redirect.validateToken: the token's claim \"sub\" is another user");
        }
        let state = self.request_parameter("state");
        if state.is_none() || claims.get("state").and_then(Value::as_str) != state {
            return invalid(
                "redirect.validateToken: the token's claim \"state\" is not this request's state",
            );
        }
        Ok(claims)
    }

    fn request_parameter(&self, name: &str) -> Option<&str> {
        ["body", "query"]
            .iter()
            .find_map(|part| self.event.member("request", part)?.get(name)?.as_str())
    }
}

fn mac(secret: &str) -> Hmac<Sha256> {
    <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"))
}

fn sign(secret: &str, claims: &Map<String, Value>) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let body = URL_SAFE_NO_PAD.encode(Value::Object(claims.clone()).to_string());
    let signed = format!("{header}.{body}");
    let mut mac = mac(secret);
    mac.update(signed.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{signed}.{signature}")
}

fn verify(secret: &str, token: &str) -> Result<Map<String, Value>, &'static str> {
    const SHAPE: &str = "the token is no signed JWT";
    let (signed, signature) = token.rsplit_once('.').ok_or(SHAPE)?;
    let (header, body) = signed.split_once('.').ok_or(SHAPE)?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| SHAPE);
    let header: Value = serde_json::from_slice(&decode(header)?).map_err(|_| SHAPE)?;
    // Checked before the signature: "none" or a public-key algorithm must never pick another way of checking.
    if header.get("alg").and_then(Value::as_str) != Some("HS256") {
        return Err("the token is not signed with HS256");
    }
    let mut mac = mac(secret);
    mac.update(signed.as_bytes());
    mac.verify_slice(&decode(signature)?)
        .map_err(|_| "the token's signature is wrong")?;
    match crate::json::parse(&decode(body)?) {
        Ok(Value::Object(claims)) => Ok(claims),
        _ => Err(SHAPE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_another_algorithm_is_refused() {
        let body = URL_SAFE_NO_PAD.encode("{}");
        for algorithm in ["none", "HS512", "RS256"] {
            let header = URL_SAFE_NO_PAD.encode(json!({"alg": algorithm}).to_string());
            let token = format!("{header}.{body}.");
            assert_eq!(
                verify("s", &token),
                Err("the token is not signed with HS256")
            );
        }
    }

    #[test]
    fn a_signature_is_checked() {
        let mut claims = Map::new();
        claims.insert("a".into(), json!(1));
        let token = sign("secret", &claims);
        assert_eq!(verify("secret", &token), Ok(claims));
        assert_eq!(
            verify("other", &token),
            Err("the token's signature is wrong")
        );
        assert_eq!(
            verify("secret", "no token"),
            Err("the token is no signed JWT")
        );
    }
}
