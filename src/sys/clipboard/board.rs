//! One way to a clipboard: set, read, clear, and clear only what is ours. Which
//! way is taken, and when, is decided elsewhere.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use arboard::Error;
use zeroize::Zeroizing;

use super::helper::Helper;
use super::{ClearOutcome, ClipboardError, MAX_READ, Route};

/// How often a text that was set is looked for.
const LOOKS: u32 = 50;

/// The time between two such looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

/// Longest wait for another program's text; on X11 the library itself waits 4 s.
const PATIENCE: Duration = Duration::from_secs(5);

/// A way to a clipboard.
pub(super) enum Board {
    /// The desktop's own interface. On X11 and Wayland it serves the text for as
    /// long as it lives.
    Native(arboard::Clipboard),
    /// Another program, which serves the text itself.
    Helper(&'static Helper),
}

impl Board {
    /// Reaches the desktop.
    pub(super) fn native() -> Result<Self, ClipboardError> {
        arboard::Clipboard::new().map(Self::Native).map_err(|error| from_arboard(&error))
    }

    /// The programs that are there, the best first.
    pub(super) fn helpers() -> impl Iterator<Item = Self> {
        Helper::present().map(Self::Helper)
    }

    /// The first way on which a clipboard with this text is found.
    pub(super) fn holding(text: &str) -> Option<Self> {
        let native = Self::native().ok();
        native
            .into_iter()
            .chain(Self::helpers())
            .find_map(|mut board| board.holds(text).unwrap_or(false).then_some(board))
    }

    /// The words for this way.
    pub(super) const fn route(&self) -> Route {
        match self {
            Self::Native(_) => Route::System,
            Self::Helper(helper) => Route::Program(helper.name),
        }
    }

    /// Sets the text, marked as a secret where that can be said.
    pub(super) fn set(&mut self, text: &str) -> Result<(), ClipboardError> {
        match self {
            Self::Native(clipboard) => secret(clipboard.set()).text(text).map_err(|error| from_arboard(&error)),
            Self::Helper(helper) => helper.set(text),
        }
    }

    /// Sets the text and reads it back, because success alone proves nothing: on
    /// Wayland the request may not even have been sent yet. `false` if it cannot be
    /// read back; an error if something else is there in the end.
    pub(super) fn set_and_confirm(&mut self, text: &str) -> Result<bool, ClipboardError> {
        self.set(text)?;
        for _ in 0..LOOKS {
            match self.holds(text) {
                Ok(true) => return Ok(true),
                Ok(false) => thread::sleep(BETWEEN_LOOKS),
                Err(_) => return Ok(false),
            }
        }
        Err(ClipboardError::Failed("it does not keep the text".to_owned()))
    }

    /// Reads the text.
    pub(super) fn get(&mut self) -> Result<Zeroizing<String>, ClipboardError> {
        let text = match self {
            Self::Native(_) => text_in_time()?,
            Self::Helper(helper) => helper.get()?,
        };
        match text.len() {
            0 => Err(ClipboardError::Empty),
            1..=MAX_READ => Ok(text),
            _ => Err(ClipboardError::TooLarge),
        }
    }

    /// Whether the clipboard holds this text now.
    pub(super) fn holds(&mut self, text: &str) -> Result<bool, ClipboardError> {
        match self.get() {
            Ok(found) => Ok(*found == text),
            Err(ClipboardError::Empty | ClipboardError::NotText | ClipboardError::TooLarge) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Clears the clipboard if it holds this text now.
    pub(super) fn clear_if(&mut self, text: &str) -> ClearOutcome {
        match self.holds(text) {
            Ok(true) => match self.clear() {
                Ok(()) => ClearOutcome::Cleared,
                Err(error) => ClearOutcome::CannotClear(error),
            },
            Ok(false) => ClearOutcome::NotOurs,
            Err(error) => ClearOutcome::CannotClear(error),
        }
    }

    fn clear(&mut self) -> Result<(), ClipboardError> {
        match self {
            Self::Native(clipboard) => clipboard.clear().map_err(|error| from_arboard(&error)),
            Self::Helper(helper) => helper.clear(),
        }
    }
}

/// Reads the desktop's text beside this thread: a program that has copied and hangs
/// lets a reader wait for ever (on Wayland), and may not stop copying and clearing.
fn text_in_time() -> Result<Zeroizing<String>, ClipboardError> {
    let (send, answer) = mpsc::channel();
    let started = thread::Builder::new().name("clipboard reader".to_owned()).spawn(move || {
        let text = arboard::Clipboard::new().and_then(|mut clipboard| clipboard.get_text());
        // Nobody may be waiting any more.
        let _ = send.send(text.map(Zeroizing::new).map_err(|error| from_arboard(&error)));
    });
    started.map_err(|error| ClipboardError::Failed(error.to_string()))?;
    let late = |_| ClipboardError::Failed("the program that has copied does not answer".to_owned());
    answer.recv_timeout(PATIENCE).map_err(late)?
}

/// Keeps a text out of histories, other machines and monitors.
#[cfg(windows)]
fn secret(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtWindows;
    set.exclude_from_history().exclude_from_cloud().exclude_from_monitoring()
}

/// Keeps a text out of histories (`org.nspasteboard.ConcealedType`).
#[cfg(target_os = "macos")]
fn secret(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtApple;
    set.exclude_from_history()
}

/// Keeps a text out of histories (`x-kde-passwordManagerHint`).
#[cfg(all(unix, not(target_os = "macos")))]
fn secret(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtLinux;
    set.exclude_from_history()
}

fn from_arboard(error: &Error) -> ClipboardError {
    match error {
        Error::ContentNotAvailable => ClipboardError::Empty,
        Error::ConversionFailure => ClipboardError::NotText,
        other => ClipboardError::Failed(other.to_string()),
    }
}
