//! What is worth a warning about keys and certificates, each with a stable code.
//!
//! A warning never refuses a key: which key an algorithm takes is decided in
//! `algorithm`.

use der::Decode as _;

use super::super::certificate::{Certificate, Validity};
use super::super::jwk;
use super::super::kind::KeyType;
use super::super::pair::{self, Match};
use super::super::public::PublicKey;
use super::super::read::{Found, Item, KeyFile};
use super::{LONGEST, algorithms, clip, describe, key_type};
use crate::jose::problem::{Part, Place, Problem};
use crate::jose::times;

/// A certificate that ends within so many seconds ends soon: 30 days.
const SOON: i64 = 30 * 86_400;
/// The smallest RSA modulus, in bits (RFC 7518 section 3.3).
const RSA_BITS: u32 = 2048;
/// The smallest secret, in bits: that of HS256 (RFC 7518 section 3.2).
const SECRET_BITS: usize = 256;
/// The smallest RSA exponent that FIPS 186-5 appendix A.1.1 allows.
const EXPONENT: u64 = 65_537;

/// The codes of warnings about the key itself, which are said once for a key that is in a file twice.
const OF_THE_KEY: [&str; 4] = ["rsa_short", "rsa_exponent_small", "weak_secret", "key_use"];

/// Warnings about a whole file at `now` (Unix seconds), in its order.
///
/// Codes: `rsa_short`, `rsa_exponent_small`, `weak_secret`, `key_use`, `certificate_expired`, `certificate_not_yet`,
/// `certificate_ends_soon`, `certificate_sha1`, `certificate_mismatch`, `several_keys`.
pub fn warnings(file: &KeyFile, now: i64) -> Vec<Problem> {
    let mut all = Vec::new();
    for (at, found) in file.found.iter().enumerate() {
        let says = |other: &Found, code| of_item(other, now).iter().any(|problem| problem.code == code);
        let said = |problem: &Problem| {
            let same = |other: &Found| pair::same_key(other, found) == Match::Yes && says(other, problem.code);
            OF_THE_KEY.contains(&problem.code) && file.found.iter().take(at).any(same)
        };
        all.extend(of_item(found, now).into_iter().filter(|problem| !said(problem)));
    }
    // Of a JWK Set the `kid` chooses.
    if !file.is_set {
        all.extend(mismatch(file));
        all.extend(several(file));
    }
    all
}

/// `private_in_public`: the pane for the public key holds a private key or a secret.
pub fn private_in_public(file: &KeyFile) -> Option<Problem> {
    let found = file.found.iter().find(|found| found.is_private())?;
    let (holds, instead) = match found.item {
        Item::Secret(_) => ("an HMAC secret", "a secret belongs in pane 3"),
        _ => ("a private key", "the public key or certificate belongs here"),
    };
    let place = Place::line(Part::VerificationKey, found.line);
    let message = format!("pane 4 holds {holds}: it is masked; {instead}");
    Some(
        Problem::new("private_in_public", place, message)
            .hint("whoever has it can sign: never give it to those who only verify"),
    )
}

/// Warnings about one item.
pub(super) fn of_item(found: &Found, now: i64) -> Vec<Problem> {
    let mut all = Vec::new();
    all.extend(rsa_short(found));
    all.extend(rsa_exponent(found));
    all.extend(weak_secret(found));
    all.extend(key_use(found));
    if let Item::Certificate(certificate) = &found.item {
        all.extend(dates(found, certificate, now));
        all.extend(old_hash(found, certificate));
    }
    all
}

fn warn(code: &'static str, found: &Found, message: String, hint: &str) -> Problem {
    Problem::new(code, Place::line(Part::Key, found.line), message).hint(hint)
}

fn rsa_short(found: &Found) -> Option<Problem> {
    let Some(KeyType::Rsa { bits: bits @ ..RSA_BITS }) = key_type(found) else { return None };
    let message = format!(
        "{}: {bits} bits are too few for RSA, RFC 7518 section 3.3 asks for {RSA_BITS} or more",
        describe(found)
    );
    Some(warn("rsa_short", found, message, NEW_RSA))
}

const NEW_RSA: &str = "make a new key: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048";

fn rsa_exponent(found: &Found) -> Option<Problem> {
    let exponent = rsa_exponent_of(found.public()?).filter(|exponent| *exponent < EXPONENT)?;
    let message = format!(
        "{} has the public exponent {exponent}: FIPS 186-5 asks for {EXPONENT} or more, for with small ones mistakes in \
         the padding have let signatures be forged",
        describe(found)
    );
    Some(warn("rsa_exponent_small", found, message, NEW_RSA))
}

fn rsa_exponent_of(key: &PublicKey) -> Option<u64> {
    if !matches!(key.key_type(), KeyType::Rsa { .. }) {
        return None;
    }
    let numbers = pkcs1::RsaPublicKeyRef::from_der(key.verifying_material()).ok()?;
    // Reading has bounded it to 33 bits.
    Some(numbers.public_exponent.as_bytes().iter().fold(0, |value, &byte| (value << 8) | u64::from(byte)))
}

