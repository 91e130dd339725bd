//! How far a batch has come: one line on a terminal, rewritten in place, and gone when it ends. Elsewhere nothing.

use std::io::{self, IsTerminal as _, Write};
use std::time::{Duration, Instant};

use super::tally::{Tally, grouped, tokens};

/// The line is not written more often than this.
const APART: Duration = Duration::from_millis(200);

/// The line, and the time that it has taken.
pub(super) struct Progress<'e, W> {
    err: &'e mut W,
    is_shown: bool,
    /// Cells that the line takes now.
    width: usize,
    start: Instant,
    written: Instant,
}

impl<'e, W: Write> Progress<'e, W> {
    /// It is shown if standard error is a terminal, and standard output is none: their lines would mix.
    pub(super) fn new(err: &'e mut W) -> Self {
        let is_shown = io::stderr().is_terminal() && !io::stdout().is_terminal();
        let now = Instant::now();
        Self { err, is_shown, width: 0, start: now, written: now }
    }

    /// Writes the line anew, if there is one and it is old.
    pub(super) fn show(&mut self, tally: &Tally) {
        if !self.is_shown || self.written.elapsed() < APART {
            return;
        }
        let failed = tally.failed();
        let failed = if failed == 0 { String::new() } else { format!(", {} failed", grouped(failed)) };
        let line = format!("{}, {}{failed}", tokens(tally.tokens()), self.rate(tally));
        self.write(&line);
        self.written = Instant::now();
    }

    /// Takes the line away.
    pub(super) fn clear(&mut self) {
        if self.width > 0 {
            self.write("");
        }
    }

    /// ` (12.3 s, 81,300/s)` for a person; nothing for a file, where the same tokens are to give the same line.
    pub(super) fn taken(&self, tally: &Tally) -> String {
        if !io::stderr().is_terminal() {
            return String::new();
        }
        format!(" ({:.1} s, {})", self.start.elapsed().as_secs_f64(), self.rate(tally))
    }

    /// Tokens per second since the start.
    fn rate(&self, tally: &Tally) -> String {
        let micros = self.start.elapsed().as_micros().max(1);
        let rate = u128::from(tally.tokens()) * 1_000_000 / micros;
        format!("{}/s", grouped(u64::try_from(rate).unwrap_or(u64::MAX)))
    }

    /// Over what stands there. Where nobody reads it, nothing is lost.
    fn write(&mut self, line: &str) {
        let blank = " ".repeat(self.width.saturating_sub(line.len()));
        let back = if line.is_empty() { "\r" } else { "" };
        let _ = write!(self.err, "\r{line}{blank}{back}").and_then(|()| self.err.flush());
        self.width = line.len();
    }
}
