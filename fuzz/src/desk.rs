//! The workbench: bytes are what happens to it. `tests/support/chaos` reads them, and
//! says what holds whatever happens.

#[path = "../../tests/support/chaos/mod.rs"]
mod chaos;
#[path = "../../tests/support/mod.rs"]
mod support;

use chaos::{Life, Tally};

use super::random::Random;
use super::{SEED, raw, seeds};

/// Of a life: events, copies, tokens checked, screens, steps undone.
pub type Counts = [usize; 5];
/// Lives of `chaos`.
pub const LIVES: usize = 50;

fn vector(path: &str) -> String {
    let file = seeds::vectors().join(path);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Takes any bytes.
pub fn run(data: &[u8]) {
    Life::new().live(&mut data.iter().copied(), usize::MAX);
}

/// One of the [`LIVES`], with so many events that follow from [`SEED`] and its number.
pub fn life(number: usize, events: usize) -> Counts {
    let mut life = Life::new();
    life.live(&mut Random::new(SEED + number as u64), events);
    let Tally { events, copies, tokens, screens, undone } = life.tally;
    [events, copies, tokens, screens, undone]
}
