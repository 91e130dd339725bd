//! Password-based encryption: from an algorithm identifier, a ciphertext and a passphrase to the plaintext.
//!
//! PBES1 and PBES2 (RFC 8018 section 6), and the schemes of PKCS#12 (RFC 7292 appendix C). PKCS#8 and PKCS#12
//! alike come here, so that bounds stand in one place. The `pkcs5` crate takes no salt over 32 bytes and does not
//! say what it lacks; the primitives under it are used instead.

use std::fmt;

use der::asn1::{ObjectIdentifier, OctetStringRef, UintRef};
use der::{Choice, DecodeValue, Sequence};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::cipher::{Cipher, Failure};
use super::derive::{Budget, Derivation, Function, Hash, OldHash, damaged};
use super::{REWRITE, wrong_passphrase};
use crate::jose::key::family::oid_name;
use crate::jose::key::passphrase::Encoded;
use crate::jose::problem::{Place, Problem};

/// PBEParameter, and pkcs-12PbeParams of the same shape (RFC 8018 appendix A.3, RFC 7292 appendix C).
#[derive(Sequence)]
struct PbeParameters<'d> {
    salt: &'d OctetStringRef,
    rounds: UintRef<'d>,
}

/// PBES2-params (RFC 8018 appendix A.4).
#[derive(Sequence)]
struct Pbes2Parameters<'d> {
    derivation: AlgorithmIdentifierRef<'d>,
    cipher: AlgorithmIdentifierRef<'d>,
}

/// PBKDF2-params (RFC 8018 appendix A.2).
#[derive(Sequence)]
struct Pbkdf2Parameters<'d> {
    salt: &'d OctetStringRef,
    rounds: UintRef<'d>,
    key_len: Option<UintRef<'d>>,
    prf: Option<AlgorithmIdentifierRef<'d>>,
}

/// scrypt-params (RFC 7914 section 7).
#[derive(Sequence)]
struct ScryptParameters<'d> {
    salt: &'d OctetStringRef,
    n: UintRef<'d>,
    r: UintRef<'d>,
    p: UintRef<'d>,
    key_len: Option<UintRef<'d>>,
}

/// GCMParameters (RFC 5084 section 3.2).
#[derive(Sequence)]
struct GcmParameters<'d> {
    nonce: &'d OctetStringRef,
    tag_len: Option<UintRef<'d>>,
}

/// An object identifier of a table, checked when the program is built.
pub(in crate::jose::key) const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

/// id-PBES2 (RFC 8018 appendix A.4).
const PBES2: ObjectIdentifier = oid("1.2.840.113549.1.5.13");
/// id-PBKDF2 (RFC 8018 appendix A.2).
const PBKDF2: ObjectIdentifier = oid("1.2.840.113549.1.5.12");
/// id-scrypt (RFC 7914 section 7).
const SCRYPT: ObjectIdentifier = oid("1.3.6.1.4.1.11591.4.11");

/// The older schemes, each an object identifier of its own, with salt and rounds (RFC 8018 appendix A.3, RFC 7292
/// appendix C).
const OLD: [(ObjectIdentifier, &str, Function, Cipher); 8] = [
    (oid("1.2.840.113549.1.5.3"), "PBES1", Function::Pbkdf1(OldHash::Md5), Cipher::DesCbc),
    (oid("1.2.840.113549.1.5.6"), "PBES1", Function::Pbkdf1(OldHash::Md5), Cipher::Rc264Cbc),
    (oid("1.2.840.113549.1.5.10"), "PBES1", Function::Pbkdf1(OldHash::Sha1), Cipher::DesCbc),
    (oid("1.2.840.113549.1.5.11"), "PBES1", Function::Pbkdf1(OldHash::Sha1), Cipher::Rc264Cbc),
    (oid("1.2.840.113549.1.12.1.3"), "PKCS#12 PBE", Function::Pkcs12(Hash::Sha1, 1), Cipher::DesEde3Cbc),
    (oid("1.2.840.113549.1.12.1.4"), "PKCS#12 PBE", Function::Pkcs12(Hash::Sha1, 1), Cipher::DesEde2Cbc),
    (oid("1.2.840.113549.1.12.1.5"), "PKCS#12 PBE", Function::Pkcs12(Hash::Sha1, 1), Cipher::Rc2128Cbc),
    (oid("1.2.840.113549.1.12.1.6"), "PKCS#12 PBE", Function::Pkcs12(Hash::Sha1, 1), Cipher::Rc240Cbc),
];

