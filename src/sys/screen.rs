//! What standard output can show: whether it is a terminal, how wide, and whether it
//! takes colours.

use std::io::{self, IsTerminal as _};

use super::environment::Environment;

/// A terminal at standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Its columns, if it tells.
    pub columns: Option<u16>,
    /// Colours are understood and wanted (`NO_COLOR`, `TERM=dumb`).
    pub colours: bool,
}

/// The terminal at standard output; none where a file, a pipe or a device is.
pub fn standard_output() -> Option<Screen> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let environment = Environment::read();
    let columns = crossterm::terminal::size().ok().map(|(columns, _)| columns).filter(|columns| *columns > 0);
    Some(Screen { columns, colours: !environment.no_color && !environment.dumb && takes_sequences() })
}

/// Old consoles of Windows have to be told, and some cannot.
#[cfg(windows)]
fn takes_sequences() -> bool {
    crossterm::ansi_support::supports_ansi()
}

/// Every terminal of this system takes ECMA-48 sequences.
#[cfg(not(windows))]
const fn takes_sequences() -> bool {
    true
}
