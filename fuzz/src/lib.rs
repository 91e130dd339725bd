//! What is fuzzed, one function a target: any bytes go in, and what the map of the
//! program says (`src/lib.rs`) holds. `fuzz_targets` hands them to libFuzzer; `smoke`
//! runs each target on its seeds and on changes of them that are the same every time.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "what does not hold ends a target: that is how it tells"
)]

pub mod containers;
pub mod decode;
pub mod desk;
pub mod json;
pub mod keys;
mod mutate;
#[path = "../../tests/support/random.rs"]
mod random;
#[path = "../../tests/support/raw.rs"]
mod raw;
mod seeds;
mod shown;
pub mod templates;

use random::Random;
use seeds::Seeds;

/// Where the numbers of a smoke run begin.
pub const SEED: u64 = 0x6a6f_7462_656e_6368;

/// A target.
pub struct Target {
    /// Its name, in `fuzz_targets` and `corpus` too.
    pub name: &'static str,
    /// What it does with an input; a panic is a find.
    pub run: fn(&[u8]),
    /// Changed inputs of a smoke run: about ten seconds of work on a slow machine.
    pub rounds: usize,
    seeds: Seeds,
}

/// Every target.
pub static TARGETS: [Target; 6] = [
    Target { name: "decode", run: decode::run, rounds: 3_000, seeds: Seeds::Tokens },
    Target { name: "keys", run: keys::run, rounds: 1_000, seeds: Seeds::Keys },
    Target { name: "containers", run: containers::run, rounds: 800, seeds: Seeds::Numbers },
    Target { name: "json", run: json::run, rounds: 60_000, seeds: Seeds::Tokens },
    Target { name: "templates", run: templates::run, rounds: 40_000, seeds: Seeds::Templates },
    Target { name: "desk", run: desk::run, rounds: 200, seeds: Seeds::Events },
];

impl Target {
    /// The seeds, then so many changes of them.
    pub fn inputs(&self, rounds: usize) -> impl Iterator<Item = Vec<u8>> + use<> {
        let seeds = seeds::of(self.name, self.seeds);
        let mut random = Random::new(SEED);
        let made: Vec<Vec<u8>> = seeds.clone();
        seeds.into_iter().chain((0..rounds).map(move |_| {
            let one = mutate::below(&mut random, made.len());
            let other = mutate::below(&mut random, made.len());
            mutate::changed(&made[one], &made[other], &mut random)
        }))
    }
}
