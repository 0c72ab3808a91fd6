//! Randomness: `Math.random()` and `crypto.getRandomValues()`. It comes from the host, seeded anew for every run.

use crate::host;

/// This many random bytes, at most 65,536; more end the run.
pub fn bytes(length: u32) -> Vec<u8> {
    host::random_bytes(length)
}

/// A random number over the whole range.
pub fn number() -> u64 {
    host::random_number()
}

/// `Math.random()`: at least 0, less than 1.
pub fn float() -> f64 {
    // A double holds 53 bits: those that are kept make every value equally likely.
    (number() >> 11) as f64 / (1_u64 << 53) as f64
}
