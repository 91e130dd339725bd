//! Changes of inputs, which follow from the numbers that they are given.

use super::random::Random;

/// What parsers look for, and what they do not expect.
const TOKENS: [&str; 48] = [
    ".",
    "..",
    "~",
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "\\u0000",
    "\\uD800",
    "\n",
    "\r\n",
    "=",
    "-",
    "_",
    "e30",
    "eyJ",
    "Bearer ",
    "null",
    "1e999",
    "-0",
    "\"alg\":",
    "\"none\"",
    "\"exp\":",
    "\"crit\":[\"b64\"]",
    "\"b64\":false",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "\u{1b}[2J",
    "\u{9b}",
    "\0",
    "-----BEGIN PRIVATE KEY-----\n",
    "-----END PRIVATE KEY-----\n",
    "-----BEGIN CERTIFICATE-----",
    "ssh-ed25519 ",
    "\"kty\":\"oct\"",
    "\"k\":\"",
    "30820",
    "\u{30}\u{80}",
    "[[field]]\n",
    "{{",
    "}}",
    " = \"\"",
    "'''",
    "+1h",
];
/// The longest input that is made, in bytes.
const LONGEST: usize = 1 << 16;

/// An input changed in one to four places; `other` is what a part may be taken from.
pub(crate) fn changed(input: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=below(random, 4) {
        change(&mut bytes, other, random);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn change(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let at = below(random, bytes.len() + 1);
    let end = at + below(random, bytes.len() - at + 1).min(64);
    match below(random, 9) {
        0 | 1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << below(random, 8);
            }
        }
        2 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = random.number().to_be_bytes()[0];
            }
        }
        3 | 4 => drop(bytes.splice(at..at, TOKENS[below(random, TOKENS.len())].bytes())),
        5 => drop(bytes.drain(at..end)),
        6 => {
            let copy = bytes[at..end].to_vec();
            let to = below(random, bytes.len() + 1);
            bytes.splice(to..to, copy);
        }
        7 => {
            let from = below(random, other.len() + 1);
            bytes.splice(at.., other[from..].iter().copied());
        }
        _ => bytes.truncate(at),
    }
}

/// A number below `end`; 0 if there is none.
pub(crate) fn below(random: &mut Random, end: usize) -> usize {
    let number = random.number().checked_rem(end as u64).unwrap_or_default();
    usize::try_from(number).unwrap_or_default()
}
