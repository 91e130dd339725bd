//! Private keys under a passphrase.
//!
//! PKCS#8 is read here, OpenSSL's old form of PEM in `traditional`, the schemes of
//! encryption in `pbe`, which PKCS#12 uses too. Nothing here writes encrypted keys.

pub(super) mod budget;
mod cipher;
pub(super) mod derive;
pub(super) mod pbe;
mod traditional;

use der::asn1::OctetStringRef;
use der::{Decode as _, Sequence};
use pkcs8::PrivateKeyInfoRef;
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

pub(super) use self::traditional::traditional;

use self::derive::{Budget, damaged};
use self::pbe::Scheme;
use super::format::Context;
use super::passphrase::Encoded;
use super::private::PrivateKey;
use super::read::{Found, Item};
use crate::jose::problem::{Place, Problem};

/// EncryptedPrivateKeyInfo (RFC 5958 section 3).
#[derive(Sequence)]
pub(super) struct EncryptedPrivateKeyInfo<'d> {
    pub(super) algorithm: AlgorithmIdentifierRef<'d>,
    pub(super) data: &'d OctetStringRef,
}

/// Reads a DER EncryptedPrivateKeyInfo (RFC 5958 section 3).
///
/// Codes: `bad_der`, `encrypted_key`, `wrong_passphrase`, `costly_key`, `unsupported_encryption`, `damaged_key`, and
/// those of [`PrivateKey::from_pkcs8`] for the key inside.
pub(super) fn pkcs8(der: &[u8], at: Context<'_>) -> Result<Vec<Found>, Problem> {
    let info = EncryptedPrivateKeyInfo::from_der(der)
        .map_err(|error| super::public::not("encrypted PKCS#8 private key", error, at.place))?;
    let scheme = Scheme::read(info.algorithm, at.place)?;
    scheme.check(info.data.as_bytes(), at.place)?;
    let Some(passphrase) = at.passphrase else {
        return Err(needed(&scheme.to_string(), at.place));
    };
    let mut ways = Encoded::ways(passphrase.text());
    ways.truncate(if scheme.is_wide() { ways.len() } else { 1 });
    let mut outcome = Err(wrong_passphrase(at.place));
    for way in &ways {
        let plain = scheme.open(info.data.as_bytes(), way, at.budget, at.place);
        outcome = plain.and_then(|plain| opened_key(&plain, at.budget, at.place));
        if !outcome.as_ref().is_err_and(|problem| problem.code == "wrong_passphrase") {
            break;
        }
    }
    let found = Found::new(Item::Private(outcome?), "PKCS#8");
    Ok(vec![Found { protection: Some(scheme.to_string()), ..found }])
}

/// The key in a plaintext. Some wrong passphrases leave good padding, so that contents of another shape count as one.
///
/// Codes: `wrong_passphrase`, `damaged_key`, `too_many_keys`, and those of [`PrivateKey::from_pkcs8`] but `bad_der`.
pub(super) fn opened_key(plain: &Zeroizing<Vec<u8>>, budget: &Budget, place: Place) -> Result<PrivateKey, Problem> {
    if PrivateKeyInfoRef::from_der(plain).is_err() {
        return Err(wrong_passphrase(place));
    }
    let key = budget.private(plain.len(), place, || PrivateKey::from_pkcs8(plain, place), |key| key);
    key.map_err(|problem| match problem.code {
        // To other readers that code means that the file is of another format.
        "bad_der" => damaged(&problem.message, place),
        _ => problem,
    })
}

/// The way out where the encryption is not read.
pub(super) const REWRITE: &str = "openssl pkcs8 -topk8 -in FILE -out NEW writes the key anew with AES-256-CBC (for old \
                                  ciphers add -provider default -provider legacy)";

/// A passphrase is needed and none was given; `how` it is encrypted.
pub(super) fn needed(how: &str, place: Place) -> Problem {
    Problem::new("encrypted_key", place, format!("it is encrypted ({how}): its passphrase is needed"))
        .hint("give its passphrase")
}

/// The passphrase is not the one.
pub(super) fn wrong_passphrase(place: Place) -> Problem {
    Problem::new("wrong_passphrase", place, "the passphrase does not open it")
        .hint("mind upper and lower case, white space at its ends and the layout of the keyboard")
}
