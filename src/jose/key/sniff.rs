//! Recognising key material by its content, without using it.
//!
//! Two questions: where does a pasted text belong, and is something a key that
//! must not serve as a secret. Reading keys is in `read`.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_PAD_INDIFFERENT, URL_SAFE_PAD_INDIFFERENT};
use der::Decode as _;
use der::asn1::AnyRef;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::format::{Context, FOREIGN_LABELS, java_keystore, text_format, unwrapped_format};
use super::jwk::private_within;
use super::protected::derive::Budget;
use super::read::MOST_ITEMS;
use super::{openssh, pem, read};
use crate::jose::problem::{Part, Place};
use crate::jose::{json, layout};

/// What a text looks like, for finding the place that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyHint {
    /// A private key or a secret is in it, readable or not: mask it at once.
    pub private: bool,
    /// It is JSON: a JWK, a JWK Set, a service account.
    pub json: bool,
}

/// Quickly says whether a text is key material, by its content.
pub fn looks_like_key(text: &str) -> Option<KeyHint> {
    let trimmed = trim(text);
    let Some(format) = text_format(trimmed) else {
        return pem_hint(text);
    };
    let budget = Budget::look();
    let at = Context { place: Place::of(Part::Key), passphrase: None, budget: &budget };
    let json = trimmed.starts_with('{');
    let private = json_has_private(trimmed)
        || (format.read)(trimmed, at).map_or_else(
            // What cannot be read may be a broken private key, where the format has such.
            |_| !json && !PUBLIC_TEXTS.contains(&format.encoding),
            |file| file.found.iter().any(super::Found::is_private) || file.problems.iter().any(read::is_locked),
        );
    Some(KeyHint { private, json })
}

/// True for a text with a private key in it, as PEM, in base64 or hexadecimal, or somewhere in a JSON text: it belongs
/// neither on a command line nor into a token. Other than [`looks_like_key`] it takes nothing for one on suspicion.
pub fn has_private(text: &str) -> bool {
    let trimmed = trim(text);
    if pem_hint(text).is_some_and(|hint| hint.private) || private_within(trimmed).is_some() {
        return true;
    }
    let coded = bare_base64(trimmed).or_else(|| bare_hex(trimmed));
    if let Some(bytes) = coded.filter(|bytes| bytes.len() > 16) {
        return match read::read_bytes(&bytes, Part::Key) {
            Ok(file) => file.found.iter().any(super::Found::is_private),
            Err(problem) => read::is_locked(&problem) || begins_like_private(&bytes),
        };
    }
    // JSON that is broken may be a broken key.
    json::members(trimmed).is_none() && trimmed.contains("\"kty\"") && json_has_private(trimmed)
}

/// DER that begins as PKCS#8, PKCS#1, SEC1 and PKCS#12 do: a SEQUENCE with a small number, the version.
fn begins_like_private(bytes: &[u8]) -> bool {
    let ([0x30, 0x82, _, _, body @ ..] | [0x30, 0x81, _, body @ ..] | [0x30, _, body @ ..]) = bytes else {
        return false;
    };
    matches!(body, [0x02, 0x01, 0 | 1 | 3, ..])
}

/// Formats of texts that no private key can be in.
const PUBLIC_TEXTS: [&str; 2] = ["OpenSSH", "SSH2"];

/// What the labels of PEM say, of BEGIN or of END: a half of a private key is a secret too.
fn pem_hint(text: &str) -> Option<KeyHint> {
    let mut hint = None;
    for label in pem::labels(text) {
        if label.contains("PRIVATE KEY") || label == "PKCS12" {
            return Some(KeyHint { private: true, json: false });
        }
        if is_key_label(label) {
            hint = Some(KeyHint { private: false, json: false });
        }
    }
    hint
}

/// True for JSON with a private JWK (RFC 7518 section 6, RFC 9964) or another secret of Google's credentials. Of broken JSON
/// a member's name is enough.
fn json_has_private(text: &str) -> bool {
    const OTHERS: [&str; 3] = ["\"private_key\"", "\"refresh_token\"", "\"client_secret\""];
    const OF_KEYS: [&str; 9] =
        ["\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"", "\"oth\"", "\"k\"", "\"priv\""];
    let has = |names: &[&str]| names.iter().any(|name| text.contains(name));
    let of_key = || json::members(text).map_or_else(|| has(&OF_KEYS), |_| private_within(text).is_some());
    text.starts_with('{') && (has(&OTHERS) || of_key())
}

