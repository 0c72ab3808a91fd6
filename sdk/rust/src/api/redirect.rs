//! `api.redirect` and `api.prompt`: leaving for another page, and coming back.

use crate::error::CallError;
use crate::host;
use serde_json::Value;

/// `api.redirect`
#[derive(Debug)]
pub struct Redirect(pub(super) ());

impl Redirect {
    /// `encodeToken({secret, payload})`: a signed token (HS256) with `iat`, `iss`, `sub`, `exp`, `ip` and the members of `payload`, an object. It expires
    /// after 900 seconds.
    ///
    /// # Errors
    /// No secret, or a payload that is no object.
    pub fn encode_token(&self, secret: &str, payload: &Value) -> Result<String, CallError> {
        host::encode_token(secret, payload, None)
    }

    /// `encodeToken({secret, payload, expiresInSeconds})`
    ///
    /// # Errors
    /// As [`Redirect::encode_token`].
    pub fn encode_token_for(
        &self,
        secret: &str,
        payload: &Value,
        expires_in_seconds: u32,
    ) -> Result<String, CallError> {
        host::encode_token(secret, payload, Some(expires_in_seconds))
    }

    /// `sendUserTo(url, {query})`: send the person there when the Action's second factors are passed; back to this Action's `on_continue_post_login`. `query`
    /// replaces parameters of the same name. The last call of a run counts.
    ///
    /// # Errors
    /// No http or https URL, or a form was asked for in the same run.
    pub fn send_user_to<'a>(
        &self,
        url: &str,
        query: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<(), CallError> {
        let query: Vec<(String, String)> = query
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        host::send_user_to(url, &query)
    }

    /// `canRedirect()`: false where nobody could follow a redirect (`prompt=none`, password and refresh-token grants).
    pub fn can_redirect(&self) -> bool {
        host::can_redirect()
    }

    /// `validateToken({secret})`: the members of the token that came back as `session_token`, an object.
    ///
    /// # Errors
    /// It is missing, expired, for another user or another transaction, or signed with another secret.
    pub fn validate_token(&self, secret: &str) -> Result<Value, CallError> {
        host::validate_token(secret, None)
    }

    /// `validateToken({secret, tokenParameterName})`
    ///
    /// # Errors
    /// As [`Redirect::validate_token`].
    pub fn validate_token_in(
        &self,
        secret: &str,
        token_parameter_name: &str,
    ) -> Result<Value, CallError> {
        host::validate_token(secret, Some(token_parameter_name))
    }
}

/// `api.prompt`
#[derive(Debug)]
pub struct Prompt(pub(super) ());

impl Prompt {
    /// `render(prompt_id, {fields, vars})`: show a form, and come back to this Action's `on_continue_post_login`. `fields` and `vars` are objects, or
    /// null for none.
    ///
    /// # Errors
    /// A second call, a redirect in the same run, or more than 24 KiB.
    pub fn render(&self, prompt_id: &str, fields: &Value, vars: &Value) -> Result<(), CallError> {
        host::render(prompt_id, fields, vars)
    }
}
