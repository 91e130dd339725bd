//! Which key of a file verifies or signs a token.
//!
//! A token names a key at most (`kid`); what the key is and may do, the file alone
//! says. Whether a signature is right is asked in `verify`.

use super::algorithm::{self, Algorithm, Family, SigningKey, VerifyingKey};
use super::decode::Decoded;
use super::key::inspect;
use super::key::jwk::clip;
use super::key::{Certificate, Found, Item, KeyFile, Label};
use super::problem::{Part, Place, Problem};
use super::verify::{self, Signature};

/// Keys that are tried for one token.
const MOST_TRIED: usize = 100;
/// Keys that are told by name in a sentence.
const MOST_TOLD: usize = 6;

/// A key that may verify a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The key.
    pub key: VerifyingKey,
    /// Its `kid` in the file; foreign text.
    pub kid: Option<String>,
    /// It is the public part of a private key in the file.
    pub derived: bool,
}

impl Candidate {
    /// What it is called, with the name of its file: `server.pem, kid "a", RSA 2048`.
    pub fn called(&self, file: &str) -> String {
        let kind = match &self.key {
            VerifyingKey::Public(key) => key.key_type().to_string(),
            VerifyingKey::Secret(_) => "HMAC secret".to_owned(),
        };
        match &self.kid {
            Some(name) => format!("{file}, kid \"{name}\", {kind}"),
            None => format!("{file}, {kind}"),
        }
    }
}

/// How the candidates were chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The file is no JWK Set: it has one key to verify with.
    Alone,
    /// The token's `kid` names them.
    Kid,
    /// Every key that fits.
    Tried {
        /// The token's `kid`, if it has one that no key bears.
        unknown_kid: Option<String>,
    },
}

/// The keys that may verify a token; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates {
    /// The keys, in the order of the file.
    pub keys: Vec<Candidate>,
    /// How they were chosen.
    pub how: How,
}

/// The verdict, and which candidate verified it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The verdict on the signature.
    pub signature: Signature,
    /// Index of the candidate that verified it; none if none did.
    pub by: Option<usize>,
}

/// The keys of `file` that may verify a token with this algorithm and `kid` (RFC 7515 section 4.1.4, appendix D).
///
/// In a JWK Set: those that the `kid` names and that fit; where it names none, all that fit. A file of any other kind
/// gives its one key, even if that does not fit: the algorithm then says why.
/// Codes: `no_matching_key`, `no_public_part`; where the key that is meant may not be used `key_use`,
/// `key_operations`, `key_alg` (RFC 7517 sections 4.2 to 4.4); in a set also those of [`Algorithm::fits_verifying`].
pub fn to_verify(file: &KeyFile, algorithm: &Algorithm, kid: Option<&str>) -> Result<Candidates, Problem> {
    if !file.is_set {
        return alone(file, algorithm);
    }
    let named: Vec<&Found> = keys(file).filter(|found| kid.is_some() && found.label.kid.as_deref() == kid).collect();
    let (from, how) = match (named.is_empty(), kid) {
        (false, _) => (named, How::Kid),
        (true, kid) => (keys(file).collect(), How::Tried { unknown_kid: kid.map(str::to_owned) }),
    };
    let chosen: Vec<Candidate> = from.iter().filter_map(|found| fitting(found, algorithm).ok()).collect();
    if !chosen.is_empty() {
        return Ok(Candidates { keys: chosen, how });
    }
    let why = from.iter().find_map(|found| Some((found, fitting(found, algorithm).err()?)));
    match (how, why) {
        (How::Kid, Some((found, why))) => Err(named_and_unfit(found, why)),
        _ => Err(none_fits(file, algorithm, kid)),
    }
}

/// The key of `file` to sign with: of a JWK Set the one that `kid` names, else the first that fits the algorithm, else
/// the first. That it fits is for the algorithm to say.
///
/// Codes: `public_as_signing_key`; `key_use`, `key_operations`, `key_alg` (RFC 7517 sections 4.2 to 4.4); in a set
/// also those of [`Algorithm::fits_signing`] for a key that `kid` names.
pub fn to_sign(file: &KeyFile, algorithm: Option<&Algorithm>, kid: Option<&str>) -> Result<SigningKey, Problem> {
    signer(file, algorithm, kid).map(|(_, key)| key)
}

