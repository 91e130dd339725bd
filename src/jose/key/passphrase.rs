//! The passphrase of an encrypted key: its bytes, wiped at the end and never printed.

use std::fmt;

use zeroize::Zeroizing;

/// A passphrase as it was typed or read; UTF-8.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The passphrase that `text` is, byte for byte; it may be empty.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// Its text, for formats that encode it anew (PKCS#12 takes UTF-16, RFC 7292 appendix B.1).
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// Its UTF-8 bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase([redacted])")
    }
}

/// One way to turn a passphrase into the bytes that keys are derived from.
pub(super) struct Encoded<'p> {
    /// For PBES1, PBES2 and PBMAC1: UTF-8.
    pub(super) utf8: &'p [u8],
    /// For the key derivation of PKCS#12: two bytes a character and two zero bytes behind (RFC 7292 appendix B.1).
    pub(super) wide: Zeroizing<Vec<u8>>,
}

impl<'p> Encoded<'p> {
    /// The ways that are in use for this text, the right one first.
    pub(super) fn ways(text: &'p str) -> Vec<Self> {
        let utf8 = text.as_bytes();
        let way = |wide| Self { utf8, wide };
        let mut ways = vec![way(wide(text.encode_utf16(), 2 * text.len()))];
        if text.is_empty() {
            // Some programs take an empty passphrase for none, without the two zero bytes.
            ways.push(way(Zeroizing::new(Vec::new())));
        } else if !text.is_ascii() {
            // OpenSSL before 1.1.0 made each byte a character: passphrase-encoding(7).
            ways.push(way(wide(text.bytes().map(u16::from), 2 * text.len())));
        }
        ways
    }
}

/// Big-endian, with the closing zero; `most` bytes at most without it.
fn wide(units: impl Iterator<Item = u16>, most: usize) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(most + 2));
    bytes.extend(units.flat_map(u16::to_be_bytes));
    bytes.extend([0, 0]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wides(text: &str) -> Vec<Vec<u8>> {
        Encoded::ways(text).into_iter().map(|way| way.wide.to_vec()).collect()
    }

    /// "Beavis" is the example of RFC 7292 appendix B.1.
    #[test]
    fn pkcs12_takes_two_bytes_a_character_and_a_zero() {
        let beavis = [0x00, 0x42, 0x00, 0x65, 0x00, 0x61, 0x00, 0x76, 0x00, 0x69, 0x00, 0x73, 0x00, 0x00];
        assert_eq!(wides("Beavis"), [beavis]);
        assert_eq!(wides(""), [vec![0, 0], vec![]]);
        assert_eq!(wides("ß"), [vec![0x00, 0xDF, 0, 0], vec![0x00, 0xC3, 0x00, 0x9F, 0, 0]]);
        assert_eq!(wides("🔑").first(), Some(&vec![0xD8, 0x3D, 0xDD, 0x11, 0, 0]));
    }

    #[test]
    fn no_passphrase_is_printed() {
        assert_eq!(format!("{:?}", Passphrase::new("hunter2")), "Passphrase([redacted])");
    }
}
