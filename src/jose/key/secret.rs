//! HMAC secrets: bytes written as text, base64, base64url or hexadecimal.
//!
//! A key or certificate is never taken as a secret: whoever knows a public key
//! could then sign (RFC 8725 section 3.1). Problems here never quote the secret.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_PAD_INDIFFERENT, URL_SAFE_PAD_INDIFFERENT};
use zeroize::Zeroizing;

use super::sniff::{self, hex_value};
use crate::jose::problem::{Part, Place, Problem};

/// How a secret is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretEncoding {
    /// The UTF-8 bytes of the text.
    Text,
    /// Plain base64 (RFC 4648 section 4), padded or not.
    Base64,
    /// base64url (RFC 4648 section 5), padded or not.
    Base64Url,
    /// Hexadecimal digits.
    Hex,
}

impl SecretEncoding {
    /// Every encoding.
    pub const ALL: [Self; 4] = [Self::Text, Self::Base64, Self::Base64Url, Self::Hex];

    /// Its name in options and on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Base64 => "base64",
            Self::Base64Url => "base64url",
            Self::Hex => "hex",
        }
    }
}

/// An HMAC secret; never empty, wiped when the last clone goes.
#[derive(Clone)]
pub struct Secret(Arc<Zeroizing<Vec<u8>>>);

impl Secret {
    /// Reads a secret. Text stands for exactly its bytes; in the other encodings white space is passed over.
    ///
    /// Codes: `empty_secret`, `key_as_secret`, `bad_character`, `base64_length`, `base64_trailing_bits`, `hex_length`;
    /// the place is that of the first bad character.
    pub fn read(text: &str, encoding: SecretEncoding) -> Result<Self, Problem> {
        // A key pasted here is a key, whatever the encoding is set to.
        if sniff::is_key(text.as_bytes()) {
            return Err(key_as_secret());
        }
        match encoding {
            SecretEncoding::Text => Self::unless_empty(Zeroizing::new(text.as_bytes().to_vec())),
            SecretEncoding::Base64 => Self::checked(base64(text, &STANDARD_PAD_INDIFFERENT, *b"+/", encoding)?),
            SecretEncoding::Base64Url => Self::checked(base64(text, &URL_SAFE_PAD_INDIFFERENT, *b"-_", encoding)?),
            SecretEncoding::Hex => Self::checked(hex(text)?),
        }
    }

    /// A secret from its bytes, as a file holds them.
    ///
    /// Codes: `empty_secret`, `key_as_secret`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Problem> {
        Self::checked(Zeroizing::new(bytes.to_vec()))
    }

    /// Its length in bits.
    pub fn bits(&self) -> usize {
        self.0.len() * 8
    }

    /// The bytes themselves.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn checked(bytes: Zeroizing<Vec<u8>>) -> Result<Self, Problem> {
        if sniff::is_key(&bytes) {
            return Err(key_as_secret());
        }
        Self::unless_empty(bytes)
    }

    fn unless_empty(bytes: Zeroizing<Vec<u8>>) -> Result<Self, Problem> {
        if bytes.is_empty() {
            return Err(Problem::new(
                "empty_secret",
                Place::of(Part::Secret),
                "the secret is empty: anyone could sign with it",
            )
            .hint("RFC 7518 section 3.2 asks for as many bits as the hash has: 256 for HS256"));
        }
        Ok(Self(Arc::new(bytes)))
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

fn key_as_secret() -> Problem {
    Problem::new("key_as_secret", Place::of(Part::Secret), "this is a key or certificate, not a secret")
        .hint("an HMAC over a public key can be forged by everyone who has that key: load it as a key and choose RS, PS, ES or EdDSA")
}

fn base64(
    text: &str,
    engine: &base64::engine::GeneralPurpose,
    specials: [u8; 2],
    encoding: SecretEncoding,
) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut padded = false;
    for (at, c) in text.char_indices() {
        match u8::try_from(c) {
            _ if c.is_whitespace() => {}
            Ok(b'=') => padded = true,
            Ok(byte) if !padded && (byte.is_ascii_alphanumeric() || specials.contains(&byte)) => digits.push(byte),
            _ => return Err(bad_base64_character(c, at, encoding)),
        }
    }
    let end = Place::at(Part::Secret, text.trim_end().len().saturating_sub(1));
    if digits.len() % 4 == 1 {
        let message = format!("{} characters cannot be {}: at least one is missing", digits.len(), encoding.name());
        return Err(Problem::new("base64_length", end, message).hint("the secret was cut: copy it again, whole"));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len()));
    match engine.decode_vec(digits.as_slice(), &mut bytes) {
        Ok(()) => Ok(bytes),
        Err(_) => Err(Problem::new("base64_trailing_bits", end, "the last character carries bits that no byte uses")
            .hint("the secret was cut or changed: copy it again, whole")),
    }
}

