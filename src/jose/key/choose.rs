//! Which keys a file has, for writing them in another form: a private key, its public
//! key and its certificates are one key.
//!
//! In a JWK Set a kid picks; a certificate that only vouches for another one in the
//! file is no key of its own.

use super::certificate::Certificate;
use super::convert::Wanted;
use super::jwk;
use super::public::PublicKey;
use super::read::{Found, Item, KeyFile};
use crate::jose::problem::{Part, Place, Problem};

/// One key of a file.
pub(super) struct Key<'f> {
    /// The item that says most of it: private before public before certificate.
    pub(super) found: &'f Found,
    /// Its first certificate and those that vouch for it, one after the other.
    pub(super) certificates: Vec<&'f Certificate>,
}

/// What is converted, and how.
pub(super) struct Source<'f> {
    /// The items of the file, or of the picked key.
    pub(super) found: Vec<&'f Found>,
    /// The public part is wanted.
    pub(super) public: bool,
    /// The kid that the result is to have.
    pub(super) name: Option<&'f str>,
    /// A JWK Set: which of its keys is the user's choice, and none is merged with another.
    is_set: bool,
    /// A key was picked.
    picked: bool,
    /// The keys of a set that cannot be used, by their kids.
    refused: &'f [(String, Problem)],
}

impl<'f> Source<'f> {
    /// The items that `wanted` picks.
    ///
    /// Codes: `no_such_kid`, and that of the key with that kid where it cannot be used.
    pub(super) fn new(file: &'f KeyFile, wanted: &Wanted<'f>) -> Result<Self, Problem> {
        let all = Self {
            public: wanted.public,
            is_set: file.is_set,
            refused: &file.refused,
            ..Self::of(file.found.iter().collect())
        };
        match wanted.kid {
            Some(kid) if file.is_set => all.pick(kid),
            name => Ok(Self { name, ..all }),
        }
    }

    /// These items, of no set.
    pub(super) const fn of(found: Vec<&'f Found>) -> Self {
        Self { found, public: false, name: None, is_set: false, picked: false, refused: &[] }
    }

    fn pick(self, kid: &str) -> Result<Self, Problem> {
        let keys = self.keys();
        let picked: Vec<&Key<'_>> = keys.iter().filter(|key| key.kid().as_deref() == Some(kid)).collect();
        if picked.is_empty() {
            if let Some((_, why)) = self.refused.iter().find(|(refused, _)| refused == kid) {
                let message = format!("the key of this set with the kid {kid:?} cannot be used: {}", why.clause());
                return Err(Problem { message, ..why.clone() });
            }
            let problem = Problem::new("no_such_kid", HERE, format!("no key of this set has the kid {kid:?}"));
            return Err(problem.hint(kids(&keys)));
        }
        let is_picked = |found: &Found| match &found.item {
            Item::Certificate(certificate) => picked.iter().any(|key| key.certificates.contains(&certificate)),
            _ => false,
        };
        let mut found: Vec<&Found> = picked.iter().map(|key| key.found).collect();
        for other in &self.found {
            if is_picked(other) && !found.iter().any(|found| std::ptr::eq(*found, *other)) {
                found.push(other);
            }
        }
        Ok(Self { found, picked: true, ..self })
    }

