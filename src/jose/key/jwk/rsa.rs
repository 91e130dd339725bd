//! RSA JWKs (RFC 7518 section 6.3), through PKCS#1.

use der::asn1::UintRef;
use der::{Encode as _, SecretDocument};
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};
use zeroize::Zeroizing;

use super::member::Jwk;
use super::recover::{self, Numbers};
use super::types::inconsistent;
use crate::jose::key::family;
use crate::jose::key::private::PrivateKey;
use crate::jose::key::public::{PublicKey, unwrappable};
use crate::jose::key::read::Item;
use crate::jose::problem::{Place, Problem};

/// The private numbers beside `d`: all of them are there, or none (RFC 7518 section 6.3.2).
const FACTORS: [&str; 5] = ["p", "q", "dp", "dq", "qi"];

/// The RSA key of a JWK.
pub(super) fn key(jwk: &Jwk<'_>, notes: &mut Vec<Problem>) -> Result<Item, Problem> {
    if jwk.has("oth") {
        let message = "an RSA key of more than two primes (\"oth\") cannot be used";
        return Err(Problem::new("unusable_key", jwk.place("oth"), message).hint(family::USE_ANOTHER));
    }
    let private = jwk.has("d") || FACTORS.iter().any(|name| jwk.has(name));
    let what = if private { "an RSA private JWK" } else { "an RSA JWK" };
    let modulus = number(jwk, "n", what, notes)?;
    let exponent = number(jwk, "e", what, notes)?;
    let at = jwk.place("n");
    let public = RsaPublicKeyRef { modulus: uint(&modulus, at)?, public_exponent: uint(&exponent, at)? };
    let public = PublicKey::from_pkcs1(&public.to_der().map_err(|_| unwrappable(at))?, at).map_err(|problem| {
        let name = if problem.code == "rsa_exponent" { "e" } else { "n" };
        Problem { place: jwk.place(name), ..problem }
    })?;
    if !private {
        return Ok(Item::Public(public));
    }
    let d = part(jwk, "d", &modulus, notes)?;
    let numbers = if FACTORS.iter().any(|name| jwk.has(name)) {
        let [p, q, dp, dq, qi] = FACTORS.map(|name| part(jwk, name, &modulus, notes));
        Numbers { p: p?, q: q?, dp: dp?, dq: dq?, qi: qi? }
    } else {
        recover::numbers(&modulus, &exponent, &d).ok_or_else(|| {
            let message = "\"d\" does not belong to \"n\" and \"e\": the two primes do not follow from them";
            inconsistent(message.to_owned(), jwk.place("d"))
        })?
    };
    build(&modulus, &exponent, &d, &numbers, at).map(Item::Private).map_err(|problem| {
        match recover::unlike(&modulus, &exponent, &d, &numbers) {
            Some((name, why)) if problem.code == "inconsistent_key" => {
                inconsistent(format!("\"{name}\" {why}"), jwk.place(name))
            }
            _ => problem,
        }
    })
}

/// The key of these numbers.
fn build(modulus: &[u8], exponent: &[u8], private: &[u8], numbers: &Numbers, at: Place) -> Result<PrivateKey, Problem> {
    let key = RsaPrivateKeyRef {
        modulus: uint(modulus, at)?,
        public_exponent: uint(exponent, at)?,
        private_exponent: uint(private, at)?,
        prime1: uint(&numbers.p, at)?,
        prime2: uint(&numbers.q, at)?,
        exponent1: uint(&numbers.dp, at)?,
        exponent2: uint(&numbers.dq, at)?,
        coefficient: uint(&numbers.qi, at)?,
        other_prime_infos: None,
    };
    let der = SecretDocument::encode_msg(&key).map_err(|_| unwrappable(at))?;
    PrivateKey::from_pkcs1(der.as_bytes(), at)
}

/// A private number, which is never longer than the modulus.
fn part(jwk: &Jwk<'_>, name: &str, modulus: &[u8], notes: &mut Vec<Problem>) -> Result<Zeroizing<Vec<u8>>, Problem> {
    if !jwk.has(name) {
        let (message, hint) = if name == "d" {
            ("an RSA private JWK has no \"d\"".to_owned(), "without \"d\" it is no private key: copy it again, whole")
        } else {
            let message = format!("an RSA private JWK has no \"{name}\": p, q, dp, dq and qi are all there, or none");
            (message, "copy it again, whole; without all five they follow from \"d\" (RFC 7518 section 6.3.2)")
        };
        return Err(Problem::new("jwk_missing", jwk.place(name), message).hint(hint));
    }
    let bytes = number(jwk, name, "an RSA private JWK", notes)?;
    if bytes.len() > modulus.len() {
        let message =
            format!("\"{name}\" has {} bytes, and \"n\" has {}: it cannot be longer", bytes.len(), modulus.len());
        return Err(Problem::new("key_length", jwk.place(name), message)
            .hint("the key is damaged or forged: use the file as it was made"));
    }
    Ok(bytes)
}

/// A Base64urlUInt (RFC 7518 section 2), without zero bytes in front.
fn number(jwk: &Jwk<'_>, name: &str, what: &str, notes: &mut Vec<Problem>) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let mut bytes = jwk.bytes(name, what)?;
    let zeros = bytes.len() - significant(&bytes).len();
    if zeros == bytes.len() {
        let is = if zeros == 0 { "empty" } else { "zero" };
        return Err(Problem::new("key_length", jwk.place(name), format!("\"{name}\" of {what} is {is}"))
            .hint("the key is damaged: copy it again, whole"));
    }
    if zeros > 0 {
        let message = format!("\"{name}\" begins with zero bytes, which do not belong there; it is read without them");
        notes.push(
            Problem::new("leading_zeros", jwk.place(name), message)
                .hint("RFC 7518 section 2 asks for as few bytes as the number needs; some readers refuse more"),
        );
        bytes.drain(..zeros);
    }
    Ok(bytes)
}

/// The number without zero bytes in front.
fn significant(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

fn uint(bytes: &[u8], at: Place) -> Result<UintRef<'_>, Problem> {
    UintRef::new(bytes).map_err(|_| unwrappable(at))
}
