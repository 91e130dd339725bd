//! The MAC of a PKCS#12 file, which a passphrase opens or not: HMAC with the derivation of PKCS#12 (RFC 7292 section
//! 4) or PBMAC1 (RFC 9579).

use std::fmt;

use aws_lc_rs::hmac;
use der::asn1::ObjectIdentifier;
use zeroize::Zeroizing;

use super::structure::{MacData, Pbmac1Parameters};
use crate::jose::key::passphrase::Encoded;
use crate::jose::key::protected::derive::{Budget, Derivation, Function, Hash, damaged};
use crate::jose::key::protected::pbe::{self, oid};
use crate::jose::problem::{Place, Problem};

/// id-PBMAC1 (RFC 8018 appendix A.5).
const PBMAC1: ObjectIdentifier = oid("1.2.840.113549.1.5.14");

/// The hashes that a MAC is made with (RFC 3370 section 2.1, RFC 5754 section 2).
const HASHES: [(ObjectIdentifier, Hash); 5] = [
    (oid("1.3.14.3.2.26"), Hash::Sha1),
    (oid("2.16.840.1.101.3.4.2.4"), Hash::Sha224),
    (oid("2.16.840.1.101.3.4.2.1"), Hash::Sha256),
    (oid("2.16.840.1.101.3.4.2.2"), Hash::Sha384),
    (oid("2.16.840.1.101.3.4.2.3"), Hash::Sha512),
];

/// The MAC of a file with its parameters, within the bounds.
pub(super) struct Mac<'d> {
    derivation: Derivation<'d>,
    key_len: usize,
    algorithm: hmac::Algorithm,
    hash: Hash,
    tag: &'d [u8],
}

impl<'d> Mac<'d> {
    /// Reads it. Nothing is derived.
    ///
    /// Codes: `unsupported_encryption`, `costly_key`, `damaged_key`.
    pub(super) fn read(data: &MacData<'d>, place: Place) -> Result<Self, Problem> {
        let stated = data.mac.algorithm;
        let (derivation, key_len, hash) = if stated.oid == PBMAC1 {
            pbmac1(stated, place)?
        } else {
            let known = HASHES.iter().find(|(known, _)| *known == stated.oid);
            let &(_, hash) = known.ok_or_else(|| pbe::unsupported(stated.oid, place))?;
            let rounds = data.rounds.map_or(1, pbe::number);
            let derivation = Derivation::rounds(Function::Pkcs12(hash, 3), data.salt.as_bytes(), rounds, place)?;
            (derivation, None, hash)
        };
        let algorithm = hash.hmac();
        let tag = data.mac.digest.as_bytes();
        if tag.len() != algorithm.tag_len() {
            return Err(damaged(&format!("its MAC has {} bytes, not {}", tag.len(), algorithm.tag_len()), place));
        }
        Ok(Self { derivation, key_len: key_len.unwrap_or(tag.len()), algorithm, hash, tag })
    }

    /// True if the passphrase is the one that `content` was sealed with. Takes up to seconds.
    ///
    /// Codes: `costly_key`.
    pub(super) fn verifies(
        &self,
        content: &[u8],
        passphrase: &Encoded<'_>,
        budget: &Budget,
        place: Place,
    ) -> Result<bool, Problem> {
        budget.spend(&self.derivation, &[self.key_len], place)?;
        let mut key = Zeroizing::new(vec![0; self.key_len]);
        self.derivation.fill(passphrase, &mut key);
        Ok(hmac::verify(&hmac::Key::new(self.algorithm, &key), content, self.tag).is_ok())
    }
}

impl fmt::Display for Mac<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.derivation {
            Derivation::Rounds { function: Function::Pkcs12(..), rounds, .. } => {
                write!(f, "HMAC-{}, {rounds} rounds", self.hash)
            }
            _ => write!(f, "PBMAC1, HMAC-{}, {}", self.hash, self.derivation),
        }
    }
}

/// Derivation, length of the key and hash of a PBMAC1.
fn pbmac1(
    algorithm: spki::AlgorithmIdentifierRef<'_>,
    place: Place,
) -> Result<(Derivation<'_>, Option<usize>, Hash), Problem> {
    let stated: Pbmac1Parameters<'_> = pbe::parameters(algorithm, place)?;
    let (derivation, key_len) = pbe::derivation(stated.derivation, place)?;
    // RFC 9579 section 5: the length must be stated; a short key would let anybody forge the MAC.
    let key_len = key_len.and_then(|len| usize::try_from(len).ok()).filter(|len| (20..=64).contains(len));
    let key_len = key_len.ok_or_else(|| damaged("its PBMAC1 states no length of key from 20 to 64 bytes", place))?;
    Ok((derivation, Some(key_len), pbe::hmac(stated.hmac.oid, place)?))
}
