//! Text as a suspended login.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| vestibule_oracles::stored_login::stored_login(bytes));
