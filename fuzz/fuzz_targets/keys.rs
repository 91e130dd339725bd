//! `cargo fuzz run keys`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| jotbench_fuzz::keys::run(data));