/// As [`to_sign`], with what the file says of the key.
pub fn signer<'f>(
    file: &'f KeyFile,
    algorithm: Option<&Algorithm>,
    kid: Option<&str>,
) -> Result<(&'f Found, SigningKey), Problem> {
    let private = signers(file);
    let fits = |(found, key): &&(&Found, SigningKey)| unfit_to_sign(found, key, algorithm).is_none();
    if let (true, Some(kid)) = (file.is_set, kid) {
        let bears = |found: &Found| found.label.kid.as_deref() == Some(kid);
        let named: Vec<&(&Found, SigningKey)> = private.iter().filter(|(found, _)| bears(found)).collect();
        if let Some(one) = named.iter().copied().find(fits) {
            return Ok(one.clone());
        }
        if let Some((found, key)) = named.first() {
            return match unfit_to_sign(found, key, algorithm) {
                None => Ok((*found, key.clone())),
                Some(why) => Err(named_and_unfit(found, why)),
            };
        }
        if keys(file).any(bears) {
            return Err(public_alone(&format!("the key \"{}\" of the set is a public key", clip(kid))));
        }
    }
    if let Some(one) = private.iter().find(fits) {
        return Ok(one.clone());
    }
    let Some((found, key)) = private.first() else {
        return Err(public_alone("holds a public key or certificate"));
    };
    restriction(&found.label, algorithm, Doing::Sign).map_or(Ok((*found, key.clone())), Err)
}

/// The keys of a file that can sign with this algorithm, or with any; in the order of the file.
pub fn fit_to_sign<'f>(file: &'f KeyFile, algorithm: Option<&Algorithm>) -> Vec<&'f Found> {
    let fits = |(found, key): &(&Found, SigningKey)| unfit_to_sign(found, key, algorithm).is_none();
    signers(file).into_iter().filter(fits).map(|(found, _)| found).collect()
}

fn signers(file: &KeyFile) -> Vec<(&Found, SigningKey)> {
    keys(file).filter_map(|found| signing(found).map(|key| (found, key))).collect()
}

/// The certificates of a file as PEM, with and without the last line break, and as DER.
pub fn certificate_forms(file: &KeyFile) -> Vec<Vec<u8>> {
    let forms = |certificate: &Certificate| {
        let pem = certificate.pem();
        [pem.trim().as_bytes().to_vec(), pem.as_bytes().to_vec(), certificate.der().to_vec()]
    };
    file.certificates().take(MOST_TRIED).flat_map(forms).collect()
}

/// Every public key of a file, whatever the file says of its use, with what it is called in sentences: `the RSA 2048
/// certificate CN=qlik in server.pem`. Only for telling why another key does not verify a token.
pub fn every(file: &KeyFile, name: &str) -> Vec<(String, VerifyingKey)> {
    let public = |found: &Found| {
        Some((format!("the {} in {name}", inspect::describe(found)), VerifyingKey::Public(found.public()?.clone())))
    };
    file.found.iter().filter_map(public).take(MOST_TRIED).collect()
}

/// Checks the signature of a token that was taken apart with each of the first candidates, `most` and no more than 100,
/// until one verifies it.
///
/// Codes beside those of [`verify::verify`]: `no_matching_key` if the token names a key that is not there and no
/// other verifies it, `too_many_keys` if none verifies it and not all could be tried.
pub fn verify(decoded: &Decoded, candidates: &Candidates, most: usize) -> Verdict {
    let (mut other, most) = (None, most.min(MOST_TRIED));
    for (at, candidate) in candidates.keys.iter().enumerate().take(most) {
        match verify::verify(decoded, Some(&candidate.key)) {
            Signature::Valid => return Verdict { signature: Signature::Valid, by: Some(at) },
            Signature::Invalid => {}
            // What is wrong with the token itself is so with every key.
            signature => other = other.or(Some(signature)),
        }
    }
    let signature = match (other, &candidates.how) {
        (Some(signature), _) => signature,
        (None, _) if candidates.keys.is_empty() => verify::verify(decoded, None),
        (None, _) if candidates.keys.len() > most => Signature::CannotCheck(too_many(candidates, most)),
        (None, How::Tried { unknown_kid: Some(kid) }) => Signature::Refused(no_such_kid(kid, candidates, true)),
        (None, _) => Signature::Invalid,
    };
    Verdict { signature, by: None }
}

