//! Arguments to the workbench or a headless command, to an exit code.

use std::alloc::System;
use std::io::{self, Write as _};
use std::process::ExitCode;

use jotbench::cli::{self, Answer, Asked, exit};
use jotbench::sys::{clipboard, fault, hardening};
use jotbench::tui::{self, Start};
use zeroizing_alloc::ZeroAlloc;

/// Wipes all memory as it is let go: the copies that other crates make of a secret, too.
#[global_allocator]
static WIPED: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    fault::watch();
    let protections = hardening::apply();
    match cli::ask(std::env::args_os()) {
        Asked::Workbench { files, texts, mouse, theme, profile } => {
            workbench(Start { files, texts, mouse, theme, profile, protections })
        }
        Asked::HoldClipboard => ExitCode::from(if clipboard::hold().is_ok() { exit::DONE } else { exit::INPUT }),
        Asked::Key(key) => give(&key.run()),
        Asked::Decode(decode) => give(&decode.run()),
        Asked::Sign(sign) => give(&sign.run()),
        Asked::Template(template) => give(&template.run()),
        Asked::Verify(verify) if verify.is_batch() => {
            end(verify.stream(&mut io::stdout().lock(), &mut io::stderr()), exit::DONE)
        }
        Asked::Verify(verify) => give(&verify.run()),
        Asked::Version => print(cli::version(&protections).as_bytes(), exit::DONE),
        Asked::Print(text) => print(text.as_bytes(), exit::DONE),
        Asked::Answer(answer) => give(&answer),
    }
}

fn workbench(start: Start) -> ExitCode {
    match tui::run(start) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            complain(&format!(
                "jotbench: {error}\nhint: the workbench needs a terminal to draw on and to read keys from\n"
            ));
            ExitCode::from(exit::USAGE)
        }
    }
}

fn give(answer: &Answer) -> ExitCode {
    let code = print(&answer.out, answer.code);
    complain(&answer.err);
    code
}

/// The result, and the exit code: another one if the result could not be written.
fn print(bytes: &[u8], code: u8) -> ExitCode {
    let mut out = io::stdout().lock();
    end(out.write_all(bytes).and_then(|()| out.flush()).map(|()| code), code)
}

/// The exit code of a result that was written, of one whose reader wanted no more of it (`closed`), or of neither.
fn end(written: io::Result<u8>, closed: u8) -> ExitCode {
    match written {
        Ok(code) => ExitCode::from(code),
        // Whoever closed the pipe has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(closed),
        Err(error) => {
            complain(&format!("jotbench: standard output cannot be written: {error}\n"));
            ExitCode::from(exit::INPUT)
        }
    }
}

fn complain(words: &str) {
    // There is nowhere else to say that standard error is closed.
    let _ = io::stderr().write_all(words.as_bytes());
}