fn bad_base64_character(c: char, at: usize, encoding: SecretEncoding) -> Problem {
    let message = format!("this is no {} character", encoding.name());
    let problem = Problem::new("bad_character", Place::at(Part::Secret, at), message);
    match (encoding, c) {
        (SecretEncoding::Base64, '-' | '_') => problem.hint("the secret seems to be base64url"),
        (SecretEncoding::Base64Url, '+' | '/') => problem.hint("the secret seems to be plain base64"),
        _ => problem.hint("if the secret is meant as it stands, its encoding is text"),
    }
}

fn hex(text: &str) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2 + 1));
    let mut high = None;
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        let Some(value) = u8::try_from(c).ok().and_then(hex_value) else {
            return Err(Problem::new("bad_character", Place::at(Part::Secret, at), "this is no hexadecimal digit")
                .hint("if the secret is meant as it stands, its encoding is text"));
        };
        high = match high {
            None => Some(value),
            Some(high) => {
                bytes.push(high << 4 | value);
                None
            }
        };
    }
    if high.is_some() {
        let end = Place::at(Part::Secret, text.trim_end().len().saturating_sub(1));
        return Err(Problem::new("hex_length", end, "a hexadecimal digit is missing: there is an odd number of them")
            .hint("the secret was cut: copy it again, whole"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_byte_by_byte() {
        for text in [" x", "x\n", "\u{feff}x", "é", "-----", "{}"] {
            assert_eq!(Secret::read(text, SecretEncoding::Text).unwrap().bytes(), text.as_bytes());
        }
    }

    #[test]
    fn the_encodings_are_those_of_rfc_4648() {
        use SecretEncoding::{Base64, Base64Url, Hex};
        let bytes = [0xfb, 0xff, 0x00];
        for (text, encoding) in
            [("+/8A", Base64), ("-_8A", Base64Url), ("fbff00", Hex), ("FB FF\n00\n", Hex), (" +/\n8A ", Base64)]
        {
            assert_eq!(Secret::read(text, encoding).unwrap().bytes(), bytes, "{text:?}");
        }
        for text in ["+/8", "+/8="] {
            assert_eq!(Secret::read(text, Base64).unwrap().bytes(), [0xfb, 0xff], "{text:?}");
        }
    }

    #[test]
    fn the_first_bad_character_is_told_and_not_quoted() {
        use SecretEncoding::{Base64, Base64Url, Hex};
        for (text, encoding, code, at) in [
            ("ab-d", Base64, "bad_character", 2),
            ("ab+d", Base64Url, "bad_character", 2),
            ("ab=d", Base64, "bad_character", 3),
            ("aé", Base64, "bad_character", 1),
            ("abcde", Base64, "base64_length", 4),
            ("abcdeR\n", Base64Url, "base64_trailing_bits", 5),
            ("0g", Hex, "bad_character", 1),
            ("abc ", Hex, "hex_length", 2),
        ] {
            let problem = Secret::read(text, encoding).unwrap_err();
            assert_eq!((problem.code, problem.place), (code, Place::at(Part::Secret, at)), "{text:?}");
            assert!(!problem.message.contains(text.trim()), "{problem:?}");
        }
    }

    #[test]
    fn no_secret_is_empty() {
        for encoding in SecretEncoding::ALL {
            assert_eq!(Secret::read("", encoding).unwrap_err().code, "empty_secret");
        }
        assert_eq!(Secret::read(" \n", SecretEncoding::Base64).unwrap_err().code, "empty_secret");
    }

    #[test]
    fn keys_that_hide_in_json_are_found() {
        for text in [
            "{\"kty\":\"oct\",\"k\":\"AA\"}",
            "\u{feff} {\"a\":[],\"kty\":\"RSA\",\"kty\":\"RSA\"}",
            "{\"keys\":[{\"kty\":\"EC\"}]}",
            "eyJrdHkiOiJSU0EifQ",
            "ssh-rsa AAAAB3NzaC1yc2E=",
        ] {
            assert_eq!(Secret::read(text, SecretEncoding::Text).unwrap_err().code, "key_as_secret", "{text}");
        }
        assert!(Secret::read("{\"keys\":[1,2]}", SecretEncoding::Text).is_ok());
    }

    #[test]
    fn no_byte_of_a_secret_is_printed() {
        let secret = Secret::read("hunter2", SecretEncoding::Text).unwrap();
        assert_eq!(format!("{secret:?}"), "Secret([redacted])");
    }
}
