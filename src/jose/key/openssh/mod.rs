//! Keys in OpenSSH's own formats: `openssh-key-v1`, the lines of `*.pub` files and
//! `authorized_keys`, and the public key blocks of RFC 4716.
//!
//! What a key means is decided in `private` and `public` of the parent: here
//! numbers are taken out of SSH's encoding and put into DER.

mod cipher;
mod line;
mod private;
mod public;
mod rsa;
mod wire;

pub(super) use line::{is_public, is_ssh2, public, ssh2};
pub(super) use private::{MAGIC, private};

use crate::jose::problem::{Place, Problem};

/// The format of what is not within its own rules.
fn damaged(place: Place, what: impl std::fmt::Display) -> Problem {
    Problem::new("damaged_key", place, format!("the OpenSSH key is damaged: {what}"))
        .hint("use the file as it was made: copy it again, whole")
}
