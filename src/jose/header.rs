//! The JOSE header (RFC 7515 section 4) read for what deciding needs; the text
//! stays what it is.

use std::collections::HashSet;

use super::json::{self, Object};
use super::key::jwk::clip;
use super::problem::{Part, Place, Problem};

/// What a JOSE header says that matters for verifying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoseHeader {
    /// The `alg` value, exactly as written, or why there is none.
    pub alg: Result<String, Problem>,
    /// The `kid` value, if it is a string.
    pub kid: Option<String>,
    /// The `typ` value, if it is a string and signed.
    pub typ: Option<String>,
    /// The `cty` value, if it is a string and signed.
    pub cty: Option<String>,
    /// `"b64": false`, rightly announced: the payload is signed as it is (RFC 7797).
    pub unencoded: bool,
    /// It has an `enc` member: the header of a JWE (RFC 7516 section 4.1.2).
    pub encrypted: bool,
    /// Why this header forbids any verifier of ours to say "valid": `crit` (RFC 7515 section 4.1.11) asks for what we
    /// do not do, `b64` (RFC 7797) is no good, a member stands twice.
    pub refusal: Option<Problem>,
    /// What is unusual: duplicate members, keys offered by the token itself.
    pub notes: Vec<Problem>,
}

/// Reads a header text.
pub fn read(text: &str) -> Result<JoseHeader, Problem> {
    Ok(judged(&json::object(text, Part::Header)?, None))
}

/// Reads the header of a JWS in JSON serialization: `whole` has the members of the protected and of the unprotected
/// header (RFC 7515 section 7.2.1), `unprotected` the latter alone.
pub fn read_joined(whole: &str, unprotected: &str) -> Result<JoseHeader, Problem> {
    let unprotected = json::object(unprotected, Part::Header)?;
    Ok(judged(&json::object(whole, Part::Header)?, Some(&unprotected)))
}

fn judged(object: &Object<'_>, unprotected: Option<&Object<'_>>) -> JoseHeader {
    let alg = match object.find("alg") {
        None => Err(Problem::new("alg_missing", Place::of(Part::Header), "has no \"alg\" member")
            .hint("every JOSE header names its algorithm: \"alg\": \"RS256\"")),
        Some(member) => member.string().ok_or_else(|| {
            Problem::new(
                "alg_not_a_string",
                Place::of(Part::Header),
                format!("\"alg\" is {}, not a string", member.kind()),
            )
            .hint("write \"alg\": \"RS256\"")
        }),
    };
    let text_of = |name: &str| object.find(name).and_then(json::Member::string);
    let is_signed = |name: &str| unprotected.is_none_or(|object| object.find(name).is_none());
    let codes = [("alg", "alg_unprotected"), ("typ", "typ_unprotected"), ("cty", "cty_unprotected")];
    let unsigned = codes.into_iter().filter(|(name, _)| !is_signed(name)).map(|(name, code)| {
        let message = format!("\"{name}\" stands in the unprotected header, which the signature does not cover");
        Problem::new(code, Place::of(Part::Header), message)
            .hint("anybody can change it; it belongs into the protected header (RFC 7515 section 10.7)")
    });
    JoseHeader {
        alg,
        kid: text_of("kid"),
        typ: text_of("typ").filter(|_| is_signed("typ")),
        cty: text_of("cty").filter(|_| is_signed("cty")),
        unencoded: object.find("b64").is_some_and(|member| member.raw == "false"),
        encrypted: object.find("enc").is_some(),
        refusal: unprotected
            .and_then(|unprotected| misplaced(object, unprotected))
            .or_else(|| critical(object))
            .or_else(|| unencoded(object))
            .or_else(|| twice(object)),
        notes: object
            .duplicates
            .iter()
            .cloned()
            .chain(offered_keys(object))
            .chain(unsigned)
            .chain(odd_kid(object))
            .collect(),
    }
}

/// Extensions that are understood here.
const UNDERSTOOD: [&str; 1] = ["b64"];

