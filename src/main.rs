//! jotbench.
fn main() {}
