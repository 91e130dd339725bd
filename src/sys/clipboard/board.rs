//! One way to a clipboard: set, read, clear, and clear only what is ours. Which
//! way is taken, and when, is decided elsewhere.

use arboard::Error;
use zeroize::Zeroizing;

use super::helper::Helper;
use super::{ClearOutcome, ClipboardError, MAX_READ, Route};

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

    /// Sets the text and reads it back, because success alone proves nothing.
    /// `false` if it cannot be read back; an error if something else is there.
    pub(super) fn set_and_confirm(&mut self, text: &str) -> Result<bool, ClipboardError> {
        self.set(text)?;
        match self.holds(text) {
            Ok(true) => Ok(true),
            Ok(false) => Err(ClipboardError::Failed("it does not keep the text".to_owned())),
            Err(_) => Ok(false),
        }
    }

    /// Reads the text.
    pub(super) fn get(&mut self) -> Result<Zeroizing<String>, ClipboardError> {
        let text = match self {
            Self::Native(clipboard) => {
                clipboard.get_text().map(Zeroizing::new).map_err(|error| from_arboard(&error))?
            }
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
