//! What a JWK says beside its key: who it is, what it may do (RFC 7517 sections 4.2
//! to 4.5), and the certificates that it carries (section 4.7).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_PAD_INDIFFERENT, URL_SAFE_NO_PAD};

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
/// note, and so is a thumbprint of another first one.
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
    let (mut found, mut first_is_read) = (Vec::new(), false);
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
            Ok(certificate) => {
                first_is_read |= number == 1;
                found.push(of_key(certificate, key));
            }
            Err(problem) => {
                let message = format!("certificate {number} of \"x5c\" cannot be read: {}", problem.clause());
                notes.push(Problem { message, ..problem });
            }
        }
    }
    if let Some(Found { item: Item::Certificate(first), .. }) = found.first()
        && first_is_read
    {
        notes.extend(thumbprints(jwk, first));
    }
    Ok(found)
}

/// The thumbprints of the first certificate that are of another one (RFC 7517 sections 4.8 and 4.9).
fn thumbprints(jwk: &Jwk<'_>, first: &Certificate) -> Vec<Problem> {
    let rows: [(&str, &str, &[u8]); 2] = [("x5t", "SHA-1", &first.sha1()), ("x5t#S256", "SHA-256", &first.sha256())];
    let wrong = |(name, hash, expected): &(&str, &str, &[u8])| {
        let right = URL_SAFE_NO_PAD.encode(expected);
        let fits =
            jwk.string(name).is_ok_and(|stated| stated.is_some_and(|stated| stated.trim_end_matches('=') == right));
        (jwk.has(name) && !fits).then(|| {
            let message = format!("\"{name}\" is not that of the first certificate of \"x5c\"; it is not used");
            Problem::new("x5t_mismatch", jwk.place(name), message).hint(format!(
                "the {hash} of that certificate in base64url is {right} (RFC 7517 section 4.8 and 4.9): \
                 find out which of the two is right"
            ))
        })
    };
    rows.iter().filter_map(wrong).collect()
}

fn of_key(certificate: Certificate, key: &Found) -> Found {
    let label = Label { kid: key.label.kid.clone(), ..Label::default() };
    Found { line: key.line, label, ..Found::new(Item::Certificate(certificate), "X.509") }
}
