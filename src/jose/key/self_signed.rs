//! Self-signed certificates: X.509 v3 (RFC 5280) around a key, signed by that key.
//!
//! For those who verify tokens with a certificate and not with a bare key. It is no
//! authority: nobody's trust in other certificates can come from it.

use std::time::Duration;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use aws_lc_rs::rand::{self, SystemRandom};
use aws_lc_rs::signature::{self, EcdsaKeyPair};
use der::asn1::{Any, AnyRef, BitString, GeneralizedTime, Ia5String, ObjectIdentifier, OctetString};
use der::{Decode as _, Encode as _, Sequence};
use pkcs1::{RsaPssParams, TrailerField};
use spki::{AlgorithmIdentifier, AlgorithmIdentifierOwned, AlgorithmIdentifierRef, SubjectPublicKeyInfoOwned};
use x509_cert::certificate::Version;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, KeyUsage, KeyUsages, SubjectAltName, SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, ToExtension as _};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::{Time, Validity};

use super::certificate::Certificate;
use super::generate::Wish;
use super::kind::{Curve, KeyType};
use super::private::PrivateKey;
use super::public::PublicKey;
use super::subject::{Subject, subject};
use crate::jose::algorithm::{Algorithm, Family, SigningKey};
use crate::jose::problem::{Part, Place, Problem};
use crate::jose::times;

/// So many seconds before the present moment a certificate begins: a server whose clock is late takes it too.
pub const SKEW: i64 = 5 * 60;
/// A hundred years.
const MOST_DAYS: u32 = 36_500;
const DAY: i64 = 86_400;

const HERE: Place = Place::of(Part::Key);

/// A certificate for `key` that it signs itself, from [`SKEW`] before now until `wish.days` after now.
///
/// It says that the key is for signatures and not for certificates (`CA:FALSE`, `digitalSignature`): put into a trust
/// store by mistake, the key can still vouch for nothing but itself. Programs that verify tokens look at neither. The
/// alternative name is the common name as DNS name or address; else it is the subject, so that there always is one.
///
/// Codes: `bad_subject`, `bad_days`, `bad_clock`, `cannot_certify`, `no_randomness`, and those of [`Algorithm::sign`].
pub fn self_signed(key: &PrivateKey, wish: &Wish<'_>) -> Result<Certificate, Problem> {
    let public = key.public().ok_or_else(|| {
        let message = format!("the public part of this {} key is not known here", key.key_type());
        Problem::new("cannot_certify", HERE, message).hint("use a key file that holds the public part too")
    })?;
    let subject = subject(wish.subject)?;
    let identifier = identifier(key, public)?;
    let body = Body {
        version: Version::V3,
        serial_number: serial_number()?,
        signature: identifier.clone(),
        issuer: subject.name.clone(),
        validity: validity(wish)?,
        extensions: extensions(&subject, public).map_err(|_| unwritable())?,
        subject: subject.name,
        subject_public_key_info: SubjectPublicKeyInfoOwned::from_der(public.spki_der()).map_err(|_| unwritable())?,
    };
    let body = body.to_der().map_err(|_| unwritable())?;
    let signature = sign(key, &body)?;
    let signed = Signed {
        body: Any::from_der(&body).map_err(|_| unwritable())?,
        identifier,
        signature: BitString::from_bytes(&signature).map_err(|_| unwritable())?,
    };
    let certificate = Certificate::from_der(&signed.to_der().map_err(|_| unwritable())?, HERE)?;
    if certificate.self_signed { Ok(certificate) } else { Err(unwritable()) }
}

/// Whether a certificate can be made of this wish, before a key is.
///
/// Codes: `bad_subject`, `bad_days`, `bad_clock`.
pub fn check(wish: &Wish<'_>) -> Result<(), Problem> {
    subject(wish.subject)?;
    validity(wish).map(|_| ())
}

