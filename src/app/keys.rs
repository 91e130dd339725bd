//! What the two key panes hold, read once for each change of their texts.

use crate::jose::algorithm::{Algorithm, Family, SigningKey, VerifyingKey};
use crate::jose::key::inspect::{self, Facts};
use crate::jose::key::pair::{self, Match};
use crate::jose::key::{self, Found, Item, KeyFile, Secret, SecretEncoding};
use crate::jose::keyset::{self, Candidate, Candidates, How};
use crate::jose::problem::{Part, Place, Problem};
use crate::jose::sniff;

/// What one key pane's text turned out to be.
#[derive(Debug)]
pub enum Reading {
    /// Nothing.
    Empty,
    /// One or more keys or certificates.
    Keys(KeyFile),
    /// An HMAC secret (only in the signing pane), or why it cannot be read.
    Secret(Result<Secret, Problem>),
    /// Neither: why.
    Unusable(Problem),
}

impl Reading {
    /// Reads the text of the signing pane.
    pub fn signing(text: &str, encoding: SecretEncoding) -> Self {
        if text.is_empty() {
            Self::Empty
        } else if key::looks_like_key(text).is_some() || sniff::is_cut_private_key(text) {
            key::read(text, Part::SigningKey).map_or_else(Self::Unusable, Self::Keys)
        } else {
            Self::Secret(Secret::read(text, encoding))
        }
    }

    /// Reads the text of the public pane.
    pub fn public(text: &str) -> Self {
        if text.trim().is_empty() {
            Self::Empty
        } else {
            key::read(text, Part::VerificationKey).map_or_else(Self::Unusable, Self::Keys)
        }
    }

    /// The keys, if that is what it is.
    pub const fn file(&self) -> Option<&KeyFile> {
        match self {
            Self::Keys(file) => Some(file),
            _ => None,
        }
    }

    /// What is wrong with it, if something is.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Unusable(problem) | Self::Secret(Err(problem)) => Some(problem),
            _ => None,
        }
    }

    /// True if a private key or a secret is in it, even one that cannot be used.
    pub fn is_secret(&self) -> bool {
        match self {
            Self::Empty => false,
            Self::Keys(file) => file.found.iter().any(Found::is_private),
            Self::Secret(_) | Self::Unusable(_) => true,
        }
    }

    /// True if a passphrase opens it.
    pub fn is_locked(&self) -> bool {
        self.problem().is_some_and(key::is_locked)
    }

    /// The keys of a JWK Set, a line each: kid, type, and the algorithm that it is meant for.
    pub fn set(&self) -> Option<Vec<String>> {
        let file = self.file().filter(|file| file.is_set)?;
        let line = |found: &Found| {
            let kind = match &found.item {
                Item::Private(key) => format!("{} PRIVATE", key.key_type()),
                Item::Public(key) => key.key_type().to_string(),
                Item::Secret(secret) => format!("HMAC secret, {} bits", secret.bits()),
                Item::Certificate(_) => return None,
            };
            let words = [found.label.kid.clone().unwrap_or_else(|| "(no kid)".to_owned()), kind];
            let rest = [found.label.alg.clone(), found.label.usage.clone()];
            Some(words.into_iter().chain(rest.into_iter().flatten()).collect::<Vec<_>>().join("   "))
        };
        Some(file.found.iter().filter_map(line).collect())
    }

    /// What can be said of each key in it at `now` (Unix seconds), the one that counts first; at most `most`.
    pub fn facts(&self, now: i64, most: usize) -> Vec<Facts> {
        let Some(file) = self.file() else { return Vec::new() };
        let first = what_counts(file);
        let others = file.found.iter().filter(|found| first.is_none_or(|first| !std::ptr::eq(first, *found)));
        first.into_iter().chain(others).take(most).map(|found| inspect::look(found, now)).collect()
    }

    /// `RSA 2048 private key`: what it is, in a few words.
    pub fn kind(&self) -> String {
        let file = match self {
            Self::Empty => return "nothing".to_owned(),
            Self::Unusable(problem) if key::is_locked(problem) => return "encrypted".to_owned(),
            Self::Unusable(problem) => return problem.message.clone(),
            Self::Secret(_) => return "an HMAC secret".to_owned(),
            Self::Keys(file) => file,
        };
        let Some(found) = what_counts(file) else { return String::new() };
        let kind = |item: &Item| match item {
            Item::Private(key) => format!("{} private key", key.key_type()),
            Item::Public(key) => format!("{} public key", key.key_type()),
            Item::Certificate(certificate) => format!("{} certificate", certificate.public().key_type()),
            Item::Secret(_) => "HMAC secret".to_owned(),
        };
        if file.is_set {
            let count = file.found.iter().filter(|found| !matches!(found.item, Item::Certificate(_))).count();
            return format!("JWK Set of {count} key{}", if count == 1 { "" } else { "s" });
        }
        let same = |other: &Found| std::mem::discriminant(&other.item) == std::mem::discriminant(&found.item);
        let of_kind: Vec<&Found> = file.found.iter().filter(|other| same(other)).collect();
        let first = match of_kind.as_slice() {
            [_] | [] => String::new(),
            [first, ..] if std::ptr::eq(*first, found) => format!(", the first of {}", of_kind.len()),
            all => format!(", the leaf of {}", all.len()),
        };
        format!("{}{first}", kind(&found.item))
    }

    /// `RSA 2048   PKCS#1`: type and encoding of the key that counts.
    pub fn summary(&self) -> Vec<String> {
        match self {
            Self::Empty | Self::Unusable(_) => Vec::new(),
            Self::Secret(Ok(secret)) => vec![format!("HMAC secret   {} bits", secret.bits())],
            Self::Secret(Err(_)) => vec!["HMAC secret".to_owned()],
            Self::Keys(file) => {
                let set = file.is_set.then(|| self.kind());
                let first = what_counts(file).map(|found| describe(&found.item, found.encoding)).unwrap_or_default();
                set.into_iter().chain(first).take(2).collect()
            }
        }
    }
}

