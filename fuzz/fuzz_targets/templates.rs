//! `cargo fuzz run templates`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| jotbench_fuzz::templates::run(data));
