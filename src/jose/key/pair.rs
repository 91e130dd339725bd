//! Whether a private and a public key belong together.

use super::private::PrivateKey;
use super::public::PublicKey;

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// They are one pair.
    Yes,
    /// They are not.
    No,
    /// The public part of the private key cannot be derived here.
    Unknown,
}

/// Compares the public part of `private` with `public`.
pub fn belongs(private: &PrivateKey, public: &PublicKey) -> Match {
    match private.public() {
        Some(derived) if derived.matches(public) => Match::Yes,
        None if private.key_type() == public.key_type() => Match::Unknown,
        Some(_) | None => Match::No,
    }
}
