//! OSC 52: asking the terminal to set its clipboard (xterm control sequences,
//! "Manipulate Selection Data"). Builds the sequence and writes it nowhere.
//! Terminals never answer: nothing sent this way can be confirmed or cleared.

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;
use zeroize::Zeroizing;

/// Longest text in bytes: with it the whole sequence has the 100,000
/// bytes that common terminals accept; what is longer they cut or drop silently.
pub const MAX_TEXT: usize = 74_994;

/// What sits between the program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Between {
    /// Nothing that is known.
    Nothing,
    /// tmux, which takes the sequence itself if `set-clipboard` is `on`.
    Tmux,
    /// GNU screen, which passes on only what is wrapped, in small pieces.
    Screen,
}

impl Between {
    /// What could keep the text from arriving, for the person.
    pub(super) const fn caution(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Tmux => Some("in tmux this needs \"set -s set-clipboard on\""),
            Self::Screen => Some("GNU screen may cut or drop long texts"),
        }
    }
}

/// The sequence that sets the clipboard to `text`, or `None` if it is longer than
/// [`MAX_TEXT`].
pub(super) fn sequence(text: &str, between: Between) -> Option<Zeroizing<Vec<u8>>> {
    if text.len() > MAX_TEXT {
        return None;
    }
    // Room for all of it at once: a buffer that grows leaves copies behind.
    let mut plain = Zeroizing::new(String::with_capacity(text.len().div_ceil(3).saturating_mul(4).saturating_add(16)));
    CopyToClipboard::to_clipboard_from(text).write_ansi(&mut *plain).ok()?;
    // The end that every terminal knows, and that can stand within GNU screen's wrapping.
    if plain.ends_with(STRING_TERMINATOR) {
        let end = plain.len().saturating_sub(STRING_TERMINATOR.len());
        plain.truncate(end);
        plain.push('\x07');
    }
    if between != Between::Screen {
        return Some(Zeroizing::new(std::mem::take(&mut *plain).into_bytes()));
    }
    let mut wrapped = Zeroizing::new(Vec::with_capacity(plain.len().saturating_mul(2)));
    for piece in plain.as_bytes().chunks(SCREEN_PIECE) {
        wrapped.extend_from_slice(b"\x1bP");
        wrapped.extend_from_slice(piece);
        wrapped.extend_from_slice(b"\x1b\\");
    }
    Some(wrapped)
}

/// The end of a control string (ECMA-48 section 8.3.143).
const STRING_TERMINATOR: &str = "\x1b\\";

/// GNU screen before 4.2 held 256 bytes of a device control string.
const SCREEN_PIECE: usize = 240;

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(sequence: Option<Zeroizing<Vec<u8>>>) -> Option<String> {
        sequence.map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[test]
    fn the_sequence_is_what_printf_and_base64_of_coreutils_make() {
        // printf '\033]52;c;%s\007' "$(printf 'Bearer a.b.c' | base64)"
        let expected = "\x1b]52;c;QmVhcmVyIGEuYi5j\x07".to_owned();
        assert_eq!(text_of(sequence("Bearer a.b.c", Between::Nothing)), Some(expected.clone()));
        assert_eq!(text_of(sequence("Bearer a.b.c", Between::Tmux)), Some(expected));
    }

    #[test]
    fn the_longest_text_makes_a_hundred_thousand_bytes_and_a_longer_one_is_refused() {
        let longest = sequence(&"x".repeat(MAX_TEXT), Between::Nothing).unwrap();
        assert_eq!(longest.len(), 100_000);
        assert_eq!(sequence(&"x".repeat(MAX_TEXT + 1), Between::Nothing), None);
    }

    #[test]
    fn for_gnu_screen_the_sequence_comes_in_wrapped_pieces_that_join_to_the_plain_one() {
        let text = "0123456789".repeat(50);
        let wrapped = text_of(sequence(&text, Between::Screen)).unwrap();
        let pieces: Vec<&str> = wrapped.split("\x1b\\").filter(|piece| !piece.is_empty()).collect();
        assert_eq!(pieces.len(), 3);
        assert!(pieces.iter().all(|piece| piece.starts_with("\x1bP") && piece.len() <= SCREEN_PIECE + 2));
        assert_eq!(
            Some(wrapped.replace("\x1bP", "").replace("\x1b\\", "")),
            text_of(sequence(&text, Between::Nothing))
        );
    }
}