/// True if there are JWKs in it, which may say what they are for.
pub(super) fn is_jwk(file: &KeyFile) -> bool {
    file.found.iter().any(|found| found.encoding.starts_with("JWK"))
}

/// Of several keys in one text the private one, else the certificate that is verified with, else the first.
fn what_counts(file: &KeyFile) -> Option<&Found> {
    let leaf = file.leaf();
    let is_leaf = |found: &&Found| matches!(&found.item, Item::Certificate(one) if Some(one) == leaf);
    let private = file.found.iter().find(|found| found.is_private());
    private.or_else(|| file.found.iter().find(is_leaf)).or(file.found.first())
}

fn describe(item: &Item, encoding: &str) -> Vec<String> {
    match item {
        Item::Private(key) => vec![format!("{}   {encoding}", key.key_type())],
        Item::Public(key) => vec![format!("{}   {encoding}", key.key_type())],
        Item::Secret(secret) => vec![format!("HMAC secret   {} bits   {encoding}", secret.bits())],
        Item::Certificate(certificate) => {
            let name = certificate.common_name().map_or_else(|| certificate.subject(), |name| format!("CN={name}"));
            let print = certificate.sha256();
            let bytes = |range: &[u8]| range.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":");
            let (head, tail) = (print.get(..3).unwrap_or_default(), print.get(31..).unwrap_or_default());
            let until = crate::jose::times::utc(certificate.not_after());
            vec![
                format!("{encoding}   {}   {name}", certificate.public().key_type()),
                format!("until {}   SHA-256 {}:…:{}", until.get(..10).unwrap_or(&until), bytes(head), bytes(tail)),
            ]
        }
    }
}

/// Both key panes.
#[derive(Debug)]
pub struct Keys {
    /// Pane 3.
    pub signing: Reading,
    /// Pane 4.
    pub public: Reading,
}

impl Keys {
    /// The key to sign with that algorithm, or why there is none; of a JWK Set the one with that `kid`.
    pub fn signing_key(&self, algorithm: Option<&Algorithm>, kid: Option<&str>) -> Result<SigningKey, Problem> {
        match &self.signing {
            Reading::Empty => Err(Problem::new("no_signing_key", Place::of(Part::SigningKey), "there is none")
                .hint("F2 opens a private key, or type an HMAC secret")),
            Reading::Unusable(problem) if key::is_locked(problem) => {
                Err(Problem::new(problem.code, problem.place, "it is encrypted: Alt+U asks for its passphrase"))
            }
            Reading::Unusable(problem) | Reading::Secret(Err(problem)) => Err(problem.clone()),
            Reading::Secret(Ok(secret)) => Ok(SigningKey::Secret(secret.clone())),
            Reading::Keys(file) => keyset::to_sign(file, algorithm, kid),
        }
    }