/// TBSCertificate (RFC 5280 section 4.1).
#[derive(Sequence)]
struct Body {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: Version,
    serial_number: SerialNumber,
    signature: AlgorithmIdentifierOwned,
    issuer: Name,
    validity: Validity,
    subject: Name,
    subject_public_key_info: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

/// Certificate (RFC 5280 section 4.1).
#[derive(Sequence)]
struct Signed {
    body: Any,
    identifier: AlgorithmIdentifierOwned,
    signature: BitString,
}

/// 20 bytes, of which 158 bits are random: positive, and as long as RFC 5280 section 4.1.2.2 allows.
fn serial_number() -> Result<SerialNumber, Problem> {
    let mut bytes = [0; 20];
    rand::fill(&mut bytes).map_err(|_| Problem::new("no_randomness", HERE, "the system gave no randomness"))?;
    let [first, ..] = &mut bytes;
    *first = *first & 0x3f | 0x40;
    SerialNumber::new(&bytes).map_err(|_| unwritable())
}

fn validity(wish: &Wish<'_>) -> Result<Validity, Problem> {
    if !(1..=MOST_DAYS).contains(&wish.days) {
        let message = format!("a certificate cannot be made for {} days", wish.days);
        return Err(Problem::new("bad_days", HERE, message).hint("give 1 to 36500 days"));
    }
    let time = |seconds: Option<i64>| {
        let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok());
        let time = seconds.and_then(|seconds| GeneralizedTime::from_unix_duration(Duration::from_secs(seconds)).ok());
        // Through 2049 it is written as UTCTime (RFC 5280 section 4.1.2.5).
        time.map(|time| Time::from(time.to_date_time())).ok_or_else(|| {
            let message = "the certificate would begin before 1970 or end after the year 9999";
            Problem::new("bad_clock", HERE, message).hint(format!(
                "{} is the moment given, and it is to last {} days: give another moment or fewer days, or set the clock of \
                 this machine",
                times::utc(wish.now),
                wish.days
            ))
        })
    };
    let until = wish.now.checked_add(i64::from(wish.days) * DAY);
    Ok(Validity::new(time(wish.now.checked_sub(SKEW))?, time(until)?))
}

fn extensions(subject: &Subject, public: &PublicKey) -> der::Result<Vec<Extension>> {
    // Method 1 of RFC 5280 section 4.2.1.2; SHA-1 makes a name here and protects nothing.
    let identifier = digest(&SHA1_FOR_LEGACY_USE_ONLY, public.verifying_material());
    let identifier = OctetString::new(identifier.as_ref())?;
    let issuer = AuthorityKeyIdentifier { key_identifier: Some(identifier.clone()), ..Default::default() };
    let name = &subject.name;
    Ok(vec![
        (true, &BasicConstraints { ca: false, path_len_constraint: None }).to_extension(name, &[])?,
        (true, &KeyUsage(KeyUsages::DigitalSignature.into())).to_extension(name, &[])?,
        (false, &SubjectKeyIdentifier(identifier)).to_extension(name, &[])?,
        (false, &issuer).to_extension(name, &[])?,
        (false, &SubjectAltName(vec![alternative_name(subject)?])).to_extension(name, &[])?,
    ])
}

fn alternative_name(subject: &Subject) -> der::Result<GeneralName> {
    let common_name = subject.common_name.as_deref().unwrap_or_default();
    if let Some(address) = v4(common_name).or_else(|| v6(common_name)) {
        OctetString::new(address).map(GeneralName::IpAddress)
    } else if is_host(common_name) {
        Ia5String::new(common_name).map(GeneralName::DnsName)
    } else {
        Ok(GeneralName::DirectoryName(subject.name.clone()))
    }
}

// The standard library's addresses stand in `std::net`, which nothing here may name.

