//! The contract `wit/` as Rust traits and types.

// Host functions take no part in errors of the run: what ends a run is kept in the run's state and acted on by the call hook. Only where there
// is no answer to give (a replay without readings, too long a wish for random bytes) can a function fail itself.
wasmtime::component::bindgen!({
    world: "post-login",
    // A stopgap with one record renamed: in the contract's own folder a record and a function of `event-request` share the name `geoip`, which
    // no WIT tool reads. To be `../../wit` again as soon as that is settled.
    path: "wit",
    imports: {
        "vestibule:actions/cache": trappable,
        "vestibule:actions/clock": trappable,
        "vestibule:actions/random": trappable,
        "vestibule:actions/redirect": trappable,
    },
    exports: { default: async },
    include_component_type: true,
});
