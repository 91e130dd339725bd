//! The names in a certificate as text: subject and issuer, and what else the subject is called.
//!
//! The text is the issuer's and may hold any character; whoever prints it makes
//! control and direction characters visible. Nothing here fails: what cannot be
//! read is shown as its bytes or passed over.

use std::borrow::Cow;
use std::fmt::Write as _;

use der::asn1::{Any, AnyRef, ObjectIdentifier};
use der::{Decode as _, ErrorKind, Reader as _, SliceReader, Tag, Tagged as _};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::Name;

/// So many alternative names are kept; a certificate of a content network may have thousands.
const MOST_NAMES: usize = 256;
/// An alternative name is cut after so many characters; a host name has 253 at most (RFC 1035 section 2.3.4).
const LONGEST: usize = 512;

/// commonName (RFC 5280 appendix A.1).
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
/// The user principal name of a Windows domain, an otherName.
const PRINCIPAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.20.2.3");

/// `der` knows no UniversalString (tag 28) and stops at one. The bytes are the same under the tag of a GeneralString,
/// which no name may be (RFC 5280 section 4.1.2.4).
const UNIVERSAL: Tag = Tag::GeneralString;
const UNIVERSAL_BYTES: [u8; 2] = [0x1C, 0x1B];
/// More such strings than this are not read.
const MOST_UNIVERSAL: usize = 16;

/// Decodes a certificate, the names of which may hold a UniversalString.
pub(super) fn decode(der: &[u8]) -> der::Result<x509_cert::Certificate> {
    let [is, readable] = UNIVERSAL_BYTES;
    let mut bytes = Cow::Borrowed(der);
    for _ in 0..MOST_UNIVERSAL {
        let error = match x509_cert::Certificate::from_der(&bytes) {
            Err(error) if error.kind() == (ErrorKind::TagUnknown { byte: is }) => error,
            other => return other,
        };
        // The position is behind the tag.
        let at = error.position().and_then(|position| usize::try_from(position).ok()?.checked_sub(1));
        match at.and_then(|at| bytes.to_mut().get_mut(at)) {
            Some(tag) if *tag == is => *tag = readable,
            _ => return Err(error),
        }
    }
    x509_cert::Certificate::from_der(&bytes)
}

/// A name as RFC 4514 section 2 writes it, with the strings of older certificates as text: BMPString,
/// UniversalString, and TeletexString read as Latin-1.
pub(super) fn distinguished(name: &Name) -> String {
    let parts: Vec<String> =
        name.iter_rdn().map(|part| part.iter().map(attribute).collect::<Vec<_>>().join("+")).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join(",")
}

/// The text of the first commonName.
pub(super) fn common(name: &Name) -> Option<String> {
    let value = &name.iter().find(|attribute| attribute.oid == COMMON_NAME)?.value;
    string(value.tag(), value.value())
}

/// The names of a SubjectAltName extension (RFC 5280 section 4.2.1.6), the first 256 of them, each with its kind in
/// front; and how many there are.
pub(super) fn alternative(extension: &[u8]) -> (Vec<String>, usize) {
    let (mut names, mut count) = (Vec::new(), 0);
    let Ok(mut reader) = SliceReader::new(extension) else { return (names, count) };
    if der::Header::decode(&mut reader).is_err() {
        return (names, count);
    }
    while let Ok(name) = reader.tlv_bytes() {
        count += 1;
        if names.len() < MOST_NAMES {
            names.extend(AnyRef::from_der(name).ok().map(|name| clip(general(name))));
        }
    }
    (names, count)
}

/// At most `LONGEST` characters of a text.
fn clip(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

fn attribute(attribute: &AttributeTypeAndValue) -> String {
    let value = &attribute.value;
    let older = match value.tag() {
        Tag::BmpString | Tag::TeletexString | UNIVERSAL => string(value.tag(), value.value()),
        _ => None,
    };
    let readable = older.and_then(|text| Any::new(Tag::Utf8String, text.into_bytes()).ok());
    let shown = readable.map(|value| AttributeTypeAndValue { oid: attribute.oid, value });
    let mut text = String::new();
    // A value that cannot be written leaves its name empty.
    let _ = write!(text, "{}", shown.as_ref().unwrap_or(attribute));
    text
}

/// The text of a string type of ASN.1, if that is what the tag says and the bytes are one.
fn string(tag: Tag, bytes: &[u8]) -> Option<String> {
    match tag {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::VisibleString | Tag::NumericString => {
            String::from_utf8(bytes.to_vec()).ok()
        }
        Tag::TeletexString => Some(bytes.iter().copied().map(char::from).collect()),
        Tag::BmpString => {
            let (units, rest) = bytes.as_chunks::<2>();
            let units: Vec<u16> = units.iter().copied().map(u16::from_be_bytes).collect();
            rest.is_empty().then(|| String::from_utf16(&units).ok())?
        }
        UNIVERSAL => {
            let (units, rest) = bytes.as_chunks::<4>();
            let text = || units.iter().copied().map(|unit| char::from_u32(u32::from_be_bytes(unit))).collect();
            rest.is_empty().then(text)?
        }
        _ => None,
    }
}

/// One GeneralName, with the words of OpenSSL for its kind.
fn general(name: AnyRef<'_>) -> String {
    let Tag::ContextSpecific { number, .. } = name.tag() else { return UNREADABLE.to_owned() };
    let bytes = name.value();
    let text = || String::from_utf8_lossy(bytes.get(..4 * LONGEST).unwrap_or(bytes)).into_owned();
    match number.value() {
        0 => other(bytes),
        1 => format!("email:{}", text()),
        2 => format!("DNS:{}", text()),
        3 => "X400Name".to_owned(),
        4 => Name::from_der(bytes)
            .map_or_else(|_| "DirName".to_owned(), |name| format!("DirName:{}", distinguished(&name))),
        5 => "EdiPartyName".to_owned(),
        6 => format!("URI:{}", text()),
        7 => format!("IP:{}", address(bytes)),
        8 => ObjectIdentifier::from_bytes(bytes).map_or_else(|_| "RID".to_owned(), |oid| format!("RID:{oid}")),
        _ => UNREADABLE.to_owned(),
    }
}

const UNREADABLE: &str = "unknown kind of name";

/// An address as OpenSSL prints it: 192.0.2.7, 2001:DB8:0:0:0:0:0:7.
fn address(bytes: &[u8]) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    match bytes.len() {
        4 => bytes.iter().map(u8::to_string).collect::<Vec<_>>().join("."),
        16 => pairs.iter().map(|pair| format!("{:X}", u16::from_be_bytes(*pair))).collect::<Vec<_>>().join(":"),
        other => format!("{other} bytes"),
    }
}

/// An OtherName: its type, and its value where that is a string.
fn other(bytes: &[u8]) -> String {
    let read = || -> der::Result<(ObjectIdentifier, Option<String>)> {
        let mut reader = SliceReader::new(bytes)?;
        let oid = ObjectIdentifier::decode(&mut reader)?;
        let wrapped = AnyRef::decode(&mut reader)?;
        let value = AnyRef::from_der(wrapped.value())?;
        Ok((oid, string(value.tag(), value.value())))
    };
    match read() {
        Ok((PRINCIPAL, Some(text))) => format!("UPN:{text}"),
        Ok((oid, Some(text))) => format!("othername:{oid}:{text}"),
        Ok((oid, None)) => format!("othername:{oid}"),
        Err(_) => "othername".to_owned(),
    }
}
