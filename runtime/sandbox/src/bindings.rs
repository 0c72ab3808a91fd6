//! The contract `wit/` as Rust traits and types.

wasmtime::component::bindgen!({
    world: "post-login",
    path: "../../wit",
    imports: { default: trappable },
    exports: { default: async },
});