/// The ciphers of PBES2 (RFC 8018 appendix B.2; AES: RFC 3565 section 4.1, RFC 5084 section 3.2).
const CIPHERS: [(ObjectIdentifier, Cipher); 8] = [
    (oid("2.16.840.1.101.3.4.1.2"), Cipher::Aes128Cbc),
    (oid("2.16.840.1.101.3.4.1.22"), Cipher::Aes192Cbc),
    (oid("2.16.840.1.101.3.4.1.42"), Cipher::Aes256Cbc),
    (oid("2.16.840.1.101.3.4.1.6"), Cipher::Aes128Gcm),
    (oid("2.16.840.1.101.3.4.1.26"), Cipher::Aes192Gcm),
    (oid("2.16.840.1.101.3.4.1.46"), Cipher::Aes256Gcm),
    (oid("1.2.840.113549.3.7"), Cipher::DesEde3Cbc),
    (oid("1.3.14.3.2.7"), Cipher::DesCbc),
];

/// The HMACs, as the PRF of PBKDF2 and for PBMAC1 (RFC 8018 appendix B.1).
const HMACS: [(ObjectIdentifier, Hash); 5] = [
    (oid("1.2.840.113549.2.7"), Hash::Sha1),
    (oid("1.2.840.113549.2.8"), Hash::Sha224),
    (oid("1.2.840.113549.2.9"), Hash::Sha256),
    (oid("1.2.840.113549.2.10"), Hash::Sha384),
    (oid("1.2.840.113549.2.11"), Hash::Sha512),
];

/// Schemes that are named and not read, and that have no name in the registry at hand.
const NAMES: [(ObjectIdentifier, &str); 14] = [
    (oid("1.2.840.113549.2.6"), "hmacWithMD5"),
    (oid("1.2.840.113549.2.12"), "hmacWithSHA512-224"),
    (oid("1.2.840.113549.2.13"), "hmacWithSHA512-256"),
    (oid("1.2.840.113549.1.5.1"), "pbeWithMD2AndDES-CBC"),
    (oid("1.2.840.113549.1.5.4"), "pbeWithMD2AndRC2-CBC"),
    (oid("1.2.840.113549.3.2"), "rc2-cbc"),
    (oid("1.2.840.113549.3.9"), "rc5-CBC-PAD"),
    (oid("1.2.392.200011.61.1.1.1.2"), "camellia128-cbc"),
    (oid("1.2.392.200011.61.1.1.1.3"), "camellia192-cbc"),
    (oid("1.2.392.200011.61.1.1.1.4"), "camellia256-cbc"),
    (oid("1.2.410.200046.1.1.2"), "aria128-cbc"),
    (oid("1.2.410.200046.1.1.7"), "aria192-cbc"),
    (oid("1.2.410.200046.1.1.12"), "aria256-cbc"),
    (oid("1.2.410.200004.1.4"), "seed-cbc"),
];

/// A scheme with its parameters, within the bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::jose::key) struct Scheme<'d> {
    family: &'static str,
    derivation: Derivation<'d>,
    cipher: Cipher,
    /// The older schemes derive it.
    iv: Option<&'d [u8]>,
}

impl<'d> Scheme<'d> {
    /// Reads a scheme. Nothing is derived.
    ///
    /// Codes: `unsupported_encryption`, `costly_key`, `damaged_key`.
    pub(in crate::jose::key) fn read(algorithm: AlgorithmIdentifierRef<'d>, place: Place) -> Result<Self, Problem> {
        if algorithm.oid == PBES2 {
            return pbes2(algorithm, place);
        }
        let old = OLD.iter().find(|(known, ..)| *known == algorithm.oid);
        let Some(&(_, family, function, cipher)) = old else {
            return Err(unsupported(algorithm.oid, place));
        };
        let parameters: PbeParameters<'_> = parameters(algorithm, place)?;
        let salt = parameters.salt.as_bytes();
        let derivation = Derivation::rounds(function, salt, number(parameters.rounds), place)?;
        Ok(Self { family, derivation, cipher, iv: None })
    }