/// The one key of a file that is no set.
fn alone(file: &KeyFile, algorithm: &Algorithm) -> Result<Candidates, Problem> {
    let secret = file.first_secret().cloned().map(VerifyingKey::Secret);
    let public = file.first_public().cloned().map(VerifyingKey::Public);
    let key = if algorithm.family == Family::Hmac { secret.or(public) } else { public.or(secret) };
    let Some(key) = key else {
        let message = "the public part of this private key is not known";
        return Err(Problem::new("no_public_part", Place::of(Part::VerificationKey), message)
            .hint("open the public key or the certificate that belongs to it"));
    };
    // What is said of a key counts for that key alone; a certificate has no say of its own.
    let is_it = |found: &&Found| match (&key, &found.item) {
        (VerifyingKey::Secret(secret), Item::Secret(other)) => secret == other,
        (VerifyingKey::Public(public), _) => found.public().is_some_and(|other| other.matches(public)),
        (VerifyingKey::Secret(_), _) => false,
    };
    let found = keys(file).find(is_it).or_else(|| file.found.iter().find(is_it));
    if let Some(problem) = found.and_then(|found| may_not_verify(found, algorithm)) {
        return Err(problem);
    }
    let kid = found.and_then(|found| found.label.kid.clone());
    // A certificate beside the private key is what is verified with.
    let derived = file.found.iter().filter(is_it).all(|found| matches!(found.item, Item::Private(_)));
    Ok(Candidates { keys: vec![Candidate { key, kid, derived }], how: How::Alone })
}

/// The keys of a file; its certificates only accompany them.
fn keys(file: &KeyFile) -> impl Iterator<Item = &Found> {
    file.found.iter().filter(|found| !matches!(found.item, Item::Certificate(_)))
}

fn signing(found: &Found) -> Option<SigningKey> {
    match &found.item {
        Item::Private(key) => Some(SigningKey::Private(key.clone())),
        Item::Secret(secret) => Some(SigningKey::Secret(secret.clone())),
        Item::Public(_) | Item::Certificate(_) => None,
    }
}

/// The candidate that a key of a set makes, if it may verify with this algorithm.
fn fitting(found: &Found, algorithm: &Algorithm) -> Result<Candidate, Problem> {
    let key = match &found.item {
        Item::Secret(secret) => VerifyingKey::Secret(secret.clone()),
        _ => VerifyingKey::Public(found.public().cloned().ok_or_else(|| {
            Problem::new("no_public_part", Place::of(Part::VerificationKey), "its public part is not known")
        })?),
    };
    algorithm.fits_verifying(&key)?;
    may_not_verify(found, algorithm).map_or(Ok(()), Err)?;
    Ok(Candidate { key, kid: found.label.kid.clone(), derived: matches!(found.item, Item::Private(_)) })
}

fn unfit_to_sign(found: &Found, key: &SigningKey, algorithm: Option<&Algorithm>) -> Option<Problem> {
    let misfit = match (algorithm, &found.label.alg) {
        (Some(algorithm), _) => algorithm.fits_signing(key).err(),
        // A key for another algorithm than it can sign with is for no signature: one for encryption, for example.
        (None, Some(alg)) if algorithm::by_name(alg).is_none_or(|row| row.fits_signing(key).is_err()) => {
            let message = format!("the file says that the key is for {} (\"alg\")", clip(alg));
            Some(Problem::new("key_alg", Place::of(Part::SigningKey), message))
        }
        (None, _) => None,
    };
    misfit.or_else(|| restriction(&found.label, algorithm, Doing::Sign))
}

fn may_not_verify(found: &Found, algorithm: &Algorithm) -> Option<Problem> {
    // A private key says what it is for itself, "sign"; here its public part serves.
    let doing = if matches!(found.item, Item::Private(_)) { Doing::VerifyOwn } else { Doing::Verify };
    restriction(&found.label, Some(algorithm), doing)
}

/// What a key is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Sign,
    Verify,
    /// Verify with the public part of a private key.
    VerifyOwn,
}

/// Why the file's own words keep the key from it (RFC 7517 sections 4.2 to 4.4, RFC 8725 section 3.1).
fn restriction(label: &Label, algorithm: Option<&Algorithm>, doing: Doing) -> Option<Problem> {
    let (part, allowed, word): (_, &[&str], _) = match doing {
        Doing::Sign => (Part::SigningKey, &["sign"], "signing"),
        Doing::Verify => (Part::VerificationKey, &["verify"], "verifying"),
        Doing::VerifyOwn => (Part::VerificationKey, &["verify", "sign"], "verifying"),
    };
    let refuse = |code, message: String, hint: &str| Some(Problem::new(code, Place::of(part), message).hint(hint));
    if let Some(usage) = label.usage.as_deref().filter(|usage| *usage != "sig") {
        let message = format!("the file says that the key is for \"{}\" (\"use\"), not for signatures", clip(usage));
        return refuse("key_use", message, "use a key whose \"use\" is \"sig\" (RFC 7517 section 4.2)");
    }
    if let Some(operations) = &label.operations
        && !operations.iter().any(|operation| allowed.contains(&operation.as_str()))
    {
        let listed: Vec<String> =
            operations.iter().take(MOST_TOLD).map(|operation| format!("\"{}\"", clip(operation))).collect();
        let message =
            format!("the file does not allow {word} with the key: its \"key_ops\" are [{}]", listed.join(", "));
        return refuse("key_operations", message, "use a key that is made for it (RFC 7517 section 4.3)");
    }
    match (&label.alg, algorithm) {
        (Some(only), Some(algorithm)) if !is_same(only, algorithm) => {
            let message =
                format!("the file says that the key is for {} alone (\"alg\"), not for {}", clip(only), algorithm.name);
            refuse("key_alg", message, "RFC 8725 section 3.1: one key, one algorithm; use the key that is made for it")
        }
        _ => None,
    }
}