/// What must not stand in the unprotected header.
fn misplaced(whole: &Object<'_>, unprotected: &Object<'_>) -> Option<Problem> {
    let problem = |code, message: String, hint| Some(Problem::new(code, Place::of(Part::Header), message).hint(hint));
    let mut met = HashSet::new();
    let twice: HashSet<&str> =
        whole.members.iter().map(|member| member.name.as_str()).filter(|name| !met.insert(*name)).collect();
    let both = unprotected.members.iter().find(|member| twice.contains(member.name.as_str()));
    if let Some(member) = both {
        let message = format!("\"{}\" stands in the protected and in the unprotected header", clip(&member.name));
        return problem("duplicate_header", message, "RFC 7515 section 7.2.1: such a token must be refused");
    }
    let names = [("crit", "crit_unprotected"), ("b64", "b64_unprotected")];
    let (name, code) = names.into_iter().find(|(name, _)| unprotected.find(name).is_some())?;
    let message = format!("\"{name}\" stands in the unprotected header, which the signature does not cover");
    problem(code, message, "it may stand in the protected header alone (RFC 7515 section 4.1.11, RFC 7797 section 3)")
}

/// `crit` names extensions that must be understood.
fn critical(object: &Object<'_>) -> Option<Problem> {
    let member = object.find("crit")?;
    let problem = |code, message: String| {
        Some(
            Problem::new(code, Place::of(Part::Header), message)
                .hint("RFC 7515 section 4.1.11: a token with such a header must be refused"),
        )
    };
    let Ok(names) = serde_json::from_str::<Vec<String>>(member.raw) else {
        return problem("crit_malformed", format!("\"crit\" is {}, not a list of names", member.kind()));
    };
    if names.is_empty() {
        return problem("crit_malformed", "\"crit\" is an empty list".to_owned());
    }
    let there: HashSet<&str> = object.members.iter().map(|member| member.name.as_str()).collect();
    if let Some(absent) = names.iter().find(|name| !there.contains(name.as_str())) {
        let message = format!("\"crit\" names \"{}\", which the header does not have", clip(absent));
        return problem("crit_malformed", message);
    }
    let mut met = HashSet::new();
    if let Some(twice) = names.iter().find(|name| !met.insert(name.as_str())) {
        return problem("crit_malformed", format!("\"crit\" names \"{}\" twice", clip(twice)));
    }
    let unknown: Vec<String> =
        names.iter().filter(|name| !UNDERSTOOD.contains(&name.as_str())).take(5).map(|name| clip(name)).collect();
    if unknown.is_empty() {
        return None;
    }
    problem(
        "crit_unknown",
        format!("\"crit\" asks for extensions that are not understood here: {}", unknown.join(", ")),
    )
}

/// `b64` (RFC 7797 section 3): true or false, and false only if `crit` names it (section 6).
fn unencoded(object: &Object<'_>) -> Option<Problem> {
    let member = object.find("b64")?;
    let problem = |code, message: String| Some(Problem::new(code, Place::of(Part::Header), message));
    match member.raw {
        "true" => None,
        "false" => {
            let crit = object.find("crit").and_then(|crit| serde_json::from_str::<Vec<String>>(crit.raw).ok());
            if crit.is_some_and(|names| names.iter().any(|name| name == "b64")) {
                return None;
            }
            let message =
                "\"b64\" is false, and \"crit\" does not name it: readers without RFC 7797 read another payload";
            let hint = "RFC 7797 section 6: whoever makes the token must write \"crit\": [\"b64\"]";
            problem("b64_not_critical", message.to_owned()).map(|problem| problem.hint(hint))
        }
        _ => problem("b64_malformed", format!("\"b64\" is {}, not true or false", member.kind()))
            .map(|problem| problem.hint("RFC 7797 section 3: a token with such a header must be refused")),
    }
}

/// A member that stands twice: what one reader checks is not what another one uses (RFC 7515 section 4).
fn twice(object: &Object<'_>) -> Option<Problem> {
    let found = object.duplicates.first()?;
    let mut met = HashSet::new();
    let name = object.members.iter().map(|member| member.name.as_str()).find(|name| !met.insert(*name));
    let values = name.map(|name| object.members.iter().filter(move |member| member.name == name));
    let values = values.into_iter().flatten().take(2).map(|member| clip(member.raw)).collect::<Vec<_>>();
    let message = match name {
        Some(name) => format!("\"{}\" stands twice in the header: {}", clip(name), values.join(" and ")),
        None => found.message.clone(),
    };
    Some(
        Problem::new("duplicate_member", found.place, message)
            .hint("readers disagree on which one counts, so no verdict can be trusted: refuse such a token"),
    )
}