    /// True if the passphrase goes into it as UTF-16, of which more than one way is in use.
    pub(in crate::jose::key) const fn is_wide(&self) -> bool {
        matches!(self.derivation, Derivation::Rounds { function: Function::Pkcs12(..), .. })
    }

    /// Fails for what the cipher cannot have made: no passphrase opens it.
    ///
    /// Codes: `damaged_key`.
    pub(in crate::jose::key) fn check(&self, ciphertext: &[u8], place: Place) -> Result<(), Problem> {
        if self.cipher.makes(ciphertext.len()) {
            return Ok(());
        }
        Err(damaged(&format!("{} bytes are no ciphertext of {}", ciphertext.len(), self.cipher.name()), place))
    }

    /// The plaintext. Takes up to seconds.
    ///
    /// Codes: `wrong_passphrase`, `damaged_key`, `costly_key`.
    pub(in crate::jose::key) fn open(
        &self,
        ciphertext: &[u8],
        passphrase: &Encoded<'_>,
        budget: &Budget,
        place: Place,
    ) -> Result<Zeroizing<Vec<u8>>, Problem> {
        self.check(ciphertext, place)?;
        let (key_len, iv_len) = (self.cipher.key_len(), self.cipher.iv_len());
        match (self.iv, self.derivation.for_iv()) {
            (Some(_), _) => budget.spend(&self.derivation, &[key_len], place)?,
            (None, Some(_)) => budget.spend(&self.derivation, &[key_len, iv_len], place)?,
            (None, None) => budget.spend(&self.derivation, &[key_len + iv_len], place)?,
        }
        let (key, iv) = self.key_and_iv(passphrase);
        self.cipher.decrypt(&key, &iv, ciphertext).map_err(|failure| match failure {
            Failure::Length => damaged("its IV does not fit its cipher", place),
            Failure::Key => wrong_passphrase(place),
        })
    }

    fn key_and_iv(&self, passphrase: &Encoded<'_>) -> (Zeroizing<Vec<u8>>, Zeroizing<Vec<u8>>) {
        let mut key = Zeroizing::new(vec![0; self.cipher.key_len()]);
        if let Some(iv) = self.iv {
            self.derivation.fill(passphrase, &mut key);
            return (key, Zeroizing::new(iv.to_vec()));
        }
        let mut iv = Zeroizing::new(vec![0; self.cipher.iv_len()]);
        if let Some(for_iv) = self.derivation.for_iv() {
            self.derivation.fill(passphrase, &mut key);
            for_iv.fill(passphrase, &mut iv);
        } else {
            // PBES1 takes both from one derivation (RFC 8018 section 6.1.1).
            let mut both = Zeroizing::new(vec![0; key.len() + iv.len()]);
            self.derivation.fill(passphrase, &mut both);
            key.iter_mut().chain(iv.iter_mut()).zip(both.iter()).for_each(|(to, from)| *to = *from);
        }
        (key, iv)
    }
}

impl fmt::Display for Scheme<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}, {}", self.family, self.cipher.name(), self.derivation)
    }
}

