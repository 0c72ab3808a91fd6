//! The contract `wit/` as Rust traits and types.

// Host functions take no part in errors of the run: what ends a run is kept in the run's state and acted on by the call hook. Only where there
// is no answer to give (a replay without readings, too long a wish for random bytes) can a function fail itself.
wasmtime::component::bindgen!({
    world: "post-login",
    // A link to the contract's folder, so that a published crate has it inside.
    path: "wit",
    imports: {
        "vestibule:actions/cache": trappable,
        "vestibule:actions/clock": trappable,
        "vestibule:actions/clock.wait": async | trappable,
        "vestibule:actions/http": trappable,
        "vestibule:actions/http.wait": async | trappable,
        "vestibule:actions/http.send": async | trappable,
        "vestibule:actions/http.[static]exchange.finish": async | trappable,
        "vestibule:actions/random": trappable,
        "vestibule:actions/redirect": trappable,
    },
    exports: { default: async },
    with: {
        "vestibule:actions/http.exchange": crate::run::exchanges::Exchange,
    },
    include_component_type: true,
});
