//! A token made fit to be shown around: its header as it was, claims redacted, and
//! words in place of the signature. No verifier takes it, every decoder reads it.

use super::Made;
use crate::jose::compose::string;
use crate::jose::decode::{self, Kind};
use crate::jose::problem::Part;
use crate::jose::{base64url, json, layout};

/// What stands in place of the signature: base64url, so that decoders read on, and as long as no signature is.
pub const NO_SIGNATURE: &str = "NOT-A-TOKEN-NO-SIGNATURE";

/// What stands in place of a value.
const REDACTED: &str = "\"[redacted]\"";

/// Claims that are about a person: those of OpenID Connect Core section 5.1, and what vendors call them.
pub static PERSONAL: &[&str] = &[
    "sub",
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "address",
    "first_name",
    "last_name",
    "firstName",
    "lastName",
    "displayName",
    "username",
    "userName",
    "user_name",
    "user_id",
    "userId",
    "userid",
    "login",
    "upn",
    "unique_name",
    "oid",
    "emails",
    "emailAddress",
    "mail",
    "phone",
    "ipaddr",
];

/// The payload as text, where claims can be redacted in it.
fn payload(token: &str) -> Result<String, String> {
    let decoded = decode::decode(token);
    let unencoded = decoded.jose.as_ref().is_some_and(|jose| jose.unencoded);
    match decoded.kind {
        Kind::Jws | Kind::Unsecured | Kind::SdJwt if !unencoded && !decoded.detached => {
            let text = decode::text(&decoded.payload.unwrap_or_default());
            json::object(&text, Part::Payload).map_err(|problem| problem.to_string())?;
            Ok(text)
        }
        Kind::Jwe => Err("nothing can be redacted in an encrypted token".to_owned()),
        _ => Err("this can be made of tokens in three parts only, with the payload in them".to_owned()),
    }
}

/// The claims of the token that are about a person, at any depth.
pub fn personal(token: &str) -> Vec<String> {
    let mut names = names(token).unwrap_or_default();
    names.retain(|name| PERSONAL.contains(&name.as_str()));
    names
}

/// The names of all claims at any depth, each once, in their order, or why the form cannot be made of the token.
pub fn names(token: &str) -> Result<Vec<String>, String> {
    payload(token).map(|payload| names_in(&payload))
}

/// Names as they are typed, with commas between them.
pub fn typed(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn names_in(payload: &str) -> Vec<String> {
    let tokens: Vec<&str> = layout::tokens(payload).collect();
    let mut names: Vec<String> = Vec::new();
    for pair in tokens.windows(2) {
        if let [name, ":"] = pair {
            let name = unescaped(name);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// Makes it. A name that no member has is refused: what was meant would be shown.
pub(super) fn shareable(token: &str, redact: &[String]) -> Result<Made, String> {
    let payload = payload(token)?;
    let own = names_in(&payload);
    if let Some(unknown) = redact.iter().find(|name| !own.contains(name)) {
        let own: Vec<String> = own.iter().map(|name| string(name)).collect();
        let own = if own.is_empty() { "nothing".to_owned() } else { own.join(", ") };
        return Err(format!("there is no claim {unknown:?} to be redacted: the payload has {own}"));
    }
    let header = token.split('.').next().unwrap_or_default();
    let text = redacted(&payload, redact);
    let what = if redact.is_empty() {
        "no claim is redacted".to_owned()
    } else {
        let names: Vec<String> = redact.iter().map(|name| string(name)).collect();
        format!("redacted {}: {}", if names.len() == 1 { "is" } else { "are" }, names.join(", "))
    };
    Ok(Made {
        remark: Some(format!("this is not a token, its signature was removed; {what}")),
        ..Made::from(format!("{header}.{}.{NO_SIGNATURE}", base64url::encode(text.as_bytes())))
    })
}

/// The text with another value for every member of these names, at any depth.
fn redacted(payload: &str, redact: &[String]) -> String {
    let mut out = String::with_capacity(payload.len());
    let mut tokens = layout::tokens(payload).peekable();
    while let Some(token) = tokens.next() {
        out.push_str(token);
        let is_name = token.starts_with('"') && tokens.peek() == Some(&":");
        if is_name && redact.contains(&unescaped(token)) {
            tokens.next();
            skip_value(&mut tokens);
            out.push(':');
            out.push_str(REDACTED);
        }
    }
    out
}

fn skip_value<'t>(tokens: &mut impl Iterator<Item = &'t str>) {
    let mut depth = 0_usize;
    for token in tokens {
        match token {
            "{" | "[" => depth += 1,
            "}" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

/// A JSON string as the text that it stands for.
fn unescaped(raw: &str) -> String {
    json::Member { name: String::new(), raw, at: 0 }.string().unwrap_or_default()
}
