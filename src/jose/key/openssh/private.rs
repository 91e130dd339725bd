//! The private key file of OpenSSH: `openssh-key-v1` (PROTOCOL.key of OpenSSH).

use der::SecretDocument;
use sec1::EcPrivateKey;
use zeroize::Zeroizing;

use super::cipher::{self, Protection};
use super::damaged;
use super::public::{self, Kind};
use super::rsa::Numbers;
use super::wire::Wire;
use crate::jose::key::format::Context;
use crate::jose::key::read::{Found, Item, Label};
use crate::jose::key::{Curve, PrivateKey, PublicKey};
use crate::jose::problem::{Place, Problem};

/// What every such file begins with.
pub(in crate::jose::key) const MAGIC: &[u8] = b"openssh-key-v1\0";

/// The padding of a key that is not encrypted, and the least for any.
const BLOCK: usize = 8;

/// Reads the bytes of an OPENSSH PRIVATE KEY block (PROTOCOL.key of OpenSSH).
///
/// Codes: `bad_der` for anything else, `damaged_key`, `unusable_key`, `unsupported_format` for a file of several keys,
/// `unsupported_encryption`, `costly_key`, `encrypted_key`, `wrong_passphrase`, and those of [`PublicKey::from_spki`]
/// and [`PrivateKey::from_pkcs8`].
pub(in crate::jose::key) fn private(bytes: &[u8], at: Context<'_>) -> Result<Vec<Found>, Problem> {
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        return Err(Problem::new("bad_der", at.place, "this is no OpenSSH private key")
            .hint("the key is damaged or of another kind: copy it again, whole"));
    };
    let Some(file) = Envelope::read(rest) else {
        return Err(damaged(at.place, "it ends too soon"));
    };
    if file.keys != 1 {
        let message =
            format!("the file says that it holds {} keys; OpenSSH reads and writes only files of one", file.keys);
        return Err(Problem::new("unsupported_format", at.place, message).hint("put each key in a file of its own"));
    }
    // First the type: for a key that cannot be used nobody should look for a passphrase.
    let public = public::read(file.public, at.place)?;
    let protection = Protection::read(file.cipher, file.kdf, file.options, at.place)?;
    let tag_len = protection.as_ref().map_or(0, Protection::tag_len);
    let block_len = protection.as_ref().map_or(BLOCK, Protection::block_len);
    if file.tag.len() != tag_len {
        return Err(damaged(at.place, "it ends too soon or too late"));
    }
    if file.sealed.is_empty() || !file.sealed.len().is_multiple_of(block_len) {
        return Err(damaged(at.place, "its private part is no whole number of blocks"));
    }
    let opened;
    let clear = if let Some(protection) = &protection {
        opened = protection.open(file.sealed, file.tag, at)?;
        &opened
    } else {
        file.sealed
    };
    let read = || inner(clear, &public, protection.is_some(), at.place);
    let (key, comment) = at.budget.private(clear.len(), at.place, read, |(key, _)| key)?;
    let name = Some(comment).filter(|comment| !comment.is_empty());
    let mut found = Found::new(Item::Private(key), "OpenSSH");
    found.label = Label { name, ..Label::default() };
    found.protection = protection.map(|protection| protection.words());
    Ok(vec![found])
}

/// The fields around the private part.
struct Envelope<'b> {
    cipher: &'b str,
    kdf: &'b str,
    options: &'b [u8],
    keys: u32,
    public: &'b [u8],
    sealed: &'b [u8],
    tag: &'b [u8],
}

impl<'b> Envelope<'b> {
    fn read(bytes: &'b [u8]) -> Option<Self> {
        let mut wire = Wire::new(bytes);
        let (cipher, kdf, options, keys) = (wire.text()?, wire.text()?, wire.bytes()?, wire.number()?);
        if keys != 1 {
            return Some(Self { cipher, kdf, options, keys, public: &[], sealed: &[], tag: &[] });
        }
        let (public, sealed) = (wire.bytes()?, wire.bytes()?);
        Some(Self { cipher, kdf, options, keys, public, sealed, tag: wire.rest() })
    }
}

