//! What an RSA signature holds: EMSA-PKCS1-v1_5 and EMSA-PSS taken apart
//! (RFC 8017 sections 9.1 and 9.2).

use aws_lc_rs::digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512};

/// The content of a message representative with a padding that only the right key makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Content {
    /// The hash: 160 (SHA-1), 256, 384 or 512.
    pub(super) hash_bits: u32,
    /// Bytes of salt of PSS; none with PKCS #1 v1.5.
    pub(super) salt: Option<usize>,
    /// The digest is that of the text at hand.
    pub(super) digest_matches: bool,
}

impl Content {
    /// The JWA name.
    pub(super) const fn name(&self) -> &'static str {
        match (self.salt, self.hash_bits) {
            (None, 256) => "RS256",
            (None, 384) => "RS384",
            (None, 512) => "RS512",
            (None, _) => "RSA with SHA-1",
            (Some(_), 256) => "PS256",
            (Some(_), 384) => "PS384",
            (Some(_), 512) => "PS512",
            (Some(_), _) => "PSS with SHA-1",
        }
    }
}

/// The hashes, and the DigestInfo that stands before a digest (RFC 8017 section 9.2, note 1).
static HASHES: [(u32, &digest::Algorithm, &[u8]); 4] = [
    (
        256,
        &SHA256,
        &[
            0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04,
            0x20,
        ],
    ),
    (
        384,
        &SHA384,
        &[
            0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04,
            0x30,
        ],
    ),
    (
        512,
        &SHA512,
        &[
            0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04,
            0x40,
        ],
    ),
    (
        160,
        &SHA1_FOR_LEGACY_USE_ONLY,
        &[0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14],
    ),
];

/// The content of `message`, if its padding is right for one of the hashes; `bits` is the length of the modulus.
pub(super) fn content(message: &[u8], bits: u32, signed: &[u8]) -> Option<Content> {
    HASHES.iter().find_map(|(hash_bits, hash, prefix)| {
        let digest = digest::digest(hash, signed);
        let (salt, digest_matches) = match pkcs1(message, prefix) {
            Some(found) if found.len() == digest.as_ref().len() => (None, found == digest.as_ref()),
            _ => pss(message, bits, hash, digest.as_ref()).map(|(salt, matches)| (Some(salt), matches))?,
        };
        Some(Content { hash_bits: *hash_bits, salt, digest_matches })
    })
}

/// `00 01 FF… 00 DigestInfo`: the digest.
fn pkcs1<'m>(message: &'m [u8], prefix: &[u8]) -> Option<&'m [u8]> {
    let rest = message.strip_prefix(&[0, 1])?;
    let filled = rest.iter().take_while(|byte| **byte == 0xff).count();
    rest.get(filled..)?.strip_prefix(&[0])?.strip_prefix(prefix).filter(|_| filled >= 8)
}

/// Zeros that the padding of PSS must show, so that chance does not: noise does it once in 2^64.
const CERTAIN: usize = 8;

/// `maskedDB || H || BC`: the length of the salt, and whether H is that of the digest.
fn pss(message: &[u8], bits: u32, hash: &'static digest::Algorithm, digest: &[u8]) -> Option<(usize, bool)> {
    let encoded_bits = usize::try_from(bits).ok()?.checked_sub(1)?;
    let length = encoded_bits.div_ceil(8);
    let (zeros, encoded) = message.split_at_checked(message.len().checked_sub(length)?)?;
    let (encoded, trailer) = encoded.split_at_checked(length.checked_sub(1)?)?;
    if trailer != [0xbc] || zeros.iter().any(|byte| *byte != 0) {
        return None;
    }
    let (masked, h) = encoded.split_at_checked(encoded.len().checked_sub(digest.len())?)?;
    let mut block: Vec<u8> = masked.iter().zip(mgf1(hash, h, masked.len())).map(|(byte, mask)| byte ^ mask).collect();
    let unused = 8 * length - encoded_bits;
    if let Some(first) = block.first_mut() {
        *first &= 0xff_u8.checked_shr(u32::try_from(unused).ok()?)?;
    }
    let zeros = block.iter().take_while(|byte| **byte == 0).count();
    let salt = block.get(zeros..)?.strip_prefix(&[1])?;
    let own = digest::digest(hash, &[&[0; 8], digest, salt].concat());
    let matches = own.as_ref() == h;
    (matches || zeros >= CERTAIN).then_some((salt.len(), matches))
}

/// The mask generation function of RFC 8017 appendix B.2.1.
fn mgf1(hash: &'static digest::Algorithm, seed: &[u8], length: usize) -> Vec<u8> {
    let block = |counter: u32| digest::digest(hash, &[seed, &counter.to_be_bytes()].concat()).as_ref().to_vec();
    (0_u32..).flat_map(block).take(length).collect()
}
