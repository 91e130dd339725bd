//! What the members of a header and of a claims set mean, and what kind of token this is.
//!
//! Tables of rows: a name, its meaning in one plain line, and where it is defined. The kind is told from what the
//! token says of itself, which proves nothing; where vendors use one name for different things, the kind decides.
//! Nothing is fetched, and whether a value is right is not judged here.

mod claim_terms;
mod header_terms;
pub mod kinds;
mod values;
mod vendor_terms;
mod workload_terms;

use super::algorithm::{self, Algorithm, Family};
use super::json::{self, Member};
use super::problem::Part;
use kinds::TokenKind;

/// What one member means.
#[derive(Debug, PartialEq, Eq)]
pub struct Term {
    /// The member's name; of a nested one the path with dots, where `*` is any name: `resource_access.*.roles`.
    pub name: &'static str,
    /// One line, lower case, without a full stop.
    pub meaning: &'static str,
    /// Where it is defined: a section of a standard, or the vendor.
    pub source: &'static str,
    /// The value is a NumericDate (RFC 7519 section 2).
    pub date: bool,
    /// With what the codes of the kinds begin that it is known in; empty for every token.
    kinds: &'static str,
}

impl Term {
    /// A member that means the same in every token.
    const fn new(name: &'static str, meaning: &'static str, source: &'static str) -> Self {
        Self { name, meaning, source, date: false, kinds: "" }
    }

    /// A member that means this in tokens of some kinds only.
    const fn of(kinds: &'static str, name: &'static str, meaning: &'static str, source: &'static str) -> Self {
        Self { name, meaning, source, date: false, kinds }
    }

    /// The same, and its value is a time.
    const fn date(self) -> Self {
        Self { date: true, ..self }
    }

    /// The names on the way to it; the last one is its own.
    fn segments(&self) -> Vec<&'static str> {
        match self.name.strip_prefix(DOTTED) {
            Some(below) if below.starts_with('.') => std::iter::once(DOTTED).chain(below.split('.').skip(1)).collect(),
            // A name with a slash is a URI or a label, and its dots are its own.
            None if !self.name.contains('/') => self.name.split('.').collect(),
            _ => vec![self.name],
        }
    }

    /// True if it stands at `path`, or, with `below`, under it.
    fn is_at<S: AsRef<str>>(&self, path: &[S], below: bool) -> bool {
        if !path.first().is_some_and(|first| self.name.starts_with(first.as_ref())) {
            return false;
        }
        let segments = self.segments();
        let same = |(own, name): (&&str, &S)| *own == "*" || *own == name.as_ref();
        let fits = if below { segments.len() > path.len() } else { segments.len() == path.len() };
        fits && segments.iter().zip(path).all(same)
    }

    fn is_for(&self, kind: Option<&TokenKind>) -> bool {
        self.kinds.is_empty() || kind.is_some_and(|kind| kind.code.starts_with(self.kinds))
    }
}

/// The one name with a dot in it that has members of its own.
const DOTTED: &str = "kubernetes.io";

/// Every row for a part; those of one kind of token stand among the others.
fn terms(part: Part) -> impl Iterator<Item = &'static Term> {
    let [one, two, three]: [&'static [Term]; 3] = match part {
        Part::Header => [header_terms::TERMS, &[], &[]],
        Part::Payload => [claim_terms::TERMS, vendor_terms::TERMS, workload_terms::TERMS],
        _ => [&[], &[], &[]],
    };
    one.iter().chain(two).chain(three)
}

/// What the member of the header or the payload at `path` means; places in lists do not count in the path.
/// What a kind of token uses a name for goes before what the standards say of it.
pub fn term<S: AsRef<str>>(part: Part, path: &[S], kind: Option<&TokenKind>) -> Option<&'static Term> {
    let mut general = None;
    for term in terms(part).filter(|term| term.is_at(path, false) && term.is_for(kind)) {
        if !term.kinds.is_empty() {
            return Some(term);
        }
        general = general.or(Some(term));
    }
    general
}