fn pbes2(algorithm: AlgorithmIdentifierRef<'_>, place: Place) -> Result<Scheme<'_>, Problem> {
    let both: Pbes2Parameters<'_> = parameters(algorithm, place)?;
    let known = CIPHERS.iter().find(|(known, _)| *known == both.cipher.oid);
    let &(_, cipher) = known.ok_or_else(|| unsupported(both.cipher.oid, place))?;
    let iv = iv(cipher, both.cipher, place)?;
    let (derivation, key_len) = derivation(both.derivation, place)?;
    if let Some(len) = key_len.filter(|&len| u64::try_from(cipher.key_len()) != Ok(len)) {
        return Err(damaged(&format!("a key of {len} bytes does not fit {}", cipher.name()), place));
    }
    Ok(Scheme { family: "PBES2", derivation, cipher, iv: Some(iv) })
}

/// A derivation and the length of key that it states.
///
/// Codes: `unsupported_encryption`, `costly_key`, `damaged_key`.
pub(in crate::jose::key) fn derivation(
    algorithm: AlgorithmIdentifierRef<'_>,
    place: Place,
) -> Result<(Derivation<'_>, Option<u64>), Problem> {
    match algorithm.oid {
        PBKDF2 => {
            let stated: Pbkdf2Parameters<'_> = parameters(algorithm, place)?;
            let prf = stated.prf.map_or(Ok(Hash::Sha1), |prf| hmac(prf.oid, place))?;
            let rounds = number(stated.rounds);
            let derivation = Derivation::rounds(Function::Pbkdf2(prf), stated.salt.as_bytes(), rounds, place)?;
            Ok((derivation, stated.key_len.map(number)))
        }
        SCRYPT => {
            let stated: ScryptParameters<'_> = parameters(algorithm, place)?;
            let numbers = [stated.n, stated.r, stated.p].map(number);
            Ok((Derivation::scrypt(stated.salt.as_bytes(), numbers, place)?, stated.key_len.map(number)))
        }
        other => Err(unsupported(other, place)),
    }
}

/// The hash of an HMAC.
///
/// Codes: `unsupported_encryption`.
pub(in crate::jose::key) fn hmac(algorithm: ObjectIdentifier, place: Place) -> Result<Hash, Problem> {
    let known = HMACS.iter().find(|(known, _)| *known == algorithm);
    known.map(|&(_, hash)| hash).ok_or_else(|| unsupported(algorithm, place))
}

fn iv(cipher: Cipher, algorithm: AlgorithmIdentifierRef<'_>, place: Place) -> Result<&[u8], Problem> {
    let iv = match cipher {
        Cipher::Aes128Gcm | Cipher::Aes192Gcm | Cipher::Aes256Gcm => {
            let stated: GcmParameters<'_> = parameters(algorithm, place)?;
            // 12 is the default of the structure, 16 what every program writes.
            let tag_len = stated.tag_len.map_or(12, number);
            if tag_len != 16 {
                let message = format!("it is encrypted with {} and a tag of {tag_len} bytes", cipher.name());
                return Err(Problem::new("unsupported_encryption", place, message).hint(REWRITE));
            }
            stated.nonce
        }
        _ => parameters::<&OctetStringRef>(algorithm, place)?,
    };
    match iv.as_bytes() {
        iv if iv.len() == cipher.iv_len() => Ok(iv),
        iv => Err(damaged(&format!("an IV of {} bytes does not fit {}", iv.len(), cipher.name()), place)),
    }
}

/// The parameters of an algorithm, as that structure.
pub(in crate::jose::key) fn parameters<'d, T>(algorithm: AlgorithmIdentifierRef<'d>, place: Place) -> Result<T, Problem>
where
    T: Choice<'d> + DecodeValue<'d>,
{
    let decoded = algorithm.parameters.and_then(|parameters| parameters.decode_as().ok());
    decoded.ok_or_else(|| damaged(&format!("the parameters of {} cannot be read", name(algorithm.oid)), place))
}

/// The number, or the largest there is.
pub(in crate::jose::key) fn number(number: UintRef<'_>) -> u64 {
    number
        .as_bytes()
        .iter()
        .fold(0, |sum: u64, &byte| sum.checked_mul(256).map_or(u64::MAX, |sum| sum.saturating_add(u64::from(byte))))
}

/// A scheme that is not read.
pub(in crate::jose::key) fn unsupported(algorithm: ObjectIdentifier, place: Place) -> Problem {
    let message = format!("it is encrypted with {}, which cannot be read", name(algorithm));
    Problem::new("unsupported_encryption", place, message).hint(REWRITE)
}

fn name(algorithm: ObjectIdentifier) -> String {
    let known = NAMES.iter().find(|(known, _)| *known == algorithm);
    known.map_or_else(|| oid_name(algorithm), |&(_, name)| name.to_owned())
}
