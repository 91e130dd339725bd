//! PEM encryption of old OpenSSL: `Proc-Type: 4,ENCRYPTED` and `DEK-Info` (RFC 1421 section 4.6), the key from one
//! round of MD5 (EVP_BytesToKey(3)).
//!
//! The block is found in `pem`; what its plaintext is, the formats themselves decide.

use md5::{Digest as _, Md5};
use zeroize::Zeroizing;

use super::cipher::{Cipher, Failure};
use super::derive::damaged;
use super::{REWRITE, needed, wrong_passphrase};
use crate::jose::key::format::{Context, FOREIGN_LABELS};
use crate::jose::key::pem::quoted;
use crate::jose::key::read::{Found, read_der};
use crate::jose::problem::{Place, Problem};

const CIPHERS: [Cipher; 5] =
    [Cipher::Aes128Cbc, Cipher::Aes192Cbc, Cipher::Aes256Cbc, Cipher::DesEde3Cbc, Cipher::DesCbc];

/// Reads a PEM block that is encrypted in the old way of OpenSSL: the label says what is in it, `dek` is its
/// DEK-Info header, empty where that is missing.
///
/// Codes: `bad_dek_info`, `encrypted_key`, `wrong_passphrase`, `unsupported_encryption`, `damaged_key`, and those of
/// the key inside.
pub(in crate::jose::key) fn traditional(
    label: &str,
    dek: &str,
    bytes: &[u8],
    at: Context<'_>,
) -> Result<Vec<Found>, Problem> {
    if let Some(foreign) = FOREIGN_LABELS.iter().find(|foreign| foreign.sign == label) {
        return Err(foreign.problem(at.place));
    }
    let (cipher, iv) = dek_info(dek, at.place)?;
    if !cipher.makes(bytes.len()) {
        return Err(damaged(&format!("{} bytes are no ciphertext of {}", bytes.len(), cipher.name()), at.place));
    }
    let protection = format!("OpenSSL's PEM encryption, {}, MD5, 1 round", cipher.name());
    let Some(passphrase) = at.passphrase else {
        return Err(needed(&protection, at.place));
    };
    let key = derived(passphrase.bytes(), &iv, cipher.key_len());
    let plain = cipher.decrypt(&key, &iv, bytes).map_err(|failure| match failure {
        Failure::Length => damaged("its IV does not fit its cipher", at.place),
        Failure::Key => wrong_passphrase(at.place),
    })?;
    let (file, _) = read_der(&plain, at).map_err(|problem| match problem.code {
        // One of 256 wrong passphrases leaves good padding.
        "bad_der" => wrong_passphrase(at.place),
        _ => problem,
    })?;
    Ok(file.found.into_iter().map(|found| Found { protection: Some(protection.clone()), ..found }).collect())
}

/// Cipher and IV of a DEK-Info header (RFC 1421 section 4.6.1.3).
fn dek_info(dek: &str, place: Place) -> Result<(Cipher, Vec<u8>), Problem> {
    let bad = |message: String| {
        Problem::new("bad_dek_info", place, message).hint("copy the block again, whole, with its first lines")
    };
    if dek.is_empty() {
        return Err(bad("the block is encrypted, and its DEK-Info line, which says how, is missing".to_owned()));
    }
    let (name, iv) = dek.split_once(',').unwrap_or((dek, ""));
    let name = name.trim();
    let Some(cipher) = CIPHERS.into_iter().find(|cipher| cipher.name().eq_ignore_ascii_case(name)) else {
        let message = format!("it is encrypted with {}, which cannot be read", quoted(name));
        return Err(Problem::new("unsupported_encryption", place, message).hint(REWRITE));
    };
    let iv = hex(iv.trim()).filter(|iv| iv.len() == cipher.iv_len());
    let wanted = 2 * cipher.iv_len();
    iv.map(|iv| (cipher, iv)).ok_or_else(|| {
        bad(format!(
            "the DEK-Info line of the block needs {wanted} hexadecimal digits after {} and a comma",
            cipher.name()
        ))
    })
}

fn hex(digits: &str) -> Option<Vec<u8>> {
    let nibbles: Option<Vec<u8>> = digits.chars().map(|c| c.to_digit(16)?.try_into().ok()).collect();
    let nibbles = nibbles.filter(|nibbles| nibbles.len().is_multiple_of(2))?;
    Some(nibbles.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, nibble| byte << 4 | nibble)).collect())
}

/// The key: MD5 of passphrase and salt, which is the start of the IV; then again with the last hash before them,
/// until there are bytes enough.
fn derived(passphrase: &[u8], iv: &[u8], len: usize) -> Zeroizing<Vec<u8>> {
    let salt = iv.get(..8).unwrap_or(iv);
    let mut key = Zeroizing::new(Vec::with_capacity(len + 16));
    let mut last = Zeroizing::new([0; 16]);
    while key.len() < len {
        let before: &[u8] = if key.is_empty() { &[] } else { last.as_slice() };
        let hash = Md5::new().chain_update(before).chain_update(passphrase).chain_update(salt).finalize();
        *last = hash.into();
        key.extend_from_slice(last.as_slice());
    }
    key.truncate(len);
    key
}
