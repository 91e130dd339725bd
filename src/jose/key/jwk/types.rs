//! The key types (`kty`): from members to a key, through the structures that the
//! other formats hold.

use der::Encode as _;
use der::SecretDocument;
use der::asn1::{BitStringRef, ObjectIdentifier, OctetStringRef};
use pkcs8::PrivateKeyInfoRef;
use sec1::{EcParameters, EcPrivateKey};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

use super::member::Jwk;
use super::near::CHAIN_ALONE;
use super::rsa;
use crate::jose::key::family;
use crate::jose::key::kind::Curve;
use crate::jose::key::private::PrivateKey;
use crate::jose::key::public::{PublicKey, unwrappable};
use crate::jose::key::read::Item;
use crate::jose::key::secret::Secret;
use crate::jose::problem::{Place, Problem};

/// Every `kty` that is read.
const KNOWN_TYPES: &str = "RSA, EC, OKP, oct, AKP";

/// An OKP curve (RFC 8037 section 2) or an AKP algorithm (RFC 9964).
struct Raw {
    name: &'static str,
    oid: ObjectIdentifier,
    /// Lengths of the private and of the public part in bytes.
    private: usize,
    public: usize,
}

/// id-Ed25519, id-Ed448 (RFC 8410 section 3).
const OKP: [Raw; 2] = [
    Raw { name: "Ed25519", oid: ObjectIdentifier::new_unwrap("1.3.101.112"), private: 32, public: 32 },
    Raw { name: "Ed448", oid: ObjectIdentifier::new_unwrap("1.3.101.113"), private: 57, public: 57 },
];

