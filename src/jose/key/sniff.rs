//! Recognising key material by its content, without using it.
//!
//! Two questions: where does a pasted text belong, and is something a key that
//! must not serve as a secret. Reading keys is in `read`.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_PAD_INDIFFERENT, URL_SAFE_PAD_INDIFFERENT};
use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use der::{Decode as _, Reader as _, SliceReader, Tag, Tagged as _};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::format::{self, FOREIGN_LABELS, Foreign};
use super::{pem, read};
use crate::jose::problem::{Part, Place};

/// What a text looks like, for finding the place that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyHint {
    /// PEM with a private key in it, readable or not: mask it at once.
    PrivatePem,
    /// PEM with public keys or certificates alone.
    PublicPem,
    /// A JWK (RFC 7517 section 4).
    Jwk,
    /// A JWK Set (RFC 7517 section 5).
    JwkSet,
}

/// Quickly says what kind of key a text looks like, by its content.
pub fn looks_like_key(text: &str) -> Option<KeyHint> {
    let mut hint = None;
    for label in pem::labels(text) {
        if label.ends_with("PRIVATE KEY") || label.ends_with("PRIVATE KEY BLOCK") {
            return Some(KeyHint::PrivatePem);
        }
        if is_key_label(label) {
            hint = Some(KeyHint::PublicPem);
        }
    }
    hint.or_else(|| match json_kind(trim(text))? {
        JsonKind::Jwk => Some(KeyHint::Jwk),
        JsonKind::JwkSet => Some(KeyHint::JwkSet),
    })
}

/// True for bytes that are a key or certificate of any known kind, as they are or in base64 or hexadecimal: PEM, DER,
/// JWK, JWK Set, PKCS#12, OpenSSH.
pub(super) fn is_key(bytes: &[u8]) -> bool {
    if is_plain_key(bytes) {
        return true;
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let trimmed = trim(text);
    bare_base64(trimmed).is_some_and(|bytes| is_plain_key(&bytes))
        || bare_hex(trimmed).is_some_and(|bytes| is_plain_key(&bytes))
}

fn is_plain_key(bytes: &[u8]) -> bool {
    is_key_der(bytes)
        || std::str::from_utf8(bytes)
            .is_ok_and(|text| looks_like_key(text).is_some() || read::foreign_text(trim(text)).is_some())
}

/// True for DER of a key or certificate, usable or not.
pub(super) fn is_key_der(der: &[u8]) -> bool {
    der.first() == Some(&0x30)
        && match read::read_der(der, Place::of(Part::Key)) {
            Ok(_) => true,
            Err(problem) => problem.code != "bad_der",
        }
}

/// JSON that is key material.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonKind {
    /// An object with `kty`.
    Jwk,
    /// An object with `keys`, all of them objects with `kty`.
    JwkSet,
}

/// Tells JWK and JWK Set from other texts.
pub(super) fn json_kind(trimmed: &str) -> Option<JsonKind> {
    // Raw values: members that hold a secret are looked at in place and never copied.
    type Members<'t> = BTreeMap<String, &'t RawValue>;
    if !trimmed.starts_with('{') {
        return None;
    }
    let members: Members<'_> = serde_json::from_str(trimmed).ok()?;
    if members.contains_key("kty") {
        return Some(JsonKind::Jwk);
    }
    let keys: Vec<Members<'_>> = serde_json::from_str(members.get("keys")?.get()).ok()?;
    (!keys.is_empty() && keys.iter().all(|key| key.contains_key("kty"))).then_some(JsonKind::JwkSet)
}

/// The text without white space and byte order marks around it.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// The bytes of a text that is base64 or base64url as a whole, white space aside.
pub(super) fn bare_base64(trimmed: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digits = without_space(trimmed);
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len()));
    if STANDARD_PAD_INDIFFERENT.decode_vec(digits.as_bytes(), &mut bytes).is_ok() {
        return Some(bytes);
    }
    bytes.clear();
    URL_SAFE_PAD_INDIFFERENT.decode_vec(digits.as_bytes(), &mut bytes).is_ok().then_some(bytes)
}

