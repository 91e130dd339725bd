//! Making keys: every kind that an algorithm here can use, from the system's randomness.
//!
//! A kind is a row and a function. Nothing is written anywhere: the key is a value,
//! and wiped with its last clone. Certificates are made in `self_signed`.

use std::borrow::Cow;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, RsaKeyPair};
use der::asn1::{ContextSpecificRef, ObjectIdentifier, OctetStringRef};
use der::{Encode, SecretDocument, TagMode, TagNumber};
use pkcs8::PrivateKeyInfoRef;
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::certificate::Certificate;
use super::private::PrivateKey;
use super::public::unwrappable;
use super::read::Item;
use super::secret::Secret;
use super::self_signed::{self, self_signed};
use crate::jose::problem::{Part, Place, Problem};

/// A kind of key that can be made, such as `rsa:4096`.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Its name on the command line: "rsa:3072".
    pub name: Cow<'static, str>,
    /// Its name in lists: "RSA 3072".
    pub title: Cow<'static, str>,
    /// The algorithms that it serves, the usual one first.
    pub serves: &'static str,
    /// How long making one takes.
    pub cost: &'static str,
    /// Other names for it, as [`plain`] writes them.
    aliases: &'static [&'static str],
    /// Length of a secret; other kinds know their own.
    bits: u32,
    make: fn(bits: u32) -> Result<Item, Problem>,
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Kind {}

const RSA_SERVES: &str = "RS256, RS384, RS512, PS256, PS384, PS512";
const AT_ONCE: &str = "at once";

/// The kinds for lists; [`kind`] takes secrets of other lengths too.
pub static KINDS: [Kind; 16] = [
    Kind::new("rsa:2048", "RSA 2048", RSA_SERVES, "a moment", &[], |_| rsa(KeySize::Rsa2048)),
    Kind::new("rsa:3072", "RSA 3072", RSA_SERVES, "about a second", &[], |_| rsa(KeySize::Rsa3072)),
    Kind::new("rsa:4096", "RSA 4096", RSA_SERVES, "a few seconds", &[], |_| rsa(KeySize::Rsa4096)),
    Kind::new("rsa:8192", "RSA 8192", RSA_SERVES, "up to a minute", &[], |_| rsa(KeySize::Rsa8192)),
    Kind::new(
        "p256",
        "EC P-256",
        "ES256",
        AT_ONCE,
        &["es256", "secp256r1", "prime256v1", "nistp256", "ecp256"],
        |_| ec(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
    ),
    Kind::new("p384", "EC P-384", "ES384", AT_ONCE, &["es384", "secp384r1", "nistp384", "ecp384"], |_| {
        ec(&signature::ECDSA_P384_SHA384_FIXED_SIGNING)
    }),
    Kind::new("p521", "EC P-521", "ES512", AT_ONCE, &["es512", "secp521r1", "nistp521", "ecp521"], |_| {
        ec(&signature::ECDSA_P521_SHA512_FIXED_SIGNING)
    }),
    Kind::new("secp256k1", "EC secp256k1", "ES256K", AT_ONCE, &["es256k", "p256k", "p256k1", "ecsecp256k1"], |_| {
        ec(&signature::ECDSA_P256K1_SHA256_FIXED_SIGNING)
    }),
    Kind::new("ed25519", "Ed25519", "EdDSA, Ed25519", AT_ONCE, &["eddsa"], |_| ed25519()),
    Kind::new("ed448", "Ed448", "EdDSA, Ed448", AT_ONCE, &[], |_| ed448()),
    Kind::new("ml-dsa-44", "ML-DSA-44", "ML-DSA-44", AT_ONCE, &[], |_| ml_dsa(ML_DSA_44)),
    Kind::new("ml-dsa-65", "ML-DSA-65", "ML-DSA-65", AT_ONCE, &[], |_| ml_dsa(ML_DSA_65)),
    Kind::new("ml-dsa-87", "ML-DSA-87", "ML-DSA-87", AT_ONCE, &[], |_| ml_dsa(ML_DSA_87)),
    Kind::hmac("hmac:256", "HMAC secret, 256 bits", 256, &["hs256", "oct256"]),
    Kind::hmac("hmac:384", "HMAC secret, 384 bits", 384, &["hs384", "oct384"]),
    Kind::hmac("hmac:512", "HMAC secret, 512 bits", 512, &["hs512", "oct512"]),
];

/// The certificate that a key shall have.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// Whom it names: `CN=qlik,O=Corp` (RFC 4514), `/CN=qlik/O=Corp` (OpenSSL), or a common name alone.
    pub subject: &'a str,
    /// For how many days from `now` it holds, 1 to 36500.
    pub days: u32,
    /// The present moment in Unix seconds.
    pub now: i64,
}

