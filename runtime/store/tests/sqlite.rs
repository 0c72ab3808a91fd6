//! What the store promises, on a SQLite of its own for each test.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

use serde_json::json;
use std::path::{Path, PathBuf};
use tokio::task::JoinSet;
use vestibule_store::actions::{BuildResult, BuildStatus, Content, SecretValues, TriggerRef};
use vestibule_store::bindings::{ActionReference, NewBinding};
use vestibule_store::flows::{Claim, ExecutionRecord, SuspendedFlow};
use vestibule_store::{Database, MasterKey, TenantStore, now};

const TRIGGER: &str = "post-login";

struct Store {
    folder: PathBuf,
    database: Database,
}

impl Store {
    async fn new(name: &str) -> Store {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let key = MasterKey::create(&folder.join("key")).unwrap();
        let address = format!("sqlite:{}", folder.join("database").display());
        let database = Database::open(&address, 4, key).await.unwrap();
        Store { folder, database }
    }

    /// Everything that is on the disk.
    async fn bytes(&self) -> Vec<u8> {
        self.database.close().await;
        let mut bytes = Vec::new();
        for file in std::fs::read_dir(&self.folder).unwrap() {
            bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
        }
        bytes
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

async fn deployed(store: &Store, tenant: &TenantStore, name: &str) -> String {
    let trigger = TriggerRef {
        id: TRIGGER.to_owned(),
        version: "v3".to_owned(),
    };
    let draft = Content {
        limits: Some(json!({"fuel": 1_000_000})),
        ..Content::default()
    };
    let secrets = SecretValues::from([("KEY".to_owned(), format!("value of {name}"))]);
    let action = tenant
        .create_action(name, trigger, draft, &secrets)
        .await
        .unwrap();
    let build = store
        .database
        .claim_build("node", 10_000)
        .await
        .unwrap()
        .unwrap();
    assert!(build.renew(10_000).await.unwrap());
    build
        .finish(BuildStatus::Built, &BuildResult::default())
        .await
        .unwrap();
    assert!(
        !build.renew(10_000).await.unwrap(),
        "what is built is claimed by nobody"
    );
    tenant.deploy(&action.id).await.unwrap();
    action.id
}

fn binding(action_id: &str, secrets: Option<SecretValues>) -> NewBinding {
    NewBinding {
        reference: ActionReference::ActionId(action_id.to_owned()),
        display_name: None,
        secrets,
        shadow: None,
    }
}

#[tokio::test]
async fn a_binding_that_stands_keeps_its_secrets_unless_others_are_given() {
    let store = Store::new("binding-secrets").await;
    let tenant = store.database.create_tenant("acme").await.unwrap();
    let id = deployed(&store, &tenant, "one").await;
    let own = SecretValues::from([("KEY".to_owned(), "of the binding".to_owned())]);
    tenant
        .bind(TRIGGER, vec![binding(&id, Some(own))])
        .await
        .unwrap();
    let bound = tenant
        .bind(TRIGGER, vec![binding(&id, None)])
        .await
        .unwrap();
    assert_eq!(bound[0].secrets[0].name, "KEY");
    let bound = tenant.bound(TRIGGER).await.unwrap();
    assert_eq!(bound.actions[0].secrets["KEY"], "of the binding");
    tenant
        .bind(TRIGGER, vec![binding(&id, Some(SecretValues::new()))])
        .await
        .unwrap();
    let bound = tenant.bound(TRIGGER).await.unwrap();
    assert_eq!(bound.actions[0].secrets["KEY"], "value of one");
    assert_eq!(
        bound.actions[0].version.as_ref().unwrap().content.limits,
        Some(json!({"fuel": 1_000_000}))
    );
}

#[tokio::test]
async fn an_action_that_is_bound_twice_has_its_version_both_times() {
    let store = Store::new("bound-twice").await;
    let tenant = store.database.create_tenant("acme").await.unwrap();
    let id = deployed(&store, &tenant, "one").await;
    let own = SecretValues::from([("KEY".to_owned(), "of the first".to_owned())]);
    let wanted = vec![binding(&id, Some(own)), binding(&id, None)];
    tenant.bind(TRIGGER, wanted).await.unwrap();
    let bound = tenant.bound(TRIGGER).await.unwrap();
    assert!(bound.actions.iter().all(|one| one.version.is_some()));
    let secrets = bound.actions.iter().map(|one| one.secrets["KEY"].as_str());
    assert_eq!(
        secrets.collect::<Vec<_>>(),
        ["of the first", "value of one"]
    );
}

#[tokio::test]
async fn an_action_whose_version_is_gone_is_still_bound() {
    let store = Store::new("version-gone").await;
    let tenant = store.database.create_tenant("acme").await.unwrap();
    let id = deployed(&store, &tenant, "one").await;
    tenant
        .bind(TRIGGER, vec![binding(&id, None)])
        .await
        .unwrap();
    sqlx::any::install_default_drivers();
    let file = format!("sqlite:{}", store.folder.join("database").display());
    let pool = sqlx::AnyPool::connect(&file).await.unwrap();
    sqlx::query("DELETE FROM versions")
        .execute(&pool)
        .await
        .unwrap();
    let bound = tenant.bound(TRIGGER).await.unwrap();
    assert_eq!(bound.actions.len(), 1);
    assert!(bound.actions[0].version.is_none());
    sqlx::query("DELETE FROM actions")
        .execute(&pool)
        .await
        .unwrap();
    let bound = tenant.bound(TRIGGER).await.unwrap();
    assert_eq!(bound.actions.len(), 1);
    assert!(bound.actions[0].action.is_none());
}

#[tokio::test]
async fn secrets_are_not_on_the_disk() {
    let store = Store::new("at-rest").await;
    let tenant = store.database.create_tenant("acme").await.unwrap();
    deployed(&store, &tenant, "one").await;
    tenant
        .change_settings(|settings| settings.duo = Some(json!({"skey": "duo-key-of-acme"})))
        .await
        .unwrap();
    let settings = tenant.settings().await.unwrap();
    assert_eq!(settings.duo.unwrap()["skey"], "duo-key-of-acme");
    let bytes = store.bytes().await;
    assert!(contains(&bytes, "post-login"));
    assert!(!contains(&bytes, "value of one"));
    assert!(!contains(&bytes, "duo-key-of-acme"));
}

#[tokio::test]
async fn logins_that_are_suspended_at_once_are_all_kept_and_a_deleted_tenants_hinders_none() {
    let store = Store::new("suspended-at-once").await;
    let tenant = store.database.create_tenant("acme").await.unwrap();
    let gone = store.database.create_tenant("gone").await.unwrap();
    store.database.delete_tenant(gone.id()).await.unwrap();
    let mut suspending = JoinSet::new();
    for number in 0..100 {
        let tenant = if number == 50 { &gone } else { &tenant }.clone();
        suspending.spawn(async move {
            let flow = SuspendedFlow {
                state: &format!("state {number}"),
                document: &format!("login {number}"),
                execution_id: "e",
                expires_at: now() + 60_000,
            };
            (number, tenant.suspend(flow).await.is_ok())
        });
    }
    for (number, kept) in suspending.join_all().await {
        assert_eq!(kept, number != 50, "{number}");
        let claim = tenant
            .claim_flow(&format!("state {number}"), 1_000)
            .await
            .unwrap();
        match claim {
            Claim::Ours(claimed) => assert_eq!(claimed.document, format!("login {number}")),
            _ => assert_eq!(number, 50),
        }
    }
}

#[tokio::test]
async fn a_follower_of_executions_misses_none_of_one_moment() {
    let store = Store::new("executions").await;
    let tenant = store.database.create_tenant("acme").await.unwrap();
    let document = |id: &str, status: &str| {
        json!({"id": id, "trigger_id": TRIGGER, "status": status, "created_at": "", "updated_at": "", "results": []})
            .to_string()
    };
    let record = |id: &str, status: &str| ExecutionRecord {
        tenant_id: tenant.id().to_owned(),
        id: id.to_owned(),
        document: document(id, status),
    };
    let mut records: Vec<_> = (0..150)
        .map(|n| record(&format!("e{n}"), "final"))
        .collect();
    records.push(record("e7", "partial"));
    store.database.keep_executions(&records).await.unwrap();
    let (mut after, mut seen) = (0, Vec::new());
    loop {
        let found = tenant.executions_after(after, 10).await.unwrap();
        let Some((last, _)) = found.last() else { break };
        after = *last;
        seen.extend(found.into_iter().map(|(_, execution)| execution));
    }
    assert_eq!(seen.len(), 150);
    let of_seven = seen.iter().find(|execution| execution.id == "e7").unwrap();
    assert_eq!(of_seven.status, "partial");
}
