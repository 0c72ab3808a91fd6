//! Which Actions run at a trigger, in which order.

use crate::actions::{Action, ActionError, SecretName, SecretValues};
use crate::clock::timestamp;
use crate::error::StoreError;
use crate::tenants::{TenantStore, Write, read_json, write_json};
use serde::{Deserialize, Serialize};
use sqlx::{Any, Executor, Row as _};
use std::collections::BTreeMap;

/// The most Actions that can be bound to a trigger (specification §5).
pub const MAX_BINDINGS: usize = 20;

/// One bound Action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// Its id, a UUID.
    pub id: String,
    /// The Action's id.
    pub action_id: String,
    /// For people.
    pub display_name: String,
    /// Secrets of the binding, which go before the version's. Values are kept apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<SecretName>,
    /// Whether it runs for the record only, without effect on logins.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shadow: bool,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// What a binding is asked to be.
#[derive(Debug, Clone)]
pub struct NewBinding {
    /// Which Action.
    pub reference: ActionReference,
    /// For people; the Action's name unless given.
    pub display_name: Option<String>,
    /// Secrets of the binding. Absent: those that it has, if it stands.
    pub secrets: Option<SecretValues>,
    /// Whether it runs for the record only. Absent: as it does, if it stands; otherwise it counts.
    pub shadow: Option<bool>,
}

/// How a binding names its Action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionReference {
    /// By its id.
    ActionId(String),
    /// By its name.
    ActionName(String),
    /// By the id of a binding that stands.
    BindingId(String),
}

/// Values of bindings' secrets, by the binding's id.
pub type BindingSecrets = BTreeMap<String, SecretValues>;

