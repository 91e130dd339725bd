//! ECDSA: a signature in the form of another format, or one that stands for nothing.

use der::asn1::UintRef;
use der::{Decode as _, Reader as _, SliceReader};

use super::{Case, Why};
use crate::jose::algorithm::Family;

/// Bytes of r and of s (RFC 7518 section 3.4).
pub(super) const fn number_length(hash_bits: u32) -> usize {
    match hash_bits {
        384 => 48,
        512 => 66,
        _ => 32,
    }
}

/// DER, as openssl and most libraries write it (RFC 3279 section 2.2.3).
pub(super) fn der(case: &Case<'_>) -> Option<Why> {
    let fits = |key: &&crate::jose::algorithm::VerifyingKey| case.algorithm.fits_verifying(key).is_ok();
    if case.algorithm.family != Family::Ecdsa || !case.keys.iter().any(fits) {
        return None;
    }
    let [r, s] = numbers(case.signature)?;
    let length = number_length(case.algorithm.hash_bits);
    let padded = |number: &[u8]| Some([vec![0; length.checked_sub(number.len())?], number.to_vec()].concat());
    // Longer numbers are of another curve.
    let raw = padded(r).zip(padded(s)).map(|(r, s)| [r, s].concat()).unwrap_or_default();
    let verifies = case.keys.iter().any(|key| case.algorithm.verify(key, case.input(), &raw) == Ok(true));
    let form = "the signature is in DER form, as openssl writes it";
    let hint = "a JWS holds the two numbers r and s as they are, one after the other (RFC 7518 section 3.4); whoever signs must write them so";
    if !verifies {
        let message = format!("{form}; and rewritten as r and s it does not verify with this key either");
        return Some(Why::new("der_signature", message, hint));
    }
    let fix = case.with_signature(&raw, "the signature as r and s");
    Some(Why { fix, ..Why::new("der_signature", format!("{form}; rewritten as r and s it verifies"), hint) })
}

fn numbers(signature: &[u8]) -> Option<[&[u8]; 2]> {
    let mut reader = SliceReader::new(signature).ok()?;
    let both = reader
        .sequence(|inner| Ok::<_, der::Error>([UintRef::decode(inner)?.as_bytes(), UintRef::decode(inner)?.as_bytes()]))
        .ok()?;
    reader.finish().ok()?;
    Some(both)
}

/// r or s is zero: no signature at all (CVE-2022-21449).
pub(super) fn zero(case: &Case<'_>) -> Option<Why> {
    let (r, s) = case.signature.split_at_checked(number_length(case.algorithm.hash_bits))?;
    let zero = |number: &[u8]| number.iter().all(|byte| *byte == 0);
    (case.algorithm.family == Family::Ecdsa && r.len() == s.len() && (zero(r) || zero(s))).then(|| {
        Why::new(
            "zero_signature",
            "the signature is zero, which no key makes: somebody tries whether a server takes it (CVE-2022-21449)",
            "do not trust this token or where it comes from",
        )
    })
}