    /// The certificates that stand for a key: those that belong to another item of the file; where none does, those
    /// that do not only vouch for another.
    pub(super) fn leaves(&self) -> Vec<&'f Certificate> {
        let all = self.all_certificates();
        let of_any = |keys: &[&Found]| -> Vec<&'f Certificate> {
            let belongs = |certificate: &Certificate, key: &Found| {
                key.public().is_some_and(|key| key.matches(certificate.public()))
            };
            all.iter().copied().filter(|one| keys.iter().any(|key| belongs(one, key))).collect()
        };
        let keys: Vec<&Found> = self.found.iter().copied().filter(|found| rank(found) < CERTIFICATE).collect();
        let own = of_any(&keys);
        if own.is_empty() {
            let certified: Vec<&Found> = self.keys().iter().map(|key| key.found).collect();
            return of_any(&certified);
        }
        own
    }

    /// The keys in the order of the file; not one that only vouches for another.
    pub(super) fn keys(&self) -> Vec<Key<'f>> {
        let mut keys: Vec<Key<'f>> = Vec::new();
        for found in &self.found {
            let same = keys.iter_mut().find(|key| self.is_same(key.found, found));
            match same {
                Some(key) if rank(found) < rank(key.found) => key.found = found,
                Some(_) => {}
                // In a set a certificate stands in the key that it is for.
                None if self.is_set && rank(found) == CERTIFICATE => {}
                None => keys.push(Key { found, certificates: Vec::new() }),
            }
        }
        let all = self.all_certificates();
        let vouches = |key: &Key<'_>| match &key.found.item {
            Item::Certificate(issuer) => all.iter().any(|certificate| is_issuer(issuer, certificate)),
            _ => false,
        };
        // Certificates that vouch for each other in a circle are keys after all.
        if !keys.iter().all(vouches) {
            keys.retain(|key| !vouches(key));
        }
        for key in &mut keys {
            key.certificates = key.found.public().map(|public| chain(public, &all)).unwrap_or_default();
        }
        keys
    }

    /// The key for a form that holds one, and a note where there was a choice: a private key or secret comes first, then
    /// what has a certificate.
    ///
    /// Code: `several_keys` for a JWK Set of which none was picked.
    pub(super) fn one(&self, form: &str) -> Result<(Key<'f>, Option<Problem>), Problem> {
        let mut keys = self.keys();
        let count = keys.len();
        let several = |message: String| Problem::new("several_keys", HERE, message);
        if count > 1 && self.is_set && !self.picked {
            let message = format!("the set holds {count} keys, and {form} holds one");
            return Err(several(message).hint(kids(&keys)));
        }
        let best = (0..count).min_by_key(|&at| {
            keys.get(at)
                .map(|key| if key.found.is_private() { 0 } else { 1 + usize::from(key.certificates.is_empty()) })
        });
        let key = best.filter(|&best| best < count).map(|best| keys.swap_remove(best));
        let key = key.ok_or_else(|| Problem::new("cannot_convert", HERE, "there is no key in it"))?;
        let note = (count > 1).then(|| {
            let message = format!("there are {count} keys in it, and {form} holds one: this is {}", key.described());
            several(message).hint("pem and jwks take all of them; for another one give a file with that key alone")
        });
        Ok((key, note))
    }

    /// The certificates, each once: of the keys first, with those that vouch for them, then the others.
    pub(super) fn certificates(&self) -> Vec<&'f Certificate> {
        let mut certificates: Vec<&Certificate> = Vec::new();
        let keys = self.keys();
        let (private, others): (Vec<_>, Vec<_>) = keys.iter().partition(|key| key.found.is_private());
        let first = private.into_iter().chain(others).flat_map(|key| key.certificates.iter().copied());
        for certificate in first.chain(self.all_certificates()) {
            if !certificates.contains(&certificate) {
                certificates.push(certificate);
            }
        }
        certificates
    }

    fn all_certificates(&self) -> Vec<&'f Certificate> {
        let item = |found: &&'f Found| match &found.item {
            Item::Certificate(certificate) => Some(certificate),
            _ => None,
        };
        self.found.iter().filter_map(item).collect()
    }

    /// True if both items are of one key. The keys of a set stand for themselves, even two with the same numbers.
    fn is_same(&self, key: &Found, other: &Found) -> bool {
        let certificate = [key, other].iter().any(|found| matches!(found.item, Item::Certificate(_)));
        match (key.public(), other.public()) {
            (Some(key), Some(other)) => (certificate || !self.is_set) && key.matches(other),
            _ => false,
        }
    }
}

impl Key<'_> {
    /// What it is, for sentences: "an RSA 2048 public key".
    pub(super) fn what(&self) -> String {
        let (key_type, kind) = match &self.found.item {
            Item::Private(key) => (key.key_type().to_string(), "private key"),
            Item::Public(key) => (key.key_type().to_string(), "public key"),
            Item::Certificate(certificate) => (certificate.public().key_type().to_string(), "certificate"),
            Item::Secret(_) => return "an HMAC secret".to_owned(),
        };
        let article = if key_type.starts_with(['E', 'R', 'M']) { "an" } else { "a" };
        format!("{article} {key_type} {kind}")
    }

    /// What is to be written of it as JWK: the key itself, never the certificate around it, and with this kid if one is
    /// given.
    pub(super) fn labelled(&self, kid: Option<&str>) -> Found {
        let mut found = self.found.clone();
        if let Item::Certificate(certificate) = &found.item {
            found.item = Item::Public(certificate.public().clone());
        }
        if let Some(kid) = kid {
            found.label.kid = Some(kid.to_owned());
        }
        found
    }

    /// Its kid, else its RFC 7638 thumbprint; none for a secret without a kid.
    fn kid(&self) -> Option<String> {
        self.found.label.kid.clone().or_else(|| self.found.public().map(jwk::thumbprint))
    }

    /// What it is and where it stands.
    fn described(&self) -> String {
        match (&self.found.label.kid, self.certificates.first()) {
            (Some(kid), _) => format!("{}, kid {kid:?}", self.what()),
            (None, Some(certificate)) => format!("{} of {}", self.what(), certificate.subject()),
            (None, None) => format!("{}, line {}", self.what(), self.found.line),
        }
    }
}

const HERE: Place = Place::of(Part::Key);

fn kids(keys: &[Key<'_>]) -> String {
    let mut kids: Vec<String> = Vec::new();
    for kid in keys.iter().filter_map(Key::kid).map(|kid| format!("{kid:?}")) {
        if !kids.contains(&kid) {
            kids.push(kid);
        }
    }
    format!("choose one with --kid: {}", kids.join(", "))
}

/// The rank of a certificate, the last one.
const CERTIFICATE: u8 = 2;

const fn rank(found: &Found) -> u8 {
    match found.item {
        Item::Private(_) | Item::Secret(_) => 0,
        Item::Public(_) => 1,
        Item::Certificate(_) => CERTIFICATE,
    }
}

/// True if `issuer` may have issued `certificate`, by their names: chains are not verified here.
fn is_issuer(issuer: &Certificate, certificate: &Certificate) -> bool {
    issuer != certificate && !certificate.self_signed && issuer.subject() == certificate.issuer()
}

/// The first certificate of the key, and each time the one that vouches for the last.
fn chain<'f>(key: &PublicKey, all: &[&'f Certificate]) -> Vec<&'f Certificate> {
    let mut chain: Vec<&Certificate> = Vec::new();
    let mut next = all.iter().find(|certificate| certificate.public().matches(key));
    while let Some(certificate) = next {
        chain.push(certificate);
        next = all.iter().find(|issuer| is_issuer(issuer, certificate) && !chain.contains(issuer));
    }
    chain
}
