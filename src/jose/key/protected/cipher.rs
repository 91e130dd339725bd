//! The ciphers that keys are encrypted with, by one shape: key, IV and ciphertext in, plaintext out.
//!
//! Which key and which IV is the affair of `pbe` and `traditional`.

use aes::{Aes128, Aes192, Aes256};
use aws_lc_rs::aead::{self, AES_128_GCM, AES_192_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt as _, KeyInit, KeyIvInit as _};
use des::{Des, TdesEde2, TdesEde3};
use rc2::Rc2;
use zeroize::Zeroizing;

/// A cipher with its mode and the length of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cipher {
    /// AES in CBC mode (RFC 8018 appendix B.2.5).
    Aes128Cbc,
    /// The same with 192 bits.
    Aes192Cbc,
    /// The same with 256 bits.
    Aes256Cbc,
    /// AES in Galois/Counter mode (RFC 5084), a tag of 16 bytes behind the ciphertext.
    Aes128Gcm,
    /// The same with 192 bits.
    Aes192Gcm,
    /// The same with 256 bits.
    Aes256Gcm,
    /// DES in CBC mode.
    DesCbc,
    /// Triple DES of two keys in CBC mode.
    DesEde2Cbc,
    /// Triple DES of three keys in CBC mode.
    DesEde3Cbc,
    /// RC2 in CBC mode (RFC 2268) with 40 bits.
    Rc240Cbc,
    /// The same with 64 bits.
    Rc264Cbc,
    /// The same with 128 bits.
    Rc2128Cbc,
}

/// Why a ciphertext was not decrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// Its length, or that of the IV, is one that the cipher never makes.
    Length,
    /// Padding or tag are wrong: another key, or changed bytes.
    Key,
}

impl Cipher {
    /// Its name, and the lengths of its key and IV in bytes.
    const fn row(self) -> (&'static str, usize, usize) {
        match self {
            Self::Aes128Cbc => ("AES-128-CBC", 16, 16),
            Self::Aes192Cbc => ("AES-192-CBC", 24, 16),
            Self::Aes256Cbc => ("AES-256-CBC", 32, 16),
            Self::Aes128Gcm => ("AES-128-GCM", 16, 12),
            Self::Aes192Gcm => ("AES-192-GCM", 24, 12),
            Self::Aes256Gcm => ("AES-256-GCM", 32, 12),
            Self::DesCbc => ("DES-CBC", 8, 8),
            Self::DesEde2Cbc => ("two-key DES-EDE-CBC", 16, 8),
            Self::DesEde3Cbc => ("DES-EDE3-CBC", 24, 8),
            Self::Rc240Cbc => ("RC2-40-CBC", 5, 8),
            Self::Rc264Cbc => ("RC2-64-CBC", 8, 8),
            Self::Rc2128Cbc => ("RC2-128-CBC", 16, 8),
        }
    }

    /// Its usual name.
    pub(super) const fn name(self) -> &'static str {
        self.row().0
    }

    /// Length of its key in bytes.
    pub(super) const fn key_len(self) -> usize {
        self.row().1
    }

    /// Length of its IV or nonce in bytes.
    pub(super) const fn iv_len(self) -> usize {
        self.row().2
    }

    /// True if it can have made a ciphertext of `len` bytes.
    pub(super) const fn makes(self, len: usize) -> bool {
        match self {
            Self::Aes128Gcm | Self::Aes192Gcm | Self::Aes256Gcm => len >= 16,
            // PKCS#7 padding is never empty, and the IV is as long as a block.
            _ => len > 0 && len.is_multiple_of(self.iv_len()),
        }
    }

    /// The plaintext, its padding or tag checked and taken off.
    pub(super) fn decrypt(self, key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
        if !self.makes(ciphertext.len()) || iv.len() != self.iv_len() || key.len() != self.key_len() {
            return Err(Failure::Length);
        }
        match self {
            Self::Aes128Cbc => cbc::<Aes128>(key, iv, ciphertext),
            Self::Aes192Cbc => cbc::<Aes192>(key, iv, ciphertext),
            Self::Aes256Cbc => cbc::<Aes256>(key, iv, ciphertext),
            Self::Aes128Gcm => gcm(&AES_128_GCM, key, iv, ciphertext),
            Self::Aes192Gcm => gcm(&AES_192_GCM, key, iv, ciphertext),
            Self::Aes256Gcm => gcm(&AES_256_GCM, key, iv, ciphertext),
            Self::DesCbc => cbc::<Des>(key, iv, ciphertext),
            Self::DesEde2Cbc => cbc::<TdesEde2>(key, iv, ciphertext),
            Self::DesEde3Cbc => cbc::<TdesEde3>(key, iv, ciphertext),
            // As many effective bits as the key has.
            Self::Rc240Cbc | Self::Rc264Cbc | Self::Rc2128Cbc => cbc::<Rc2>(key, iv, ciphertext),
        }
    }
}

fn cbc<C: BlockCipherDecrypt + KeyInit>(
    key: &[u8],
    iv: &[u8],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let decryptor = Decryptor::<C>::new_from_slices(key, iv).map_err(|_| Failure::Length)?;
    let mut bytes = Zeroizing::new(ciphertext.to_vec());
    let len = decryptor.decrypt_padded::<Pkcs7>(&mut bytes).map_err(|_| Failure::Key)?.len();
    bytes.truncate(len);
    Ok(bytes)
}

fn gcm(
    algorithm: &'static aead::Algorithm,
    key: &[u8],
    nonce: &[u8],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let key = UnboundKey::new(algorithm, key).map_err(|_| Failure::Length)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Failure::Length)?;
    let mut bytes = Zeroizing::new(ciphertext.to_vec());
    let opened = LessSafeKey::new(key).open_in_place(nonce, Aad::empty(), &mut bytes);
    let len = opened.map_err(|_| Failure::Key)?.len();
    bytes.truncate(len);
    Ok(bytes)
}
