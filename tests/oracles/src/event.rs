//! Events and tenants' settings as text.

use serde_json::Value;
use serde_json::value::RawValue;
use vestibule_flow::event::{Event, EventError, MAX_EVENT_BYTES};
use vestibule_flow::json;
use vestibule_flow::tenant::Tenant;

/// Text is refused with the place of what is wrong, or is an event whose JSON is the same event again. Whichever way it is read, it is the same.
///
/// # Panics
/// It is not so.
pub fn event(text: &[u8]) {
    let parsed = Event::parse(text);
    // One reader takes it in one go, the other level by level.
    if let Ok(raw) = serde_json::from_slice::<&RawValue>(text) {
        assert_eq!(parsed.as_ref().ok(), Event::read(raw).ok().as_ref());
    }
    match parsed {
        Err(EventError::Json(error)) => must_name_its_place(&error),
        Err(EventError::Member { source, .. }) => must_name_its_place(&source),
        Err(error @ EventError::Shape { .. }) => {
            let message = error.to_string();
            assert!(message.starts_with("event"), "{message}");
        }
        Err(EventError::TooLarge { actual, limit }) => {
            assert!(actual == text.len() && limit == MAX_EVENT_BYTES);
        }
        Err(error) => panic!("a reason that nobody knows: {error}"),
        Ok(event) => {
            let written = event.json_at("").expect("an event is JSON");
            let again = Event::parse(written.as_bytes()).expect("what was written can be read");
            assert_eq!(again, event, "written and read again");
            assert_eq!(again.json_at("").as_ref(), Some(&written), "written twice");
            for name in event.part_names() {
                let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
                let part = event.json_at(&pointer).expect("a part can be reached");
                let part: Value = serde_json::from_str(&part).expect("a part is JSON");
                assert_eq!(Some(part), event.part(name), "{pointer}");
            }
        }
    }
}

/// As [`event`], for the settings of a tenant.
///
/// # Panics
/// It is not so.
pub fn tenant(text: &[u8]) {
    let value = match json::parse(text) {
        Ok(value) => value,
        Err(error) => return must_name_its_place(&error),
    };
    match serde_json::from_value::<Tenant>(value) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(tenant) => {
            let written = serde_json::to_vec(&tenant).expect("settings can be written");
            let value = json::parse(&written).expect("what was written can be read");
            let again: Tenant = serde_json::from_value(value).expect("settings can be read");
            assert_eq!(again, tenant, "written and read again");
        }
    }
}

fn must_name_its_place(error: &serde_json::Error) {
    assert!(error.line() > 0, "{error}");
    let message = error.to_string();
    assert!(
        message.contains("line ") && message.contains("column "),
        "{message}"
    );
}
