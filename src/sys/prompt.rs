//! Asking the person for a passphrase on the terminal that controls this program:
//! nothing typed is shown, nothing of it goes to standard output, and standard input
//! may be a pipe. What the passphrase is for is not known here.
//!
//! The library's raw mode switches the echo off; the keys are read here and not as
//! the library's events, because those are kept in buffers that nobody wipes. On
//! Windows there is no other way, and such copies stay until their memory is used
//! again.

#[cfg(not(unix))]
mod console;
mod line;
#[cfg(unix)]
mod unix;

use std::io;

#[cfg(not(unix))]
pub use console::Prompt;
#[cfg(unix)]
pub use unix::Prompt;

/// Why there is no passphrase.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// This program has no terminal.
    #[error("there is no terminal to ask on")]
    NoTerminal,
    /// Ctrl+C.
    #[error("interrupted")]
    Interrupted,
    /// Esc, Ctrl+D, or the terminal's end.
    #[error("no passphrase was given")]
    Aborted,
    /// More than a line of input may hold.
    #[error("a passphrase of more than {} bytes was typed", line::MAX_BYTES)]
    TooLong,
    /// It is not UTF-8.
    #[error("what was typed is not UTF-8 text")]
    NotText,
    /// Anything else that the system reports.
    #[error("the terminal cannot be used: {0}")]
    Io(#[from] io::Error),
}
