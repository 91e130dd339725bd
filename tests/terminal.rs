//! The program itself, in a terminal of its own: what it draws, what it takes in, and
//! how it leaves the terminal behind. What the workbench says about tokens and keys is
//! not repeated here.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

#[path = "terminal/batch.rs"]
mod batch;
#[path = "terminal/chaos.rs"]
mod chaos;
#[path = "terminal/copying.rs"]
mod copying;
#[cfg(feature = "outside-tests")]
#[path = "terminal/display.rs"]
mod display;
#[path = "terminal/ending.rs"]
mod ending;
#[path = "terminal/faults.rs"]
mod faults;
#[path = "terminal/hanging.rs"]
mod hanging;
#[path = "terminal/hostile.rs"]
mod hostile;
#[cfg(feature = "outside-tests")]
#[path = "terminal/key_work.rs"]
mod key_work;
#[cfg(feature = "outside-tests")]
#[path = "terminal/memory.rs"]
mod memory;
#[cfg(feature = "outside-tests")]
#[path = "terminal/network.rs"]
mod network;
#[path = "terminal/opening.rs"]
mod opening;
#[path = "terminal/passphrase.rs"]
mod passphrase;
#[path = "terminal/pasting.rs"]
mod pasting;
#[path = "terminal/profiles.rs"]
mod profiles;
#[path = "support/random.rs"]
mod random;
#[path = "terminal/resizing.rs"]
mod resizing;
#[path = "terminal/starting.rs"]
mod starting;
#[path = "terminal/window.rs"]
mod window;

use window::{Start, Window};

/// The folder of `server_key.pem` and `server.pem`, an RSA pair.
const QLIK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/keys/qlik-like");

/// The first start at a size, with its sample signed.
fn sample(width: u16, height: u16) -> Window {
    let window = Start::new().size(width, height).open();
    window.shows("SIGNED");
    window
}

/// The same over SSH, where copies reach the terminal.
fn sample_over_ssh() -> Window {
    let window = Start::new().var("SSH_TTY", "/dev/pts/9").open();
    window.shows("SIGNED");
    window
}

/// The pair of [`QLIK`] in an open workbench, signed.
fn signed() -> Window {
    let window = Start::new().folder(QLIK).arguments(&["server_key.pem", "server.pem"]).open();
    window.shows("SIGNED  with server_key.pem · verifies with server.pem");
    window
}

/// A token that the pair of [`QLIK`] made, valid until 2100.
fn qlik_token() -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/keys/cases.json");
    let cases: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let case = cases["cases"].as_array().unwrap().iter().find(|case| case["id"] == "qlik-like-jwt").unwrap();
    case["token"].as_str().unwrap().to_owned()
}
