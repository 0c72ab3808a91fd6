//! Suspended logins that something has changed.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| vestibule_oracles::stored_login::changed_login(bytes));