/// The bytes of a text that is hexadecimal as a whole, white space aside.
fn bare_hex(trimmed: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digits = without_space(trimmed);
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len() / 2));
    for pair in digits.as_bytes().chunks(2) {
        let &[high, low] = pair else {
            return None;
        };
        bytes.push(hex_value(high)? << 4 | hex_value(low)?);
    }
    Some(bytes)
}

/// The value of one hexadecimal digit.
pub(super) fn hex_value(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// UTF-16 with a byte order mark, or without one if it begins with two ASCII characters.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [a, 0, b, 0, ..] | [0, a, 0, b, ..] => a.is_ascii_graphic() && b.is_ascii_graphic(),
        _ => false,
    }
}

/// The format of DER that is key material and cannot be read yet.
pub(super) fn foreign_der(der: &[u8]) -> Option<&'static Foreign> {
    if is_encrypted_pkcs8(der).is_some() {
        return Some(&format::ENCRYPTED_DER);
    }
    is_pkcs12(der).map(|()| &format::PKCS12)
}

/// EncryptedPrivateKeyInfo: an algorithm and an OCTET STRING (RFC 5958 section 3).
fn is_encrypted_pkcs8(der: &[u8]) -> Option<()> {
    let mut reader = body(der)?;
    let algorithm = AnyRef::decode(&mut reader).ok()?;
    <&OctetStringRef>::decode(&mut reader).ok()?;
    (algorithm.tag() == Tag::Sequence && reader.is_finished()).then_some(())
}

/// PFX: version 3 and a ContentInfo (RFC 7292 section 4).
fn is_pkcs12(der: &[u8]) -> Option<()> {
    let mut reader = body(der)?;
    let version = u8::decode(&mut reader).ok()?;
    let content = AnyRef::decode(&mut reader).ok()?;
    let mut content = SliceReader::new(content.value()).ok()?;
    <ObjectIdentifier>::decode(&mut content).ok()?;
    (version == 3).then_some(())
}

/// A reader of what is in the outer SEQUENCE.
fn body(der: &[u8]) -> Option<SliceReader<'_>> {
    let outer = AnyRef::from_der(der).ok()?;
    (outer.tag() == Tag::Sequence).then(|| SliceReader::new(outer.value()).ok())?
}

/// True for the label of a key, even of a misspelt one.
fn is_key_label(label: &str) -> bool {
    label.contains("KEY") || label.contains("CERTIFICATE") || FOREIGN_LABELS.iter().any(|foreign| foreign.sign == label)
}

fn without_space(text: &str) -> Zeroizing<String> {
    let mut digits = Zeroizing::new(String::with_capacity(text.len()));
    digits.extend(text.chars().filter(|c| !c.is_whitespace()));
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_text_is_told_by_its_content() {
        use KeyHint::{Jwk, JwkSet, PrivatePem, PublicPem};
        for (text, expected) in [
            ("-----BEGIN PUBLIC KEY-----\nx", Some(PublicPem)),
            ("text\r\n  -----BEGIN CERTIFICATE-----", Some(PublicPem)),
            ("-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----", Some(PrivatePem)),
            ("-----BEGIN ENCRYPTED PRIVATE KEY-----", Some(PrivatePem)),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", Some(PrivatePem)),
            ("-----BEGIN \u{1b}[31mPUBLIC KEY-----", Some(PublicPem)),
            ("-----BEGIN SOMETHING-----", None),
            ("{\"kty\":\"RSA\"}", Some(Jwk)),
            ("\u{feff}\n{\"keys\":[{\"kty\":\"RSA\"}]}\n", Some(JwkSet)),
            ("{\"keys\":[]}", None),
            ("{\"sub\":\"kty\"}", None),
            ("eyJhbGciOiJub25lIn0.e30.", None),
            ("", None),
        ] {
            assert_eq!(looks_like_key(text), expected, "{text:?}");
        }
    }
}
