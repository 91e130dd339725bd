//! Keys, certificates and secrets: from what a user has to what an algorithm takes.
//!
//! Formats are rows of one table (`format`); the content of a text decides what it
//! is, never its name. Private bytes are wiped and never printed. Nothing here
//! trusts a certificate, and nothing here signs: that is `algorithm`.

mod certificate;
mod family;
mod format;
mod kind;
pub mod pair;
mod pem;
mod private;
mod public;
mod read;
mod rsa;
mod secret;
mod sniff;
pub mod throw_away;
mod write;

pub use certificate::Certificate;
pub(crate) use family::RsaUse;
pub use kind::{Curve, KeyType};
pub use private::PrivateKey;
pub use public::PublicKey;
pub use read::{Found, Item, KeyFile, read, read_bytes};
pub use secret::{Secret, SecretEncoding};
pub use sniff::{KeyHint, looks_like_key};
