//! Whatever is uploaded as an Action: checking it ends, and says yes, or no with a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vestibule_sandbox::check::check;

fuzz_target!(|bytes: &[u8]| {
    let report = check(bytes);
    assert_eq!(report.is_ok(), report.problems.is_empty());
});