/// The 4 bytes of an IPv4 address in decimals without leading zeros.
fn v4(text: &str) -> Option<Vec<u8>> {
    let byte = |part: &str| {
        let plain = part.bytes().all(|byte| byte.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
        plain.then(|| part.parse::<u8>().ok()).flatten()
    };
    text.split('.').map(byte).collect::<Option<Vec<u8>>>().filter(|bytes| bytes.len() == 4)
}

/// The 16 bytes of an IPv6 address (RFC 4291 section 2.2).
fn v6(text: &str) -> Option<Vec<u8>> {
    let Some((head, tail)) = text.split_once("::") else {
        return groups(text, true).filter(|bytes| bytes.len() == 16);
    };
    let (head, tail) = (groups(head, false)?, groups(tail, true)?);
    // Two colons stand for one group of zeros at least.
    let zeros = 16_usize.checked_sub(head.len() + tail.len()).filter(|&zeros| zeros >= 2)?;
    Some([head, vec![0; zeros], tail].concat())
}

/// Groups of up to four hexadecimal digits; the last one may be an IPv4 address if they are the `end` of the text.
fn groups(text: &str, end: bool) -> Option<Vec<u8>> {
    let parts: Vec<&str> = text.split(':').filter(|_| !text.is_empty()).collect();
    let group = |(at, part): (usize, &&str)| {
        if end && at + 1 == parts.len() && part.contains('.') {
            return v4(part);
        }
        let plain = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = plain.then(|| u16::from_str_radix(part, 16).ok()).flatten()?;
        Some(number.to_be_bytes().to_vec())
    };
    parts.iter().enumerate().map(group).collect::<Option<Vec<_>>>().map(|groups| groups.concat())
}

/// True for a DNS name of letters, digits and hyphens (RFC 5890 section 2.3.1), also with `*` as its first label
/// (RFC 9525 section 6.3).
fn is_host(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let plain = name.strip_prefix("*.").unwrap_or(name);
    let last = plain.rsplit('.').next().unwrap_or_default();
    name.len() <= 253 && plain.split('.').all(label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

/// The identifier of the signature (RFC 4055 sections 3.1 and 5, RFC 5758 section 3.2, RFC 8410 section 3, RFC 9881
/// section 3).
fn identifier(key: &PrivateKey, public: &PublicKey) -> Result<AlgorithmIdentifierOwned, Problem> {
    const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
    match key.key_type() {
        KeyType::Ec(curve) => Ok(AlgorithmIdentifierOwned { oid: ecdsa(*curve).0, parameters: None }),
        KeyType::Rsa { .. } => match natural(key)? {
            algorithm if algorithm.family == Family::RsaPss => pss(algorithm).map_err(|_| unwritable()),
            _ => Ok(AlgorithmIdentifierOwned { oid: RSA_SHA256, parameters: Some(Any::null()) }),
        },
        // Edwards and ML-DSA keys have one identifier for key and signature.
        _ => {
            let info = SubjectPublicKeyInfoOwned::from_der(public.spki_der()).map_err(|_| unwritable())?;
            Ok(info.algorithm)
        }
    }
}

/// RSASSA-PSS with the hash of `algorithm` throughout, and a salt as long (RFC 7518 section 3.5, RFC 4055 section 3.1).
fn pss(algorithm: &Algorithm) -> der::Result<AlgorithmIdentifierOwned> {
    const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
    const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
    let (oid, salt_len) = match algorithm.hash_bits {
        384 => (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"), 48),
        512 => (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"), 64),
        _ => (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"), 32),
    };
    let hash = AlgorithmIdentifierRef { oid, parameters: Some(AnyRef::NULL) };
    let mask_gen = AlgorithmIdentifier { oid: MGF1, parameters: Some(hash) };
    let parameters = RsaPssParams { hash, mask_gen, salt_len, trailer_field: TrailerField::BC };
    Ok(AlgorithmIdentifierOwned { oid: RSASSA_PSS, parameters: Some(Any::encode_from(&parameters)?) })
}

/// The signature as certificates hold it.
fn sign(key: &PrivateKey, body: &[u8]) -> Result<Vec<u8>, Problem> {
    let KeyType::Ec(curve) = key.key_type() else {
        return natural(key)?.sign(&SigningKey::Private(key.clone()), body);
    };
    // DER here, and side by side in a JWS: the algorithms of tokens are of no use.
    let pair = EcdsaKeyPair::from_pkcs8(ecdsa(*curve).1, key.pkcs8_der()).map_err(|_| unsigned(key))?;
    let signature = pair.sign(&SystemRandom::new(), body).map_err(|_| unsigned(key))?;
    Ok(signature.as_ref().to_vec())
}

/// The identifier of the signature and how it is made: SHA-2 as strong as the curve (RFC 5758 section 3.2).
const fn ecdsa(curve: Curve) -> (ObjectIdentifier, &'static signature::EcdsaSigningAlgorithm) {
    const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
    const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
    const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4");
    match curve {
        Curve::P256 => (SHA256, &signature::ECDSA_P256_SHA256_ASN1_SIGNING),
        Curve::P384 => (SHA384, &signature::ECDSA_P384_SHA384_ASN1_SIGNING),
        Curve::P521 => (SHA512, &signature::ECDSA_P521_SHA512_ASN1_SIGNING),
        Curve::Secp256k1 => (SHA256, &signature::ECDSA_P256K1_SHA256_ASN1_SIGNING),
    }
}

fn natural(key: &PrivateKey) -> Result<&'static Algorithm, Problem> {
    Algorithm::natural(&SigningKey::Private(key.clone())).ok_or_else(|| unsigned(key))
}

fn unsigned(key: &PrivateKey) -> Problem {
    let message = format!("no certificate can be signed here with this {} key", key.key_type());
    Problem::new("cannot_certify", HERE, message).hint("use an RSA key of 2048 to 8192 bits, an EC key or Ed25519")
}

/// What only a key longer than memory could cause.
fn unwritable() -> Problem {
    Problem::new("cannot_certify", HERE, "the certificate cannot be written as DER")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> GeneralName {
        alternative_name(&subject(text).unwrap()).unwrap()
    }

    #[test]
    fn the_alternative_name_follows_the_common_name() {
        for host in ["qlik01.corp.local", "qlik", "*.corp.local", "xn--bcher-kva.example", "1.example", "LOCALHOST"] {
            assert_eq!(name(host), GeneralName::DnsName(Ia5String::new(host).unwrap()));
        }
        for (address, bytes) in
            [("192.0.2.1", &[192, 0, 2, 1][..]), ("::1", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])]
        {
            assert_eq!(name(address), GeneralName::IpAddress(OctetString::new(bytes).unwrap()));
        }
        for other in [
            "My test key",
            "bücher.example",
            "a_b",
            "-a",
            "a-",
            "a..b",
            "a.",
            "1.2.3",
            "256.1.1.1",
            "*",
            "a.*.b",
            "O=Corp",
        ] {
            assert_eq!(name(other), GeneralName::DirectoryName(subject(other).unwrap().name), "{other}");
        }
    }

    #[test]
    fn times_are_bounded() {
        let code = |days, now| check(&Wish { subject: "qlik", days, now }).map_err(|problem| problem.code);
        let y9999 = 253_402_300_799;
        for (days, now, expected) in [
            (0, 1_800_000_000, Err("bad_days")),
            (1, 1_800_000_000, Ok(())),
            (36_500, 1_800_000_000, Ok(())),
            (36_501, 1_800_000_000, Err("bad_days")),
            (u32::MAX, 1_800_000_000, Err("bad_days")),
            (1, SKEW, Ok(())),
            (1, SKEW - 1, Err("bad_clock")),
            (1, i64::MIN, Err("bad_clock")),
            (1, i64::MAX, Err("bad_clock")),
            (1, y9999 - DAY, Ok(())),
            (1, y9999 - DAY + 1, Err("bad_clock")),
        ] {
            assert_eq!(code(days, now), expected, "{days} {now}");
        }
        let problem = check(&Wish { subject: "qlik", days: 2, now: y9999 - DAY }).unwrap_err();
        let hint = "9999-12-30 23:59:59 UTC is the moment given, and it is to last 2 days: give another moment or fewer days, \
                    or set the clock of this machine";
        assert_eq!(problem.hint.as_deref(), Some(hint));
    }
}
