//! `vestibule tenant`: on the database itself.

use crate::exit::{Exit, Refused};
use crate::service_arguments::{ServiceSettings, TenantCommand};
use crate::terminal::{GOOD, STRONG, print_json, styled};
use anstream::println;
use anyhow::Result;
use serde_json::json;
use vestibule_service::config::Partial;
use vestibule_service::tokens::{FLOW_SCOPE, MANAGEMENT_SCOPES, Tokens};
use vestibule_store::{Database, TenantStore};

/// A year, in seconds.
const YEAR: i64 = 365 * 24 * 60 * 60;

/// Carries out a command.
///
/// # Errors
/// The database cannot be used, or the command is refused.
pub fn run(command: &TenantCommand, as_json: bool) -> Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match command {
            TenantCommand::Create { name, settings } => create(name, settings, as_json).await,
            TenantCommand::List { settings } => list(settings, as_json).await,
            TenantCommand::Delete {
                name,
                yes,
                settings,
            } => delete(name, *yes, settings, as_json).await,
            TenantCommand::Token {
                name,
                scopes,
                flows,
                days,
                settings,
            } => token(name, scopes, *flows, *days, settings, as_json).await,
            TenantCommand::Revoke {
                name,
                token_id,
                settings,
            } => revoke(name, token_id, settings, as_json).await,
        }
    })
}

async fn open(settings: &ServiceSettings) -> Result<Database> {
    let settings = settings
        .resolve(Partial::default())
        .map_err(|error| Refused(error.to_string()))?;
    Ok(settings.open().await?)
}

async fn find(database: &Database, name: &str) -> Result<TenantStore> {
    let found = database.tenant_by_name(name).await?;
    Ok(found.ok_or_else(|| Refused(format!("there is no tenant '{name}'")))?)
}

async fn create(name: &str, settings: &ServiceSettings, as_json: bool) -> Result<Exit> {
    let database = open(settings).await?;
    let tenant = database.create_tenant(name).await.map_err(|error| {
        use vestibule_store::CreateTenantError::{Exists, Name};
        match error {
            Exists(_) | Name(_) => anyhow::Error::from(Refused(error.to_string())),
            error => error.into(),
        }
    })?;
    let all = all_scopes();
    let client = tenant.create_client("first", &all).await?;
    let tokens = Tokens::new(database.clone());
    let scopes = |scopes: &[&str]| scopes.iter().map(|scope| (*scope).to_owned()).collect();
    let (management, _) = tokens
        .issue(
            &tenant,
            &client.id,
            scopes(&MANAGEMENT_SCOPES),
            "vestibule",
            YEAR,
        )
        .await?;
    let (flows, _) = tokens
        .issue(
            &tenant,
            &client.id,
            scopes(&[FLOW_SCOPE]),
            "vestibule",
            YEAR,
        )
        .await?;
    database.close().await;
    if as_json {
        print_json(&json!({
            "tenant": name,
            "client_id": client.id,
            "client_secret": client.secret,
            "token": management,
            "flow_token": flows,
        }))?;
    } else {
        println!(
            "{} tenant {name}; this is shown once:",
            styled(GOOD, "made")
        );
        for (what, value) in [
            ("client_id    ", &client.id),
            ("client_secret", &client.secret),
            ("token        ", &management),
            ("flow_token   ", &flows),
        ] {
            println!("  {} {value}", styled(STRONG, what));
        }
        println!(
            "  token is for management (VESTIBULE_TOKEN), flow_token for the identity provider"
        );
    }
    Ok(Exit::Done)
}

fn all_scopes() -> Vec<&'static str> {
    MANAGEMENT_SCOPES
        .iter()
        .copied()
        .chain([FLOW_SCOPE])
        .collect()
}

async fn list(settings: &ServiceSettings, as_json: bool) -> Result<Exit> {
    let database = open(settings).await?;
    let tenants = database.tenants().await?;
    if as_json {
        let tenants: Vec<_> = tenants
            .iter()
            .map(|tenant| json!({"name": tenant.name(), "id": tenant.id()}))
            .collect();
        print_json(&tenants)?;
    } else {
        for tenant in &tenants {
            println!("{}", tenant.name());
        }
    }
    Ok(Exit::Done)
}

async fn delete(name: &str, yes: bool, settings: &ServiceSettings, as_json: bool) -> Result<Exit> {
    let database = open(settings).await?;
    let tenant = find(&database, name).await?;
    if !yes {
        let text = format!("deleting '{name}' deletes its Actions, settings and logins; say --yes");
        return Err(Refused(text).into());
    }
    database.delete_tenant(tenant.id()).await?;
    if as_json {
        print_json(&json!({ "deleted": name }))?;
    } else {
        println!("{} tenant {name}", styled(GOOD, "deleted"));
    }
    Ok(Exit::Done)
}

async fn token(
    name: &str,
    scopes: &[String],
    flows: bool,
    days: u16,
    settings: &ServiceSettings,
    as_json: bool,
) -> Result<Exit> {
    let known = all_scopes();
    if let Some(other) = scopes.iter().find(|scope| !known.contains(&scope.as_str())) {
        let text = format!(
            "there is no scope '{other}'; there are: {}",
            known.join(", ")
        );
        return Err(Refused(text).into());
    }
    let scopes = match (scopes, flows) {
        (_, true) => vec![FLOW_SCOPE.to_owned()],
        ([], false) => MANAGEMENT_SCOPES.map(str::to_owned).into(),
        (scopes, false) => scopes.to_vec(),
    };
    let database = open(settings).await?;
    let tenant = find(&database, name).await?;
    let own: Vec<&str> = scopes.iter().map(String::as_str).collect();
    let client = tenant.create_client("token", &own).await?;
    let tokens = Tokens::new(database.clone());
    let seconds = i64::from(days) * 24 * 60 * 60;
    let (text, token) = tokens
        .issue(&tenant, &client.id, scopes.clone(), "vestibule", seconds)
        .await?;
    database.close().await;
    if as_json {
        print_json(&json!({"token": text, "id": token.id, "scopes": scopes}))?;
    } else {
        println!("{text}");
    }
    Ok(Exit::Done)
}

async fn revoke(
    name: &str,
    token_id: &str,
    settings: &ServiceSettings,
    as_json: bool,
) -> Result<Exit> {
    let database = open(settings).await?;
    let tenant = find(&database, name).await?;
    if !tenant.revoke_token(token_id).await? {
        return Err(Refused(format!("'{name}' has no token {token_id}")).into());
    }
    if as_json {
        print_json(&json!({ "revoked": token_id }))?;
    } else {
        println!("{} token {token_id}", styled(GOOD, "revoked"));
    }
    Ok(Exit::Done)
}
