//! Components, most of them real ones of which a part was changed.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use vestibule_oracles::component::{component, core_modules, is_core_module, with_core_module};
use wasm_mutate::WasmMutate;

fuzz_target!(|bytes: &[u8]| component(bytes));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mutated = match seed % 4 {
        0 => None,
        1 => with_other_bytes(&data[..size], max_size, seed),
        _ => with_other_code(&data[..size], seed),
    };
    match mutated {
        Some(mutated) if mutated.len() <= max_size => {
            data[..mutated.len()].copy_from_slice(&mutated);
            mutated.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
});

/// One core module changed so that it is valid again. Nothing else than random bytes would get past the first check.
fn with_other_code(bytes: &[u8], seed: u32) -> Option<Vec<u8>> {
    let modules = core_modules(bytes);
    let place = modules.get(seed as usize / 4 % modules.len().max(1))?;
    // It expects a good one, and panics over others.
    if !is_core_module(&bytes[place.clone()]) {
        return None;
    }
    let module = WasmMutate::default()
        .seed(seed.into())
        .fuel(500)
        .run(&bytes[place.clone()])
        .ok()?
        .next()?
        .ok()?;
    Some(with_core_module(bytes, place, &module))
}

/// One core module changed in any way, with its length put right.
fn with_other_bytes(bytes: &[u8], max_size: usize, seed: u32) -> Option<Vec<u8>> {
    let modules = core_modules(bytes);
    let place = modules.get(seed as usize / 4 % modules.len().max(1))?;
    let mut module = bytes[place.clone()].to_vec();
    let size = module.len();
    let room = size + (max_size - bytes.len()).min(64);
    module.resize(room, 0);
    let size = fuzzer_mutate(&mut module, size, room);
    Some(with_core_module(bytes, place, &module[..size]))
}
