//! The claims against the values that are expected of them, with near misses named.

use super::{Facts, Said, Status};
use crate::jose::claims::Claims;
use crate::jose::json::{self, Member};
use crate::jose::key::jwk::clip;
use crate::jose::policy::media_type;

/// A claim whose value is expected, and the codes of what can be wrong with it.
struct Row {
    name: &'static str,
    missing: &'static str,
    mismatch: &'static str,
    malformed: &'static str,
    /// The claim may be a list, of which one value counts.
    list: bool,
}

const ISS: Row =
    Row { name: "iss", missing: "iss_missing", mismatch: "iss_mismatch", malformed: "iss_malformed", list: false };
const AUD: Row =
    Row { name: "aud", missing: "aud_missing", mismatch: "aud_mismatch", malformed: "aud_malformed", list: true };
const SUB: Row =
    Row { name: "sub", missing: "sub_missing", mismatch: "sub_mismatch", malformed: "sub_malformed", list: false };

pub(super) fn say(facts: &Facts<'_>) -> Vec<Said> {
    let expect = &facts.policy.expect;
    let mut said = Vec::new();
    if !expect.typ.is_empty() {
        said.push(typ(facts));
    }
    let Ok(claims) = facts.claims else {
        let named = [("iss", &expect.iss), ("aud", &expect.aud), ("sub", &expect.sub)];
        let named = named.into_iter().filter(|(_, wanted)| !wanted.is_empty()).map(|(name, _)| name);
        let message = |name: &str| format!("\"{}\" is asked for, and the payload is no claims set", clip(name));
        let missing = |name| Said::new(Status::Fail, "claim_missing", message(name));
        said.extend(named.chain(expect.require.iter().map(String::as_str)).map(missing));
        return said;
    };
    if expect.iss.is_empty() && expect.aud.is_empty() && expect.sub.is_empty() && expect.require.is_empty() {
        return said;
    }
    let members = json::members(facts.payload_text).unwrap_or_default();
    for (row, wanted) in [(ISS, &expect.iss), (AUD, &expect.aud), (SUB, &expect.sub)] {
        if !wanted.is_empty() {
            said.push(value(&row, wanted, claims, &members));
        }
    }
    said.extend(expect.require.iter().map(|name| required(name, claims, &members)));
    said
}

/// The `typ` of the header (RFC 7515 section 4.1.9): a media type, so without regard to case and to `application/`.
fn typ(facts: &Facts<'_>) -> Said {
    let wanted = &facts.policy.expect.typ;
    let listed = quoted(wanted);
    let hint = "another kind of token may be in its place (RFC 8725 section 3.11)";
    match facts.header.ok().and_then(|header| header.typ.as_deref()) {
        None => Said::new(
            Status::Fail,
            "typ_missing",
            format!("the signed header has no \"typ\", and {listed} is expected"),
        )
        .hint(hint),
        Some(typ) if wanted.iter().any(|one| media_type(one) == media_type(typ)) => {
            Said::new(Status::Ok, "typ", format!("typ is \"{}\"", clip(typ)))
        }
        Some(typ) => {
            let message = format!("typ is \"{}\", and {listed} is expected", clip(typ));
            Said::new(Status::Fail, "typ_mismatch", message).hint(hint)
        }
    }
}

fn value(row: &Row, wanted: &[String], claims: &Claims, members: &[Member<'_>]) -> Said {
    let (name, listed) = (row.name, quoted(wanted));
    let Some(raw) = raw(members, name) else {
        return missing(row.missing, name, &format!(", and {listed} is expected"), claims);
    };
    let one = serde_json::from_str::<String>(raw).ok().map(|value| vec![value]);
    let many = || serde_json::from_str::<Vec<String>>(raw).ok().filter(|_| row.list);
    let Some(held) = one.or_else(many) else {
        let shape = if row.list { "a string or a list of strings" } else { "a string" };
        return Said::new(Status::Fail, row.malformed, format!("\"{name}\" is {}, and it must be {shape}", clip(raw)))
            .hint(format!("{listed} is expected"));
    };
    if let Some(value) = held.iter().find(|value| wanted.contains(value)) {
        return Said::new(Status::Ok, row.name, format!("{name} is as expected: \"{}\"", clip(value)));
    }
    let near = held.iter().find_map(|held| wanted.iter().find_map(|wanted| near(held, wanted)));
    let message = format!("{name} is {}, and {listed} is expected", joined(&held, "and"));
    if let Some(near) = near {
        let said = Said::new(Status::Fail, row.mismatch, format!("{near}: {message}"));
        return said.hint("values are compared character by character");
    }
    Said::new(Status::Fail, row.mismatch, message).hint("the token is meant for, or comes from, somebody else")
}

fn required(name: &str, claims: &Claims, members: &[Member<'_>]) -> Said {
    match raw(members, name) {
        Some(value) if value != "null" => {
            Said::new(Status::Ok, "claim_present", format!("\"{}\" is there", clip(name)))
        }
        Some(_) => Said::new(Status::Fail, "claim_missing", format!("\"{}\" is null", clip(name)))
            .hint("the issuer must give it a value"),
        None => missing("claim_missing", name, "", claims),
    }
}

/// The JSON of a claim's value; of two with one name the last.
fn raw<'a>(members: &[Member<'a>], name: &str) -> Option<&'a str> {
    members.iter().rev().find(|member| member.name == name).map(|member| member.raw)
}

fn quoted(values: &[String]) -> String {
    joined(values, "or")
}

fn joined(values: &[String], word: &str) -> String {
    if values.is_empty() {
        return "an empty list".to_owned();
    }
    let shown = values.iter().take(5).map(|value| format!("\"{}\"", clip(value))).collect::<Vec<_>>();
    let more = values.len() - shown.len();
    let shown = shown.join(&format!(" {word} "));
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// How a value misses what is wanted by a little.
fn near(held: &str, wanted: &str) -> Option<&'static str> {
    let scheme = |text: &str| text.trim_start_matches("https://").trim_start_matches("http://").to_owned();
    if held.trim() == wanted.trim() {
        Some("only white space around it differs")
    } else if held.trim_end_matches('/') == wanted.trim_end_matches('/') {
        Some("only the slash at the end differs")
    } else if held.eq_ignore_ascii_case(wanted) {
        Some("only upper and lower case differ")
    } else if scheme(held).trim_end_matches('/') == scheme(wanted).trim_end_matches('/') {
        Some("only http, https or a slash at the end differs")
    } else {
        None
    }
}

/// A claim that is not there, with the one that is there in its place.
fn missing(code: &'static str, name: &str, expected: &str, claims: &Claims) -> Said {
    let message = format!("there is no \"{}\"", clip(name));
    match near_name(name, claims) {
        Some(other) => {
            Said::new(Status::Fail, code, format!("{message}, but the payload has \"{}\"{expected}", clip(other)))
                .hint("names are compared character by character")
        }
        None => Said::new(Status::Fail, code, format!("{message}{expected}")).hint("the issuer must add it"),
    }
}

/// A claim of the payload whose name is almost this one.
fn near_name<'c>(name: &str, claims: &'c Claims) -> Option<&'c str> {
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let is_near = |other: &&String| plain(other) == plain(name) || one_edit(other, name);
    claims.names.iter().find(is_near).map(String::as_str)
}

/// True if one character more, less or another makes one name of the other; short names differ by chance.
fn one_edit(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 1 || a.len().min(b.len()) < 4 {
        return false;
    }
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let room = a.len().min(b.len()) - start;
    let end = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(x, y)| x == y).count();
    a.len().max(b.len()) - start - end <= 1
}
