//! From a passphrase to the bytes of a key: PBKDF1 and PBKDF2 (RFC 8018), scrypt (RFC 7914), the derivation of
//! PKCS#12 (RFC 7292 appendix B.2).
//!
//! What one costs is known and bounded before anything is derived: hostile files ask for days and terabytes.

use std::fmt;
use std::num::NonZeroU32;

use aws_lc_rs::{digest, hmac, pbkdf2};
use md5::{Digest as _, Md5};
use zeroize::{Zeroize as _, Zeroizing};

use crate::jose::key::passphrase::Encoded;
use crate::jose::problem::{Place, Problem};

pub(in crate::jose::key) use super::budget::Budget;

/// The most rounds of SHA-256, or N·r·p of scrypt, that opening one file may take: some seconds.
pub(super) const MOST_ROUNDS: u64 = 10_000_000;
/// The most memory in bytes that scrypt may take for its large table.
const MOST_MEMORY: u64 = 256 << 20;
/// And so much for its small buffers.
const MORE_MEMORY: u64 = 1 << 20;

/// A hash function of PBES2, PBMAC1 and PKCS#12 (FIPS 180-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::jose::key) enum Hash {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The HMAC with it (RFC 2104).
    pub(in crate::jose::key) const fn hmac(self) -> hmac::Algorithm {
        match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha224 => hmac::HMAC_SHA224,
            Self::Sha256 => hmac::HMAC_SHA256,
            Self::Sha384 => hmac::HMAC_SHA384,
            Self::Sha512 => hmac::HMAC_SHA512,
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha1 => "SHA1",
            Self::Sha224 => "SHA224",
            Self::Sha256 => "SHA256",
            Self::Sha384 => "SHA384",
            Self::Sha512 => "SHA512",
        })
    }
}

/// A hash function of PBES1 (RFC 1321, FIPS 180-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::jose::key) enum OldHash {
    Md5,
    Sha1,
}

/// A derivation that hashes over and over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::jose::key) enum Function {
    /// RFC 8018 section 5.1.
    Pbkdf1(OldHash),
    /// RFC 8018 section 5.2.
    Pbkdf2(Hash),
    /// RFC 7292 appendix B.2, for the purpose of appendix B.3: 1 a key, 2 an IV, 3 a MAC key.
    Pkcs12(Hash, u8),
}

impl Function {
    /// Bytes that one chain of rounds gives; of PBKDF1 there is only one.
    const fn output_len(self) -> usize {
        match self {
            Self::Pbkdf1(_) => usize::MAX,
            Self::Pbkdf2(hash) | Self::Pkcs12(hash, _) => match hash {
                Hash::Sha1 => 20,
                Hash::Sha224 => 28,
                Hash::Sha256 => 32,
                Hash::Sha384 => 48,
                Hash::Sha512 => 64,
            },
        }
    }

    /// About how many rounds of SHA-256 one round takes, where the hash has no instructions of its own.
    const fn weight(self) -> u64 {
        match self {
            Self::Pbkdf1(OldHash::Md5) => 2,
            Self::Pbkdf1(OldHash::Sha1) => 1,
            Self::Pbkdf2(hash) | Self::Pkcs12(hash, _) => match hash {
                Hash::Sha1 | Hash::Sha256 => 1,
                Hash::Sha224 => 4,
                Hash::Sha384 | Hash::Sha512 => 5,
            },
        }
    }
}

