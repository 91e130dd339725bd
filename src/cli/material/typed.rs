//! Standard input that is a keyboard: somebody is waited for, and the terminal takes lines of
//! a certain length only.

use std::io::{self, IsTerminal as _, Write as _};

use super::super::report::{Failure, Report};

/// The longest line that Linux takes from a terminal in its usual mode, its break left out (`N_TTY_BUF_SIZE`); what is
/// longer it cuts without a word.
const LONGEST_LINE: usize = 4095;

/// Says that somebody is waited for, where nothing but a keyboard is at the other end.
pub(super) fn wait() {
    if io::stdin().is_terminal() {
        let keys = if cfg!(windows) { "Ctrl+Z and Enter" } else { "Ctrl+D" };
        // Standard error may be closed: then nobody reads it.
        let _ = writeln!(io::stderr(), "reading standard input: paste it, press Enter, then {keys}");
    }
}

/// What was typed, unless a line of it was cut.
pub(super) fn whole(bytes: &[u8]) -> Result<(), Failure> {
    if io::stdin().is_terminal() { uncut(bytes) } else { Ok(()) }
}

fn uncut(bytes: &[u8]) -> Result<(), Failure> {
    if bytes.split(|byte| *byte == b'\n').all(|line| line.len() < LONGEST_LINE) {
        return Ok(());
    }
    let message = format!("a line is longer than {LONGEST_LINE} characters, and the terminal cut it");
    let report = Report::new("cut_by_terminal", "standard input", message);
    Err(Failure::input(report.hint("put it in a file and name that, or paste it into the workbench")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_the_terminal_cut_is_not_taken_for_whole() {
        let line = |length| [b"a\n".as_slice(), &vec![b'x'; length], b"\n"].concat();
        assert_eq!(uncut(&line(4094)), Ok(()));
        assert_eq!(uncut(&line(4095)).unwrap_err().report.code, "cut_by_terminal");
    }
}
