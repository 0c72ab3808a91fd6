//! `api.idToken` and `api.accessToken`.

use super::{CallError, Recorder, invalid, value_size};
use crate::command::Command;
use serde_json::Value;

const SCOPE_CHARACTERS: usize = 280;
const SCOPES: u32 = 1_000;

impl Recorder {
    /// `api.idToken.setCustomClaim`. A reserved name is no error: the claim is dropped when the claims are put together.
    ///
    /// # Errors
    /// The name `scope`, or none.
    pub fn set_id_token_claim(&mut self, name: &str, value: Value) -> Result<(), CallError> {
        self.check_claim_name("idToken", name)?;
        let size = name.len() + value_size(&value);
        let name = name.to_owned();
        self.record(Command::SetIdTokenClaim { name, value }, size);
        Ok(())
    }

    /// `api.accessToken.setCustomClaim`, as [`Recorder::set_id_token_claim`].
    ///
    /// # Errors
    /// The name `scope`, or none.
    pub fn set_access_token_claim(&mut self, name: &str, value: Value) -> Result<(), CallError> {
        self.check_claim_name("accessToken", name)?;
        let size = name.len() + value_size(&value);
        let name = name.to_owned();
        self.record(Command::SetAccessTokenClaim { name, value }, size);
        Ok(())
    }

    fn check_claim_name(&self, token: &str, name: &str) -> Result<(), CallError> {
        match name {
            "" => invalid(format!(
                "{token}.setCustomClaim: expected a claim name, got an empty text"
            )),
            "scope" => invalid(format!(
                "{token}.setCustomClaim: the claim \"scope\" cannot be set; use accessToken.addScope and removeScope"
            )),
            _ => Ok(()),
        }
    }

    /// `api.accessToken.addScope`
    ///
    /// # Errors
    /// Empty, inner spaces, more than 280 characters, or more than 1,000 scopes in this login.
    pub fn add_scope(&mut self, scope: &str) -> Result<(), CallError> {
        let scope = checked_scope("addScope", scope)?;
        if self.facts.scopes_added >= SCOPES {
            return Err(CallError::LimitExceeded(format!(
                "accessToken.addScope: this login has added {SCOPES} scopes; no more are allowed"
            )));
        }
        self.facts.scopes_added += 1;
        let size = scope.len();
        self.record(Command::AddScope { scope }, size);
        Ok(())
    }

    /// `api.accessToken.removeScope`
    ///
    /// # Errors
    /// Empty, inner spaces, or more than 280 characters.
    pub fn remove_scope(&mut self, scope: &str) -> Result<(), CallError> {
        let scope = checked_scope("removeScope", scope)?;
        let size = scope.len();
        self.record(Command::RemoveScope { scope }, size);
        Ok(())
    }
}

fn checked_scope(method: &str, scope: &str) -> Result<String, CallError> {
    let scope = scope.trim();
    let length = scope.chars().count();
    if length == 0 || length > SCOPE_CHARACTERS || scope.contains(char::is_whitespace) {
        return invalid(format!(
            "accessToken.{method}: expected one scope of 1 to {SCOPE_CHARACTERS} characters without spaces"
        ));
    }
    Ok(scope.to_owned())
}