impl TenantStore {
    /// What is bound to a trigger, in the order of execution.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn bindings(
        &self,
        trigger_id: &str,
    ) -> Result<(Vec<Binding>, BindingSecrets), StoreError> {
        self.bindings_from(self.database().pool(), trigger_id).await
    }

    /// Replaces what is bound to a trigger, as a whole.
    ///
    /// # Errors
    /// A reference names no Action, an Action is of another trigger or not deployed, there are too many, or the database is not available.
    pub async fn bind(
        &self,
        trigger_id: &str,
        wanted: Vec<NewBinding>,
    ) -> Result<Vec<Binding>, ActionError> {
        if wanted.len() > MAX_BINDINGS {
            return Err(ActionError::Refused(format!(
                "{} bindings were given; at most {MAX_BINDINGS} actions can be bound to a trigger.",
                wanted.len()
            )));
        }
        let mut write = self.write().await?;
        let actions = self.actions_from(write.connection()).await?;
        let (before, mut kept) = self.bindings_from(write.connection(), trigger_id).await?;
        let (mut after, mut secrets) = (Vec::new(), BindingSecrets::new());
        for wanted in wanted {
            let action = find(&actions, &before, &wanted.reference)?;
            check_bindable(action, trigger_id)?;
            let at = timestamp();
            // What stays bound keeps its id, so that doing the same again changes nothing.
            let standing = before
                .iter()
                .find(|binding| {
                    binding.action_id == action.id
                        && after.iter().all(|taken: &Binding| taken.id != binding.id)
                })
                .cloned();
            let mut binding = standing.unwrap_or_else(|| Binding {
                id: uuid::Uuid::new_v4().to_string(),
                action_id: action.id.clone(),
                display_name: String::new(),
                secrets: Vec::new(),
                shadow: false,
                created_at: at.clone(),
                updated_at: String::new(),
            });
            binding.display_name = wanted.display_name.unwrap_or_else(|| action.name.clone());
            binding.shadow = wanted.shadow.unwrap_or(binding.shadow);
            let values = match wanted.secrets {
                Some(values) => {
                    binding.secrets = names_of(&values, &at);
                    values
                }
                None => kept.remove(&binding.id).unwrap_or_default(),
            };
            if !values.is_empty() {
                secrets.insert(binding.id.clone(), values);
            }
            binding.updated_at = at;
            after.push(binding);
        }
        self.save_bindings(&mut write, trigger_id, &after, &secrets)
            .await?;
        write.commit().await?;
        Ok(after)
    }

    /// Removes an Action from all triggers. Whether it was bound to any.
    pub(crate) async fn unbind(
        &self,
        write: &mut Write<'_>,
        action_id: &str,
    ) -> Result<bool, StoreError> {
        let rows =
            sqlx::query("SELECT trigger_id, document, secrets FROM bindings WHERE tenant_id = $1")
                .bind(self.id())
                .fetch_all(write.connection())
                .await?;
        let mut bound = false;
        for row in rows {
            let trigger_id: String = row.try_get("trigger_id")?;
            let (mut bindings, secrets) = self.read_bindings(&trigger_id, &row)?;
            let count = bindings.len();
            bindings.retain(|binding| binding.action_id != action_id);
            if bindings.len() < count {
                bound = true;
                self.save_bindings(write, &trigger_id, &bindings, &secrets)
                    .await?;
            }
        }
        Ok(bound)
    }

    /// From the pool, or within a change that has the tenant locked.
    pub(crate) async fn bindings_from<'e>(
        &self,
        executor: impl Executor<'e, Database = Any>,
        trigger_id: &str,
    ) -> Result<(Vec<Binding>, BindingSecrets), StoreError> {
        let row = sqlx::query(
            "SELECT document, secrets FROM bindings WHERE tenant_id = $1 AND trigger_id = $2",
        )
        .bind(self.id())
        .bind(trigger_id)
        .fetch_optional(executor)
        .await?;
        match row {
            Some(row) => self.read_bindings(trigger_id, &row),
            None => Ok(Default::default()),
        }
    }

    fn read_bindings(
        &self,
        trigger_id: &str,
        row: &sqlx::any::AnyRow,
    ) -> Result<(Vec<Binding>, BindingSecrets), StoreError> {
        let document = row.try_get::<String, _>("document")?;
        let sealed = row.try_get::<String, _>("secrets")?;
        let secrets = match sealed.as_str() {
            "" => BindingSecrets::new(),
            sealed => {
                let plain = self.key().open("binding secrets", trigger_id, sealed)?;
                serde_json::from_slice(&plain)
                    .map_err(|error| StoreError::damaged("binding secrets", trigger_id, error))?
            }
        };
        Ok((read_json("bindings", trigger_id, &document)?, secrets))
    }

    async fn save_bindings(
        &self,
        write: &mut Write<'_>,
        trigger_id: &str,
        bindings: &[Binding],
        secrets: &BindingSecrets,
    ) -> Result<(), StoreError> {
        let kept: BindingSecrets = secrets
            .iter()
            .filter(|(id, _)| bindings.iter().any(|binding| binding.id == **id))
            .map(|(id, values)| (id.clone(), values.clone()))
            .collect();
        let sealed = match kept.is_empty() {
            true => String::new(),
            false => {
                let plain = write_json("binding secrets", trigger_id, &kept)?;
                self.key()
                    .seal("binding secrets", trigger_id, plain.as_bytes())?
            }
        };
        sqlx::query(
            "INSERT INTO bindings (tenant_id, trigger_id, document, secrets) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, trigger_id) DO UPDATE SET document = excluded.document, secrets = excluded.secrets",
        )
        .bind(self.id())
        .bind(trigger_id)
        .bind(write_json("bindings", trigger_id, &bindings)?)
        .bind(sealed)
        .execute(write.connection())
        .await?;
        Ok(())
    }
}

fn names_of(values: &SecretValues, at: &str) -> Vec<SecretName> {
    let name = |name: &String| SecretName {
        name: name.clone(),
        updated_at: at.to_owned(),
    };
    values.keys().map(name).collect()
}

fn find<'a>(
    actions: &'a [Action],
    bindings: &[Binding],
    reference: &ActionReference,
) -> Result<&'a Action, ActionError> {
    let found = match reference {
        ActionReference::ActionId(id) => actions.iter().find(|action| action.id == *id),
        ActionReference::ActionName(name) => actions.iter().find(|action| action.name == *name),
        ActionReference::BindingId(id) => bindings
            .iter()
            .find(|binding| binding.id == *id)
            .and_then(|binding| actions.iter().find(|action| action.id == binding.action_id)),
    };
    found.ok_or(ActionError::NotFound)
}

/// What clients match on: specification §6.2.
fn check_bindable(action: &Action, trigger_id: &str) -> Result<(), ActionError> {
    if action.body.trigger.id != trigger_id {
        return Err(ActionError::Refused(
            "Trying to create a binding between an incompatible action and trigger.".to_owned(),
        ));
    }
    if action.body.deployed_version.is_none() {
        return Err(ActionError::Refused(format!(
            "Trying to create a binding for an action that has not been deployed: '{}'. Deploy it first.",
            action.name
        )));
    }
    Ok(())
}
