//! One change of a text, as a value that can be undone and done again.
//!
//! Also what happens to text on its way into a buffer. Both copies of text that a change holds are
//! wiped when it is dropped and never printed.

use std::borrow::Cow;
use std::fmt;
use zeroize::Zeroizing;

/// What kind of edit a change came from; the history joins changes by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// One cluster typed.
    Type,
    /// Text deleted.
    Erase,
    /// The whole text replaced. Taken back or made again it replaces whatever is there,
    /// so that text which followed from something else meanwhile does no harm.
    Whole,
    /// Several clusters put in at once.
    Paste,
}

/// Where the cursor is and where the selection was begun; byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Caret {
    pub(super) cursor: usize,
    pub(super) anchor: Option<usize>,
}

impl Caret {
    /// Whether text is selected.
    pub(super) fn selects(self) -> bool {
        self.anchor.is_some_and(|anchor| anchor != self.cursor)
    }
}

/// A change: at byte `at`, the text [`removed`](Self::removed) gave way to the text
/// [`inserted`](Self::inserted).
#[derive(PartialEq, Eq)]
pub struct Change {
    /// The byte offset at which the change was made.
    pub at: usize,
    /// What kind of edit it came from.
    pub kind: ChangeKind,
    pub(super) removed: Zeroizing<String>,
    pub(super) inserted: Zeroizing<String>,
    pub(super) before: Caret,
    pub(super) after: Caret,
}

impl Change {
    /// The text that was there before; empty if nothing was.
    pub fn removed(&self) -> &str {
        &self.removed
    }

    /// The text that is there since; empty if nothing is.
    pub fn inserted(&self) -> &str {
        &self.inserted
    }

    /// The byte offset of the cursor before the change.
    pub fn cursor_before(&self) -> usize {
        self.before.cursor
    }

    /// The byte offset of the cursor after the change.
    pub fn cursor_after(&self) -> usize {
        self.after.cursor
    }
}

/// Prints lengths and places only: the text may be a key.
impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("at", &self.at)
            .field("kind", &self.kind)
            .field("removed", &"[redacted]")
            .field("inserted", &"[redacted]")
            .finish_non_exhaustive()
    }
}

/// The text with every line break (`\r\n`, `\r`, `\n`) written as `\n`.
///
/// Every other character stays, control characters too: they are shown as escapes
/// ([`glyph`](super::glyph())) and not dropped behind the user's back. If the result is owned it is
/// an ordinary `String`; wiping it is up to the caller.
pub fn normalise(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        let mut clean = String::with_capacity(text.len());
        push_normalised(&mut clean, text);
        Cow::Owned(clean)
    } else {
        Cow::Borrowed(text)
    }
}

/// What an editor takes over of `text`: [`normalise`]d, and on a `single_line` without one closing
/// line break and with a space for each other line break and tab.
pub(super) fn cleaned(text: &str, single_line: bool) -> Zeroizing<String> {
    // Cleaning never makes a text longer, so this allocation is the only one that sees it.
    let mut clean = Zeroizing::new(String::with_capacity(text.len()));
    if !single_line {
        push_normalised(&mut clean, text);
        return clean;
    }
    let body = text.strip_suffix("\r\n").or_else(|| text.strip_suffix(['\r', '\n'])).unwrap_or(text);
    let mut rest = body.chars().peekable();
    while let Some(char) = rest.next() {
        if char == '\r' {
            rest.next_if_eq(&'\n');
        }
        clean.push(if matches!(char, '\r' | '\n' | '\t') { ' ' } else { char });
    }
    clean
}

fn push_normalised(clean: &mut String, text: &str) {
    let mut parts = text.split('\r');
    clean.push_str(parts.next().unwrap_or_default());
    for part in parts {
        clean.push('\n');
        clean.push_str(part.strip_prefix('\n').unwrap_or(part));
    }
}

#[cfg(test)]
mod tests {
    use super::{cleaned, normalise};
    use std::borrow::Cow;

    #[test]
    fn line_breaks_of_every_system_become_one_kind() {
        assert_eq!(normalise("a\r\nb\rc\nd\r\r\n\n"), "a\nb\nc\nd\n\n\n");
        assert_eq!(normalise("\r"), "\n");
    }

    #[test]
    fn text_without_carriage_returns_is_not_copied() {
        assert!(matches!(normalise("a\nb"), Cow::Borrowed("a\nb")));
    }

    #[test]
    fn control_characters_are_kept() {
        assert_eq!(normalise("\u{0}\u{1B}[31m\r\u{202E}"), "\u{0}\u{1B}[31m\n\u{202E}");
    }

    #[test]
    fn a_single_line_has_spaces_for_breaks_and_tabs() {
        for (text, expected) in [
            ("a\tb\r\nc\nd\re", "a b c d e"),
            ("secret\r\n", "secret"),
            ("secret\n\n", "secret "),
            ("\n", ""),
            ("", ""),
        ] {
            assert_eq!(cleaned(text, true).as_str(), expected);
        }
    }
}
