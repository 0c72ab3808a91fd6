//! `/api/v2/guardian`: which factors a tenant has, and when it asks for them itself. Specification §6.3.

use super::NoQuery;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use crate::http::extract::{Caller, Json, Query};
use axum::extract::{Path, State};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use vestibule_flow::factor::FactorType;
use vestibule_flow::tenant::{MessageType, Policy};

/// The factors under guardian's names, and what they are in a login.
const FACTORS: [(&str, FactorType); 8] = [
    ("sms", FactorType::Phone),
    ("push-notification", FactorType::PushNotification),
    ("otp", FactorType::Otp),
    ("email", FactorType::Email),
    ("duo", FactorType::Duo),
    ("webauthn-roaming", FactorType::WebauthnRoaming),
    ("webauthn-platform", FactorType::WebauthnPlatform),
    ("recovery-code", FactorType::RecoveryCode),
];

const READ: [&str; 1] = ["read:guardian_factors"];
const UPDATE: [&str; 1] = ["update:guardian_factors"];

/// `GET /guardian/factors`
pub async fn factors(
    State(_): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
) -> ApiResult<axum::Json<Value>> {
    let settings = caller.tenant(&READ)?.settings().await?;
    let factors: Vec<Value> = FACTORS
        .iter()
        .map(|(name, factor)| {
            json!({
                "name": name,
                "enabled": settings.flow.factors.contains(factor),
                "trial_expired": false,
            })
        })
        .collect();
    Ok(axum::Json(json!(factors)))
}

/// A factor's switch.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorBody {
    enabled: bool,
}

/// `PUT /guardian/factors/{name}`
pub async fn set_factor(
    State(_): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    Query(NoQuery {}): Query<NoQuery>,
    Json(body): Json<FactorBody>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&UPDATE)?;
    let Some((_, factor)) = FACTORS.iter().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = FACTORS.iter().map(|(name, _)| *name).collect();
        return Err(ApiError::not_found(format!(
            "There is no such factor; there are: {}.",
            names.join(", ")
        )));
    };
    tenant
        .change_settings(|settings| {
            if body.enabled {
                settings.flow.factors.insert(factor.clone());
            } else {
                settings.flow.factors.remove(factor);
            }
        })
        .await?;
    Ok(axum::Json(json!({ "enabled": body.enabled })))
}

/// `GET /guardian/policies`
pub async fn policies(
    State(_): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
) -> ApiResult<axum::Json<Value>> {
    let settings = caller.tenant(&["read:mfa_policies"])?.settings().await?;
    Ok(axum::Json(json!(settings.flow.policies)))
}

/// A policy's name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyName {
    /// Always.
    AllApplications,
    /// When the confidence in the login is low.
    ConfidenceScore,
}

impl From<PolicyName> for Policy {
    fn from(name: PolicyName) -> Policy {
        match name {
            PolicyName::AllApplications => Policy::AllApplications,
            PolicyName::ConfidenceScore => Policy::ConfidenceScore,
        }
    }
}

/// `PUT /guardian/policies`
pub async fn set_policies(
    State(_): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
    Json(body): Json<Vec<PolicyName>>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["update:mfa_policies"])?;
    let settings = tenant
        .change_settings(|settings| {
            settings.flow.policies = body.into_iter().map(Policy::from).collect();
        })
        .await?;
    Ok(axum::Json(json!(settings.flow.policies)))
}

/// How a code reaches a phone.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageTypesBody {
    #[schemars(with = "Vec<String>")]
    message_types: BTreeSet<MessageType>,
}

/// `GET /guardian/factors/phone/message-types`
pub async fn message_types(
    State(_): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
) -> ApiResult<axum::Json<Value>> {
    let settings = caller.tenant(&READ)?.settings().await?;
    Ok(axum::Json(
        json!({ "message_types": settings.flow.phone_message_types }),
    ))
}

/// `PUT /guardian/factors/phone/message-types`
pub async fn set_message_types(
    State(_): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
    Json(body): Json<MessageTypesBody>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&UPDATE)?;
    let settings = tenant
        .change_settings(|settings| settings.flow.phone_message_types = body.message_types)
        .await?;
    Ok(axum::Json(
        json!({ "message_types": settings.flow.phone_message_types }),
    ))
}

/// Duo's account.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DuoBody {
    #[serde(default)]
    ikey: Option<String>,
    #[serde(default)]
    skey: Option<String>,
    #[serde(default)]
    host: Option<String>,
}

/// `GET /guardian/factors/duo/settings`
pub async fn duo(
    State(_): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
) -> ApiResult<axum::Json<Value>> {
    let settings = caller.tenant(&READ)?.settings().await?;
    Ok(axum::Json(settings.duo.unwrap_or_else(|| json!({}))))
}

/// `PUT /guardian/factors/duo/settings`
pub async fn set_duo(
    State(_): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
    Json(body): Json<DuoBody>,
) -> ApiResult<axum::Json<Value>> {
    change_duo(&caller, body, true).await
}

/// `PATCH /guardian/factors/duo/settings`
pub async fn change_some_duo(
    State(_): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
    Json(body): Json<DuoBody>,
) -> ApiResult<axum::Json<Value>> {
    change_duo(&caller, body, false).await
}

async fn change_duo(caller: &Caller, body: DuoBody, whole: bool) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&UPDATE)?;
    let settings = tenant
        .change_settings(|settings| {
            let mut account = match settings.duo.take() {
                Some(Value::Object(account)) if !whole => account,
                _ => Map::new(),
            };
            for (name, value) in [
                ("ikey", body.ikey),
                ("skey", body.skey),
                ("host", body.host),
            ] {
                if let Some(value) = value {
                    account.insert(name.to_owned(), json!(value));
                }
            }
            settings.duo = Some(Value::Object(account));
        })
        .await?;
    Ok(axum::Json(settings.duo.unwrap_or_else(|| json!({}))))
}
