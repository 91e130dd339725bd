//! Arguments to the workbench, to an exit code.

use std::io::Write as _;
use std::process::ExitCode;

use jotbench::cli::{self, Asked, exit};
use jotbench::sys::clipboard;
use jotbench::tui::{self, Start};

fn main() -> ExitCode {
    match cli::ask(std::env::args_os()) {
        Asked::Workbench { files, texts, mouse, theme } => workbench(Start { files, texts, mouse, theme }),
        Asked::HoldClipboard => ExitCode::from(if clipboard::hold().is_ok() { exit::DONE } else { exit::INPUT }),
        Asked::Print(text) => {
            // Whoever closed the pipe has read enough.
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::from(exit::DONE)
        }
        Asked::Refuse(message, code) => refuse(&message, code),
    }
}

fn workbench(start: Start) -> ExitCode {
    match tui::run(start) {
        Ok(code) => ExitCode::from(code),
        Err(error) => refuse(
            &format!("{error}\nhint: the workbench needs a terminal to draw on and to read keys from"),
            exit::USAGE,
        ),
    }
}

fn refuse(message: &str, code: u8) -> ExitCode {
    let prefix = if message.starts_with("error:") { "" } else { "jotbench: " };
    let _ = writeln!(std::io::stderr(), "{prefix}{}", message.trim_end());
    ExitCode::from(code)
}
