//! The workbench driven by keys and files: what it says, makes and copies.

#[path = "support/raw.rs"]
mod raw;
mod support;

#[path = "desk/asking.rs"]
mod asking;
#[path = "desk/causes.rs"]
mod causes;
#[path = "desk/comparing.rs"]
mod comparing;
#[path = "desk/copying.rs"]
mod copying;
#[path = "desk/editing.rs"]
mod editing;
#[path = "desk/explaining.rs"]
mod explaining;
#[path = "desk/forms.rs"]
mod forms;
#[path = "desk/giving.rs"]
mod giving;
#[path = "desk/hostile.rs"]
mod hostile;
#[path = "desk/inspecting.rs"]
mod inspecting;
#[path = "desk/key_work.rs"]
mod key_work;
#[path = "desk/keys.rs"]
mod keys;
#[path = "desk/profiles.rs"]
mod profiles;
#[path = "desk/renewing.rs"]
mod renewing;
#[path = "desk/screens.rs"]
mod screens;
#[path = "desk/shell_line.rs"]
mod shell_line;
#[path = "desk/signing.rs"]
mod signing;
#[path = "desk/templates.rs"]
mod templates;
#[path = "desk/timing.rs"]
mod timing;

use support::{Desk, vector};

/// A desk with Qlik-like files to open: `server_key.pem`, `server.pem` and others.
fn desk(width: u16, height: u16) -> Desk {
    let files = [
        ("server_key.pem", "keys/qlik-like/server_key.pem"),
        ("server.pem", "keys/qlik-like/server.pem"),
        ("root.pem", "keys/qlik-like/root.pem"),
        ("ec.pem", "keys/p256/private.sec1.pem"),
        ("ec_cert.pem", "keys/p256/cert.selfsigned.pem"),
        ("service-account.json", "odd/service-account.json"),
        ("other_cert.pem", "keys/rsa2048/cert.selfsigned.pem"),
    ];
    files.into_iter().fold(Desk::new(width, height), |desk, (name, path)| desk.file(name, vector(path)))
}

/// The same with the Qlik-like pair opened.
fn signed() -> Desk {
    let mut desk = desk(120, 36);
    desk.open(&["server_key.pem", "server.pem"]);
    desk
}
