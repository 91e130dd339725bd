//! A stream cut into pieces of whole lines, as soon as they are there. What the lines say is not looked at, but for
//! the byte order mark in front of them. No more is held than one read and the longest line that can be a token.

use std::io::{self, Read};

use super::super::super::report::Report;
use crate::sys::files::{FileError, MAX_BYTES};

/// Bytes of one read. Small enough that a file of a few hundred tokens keeps all cores busy.
const READ: usize = 16 * 1024;

/// A part of the input, in its order.
pub(super) enum Piece {
    /// Whole lines with their line breaks, the number of the first before them. The last line of all may lack its
    /// break.
    Lines(u64, Vec<u8>),
    /// A line that is too long to be a token, by its number.
    TooLong(u64),
    /// There is no more.
    End(Result<(), Trouble>),
}

/// Why reading ended before the end.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The system reports it.
    Io(io::Error),
    /// It is UTF-16, whose lines are none in bytes.
    Utf16,
}

impl Trouble {
    /// The same as it is told; `name` is what was read.
    pub(super) fn report(self, name: &str) -> Report {
        match self {
            Self::Io(error) => Report::unreadable(name, &FileError::Io(name.into(), error)),
            Self::Utf16 => Report::new("not_text", name, format!("{name} is UTF-16 text, and a batch is UTF-8"))
                .hint("save it as UTF-8, in PowerShell with Set-Content -Encoding utf8"),
        }
    }
}

/// Reads to the end and gives each piece to `take`, last of all an end; stops without one if `take` wants no more.
pub(super) fn deal(mut input: impl Read, mut take: impl FnMut(Piece) -> bool) {
    let mut buffer = vec![0; READ];
    let mut cutter = Cutter { line: 1, begun: Vec::new(), is_too_long: false };
    loop {
        let read = match input.read(&mut buffer) {
            Ok(count) => buffer.get(..count).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => {
                take(Piece::End(Err(Trouble::Io(error))));
                return;
            }
        };
        let (too_long, lines) = if read.is_empty() { (None, cutter.rest()) } else { cutter.add(read) };
        for piece in too_long.into_iter().chain(lines) {
            if matches!(&piece, Piece::Lines(1, bytes) if is_utf16(bytes)) {
                take(Piece::End(Err(Trouble::Utf16)));
                return;
            }
            if !take(piece) {
                return;
            }
        }
        if read.is_empty() {
            take(Piece::End(Ok(())));
            return;
        }
    }
}

/// A byte order mark of UTF-16, as PowerShell 5.1 writes one in front of what is sent to a file with `>`.
fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
}

/// Where reading stands.
struct Cutter {
    /// The number of the line that comes next, or has begun.
    line: u64,
    /// What has come of a line that has not ended.
    begun: Vec<u8>,
    /// That line is too long: it is passed over.
    is_too_long: bool,
}

impl Cutter {
    /// What is whole with these bytes: the line that had begun, if it was too long, and the lines.
    fn add(&mut self, read: &[u8]) -> (Option<Piece>, Option<Piece>) {
        let Some(end) = read.iter().rposition(|byte| *byte == b'\n') else {
            self.begin(read);
            return (None, None);
        };
        let (mut whole, next) = read.split_at(end + 1);
        let mut too_long = None;
        if self.is_too_long {
            let end = whole.iter().position(|byte| *byte == b'\n').unwrap_or_default();
            whole = whole.get(end + 1..).unwrap_or_default();
            too_long = self.rest();
        }
        let mut bytes = std::mem::take(&mut self.begun);
        bytes.extend_from_slice(whole);
        let lines = (!bytes.is_empty()).then_some(self.line);
        let count = bytes.split_inclusive(|byte| *byte == b'\n').count();
        self.line += u64::try_from(count).unwrap_or_default();
        self.begin(next);
        (too_long, lines.map(|first| Piece::Lines(first, bytes)))
    }

