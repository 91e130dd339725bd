//! Boundaries of grapheme clusters (UAX #29, extended), found without walking the whole text.
//!
//! Two neighbouring ASCII characters always have a boundary between them (`\r\n` apart), which
//! answers nearly every question about JSON, PEM and base64; the rest goes to
//! `unicode-segmentation`, which looks at the clusters around the place only. This file decides
//! nothing about how a cluster is shown.

use unicode_segmentation::GraphemeCursor;

/// The clusters of `text` in order, each with the byte at which it starts.
pub(super) fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        at = next(text, start);
        text.get(start..at).filter(|cluster| !cluster.is_empty()).map(|cluster| (start, cluster))
    })
}

/// The boundary after `at`, which is a boundary itself; the length of the text at its end.
pub(super) fn next(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    match (bytes.get(at), bytes.get(at.saturating_add(1))) {
        (Some(first), second) if stands_alone(*first) && second.is_none_or(u8::is_ascii) => at + 1,
        // A boundary forgets what was before it, so the rest of the text can be read by itself.
        // (Read in place, a long run of flags would be counted again from its start each time.)
        _ => text.get(at..).map_or(text.len(), |rest| at + first_boundary(rest)),
    }
}

/// The boundary before `at`, which is a boundary itself; 0 at the start.
pub(super) fn prev(text: &str, at: usize) -> usize {
    let before = at.checked_sub(2).and_then(|place| text.as_bytes().get(place));
    match at.checked_sub(1).and_then(|place| text.as_bytes().get(place)) {
        Some(last) if last.is_ascii() && *last != b'\n' && before.is_none_or(u8::is_ascii) => at - 1,
        _ => {
            let at = text.floor_char_boundary(at);
            GraphemeCursor::new(at, text.len(), true).prev_boundary(text, 0).ok().flatten().unwrap_or(0)
        }
    }
}

/// The last boundary at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at);
    if is_boundary(text, at) { at } else { prev(text, at) }
}

/// The first boundary at or after `at`.
pub(super) fn ceil(text: &str, at: usize) -> usize {
    let at = text.ceil_char_boundary(at.min(text.len()));
    if is_boundary(text, at) {
        return at;
    }
    GraphemeCursor::new(at, text.len(), true).next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
}

/// Whether the character boundary `at` is a cluster boundary too.
fn is_boundary(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    match (at.checked_sub(1).and_then(|place| bytes.get(place)), bytes.get(at)) {
        (None, _) | (_, None) => true,
        (Some(before), Some(after)) if before.is_ascii() && after.is_ascii() => (*before, *after) != (b'\r', b'\n'),
        _ => GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true),
    }
}

/// Whether an ASCII character is a cluster by itself before any other ASCII character.
fn stands_alone(byte: u8) -> bool {
    byte.is_ascii() && byte != b'\r'
}

fn first_boundary(text: &str) -> usize {
    GraphemeCursor::new(0, text.len(), true).next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::{ceil, clusters, floor, next, prev};
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation as _;

    /// Pieces that join with their neighbours in every way that UAX #29 has a rule for.
    const PIECES: [&str; 25] = [
        "a",
        " ",
        "\n",
        "\r",
        "\r\n",
        "\u{301}",
        "\u{903}",
        "\u{200D}",
        "\u{FE0F}",
        "👨",
        "❤",
        "🏽",
        "🇩",
        "🇪",
        "क",
        "\u{94D}",
        "ष",
        "\u{600}",
        "\u{1100}",
        "\u{1161}",
        "\u{11A8}",
        "각",
        "\u{200B}",
        "\u{E0067}",
        "字",
    ];

    fn joining_text() -> impl Strategy<Value = String> {
        proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..24).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn clusters_are_those_of_the_whole_text(text in joining_text()) {
            let expected: Vec<_> = text.grapheme_indices(true).collect();
            prop_assert_eq!(clusters(&text).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn every_place_finds_the_boundaries_around_it(text in joining_text()) {
            let mut boundaries: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
            boundaries.push(text.len());
            for place in 0..=text.len() + 2 {
                let before = boundaries.iter().copied().filter(|at| *at <= place).max().unwrap();
                let after = boundaries.iter().copied().find(|at| *at >= place).unwrap_or(text.len());
                prop_assert_eq!(floor(&text, place), before);
                prop_assert_eq!(ceil(&text, place), after);
            }
            for pair in boundaries.windows(2) {
                prop_assert_eq!(next(&text, pair[0]), pair[1]);
                prop_assert_eq!(prev(&text, pair[1]), pair[0]);
            }
        }
    }

    #[test]
    fn the_ends_of_a_text_stay_where_they_are() {
        assert_eq!((prev("", 0), next("", 0), prev("ab", 0), next("ab", 2)), (0, 0, 0, 2));
    }
}
