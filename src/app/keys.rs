//! What the two key panes hold, read once for each change of their texts.

use crate::jose::algorithm::{Family, SigningKey, VerifyingKey};
use crate::jose::key::pair::{self, Match};
use crate::jose::key::{self, Found, Item, KeyFile, Secret, SecretEncoding};
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
            Self::Keys(file) => file.first_private().is_some(),
            Self::Secret(_) | Self::Unusable(_) => true,
        }
    }

    /// `RSA 2048 private key`: what it is, in a few words.
    pub fn kind(&self) -> String {
        let file = match self {
            Self::Empty => return "nothing".to_owned(),
            Self::Unusable(problem) => return problem.message.clone(),
            Self::Secret(_) => return "an HMAC secret".to_owned(),
            Self::Keys(file) => file,
        };
        let Some(found) = what_counts(file) else { return String::new() };
        let kind = |item: &Item| match item {
            Item::Private(_) => "private key",
            Item::Public(_) => "public key",
            Item::Certificate(_) => "certificate",
        };
        let of_kind = file.found.iter().filter(|other| kind(&other.item) == kind(&found.item)).count();
        let first = if of_kind > 1 { format!(", the first of {of_kind} in it") } else { String::new() };
        let key_type = match &found.item {
            Item::Private(key) => key.key_type(),
            Item::Public(key) => key.key_type(),
            Item::Certificate(certificate) => certificate.public().key_type(),
        };
        format!("{key_type} {}{first}", kind(&found.item))
    }

    /// `RSA 2048   PKCS#1`: type and encoding of the key that counts.
    pub fn summary(&self) -> Vec<String> {
        match self {
            Self::Empty | Self::Unusable(_) => Vec::new(),
            Self::Secret(Ok(secret)) => vec![format!("HMAC secret   {} bits", secret.bits())],
            Self::Secret(Err(_)) => vec!["HMAC secret".to_owned()],
            Self::Keys(file) => {
                what_counts(file).map(|found| describe(&found.item, found.encoding)).unwrap_or_default()
            }
        }
    }
}

/// Of several keys in one text the private one, else the first.
fn what_counts(file: &KeyFile) -> Option<&Found> {
    file.found.iter().find(|found| matches!(found.item, Item::Private(_))).or(file.found.first())
}

fn describe(item: &Item, encoding: &str) -> Vec<String> {
    match item {
        Item::Private(key) => vec![format!("{}   {encoding}", key.key_type())],
        Item::Public(key) => vec![format!("{}   {encoding}", key.key_type())],
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
    /// The key to sign with, or why there is none.
    pub fn signing_key(&self) -> Result<SigningKey, Problem> {
        let place = Place::of(Part::SigningKey);
        match &self.signing {
            Reading::Empty => Err(Problem::new("no_signing_key", place, "there is none")
                .hint("F2 opens a private key, or type an HMAC secret")),
            Reading::Unusable(problem) | Reading::Secret(Err(problem)) => Err(problem.clone()),
            Reading::Secret(Ok(secret)) => Ok(SigningKey::Secret(secret.clone())),
            Reading::Keys(file) => file.first_private().map(|key| SigningKey::Private(key.clone())).ok_or_else(|| {
                Problem::new(
                    "public_as_signing_key",
                    place,
                    "holds a public key or certificate, and signing needs the private key",
                )
                .hint("open the private key that belongs to it")
            }),
        }
    }

    /// The key to verify a token of that family with, and the pane it comes from
    /// (3 or 4). An HMAC secret serves HMAC alone; a public key is also offered to
    /// an HMAC algorithm, which refuses it and says why (RFC 8725 section 2.1).
    pub fn verifying_key(&self, family: Family) -> Option<(VerifyingKey, u8)> {
        if let (Family::Hmac, Reading::Secret(Ok(secret))) = (family, &self.signing) {
            return Some((VerifyingKey::Secret(secret.clone()), 3));
        }
        if self.unusable(family).is_some() {
            return None;
        }
        let public =
            |reading: &Reading| reading.file().and_then(KeyFile::first_public).cloned().map(VerifyingKey::Public);
        match public(&self.public) {
            Some(key) => Some((key, 4)),
            None => public(&self.signing).map(|key| (key, 3)),
        }
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

    /// Whether the two belong together; `None` unless there are two keys.
    pub fn pair(&self) -> Option<Match> {
        let private = self.signing.file()?.first_private()?;
        let public = self.public.file()?.first_public()?;
        Some(pair::belongs(private, public))
    }
}
