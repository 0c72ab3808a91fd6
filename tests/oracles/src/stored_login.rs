//! Suspended logins as text.

use crate::choices::Choices;
use crate::flow::suspended;
use vestibule_flow::flow::{Answer, Changes, Flow, Resume};

/// A login that was stored and then changed is refused, unless it is the same.
///
/// # Panics
/// Another login was read.
pub fn changed_login(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let flow = suspended(&mut choices);
    let stored = flow.store().expect("a login can be stored");
    let mut changed = stored.clone().into_bytes();
    for _ in 0..=choices.below(3) {
        change(&mut choices, &mut changed);
    }
    let Ok(changed) = String::from_utf8(changed) else {
        return;
    };
    // Without its seal it is a login of a version that made none.
    if let Ok(read) = Flow::restore(&changed)
        && changed.contains("\"seal\"")
    {
        assert_eq!(read, flow, "read from {changed}");
    }
}

fn change(choices: &mut Choices<'_>, text: &mut Vec<u8>) {
    if text.is_empty() {
        return;
    }
    let place = (choices.below(256) << 8 | choices.below(256)) % text.len();
    let length = choices.below(24).min(text.len() - place);
    match choices.below(5) {
        0 => text[place] ^= 1 << choices.below(8),
        1 => text[place] = b"0123456789\"{}[],:truefalsn"[choices.below(26)],
        2 => {
            text.drain(place..place + length);
        }
        3 => {
            let copy: Vec<u8> = text[place..place + length].to_vec();
            let to = (choices.below(256) << 8 | choices.below(256)) % text.len();
            text.splice(to..to, copy);
        }
        _ => text.truncate(place),
    }
}

/// Text is refused, or is a login that can be looked at and stored again, and that an answer with a made-up state does not change.
///
/// # Panics
/// It is not so.
pub fn stored_login(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let mut flow = match Flow::restore(text) {
        Ok(flow) => flow,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let stored = flow.store().expect("a login can be stored");
    let again = Flow::restore(&stored).expect("what was stored can be read");
    assert_eq!(again, flow, "stored and read again");
    let refused = flow.resume(
        Resume {
            state: "made-up".to_owned(),
            tenant_id: flow.tenant().id.clone(),
            answer: Answer::Returned,
            changes: Changes::default(),
        },
        0,
    );
    assert!(refused.is_err(), "a made-up state resumed a login");
    assert_eq!(flow, again, "a refused answer changed the login");
    let _ = flow.turn();
    let _ = flow.expire(u64::MAX);
}
