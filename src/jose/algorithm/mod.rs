//! The algorithms of JWS (RFC 7518 section 3): which key each takes, signing, verifying.
//!
//! One table; names, menus, tests and the natural choice for a key are read from
//! it. A new algorithm is a row, and two functions where no family has them yet.
//! jsonwebtoken signs and verifies what it has, AWS-LC itself what that lacks, and
//! `key::ed448` what neither has. Texts,
//! headers and claims are not looked at here: what is signed comes in as bytes.

mod ecdsa;
mod eddsa;
mod fit;
mod hmac;
mod ml_dsa;
mod rsa;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey, crypto};

use super::key::{Curve, KeyType, MlDsa, PrivateKey, PublicKey, Secret};
use super::problem::{Part, Place, Problem};

/// The key to sign with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SigningKey {
    /// A private key.
    Private(PrivateKey),
    /// An HMAC secret.
    Secret(Secret),
}

/// The key to verify with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyingKey {
    /// A public key.
    Public(PublicKey),
    /// An HMAC secret.
    Secret(Secret),
}

/// Any key, to ask what it can do.
#[derive(Debug, Clone, Copy)]
pub enum AnyKey<'k> {
    /// A private key.
    Private(&'k PrivateKey),
    /// A public key.
    Public(&'k PublicKey),
    /// An HMAC secret.
    Secret(&'k Secret),
}

impl<'k> From<&'k SigningKey> for AnyKey<'k> {
    fn from(key: &'k SigningKey) -> Self {
        match key {
            SigningKey::Private(key) => Self::Private(key),
            SigningKey::Secret(secret) => Self::Secret(secret),
        }
    }
}

impl<'k> From<&'k VerifyingKey> for AnyKey<'k> {
    fn from(key: &'k VerifyingKey) -> Self {
        match key {
            VerifyingKey::Public(key) => Self::Public(key),
            VerifyingKey::Secret(secret) => Self::Secret(secret),
        }
    }
}

/// Algorithms that work alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// HMAC with SHA-2 (RFC 7518 section 3.2).
    Hmac,
    /// RSASSA-PKCS1-v1_5 (RFC 7518 section 3.3).
    RsaPkcs1,
    /// RSASSA-PSS (RFC 7518 section 3.5).
    RsaPss,
    /// ECDSA (RFC 7518 section 3.4).
    Ecdsa,
    /// EdDSA (RFC 8037 section 3.1).
    EdDsa,
    /// ML-DSA (FIPS 204, RFC 9964).
    MlDsa,
    /// No signature at all (RFC 7518 section 3.6).
    None,
}

/// One algorithm.
pub struct Algorithm {
    /// Its name in `alg`, exact case.
    pub name: &'static str,
    /// Its family.
    pub family: Family,
    /// Length of its hash in bits; 0 for none, and where the key decides.
    pub hash_bits: u32,
    /// The types of key that it takes; empty for RSA, whose keys are judged by their size, and for secrets.
    pub keys: &'static [KeyType],
    /// The key that it needs, for sentences: "RS256 needs …".
    pub needs: &'static str,
    /// Where it is defined.
    pub rfc: &'static str,
    /// What a user should know before choosing it, for lists; [`Self::weakness`] is about a key at hand.
    pub note: Option<&'static str>,
    sign: fn(&Self, &SigningKey, &[u8]) -> Option<Vec<u8>>,
    verify: fn(&Self, &VerifyingKey, &[u8], &[u8]) -> Option<bool>,
}

const SECRET: &str = "an HMAC secret";
const RSA_KEY: &str = "an RSA key of 2048 to 8192 bits";

