//! The one engine: which WebAssembly it takes, and what it keeps ready.

use crate::limits::most;
use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, OperatorCost, OptLevel,
    PoolingAllocationConfig, Strategy, WasmBacktraceDetails, WasmFeatures,
};

/// What WebAssembly an Action may use: the finished parts of WebAssembly 2.0, several memories, tail calls, extended constants, relaxed SIMD in
/// its deterministic form, and the component model without its asynchronous part.
///
/// Everything else is off. Each proposal that is off is one that no supported toolchain needs and whose implementation is young or has a record of
/// faults: threads, shared and 64-bit memories, garbage collection, typed function references, exceptions, stack switching.
///
/// `GC_TYPES` is no proposal: it stands for the host's support of reference types such as `externref`.
pub(crate) const FEATURES: WasmFeatures = WasmFeatures::MUTABLE_GLOBAL
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::REFERENCE_TYPES)
    .union(WasmFeatures::MULTI_VALUE)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::SIMD)
    .union(WasmFeatures::RELAXED_SIMD)
    .union(WasmFeatures::TAIL_CALL)
    .union(WasmFeatures::FLOATS)
    .union(WasmFeatures::MULTI_MEMORY)
    .union(WasmFeatures::EXTENDED_CONST)
    .union(WasmFeatures::COMPONENT_MODEL)
    .union(WasmFeatures::GC_TYPES);

pub(crate) const MAX_WASM_STACK: usize = 512 << 10;
/// Host functions run on what a guest leaves of this: at least 1.5 MiB.
const ASYNC_STACK: usize = 2 << 20;

/// What of the pool stays in memory between runs, so that the next run finds its pages there instead of faulting them in.
const MEMORY_KEEP_RESIDENT: usize = 1 << 20;
const TABLE_KEEP_RESIDENT: usize = 64 << 10;
const STACK_KEEP_RESIDENT: usize = 16 << 10;

/// Prices of instructions whose work is more than their size shows. A page that `memory.grow` asks for has to be zeroed by the kernel.
const GROW_COST: u8 = 100;
const GROW_COST_PER_PAGE: u8 = u8::MAX;

pub(crate) fn engine(concurrent_runs: u32) -> wasmtime::Result<Engine> {
    let mut config = Config::new();
    config
        .strategy(Strategy::Cranelift)
        .cranelift_opt_level(OptLevel::Speed)
        .wasm_features(FEATURES.complement(), false)
        .wasm_features(FEATURES, true)
        .concurrency_support(false)
        .shared_memory(false);
    // A run must give the same results when it is repeated with the same inputs.
    config
        .cranelift_nan_canonicalization(true)
        .relaxed_simd_deterministic(true);
    let mut cost = OperatorCost::new();
    cost.MemoryGrow = GROW_COST;
    cost.TableGrow = GROW_COST;
    cost.variable.memory_grow_per_page = GROW_COST_PER_PAGE;
    config
        .consume_fuel(true)
        .operator_cost(cost)
        .epoch_interruption(true);
    config
        // Without signals the compiler also has to switch the mitigations against speculation off.
        .signals_based_traps(true)
        .max_wasm_stack(MAX_WASM_STACK)
        .async_stack_size(ASYNC_STACK)
        // A second line should the compiler ever read a slot that it did not write: what one tenant's run left on a stack is gone before another
        // tenant's run gets it. Measured at 2 µs a run, about a fifth of a run that does nothing.
        .async_stack_zeroing(true)
        // Neither the environment of the server nor debug sections of a guest have a say in what a failed run reports.
        .wasm_backtrace_details(WasmBacktraceDetails::Disable)
        // For unwinders other than wasmtime's own, of which there are none here: a panic of the host ends at the border to the guest. Registering it takes
        // longer the more programs are loaded.
        .native_unwind_info(cfg!(windows));
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(concurrent_runs)));
    Engine::new(&config)
}

/// A pool in which `concurrent_runs` runs fit even if each takes the most that a component may: or else one greedy tenant's runs could leave
/// others without.
fn pool(concurrent_runs: u32) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(concurrent_runs)
        .total_core_instances(concurrent_runs.saturating_mul(most::INSTANCES))
        .total_memories(concurrent_runs.saturating_mul(most::MEMORIES))
        .total_tables(concurrent_runs.saturating_mul(most::TABLES))
        .total_stacks(concurrent_runs)
        .total_gc_heaps(0)
        .max_core_instances_per_component(most::INSTANCES)
        .max_memories_per_component(most::MEMORIES)
        .max_tables_per_component(most::TABLES)
        .max_memories_per_module(most::MEMORIES)
        .max_tables_per_module(most::TABLES)
        .max_memory_size(usize::try_from(most::MEMORY_BYTES).unwrap_or(usize::MAX))
        .table_elements(usize::try_from(most::TABLE_ELEMENTS).unwrap_or(usize::MAX))
        .linear_memory_keep_resident(MEMORY_KEEP_RESIDENT)
        .table_keep_resident(TABLE_KEEP_RESIDENT)
        .async_stack_keep_resident(STACK_KEEP_RESIDENT)
        // Lets the kernel say which pages a run has touched, instead of clearing all that are kept.
        .pagemap_scan(Enabled::Auto);
    pool
}