/// True for bytes that are a key or certificate of any known kind, as they are or in base64 or hexadecimal: PEM, DER,
/// JWK, JWK Set, PKCS#12, OpenSSH.
pub(super) fn is_key(bytes: &[u8]) -> bool {
    if is_plain_key(bytes) {
        return true;
    }
    if let Some(text) = utf16(bytes) {
        return is_key_text(&text);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    if is_url_encoded_key(text) {
        return true;
    }
    let trimmed = trim(text);
    bare_base64(trimmed).is_some_and(|bytes| is_plain_key(&bytes))
        || bare_hex(trimmed).is_some_and(|bytes| is_plain_key(&bytes))
}

/// True for the bytes of a key file that are not in base64 once more: DER, OpenSSH, PEM, JWK and the other texts.
pub(super) fn is_unwrapped_key(bytes: &[u8]) -> bool {
    if is_key_der(bytes) || java_keystore(bytes).is_some() {
        return true;
    }
    let is_text = |text: &str| unwrapped_format(trim(text)).is_some() || pem_hint(text).is_some();
    std::str::from_utf8(bytes).is_ok_and(is_text)
}

fn is_plain_key(bytes: &[u8]) -> bool {
    is_key_der(bytes)
        || is_key_der(without_line_ends(bytes))
        || java_keystore(bytes).is_some()
        || std::str::from_utf8(bytes).is_ok_and(is_key_text)
}

fn is_key_text(text: &str) -> bool {
    text_format(trim(text)).is_some() || pem_hint(text).is_some() || read::foreign_text(trim(text)).is_some()
}

/// The first element of DER with nothing but line ends behind it, as editors and shells add them; else nothing.
fn without_line_ends(bytes: &[u8]) -> &[u8] {
    let rest = AnyRef::from_der_partial(bytes).ok().map(|(_, rest)| rest);
    let rest = rest.filter(|rest| !rest.is_empty() && rest.iter().all(u8::is_ascii_whitespace));
    rest.and_then(|rest| bytes.get(..bytes.len() - rest.len())).unwrap_or_default()
}

/// The text of UTF-16, in either byte order.
fn utf16(bytes: &[u8]) -> Option<Zeroizing<String>> {
    if !is_utf16(bytes) {
        return None;
    }
    let is_big = matches!(bytes, [0xfe, 0xff, ..] | [0, ..]);
    let unit = |pair: &[u8; 2]| if is_big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
    let (pairs, _) = bytes.as_chunks::<2>();
    let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len()));
    text.extend(char::decode_utf16(pairs.iter().map(unit)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    Some(text)
}

/// True for a key that went through a form or an address: %2B for +, %0A for a line end, + or %20 for a space.
fn is_url_encoded_key(text: &str) -> bool {
    if !text.contains('%') {
        return false;
    }
    let mut decoded = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = match after {
            [high, low, after @ ..] if first == b'%' => {
                hex_value(*high).zip(hex_value(*low)).map(|(high, low)| (high << 4 | low, after))
            }
            _ => None,
        };
        let (byte, after) = escaped.unwrap_or((if first == b'+' { b' ' } else { first }, after));
        decoded.push(byte);
        rest = after;
    }
    is_plain_key(&decoded)
}

/// True for DER of a key or certificate, or for an OpenSSH private key, usable or not.
pub(super) fn is_key_der(der: &[u8]) -> bool {
    (der.first() == Some(&0x30) || der.starts_with(openssh::MAGIC))
        && match read::read_der(der, Context { place: Place::of(Part::Key), passphrase: None, budget: &Budget::look() })
        {
            Ok(_) => true,
            Err(problem) => problem.code != "bad_der",
        }
}

/// JSON that is key material.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonKind {
    /// An object with `kty`.
    Jwk,
    /// An object with `keys`, one of them an object with `kty`; or with an empty list of them and nothing else.
    JwkSet,
}