/// Every known algorithm; of those that fit a key, the first is its natural one.
pub static ALGORITHMS: &[Algorithm] = &[
    Algorithm::hmac("HS256", 256),
    Algorithm::hmac("HS384", 384),
    Algorithm::hmac("HS512", 512),
    Algorithm::rsa("RS256", Family::RsaPkcs1, 256),
    Algorithm::rsa("RS384", Family::RsaPkcs1, 384),
    Algorithm::rsa("RS512", Family::RsaPkcs1, 512),
    Algorithm::rsa("PS256", Family::RsaPss, 256),
    Algorithm::rsa("PS384", Family::RsaPss, 384),
    Algorithm::rsa("PS512", Family::RsaPss, 512),
    Algorithm::ecdsa("ES256", 256, &[KeyType::Ec(Curve::P256)], "a key on the curve P-256"),
    Algorithm::ecdsa("ES384", 384, &[KeyType::Ec(Curve::P384)], "a key on the curve P-384"),
    Algorithm::ecdsa("ES512", 512, &[KeyType::Ec(Curve::P521)], "a key on the curve P-521").directly(),
    Algorithm {
        rfc: "RFC 8812 section 3.2",
        ..Algorithm::ecdsa("ES256K", 256, &[KeyType::Ec(Curve::Secp256k1)], "a key on the curve secp256k1").directly()
    },
    Algorithm {
        rfc: "RFC 8037 section 3.1",
        ..Algorithm::eddsa("EdDSA", &[KeyType::Ed25519, KeyType::Ed448], "an Ed25519 or Ed448 key")
    },
    Algorithm::eddsa("Ed25519", &[KeyType::Ed25519], "an Ed25519 key"),
    Algorithm { note: Some(fit::ED448_NOTE), ..Algorithm::eddsa("Ed448", &[KeyType::Ed448], "an Ed448 key") },
    Algorithm::ml_dsa("ML-DSA-44", &[KeyType::MlDsa(MlDsa::Set44)], "an ML-DSA-44 key"),
    Algorithm::ml_dsa("ML-DSA-65", &[KeyType::MlDsa(MlDsa::Set65)], "an ML-DSA-65 key"),
    Algorithm::ml_dsa("ML-DSA-87", &[KeyType::MlDsa(MlDsa::Set87)], "an ML-DSA-87 key"),
    Algorithm {
        name: "none",
        family: Family::None,
        hash_bits: 0,
        keys: &[],
        needs: "no key",
        rfc: "RFC 7518 section 3.6",
        note: None,
        sign: |_, _, _| None,
        verify: |_, _, _, _| None,
    },
];

/// The algorithm with this name, in exact case: "NONE" is unknown, not none (RFC 7515 section 4.1.1).
pub fn by_name(name: &str) -> Option<&'static Algorithm> {
    ALGORITHMS.iter().find(|algorithm| algorithm.name == name)
}

impl Algorithm {
    /// Whether it can sign with `key`.
    ///
    /// Codes: `alg_none`, `algorithm_key_mismatch`, `key_size`, `curve_mismatch`.
    pub fn fits_signing(&self, key: &SigningKey) -> Result<(), Problem> {
        fit::check(self, key.into(), Part::SigningKey)
    }

    /// Whether it can verify with `key`.
    ///
    /// Codes: those of [`Self::fits_signing`], and `algorithm_confusion` for HMAC with a public key.
    pub fn fits_verifying(&self, key: &VerifyingKey) -> Result<(), Problem> {
        fit::check(self, key.into(), Part::VerificationKey)
    }

    /// The raw signature of `signing_input` (RFC 7515 section 5.1).
    ///
    /// Codes: those of [`Self::fits_signing`], and `signing_failed`.
    pub fn sign(&self, key: &SigningKey, signing_input: &[u8]) -> Result<Vec<u8>, Problem> {
        self.fits_signing(key)?;
        (self.sign)(self, key, signing_input).ok_or_else(|| {
            let message = format!("{} could not sign with this key", self.name);
            Problem::new("signing_failed", Place::of(Part::SigningKey), message)
        })
    }

    /// True if `signature` is one of `signing_input` by `key` (RFC 7515 section 5.2). A signature of any
    /// wrong form or length is a false one.
    ///
    /// Codes: those of [`Self::fits_verifying`].
    pub fn verify(&self, key: &VerifyingKey, signing_input: &[u8], signature: &[u8]) -> Result<bool, Problem> {
        self.fits_verifying(key)?;
        Ok((self.verify)(self, key, signing_input, signature).unwrap_or(false))
    }

