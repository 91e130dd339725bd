//! `cargo fuzz run desk`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| jotbench_fuzz::desk::run(data));
