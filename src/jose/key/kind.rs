//! What a key is: its type and, for elliptic curves, the curve, for ML-DSA the parameter set.
//!
//! Names only; reading keys is in the files beside this one, what a key can do
//! is in `algorithm`.

use std::fmt;

use der::asn1::ObjectIdentifier;

/// The type of a key, and its size where one exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyType {
    /// RSA (RFC 8017).
    Rsa {
        /// Length of the modulus in bits.
        bits: u32,
    },
    /// A key on a named elliptic curve (RFC 5480).
    Ec(Curve),
    /// Ed25519 (RFC 8032, RFC 8410).
    Ed25519,
    /// Ed448 (RFC 8032, RFC 8410).
    Ed448,
    /// ML-DSA (FIPS 204, RFC 9881).
    MlDsa(MlDsa),
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA {bits}"),
            Self::Ec(curve) => write!(f, "EC {}", curve.name()),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Ed448 => f.write_str("Ed448"),
            Self::MlDsa(set) => f.write_str(set.name()),
        }
    }
}

/// A named elliptic curve that a JOSE algorithm uses (RFC 7518 section 6.2.1.1, RFC 8812).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-256, secp256r1.
    P256,
    /// NIST P-384, secp384r1.
    P384,
    /// NIST P-521, secp521r1.
    P521,
    /// secp256k1.
    Secp256k1,
}

impl Curve {
    /// Every curve.
    pub const ALL: [Self; 4] = [Self::P256, Self::P384, Self::P521, Self::Secp256k1];

    /// The name that JOSE gives it (`crv`).
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
        }
    }

    /// Length of one coordinate in bytes (SEC 1 section 2.3.5).
    pub const fn coordinate_len(self) -> usize {
        match self {
            Self::P256 | Self::Secp256k1 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// Its object identifier (RFC 5480 section 2.1.1.1, SEC 2).
    pub(super) const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::P256 => ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
            Self::P384 => ObjectIdentifier::new_unwrap("1.3.132.0.34"),
            Self::P521 => ObjectIdentifier::new_unwrap("1.3.132.0.35"),
            Self::Secp256k1 => ObjectIdentifier::new_unwrap("1.3.132.0.10"),
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A parameter set of ML-DSA (FIPS 204 section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MlDsa {
    /// ML-DSA-44, of security category 2.
    Set44,
    /// ML-DSA-65, of security category 3.
    Set65,
    /// ML-DSA-87, of security category 5.
    Set87,
}

impl MlDsa {
    /// Every parameter set.
    pub const ALL: [Self; 3] = [Self::Set44, Self::Set65, Self::Set87];

    /// Length of the seed in bytes, from which both halves of the key follow (FIPS 204 section 5.1).
    pub const SEED_LEN: usize = 32;

    /// Its name, which is the JOSE algorithm's too (RFC 9964).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Set44 => "ML-DSA-44",
            Self::Set65 => "ML-DSA-65",
            Self::Set87 => "ML-DSA-87",
        }
    }

    /// Length of a public key in bytes (FIPS 204 table 2).
    pub const fn public_len(self) -> usize {
        match self {
            Self::Set44 => 1312,
            Self::Set65 => 1952,
            Self::Set87 => 2592,
        }
    }

    /// Length of an expanded private key in bytes (FIPS 204 table 2).
    pub const fn expanded_len(self) -> usize {
        match self {
            Self::Set44 => 2560,
            Self::Set65 => 4032,
            Self::Set87 => 4896,
        }
    }

    /// Its object identifier (RFC 9881 section 2).
    pub(super) const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Set44 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17"),
            Self::Set65 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18"),
            Self::Set87 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19"),
        }
    }
}

impl fmt::Display for MlDsa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
