//! Lines of a text and places in it, for problems. A line ends with LF, CR or both.

use crate::jose::problem::{Part, Place};

/// The line that byte `at` is in, 1-based.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    1 + ends(text.get(..at).unwrap_or_default()).count()
}

/// Line, column and offset of byte `at`.
pub(super) fn place_of(text: &str, at: usize, part: Part) -> Place {
    let before = text.get(..at).unwrap_or_default();
    let line_start = ends(before).last().unwrap_or(0);
    let column = 1 + before.get(line_start..).map_or(0, |line| line.chars().count());
    Place::line_column(part, line_of(text, at), column, at)
}

/// Each line without its end, and the offset that it begins at.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    ends(text).chain([text.len()]).filter_map(move |end| {
        let start = std::mem::replace(&mut from, end);
        text.get(start..end).map(|line| (start, line.trim_end_matches(['\n', '\r'])))
    })
}

/// The offsets behind each line end of `text`.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().filter_map(|(at, &byte)| match byte {
        b'\n' => Some(at + 1),
        b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at + 1),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        for text in ["a\n\nbc", "a\r\n\r\nbc", "a\r\rbc"] {
            let found: Vec<&str> = lines(text).map(|(_, line)| line).collect();
            assert_eq!(found, ["a", "", "bc"], "{text:?}");
            let at = text.find('c').unwrap();
            assert_eq!(place_of(text, at, Part::Key), Place::line_column(Part::Key, 3, 2, at), "{text:?}");
            assert!(lines(text).all(|(at, line)| text.get(at..).unwrap().starts_with(line)), "{text:?}");
        }
    }
}