    /// What is weak about the algorithm with a key that fits it: `weak_secret` (RFC 7518 section 3.2), or
    /// `pre_release_implementation` for every use of an Ed448 key.
    pub fn weakness<'k>(&self, key: impl Into<AnyKey<'k>>) -> Option<Problem> {
        fit::weakness(self, key.into())
    }

    /// Every algorithm that `key` can be used with; none for an RSA key that is too short or too long.
    pub fn fitting<'k>(key: impl Into<AnyKey<'k>>) -> Vec<&'static Self> {
        let key = key.into();
        ALGORITHMS.iter().filter(|algorithm| fit::fits(algorithm, key)).collect()
    }

    /// The usual algorithm for `key`: HS256, RS256 (PS256 for a key restricted to it), the one of the curve, EdDSA
    /// for Ed25519 and Ed448, or the one of the ML-DSA parameter set.
    pub fn natural<'k>(key: impl Into<AnyKey<'k>>) -> Option<&'static Self> {
        Self::fitting(key).into_iter().next()
    }

    const fn hmac(name: &'static str, hash_bits: u32) -> Self {
        let (sign, verify) = (hmac::sign as _, hmac::verify as _);
        let rfc = "RFC 7518 section 3.2";
        Self { name, family: Family::Hmac, hash_bits, keys: &[], needs: SECRET, rfc, note: None, sign, verify }
    }

    const fn rsa(name: &'static str, family: Family, hash_bits: u32) -> Self {
        let (sign, verify) = (rsa::sign as _, rsa::verify as _);
        let rfc = match family {
            Family::RsaPss => "RFC 7518 section 3.5",
            _ => "RFC 7518 section 3.3",
        };
        Self { name, family, hash_bits, keys: &[], needs: RSA_KEY, rfc, note: None, sign, verify }
    }

    const fn ecdsa(name: &'static str, hash_bits: u32, keys: &'static [KeyType], needs: &'static str) -> Self {
        let (sign, verify) = (ecdsa::sign as _, ecdsa::verify as _);
        let rfc = "RFC 7518 section 3.4";
        Self { name, family: Family::Ecdsa, hash_bits, keys, needs, rfc, note: None, sign, verify }
    }

    /// The same ECDSA, by AWS-LC itself.
    const fn directly(self) -> Self {
        Self { sign: ecdsa::sign_directly, verify: ecdsa::verify_directly, ..self }
    }

    const fn eddsa(name: &'static str, keys: &'static [KeyType], needs: &'static str) -> Self {
        let (sign, verify) = (eddsa::sign as _, eddsa::verify as _);
        let rfc = "RFC 9864 section 2.2";
        Self { name, family: Family::EdDsa, hash_bits: 0, keys, needs, rfc, note: None, sign, verify }
    }

    const fn ml_dsa(name: &'static str, keys: &'static [KeyType], needs: &'static str) -> Self {
        let (sign, verify) = (ml_dsa::sign as _, ml_dsa::verify as _);
        let rfc = "RFC 9964";
        Self { name, family: Family::MlDsa, hash_bits: 0, keys, needs, rfc, note: None, sign, verify }
    }

    /// The same algorithm of the library that signs and verifies.
    fn backend(&self) -> Option<jsonwebtoken::Algorithm> {
        self.name.parse().ok()
    }
}

impl PartialEq for Algorithm {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Algorithm {}

impl fmt::Debug for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Algorithm({})", self.name)
    }
}

/// Signs; the library gives base64url text, this the bytes.
fn sign_with(algorithm: jsonwebtoken::Algorithm, key: &EncodingKey, input: &[u8]) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(crypto::sign(input, key, algorithm).ok()?).ok()
}

/// Verifies; the library takes base64url text.
fn verify_with(algorithm: jsonwebtoken::Algorithm, key: &DecodingKey, input: &[u8], signature: &[u8]) -> Option<bool> {
    crypto::verify(&URL_SAFE_NO_PAD.encode(signature), input, key, algorithm).ok()
}
