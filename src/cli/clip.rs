//! `--copy`: a text on the clipboard that stays there for its time after this process has
//! ended.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::sync::mpsc;

use zeroize::Zeroizing;

use super::report::Report;
use crate::sys::clipboard::{self, Clipboard, CopyOutcome};
use crate::sys::environment::Environment;

/// Seconds that a copied text stays on the clipboard.
const LIVES: u64 = 45;

/// Copies a text and leaves it to a holder. What is to be said comes back; or why it was not copied.
pub(super) fn copy(text: &Zeroizing<String>) -> Result<Report, Report> {
    let clipboard = Clipboard::start(&Environment::read());
    let (send, outcome) = mpsc::channel();
    clipboard.copy(text.clone(), move |outcome| {
        // The receiver waits for this.
        let _ = send.send(outcome);
    });
    match outcome.recv() {
        Ok(CopyOutcome::Copied { route, confirmed }) => {
            let sure = if confirmed { "" } else { " (cannot confirm)" };
            let held =
                clipboard::own_program().ok().and_then(|program| clipboard::hand_over(&program, text, LIVES).ok());
            let rest = match held {
                Some(true) => format!("cleared in {LIVES} s"),
                // On X11 and Wayland it is gone with this process, elsewhere it stays for good.
                _ => "it may be gone at once, or stay until something else is copied".to_owned(),
            };
            Ok(Report::new("copied", "clipboard", format!("copied to {route}{sure}; {rest}")))
        }
        Ok(CopyOutcome::WriteOsc52(osc52)) => match to_terminal(&osc52.sequence) {
            Ok(()) => {
                let caution = osc52.caution.map(|caution| format!("; {caution}")).unwrap_or_default();
                let message =
                    format!("sent to your terminal's clipboard (OSC 52): cannot confirm, cannot clear{caution}");
                Ok(Report::new("copied", "clipboard", message))
            }
            Err(_) => Err(not_copied("there is no clipboard that can be reached, and no terminal")),
        },
        Ok(CopyOutcome::Failed(error)) => Err(not_copied(&error.to_string())),
        Err(_) => Err(not_copied("the clipboard is no longer available")),
    }
}

/// Standard output and error may be files: the terminal itself is written to.
fn to_terminal(sequence: &[u8]) -> std::io::Result<()> {
    let terminal = if cfg!(windows) { "CONOUT$" } else { "/dev/tty" };
    OpenOptions::new().write(true).open(terminal)?.write_all(sequence)
}

fn not_copied(why: &str) -> Report {
    let report = Report::new("not_copied", "clipboard", format!("nothing was copied: {why}"));
    report.hint("without --copy the token is printed all the same")
}