/// A member explained with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The member's name as in [`Term::name`].
    pub name: &'static str,
    /// What it, or its value, means, in one line.
    pub meaning: String,
    /// Where that is defined.
    pub source: &'static str,
    /// For a date: Unix seconds.
    pub moment: Option<i64>,
}

/// Explains the member at `path`; `raw` is its value as JSON, where that is at hand.
pub fn member<S: AsRef<str>>(
    part: Part,
    path: &[S],
    raw: Option<&str>,
    kind: Option<&TokenKind>,
) -> Option<Explanation> {
    let term = term(part, path, kind)?;
    let value = raw.filter(|raw| raw.len() <= LONGEST_VALUE);
    let text = value.and_then(|raw| serde_json::from_str::<String>(raw).ok());
    let moment = value.filter(|_| term.date).and_then(seconds);
    let (meaning, source) = match text.as_deref().and_then(|text| of_value(part, term.name, text)) {
        Some((meaning, source)) => (meaning, source),
        None => (term.meaning.to_owned(), term.source),
    };
    Some(Explanation { name: term.name, meaning, source, moment })
}

/// Bytes of the longest value that is looked at.
const LONGEST_VALUE: usize = 64;

/// What a value means, with the value in front of it as the tables spell it.
fn of_value(part: Part, name: &str, text: &str) -> Option<(String, &'static str)> {
    if (part, name) == (Part::Header, "alg")
        && let Some(row) = algorithm::by_name(text)
    {
        return Some((format!("{}: {}", row.name, words(row)), row.rfc));
    }
    let value = values::find(part, name, text)?;
    Some((format!("{}: {}", value.is, value.meaning), value.source))
}

/// A signature algorithm in words: its family and its hash.
fn words(row: &Algorithm) -> String {
    let hash = row.hash_bits;
    match row.family {
        Family::Hmac => format!("HMAC with SHA-{hash}, a secret that both sides have"),
        Family::RsaPkcs1 => format!("RSA signature (PKCS #1 v1.5) with SHA-{hash}"),
        Family::RsaPss => format!("RSA signature (PSS) with SHA-{hash}"),
        Family::Ecdsa => format!("ECDSA with SHA-{hash}, {}", row.needs.trim_start_matches("a ")),
        Family::EdDsa => format!("Edwards-curve signature, {}", row.needs.trim_start_matches("an ")),
        Family::MlDsa => "post-quantum signature (FIPS 204)".to_owned(),
        Family::None => "not signed at all, so anybody can write it".to_owned(),
    }
}

/// Whole seconds of a NumericDate as written.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
fn seconds(raw: &str) -> Option<i64> {
    let whole = raw.parse::<i64>().ok();
    whole.or_else(|| raw.parse::<f64>().ok().filter(|exact| exact.is_finite()).map(|exact| exact.floor() as i64))
}

/// Everything in a header or payload text that is known, in its order, members of members included; each row once.
/// Nothing for a text that is no JSON object.
pub fn all(part: Part, text: &str, kind: Option<&TokenKind>) -> Vec<Explanation> {
    let mut found = Vec::new();
    walk(part, &json::members(text).unwrap_or_default(), &mut Vec::new(), kind, &mut found);
    found
}

fn walk(
    part: Part,
    members: &[Member<'_>],
    path: &mut Vec<String>,
    kind: Option<&TokenKind>,
    found: &mut Vec<Explanation>,
) {
    for inner in members {
        path.push(inner.name.clone());
        let explained = member(part, path, Some(inner.raw), kind);
        found.extend(explained.filter(|new| found.iter().all(|old| old.name != new.name)));
        // No row lies deeper than its own names, so neither does this.
        if inner.raw.starts_with('{') && terms(part).any(|term| term.is_at(path, true)) {
            walk(part, &json::members(inner.raw).unwrap_or_default(), path, kind, found);
        }
        path.pop();
    }
}

#[cfg(test)]
mod tests;
