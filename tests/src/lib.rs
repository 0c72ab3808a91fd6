//! x
pub mod case;
pub mod matching;
pub mod play;
