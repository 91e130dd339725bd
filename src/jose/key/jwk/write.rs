//! Keys as JWKs: laid out in lines of two spaces a level, members in the order of the RFCs.
//!
//! Every text that holds a private member is wiped, and has its room at once.

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use der::Decode as _;
use der::asn1::OctetStringRef;
use pkcs1::RsaPrivateKeyRef;
use pkcs8::PrivateKeyInfoRef;
use sec1::EcPrivateKey;
use zeroize::Zeroizing;

use super::base64::encode;
use super::thumbprint::{members, thumbprint};
use crate::jose::key::RsaUse;
use crate::jose::key::certificate::Certificate;
use crate::jose::key::kind::KeyType;
use crate::jose::key::private::PrivateKey;
use crate::jose::key::public::PublicKey;
use crate::jose::key::read::{Found, Item, Label};
use crate::jose::problem::{Part, Place, Problem};

/// How a key is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'o> {
    /// The public part alone.
    pub public: bool,
    /// Its `kid`; else the one that its file gives, else the thumbprint.
    pub kid: Option<&'o str>,
    /// Certificates to draw on: if one is for the key, it and those that certify it become `x5c` and `x5t#S256`.
    pub certificates: &'o [&'o Certificate],
}

/// A member and the JSON text of its value, ready for its place.
type Member = (&'static str, Zeroizing<String>);

/// A key, certificate or secret as a JWK (RFC 7517 section 4). A certificate is written with the key in it.
///
/// Codes: `no_public_part` for a secret under `public`, and for a private key whose public part is not known;
/// `no_seed` for an ML-DSA key without its seed.
pub fn write(found: &Found, options: &Options<'_>) -> Result<Zeroizing<String>, Problem> {
    let members = of(found, options)?;
    let mut out = Zeroizing::new(String::with_capacity(room(&members, 0) + 1));
    object(&members, 0, &mut out);
    out.push('\n');
    Ok(out)
}

/// Several keys as a JWK Set (RFC 7517 section 5). A `kid` that is given names a key that is alone; of several each
/// keeps its own.
///
/// Codes: those of [`write()`].
pub fn write_set(found: &[&Found], options: &Options<'_>) -> Result<Zeroizing<String>, Problem> {
    let options = Options { kid: options.kid.filter(|_| found.len() == 1), ..*options };
    let keys: Vec<Vec<Member>> = found.iter().map(|found| of(found, &options)).collect::<Result<_, _>>()?;
    let inside: usize = keys.iter().map(|members| room(members, 2) + 8).sum();
    let mut out = Zeroizing::new(String::with_capacity(inside + 32));
    out.push_str("{\n  \"keys\": [");
    for (at, members) in keys.iter().enumerate() {
        out.push_str(if at == 0 { "\n    " } else { ",\n    " });
        object(members, 2, &mut out);
    }
    out.push_str(if keys.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
    Ok(out)
}

fn of(found: &Found, options: &Options<'_>) -> Result<Vec<Member>, Problem> {
    let mut members = match (&found.item, found.public()) {
        (Item::Secret(_), _) if options.public => {
            return Err(no_public_part("a secret has no public part").hint("whoever verifies needs the secret itself"));
        }
        (Item::Secret(secret), _) => vec![("kty", text("oct")), ("k", quoted(&encode(secret.bytes())))],
        (_, None) => return Err(no_public_part("the public part of this key is not known, and a JWK holds it")),
        (item, Some(public)) => {
            let mut members: Vec<Member> = members(public).iter().map(|(name, value)| (*name, text(value))).collect();
            if let (Item::Private(key), false) = (item, options.public) {
                members.extend(private(key)?);
            }
            members
        }
    };
    members.splice(1..1, about(found, options));
    if let Some(public) = found.public() {
        members.extend(certified(found, public, options.certificates));
    }
    Ok(members)
}

/// `kid`, `use`, `key_ops` and `alg`.
fn about(found: &Found, options: &Options<'_>) -> Vec<Member> {
    let Label { kid, alg, usage, operations, .. } = &found.label;
    let kid = options.kid.map(str::to_owned).or_else(|| kid.clone()).or_else(|| found.public().map(thumbprint));
    let (is_akp, pss) = match (found.public().map(PublicKey::key_type), found.public().map(PublicKey::rsa_use)) {
        (Some(KeyType::Rsa { .. }), Some(RsaUse::Pss(Some(bits)))) if bits > 0 => (false, Some(format!("PS{bits}"))),
        (Some(KeyType::Rsa { .. } | KeyType::Ec(_) | KeyType::Ed25519 | KeyType::Ed448) | None, _) => (false, None),
        (Some(_), _) => (true, None),
    };
    // The `alg` of an AKP key is a part of the key.
    let alg = if is_akp { None } else { alg.clone().or(pss) };
    let operations = operations.as_ref().map(|operations| list_of(operations, found, options));
    let members = [
        ("kid", kid.map(|kid| text(&kid))),
        ("use", usage.as_deref().map(text)),
        ("key_ops", operations),
        ("alg", alg.map(|alg| text(&alg))),
    ];
    members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// `key_ops`; the public part of a key that signs is there to verify (RFC 7517 section 4.3).
fn list_of(operations: &[String], found: &Found, options: &Options<'_>) -> Zeroizing<String> {
    let turned = options.public && found.is_private();
    let mut names: Vec<&str> = Vec::new();
    for name in operations {
        let name = if turned && name == "sign" { "verify" } else { name };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let names: Vec<Zeroizing<String>> = names.into_iter().map(text).collect();
    let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
    Zeroizing::new(format!("[{}]", names.join(", ")))
}

/// The private members, in the order of RFC 7518 section 6, RFC 8037 section 2, RFC 9964.
fn private(key: &PrivateKey) -> Result<Vec<Member>, Problem> {
    let unreadable = || Problem::new("bad_der", Place::of(Part::Key), "the private key cannot be read back");
    if let KeyType::Rsa { .. } = key.key_type() {
        let numbers = RsaPrivateKeyRef::from_der(key.signing_material()).map_err(|_| unreadable())?;
        let named = [
            ("d", numbers.private_exponent),
            ("p", numbers.prime1),
            ("q", numbers.prime2),
            ("dp", numbers.exponent1),
            ("dq", numbers.exponent2),
            ("qi", numbers.coefficient),
        ];
        return Ok(named.into_iter().map(|(name, number)| (name, quoted(&encode(number.as_bytes())))).collect());
    }
    let info = PrivateKeyInfoRef::from_der(key.pkcs8_der()).map_err(|_| unreadable())?;
    let inner = info.private_key.as_bytes();
    match key.key_type() {
        KeyType::Ec(curve) => {
            let d = EcPrivateKey::from_der(inner).map_err(|_| unreadable())?.private_key;
            let d = fixed(d, curve.coordinate_len()).ok_or_else(unreadable)?;
            Ok(vec![("d", quoted(&encode(&d)))])
        }
        KeyType::Ed25519 | KeyType::Ed448 => {
            let d = <&OctetStringRef>::from_der(inner).map_err(|_| unreadable())?;
            Ok(vec![("d", quoted(&encode(d.as_bytes())))])
        }
        _ => match seed(inner) {
            Some(seed) => Ok(vec![("priv", quoted(&encode(seed)))]),
            None => Err(Problem::new(
                "no_seed",
                Place::of(Part::Key),
                "the file holds the ML-DSA key without its seed, and a JWK holds the seed",
            )
            .hint("the seed does not follow from the key: use the file that the key was made with (RFC 9964)")),
        },
    }
}

/// The seed of an ML-DSA private key in the forms `seed` and `both` (RFC 9881 section 6).
fn seed(inner: &[u8]) -> Option<&[u8]> {
    match inner {
        [0x80, 32, seed @ ..] if seed.len() == 32 => Some(seed),
        [0x30, 0x82, _, _, 0x04, 32, rest @ ..] => rest.get(..32),
        _ => None,
    }
}

/// A number in exactly `len` bytes, if it fits.
fn fixed(number: &[u8], len: usize) -> Option<Zeroizing<Vec<u8>>> {
    let zeros = number.iter().take_while(|&&byte| byte == 0).count();
    let number = number.get(zeros..)?;
    let mut out = Zeroizing::new(Vec::with_capacity(len));
    out.resize(len.checked_sub(number.len())?, 0);
    out.extend_from_slice(number);
    Some(out)
}

/// `x5c` (RFC 7517 section 4.7) and `x5t#S256` (section 4.9): the certificate of the key, then each that certifies
/// the one before.
fn certified(found: &Found, key: &PublicKey, certificates: &[&Certificate]) -> Vec<Member> {
    let own = match &found.item {
        Item::Certificate(certificate) => Some(certificate),
        _ => certificates.iter().copied().find(|certificate| certificate.public().matches(key)),
    };
    let Some(own) = own else { return Vec::new() };
    let mut chain = vec![own];
    while let Some(last) = chain.last() {
        let issuer = last.issuer();
        let next = certificates.iter().copied().find(|other| other.subject() == issuer && !chain.contains(other));
        match next {
            Some(next) if last.subject() != issuer => chain.push(next),
            _ => break,
        }
    }
    let chain: Vec<String> =
        chain.iter().map(|certificate| format!("\"{}\"", STANDARD.encode(certificate.der()))).collect();
    let print = text(&encode(&own.sha256()));
    vec![("x5c", Zeroizing::new(chain.join("\n"))), ("x5t#S256", print)]
}

/// A JSON string.
fn text(value: &str) -> Zeroizing<String> {
    Zeroizing::new(serde_json::Value::from(value).to_string())
}

/// A JSON string of text without anything to escape.
fn quoted(value: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(value.len() + 2));
    out.push('"');
    out.push_str(value);
    out.push('"');
    out
}

/// At least as many bytes as [`object`] writes.
fn room(members: &[Member], level: usize) -> usize {
    let lines = |value: &str| 1 + value.matches('\n').count();
    members.iter().map(|(name, value)| name.len() + value.len() + (2 * level + 12) * (2 + lines(value))).sum()
}

/// Writes an object whose opening bracket stands at `level`. A value of several lines is a list, an entry a line.
fn object(members: &[Member], level: usize, out: &mut String) {
    let indent = "  ".repeat(level);
    out.push('{');
    for (at, (name, value)) in members.iter().enumerate() {
        out.push_str(if at == 0 { "\n  " } else { ",\n  " });
        for piece in [&indent, "\"", name, "\": "] {
            out.push_str(piece);
        }
        if *name != "x5c" {
            out.push_str(value);
            continue;
        }
        out.push('[');
        for (at, line) in value.lines().enumerate() {
            for piece in [if at == 0 { "\n    " } else { ",\n    " }, &indent, line] {
                out.push_str(piece);
            }
        }
        for piece in ["\n  ", &indent, "]"] {
            out.push_str(piece);
        }
    }
    for piece in ["\n", &indent, "}"] {
        out.push_str(piece);
    }
}

fn no_public_part(message: &str) -> Problem {
    Problem::new("no_public_part", Place::of(Part::Key), message)
}