/// The private part in the clear: two equal numbers, the key, its comment, padding 1, 2, 3, …
fn inner(clear: &[u8], public: &PublicKey, encrypted: bool, place: Place) -> Result<(PrivateKey, String), Problem> {
    let mut wire = Wire::new(clear);
    let checks = wire.number().zip(wire.number());
    if checks.is_none_or(|(first, second)| first != second) {
        return Err(if encrypted {
            cipher::wrong_passphrase(place)
        } else {
            damaged(place, "the check numbers of its private part differ")
        });
    }
    let cut = || damaged(place, "its private part is cut");
    let kind = Kind::named(wire.text().ok_or_else(cut)?, place)?;
    let key = match kind {
        Kind::Rsa => rsa(&mut wire, public, place)?,
        Kind::Ecdsa(curve, name) => ecdsa(&mut wire, curve, name, place)?,
        Kind::Ed25519 => ed25519(&mut wire, place)?,
        Kind::Ed448 => {
            return Err(Problem::new("unsupported_format", place, "OpenSSH's format of private keys has no Ed448")
                .hint("use an Ed448 key in PKCS#8"));
        }
    };
    let comment = String::from_utf8_lossy(wire.bytes().ok_or_else(cut)?).into_owned();
    let padded = (1_u8..).zip(wire.rest()).all(|(expected, &byte)| expected == byte);
    if !padded || wire.rest().len() > 16 {
        return Err(damaged(place, "the padding of its private part is wrong"));
    }
    if key.public().is_none_or(|derived| !derived.matches(public)) {
        return Err(damaged(place, "its private part does not belong to its public part"));
    }
    Ok((key, comment))
}

fn rsa(wire: &mut Wire<'_>, public: &PublicKey, place: Place) -> Result<PrivateKey, Problem> {
    let mut next = || wire.integer().ok_or_else(|| damaged(place, "a number of its private part is cut"));
    let [modulus, exponent, private, coefficient, p, q] = [next()?, next()?, next()?, next()?, next()?, next()?];
    // The bounds of the modulus were checked with the public part.
    if rsa_public(modulus, exponent, place).is_none_or(|key| !key.matches(public)) {
        return Err(damaged(place, "its private part does not belong to its public part"));
    }
    let numbers = Numbers { modulus, exponent, private, primes: [p, q], coefficient };
    let Some(der) = numbers.to_pkcs1() else {
        return Err(damaged(place, "a number of its private part is out of range"));
    };
    PrivateKey::from_pkcs1(der.as_bytes(), place)
}

fn rsa_public(modulus: &[u8], exponent: &[u8], place: Place) -> Option<PublicKey> {
    public::rsa(modulus, exponent, place).ok()
}

fn ecdsa(wire: &mut Wire<'_>, curve: Curve, name: &str, place: Place) -> Result<PrivateKey, Problem> {
    let fields = (|| Some((wire.text()?, wire.bytes()?, wire.integer()?)))();
    let Some((inner, point, number)) = fields else {
        return Err(damaged(place, "its private part is cut"));
    };
    let length = curve.coordinate_len();
    if inner != name || number.len() > length {
        return Err(damaged(place, "its private part is for another curve"));
    }
    let mut padded = Zeroizing::new(Vec::with_capacity(length));
    padded.resize(length - number.len(), 0);
    padded.extend_from_slice(number);
    let parameters = Some(sec1::EcParameters::NamedCurve(curve.oid()));
    let key = EcPrivateKey { private_key: &padded, parameters, public_key: Some(point) };
    let der = SecretDocument::encode_msg(&key).map_err(|_| damaged(place, "its numbers are too long"))?;
    PrivateKey::from_sec1(der.as_bytes(), place)
}

/// The public key, then the seed and the public key again.
fn ed25519(wire: &mut Wire<'_>, place: Place) -> Result<PrivateKey, Problem> {
    /// A PKCS#8 PrivateKeyInfo up to the seed (RFC 8410 section 7).
    const HEAD: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    let halves = wire.bytes().zip(wire.bytes()).and_then(|(public, both)| Some((public, both.split_at_checked(32)?)));
    let Some((public, (seed, again))) = halves.filter(|(public, (_, again))| public == again && public.len() == 32)
    else {
        return Err(damaged(place, "its Ed25519 key has not 32 and 64 bytes"));
    };
    let mut der = Zeroizing::new(Vec::with_capacity(HEAD.len() + seed.len()));
    der.extend_from_slice(&HEAD);
    der.extend_from_slice(seed);
    let key = PrivateKey::from_pkcs8(&der, place)?;
    let belongs = key.public().is_some_and(|derived| derived.verifying_material() == public && again == public);
    if belongs { Ok(key) } else { Err(damaged(place, "its private part does not belong to its public part")) }
}
