//! Whatever text comes in as an event: it is refused with a message, or an event whose JSON is read back as the same event.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vestibule_flow::event::Event;

fuzz_target!(|text: &[u8]| {
    match Event::parse(text) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(event) => {
            let json = event.json_at("").expect("an event is JSON");
            assert_eq!(Event::parse(json.as_bytes()).ok(), Some(event));
        }
    }
});
