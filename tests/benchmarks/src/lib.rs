//! Benchmarks only: `cargo xtask bench`.