/// True if the `alg` of a key names this algorithm. EdDSA is also called by the curve of the key (RFC 9864 section
/// 2.2).
fn is_same(name: &str, algorithm: &Algorithm) -> bool {
    let eddsa = ["EdDSA", "Ed25519", "Ed448"];
    name == algorithm.name
        || ((name == "EdDSA" || algorithm.name == "EdDSA") && eddsa.contains(&name) && eddsa.contains(&algorithm.name))
}

/// A key of a set that was meant by name and cannot serve.
fn named_and_unfit(found: &Found, why: Problem) -> Problem {
    let message = format!("the key {} of the set cannot serve: {}", describe(found), why.clause());
    Problem { hint: why.hint, ..Problem::new(why.code, why.place, message) }
}

fn none_fits(file: &KeyFile, algorithm: &Algorithm, kid: Option<&str>) -> Problem {
    let token = kid.map_or(String::new(), |kid| format!(" (the token names kid \"{}\")", clip(kid)));
    let held = list(keys(file).map(describe));
    let message = format!("no key of the set can verify {}{token}; the set has: {held}", algorithm.name);
    Problem::new("no_matching_key", Place::of(Part::VerificationKey), message)
        .hint(format!("{} needs {}: get the current set from the issuer of the token", algorithm.name, algorithm.needs))
}

/// The problem with a token whose kid no key of the set bears; the candidates are those that are there, and `tried` says
/// that none of them verifies it.
pub fn no_such_kid(kid: &str, candidates: &Candidates, tried: bool) -> Problem {
    let there = list(candidates.keys.iter().map(|key| match &key.kid {
        Some(kid) => format!("\"{}\"", clip(kid)),
        None => "a key without kid".to_owned(),
    }));
    let tried = if tried { "; none of them verifies it" } else { "" };
    let message = format!("the token names the key (kid) \"{}\", and the set has {there}{tried}", clip(kid));
    Problem::new("no_matching_key", Place::of(Part::VerificationKey), message)
        .hint("the issuer may have changed its keys: get the current set")
}

fn too_many(candidates: &Candidates, most: usize) -> Problem {
    let fitting = candidates.keys.len();
    let message =
        format!("{fitting} keys of the set fit; the first {most} were tried, and none of them verifies the token");
    Problem::new("too_many_keys", Place::of(Part::VerificationKey), message)
        .hint("give the key that is meant alone, or name it by its kid")
}

fn public_alone(what: &str) -> Problem {
    let message = format!("{what}, and signing needs the private key");
    Problem::new("public_as_signing_key", Place::of(Part::SigningKey), message)
        .hint("open the private key that belongs to it")
}

/// `"a" (RSA 2048, alg RS256)`.
fn describe(found: &Found) -> String {
    let label = &found.label;
    let kid = label.kid.as_deref().map_or("without kid".to_owned(), |kid| format!("\"{}\"", clip(kid)));
    let key_type = match &found.item {
        Item::Private(key) => key.key_type().to_string(),
        Item::Secret(_) => "HMAC secret".to_owned(),
        Item::Public(_) | Item::Certificate(_) => {
            found.public().map_or(String::new(), |key| key.key_type().to_string())
        }
    };
    let alg = label.alg.as_deref().map_or(String::new(), |alg| format!(", alg {}", clip(alg)));
    let usage = label.usage.as_deref().filter(|usage| *usage != "sig");
    let usage = usage.map_or(String::new(), |usage| format!(", use {}", clip(usage)));
    format!("{kid} ({key_type}{alg}{usage})")
}

/// The first few of many, in no more than half of a sentence.
fn list(names: impl Iterator<Item = String>) -> String {
    const LONGEST: usize = 200;
    let (mut told, mut more) = (String::new(), 0);
    for (at, name) in names.enumerate() {
        if at >= MOST_TOLD || told.len() + name.len() > LONGEST {
            more += 1;
        } else {
            told.push_str(if told.is_empty() { "" } else { ", " });
            told.push_str(&name);
        }
    }
    if more == 0 { told } else { format!("{told} and {more} more") }
}
