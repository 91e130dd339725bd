//! The JSON key file of a Google service account, whose `private_key` is a PEM text.
//!
//! Google's other credentials, which look alike and have no key, are named.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::format::Context;
use super::lines::line_of;
use super::read::{self, KeyFile};
use super::sniff;
use crate::jose::problem::{Place, Problem};

/// Values of `type` of Google's credentials (AIP-4110), and what they are if they have no key.
const TYPES: [(&str, Option<&str>); 6] = [
    ("service_account", None),
    ("gdch_service_account", None),
    ("authorized_user", Some("the credentials of a user: a refresh token and no key")),
    ("external_account", Some("a reference to another provider's tokens, without a key")),
    ("external_account_authorized_user", Some("the credentials of a user: a refresh token and no key")),
    ("impersonated_service_account", Some("a reference to other credentials, without a key")),
];

/// Members by name. Their values are looked at in place: what is not copied need not be wiped.
type Members<'t> = BTreeMap<Cow<'t, str>, &'t RawValue>;

/// True for such JSON.
pub(super) fn is_one(text: &str) -> bool {
    members(text).is_some_and(|members| {
        let known = |value: &str| TYPES.iter().any(|(name, _)| *name == value);
        plain(&members, "type").is_some_and(|value| known(&value))
            || members.get("private_key").is_some_and(|key| key.get().contains("PRIVATE KEY"))
    })
}

/// Reads it: the keys of its `private_key`, under the name of its e-mail address.
///
/// Codes: `no_key` and those of [`read::read`] for the PEM text, with `private_key` in the message and its line.
pub(super) fn read(text: &str, at: Context<'_>) -> Result<KeyFile, Problem> {
    let members = members(text).unwrap_or_default();
    let Some(raw) = members.get("private_key").map(|raw| raw.get()) else {
        return Err(without_key(&members, at.place));
    };
    let line = line_of(text, offset(text, raw));
    let place = Place::line(at.place.part, line);
    let Some(pem) = unescaped(raw) else {
        return Err(
            Problem::new("no_key", place, "private_key is no JSON string, and must hold a PEM text").hint(NEW_KEY)
        );
    };
    let file = read::read_any(pem.as_bytes(), Context { place: Place::of(at.place.part), ..at });
    let mut file = file.map_err(|problem| inside(problem, place))?;
    for found in &mut file.found {
        found.line = line;
        found.label.kid = plain(&members, "private_key_id").or(found.label.kid.take());
        found.label.name = plain(&members, "client_email").or(found.label.name.take());
    }
    file.problems = file.problems.into_iter().map(|problem| inside(problem, place)).collect();
    Ok(file)
}

const NEW_KEY: &str = "download the key again as JSON: the console shows it only once, so make a new one";

fn without_key(members: &Members<'_>, place: Place) -> Problem {
    let value = plain(members, "type").unwrap_or_default();
    match TYPES.iter().find(|(name, _)| *name == value) {
        Some((name, Some(what))) => {
            Problem::new("no_key", place, format!("this is a Google credential of the type {name}: {what}"))
                .hint("use the JSON key of a service account")
        }
        _ => Problem::new("no_key", place, "the service account has no member private_key").hint(NEW_KEY),
    }
}

/// A problem of the PEM text as one of the JSON.
fn inside(problem: Problem, place: Place) -> Problem {
    let message = format!("in private_key: {}", problem.clause());
    let moved = Problem::new(problem.code, place, message);
    match problem.hint {
        Some(hint) => moved.hint(hint),
        None => moved,
    }
}

/// The members of a JSON object that is no JWK and no JWK Set.
fn members(text: &str) -> Option<Members<'_>> {
    if !text.starts_with('{') || sniff::json_kind(text).is_some() {
        return None;
    }
    serde_json::from_str(text).ok()
}

/// A member that is a string and no secret.
fn plain(members: &Members<'_>, name: &str) -> Option<String> {
    serde_json::from_str(members.get(name)?.get()).ok()
}

/// Where `part` begins, which is a part of `text`.
pub(super) fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// The text that a JSON string stands for (RFC 8259 section 7), in a buffer that is wiped; serde_json would unescape
/// it in one that is not. `None` for another value, or for an escape that is none.
pub(super) fn unescaped(raw: &str) -> Option<Zeroizing<String>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = Zeroizing::new(String::with_capacity(inner.len()));
    let mut rest = inner.chars();
    while let Some(c) = rest.next() {
        text.push(match c {
            '\\' => match rest.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => {
                    let digits = rest.as_str().get(..4)?;
                    let unit = u32::from_str_radix(digits, 16).ok()?;
                    rest = rest.as_str().get(4..)?.chars();
                    // Half a surrogate pair is no character of a key.
                    char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
                }
                c @ ('"' | '\\' | '/') => c,
                _ => return None,
            },
            '"' => return None,
            c => c,
        });
    }
    Some(text)
}
