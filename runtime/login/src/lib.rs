//! One login.
