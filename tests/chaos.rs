//! Anything that can happen to the workbench, in any order; `support/chaos` says what
//! holds all the same. A million events take place in `fuzz`; these are the first of them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

#[path = "support/chaos/mod.rs"]
mod chaos;
#[path = "support/random.rs"]
mod random;
#[path = "support/raw.rs"]
mod raw;
mod support;

use chaos::Life;
use random::Random;
use support::vector;

/// Where the numbers begin.
const SEED: u64 = 0x6a6f_7462_656e_6368;

#[test]
fn no_sequence_of_events_breaks_it() {
    let mut life = Life::new();
    life.live(&mut Random::new(SEED), 10_000);
    assert!(life.tally.copies > 0 && life.tally.tokens > 0 && life.tally.undone > 0, "{:?}", life.tally);
}