/// A key derivation with its parameters. Its cost alone is within the bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::jose::key) enum Derivation<'d> {
    Rounds { function: Function, salt: &'d [u8], rounds: NonZeroU32 },
    Scrypt { salt: &'d [u8], params: scrypt::Params },
}

impl<'d> Derivation<'d> {
    /// One that hashes `rounds` times.
    ///
    /// Codes: `costly_key`, `damaged_key`.
    pub(in crate::jose::key) fn rounds(
        function: Function,
        salt: &'d [u8],
        rounds: u64,
        place: Place,
    ) -> Result<Self, Problem> {
        if rounds > MOST_ROUNDS {
            return Err(costly(&format!("{rounds} rounds"), place));
        }
        let rounds = u32::try_from(rounds).ok().and_then(NonZeroU32::new);
        let rounds = rounds.ok_or_else(|| damaged("it asks for no round of its key derivation", place))?;
        Ok(Self::Rounds { function, salt, rounds })
    }

    /// scrypt with N, r and p (RFC 7914 section 2).
    ///
    /// Codes: `costly_key`, `damaged_key`.
    pub(in crate::jose::key) fn scrypt(salt: &'d [u8], [n, r, p]: [u64; 3], place: Place) -> Result<Self, Problem> {
        let name = format!("scrypt with N = {n}, r = {r}, p = {p}");
        // The table of the N blocks, the p blocks that it is made for, and two to work in (RFC 7914 sections 5 and 6).
        let memory = n.saturating_add(p).saturating_add(2).saturating_mul(r).saturating_mul(128);
        if memory > MOST_MEMORY + MORE_MEMORY {
            let (asked, most) = (memory >> 20, MOST_MEMORY >> 20);
            let message = format!("opening it takes {asked} MiB of memory ({name}); at most {most} MiB are given");
            return Err(Problem::new("costly_key", place, message).hint(COSTLY));
        }
        let rounds = n.saturating_mul(r).saturating_mul(p);
        if rounds > MOST_ROUNDS {
            return Err(costly(&format!("N·r·p = {rounds} rounds ({name})"), place));
        }
        let log_n = u8::try_from(n.trailing_zeros()).ok().filter(|_| n.is_power_of_two() && n > 1);
        let params = log_n.zip(u32::try_from(r).ok().zip(u32::try_from(p).ok()));
        let params = params.and_then(|(log_n, (r, p))| scrypt::Params::new(log_n, r, p).ok());
        let params = params.ok_or_else(|| damaged(&format!("{name} cannot be"), place))?;
        Ok(Self::Scrypt { salt, params })
    }

    /// The same for the IV, where PKCS#12 derives one; none elsewhere.
    pub(in crate::jose::key) const fn for_iv(self) -> Option<Self> {
        match self {
            Self::Rounds { function: Function::Pkcs12(hash, _), salt, rounds } => {
                Some(Self::Rounds { function: Function::Pkcs12(hash, 2), salt, rounds })
            }
            _ => None,
        }
    }

    /// Fills `out`, which is not empty, from the passphrase.
    pub(in crate::jose::key) fn fill(&self, passphrase: &Encoded<'_>, out: &mut [u8]) {
        match *self {
            Self::Rounds { function: Function::Pbkdf1(hash), salt, rounds } => {
                pbkdf1(hash, passphrase.utf8, salt, rounds, out);
            }
            Self::Rounds { function: Function::Pbkdf2(hash), salt, rounds } => match hash {
                Hash::Sha1 => pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA1, rounds, salt, passphrase.utf8, out),
                Hash::Sha224 => pbkdf2_sha224(passphrase.utf8, salt, rounds, out),
                Hash::Sha256 => pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds, salt, passphrase.utf8, out),
                Hash::Sha384 => pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA384, rounds, salt, passphrase.utf8, out),
                Hash::Sha512 => pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA512, rounds, salt, passphrase.utf8, out),
            },
            Self::Rounds { function: Function::Pkcs12(hash, purpose), salt, rounds } => {
                pkcs12(hash, purpose, &passphrase.wide, salt, rounds, out);
            }
            // It fails for an output of no bytes alone.
            Self::Scrypt { salt, params } => drop(scrypt::scrypt(passphrase.utf8, salt, &params, out)),
        }
    }

    /// What filling `len` bytes costs, as rounds of SHA-256: each block of the output takes all the rounds. scrypt costs
    /// N·r·p, however long its output is.
    pub(super) fn cost(&self, len: usize) -> u64 {
        match self {
            Self::Rounds { function, rounds, .. } => {
                let blocks = u64::try_from(len.div_ceil(function.output_len())).unwrap_or(u64::MAX);
                u64::from(rounds.get()).saturating_mul(function.weight()).saturating_mul(blocks)
            }
            Self::Scrypt { params, .. } => params.n() * u64::from(params.r()) * u64::from(params.p()),
        }
    }
}

