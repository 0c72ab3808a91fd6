//! Components that were made up: any that `wasm-smith` makes, and Actions around any core module that it makes.
#![no_main]

use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use vestibule_oracles::component::{around, component, core_shape};
use wasm_smith::{Component, Config, Module};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(made) = made(&mut Unstructured::new(bytes)) {
        component(&made);
    }
});

fn made(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut config = Config::arbitrary(choices)?;
    if choices.ratio(1, 4)? {
        return Ok(Component::new(config, choices)?.to_bytes());
    }
    config.module_shape = Some(core_shape());
    // Floats differ in their NaNs between processors; every other difference is one.
    config.allow_start_export = true;
    Ok(around(&Module::new(config, choices)?.to_bytes()))
}
