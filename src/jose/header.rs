//! The JOSE header (RFC 7515 section 4) read for what deciding needs; the text
//! stays what it is.

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
    /// The `typ` value, if it is a string.
    pub typ: Option<String>,
    /// It has an `enc` member: the header of a JWE (RFC 7516 section 4.1.2).
    pub encrypted: bool,
    /// Why this header forbids any verifier of ours to say "valid": `crit`
    /// (RFC 7515 section 4.1.11) or `b64` (RFC 7797) ask for what we do not do.
    pub refusal: Option<Problem>,
    /// What is unusual: duplicate members, keys offered by the token itself.
    pub notes: Vec<Problem>,
}

/// Reads a header text.
pub fn read(text: &str) -> Result<JoseHeader, Problem> {
    let object = json::object(text, Part::Header)?;
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
    Ok(JoseHeader {
        alg,
        kid: text_of("kid"),
        typ: text_of("typ"),
        encrypted: object.find("enc").is_some(),
        refusal: critical(&object).or_else(|| unencoded(&object)).or_else(|| twice(&object)),
        notes: object.duplicates.iter().cloned().chain(offered_keys(&object)).collect(),
    })
}

/// `crit` names extensions that must be understood; none are.
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
    if let Some(absent) = names.iter().find(|name| object.find(name).is_none()) {
        return problem("crit_malformed", format!("\"crit\" names \"{absent}\", which the header does not have"));
    }
    problem("crit_unknown", format!("\"crit\" asks for extensions that are not understood here: {}", names.join(", ")))
}

fn unencoded(object: &Object<'_>) -> Option<Problem> {
    let member = object.find("b64")?;
    (member.raw != "true").then(|| {
        Problem::new(
            "b64_unsupported",
            Place::of(Part::Header),
            "\"b64\" says that the payload is not base64url (RFC 7797)",
        )
        .hint("such tokens cannot be verified here")
    })
}

/// A member that stands twice: what one reader checks is not what another one uses (RFC 7515 section 4).
fn twice(object: &Object<'_>) -> Option<Problem> {
    let found = object.duplicates.first()?;
    let mut names = object.members.iter().map(|member| member.name.as_str());
    let name = names.find(|name| object.members.iter().filter(|member| member.name == *name).count() > 1);
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

/// Keys that the token brings along prove nothing (RFC 8725 section 3.10).
fn offered_keys(object: &Object<'_>) -> impl Iterator<Item = Problem> {
    ["jwk", "x5c", "jku", "x5u"].into_iter().filter(|name| object.find(name).is_some()).map(|name| {
        Problem::new(
            "key_in_header",
            Place::of(Part::Header),
            format!("\"{name}\" is a key that the token itself offers: it is shown, never trusted or fetched"),
        )
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
    fn refuses_every_crit_and_unencoded_payloads() {
        assert_eq!(refusal(r#"{"alg":"HS256","crit":["exp"],"exp":1}"#), Some("crit_unknown"));
        assert_eq!(refusal(r#"{"alg":"HS256","crit":["exp"]}"#), Some("crit_malformed"));
        assert_eq!(refusal(r#"{"alg":"HS256","crit":[]}"#), Some("crit_malformed"));
        assert_eq!(refusal(r#"{"alg":"HS256","crit":"exp"}"#), Some("crit_malformed"));
        assert_eq!(refusal(r#"{"alg":"HS256","b64":false}"#), Some("b64_unsupported"));
        assert_eq!(refusal(r#"{"alg":"HS256","b64":true}"#), None);
    }

    #[test]
    fn odd_members_do_not_hide_the_rest() {
        let header = read(r#"{"alg":"RS256","kid":7,"typ":[],"x5c":"MIIB","jwk":{}}"#).unwrap();
        assert_eq!(header.alg, Ok("RS256".to_owned()));
        assert_eq!(header.notes.iter().map(|n| n.code).collect::<Vec<_>>(), ["key_in_header", "key_in_header"]);
    }
}
