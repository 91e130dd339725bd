//! What is wrong with DER, in words: what was expected, and where.
//!
//! Offsets are counted from 0: where the reader stopped, which is behind what it could not take.

use der::{Error, ErrorKind};

/// What a reader of DER found, as a clause.
pub(super) fn words(error: Error) -> String {
    let at = error.position().map_or(String::new(), |at| format!(" before offset {at}"));
    match error.kind() {
        ErrorKind::Incomplete { .. } => "it ends too soon".to_owned(),
        ErrorKind::TrailingData { .. } => "there are more bytes behind its end".to_owned(),
        ErrorKind::TagUnexpected { expected: Some(expected), actual } => {
            format!("{expected} was expected{at}, not {actual}")
        }
        ErrorKind::TagUnexpected { expected: None, actual } => format!("{actual} cannot stand{at}"),
        ErrorKind::TagUnknown { .. } | ErrorKind::TagNumberInvalid => format!("the type of the value{at} is unknown"),
        ErrorKind::Length { tag } => format!("the {tag}{at} has a length that it cannot have"),
        ErrorKind::IndefiniteLength | ErrorKind::Overlength | ErrorKind::Overflow => {
            format!("the length of the value{at} cannot be")
        }
        ErrorKind::Noncanonical { tag } => format!("the {tag}{at} is not written as DER asks"),
        ErrorKind::Value { tag } => format!("the {tag}{at} has a value that it cannot have"),
        ErrorKind::OidMalformed | ErrorKind::OidUnknown { .. } => format!("the object identifier{at} cannot be read"),
        ErrorKind::DateTime => format!("the date{at} cannot be read"),
        ErrorKind::SetOrdering => format!("the SET{at} is not in order"),
        ErrorKind::Utf8(_) => format!("the text{at} is not UTF-8"),
        _ => format!("the value{at} cannot be read"),
    }
}

#[cfg(test)]
mod tests {
    use der::asn1::{ObjectIdentifier, OctetStringRef, UtcTime};
    use der::{AnyRef, Decode};
    use spki::AlgorithmIdentifierRef;

    use super::*;

    fn said<'d, T: Decode<'d, Error = Error> + std::fmt::Debug>(der: &'d [u8]) -> String {
        words(T::from_der(der).unwrap_err())
    }

    #[test]
    fn what_was_expected_is_told_with_its_place() {
        assert_eq!(said::<AnyRef<'_>>(&[0x30, 3, 1]), "it ends too soon");
        assert_eq!(said::<&OctetStringRef>(&[2, 1, 1]), "OCTET STRING was expected, not INTEGER");
        assert_eq!(
            said::<AlgorithmIdentifierRef<'_>>(&[0x30, 3, 2, 1, 1]),
            "OBJECT IDENTIFIER was expected, not INTEGER"
        );
        assert_eq!(said::<&OctetStringRef>(&[4, 1, 1, 0]), "there are more bytes behind its end");
        assert_eq!(said::<AnyRef<'_>>(&[0x30, 0x80, 0, 0]), "the length of the value before offset 2 cannot be");
        assert_eq!(said::<ObjectIdentifier>(&[6, 1, 0x80]), "the object identifier before offset 3 cannot be read");
        assert_eq!(
            said::<UtcTime>(b"\x17\x0d991399000000Z"),
            "the UTCTime before offset 15 has a value that it cannot have"
        );
    }
}
