//! SD-JWT: selective disclosure (RFC 9901). The disclosures are read, held against
//! the digests in what the issuer signed, and put where they belong.

use std::collections::{HashMap, HashSet};

use aws_lc_rs::digest::{self, SHA3_256, SHA3_384, SHA3_512, SHA256, SHA384, SHA512};
use serde_json::value::RawValue;

use super::{Decoded, Kind, compact, utf8};
use crate::jose::base64url;
use crate::jose::json::{self, Member};
use crate::jose::key::jwk::clip;
use crate::jose::problem::{Part, Place, Problem};

/// Disclosures that are read of one token.
const MOST: usize = 1000;
/// Faults that are told; a token with more has been understood well enough.
const MOST_FAULTS: usize = 20;
/// Levels of objects and lists in what is disclosed; JSON readers go no deeper either.
const DEEPEST: usize = 127;

/// What is disclosed of an SD-JWT.
#[derive(Debug, Clone, PartialEq)]
pub struct SdJwt {
    /// The disclosures, in the order of the token.
    pub disclosures: Vec<Disclosure>,
    /// The payload with what is disclosed in its place, and without digests (RFC 9901 section 7.1 step 3): a JSON text.
    pub processed: String,
    /// Why the disclosures must be refused (RFC 9901 section 7.1); empty if they are good.
    pub faults: Vec<Problem>,
    /// Why the digests cannot be judged: a hash that is not known here.
    pub unsupported: Option<Problem>,
    /// The key binding JWT (RFC 9901 section 4.3).
    pub key_binding: Option<Box<Decoded>>,
    /// What its `sd_hash` must be: the digest of the token as presented, in base64url.
    pub sd_hash: String,
    /// The holder's public key, a JWK (RFC 7800 `cnf`), as the issuer signed it.
    pub holder: Option<String>,
}

/// A disclosure (RFC 9901 section 4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// As it stands in the token, base64url.
    pub encoded: String,
    /// The claim's name; none for an element of a list, and for a disclosure that cannot be read.
    pub name: Option<String>,
    /// The claim's value, its JSON as written.
    pub value: String,
    /// Its digest stands in the payload, or in another disclosure that does.
    pub referenced: bool,
}

/// Takes an SD-JWT apart: the JWS before the first `~`, and what is presented behind it.
pub(super) fn read(jws: &str, presented: &str) -> Decoded {
    let mut decoded = compact::read(jws, None);
    let (mut list, tail): (Vec<&str>, _) = match presented.rsplit_once('~') {
        Some((disclosed, tail)) => (disclosed.split('~').collect(), tail),
        None => (Vec::new(), presented),
    };
    let is_token = tail.matches('.').count() == 2;
    // Somebody lost the last ~.
    list.extend(Some(tail).filter(|tail| !tail.is_empty() && !is_token));
    let unclosed = (!tail.is_empty() && !is_token).then(|| {
        malformed("the last ~ is missing: what follows it is no key binding JWT")
            .hint("an SD-JWT without one ends with ~")
    });
    let hashed = format!("{jws}~{}", presented.strip_suffix(tail).unwrap_or_default());
    let binding = Some(tail).filter(|_| is_token);
    disclose(&mut decoded, &list, binding, &hashed, unclosed);
    if decoded.kind != Kind::Unreadable {
        decoded.kind = if decoded.is_unsecured() { Kind::Unsecured } else { Kind::SdJwt };
    }
    decoded
}

/// Takes the disclosures of a JWS in JSON serialization in (RFC 9901 section 8).
/// `fault` is what is wrong with the members that hold them.
pub(super) fn disclose_json(decoded: &mut Decoded, list: &[String], binding: Option<&str>, fault: Option<Problem>) {
    let input = String::from_utf8_lossy(&decoded.signing_input).into_owned();
    let signature = base64url::encode(decoded.signature.as_deref().unwrap_or_default());
    let list: Vec<&str> = list.iter().map(String::as_str).collect();
    let ends = if list.is_empty() { "" } else { "~" };
    disclose(decoded, &list, binding, &format!("{input}.{signature}~{}{ends}", list.join("~")), fault);
}

