//! Opening the private part of an OpenSSH key: bcrypt-pbkdf, then one of SSH's ciphers.
//!
//! What a key file asks for is bounded before anything is derived.

use ssh_cipher::{Cipher, Tag};
use zeroize::Zeroizing;

use super::damaged;
use super::public::quoted;
use super::wire::Wire;
use crate::jose::key::Passphrase;
use crate::jose::key::format::Context;
use crate::jose::problem::{Place, Problem};

/// More rounds are not derived: ssh-keygen writes 16 or 24, and a careful user a few hundred.
const MAX_ROUNDS: u32 = 1000;

const CIPHERS: [Cipher; 10] = [
    Cipher::Aes256Ctr,
    Cipher::Aes192Ctr,
    Cipher::Aes128Ctr,
    Cipher::Aes256Cbc,
    Cipher::Aes192Cbc,
    Cipher::Aes128Cbc,
    Cipher::Aes256Gcm,
    Cipher::Aes128Gcm,
    Cipher::ChaCha20Poly1305,
    Cipher::TdesCbc,
];

/// How the private part is encrypted.
pub(super) struct Protection<'b> {
    cipher: Cipher,
    salt: &'b [u8],
    rounds: u32,
}

impl<'b> Protection<'b> {
    /// From the names of cipher and key derivation, and its options; `None` for a key that is not encrypted.
    ///
    /// Codes: `unsupported_encryption`, `damaged_key`, `costly_key`.
    pub(super) fn read(cipher: &str, kdf: &str, options: &'b [u8], place: Place) -> Result<Option<Self>, Problem> {
        if (cipher, kdf, options.is_empty()) == ("none", "none", true) {
            return Ok(None);
        }
        let Some(&cipher) = CIPHERS.iter().find(|known| known.as_str() == cipher) else {
            return Err(unsupported("cipher", cipher, place));
        };
        if kdf != "bcrypt" {
            return Err(unsupported("key derivation", kdf, place));
        }
        let mut wire = Wire::new(options);
        let Some((salt, rounds)) = wire.bytes().zip(wire.number()) else {
            return Err(damaged(place, "salt and rounds of its key derivation are cut"));
        };
        if salt.is_empty() || rounds == 0 || !wire.rest().is_empty() {
            return Err(damaged(place, "salt and rounds of its key derivation make no sense"));
        }
        if rounds > MAX_ROUNDS {
            let message =
                format!("deriving the key takes {rounds} rounds of bcrypt, and more than {MAX_ROUNDS} are refused");
            return Err(Problem::new("costly_key", place, message)
                .hint("if the file is yours, ssh-keygen -p -a 100 -f FILE writes it with fewer"));
        }
        Ok(Some(Self { cipher, salt, rounds }))
    }

    /// The same in words.
    pub(super) fn words(&self) -> String {
        let rounds = if self.rounds == 1 { "round" } else { "rounds" };
        format!("bcrypt, {} {rounds}, {}", self.rounds, self.cipher.as_str())
    }

    /// Length of the authentication tag that follows the encrypted bytes.
    pub(super) fn tag_len(&self) -> usize {
        if self.cipher.has_tag() { 16 } else { 0 }
    }

    /// Length of the blocks that the private part is padded to.
    pub(super) fn block_len(&self) -> usize {
        self.cipher.block_size()
    }

    /// The private part in the clear.
    ///
    /// Codes: `encrypted_key`, `wrong_passphrase`, `costly_key`.
    pub(super) fn open(&self, sealed: &[u8], tag: &[u8], at: Context<'_>) -> Result<Zeroizing<Vec<u8>>, Problem> {
        let Some(passphrase) = at.passphrase else {
            let message = format!("the OpenSSH key is encrypted ({})", self.words());
            return Err(Problem::new("encrypted_key", at.place, message)
                .hint("give its passphrase, or take it off a copy with ssh-keygen -p -f COPY"));
        };
        if !at.budget.spend_bcrypt(self.rounds) {
            let message = format!(
                "deriving the key takes {} rounds of bcrypt, and with the keys before it that is more than one file is given",
                self.rounds
            );
            return Err(Problem::new("costly_key", at.place, message).hint("open each key from a file of its own"));
        }
        let tag = if tag.is_empty() { None } else { Tag::try_from(tag).ok() };
        let mut clear = Zeroizing::new(sealed.to_vec());
        let opened = self.derive(passphrase).is_some_and(|secret| {
            let (key, iv) = secret.split_at_checked(self.key_len()).unwrap_or_default();
            let iv = if self.cipher == Cipher::ChaCha20Poly1305 { &[0; 8] } else { iv };
            self.cipher.decrypt(key.get(..32).unwrap_or(key), iv, &mut clear, tag).is_ok()
        });
        if opened { Ok(clear) } else { Err(wrong_passphrase(at.place)) }
    }

    /// Key and initialisation vector (PROTOCOL.key section 2). An empty passphrase opens nothing.
    fn derive(&self, passphrase: &Passphrase) -> Option<Zeroizing<Vec<u8>>> {
        let length = self.key_len() + self.iv_len();
        let mut secret = Zeroizing::new(vec![0; length]);
        bcrypt_pbkdf::bcrypt_pbkdf(passphrase.bytes(), self.salt, self.rounds, &mut secret).ok()?;
        Some(secret)
    }

    /// chacha20-poly1305@openssh.com has a second key, for the lengths of packets, and no initialisation vector.
    fn key_len(&self) -> usize {
        match self.cipher {
            Cipher::ChaCha20Poly1305 => 64,
            cipher => cipher.key_and_iv_size().map_or(0, |(key, _)| key),
        }
    }

    fn iv_len(&self) -> usize {
        match self.cipher {
            Cipher::ChaCha20Poly1305 => 0,
            cipher => cipher.key_and_iv_size().map_or(0, |(_, iv)| iv),
        }
    }
}

/// The passphrase does not open the key.
pub(super) fn wrong_passphrase(place: Place) -> Problem {
    Problem::new("wrong_passphrase", place, "the passphrase does not open this OpenSSH key")
        .hint("type it again; ssh-keygen -y -f FILE tells whether it is the right one")
}

fn unsupported(what: &str, name: &str, place: Place) -> Problem {
    let message = format!("the OpenSSH key is encrypted with the {what} {}, which is not known here", quoted(name));
    Problem::new("unsupported_encryption", place, message)
        .hint("ssh-keygen -p -Z aes256-ctr -f FILE writes it with the usual one")
}