/// A `kid` that names no key, because it is no string (RFC 7515 section 4.1.4).
fn odd_kid(object: &Object<'_>) -> Option<Problem> {
    let member = object.find("kid").filter(|member| member.string().is_none())?;
    let message = format!("\"kid\" is {}, and it should be a string: it names no key here", member.kind());
    Some(Problem::new("kid_not_string", Place::of(Part::Header), message).hint("RFC 7515 section 4.1.4"))
}

/// Keys that the token brings along prove nothing (RFC 8725 section 3.10).
fn offered_keys<'a>(object: &'a Object<'_>) -> impl Iterator<Item = Problem> + 'a {
    ["jwk", "x5c", "jku", "x5u"].into_iter().filter_map(|name| {
        let member = object.find(name)?;
        let message = match member.string().filter(|_| name.ends_with('u')) {
            Some(address) => format!("\"{name}\" names an address for a key, {}: it is never fetched", clip(&address)),
            None => format!("\"{name}\" is a key that the token itself offers: it is shown, never trusted"),
        };
        let problem = Problem::new("key_in_header", Place::of(Part::Header), message);
        Some(problem.hint(
            "whoever wrote the token wrote this too; trust a key that you got from the issuer (RFC 8725 section 3.10)",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<&'static str> {
        read(text).unwrap().refusal.map(|p| p.code)
    }

    #[test]
    fn reads_what_matters_and_keeps_the_exact_alg() {
        let header = read(r#"{"typ":"JWT","alg":"nOnE","kid":"k1","x":1}"#).unwrap();
        assert_eq!(
            header,
            JoseHeader {
                alg: Ok("nOnE".into()),
                kid: Some("k1".into()),
                typ: Some("JWT".into()),
                cty: None,
                unencoded: false,
                encrypted: false,
                refusal: None,
                notes: vec![]
            }
        );
    }

    #[test]
    fn says_when_alg_is_missing_or_no_string() {
        assert_eq!(read("{}").unwrap().alg.unwrap_err().code, "alg_missing");
        assert_eq!(read("{\"alg\":256}").unwrap().alg.unwrap_err().code, "alg_not_a_string");
    }

    #[test]
    fn refuses_every_crit_but_that_of_b64() {
        assert_eq!(refusal(r#"{"alg":"HS256","crit":["exp"],"exp":1}"#), Some("crit_unknown"));
        assert_eq!(refusal(r#"{"alg":"HS256","crit":["exp"]}"#), Some("crit_malformed"));
        assert_eq!(refusal(r#"{"alg":"HS256","crit":[]}"#), Some("crit_malformed"));
        assert_eq!(refusal(r#"{"alg":"HS256","crit":"exp"}"#), Some("crit_malformed"));
        assert_eq!(refusal(r#"{"alg":"HS256","crit":["b64","x"],"b64":false,"x":1}"#), Some("crit_unknown"));
        assert_eq!(refusal(r#"{"alg":"HS256","crit":["b64","b64"],"b64":false}"#), Some("crit_malformed"));
        assert_eq!(refusal(r#"{"alg":"HS256","b64":false}"#), Some("b64_not_critical"));
        assert_eq!(refusal(r#"{"alg":"HS256","crit":["b64"],"b64":"false"}"#), Some("b64_malformed"));
        assert_eq!(refusal(r#"{"alg":"HS256","b64":true}"#), None);
        assert_eq!(refusal(r#"{"alg":"HS256","crit":["b64"],"b64":false}"#), None);
    }

    #[test]
    fn odd_members_do_not_hide_the_rest() {
        let header = read(r#"{"alg":"RS256","kid":7,"typ":[],"x5c":"MIIB","jwk":{}}"#).unwrap();
        assert_eq!(header.alg, Ok("RS256".to_owned()));
        let codes: Vec<_> = header.notes.iter().map(|note| note.code).collect();
        assert_eq!(codes, ["key_in_header", "key_in_header", "kid_not_string"]);
    }
}
