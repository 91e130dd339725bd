//! The holder: a small process of this same program that outlives the workbench
//! to serve a copied text for the rest of its time and then to clear it. The text
//! and the seconds reach it through a pipe, never through arguments or variables.
//! It ends when its time is over, when something else is copied, and when the
//! desktop is gone.

use std::env;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::board::Board;
use super::helper::only_desktop_variables;
use super::{ClipboardError, MAX_READ};

/// The one argument with which this program is a holder.
pub const HOLD_ARGUMENT: &str = "--hold-clipboard";

/// Longest that a holder lives, in seconds.
const MAX_SECONDS: u64 = 3_600;

/// How often a holder looks whether the text is still there.
const GLANCE: Duration = Duration::from_millis(500);

/// How long the holder is waited for: until then it serves the text or never will.
const PATIENCE: Duration = Duration::from_secs(2);

/// Failed looks in a row that are forgiven.
const MAX_FAILURES: u32 = 3;

/// What a holder writes once it has the text.
const READY: &[u8] = b"1";

/// This program's own file, for [`hand_over`].
pub fn own_program() -> io::Result<PathBuf> {
    // Still right after the file was replaced by a newer version.
    let image = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && image.exists() { Ok(image.to_owned()) } else { env::current_exe() }
}

/// Leaves a copied text to a holder started from `program`, for `seconds` more.
/// To be called while the [`super::Clipboard`] that copied it still lives, as the last
/// thing before the end; waits up to 2 s for the holder to have it. The answer is
/// `false` if there is nothing to hold: the clipboard holds something else by now.
pub fn hand_over(program: &Path, text: &Zeroizing<String>, seconds: u64) -> Result<bool, ClipboardError> {
    if seconds == 0 {
        return Ok(false);
    }
    let fail = |error: io::Error| ClipboardError::Failed(error.to_string());
    let mut child = start(program).map_err(fail)?;
    if let Some(mut input) = child.stdin.take() {
        writeln!(input, "{seconds}").and_then(|()| input.write_all(text.as_bytes())).map_err(fail)?;
    }
    let (send, ready) = mpsc::channel();
    let output = child.stdout.take();
    let waiter = thread::Builder::new().spawn(move || {
        let mut answer = Vec::new();
        if let Some(output) = output {
            let _ = output.take(1).read_to_end(&mut answer);
        }
        // Nobody may be waiting any more.
        let _ = send.send(answer == READY);
    });
    // Without the thread the wait ends at once, as with no answer.
    drop(waiter);
    ready.recv_timeout(PATIENCE).map_err(|_| {
        // It may neither hold the text later nor linger.
        let _ = child.kill();
        let _ = child.wait();
        ClipboardError::Failed("no holder for the copied text".to_owned())
    })
}

/// The holder's whole life, on the process's standard input and output. `Ok` says
/// whether there was a text of ours to hold.
pub fn hold() -> io::Result<bool> {
    let (seconds, text) = order(io::stdin().lock())?;
    let deadline = Instant::now().checked_add(Duration::from_secs(seconds.min(MAX_SECONDS)));
    let (send, end) = mpsc::channel();
    // A desktop that hangs must not keep the process beyond its time: whatever the
    // thread does, this one leaves.
    thread::Builder::new().name("holder".to_owned()).spawn(move || {
        let _ = send.send(serve(&text, deadline));
    })?;
    let grace = Duration::from_secs(seconds.min(MAX_SECONDS)).saturating_add(Duration::from_secs(2));
    Ok(end.recv_timeout(grace).unwrap_or(true))
}

/// Reads `seconds`, a line break and the text.
fn order(input: impl Read) -> io::Result<(u64, Zeroizing<String>)> {
    let bad = || io::Error::new(io::ErrorKind::InvalidData, "not a holder's order");
    let limit = u64::try_from(MAX_READ).unwrap_or(u64::MAX).saturating_add(64);
    let mut order = Zeroizing::new(String::with_capacity(8 * 1024));
    input.take(limit).read_to_string(&mut order)?;
    let (seconds, text) = order.split_once('\n').ok_or_else(bad)?;
    let seconds = seconds.parse().map_err(|_| bad())?;
    Ok((seconds, Zeroizing::new(text.to_owned())))
}

/// Serves the text until the deadline, or until it is not there any more.
fn serve(text: &str, deadline: Option<Instant>) -> bool {
    // Only what is still on the clipboard: somebody may have copied since.
    let Some(mut board) = Board::holding(text) else {
        return false;
    };
    let must_serve = matches!(board, Board::Native(_)) && cfg!(all(unix, not(target_os = "macos")));
    if must_serve && board.set_and_confirm(text).is_err() {
        return false;
    }
    // The program that asked may have gone without waiting; the text is held all the same.
    let mut output = io::stdout().lock();
    let _ = output.write_all(READY).and_then(|()| output.flush());
    drop(output);
    let mut failures = 0;
    while let Some(left) = deadline.and_then(|deadline| deadline.checked_duration_since(Instant::now()))
        && !left.is_zero()
    {
        thread::sleep(left.min(GLANCE));
        match board.holds(text) {
            Ok(true) => failures = 0,
            // Another program may be busy with the clipboard; a desktop that has gone stays gone.
            Err(_) if failures < MAX_FAILURES => failures += 1,
            Ok(false) | Err(_) => return true,
        }
    }
    board.clear_if(text);
    true
}

fn start(program: &Path) -> io::Result<Child> {
    let mut command = Command::new(program);
    command.arg(HOLD_ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    only_desktop_variables(&mut command);
    apart(&mut command);
    command.spawn()
}

/// Puts a child out of reach of the terminal's signals and of the folder that the
/// program was started in.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0).arg0(env!("CARGO_PKG_NAME")).current_dir("/");
}

/// Gives a child no console window (`DETACHED_PROCESS`) and keeps the terminal's
/// Ctrl+C from it (`CREATE_NEW_PROCESS_GROUP`).
#[cfg(windows)]
fn apart(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    command.creation_flags(0x0000_0008 | 0x0000_0200);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_the_seconds_and_then_the_text_as_it_is() {
        let (seconds, text) = order(&b"45\nBearer a.b.c\nsecond line\n"[..]).unwrap();
        assert_eq!((seconds, text.as_str()), (45, "Bearer a.b.c\nsecond line\n"));
    }

    #[test]
    fn what_is_no_order_is_refused() {
        for bytes in [&b""[..], b"45", b"soon\ntext", b"-1\ntext", b"1\n\xff"] {
            assert!(order(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn no_time_left_starts_no_process() {
        let text = Zeroizing::new("text".to_owned());
        assert_eq!(hand_over(Path::new("/nowhere/at-all"), &text, 0), Ok(false));
    }

    #[test]
    fn a_holder_that_cannot_be_started_is_an_error() {
        let text = Zeroizing::new("text".to_owned());
        assert!(matches!(hand_over(Path::new("/nowhere/at-all"), &text, 1), Err(ClipboardError::Failed(_))));
    }
}
