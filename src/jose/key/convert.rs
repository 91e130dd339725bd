//! From the keys of a file to the form that a user wants: one row and one function each.
//!
//! What a form cannot hold is refused with the reason and the forms that can; what
//! is lost or chosen on the way is noted. The bytes come from `write` and `jwk`,
//! which keys a file has from `choose`, the forms that are no key files from
//! `fields`; no file is written here.

mod fields;

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::certificate::Certificate;
use super::choose::{Key, Source};
use super::family::RsaUse;
use super::generate::KINDS;
use super::jwk;
use super::kind::KeyType;
use super::private::PrivateKey;
use super::read::{Found, Item, KeyFile};
use crate::jose::problem::{Part, Place, Problem};

/// A form that keys are written in.
#[derive(Debug)]
pub struct Form {
    /// Its name on the command line: "pkcs8".
    pub name: &'static str,
    /// What it is, for lists: "PEM, PKCS#8 private key".
    pub title: &'static str,
    /// Bytes and no text: for a file, not for a terminal.
    pub binary: bool,
    /// It tells the key and is none: nothing reads it back.
    pub digest: bool,
    /// A kid has a place in it.
    pub named: bool,
    write: fn(&Source<'_>) -> Result<Written, Problem>,
}

/// Every form.
pub static FORMS: [Form; 14] = [
    Form::text("pem", "PEM, everything in the file (PKCS#8, SPKI, X.509)", pem),
    Form::text("pkcs8", "PEM, PKCS#8 private key", pkcs8),
    Form::text("pkcs1", "PEM, PKCS#1 key (RSA)", pkcs1),
    Form::text("sec1", "PEM, SEC1 private key (EC)", sec1),
    Form::text("spki", "PEM, SPKI public key", spki),
    Form { binary: true, ..Form::text("der", "DER, PKCS#8 private key, else certificate, else SPKI public key", der) },
    Form { named: true, ..Form::text("jwk", "JSON, one JWK", jwk) },
    Form { named: true, ..Form::text("jwks", "JSON, a JWK Set of all keys", jwks) },
    Form::text("cert", "PEM, X.509 certificates", cert),
    Form::text("cert-line", "PEM, X.509 certificate in one line, as in a JSON string", fields::cert_line),
    Form::text("spki-line", "base64, SPKI public key in one line, without BEGIN and END", fields::spki_line),
    Form::digest("fingerprint", "SHA-1 and SHA-256 of the certificate, in hex and as x5t", fields::fingerprint),
    Form::digest("spki-sha256", "base64, SHA-256 of the SPKI public key", fields::spki_sha256),
    Form::digest("thumbprint", "base64url, JWK thumbprint (RFC 7638)", fields::thumbprint),
];

/// What is wanted beside the form.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// The public part instead of a private key.
    pub public: bool,
    /// Picks the key of a JWK Set; names the result of every other file.
    pub kid: Option<&'a str>,
}

/// Keys in a form.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// The text with a line end at its end, or the DER; wiped.
    pub bytes: Zeroizing<Vec<u8>>,
    /// A private key or a secret is in it.
    pub private: bool,
    /// Bytes and no text.
    pub binary: bool,
    /// What was chosen, left out or lost: `several_keys`, `left_out`, `several_certificates`,
    /// `restriction_lost`, `private_set`, `kid_unused`.
    pub notes: Vec<Problem>,
}

impl std::fmt::Debug for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = if self.private { "[redacted]".to_owned() } else { format!("{} bytes", self.bytes.len()) };
        f.debug_struct("Written").field("bytes", &bytes).field("notes", &self.notes).finish_non_exhaustive()
    }
}

/// The form with this name, in any case.
///
/// Code: `unknown_form`.
pub fn form(name: &str) -> Result<&'static Form, Problem> {
    FORMS.iter().find(|form| form.name.eq_ignore_ascii_case(name.trim())).ok_or_else(|| {
        Problem::new("unknown_form", HERE, format!("{name:?} is no form of keys that is known here"))
            .hint(format!("give one of {}", list(FORMS.iter())))
    })
}

