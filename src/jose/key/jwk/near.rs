//! JSON that is nearly a JWK or a JWK Set: what stands in the way.

use crate::jose::json;
use crate::jose::problem::{Place, Problem};

/// Why a JSON text with `keys` or `x5c` is no key; none for other texts. Code: `no_key`.
pub(in crate::jose::key) fn near_miss(text: &str, place: Place) -> Option<Problem> {
    let object = json::object(text, place.part).ok()?;
    let keys = object.find("keys").map(|keys| keys.raw);
    if keys.is_some_and(|keys| keys.starts_with('{')) {
        let message = "\"keys\" is a JSON object here, and in a JWK Set it is a list";
        return Some(Problem::new("no_key", place, message).hint(
            "write {\"keys\": [ … ]} with the JWKs one after the other, each with its name as \"kid\" (RFC 7517 section 5)",
        ));
    }
    let certificates = object.find("x5c").is_some() || keys.is_some_and(|keys| keys.contains("\"x5c\""));
    certificates.then(|| {
        let message =
            "there are certificates in it (\"x5c\") and no key: a JWK has a \"kty\" and the numbers of its key";
        Problem::new("no_key", place, message).hint(CHAIN_ALONE)
    })
}

/// The way out for certificates without a key around them.
pub(super) const CHAIN_ALONE: &str = "give the list of \"x5c\" alone, from [ to ]: it is read as certificates";
