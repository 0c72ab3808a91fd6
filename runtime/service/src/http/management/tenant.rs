//! `/api/v2/tenants/settings`: specification §6.3.

use super::NoQuery;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use crate::http::extract::{Caller, Json, Query};
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use vestibule_store::Settings;

/// The setting that logins depend on.
const CUSTOMIZE: &str = "customize_mfa_in_postlogin_action";

/// `GET /tenants/settings`
pub async fn settings(
    State(_): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["read:tenant_settings"])?;
    Ok(axum::Json(view(&tenant.settings().await?)))
}

/// Settings by name; `null` takes one away.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct SettingsBody(Map<String, Value>);

/// `PATCH /tenants/settings`. Settings that have nothing to do with Actions are kept and given back.
pub async fn change(
    State(_): State<App>,
    caller: Caller,
    Query(NoQuery {}): Query<NoQuery>,
    Json(SettingsBody(body)): Json<SettingsBody>,
) -> ApiResult<axum::Json<Value>> {
    let tenant = caller.tenant(&["update:tenant_settings"])?;
    let customize = match body.get(CUSTOMIZE) {
        None => None,
        Some(Value::Bool(on)) => Some(*on),
        Some(Value::Null) => Some(false),
        Some(other) => {
            return Err(ApiError::invalid_body(
                &format!("expected true, false or null, got {other}"),
                CUSTOMIZE,
            ));
        }
    };
    let settings = tenant
        .change_settings(move |settings| {
            if let Some(on) = customize {
                settings.flow.customize_mfa_in_postlogin_action = on;
            }
            for (name, value) in body {
                if name == CUSTOMIZE {
                    continue;
                }
                if value.is_null() {
                    settings.other.remove(&name);
                } else {
                    settings.other.insert(name, value);
                }
            }
        })
        .await?;
    Ok(axum::Json(view(&settings)))
}

fn view(settings: &Settings) -> Value {
    let mut view = settings.other.clone();
    view.insert(
        CUSTOMIZE.to_owned(),
        json!(settings.flow.customize_mfa_in_postlogin_action),
    );
    Value::Object(view)
}
