//! The shell command of the workbench, run: what `sh` and the real program make of the
//! copied line is what the screen said. Whoever runs it does what the words ask for:
//! the token, payloads, keys and secrets go into the files and variables that they name.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod support;

#[path = "shell_line/signing.rs"]
mod signing;
#[path = "shell_line/verifying.rs"]
mod verifying;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jotbench::app::event::Event;
use jotbench::app::overlay::Overlay;
use jotbench::app::pane::Pane;
use support::Desk;

/// A folder of its own for one test, with the files that its desk has.
struct Folder {
    path: PathBuf,
    /// What `JOTBENCH_PASSPHRASE` holds.
    passphrase: &'static str,
}

impl Folder {
    fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shell-{}-{test}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self { path, passphrase: PASSPHRASE }
    }

    /// A desk with this file, which is in the folder too.
    fn file(&self, desk: Desk, name: &str, bytes: impl AsRef<[u8]>) -> Desk {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes.as_ref()).unwrap();
        desk.file(name, bytes.as_ref())
    }

    /// Runs the line in the folder, with what the words ask for, and as of a moment (`--now`).
    fn run(&self, desk: &Desk, line: &str, now: &str) -> Output {
        let payload = self.path.join("payload.bin");
        // It may be left over from another line.
        let _ = fs::remove_file(&payload);
        if let Some(bytes) = &desk.app.bench.mark().detached {
            fs::write(payload, bytes).unwrap();
        }
        fs::write(self.path.join("token.txt"), desk.text(Pane::Token)).unwrap();
        let signs = line.starts_with("jotbench sign");
        let key = if signs || desk.text(Pane::Public).is_empty() { Pane::Signing } else { Pane::Public };
        let program = Path::new(env!("CARGO_BIN_EXE_jotbench"));
        let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{line} --now {now}")).current_dir(&self.path);
        shell.env("PATH", path).env("TZ", "UTC").env("JOTBENCH_PASSPHRASE", self.passphrase);
        shell.env("JOTBENCH_KEY", desk.text(key)).env("JOTBENCH_SECRET", desk.text(Pane::Signing));
        shell.output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.path).unwrap();
    }
}

/// Opens every encrypted key of the vectors.
const PASSPHRASE: &str = "shared test pass phrase";

/// The copied line and the words beside it; or why there is none.
fn copied(desk: &mut Desk) -> Result<(String, Vec<String>), String> {
    desk.keys("<alt-i>");
    let Some(Overlay::Shell(shown)) = &desk.app.overlay else { return Err(desk.notice()) };
    let words = shown.line.words.clone();
    desk.keys("<enter>");
    Ok((desk.copied.pop().unwrap(), words))
}

/// A desk whose clock shows `now` (Unix seconds).
fn desk(now: i64) -> Desk {
    let mut desk = Desk::new(120, 36);
    desk.now = now * 1000;
    desk.send(Event::Tick);
    desk
}

fn bytes(vector: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(vector)).unwrap()
}
