//! The one kind of validity that is not read: before the beginning of Unix time.

use der::{AnyRef, Decode as _, Reader as _, SliceReader, Tag, Tagged as _};

use crate::jose::problem::{Place, Problem};

/// True for a certificate with a date before 1970. Nothing else of it is checked.
pub(super) fn before_1970(der: &[u8]) -> bool {
    validity(der).is_some_and(|dates| dates.iter().any(|date| is_early(*date)))
}

/// It has such a date. Code: `unsupported_format`.
pub(super) fn early(place: Place) -> Problem {
    let message = "its dates lie before 1970, which is not read here";
    Problem::new("unsupported_format", place, message)
        .hint("use its key alone: openssl x509 -in FILE -noout -pubkey; or have it issued again with today's dates")
}

/// The two dates (RFC 5280 section 4.1.2.5).
fn validity(der: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let certificate = elements(der)?.into_iter().next()?;
    let body = elements(certificate.value())?.into_iter().next()?;
    // Behind the version, which may be missing: serial number, algorithm, issuer, validity.
    let fields = elements(body.value())?;
    let validity = fields.iter().filter(|field| !field.tag().is_context_specific()).nth(3)?;
    elements(validity.value())
}

fn elements(bytes: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(bytes).ok()?;
    let mut elements = Vec::new();
    while !reader.is_finished() {
        elements.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(elements)
}

/// UTCTime has two digits of the year, of which 50 to 99 are in the century before.
fn is_early(date: AnyRef<'_>) -> bool {
    match (date.tag(), date.value()) {
        (Tag::UtcTime, [b'5' | b'6', ..]) => true,
        (Tag::GeneralizedTime, [year @ .., _, _, _, _, _, _, _, _, _, _, b'Z']) => year < b"1970".as_slice(),
        _ => false,
    }
}
