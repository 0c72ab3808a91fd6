//! Whatever text comes back as a stored login: it is refused, or it is a login that can be looked at, stored again, and never is complete by
//! an answer that was not checked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vestibule_flow::flow::{Answer, Changes, Flow, Resume};

fuzz_target!(|text: &str| {
    let Ok(mut flow) = Flow::restore(text) else {
        return;
    };
    let stored = flow.store().expect("a login can be stored");
    assert_eq!(Flow::restore(&stored).ok().as_ref(), Some(&flow));
    let before = flow.clone();
    let refused = flow.resume(
        Resume {
            state: "made-up".to_owned(),
            tenant_id: flow.tenant().id.clone(),
            answer: Answer::Returned,
            changes: Changes::default(),
        },
        0,
    );
    assert!(refused.is_err());
    assert_eq!(flow, before);
    let _ = flow.result();
});