fn disclose(decoded: &mut Decoded, list: &[&str], binding: Option<&str>, hashed: &str, fault: Option<Problem>) {
    let payload = decoded.payload.as_deref().and_then(|bytes| utf8(bytes, Part::Payload).ok()).unwrap_or_default();
    let (name, hash) = hash_of(payload);
    let mut faults: Vec<Problem> = fault.into_iter().collect();
    if list.len() > MOST {
        faults.push(malformed(format!("has {} disclosures; {MOST} are read at most", list.len())));
    }
    let read: Vec<Read> = list.iter().take(MOST).map(|encoded| Read::of(encoded)).collect();
    faults.extend(read.iter().filter_map(|read| read.content.as_ref().err().cloned()));
    let unsupported = hash.is_none().then(|| {
        let message = format!("\"_sd_alg\" is {}, a hash that is not known here", clip(&name));
        Problem::new("sd_alg_unknown", Place::of(Part::Payload), message)
            .hint("known: sha-256, sha-384, sha-512, sha3-256, sha3-384, sha3-512")
    });
    let hash = hash.unwrap_or(&SHA256);
    let mut walk = Walk { known: HashMap::new(), read: &read, met: HashSet::new(), used: HashSet::new(), faults };
    for (at, read) in read.iter().enumerate() {
        if walk.known.insert(digest_of(hash, &read.encoded), at).is_some() {
            walk.fault("disclosure_twice", "a disclosure stands twice".to_owned());
        }
    }
    let readable = json::object(payload, Part::Payload).is_ok();
    let processed = if readable { walk.value(payload.trim(), 0, true) } else { payload.to_owned() };
    let Walk { used, mut faults, .. } = walk;
    let disclosures: Vec<Disclosure> =
        read.iter().enumerate().map(|(at, read)| read.disclosure(used.contains(&at))).collect();
    if unsupported.is_none() && readable {
        faults.extend(disclosures.iter().filter(|one| !one.referenced && !one.value.is_empty()).map(unreferenced));
    }
    faults.truncate(MOST_FAULTS);
    let holder = json::object(&processed, Part::Payload).ok().and_then(|object| {
        let cnf = json::object(object.find("cnf")?.raw, Part::Payload).ok()?;
        cnf.find("jwk").map(|jwk| jwk.raw.to_owned())
    });
    let key_binding = binding.map(|binding| {
        let mut binding = compact::read(binding, None);
        binding.read_payload();
        Box::new(binding)
    });
    let sd_hash = digest_of(hash, hashed);
    decoded.sd_jwt =
        Some(Box::new(SdJwt { disclosures, processed, faults, unsupported, key_binding, sd_hash, holder }));
}

/// The name of the hash in a payload, and the hash (RFC 9901 section 4.1.1, IANA's named information hashes).
fn hash_of(payload: &str) -> (String, Option<&'static digest::Algorithm>) {
    let object = json::object(payload, Part::Payload).ok();
    let Some(member) = object.as_ref().and_then(|object| object.find("_sd_alg")) else {
        return ("sha-256".to_owned(), Some(&SHA256));
    };
    let name = member.string().unwrap_or_else(|| member.raw.to_owned());
    let hash = match name.as_str() {
        "sha-256" => Some(&SHA256),
        "sha-384" => Some(&SHA384),
        "sha-512" => Some(&SHA512),
        "sha3-256" => Some(&SHA3_256),
        "sha3-384" => Some(&SHA3_384),
        "sha3-512" => Some(&SHA3_512),
        _ => None,
    };
    (name, hash)
}

fn digest_of(hash: &'static digest::Algorithm, text: &str) -> String {
    base64url::encode(digest::digest(hash, text.as_bytes()).as_ref())
}

pub(super) fn malformed(message: impl Into<String>) -> Problem {
    Problem::new("disclosure_malformed", Place::of(Part::Token), message)
}

fn unreferenced(disclosure: &Disclosure) -> Problem {
    let what = disclosure.name.as_ref().map_or("of a list element".to_owned(), |name| format!("\"{}\"", clip(name)));
    let message = format!("the issuer did not sign the disclosure {what}: its digest stands nowhere");
    Problem::new("disclosure_unreferenced", Place::of(Part::Token), message)
        .hint("RFC 9901 section 7.1: such a token must be refused; somebody added or changed the disclosure")
}

/// A disclosure taken apart.
struct Read {
    encoded: String,
    /// The name, if it is of a member, and the value; or why it is none.
    content: Result<(Option<String>, String), Problem>,
}

impl Read {
    fn of(encoded: &str) -> Self {
        Self { encoded: encoded.to_owned(), content: Self::content(encoded) }
    }

    fn content(encoded: &str) -> Result<(Option<String>, String), Problem> {
        let refuse = |why: &str| {
            malformed(format!("the disclosure {} {why}", clip(encoded)))
                .hint("a disclosure is a list of salt, name and value, or of salt and value (RFC 9901 section 4.2)")
        };
        let segment = base64url::decode(encoded, Part::Token, 0);
        let bytes = segment.bytes.filter(|_| segment.problem.is_none()).ok_or_else(|| refuse("is no base64url"))?;
        let text = utf8(&bytes, Part::Token).map_err(|_| refuse("is no UTF-8 text"))?;
        json::value(text, Part::Token).map_err(|problem| refuse(&format!("is no JSON: {}", problem.clause())))?;
        let list = serde_json::from_str::<Vec<&RawValue>>(text).map_err(|_| refuse("is no list"))?;
        let string = |raw: &RawValue| serde_json::from_str::<String>(raw.get()).ok();
        match list.as_slice() {
            [salt, ..] if string(salt).is_none() => Err(refuse("has a salt that is no string")),
            [_, value] => Ok((None, value.get().to_owned())),
            [_, name, value] => {
                let name = string(name).ok_or_else(|| refuse("has a name that is no string"))?;
                Ok((Some(name), value.get().to_owned()))
            }
            other => Err(refuse(&format!("has {} elements", other.len()))),
        }
    }