/// id-ml-dsa-44, -65, -87 (RFC 9881 section 2); lengths of FIPS 204 table 2, the private part is the seed.
const AKP: [Raw; 3] = [
    Raw { name: "ML-DSA-44", oid: ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17"), private: 32, public: 1312 },
    Raw { name: "ML-DSA-65", oid: ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18"), private: 32, public: 1952 },
    Raw { name: "ML-DSA-87", oid: ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19"), private: 32, public: 2592 },
];

/// The key of a JWK.
pub(super) fn key(jwk: &Jwk<'_>, notes: &mut Vec<Problem>) -> Result<Item, Problem> {
    let kty = jwk.required_string("kty", "the JWK").map_err(|problem| match problem.code {
        "jwk_missing" if jwk.has("x5c") => problem.hint(CHAIN_ALONE),
        _ => problem,
    })?;
    match &*kty {
        "RSA" => rsa::key(jwk, notes),
        "EC" => ec(jwk),
        "OKP" => okp(jwk),
        "AKP" => akp(jwk),
        "oct" => oct(jwk),
        other => {
            let message = format!("the key type \"{}\" (\"kty\") is not known here", clip(other));
            let near = KNOWN_TYPES.split(", ").find(|known| known.eq_ignore_ascii_case(other));
            Err(Problem::new("unknown_kty", jwk.place("kty"), message).hint(match near {
                Some(name) => format!("names are exact: write \"{name}\""),
                None => format!("known: {KNOWN_TYPES}"),
            }))
        }
    }
}

/// RFC 7518 section 6.2, RFC 8812 section 3.1.
fn ec(jwk: &Jwk<'_>) -> Result<Item, Problem> {
    let crv = jwk.required_string("crv", "an EC JWK")?;
    let Some(curve) = Curve::ALL.into_iter().find(|curve| curve.name() == &*crv) else {
        return Err(unknown_curve(jwk, &crv, "EC", "P-256, P-384, P-521, secp256k1"));
    };
    let what = format!("an EC {curve} key");
    let len = curve.coordinate_len();
    let (x, y) = (jwk.exactly("x", &what, len)?, jwk.exactly("y", &what, len)?);
    let point = [&[4], x.as_slice(), y.as_slice()].concat();
    let oid = curve.oid();
    let identifier = AlgorithmIdentifierRef { oid: family::EC, parameters: Some((&oid).into()) };
    let public = public(identifier, &point, jwk.place("x"))?;
    if !jwk.has("d") {
        return Ok(Item::Public(public));
    }
    let d = jwk.exactly("d", &what, len)?;
    let at = jwk.place("d");
    let sec1 =
        EcPrivateKey { private_key: &d, parameters: Some(EcParameters::NamedCurve(oid)), public_key: Some(&point) };
    let sec1 = SecretDocument::encode_msg(&sec1).map_err(|_| unwrappable(at))?;
    match PrivateKey::from_sec1(sec1.as_bytes(), at) {
        Ok(key) => Ok(Item::Private(key)),
        Err(problem) if problem.code == "inconsistent_key" => {
            let message = format!("\"d\" is out of range for {curve} or does not belong to \"x\" and \"y\"");
            Err(inconsistent(message, at))
        }
        Err(problem) => Err(problem),
    }
}

/// RFC 8037 section 2.
fn okp(jwk: &Jwk<'_>) -> Result<Item, Problem> {
    let crv = jwk.required_string("crv", "an OKP JWK")?;
    match OKP.iter().find(|row| row.name == &*crv) {
        Some(row) => raw(jwk, row, ["x", "d"], 0x04),
        None => Err(unknown_curve(jwk, &crv, "OKP", "Ed25519, Ed448")),
    }
}

/// RFC 9964 section 3; the seed goes in the form that RFC 9881 section 6 gives it.
fn akp(jwk: &Jwk<'_>) -> Result<Item, Problem> {
    let alg = jwk.required_string("alg", "an AKP JWK")?;
    let Some(row) = AKP.iter().find(|row| row.name == &*alg) else {
        let message = format!("\"{}\" (\"alg\") is no algorithm of AKP keys that is known here", clip(&alg));
        return Err(
            Problem::new("unknown_alg", jwk.place("alg"), message).hint("known: ML-DSA-44, ML-DSA-65, ML-DSA-87")
        );
    };
    raw(jwk, row, ["pub", "priv"], 0x80)
}

/// A key whose two parts are plain bytes, in the members `names`; `tag` is that of the private part in PKCS#8.
fn raw(jwk: &Jwk<'_>, row: &Raw, names: [&str; 2], tag: u8) -> Result<Item, Problem> {
    let [public_name, private_name] = names;
    let what = format!("an {} key", row.name);
    let stated = jwk.exactly(public_name, &what, row.public)?;
    let identifier = AlgorithmIdentifierRef { oid: row.oid, parameters: None };
    let public = public(identifier, &stated, jwk.place(public_name))?;
    if !jwk.has(private_name) {
        return Ok(Item::Public(public));
    }
    let bytes = jwk.exactly(private_name, &what, row.private)?;
    let at = jwk.place(private_name);
    let mut inner = Zeroizing::new(Vec::with_capacity(2 + bytes.len()));
    inner.extend([tag, u8::try_from(bytes.len()).map_err(|_| unwrappable(at))?]);
    inner.extend_from_slice(&bytes);
    let inner = OctetStringRef::new(&inner).map_err(|_| unwrappable(at))?;
    let info = PrivateKeyInfoRef::new(identifier, inner);
    let pkcs8 = SecretDocument::encode_msg(&info).map_err(|_| unwrappable(at))?;
    let key = PrivateKey::from_pkcs8(pkcs8.as_bytes(), at)?;
    if key.public().is_some_and(|derived| !derived.matches(&public)) {
        return Err(inconsistent(format!("\"{private_name}\" does not belong to \"{public_name}\""), at));
    }
    Ok(Item::Private(key))
}

/// RFC 7518 section 6.4.
fn oct(jwk: &Jwk<'_>) -> Result<Item, Problem> {
    let bytes = jwk.bytes("k", "an oct JWK")?;
    Secret::from_bytes(&bytes).map(Item::Secret).map_err(|problem| Problem { place: jwk.place("k"), ..problem })
}

fn public(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8], at: Place) -> Result<PublicKey, Problem> {
    let subject_public_key = BitStringRef::from_bytes(key).map_err(|_| unwrappable(at))?;
    let spki = SubjectPublicKeyInfoRef { algorithm, subject_public_key }.to_der().map_err(|_| unwrappable(at))?;
    PublicKey::from_spki(&spki, at)
}

fn unknown_curve(jwk: &Jwk<'_>, crv: &str, kty: &str, known: &str) -> Problem {
    let at = jwk.place("crv");
    if ["X25519", "X448"].contains(&crv) {
        let message = format!("{crv} is for key agreement: it can neither sign nor verify");
        return Problem::new("unusable_key", at, message).hint(family::USE_ANOTHER);
    }
    let other = if kty == "EC" { "OKP" } else { "EC" };
    let of_other = OKP.iter().map(|row| row.name).chain(Curve::ALL.map(Curve::name)).any(|name| name == crv);
    let hint = if of_other { format!("{crv} is a curve of \"kty\" \"{other}\"") } else { format!("known: {known}") };
    let message = format!("the curve \"{}\" (\"crv\") of an {kty} JWK is not known here", clip(crv));
    Problem::new("unknown_crv", at, message).hint(hint)
}

/// Parts of a key that are not of one key.
pub(super) fn inconsistent(message: String, at: Place) -> Problem {
    Problem::new("inconsistent_key", at, message).hint("the key is damaged or forged: use the file as it was made")
}

/// The beginning of a foreign name, long enough to know it by.
pub(crate) fn clip(name: &str) -> String {
    const LONGEST: usize = 40;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}
