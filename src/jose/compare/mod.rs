//! Two tokens side by side: which members were added, removed or changed, and what
//! became of the signature. What only is written in another way is told apart from
//! what means something else: either way other bytes are signed.
//!
//! Signatures are not verified here, and the moments of a token are not judged.

mod tree;
mod walk;
mod words;

use std::borrow::Cow;

use super::decode::sd_jwt::Disclosure;
use super::decode::{Decoded, Kind};
use super::layout;
use super::problem::Part;
use tree::{Entry, Node};
use walk::Walk;

/// One of two tokens.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The token, cleaned.
    pub token: &'a str,
    /// The same, taken apart.
    pub decoded: &'a Decoded,
}

/// A difference, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where it is.
    pub part: Part,
    /// The member, by its dotted path; empty where it is the part as a whole.
    pub path: String,
    /// What kind it is.
    pub change: Change,
    /// What it is, in words that may quote foreign text.
    pub words: String,
}

/// What kind a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is there now, and was not before.
    Added,
    /// It was there before.
    Removed,
    /// It is another one.
    Changed,
    /// It means the same and is written in another way.
    Alike,
    /// It is the same.
    Same,
    /// Nobody here can tell.
    Unknown,
    /// There are more than are told.
    Further,
}

impl Change {
    /// The mark and the word.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Added => "+ added",
            Self::Removed => "- removed",
            Self::Changed => "~ changed",
            Self::Alike => "≈ alike",
            Self::Same => "= same",
            Self::Unknown => "? unknown",
            Self::Further => "…",
        }
    }
}

impl Difference {
    fn of(part: Part, change: Change, words: impl Into<String>) -> Self {
        Self { part, path: String::new(), change, words: words.into() }
    }
}

/// Compares two tokens: one [`Change::Same`] of [`Part::Token`] if they are identical, else what there is to say of
/// header, payload and signature, at least one line each. Of each part some 200 differences are told.
pub fn compare(before: Side<'_>, after: Side<'_>) -> Vec<Difference> {
    let tokens = [before, after];
    let [one, other] = [before.decoded, after.decoded];
    let parts = [Part::Header, Part::Payload].map(|part| contents(part, tokens));
    let [header, mut payload] = parts;
    payload.extend(disclosures(disclosed(one), disclosed(other)));
    let mut found: Vec<Difference> = header.into_iter().chain(payload).collect();
    found.push(signature(one, other));
    found.extend(further(one, other));
    let is_same = found.iter().all(|difference| matches!(difference.change, Change::Same | Change::Unknown));
    if before.token == after.token && is_same {
        return vec![Difference::of(Part::Token, Change::Same, "identical, character for character")];
    }
    let whole = if one.kind != other.kind {
        let kinds = format!("{} -> {}", form(one.kind), form(other.kind));
        Some(Difference::of(Part::Token, Change::Changed, kinds))
    } else if is_same && one.kind == Kind::Jwe {
        let words = "the headers are the same, and the encrypted texts differ: only the recipient can compare them";
        Some(Difference::of(Part::Token, Change::Changed, words))
    } else {
        let words = "what can be read is the same, the texts of the tokens differ";
        is_same.then(|| Difference::of(Part::Token, Change::Alike, words))
    };
    whole.into_iter().chain(found).collect()
}

fn disclosed(decoded: &Decoded) -> &[Disclosure] {
    decoded.sd_jwt.as_ref().map_or(&[], |sd_jwt| &sd_jwt.disclosures)
}

fn binding(decoded: &Decoded) -> Option<&Decoded> {
    decoded.sd_jwt.as_ref()?.key_binding.as_deref()
}

const fn form(kind: Kind) -> &'static str {
    match kind {
        Kind::Jws => "a signed token (JWS)",
        Kind::Unsecured => "an unsecured token (\"alg\": \"none\")",
        Kind::Jwe => "an encrypted token (JWE)",
        Kind::JwsJson => "a signed token in JSON (JWS JSON serialization)",
        Kind::SdJwt => "a token with disclosures (SD-JWT)",
        Kind::Unreadable => "no readable token",
    }
}

/// Header or payload.
fn contents(part: Part, tokens: [Side<'_>; 2]) -> Vec<Difference> {
    let say = |change, words: String| vec![Difference::of(part, change, words)];
    let bytes = tokens.map(|side| match part {
        Part::Header => side.decoded.header.as_deref(),
        // What is not in the token is no empty payload.
        _ if side.decoded.detached && !side.decoded.given => None,
        _ => side.decoded.payload.as_deref(),
    });
    match bytes.into() {
        (None, None) => {
            let [one, other] = tokens.map(|side| missing(part, side.decoded));
            say(Change::Unknown, if one == other { format!("{one} in both") } else { format!("{one} -> {other}") })
        }
        (None, Some(new)) => {
            let [old, _] = tokens;
            say(Change::Added, format!("{} -> {}", missing(part, old.decoded), words::size(new)))
        }
        (Some(old), None) => {
            let [_, new] = tokens;
            say(Change::Removed, format!("{} -> {}", words::size(old), missing(part, new.decoded)))
        }
        (Some(one), Some(other)) if one == other => {
            let [one, other] = tokens.map(|side| segment(part, side.decoded));
            if one == other || one.is_empty() || other.is_empty() {
                say(Change::Same, "byte for byte".to_owned())
            } else {
                let words = "same content, other base64url: the bytes that are signed differ";
                say(Change::Alike, words.to_owned())
            }
        }
        (Some(one), Some(other)) => bytes_differ(part, one, other),
    }
}

/// Why a part cannot be read.
fn missing(part: Part, decoded: &Decoded) -> &'static str {
    match decoded.kind {
        Kind::Jwe if part == Part::Payload => "encrypted",
        _ if decoded.detached && part == Part::Payload => "not in the token (detached)",
        _ => "cannot be read",
    }
}