/// Writes the keys of `file` in `form`.
///
/// Forms of one key take the only one; of several keys in a JWK Set the kid picks, of several in another file the
/// first is taken, and noted.
///
/// Codes: `cannot_convert`, `no_certificate`, `several_keys`, `no_such_kid`, and those of [`jwk::write`].
pub fn convert(file: &KeyFile, form: &Form, wanted: &Wanted<'_>) -> Result<Written, Problem> {
    let source = Source::new(file, wanted)?;
    let mut written = (form.write)(&source).map_err(|problem| match problem.hint {
        None if problem.code == "cannot_convert" => with_way_out(problem, &source),
        _ => problem,
    })?;
    if source.name.is_some() && !form.named {
        let message = format!("the kid is not in the result: {} has no place for one", form.name);
        written.notes.push(Problem::new("kid_unused", HERE, message).hint("jwk and jwks have"));
    }
    written.binary = form.binary;
    Ok(written)
}

/// The forms that work for a file, or in a JWK Set for one of its keys.
pub fn possible(file: &KeyFile) -> Vec<&'static Form> {
    let wanted = Wanted::default();
    let whole = Source::new(file, &wanted).into_iter();
    let each = file.found.iter().filter(|_| file.is_set).map(|found| Source::of(vec![found]));
    let sources: Vec<Source<'_>> = whole.chain(each).collect();
    FORMS.iter().filter(|form| sources.iter().any(|source| (form.write)(source).is_ok())).collect()
}