/// Tells JWK and JWK Set from other texts.
pub(super) fn json_kind(trimmed: &str) -> Option<JsonKind> {
    // Raw values: members that hold a secret are looked at in place and never copied.
    type Members<'t> = BTreeMap<String, &'t RawValue>;
    if !trimmed.starts_with('{') {
        return None;
    }
    let Ok(members) = serde_json::from_str::<Members<'_>>(trimmed) else {
        return broken_json_kind(trimmed);
    };
    if members.contains_key("kty") {
        return Some(JsonKind::Jwk);
    }
    // An unknown or broken entry beside a key does not make the set another text. Entries behind those are not read.
    let keys: Vec<&RawValue> = serde_json::from_str(members.get("keys")?.get()).ok()?;
    let has_type = |key: &&RawValue| {
        key.get().starts_with('{')
            && serde_json::from_str::<Members<'_>>(key.get()).is_ok_and(|members| members.contains_key("kty"))
    };
    (keys.iter().take(MOST_ITEMS).any(has_type) || (keys.is_empty() && members.len() == 1)).then_some(JsonKind::JwkSet)
}

/// Tells a JWK or JWK Set that is no whole JSON text, by where its first `kty` stands: a key is a key while it is
/// typed, and when it was cut.
fn broken_json_kind(trimmed: &str) -> Option<JsonKind> {
    let mut rest = trimmed;
    let mut open = Vec::new();
    let mut in_keys = false;
    loop {
        let (token, after) = layout::next_token(rest);
        let is_name = token.starts_with('"') && layout::next_token(after).0 == ":";
        match token {
            "" => return None,
            "{" | "[" => open.push(token),
            "}" | "]" => drop(open.pop()),
            _ if !is_name => {}
            "\"kty\"" if open == ["{"] => return Some(JsonKind::Jwk),
            "\"kty\"" if in_keys && open == ["{", "[", "{"] => return Some(JsonKind::JwkSet),
            name if open == ["{"] => in_keys = name == "\"keys\"",
            _ => {}
        }
        rest = after;
    }
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
        let private = Some(KeyHint { private: true, json: false });
        let public = Some(KeyHint { private: false, json: false });
        for (text, expected) in [
            ("-----BEGIN PUBLIC KEY-----\nx", public),
            ("text\r\n  -----BEGIN CERTIFICATE-----", public),
            ("-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----", private),
            ("-----BEGIN ENCRYPTED PRIVATE KEY-----", private),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", private),
            ("-----BEGIN PKCS12-----", private),
            ("-----BEGIN \u{1b}[31mPUBLIC KEY-----", public),
            ("-----BEGIN SOMETHING-----", None),
            ("MIIE\n-----END PRIVATE KEY-----", private),
            ("—–begin rsa private key—–", private),
            ("----BEGIN CERTIFICATE----", public),
            ("-----BEGIN PRIVATE KEY-----\\nMIIE", private),
            ("-----BEGIN PGP PRIVATE KEY BLOCK-----", private),
            ("ssh-ed25519 AAAAC3 me", public),
            ("from=\"10.*\" ssh-ed25519 AAAAC3 me", public),
            ("ssh-ed25519 me", None),
            ("---- BEGIN SSH2 PUBLIC KEY ----", public),
            ("LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t", private),
            ("LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0", private),
            ("{\"type\":\"service_account\",\"private_key\":7}", Some(KeyHint { private: true, json: true })),
            ("{\"type\":\"external_account\"}", Some(KeyHint { private: false, json: true })),
            ("{\"kty\":\"RSA\"}", Some(KeyHint { private: false, json: true })),
            ("{\"kty\":\"RSA\", \"d\": 7}", Some(KeyHint { private: true, json: true })),
            ("\u{feff}\n{\"keys\":[{\"kty\":\"RSA\"}]}\n", Some(KeyHint { private: false, json: true })),
            ("{\"keys\":[]}", public.map(|hint| KeyHint { json: true, ..hint })),
            ("{\"keys\":[1,{\"kty\":\"XYZ\"}]}", Some(KeyHint { private: false, json: true })),
            ("{\"kty\":\"RSA\",\"p\":\"AA\"}", Some(KeyHint { private: true, json: true })),
            ("{\"kty\":\"EC\",\"d\":\"", Some(KeyHint { private: true, json: true })),
            ("{\"sub\":\"x\" \"cnf\":{\"jwk\":{\"kty\":\"EC\"}}}", None),
            ("{\"sub\":\"kty\"}", None),
            ("eyJhbGciOiJub25lIn0.e30.", None),
            ("", None),
        ] {
            assert_eq!(looks_like_key(text), expected, "{text:?}");
        }
    }
}