/// A new key and what was made with it.
#[derive(Debug, Clone)]
pub struct Made {
    /// The private key or secret.
    pub key: Item,
    /// The self-signed certificate, if one was wished for.
    pub certificate: Option<Certificate>,
}

/// The kind with this name. Case, spaces and punctuation do not matter, and the usual other names of a kind are taken:
/// "RSA 2048", `ES256`, `prime256v1`. `hmac:N` takes every whole number of bytes from 256 to 4096 bits.
///
/// Codes: `unknown_kind`, `kind_size`.
pub fn kind(name: &str) -> Result<Kind, Problem> {
    let wanted = plain(name);
    let is = |row: &&Kind| plain(&row.name) == wanted || row.aliases.contains(&wanted.as_str());
    if let Some(row) = KINDS.iter().find(is) {
        return Ok(row.clone());
    }
    if let Some(bits) = wanted.strip_prefix("rsa") {
        return Err(not_rsa(bits));
    }
    if let Some(bits) = wanted.strip_prefix("hmac").or_else(|| wanted.strip_prefix("oct")) {
        return hmac_of(bits);
    }
    let problem = Problem::new("unknown_kind", HERE, format!("{name:?} is no kind of key that can be made here"));
    Err(problem.hint(format!("give one of {}", names(""))))
}

/// Makes a key, and a certificate that it signs itself if one is wished for.
///
/// Codes: `no_randomness`, `unusable_key`; with a certificate those of [`self_signed()`], and `cannot_certify` for a
/// secret. Wrong wishes are told before the key is made.
pub fn generate(kind: &Kind, certificate: Option<&Wish<'_>>) -> Result<Made, Problem> {
    if let Some(wish) = certificate {
        if kind.is_secret() {
            let problem =
                Problem::new("cannot_certify", HERE, "a secret has no public part that a certificate could hold");
            return Err(problem.hint("leave the certificate out, or make a key pair: rsa:2048, p256 or ed25519"));
        }
        self_signed::check(wish)?;
    }
    let key = (kind.make)(kind.bits)?;
    let certificate = match (certificate, &key) {
        (Some(wish), Item::Private(key)) => Some(self_signed(key, wish)?),
        _ => None,
    };
    Ok(Made { key, certificate })
}

impl Kind {
    /// True for an HMAC secret: it has no public part and no certificate.
    pub const fn is_secret(&self) -> bool {
        self.bits > 0
    }

    const fn new(
        name: &'static str,
        title: &'static str,
        serves: &'static str,
        cost: &'static str,
        aliases: &'static [&'static str],
        make: fn(u32) -> Result<Item, Problem>,
    ) -> Self {
        Self { name: Cow::Borrowed(name), title: Cow::Borrowed(title), serves, cost, aliases, bits: 0, make }
    }

    const fn hmac(name: &'static str, title: &'static str, bits: u32, aliases: &'static [&'static str]) -> Self {
        let serves = hmac_serves(bits);
        Self {
            name: Cow::Borrowed(name),
            title: Cow::Borrowed(title),
            serves,
            cost: AT_ONCE,
            aliases,
            bits,
            make: hmac,
        }
    }
}

const HERE: Place = Place::of(Part::Key);

/// The name in small letters, without spaces and punctuation.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The names that begin with `start`, for sentences.
fn names(start: &str) -> String {
    let names: Vec<&str> = KINDS.iter().map(|kind| &*kind.name).filter(|name| name.starts_with(start)).collect();
    names.join(", ")
}

