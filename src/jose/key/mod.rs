//! Keys, certificates and secrets: from what a user has to what an algorithm takes.
//!
//! Formats are rows of two tables (`format`); the content of a text decides what it
//! is, never its name. Private bytes are wiped and never printed. Nothing here
//! trusts a certificate, and nothing here signs tokens: that is `algorithm`.

mod aws;
mod bare;
mod bundle;
mod certificate;
mod choose;
pub mod convert;
mod ed25519;
pub(crate) mod ed448;
mod family;
mod format;
pub mod generate;
pub mod given;
pub mod inspect;
pub mod jwk;
mod kind;
mod lines;
mod openssh;
pub mod pair;
mod passphrase;
mod pem;
mod pkcs12;
mod private;
mod protected;
mod public;
mod read;
mod rsa;
mod secret;
pub mod self_signed;
mod service_account;
mod sniff;
mod subject;
pub mod throw_away;
mod unreadable;
mod unusable;
mod write;

pub use certificate::{Certificate, Validity};
pub(crate) use family::{RsaUse, USE_ANOTHER};
pub use kind::{Curve, KeyType, MlDsa};
pub use passphrase::Passphrase;
pub use private::PrivateKey;
pub use public::PublicKey;
pub use read::{Found, Item, KeyFile, Label, is_locked, read, read_bytes, unlock};
pub use secret::{Secret, SecretEncoding};
pub use sniff::{KeyHint, has_private, looks_like_key};
pub use write::armoured;
