//! `cargo fuzz run containers`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| jotbench_fuzz::containers::run(data));
