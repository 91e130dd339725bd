//! JSON Web Keys and sets of them (RFC 7517, RFC 7518 section 6, RFC 8037, RFC 8812, RFC 9964).
//!
//! Here JSON becomes the structures that the other formats hold, and back; lengths,
//! bounds and the match of the two halves of a key are checked where those are read.

mod base64;
mod label;
mod member;
mod near;
pub(super) mod recover;
mod rsa;
mod set;
mod thumbprint;
mod types;
mod write;

use super::format::Context;
use super::read::{Found, KeyFile};
use super::sniff::{self, JsonKind};
use crate::jose::problem::Problem;
use member::{Jwk, Origin};

pub(super) use near::near_miss;
pub use thumbprint::thumbprint;
pub(in crate::jose) use types::clip;
pub use write::{Options, write, write_set};

/// True for a JWK (RFC 7517 section 4).
pub(super) fn is_jwk(text: &str) -> bool {
    sniff::json_kind(text) == Some(JsonKind::Jwk)
}

/// True for a JWK Set (RFC 7517 section 5).
pub(super) fn is_set(text: &str) -> bool {
    sniff::json_kind(text) == Some(JsonKind::JwkSet)
}

/// Reads a JWK: the key, then the certificates of its `x5c`.
///
/// Codes: those of JSON ([`crate::jose::json::object`]); `jwk_member`, `jwk_missing`, `duplicate_member`,
/// `unknown_kty`, `unknown_crv`, `unknown_alg`, `unusable_key`, `key_length`, `inconsistent_key`, `x5c_mismatch`;
/// `base64_padding`, `standard_base64`, `bad_character`, `base64_length`, `base64_trailing_bits`; those of the key
/// ([`super::PublicKey::from_spki`], [`super::Secret::from_bytes`]).
pub(super) fn read(text: &str, at: Context<'_>) -> Result<KeyFile, Problem> {
    let mut problems = Vec::new();
    let found = entry(&Jwk::read(text, Origin::START, at.place.part)?, 1, &mut problems)?;
    Ok(KeyFile { problems, ..KeyFile::of(found) })
}

/// Reads a JWK Set. An entry that cannot be used is a problem beside the others.
///
/// Codes: `empty_set`, and those of [`read`] for the first entry if none can be used. In the problems also
/// `duplicate_kid`, `too_many_keys` and `more_problems`.
pub(super) fn read_set(text: &str, at: Context<'_>) -> Result<KeyFile, Problem> {
    set::read(text, at.place.part)
}

/// What one JWK holds; `notes` gets what is unusual about it and does no harm.
fn entry(jwk: &Jwk<'_>, line: usize, notes: &mut Vec<Problem>) -> Result<Vec<Found>, Problem> {
    jwk.check_duplicates()?;
    let item = types::key(jwk, notes)?;
    let label = label::label(jwk, notes)?;
    let key = Found { line, label, ..Found::new(item, "JWK") };
    let certificates = label::certificates(jwk, &key, notes)?;
    Ok([vec![key], certificates].concat())
}