/// Why an RSA key of so many bits, or of none given, is not made.
fn not_rsa(bits: &str) -> Problem {
    let message = match bits.parse::<u64>() {
        Ok(bits @ 0..2048) => {
            format!("an RSA key of {bits} bits is too short: RFC 7518 section 3.3 asks for 2048 or more")
        }
        Ok(bits @ 8193..) => {
            format!(
                "an RSA key of {bits} bits is too long: every signature would take seconds, and many programs refuse it"
            )
        }
        Ok(bits) => format!("RSA keys of {bits} bits are not made here"),
        Err(_) => "an RSA key needs one of the sizes that are made here".to_owned(),
    };
    Problem::new("kind_size", HERE, message).hint(format!("give one of {}", names("rsa:")))
}

fn hmac_of(bits: &str) -> Result<Kind, Problem> {
    let wrong = |message: String| {
        let hint = format!("give {}, or hmac: and another multiple of 8 up to 4096", names("hmac:"));
        Err(Problem::new("kind_size", HERE, message).hint(hint))
    };
    match bits.parse::<u32>() {
        Ok(bits @ 0..256) => wrong(format!(
            "a secret of {bits} bits is too short: RFC 7518 section 3.2 asks for as many as the hash has, 256 for HS256"
        )),
        Ok(bits @ 256..=4096) if bits % 8 == 0 => Ok(Kind {
            name: Cow::Owned(format!("hmac:{bits}")),
            title: Cow::Owned(format!("HMAC secret, {bits} bits")),
            ..Kind::hmac("", "", bits, &[])
        }),
        Ok(bits @ 256..=4096) => wrong(format!("{bits} bits are no whole number of bytes")),
        Ok(bits) => wrong(format!("a secret of {bits} bits is longer than any hash can use")),
        Err(_) => wrong("an HMAC secret needs a length in bits".to_owned()),
    }
}

/// The algorithms that a secret of so many bits is long enough for (RFC 7518 section 3.2).
const fn hmac_serves(bits: u32) -> &'static str {
    match bits {
        0..384 => "HS256",
        384..512 => "HS384, HS256",
        _ => "HS512, HS384, HS256",
    }
}

/// Two primes from AWS-LC, exponent 65537.
fn rsa(size: KeySize) -> Result<Item, Problem> {
    let pair = RsaKeyPair::generate(size).map_err(|_| not_made())?;
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| unwrappable(HERE))?;
    private(pkcs8.as_ref())
}

fn ec(algorithm: &'static EcdsaSigningAlgorithm) -> Result<Item, Problem> {
    let pair = EcdsaKeyPair::generate(algorithm).map_err(|_| not_made())?;
    private(pair.to_pkcs8v1().map_err(|_| unwrappable(HERE))?.as_ref())
}

fn ed25519() -> Result<Item, Problem> {
    let pair = Ed25519KeyPair::generate().map_err(|_| not_made())?;
    private(pair.to_pkcs8v1().map_err(|_| unwrappable(HERE))?.as_ref())
}

/// A CurvePrivateKey of 57 random bytes (RFC 8032 section 5.2.5, RFC 8410 section 7).
fn ed448() -> Result<Item, Problem> {
    const ED448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.113");
    let seed = random::<57>()?;
    let seed = OctetStringRef::new(seed.as_slice()).map_err(|_| unwrappable(HERE))?;
    sealed(ED448, &seed)
}

const ML_DSA_44: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17");
const ML_DSA_65: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18");
const ML_DSA_87: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19");

/// The seed form of 32 random bytes, which RFC 9881 section 6 recommends.
fn ml_dsa(oid: ObjectIdentifier) -> Result<Item, Problem> {
    let seed = random::<32>()?;
    let value = &OctetStringRef::new(seed.as_slice()).map_err(|_| unwrappable(HERE))?;
    sealed(oid, &ContextSpecificRef { tag_number: TagNumber(0), tag_mode: TagMode::Implicit, value })
}

fn hmac(bits: u32) -> Result<Item, Problem> {
    let len = usize::try_from(bits / 8).map_err(|_| not_made())?;
    loop {
        let mut bytes = Zeroizing::new(vec![0; len]);
        rand::fill(&mut bytes).map_err(|_| not_made())?;
        match Secret::from_bytes(&bytes) {
            Ok(secret) => return Ok(Item::Secret(secret)),
            // Bytes that happen to look like a key cannot serve as a secret.
            Err(problem) if problem.code == "key_as_secret" => {}
            Err(problem) => return Err(problem),
        }
    }
}

