//! Text as an event.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| vestibule_oracles::event::event(bytes));