impl fmt::Display for Derivation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rounds { function, rounds, .. } => match function {
                Function::Pbkdf1(OldHash::Md5) => write!(f, "MD5, {rounds} rounds"),
                Function::Pbkdf1(OldHash::Sha1) => write!(f, "SHA1, {rounds} rounds"),
                Function::Pbkdf2(hash) => write!(f, "PBKDF2 with HMAC-{hash}, {rounds} rounds"),
                Function::Pkcs12(hash, _) => write!(f, "{hash}, {rounds} rounds"),
            },
            Self::Scrypt { params, .. } => {
                write!(f, "scrypt with N = {}, r = {}, p = {}", params.n(), params.r(), params.p())
            }
        }
    }
}

const COSTLY: &str = "if you trust the file, openssl pkcs8 -topk8 -in FILE -out NEW reads it, however long that takes";

pub(super) fn costly(what: &str, place: Place) -> Problem {
    let message = format!("opening it takes {what}; at most {MOST_ROUNDS} rounds are made for one file");
    Problem::new("costly_key", place, message).hint(COSTLY)
}

/// A file that was made or changed by mistake: no passphrase opens it.
pub(in crate::jose::key) fn damaged(why: &str, place: Place) -> Problem {
    Problem::new("damaged_key", place, format!("it is damaged: {why}"))
        .hint("no passphrase opens it: copy the file again, whole")
}

fn pbkdf1(hash: OldHash, passphrase: &[u8], salt: &[u8], rounds: NonZeroU32, out: &mut [u8]) {
    let mut last = Zeroizing::new([passphrase, salt].concat());
    for _ in 0..rounds.get() {
        last = Zeroizing::new(match hash {
            OldHash::Md5 => Md5::digest(&*last).to_vec(),
            OldHash::Sha1 => digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &last).as_ref().to_vec(),
        });
    }
    out.iter_mut().zip(last.iter()).for_each(|(to, from)| *to = *from);
}

/// PBKDF2 with the one PRF that AWS-LC's own does not offer.
fn pbkdf2_sha224(passphrase: &[u8], salt: &[u8], rounds: NonZeroU32, out: &mut [u8]) {
    let key = hmac::Key::new(hmac::HMAC_SHA224, passphrase);
    for (number, block) in (1_u32..).zip(out.chunks_mut(hmac::HMAC_SHA224.tag_len())) {
        let mut last = hmac::sign(&key, &[salt, &number.to_be_bytes()].concat());
        block.fill(0);
        for round in 0..rounds.get() {
            if round > 0 {
                last = hmac::sign(&key, last.as_ref());
            }
            block.iter_mut().zip(last.as_ref()).for_each(|(sum, byte)| *sum ^= byte);
        }
    }
}

