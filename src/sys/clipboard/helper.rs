//! Programs of the desktop that reach a clipboard where the library cannot. The
//! text goes to them through standard input, never through arguments or variables.

use std::env;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::{ClipboardError, MAX_READ};

/// A program that sets a clipboard, and how the same clipboard is read and cleared.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Helper {
    /// The program that sets it; the route's name.
    pub(super) name: &'static str,
    /// The variable without which it can reach nothing.
    needs: Option<&'static str>,
    set: &'static [&'static str],
    get: Option<&'static [&'static str]>,
    clear: Option<Clear>,
}

#[derive(Debug, PartialEq, Eq)]
enum Clear {
    /// Run this.
    Command(&'static [&'static str]),
    /// Set an empty text.
    SetEmpty,
}

/// All of them, the best first.
const HELPERS: &[Helper] = &[
    Helper {
        name: "wl-copy",
        needs: Some("WAYLAND_DISPLAY"),
        set: &["wl-copy", "--type", "text/plain;charset=utf-8"],
        get: Some(&["wl-paste", "--no-newline", "--type", "text"]),
        clear: Some(Clear::Command(&["wl-copy", "--clear"])),
    },
    Helper {
        name: "xclip",
        needs: Some("DISPLAY"),
        set: &["xclip", "-selection", "clipboard", "-in"],
        get: Some(&["xclip", "-selection", "clipboard", "-out"]),
        clear: Some(Clear::SetEmpty),
    },
    Helper {
        name: "xsel",
        needs: Some("DISPLAY"),
        set: &["xsel", "--clipboard", "--input"],
        get: Some(&["xsel", "--clipboard", "--output"]),
        clear: Some(Clear::Command(&["xsel", "--clipboard", "--clear"])),
    },
    // Windows' own, for Linux inside Windows. It can only set.
    Helper { name: "clip.exe", needs: None, set: &["clip.exe"], get: None, clear: None },
];

/// Longest that a program may take. They answer in milliseconds; one that hangs
/// on a dead display must not hang the clipboard for good.
const PATIENCE: Duration = Duration::from_secs(3);

impl Helper {
    /// Those whose program is on the `PATH` and whose display is named.
    pub(super) fn present() -> impl Iterator<Item = &'static Self> {
        HELPERS.iter().filter(|helper| {
            helper.needs.is_none_or(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
                && helper.set.first().is_some_and(|program| on_path(program))
        })
    }

    /// Sets the clipboard.
    pub(super) fn set(&self, text: &str) -> Result<(), ClipboardError> {
        let mut child = self.start(self.set, Stdio::piped(), Stdio::null())?;
        let input = child.stdin.take();
        let bytes = self.encoded(text);
        // Beside the wait: a program that reads nothing would block the write.
        let writer = self.beside(move || input.map_or(Ok(()), |mut input| input.write_all(&bytes)))?;
        self.finish(child)?;
        writer.join().map_err(|_| ClipboardError::Gone)?.map_err(|error| self.failed(&error))
    }

    /// Reads the clipboard, at most one byte more than [`MAX_READ`].
    pub(super) fn get(&self) -> Result<Zeroizing<String>, ClipboardError> {
        let command = self.get.ok_or(ClipboardError::OnlySets(self.name))?;
        let mut child = self.start(command, Stdio::null(), Stdio::piped())?;
        let output = child.stdout.take();
        let reader = self.beside(move || {
            let limit = u64::try_from(MAX_READ).unwrap_or(u64::MAX).saturating_add(1);
            let mut bytes = Zeroizing::new(Vec::new());
            match output {
                Some(output) => output.take(limit).read_to_end(&mut bytes).map(|_| bytes),
                None => Ok(bytes),
            }
        })?;
        // An empty clipboard is a failure to these programs, and `Empty` to us.
        self.finish(child).map_err(|_| ClipboardError::Empty)?;
        let mut bytes = reader.join().map_err(|_| ClipboardError::Gone)?.map_err(|error| self.failed(&error))?;
        if bytes.len() > MAX_READ {
            return Err(ClipboardError::TooLarge);
        }
        String::from_utf8(std::mem::take(&mut *bytes)).map(Zeroizing::new).map_err(|_| ClipboardError::NotText)
    }

    /// Empties the clipboard.
    pub(super) fn clear(&self) -> Result<(), ClipboardError> {
        match self.clear {
            Some(Clear::Command(command)) => self.finish(self.start(command, Stdio::null(), Stdio::null())?),
            Some(Clear::SetEmpty) => self.set(""),
            None => Err(ClipboardError::OnlySets(self.name)),
        }
    }

    /// `clip.exe` takes other than ASCII as UTF-16 with a byte order mark.
    fn encoded(&self, text: &str) -> Zeroizing<Vec<u8>> {
        if self.name == "clip.exe" && !text.is_ascii() {
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            Zeroizing::new(units.flat_map(u16::to_le_bytes).collect())
        } else {
            Zeroizing::new(text.as_bytes().to_vec())
        }
    }

    fn start(&self, command: &[&str], stdin: Stdio, stdout: Stdio) -> Result<Child, ClipboardError> {
        let (program, arguments) = command.split_first().ok_or(ClipboardError::Gone)?;
        let mut command = Command::new(program);
        command.args(arguments).stdin(stdin).stdout(stdout).stderr(Stdio::null());
        only_desktop_variables(&mut command);
        // wl-copy keeps the text in a temporary file: let that be in memory.
        if let Some(runtime) = env::var_os("XDG_RUNTIME_DIR") {
            command.env("TMPDIR", runtime);
        }
        command.spawn().map_err(|error| self.failed(&error))
    }

    /// Waits for the end, for [`PATIENCE`] at most.
    fn finish(&self, mut child: Child) -> Result<(), ClipboardError> {
        let deadline = Instant::now().checked_add(PATIENCE);
        loop {
            match child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(self.failed(&status)),
                Ok(None) if deadline.is_some_and(|deadline| Instant::now() < deadline) => {
                    thread::sleep(Duration::from_millis(5));
                }
                Ok(None) => {
                    // Whether the kill succeeds changes nothing about the answer.
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(self.failed(&"no answer"));
                }
                Err(error) => return Err(self.failed(&error)),
            }
        }
    }

    /// Does something on a thread of its own.
    fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<JoinHandle<T>, ClipboardError> {
        thread::Builder::new().spawn(work).map_err(|error| self.failed(&error))
    }

    fn failed(&self, why: &dyn std::fmt::Display) -> ClipboardError {
        ClipboardError::Failed(format!("{}: {why}", self.name))
    }
}

/// Leaves a child only the variables that reaching a display takes: others may
/// hold keys.
pub(super) fn only_desktop_variables(command: &mut Command) {
    const KEPT: [&str; 14] = [
        "PATH",
        "HOME",
        "USER",
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "DISPLAY",
        "XAUTHORITY",
        "WAYLAND_DISPLAY",
        "XDG_RUNTIME_DIR",
        "XDG_SESSION_TYPE",
        // Windows programs do not start without these.
        "SystemRoot",
        "windir",
        "WSL_INTEROP",
    ];
    let kept: Vec<(&str, OsString)> =
        KEPT.iter().filter_map(|name| env::var_os(name).map(|value| (*name, value))).collect();
    command.env_clear().envs(kept);
}

fn on_path(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}
