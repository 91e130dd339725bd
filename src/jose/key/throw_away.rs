//! A key pair for trying things out: made in memory, never written, gone with the program.

use zeroize::Zeroizing;

use super::generate::{generate, kind};
use super::private::PrivateKey;
use super::read::Item;

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
    let Item::Private(private) = generate(&kind("p256").ok()?, None).ok()?.key else {
        return None;
    };
    let public_pem = private.public()?.spki_pem();
    Some(ThrowAway { private_pem: private.pkcs8_pem(), public_pem, private })
}