/// The numbers are the steps of RFC 7292 appendix B.2.
fn pkcs12(hash: Hash, purpose: u8, wide: &[u8], salt: &[u8], rounds: NonZeroU32, out: &mut [u8]) {
    let algorithm = hash.hmac().digest_algorithm();
    let block_len = algorithm.block_len();
    // 1 to 4: the diversifier, then whole blocks of copies of salt and passphrase.
    let whole = |bytes: &[u8]| bytes.len().next_multiple_of(block_len);
    let mut input = Zeroizing::new(Vec::with_capacity(block_len + whole(salt) + whole(wide)));
    input.resize(block_len, purpose);
    for bytes in [salt, wide] {
        input.extend(bytes.iter().copied().cycle().take(whole(bytes)));
    }
    for chunk in out.chunks_mut(algorithm.output_len()) {
        // 6A.
        let mut last = digest::digest(algorithm, &input);
        for _ in 1..rounds.get() {
            last = digest::digest(algorithm, last.as_ref());
        }
        chunk.iter_mut().zip(last.as_ref()).for_each(|(to, from)| *to = *from);
        // 6B and 6C: adds the hash and one to each block behind the diversifier, as big-endian numbers.
        let mut addend: Vec<u8> = last.as_ref().iter().copied().cycle().take(block_len).collect();
        for block in input.chunks_mut(block_len).skip(1) {
            let mut carry = 1;
            for (byte, add) in block.iter_mut().zip(&addend).rev() {
                [carry, *byte] = (u16::from(*byte) + u16::from(*add) + u16::from(carry)).to_be_bytes();
            }
        }
        addend.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::problem::Part;

    const AT: Place = Place::of(Part::Key);

    fn filled(derivation: Derivation<'_>, passphrase: &str, len: usize) -> String {
        let mut out = vec![0; len];
        derivation.fill(&Encoded::ways(passphrase)[0], &mut out);
        out.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
    }

    fn hashing(function: Function, salt: &[u8], rounds: u64) -> Derivation<'_> {
        Derivation::rounds(function, salt, rounds, AT).unwrap()
    }

    /// RFC 6070 section 2, and RFC 7914 sections 11 and 12.
    #[test]
    fn pbkdf2_and_scrypt_give_the_bytes_of_the_standards() {
        let sha1 = hashing(Function::Pbkdf2(Hash::Sha1), b"saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096);
        let long = filled(sha1, "passwordPASSWORDpassword", 25);
        assert_eq!(long, "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038");
        let sha256 = hashing(Function::Pbkdf2(Hash::Sha256), b"salt", 1);
        assert_eq!(filled(sha256, "passwd", 32), "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
        let scrypt = Derivation::scrypt(b"NaCl", [1024, 8, 16], AT).unwrap();
        assert_eq!(filled(scrypt, "password", 16), "fdbabe1c9d3472007856e7190d01e9fe");
    }

    #[test]
    fn what_costs_too_much_is_refused_with_its_number() {
        let rounds = |rounds| Derivation::rounds(Function::Pbkdf2(Hash::Sha1), b"", rounds, AT).unwrap_err();
        assert_eq!(
            rounds(2_000_000_000).message,
            "opening it takes 2000000000 rounds; at most 10000000 rounds are made for one file"
        );
        assert_eq!([rounds(10_000_001), rounds(u64::MAX)].map(|problem| problem.code), ["costly_key"; 2]);
        assert_eq!(rounds(0).code, "damaged_key");
        assert!(Derivation::rounds(Function::Pbkdf2(Hash::Sha1), b"", 10_000_000, AT).is_ok());
        assert!(Derivation::scrypt(b"", [1 << 18, 8, 1], AT).is_ok());
        let scrypt = |numbers| Derivation::scrypt(b"", numbers, AT).unwrap_err();
        assert_eq!(
            scrypt([1 << 30, 8, 1]).message,
            "opening it takes 1048576 MiB of memory (scrypt with N = 1073741824, r = 8, p = 1); at most 256 MiB are given"
        );
        for numbers in [[1 << 14, 8, 1 << 20], [1 << 14, 8, 77], [u64::MAX; 3], [2, 1, 1 << 40], [2, 1 << 40, 1]] {
            assert_eq!(scrypt(numbers).code, "costly_key", "{numbers:?}");
        }
        for numbers in [[0, 8, 1], [1, 8, 1], [1000, 8, 1], [1024, 0, 1], [1024, 8, 0]] {
            assert_eq!(scrypt(numbers).code, "damaged_key", "{numbers:?}");
        }
    }

    /// N = 2 takes little by itself: the blocks beside the table take the rest.
    #[test]
    fn all_the_memory_of_scrypt_is_bounded() {
        let code = |numbers| Derivation::scrypt(b"", numbers, AT).map_err(|problem| problem.code).err();
        for numbers in [[2, 1 << 20, 2], [2, 1 << 20, 1], [2, 700_000, 2], [1 << 18, 8, 4096]] {
            assert_eq!(code(numbers), Some("costly_key"), "{numbers:?}");
        }
        for numbers in [[1 << 18, 8, 1], [1 << 14, 8, 16], [1 << 17, 8, 4], [1 << 15, 64, 1]] {
            assert_eq!(code(numbers), None, "{numbers:?}");
        }
    }

    #[test]
    fn a_cost_counts_blocks_and_the_slowness_of_the_hash() {
        for (function, len, expected) in [
            (Function::Pbkdf2(Hash::Sha256), 32, 1000),
            (Function::Pbkdf2(Hash::Sha1), 32, 2000),
            (Function::Pbkdf2(Hash::Sha1), 16, 1000),
            (Function::Pbkdf2(Hash::Sha224), 32, 8000),
            (Function::Pbkdf2(Hash::Sha384), 32, 5000),
            (Function::Pbkdf2(Hash::Sha512), 64, 5000),
            (Function::Pkcs12(Hash::Sha1, 1), 24, 2000),
            (Function::Pbkdf1(OldHash::Md5), 16, 2000),
            (Function::Pbkdf1(OldHash::Sha1), 16, 1000),
        ] {
            assert_eq!(hashing(function, b"", 1000).cost(len), expected, "{function:?}, {len}");
        }
    }
}