    /// The keys that may verify a token of that algorithm and `kid`, or why none of those there may, and the pane
    /// that they come from (3 or 4). An HMAC secret serves HMAC alone; a public key is also offered to an HMAC
    /// algorithm, which refuses it and says why (RFC 8725 section 2.1).
    pub fn verifying(&self, row: &Algorithm, kid: Option<&str>) -> Option<(Result<Candidates, Problem>, u8)> {
        let with_secret = |reading: &'_ Reading| reading.file().is_some_and(|file| file.first_secret().is_some());
        let of = |reading: &Reading, pane| Some((keyset::to_verify(reading.file()?, row, kid), pane));
        if row.family == Family::Hmac {
            match &self.signing {
                _ if with_secret(&self.public) => return of(&self.public, 4),
                Reading::Secret(Ok(secret)) => {
                    let key = VerifyingKey::Secret(secret.clone());
                    let keys = vec![Candidate { key, kid: None, derived: false }];
                    return Some((Ok(Candidates { keys, how: How::Alone }), 3));
                }
                signing if with_secret(signing) => return of(signing, 3),
                _ => {}
            }
        }
        if self.unusable(row.family).is_some() {
            return None;
        }
        let usable = |reading: &Reading| {
            reading.file().is_some_and(|file| file.is_set || file.found.iter().any(|found| found.public().is_some()))
        };
        match (usable(&self.public), usable(&self.signing)) {
            (true, _) => of(&self.public, 4),
            (false, true) => of(&self.signing, 3),
            (false, false) => None,
        }
    }

    /// What is worth a warning in the keys of both panes at `now` (Unix seconds), each once.
    pub fn warnings(&self, now: i64) -> Vec<Problem> {
        let files = [&self.signing, &self.public].map(Reading::file);
        let mut all: Vec<Problem> = files.iter().flatten().flat_map(|file| inspect::warnings(file, now)).collect();
        let mut seen = Vec::new();
        all.retain(|problem| {
            let new = !seen.contains(&problem.message);
            seen.push(problem.message.clone());
            new
        });
        self.public.file().and_then(inspect::private_in_public).into_iter().chain(all).collect()
    }

    /// How the names of files with the texts of panes 3 and 4 end; none where there is no key.
    pub fn endings(&self) -> [Option<&'static str>; 2] {
        let signing = match &self.signing {
            Reading::Keys(file) => Some(if is_jwk(file) { "_key.json" } else { "_key.pem" }),
            Reading::Secret(Ok(_)) => Some("_secret.txt"),
            _ => None,
        };
        let public = self.public.file().map(|file| match file.certificates().next() {
            _ if is_jwk(file) => "_public.json",
            Some(_) => ".pem",
            None => "_public.pem",
        });
        [signing, public]
    }

    /// Why the text that is there to verify with cannot be used: nothing else may
    /// stand in for it unsaid.
    pub fn unusable(&self, family: Family) -> Option<&Problem> {
        match (family, &self.signing) {
            (Family::Hmac, Reading::Secret(Err(problem))) => Some(problem),
            (Family::Hmac, _) => None,
            _ => self.public.problem(),
        }
    }

    /// Whether the two belong together; `None` unless there are two keys. Of a set one is enough.
    pub fn pair(&self) -> Option<Match> {
        let private = self.signing.file()?.first_private()?;
        let mut publics = self.public.file()?.found.iter().filter_map(Found::public).peekable();
        publics.peek()?;
        if self.public.file().is_some_and(|file| file.is_set) {
            let fits = publics.any(|public| pair::belongs(private, public) == Match::Yes);
            return Some(if fits { Match::Yes } else { Match::No });
        }
        Some(pair::belongs(private, self.public.file()?.first_public()?))
    }
}
