//! What a JWK says beside its key: who it is, what it may do (RFC 7517 sections 4.2
//! to 4.5), and the certificates that it carries (section 4.7).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_PAD_INDIFFERENT;

use super::member::Jwk;
use crate::jose::key::certificate::Certificate;
use crate::jose::key::read::{Found, Item, Label};
use crate::jose::problem::Problem;

/// More certificates than any chain has.
const MOST_CERTIFICATES: usize = 20;

/// `kid`, `alg`, `use` and `key_ops`. What restricts a key must be readable; a `kid` that is not is a note.
pub(super) fn label(jwk: &Jwk<'_>, notes: &mut Vec<Problem>) -> Result<Label, Problem> {
    let text = |name: &str| jwk.string(name).map(|text| text.map(|text| text.to_string()));
    let kid = text("kid").unwrap_or_else(|problem| {
        let message = format!("{}: it is passed over", problem.message);
        notes.push(Problem { message, ..problem }.hint("write it between double quotes"));
        None
    });
    let operations = match jwk.find("key_ops") {
        None => None,
        Some(member) => match serde_json::from_str(member.raw) {
            Ok(operations) => Some(operations),
            Err(_) => return Err(jwk.wrong_type("key_ops", "a list of strings")),
        },
    };
    Ok(Label { kid, alg: text("alg")?, usage: text("use")?, operations, name: None })
}

/// The certificates of `x5c`, with the `kid` of the key. The first must be for the key; one that cannot be read is a
/// note.
pub(super) fn certificates(jwk: &Jwk<'_>, key: &Found, notes: &mut Vec<Problem>) -> Result<Vec<Found>, Problem> {
    let (Some(member), false) = (jwk.find("x5c"), matches!(key.item, Item::Secret(_))) else {
        return Ok(Vec::new());
    };
    let Ok(texts) = serde_json::from_str::<Vec<String>>(member.raw) else {
        return Err(jwk.wrong_type("x5c", "a list of strings"));
    };
    let at = jwk.place("x5c");
    if texts.len() > MOST_CERTIFICATES {
        let message = format!("\"x5c\" has {} certificates; the first {MOST_CERTIFICATES} are read", texts.len());
        notes.push(Problem::new("too_many_certificates", at, message));
    }
    let mut found = Vec::new();
    for (number, text) in (1..).zip(texts.iter().take(MOST_CERTIFICATES)) {
        let certificate = match STANDARD_PAD_INDIFFERENT.decode(text) {
            Ok(der) => Certificate::from_der(&der, at),
            Err(_) => Err(Problem::new("bad_base64", at, "it is not plain base64")
                .hint("RFC 7517 section 4.7: \"x5c\" is plain base64 and not base64url, without PEM lines")),
        };
        match certificate {
            Ok(certificate) if number == 1 && key.public().is_some_and(|key| !key.matches(certificate.public())) => {
                let message = "the first certificate of \"x5c\" is for another key than this JWK";
                return Err(Problem::new("x5c_mismatch", at, message)
                    .hint("RFC 7517 section 4.7: take the certificate out, or find out which of the two is right"));
            }
            Ok(certificate) => found.push(of_key(certificate, key)),
            Err(problem) => {
                let message = format!("certificate {number} of \"x5c\" cannot be read: {}", problem.clause());
                notes.push(Problem { message, ..problem });
            }
        }
    }
    Ok(found)
}

fn of_key(certificate: Certificate, key: &Found) -> Found {
    let label = Label { kid: key.label.kid.clone(), ..Label::default() };
    Found { line: key.line, label, ..Found::new(Item::Certificate(certificate), "X.509") }
}