/// What is signed of a part, as it stands in the signing input.
fn segment(part: Part, decoded: &Decoded) -> &[u8] {
    let mut segments = decoded.signing_input.splitn(2, |byte| *byte == b'.');
    let header = segments.next().unwrap_or_default();
    if part == Part::Header { header } else { segments.next().unwrap_or_default() }
}

fn bytes_differ(part: Part, before: &[u8], after: &[u8]) -> Vec<Difference> {
    let [one, other] = [before, after].map(|bytes| std::str::from_utf8(bytes).unwrap_or_default());
    let (Some(before_tree), Some(after_tree)) = (tree::read(one), tree::read(other)) else {
        return vec![Difference::of(part, Change::Changed, words::contents(before, after))];
    };
    let mut walk = Walk::new(part, &[]);
    walk.values(&before_tree, &after_tree);
    let found = walk.found();
    if !found.is_empty() {
        return found;
    }
    let what = if layout::minify(one) == layout::minify(other) { "white space" } else { "spelling" };
    let words = format!("same content, other {what}: the bytes that are signed differ");
    vec![Difference::of(part, Change::Alike, words)]
}

/// Disclosures by the names of their claims (RFC 9901 section 4.2); those of list elements are all called `...` there.
fn disclosures(before: &[Disclosure], after: &[Disclosure]) -> Vec<Difference> {
    let [one, other] = [before, after].map(|list| list.iter().map(entry).collect::<Vec<_>>());
    let mut walk = Walk::new(Part::Payload, &["disclosures"]);
    walk.objects(&one, &other);
    let mut found = walk.found();
    let texts = [before, after].map(|list| list.iter().map(|one| one.encoded.as_str()).collect::<Vec<_>>());
    if found.is_empty() && texts[0] != texts[1] {
        found.push(Difference::of(Part::Payload, Change::Alike, "same disclosures, other salts"));
    }
    found
}

fn entry(disclosure: &Disclosure) -> Entry<'_> {
    let name = disclosure.name.as_deref().unwrap_or("...");
    let value = tree::read(&disclosure.value).unwrap_or_else(|| Node::plain(&disclosure.value));
    Entry { name: Cow::Borrowed(name), spelled: name, value }
}

fn signature(before: &Decoded, after: &Decoded) -> Difference {
    let bytes = [before, after].map(|decoded| decoded.signature.as_deref().filter(|bytes| !bytes.is_empty()));
    let same_content = before.signing_input == after.signing_input;
    let say = |change, words: String| Difference::of(Part::Signature, change, words);
    match bytes.into() {
        (None, None) => say(Change::Same, "absent in both".to_owned()),
        (None, Some(new)) => say(Change::Added, format!("none -> {}", words::bytes(new.len()))),
        (Some(old), None) => say(Change::Removed, format!("{} -> none", words::bytes(old.len()))),
        (Some(one), Some(other)) if one == other && same_content => say(Change::Same, words::bytes(one.len())),
        (Some(one), Some(other)) if one == other => {
            say(Change::Same, "for other content: it cannot fit both".to_owned())
        }
        (Some(one), Some(other)) if !same_content => {
            say(Change::Changed, format!("another one, as it must be for other content: {}", lengths(one, other)))
        }
        (Some(one), Some(other)) => {
            let whose = if before.alg().is_some_and(is_deterministic) {
                "by another key, or one of them is damaged"
            } else {
                "signed again or by another key"
            };
            say(Change::Changed, format!("same content, another signature: {whose} ({})", lengths(one, other)))
        }
    }
}

fn lengths(one: &[u8], other: &[u8]) -> String {
    if one.len() == other.len() {
        format!("{} each", words::bytes(one.len()))
    } else {
        format!("{} -> {}", words::bytes(one.len()), words::bytes(other.len()))
    }
}

/// The same key over the same content gives the same signature (RFC 7518 sections 3.2 and 3.3, RFC 8032).
fn is_deterministic(alg: &str) -> bool {
    ["HS", "RS", "Ed"].iter().any(|begins| alg.starts_with(begins))
}

/// Further signatures of one payload, and the key binding JWT of an SD-JWT.
fn further(before: &Decoded, after: &Decoded) -> Vec<Difference> {
    let say = |path: &str, change, words: String| Difference {
        path: path.to_owned(),
        ..Difference::of(Part::Signature, change, words)
    };
    let mut found = Vec::new();
    if before.more != after.more {
        let words = match [before.more.len(), after.more.len()] {
            [one, other] if one == other => format!("{one} before and now, and they differ"),
            [one, other] => format!("{one} -> {other}"),
        };
        found.push(say("further signatures", Change::Changed, words));
    }
    let binding = match (binding(before), binding(after)) {
        (None, Some(_)) => Some((Change::Added, "a key binding JWT")),
        (Some(_), None) => Some((Change::Removed, "the key binding JWT")),
        (one, other) => (one != other).then_some((Change::Changed, "another key binding JWT")),
    };
    found.extend(binding.map(|(change, words)| say("key binding", change, words.to_owned())));
    found
}

#[cfg(test)]
mod tests;
