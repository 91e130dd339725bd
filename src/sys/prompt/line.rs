//! One line that is typed without being shown: bytes as a terminal in raw mode sends
//! them become text. Knows no terminal.

use zeroize::Zeroizing;

use super::PromptError;

/// The longest passphrase, in bytes.
pub(super) const MAX_BYTES: usize = 4096;

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Enter.
    Entered,
    /// Ctrl+C.
    Interrupted,
    /// Esc or Ctrl+D.
    Aborted,
}

/// The line so far. Its memory is wiped, and never moves.
pub(super) struct Line {
    bytes: Zeroizing<Vec<u8>>,
    state: State,
    too_long: bool,
}

#[derive(Clone, Copy)]
enum State {
    Text,
    /// After ESC.
    Escape,
    /// Within a control sequence, as arrow keys send it.
    Sequence,
}

impl Line {
    pub(super) fn new() -> Self {
        Self { bytes: Zeroizing::new(Vec::with_capacity(MAX_BYTES)), state: State::Text, too_long: false }
    }

    /// Takes in what was typed together. What comes after the end is dropped.
    pub(super) fn take(&mut self, typed: &[u8]) -> Option<End> {
        let ended = typed.iter().find_map(|&byte| self.byte(byte));
        // An arrow key sends ESC and more at once, the Esc key ESC alone.
        ended.or_else(|| matches!(self.state, State::Escape).then_some(End::Aborted))
    }

    /// The text, once it was entered.
    pub(super) fn text(self) -> Result<Zeroizing<String>, PromptError> {
        if self.too_long {
            return Err(PromptError::TooLong);
        }
        std::str::from_utf8(&self.bytes).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| PromptError::NotText)
    }

    fn byte(&mut self, byte: u8) -> Option<End> {
        const CTRL_C: u8 = 0x03;
        const CTRL_D: u8 = 0x04;
        const CTRL_U: u8 = 0x15;
        const ESC: u8 = 0x1b;
        match self.state {
            State::Escape => {
                self.state = if matches!(byte, b'[' | b'O') { State::Sequence } else { State::Text };
                return None;
            }
            State::Sequence => {
                if matches!(byte, b'@'..=b'~') {
                    self.state = State::Text;
                }
                return None;
            }
            State::Text => {}
        }
        match byte {
            b'\r' | b'\n' => return Some(End::Entered),
            CTRL_C => return Some(End::Interrupted),
            CTRL_D => return Some(End::Aborted),
            CTRL_U => self.clear(),
            0x08 | 0x7f => self.delete(),
            ESC => self.state = State::Escape,
            b'\t' | b' '.. => self.push(byte),
            _ => {}
        }
        None
    }

    fn push(&mut self, byte: u8) {
        if self.bytes.len() < MAX_BYTES {
            self.bytes.push(byte);
        } else {
            self.too_long = true;
        }
    }

    /// The last character, of however many bytes.
    fn delete(&mut self) {
        while let Some(byte) = self.bytes.pop() {
            if !matches!(byte, 0x80..=0xbf) {
                return;
            }
        }
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.too_long = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text and the end after these were typed one after the other.
    fn typed(parts: &[&[u8]]) -> (Option<End>, Result<String, String>) {
        let mut line = Line::new();
        let end = parts.iter().find_map(|part| line.take(part));
        (end, line.text().map(|text| text.to_string()).map_err(|error| error.to_string()))
    }

    fn entered(text: &str) -> (Option<End>, Result<String, String>) {
        (Some(End::Entered), Ok(text.to_owned()))
    }

    #[test]
    fn a_line_ends_with_enter_however_it_arrives() {
        assert_eq!(typed(&[b"pass", b" ", b"word", b"\r"]), entered("pass word"));
        assert_eq!(typed(&[b"a\tb\nrest"]), entered("a\tb"));
        assert_eq!(typed(&[b"\r"]), entered(""));
        assert_eq!(typed(&["schlüs".as_bytes(), "sel\r".as_bytes()]), entered("schlüssel"));
        assert_eq!(typed(&[b"s\xc3", b"\xbc\r"]), entered("sü"));
    }

    #[test]
    fn characters_are_deleted_whole() {
        assert_eq!(typed(&["aü€\u{1f511}".as_bytes(), b"\x7f\x7f\x08", b"b\r"]), entered("ab"));
        assert_eq!(typed(&[b"\x7f\x7fa\r"]), entered("a"));
        assert_eq!(typed(&[b"wrong\x15right\r"]), entered("right"));
    }

    #[test]
    fn keys_that_are_no_text_do_nothing() {
        assert_eq!(typed(&[b"a\x1b[D\x1b[3~\x1bOP\x1b[200~b\x1b[201~\x01\x1a\x1bxc\r"]), entered("abc"));
    }

    #[test]
    fn a_line_can_be_given_up() {
        assert_eq!(typed(&[b"a", b"\x03"]).0, Some(End::Interrupted));
        assert_eq!(typed(&[b"a", b"\x04"]).0, Some(End::Aborted));
        assert_eq!(typed(&[b"a", b"\x1b"]).0, Some(End::Aborted));
        assert_eq!(typed(&[b"a"]).0, None);
    }

    #[test]
    fn a_long_paste_is_whole_or_refused() {
        let most = vec![b'x'; MAX_BYTES];
        assert_eq!(typed(&[&most, b"\r"]), entered(&"x".repeat(MAX_BYTES)));
        let too_long = "a passphrase of more than 4096 bytes was typed".to_owned();
        assert_eq!(typed(&[&most, b"x", b"\r"]), (Some(End::Entered), Err(too_long)));
        assert_eq!(typed(&[&most, b"x\x15", b"y\r"]), entered("y"));
        assert_eq!(typed(&[b"\xff\r"]).1, Err("what was typed is not UTF-8 text".to_owned()));
    }

    #[test]
    fn the_memory_of_a_line_never_moves() {
        let mut line = Line::new();
        let before = line.bytes.as_ptr();
        line.take(&[b'x'; 2 * MAX_BYTES]);
        assert_eq!((line.bytes.as_ptr(), line.bytes.len()), (before, MAX_BYTES));
    }
}