    fn disclosure(&self, referenced: bool) -> Disclosure {
        let (name, value) = self.content.clone().unwrap_or_default();
        Disclosure { encoded: self.encoded.clone(), name, value, referenced }
    }
}

/// Goes through the payload and puts what is disclosed where its digest stands (RFC 9901 section 7.1 step 3).
struct Walk<'a> {
    /// The disclosures by their digests.
    known: HashMap<String, usize>,
    read: &'a [Read],
    /// Digests that were met: none may be met twice.
    met: HashSet<String>,
    /// Disclosures that were put somewhere.
    used: HashSet<usize>,
    faults: Vec<Problem>,
}

impl<'a> Walk<'a> {
    fn fault(&mut self, code: &'static str, message: String) {
        if self.faults.len() >= MOST_FAULTS {
            return;
        }
        let problem = Problem::new(code, Place::of(Part::Token), message)
            .hint("RFC 9901 section 7.1: such a token must be refused");
        if !self.faults.contains(&problem) {
            self.faults.push(problem);
        }
    }

    fn value(&mut self, raw: &str, depth: usize, top: bool) -> String {
        if depth > DEEPEST {
            self.fault("disclosure_malformed", "what is disclosed is nested too deep".to_owned());
            return "null".to_owned();
        }
        match raw.as_bytes().first() {
            Some(b'{') => self.object(raw, depth, top),
            Some(b'[') => self.list(raw, depth),
            _ => raw.to_owned(),
        }
    }

    fn object(&mut self, raw: &str, depth: usize, top: bool) -> String {
        let Some(members) = json::members(raw) else { return raw.to_owned() };
        let mut out: Vec<(String, String)> = Vec::with_capacity(members.len());
        for member in members.iter().filter(|member| member.name != "_sd" && !(top && member.name == "_sd_alg")) {
            out.push((member.name.clone(), self.value(member.raw, depth + 1, false)));
        }
        for member in members.iter().filter(|member| member.name == "_sd") {
            self.disclosed_members(member, depth, &mut out);
        }
        let quoted = |name: &String| serde_json::Value::from(name.as_str()).to_string();
        let members = out.iter().map(|(name, value)| format!("{}:{value}", quoted(name)));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }

    /// The members whose digests an `_sd` list has.
    fn disclosed_members(&mut self, sd: &Member<'_>, depth: usize, out: &mut Vec<(String, String)>) {
        let Ok(digests) = serde_json::from_str::<Vec<String>>(sd.raw) else {
            return self.fault("disclosure_malformed", format!("\"_sd\" is {}, not a list of strings", sd.kind()));
        };
        for digest in digests {
            let Some((at, read)) = self.meet(&digest) else { continue };
            let Ok((name, value)) = &read.content else { continue };
            let Some(name) = name else {
                self.fault("disclosure_malformed", "a disclosure of a list element stands for a member".to_owned());
                continue;
            };
            if ["_sd", "_sd_alg", "..."].contains(&name.as_str()) || out.iter().any(|(other, _)| other == name) {
                let message =
                    format!("a disclosure gives \"{}\", which must not be there or is there already", clip(name));
                self.fault("disclosure_name", message);
                continue;
            }
            self.used.insert(at);
            let value = self.value(value, depth + 1, false);
            out.push((name.clone(), value));
        }
    }

    fn list(&mut self, raw: &str, depth: usize) -> String {
        let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(raw) else { return raw.to_owned() };
        let mut out = Vec::with_capacity(elements.len());
        for element in elements {
            let Some(digest) = element_digest(element.get()) else {
                out.push(self.value(element.get(), depth + 1, false));
                continue;
            };
            let Some((at, read)) = self.meet(&digest) else { continue };
            let Ok((name, value)) = &read.content else { continue };
            if name.is_some() {
                self.fault("disclosure_malformed", "a disclosure of a member stands for a list element".to_owned());
                continue;
            }
            self.used.insert(at);
            let value = self.value(value, depth + 1, false);
            out.push(value);
        }
        format!("[{}]", out.join(","))
    }

    /// The disclosure of a digest, if it was presented; a digest may stand in one place only.
    fn meet(&mut self, digest: &str) -> Option<(usize, &'a Read)> {
        if !self.met.insert(digest.to_owned()) {
            self.fault("digest_twice", format!("the digest {} stands twice", clip(digest)));
            return None;
        }
        let at = *self.known.get(digest)?;
        Some((at, self.read.get(at)?))
    }
}

/// The digest of a list element that stands for a disclosure: `{"...": "…"}`.
fn element_digest(raw: &str) -> Option<String> {
    if !raw.starts_with('{') {
        return None;
    }
    let members = json::members(raw)?;
    let [only] = members.as_slice() else { return None };
    only.string().filter(|_| only.name == "...")
}
