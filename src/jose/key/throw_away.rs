//! A key pair for trying things out: made in memory, never written, gone with the program.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use zeroize::Zeroizing;

use super::private::PrivateKey;
use crate::jose::problem::{Part, Place};

/// An EC P-256 key pair and its texts.
#[derive(Clone)]
pub struct ThrowAway {
    /// The private key.
    pub private: PrivateKey,
    /// The private key in PEM (PKCS#8).
    pub private_pem: Zeroizing<String>,
    /// The public key in PEM (SPKI).
    pub public_pem: String,
}

/// Makes a new pair. Nothing if the system has no randomness to give.
pub fn generate_throw_away() -> Option<ThrowAway> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).ok()?;
    let document = pair.to_pkcs8v1().ok()?;
    let private = PrivateKey::from_pkcs8(document.as_ref(), Place::of(Part::SigningKey)).ok()?;
    let public_pem = private.public()?.spki_pem();
    Some(ThrowAway { private_pem: private.pkcs8_pem(), public_pem, private })
}