fn random<const LEN: usize>() -> Result<Zeroizing<[u8; LEN]>, Problem> {
    let mut bytes = Zeroizing::new([0; LEN]);
    rand::fill(bytes.as_mut_slice()).map_err(|_| not_made())?;
    Ok(bytes)
}

/// A key of this type from the content of its privateKey (RFC 5958 section 2).
fn sealed(oid: ObjectIdentifier, inner: &impl Encode) -> Result<Item, Problem> {
    let inner = Zeroizing::new(inner.to_der().map_err(|_| unwrappable(HERE))?);
    let key = OctetStringRef::new(&inner).map_err(|_| unwrappable(HERE))?;
    let info = PrivateKeyInfoRef::new(AlgorithmIdentifierRef { oid, parameters: None }, key);
    let document = SecretDocument::encode_msg(&info).map_err(|_| unwrappable(HERE))?;
    private(document.as_bytes())
}

fn private(pkcs8: &[u8]) -> Result<Item, Problem> {
    PrivateKey::from_pkcs8(pkcs8, HERE).map(Item::Private)
}

fn not_made() -> Problem {
    Problem::new("no_randomness", HERE, "the system gave no randomness to make a key from").hint("try again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_in_every_usual_spelling() {
        for (typed, name) in [
            ("rsa:2048", "rsa:2048"),
            ("RSA 2048", "rsa:2048"),
            ("rsa2048", "rsa:2048"),
            (" RSA-4096 ", "rsa:4096"),
            ("P-256", "p256"),
            ("ES256", "p256"),
            ("prime256v1", "p256"),
            ("secp256r1", "p256"),
            ("ES512", "p521"),
            ("es256k", "secp256k1"),
            ("EdDSA", "ed25519"),
            ("Ed448", "ed448"),
            ("mldsa65", "ml-dsa-65"),
            ("ML-DSA-87", "ml-dsa-87"),
            ("HS384", "hmac:384"),
            ("hmac:0256", "hmac:256"),
            ("hmac:264", "hmac:264"),
            ("HMAC 4096", "hmac:4096"),
        ] {
            assert_eq!(kind(typed).map(|kind| kind.name), Ok(Cow::Borrowed(name)), "{typed}");
        }
    }

    #[test]
    fn no_two_kinds_share_a_name() {
        let mut names: Vec<String> = KINDS
            .iter()
            .flat_map(|kind| {
                std::iter::once(plain(&kind.name)).chain(kind.aliases.iter().map(|&alias| alias.to_owned()))
            })
            .collect();
        assert!(names.iter().all(|name| plain(name) == *name), "{names:?}");
        names.sort();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn a_name_that_is_none_is_answered_with_those_that_are() {
        for (typed, code, message) in [
            (
                "rsa:1024",
                "kind_size",
                "an RSA key of 1024 bits is too short: RFC 7518 section 3.3 asks for 2048 or more",
            ),
            (
                "rsa:16384",
                "kind_size",
                "an RSA key of 16384 bits is too long: every signature would take seconds, and many programs refuse it",
            ),
            ("rsa:6144", "kind_size", "RSA keys of 6144 bits are not made here"),
            ("rsa", "kind_size", "an RSA key needs one of the sizes that are made here"),
            (
                "hmac:128",
                "kind_size",
                "a secret of 128 bits is too short: RFC 7518 section 3.2 asks for as many as the hash has, 256 for HS256",
            ),
            ("hmac:260", "kind_size", "260 bits are no whole number of bytes"),
            ("hmac:8192", "kind_size", "a secret of 8192 bits is longer than any hash can use"),
            ("hmac", "kind_size", "an HMAC secret needs a length in bits"),
            ("dsa", "unknown_kind", "\"dsa\" is no kind of key that can be made here"),
            ("", "unknown_kind", "\"\" is no kind of key that can be made here"),
        ] {
            let problem = kind(typed).unwrap_err();
            assert_eq!((problem.code, problem.message.as_str()), (code, message));
            assert!(problem.hint.unwrap().starts_with("give "), "{typed}");
        }
        assert_eq!(kind("rsa:1024").unwrap_err().hint.unwrap(), "give one of rsa:2048, rsa:3072, rsa:4096, rsa:8192");
    }
}