fn weak_secret(found: &Found) -> Option<Problem> {
    let Item::Secret(secret) = &found.item else { return None };
    if secret.bits() >= SECRET_BITS {
        return None;
    }
    let message = format!("{} is weak: RFC 7518 section 3.2 asks for {SECRET_BITS} bits or more", describe(found));
    let hint = "use at least 32 random bytes; a short secret can be guessed from one token";
    Some(warn("weak_secret", found, message, hint))
}

/// What the JWK says that it is for, if that is not signatures (RFC 7517 sections 4.2 to 4.4).
fn key_use(found: &Found) -> Option<Problem> {
    let (label, algorithms) = (&found.label, algorithms(found));
    let quoted = |word: &str| format!("\"{}\"", clip(word, LONGEST));
    let says = if let Some(usage) = label.usage.as_deref().filter(|usage| *usage != "sig") {
        format!("\"use\" is {}, not \"sig\"", quoted(usage))
    } else if let Some(words) = label.operations.as_ref().filter(|words| !words.iter().any(|word| signs(word))) {
        let words = clip(&words.join(", "), LONGEST);
        format!("\"key_ops\" has neither \"sign\" nor \"verify\", but [{words}]")
    } else {
        // Of a type without an algorithm here nothing can be said.
        let alg = label.alg.as_deref().filter(|alg| !algorithms.is_empty() && !algorithms.contains(alg))?;
        format!("\"alg\" is {}, and such a key serves {}", quoted(alg), algorithms.join(", "))
    };
    let message = format!("{} is not meant for signatures: {says}", describe(found));
    let hint = "take the key for signatures from the same source; if the label is wrong, correct it";
    Some(warn("key_use", found, message, hint))
}

fn signs(word: &str) -> bool {
    ["sign", "verify"].contains(&word)
}

fn dates(found: &Found, certificate: &Certificate, now: i64) -> Option<Problem> {
    let name = describe(found);
    let (code, message, hint) = match certificate.validity(now) {
        Validity::NotYet { wait } => (
            "certificate_not_yet",
            format!("{name} is valid from {} on, in {}", times::zulu(certificate.not_before()), times::rough(wait)),
            "use the certificate that is in force; if that day has come, this machine's clock is wrong",
        ),
        Validity::Over { ago } => (
            "certificate_expired",
            format!("{name} expired on {}, {} ago", times::zulu(certificate.not_after()), times::rough(ago)),
            "the key in it still verifies, but whoever checks the dates refuses it: use the renewed certificate",
        ),
        Validity::Current { left } if left <= SOON => (
            "certificate_ends_soon",
            format!("{name} ends on {}, in {}", times::zulu(certificate.not_after()), times::rough(left)),
            "renew it before that day, and give the new one to whoever verifies with it",
        ),
        Validity::Current { .. } => return None,
    };
    Some(warn(code, found, message, hint))
}

fn old_hash(found: &Found, certificate: &Certificate) -> Option<Problem> {
    let hash = certificate.signature_hash().filter(|hash| ["SHA-1", "MD5", "MD4", "MD2"].contains(hash))?;
    let message = format!("{} is signed with {hash}, for which collisions can be made", describe(found));
    let hint = if certificate.self_signed {
        "nobody relies on the signature of a self-signed certificate, but some programs refuse it: make it anew with \
         SHA-256, the key may stay"
    } else {
        "a certificate with this signature can be forged: have it issued again with SHA-256, the key may stay"
    };
    Some(warn("certificate_sha1", found, message, hint))
}

/// Private keys and certificates of which none belong together.
fn mismatch(file: &KeyFile) -> Option<Problem> {
    let of = |what: fn(&Item) -> bool| file.found.iter().filter(move |found| what(&found.item));
    let certificates = || of(|item| matches!(item, Item::Certificate(_)));
    let keys = || of(|item| matches!(item, Item::Private(_)));
    let (key, certificate) = (keys().next()?, certificates().next()?);
    if keys().any(|key| certificates().any(|certificate| pair::same_key(key, certificate) != Match::No)) {
        return None;
    }
    let prints = [key, certificate].map(|found| found.public().map_or_else(|| "unknown".to_owned(), jwk::thumbprint));
    let message = format!(
        "{} and {} do not belong together: their thumbprints are {}",
        describe(key),
        describe(certificate),
        prints.join(" and ")
    );
    let hint =
        "put the certificate there that was made for this key: tokens signed with the one do not verify with the other";
    Some(warn("certificate_mismatch", certificate, message, hint))
}

/// More than one key that could be the one that is meant.
fn several(file: &KeyFile) -> Option<Problem> {
    let private: Vec<&Found> = distinct(file.found.iter().filter(|found| found.is_private()));
    let certified = file.certificates().next().is_some();
    let public = || distinct(file.found.iter().filter(|found| matches!(found.item, Item::Public(_))));
    let keys = match private.len() {
        0 if !certified => public(),
        _ => private,
    };
    let first = keys.first().filter(|_| keys.len() > 1)?;
    let message =
        format!("there are {} different keys in the file; the first is used, {}", keys.len(), describe(first));
    Some(warn("several_keys", first, message, "if another one is meant, put it into a file of its own"))
}

fn distinct<'f>(items: impl Iterator<Item = &'f Found>) -> Vec<&'f Found> {
    let mut keys: Vec<&Found> = Vec::new();
    for item in items {
        if !keys.iter().any(|key| pair::same_key(key, item) == Match::Yes) {
            keys.push(item);
        }
    }
    keys
}
