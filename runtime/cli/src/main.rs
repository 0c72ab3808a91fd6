//! vestibule
fn main() {}
