//! A signature that was turned into text before it became base64url.

use super::{Case, Why};
use crate::jose::key::{Secret, SecretEncoding};

/// Hex or base64 within base64url, as functions that give signatures as text lead to.
pub(super) fn encoded(case: &Case<'_>) -> Option<Why> {
    let text = std::str::from_utf8(case.signature).ok()?;
    let verifies =
        |bytes: &[u8]| case.keys.iter().any(|key| case.algorithm.verify(key, case.input(), bytes) == Ok(true));
    let encodings = [SecretEncoding::Hex, SecretEncoding::Base64, SecretEncoding::Base64Url];
    let (encoding, bytes) = encodings.into_iter().find_map(|encoding| {
        let bytes = Secret::read(text, encoding).ok()?.bytes().to_vec();
        verifies(&bytes).then_some((encoding.name(), bytes))
    })?;
    let message = format!("the signature was encoded twice: it is {encoding} text in base64url; its bytes verify");
    let hint =
        "whoever signs must take the bytes of the signature, not their text, to base64url (RFC 7515 section 5.1)";
    let fix = case.with_signature(&bytes, "the signature encoded once");
    Some(Why { fix, ..Why::new("encoded_twice", message, hint) })
}
