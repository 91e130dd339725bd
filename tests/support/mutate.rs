//! One change to a token, as fuzzed tests make them.

use proptest::sample::Index;

/// `how`: 0 puts the piece in, 1 puts it in place of a character, 2 takes a character out, 3 cuts, anything else swaps
/// the halves.
pub(crate) fn changed(token: &str, place: Index, how: u8, piece: &str) -> String {
    let (before, rest) = halves(token, place);
    let after = rest.get(rest.chars().next().map_or(0, char::len_utf8)..).unwrap();
    match how {
        0 => [before, piece, rest].concat(),
        1 => [before, piece, after].concat(),
        2 => [before, after].concat(),
        3 => before.to_owned(),
        _ => [rest, before].concat(),
    }
}

/// A token in two, between characters.
pub(crate) fn halves(token: &str, place: Index) -> (&str, &str) {
    token.split_at(token.floor_char_boundary(place.index(token.len() + 1)))
}
