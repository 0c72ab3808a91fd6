//! Builds Actions.
