//! The algorithms of AWS-LC for each curve and parameter set.
//!
//! Keys are checked with them on reading, in `public` and `private`; tokens are signed
//! with them in `algorithm`, where jsonwebtoken has no algorithm of its own.

use aws_lc_rs::signature::{
    self, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, PqdsaSigningAlgorithm, PqdsaVerificationAlgorithm,
};

use super::kind::{Curve, MlDsa};

impl Curve {
    /// Signs with the hash that JOSE pairs with the curve; r and s side by side.
    pub(crate) const fn signing(self) -> &'static EcdsaSigningAlgorithm {
        match self {
            Self::P256 => &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
            Self::P384 => &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
            Self::P521 => &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
            Self::Secp256k1 => &signature::ECDSA_P256K1_SHA256_FIXED_SIGNING,
        }
    }

    /// Verifies what [`Self::signing`] signs.
    pub(crate) const fn verification(self) -> &'static EcdsaVerificationAlgorithm {
        match self {
            Self::P256 => &signature::ECDSA_P256_SHA256_FIXED,
            Self::P384 => &signature::ECDSA_P384_SHA384_FIXED,
            Self::P521 => &signature::ECDSA_P521_SHA512_FIXED,
            Self::Secp256k1 => &signature::ECDSA_P256K1_SHA256_FIXED,
        }
    }
}

impl MlDsa {
    /// Signs with an empty context.
    pub(crate) const fn signing(self) -> &'static PqdsaSigningAlgorithm {
        match self {
            Self::Set44 => &signature::ML_DSA_44_SIGNING,
            Self::Set65 => &signature::ML_DSA_65_SIGNING,
            Self::Set87 => &signature::ML_DSA_87_SIGNING,
        }
    }

    /// Verifies what [`Self::signing`] signs.
    pub(crate) const fn verification(self) -> &'static PqdsaVerificationAlgorithm {
        match self {
            Self::Set44 => &signature::ML_DSA_44,
            Self::Set65 => &signature::ML_DSA_65,
            Self::Set87 => &signature::ML_DSA_87,
        }
    }
}
