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
mod within;
mod write;

use super::format::Context;
use super::protected::budget::{self, Budget};
use super::read::{Found, KeyFile};
use crate::jose::problem::Problem;
use member::{Jwk, Origin};

pub(super) use near::near_miss;
pub use thumbprint::thumbprint;
pub(crate) use types::clip;
pub use within::private_within;
pub use write::{Options, write, write_set};

/// Reads a JWK: the key, then the certificates of its `x5c`.
///
/// Codes: those of JSON ([`crate::jose::json::object`]); `jwk_member`, `jwk_missing`, `duplicate_member`,
/// `unknown_kty`, `unknown_crv`, `unknown_alg`, `unusable_key`, `key_length`, `inconsistent_key`, `x5c_mismatch`;
/// `base64_padding`, `standard_base64`, `bad_character`, `base64_length`, `base64_trailing_bits`; those of the key
/// ([`super::PublicKey::from_spki`], [`super::Secret::from_bytes`]).
pub(super) fn read(text: &str, at: Context<'_>) -> Result<KeyFile, Problem> {
    let mut problems = Vec::new();
    let found = entry(&Jwk::read(text, Origin::START, at.place.part)?, 1, at.budget, &mut problems)?;
    Ok(KeyFile { problems, ..KeyFile::of(found) })
}

/// Reads a JWK Set. An entry that cannot be used is a problem beside the others.
///
/// Codes: `empty_set`, and those of [`read`] for the first entry if none can be used. In the problems also
/// `duplicate_kid`, `too_many_keys` and `more_problems`.
pub(super) fn read_set(text: &str, at: Context<'_>) -> Result<KeyFile, Problem> {
    set::read(text, at)
}

/// What one JWK holds; `notes` gets what is unusual about it and does no harm.
fn entry(jwk: &Jwk<'_>, line: usize, budget: &Budget, notes: &mut Vec<Problem>) -> Result<Vec<Found>, Problem> {
    jwk.check_duplicates()?;
    budget.spend_check(units(jwk), jwk.place("kty"))?;
    check_recoverable(jwk)?;
    let item = types::key(jwk, notes)?;
    let label = label::label(jwk, notes)?;
    let key = Found { line, label, ..Found::new(item, "JWK") };
    let certificates = label::certificates(jwk, &key, notes)?;
    Ok([vec![key], certificates].concat())
}

/// The private numbers of an RSA key beside `d` (RFC 7518 section 6.3.2).
const FACTORS: [&str; 5] = ["p", "q", "dp", "dq", "qi"];
/// The largest RSA key that any algorithm takes, in bytes.
const LARGEST_USED: usize = 8192 / 8;

/// What checking the key takes.
fn units(jwk: &Jwk<'_>) -> u64 {
    let is = |name, value| jwk.string(name).is_ok_and(|text| text.is_some_and(|text| &*text == value));
    if !jwk.has("d") && !jwk.has("p") {
        return 1;
    }
    if is("kty", "RSA") {
        let digits = jwk.string("n").ok().flatten().map_or(0, |text| text.len());
        return budget::rsa_units(6 * digits);
    }
    match () {
        () if is("crv", "Ed448") => budget::ED448_UNITS,
        () if is("crv", "secp256k1") => budget::SECP256K1_UNITS,
        () => 1,
    }
}

/// Working the primes out of a larger key takes seconds, and no algorithm takes it.
fn check_recoverable(jwk: &Jwk<'_>) -> Result<(), Problem> {
    if !jwk.has("d") || !jwk.has("n") || FACTORS.iter().any(|name| jwk.has(name)) {
        return Ok(());
    }
    let len = jwk.bytes("n", "an RSA private JWK").map_or(0, |n| n.iter().skip_while(|&&byte| byte == 0).count());
    if len <= LARGEST_USED {
        return Ok(());
    }
    let message = "the primes of an RSA key of more than 8192 bits are not worked out from \"d\"";
    Err(Problem::new("rsa_size", jwk.place("n"), message).hint("use an RSA key of 2048 to 8192 bits"))
}