    /// The beginning of a line, or more of it. A carriage return at its end does not count.
    fn begin(&mut self, bytes: &[u8]) {
        if self.begun.len() + bytes.len() > MAX_BYTES + 1 {
            self.is_too_long = true;
            self.begun = Vec::new();
        }
        if !self.is_too_long {
            self.begun.extend_from_slice(bytes);
        }
    }

    /// The line that has begun, as it is.
    fn rest(&mut self) -> Option<Piece> {
        let bytes = std::mem::take(&mut self.begun);
        let piece = match (std::mem::take(&mut self.is_too_long), bytes.is_empty()) {
            (true, _) => Piece::TooLong(self.line),
            (false, false) => Piece::Lines(self.line, bytes),
            (false, true) => return None,
        };
        self.line += 1;
        Some(piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives what is in it in reads of these sizes, and fails where one is 0.
    struct Reads<'a>(&'a [u8], Vec<usize>);

    impl Read for Reads<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = if self.1.is_empty() { usize::MAX } else { self.1.remove(0) };
            if most == 0 {
                return Err(io::Error::other("no"));
            }
            let (now, later) = self.0.split_at(most.min(self.0.len()).min(buffer.len()));
            buffer[..now.len()].copy_from_slice(now);
            self.0 = later;
            Ok(now.len())
        }
    }

    /// The pieces in words: `1 "a\n"`, `2 too long`, `end`.
    fn pieces(bytes: &[u8], reads: &[usize]) -> Vec<String> {
        let mut told = Vec::new();
        deal(Reads(bytes, reads.to_vec()), |piece| {
            told.push(match piece {
                Piece::Lines(first, bytes) => format!("{first} {:?}", String::from_utf8_lossy(&bytes)),
                Piece::TooLong(line) => format!("{line} too long"),
                Piece::End(Ok(())) => "end".to_owned(),
                Piece::End(Err(trouble)) => trouble.report("it").message,
            });
            true
        });
        told
    }

    #[test]
    fn whole_lines_are_given_as_soon_as_they_are_there() {
        assert_eq!(pieces(b"", &[]), ["end"]);
        assert_eq!(pieces(b"a\nb\n", &[]), [r#"1 "a\nb\n""#, "end"]);
        assert_eq!(pieces(b"a\nb\r\nc", &[1, 2, 1]), [r#"1 "a\n""#, r#"2 "b\r\n""#, r#"3 "c""#, "end"]);
        assert_eq!(pieces(b"\n\na", &[1]), [r#"1 "\n""#, r#"2 "\n""#, r#"3 "a""#, "end"]);
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_counted() {
        let long = [b"a\n".as_slice(), &vec![b'x'; 3 * MAX_BYTES], b"\nb\n"].concat();
        assert_eq!(pieces(&long, &[]), [r#"1 "a\n""#, "2 too long", r#"3 "b\n""#, "end"]);
        let last = [b"a\n".as_slice(), &vec![b'x'; 2 * MAX_BYTES]].concat();
        assert_eq!(pieces(&last, &[]), [r#"1 "a\n""#, "2 too long", "end"]);
        let longest = [vec![b'x'; MAX_BYTES], b"\r\n".to_vec()].concat();
        assert_eq!(pieces(&longest, &[]).len(), 2);
        assert!(pieces(&longest, &[])[0].starts_with(r#"1 "xxx"#));
    }

    #[test]
    fn an_error_and_utf_16_end_it_after_what_was_read() {
        assert_eq!(pieces(b"a\nb\nc\n", &[5, 0]), [r#"1 "a\nb\n""#, "\"it\" cannot be read: no"]);
        let utf16 = [b"\xff\xfea\0\n\0".as_slice(), b"\xfe\xff\0a"];
        assert_eq!(utf16.map(|bytes| pieces(bytes, &[1])), [["it is UTF-16 text, and a batch is UTF-8"]; 2]);
    }

    #[test]
    fn nothing_is_read_for_nobody() {
        let mut taken = 0;
        deal(io::repeat(b'\n'), |_| {
            taken += 1;
            taken < 3
        });
        assert_eq!(taken, 3);
    }
}