impl Form {
    const fn text(name: &'static str, title: &'static str, write: fn(&Source<'_>) -> Result<Written, Problem>) -> Self {
        Self { name, title, binary: false, digest: false, named: false, write }
    }

    const fn digest(
        name: &'static str,
        title: &'static str,
        write: fn(&Source<'_>) -> Result<Written, Problem>,
    ) -> Self {
        Self { digest: true, ..Self::text(name, title, write) }
    }
}

impl Written {
    fn new(bytes: &[u8], private: bool) -> Self {
        Self { bytes: Zeroizing::new(bytes.to_vec()), private, binary: false, notes: Vec::new() }
    }

    fn noting(mut self, notes: impl IntoIterator<Item = Problem>) -> Self {
        self.notes.extend(notes);
        self
    }
}

const PAIRS: &str = "holds keys of a pair and certificates";
const HERE: Place = Place::of(Part::Key);

fn list(forms: impl Iterator<Item = &'static Form>) -> String {
    forms.map(|form| form.name).collect::<Vec<_>>().join(", ")
}

fn cannot(message: impl Into<String>) -> Problem {
    Problem::new("cannot_convert", HERE, message)
}

fn with_way_out(problem: Problem, source: &Source<'_>) -> Problem {
    let forms = list(FORMS.iter().filter(|form| (form.write)(source).is_ok()));
    let hint = match (forms.as_str(), source.public) {
        ("", true) => "without its private part nothing of it can be written".to_owned(),
        ("", false) => "no form can hold it".to_owned(),
        _ => format!("it can be written as {forms}"),
    };
    problem.hint(hint)
}

fn pem(source: &Source<'_>) -> Result<Written, Problem> {
    let (mut blocks, mut notes) = (Vec::<Zeroizing<String>>::new(), Vec::new());
    let mut private = false;
    for found in &source.found {
        let block = match &found.item {
            Item::Private(key) if !source.public => {
                private = true;
                key.pkcs8_pem()
            }
            Item::Certificate(certificate) => Zeroizing::new(certificate.pem()),
            Item::Private(_) | Item::Public(_) => match public_of(found) {
                Ok(key) => Zeroizing::new(key.spki_pem()),
                Err(problem) => {
                    notes.push(problem);
                    continue;
                }
            },
            Item::Secret(_) => {
                notes.push(cannot(format!("an HMAC secret has no PEM form: PEM {PAIRS}")));
                continue;
            }
        };
        // The public part of a private key may stand beside it.
        if !blocks.contains(&block) {
            blocks.push(block);
        }
    }
    if blocks.is_empty() {
        return Err(notes.into_iter().next().unwrap_or_else(|| cannot("there is no key in it")));
    }
    let notes = notes.into_iter().map(|note| Problem { code: "left_out", ..note });
    Ok(Written { bytes: joined(&blocks), private, binary: false, notes: notes.collect() })
}

/// The texts one after the other, in room that was taken at once.
fn joined(texts: &[Zeroizing<String>]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(texts.iter().map(|text| text.len()).sum()));
    for text in texts {
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

fn pkcs8(source: &Source<'_>) -> Result<Written, Problem> {
    let (key, note) = source.one("PKCS#8")?;
    let key = private_of(&key, source, "PKCS#8", "spki")?;
    Ok(Written::new(key.pkcs8_pem().as_bytes(), true).noting(note))
}

fn pkcs1(source: &Source<'_>) -> Result<Written, Problem> {
    let (key, note) = source.one("PKCS#1")?;
    let no_rsa = || cannot(format!("PKCS#1 is a form of RSA keys, and this is {}", key.what()));
    let written = match &key.found.item {
        Item::Private(key) if !source.public => {
            let text = key.pkcs1_pem().ok_or_else(no_rsa)?;
            Written::new(text.as_bytes(), true).noting(restriction_lost(key.rsa_use(), "PKCS#1"))
        }
        Item::Secret(_) => return Err(no_rsa()),
        _ => {
            let key = public_of(key.found)?;
            let text = key.pkcs1_pem().ok_or_else(no_rsa)?;
            Written::new(text.as_bytes(), false).noting(restriction_lost(key.rsa_use(), "PKCS#1"))
        }
    };
    Ok(written.noting(note))
}

fn sec1(source: &Source<'_>) -> Result<Written, Problem> {
    let (key, note) = source.one("SEC1")?;
    let no_curve = || cannot(format!("SEC1 is a form of EC private keys, and this is {}", key.what()));
    if !matches!(key.found.public().map(super::PublicKey::key_type), Some(KeyType::Ec(_))) {
        return Err(no_curve());
    }
    let private = private_of(&key, source, "SEC1", "spki")?;
    let text = private.sec1_pem().ok_or_else(no_curve)?;
    Ok(Written::new(text.as_bytes(), true).noting(note))
}

fn spki(source: &Source<'_>) -> Result<Written, Problem> {
    let (key, note) = source.one("SPKI")?;
    Ok(Written::new(public_of(key.found)?.spki_pem().as_bytes(), false).noting(note))
}

fn der(source: &Source<'_>) -> Result<Written, Problem> {
    let (key, note) = source.one("DER")?;
    let written = match (&key.found.item, key.certificates.first()) {
        (Item::Private(key), _) if !source.public => Written::new(&key.written_pkcs8(), true),
        (Item::Secret(_), _) => return Err(cannot(format!("an HMAC secret has no DER form: DER {PAIRS}"))),
        (_, Some(certificate)) => Written::new(certificate.der(), false),
        _ => Written::new(public_of(key.found)?.spki_der(), false),
    };
    Ok(written.noting(note))
}

fn jwk(source: &Source<'_>) -> Result<Written, Problem> {
    let (key, note) = source.one("a JWK")?;
    if source.public {
        public_of(key.found)?;
    }
    let found = key.labelled(source.name);
    let kid = found.label.kid.as_deref();
    let options = jwk::Options { public: source.public, kid, certificates: &key.certificates };
    let text = jwk::write(&found, &options)?;
    Ok(Written::new(text.as_bytes(), !source.public && found.is_private()).noting(note).noting(lost_in_jwk(&key)))
}

fn jwks(source: &Source<'_>) -> Result<Written, Problem> {
    let (mut keys, mut notes) = (Vec::new(), Vec::new());
    for key in source.keys() {
        match public_of(key.found) {
            Err(problem) if source.public => notes.push(Problem { code: "left_out", ..problem }),
            _ => keys.push(key),
        }
    }
    if keys.is_empty() {
        let problem = notes.into_iter().next().unwrap_or_else(|| cannot("there is no key in it"));
        return Err(Problem { code: "cannot_convert", ..problem });
    }
    let kid = source.name.filter(|_| keys.len() == 1);
    if source.name != kid {
        let message = "the kid is not in the result: it cannot name several keys";
        notes.push(Problem::new("kid_unused", HERE, message).hint("convert each key alone to name it"));
    }
    let found: Vec<Found> = keys.iter().map(|key| named(key.labelled(kid))).collect();
    let certificates: Vec<&Certificate> = keys.iter().flat_map(|key| key.certificates.iter().copied()).collect();
    let options = jwk::Options { public: source.public, kid: None, certificates: &certificates };
    let text = jwk::write_set(&found.iter().collect::<Vec<_>>(), &options)?;
    let private = !source.public && found.iter().any(Found::is_private);
    let private_set = private.then(|| {
        Problem::new("private_set", HERE, "there are private keys in this set: it is not for publishing")
            .hint("--public writes the set for those who verify")
    });
    let written = Written::new(text.as_bytes(), private).noting(notes);
    Ok(written.noting(keys.iter().filter_map(lost_in_jwk)).noting(private_set))
}

fn cert(source: &Source<'_>) -> Result<Written, Problem> {
    let certificates = source.certificates();
    if certificates.is_empty() {
        return Err(no_certificate(source));
    }
    let blocks: Vec<_> = certificates.iter().map(|certificate| Zeroizing::new(certificate.pem())).collect();
    Ok(Written { bytes: joined(&blocks), private: false, binary: false, notes: Vec::new() })
}

fn no_certificate(source: &Source<'_>) -> Problem {
    let hint = format!(
        "a certificate is made by who signs it: take the one that was issued for this key, or make a new key with a \
         self-signed one: jotbench key generate {} --out NAME --cert \"CN=name\"",
        kind_of(source)
    );
    Problem::new("no_certificate", HERE, "there is no certificate in it").hint(hint)
}

/// The kind to make that a key of the source is of; RSA where it is of none that has certificates.
fn kind_of(source: &Source<'_>) -> Cow<'static, str> {
    let titles = source.found.iter().filter_map(|found| found.public()).map(|key| key.key_type().to_string());
    let kind = titles.into_iter().find_map(|title| KINDS.iter().find(|kind| kind.title == title));
    kind.map_or(Cow::Borrowed("rsa:2048"), |kind| kind.name.clone())
}

/// The key that `form` is for; `other` is the form of a public one.
fn private_of<'f>(key: &Key<'f>, source: &Source<'_>, form: &str, other: &str) -> Result<&'f PrivateKey, Problem> {
    match &key.found.item {
        Item::Private(_) if source.public => {
            Err(cannot(format!("{form} is a form of private keys; the one of a public key is {other}")))
        }
        Item::Private(key) => Ok(key),
        Item::Secret(_) => Err(cannot(format!("{form} is a form of private keys, and this is an HMAC secret"))),
        Item::Public(_) | Item::Certificate(_) => {
            Err(cannot(format!("{form} is a form of private keys, and there is none in this: it is {}", key.what())))
        }
    }
}

fn public_of(found: &Found) -> Result<&super::PublicKey, Problem> {
    found.public().ok_or_else(|| match &found.item {
        Item::Private(key) => cannot(format!("the public part of this {} key is not known here", key.key_type())),
        _ => cannot("an HMAC secret has no public part: who verifies with it can sign with it"),
    })
}

/// A member of a set needs a name: RFC 7638's, where it has none. A secret has no thumbprint that is safe to show.
fn named(mut found: Found) -> Found {
    if found.label.kid.is_none() {
        found.label.kid = found.public().map(jwk::thumbprint);
    }
    found
}

fn lost_in_jwk(key: &Key<'_>) -> Option<Problem> {
    restriction_lost(key.found.public()?.rsa_use(), "a JWK")
}

fn restriction_lost(rsa_use: RsaUse, form: &str) -> Option<Problem> {
    (rsa_use != RsaUse::Any).then(|| {
        let message = format!("the key is restricted to RSASSA-PSS, and {form} does not say so");
        Problem::new("restriction_lost", HERE, message)
            .hint("use it with PS256, PS384 or PS512 alone; pkcs8 and spki keep it")
    })
}
