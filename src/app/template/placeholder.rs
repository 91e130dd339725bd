//! `{{placeholders}}`: found in a text, and what each means.

use crate::jose::times;

/// One placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app) enum Placeholder {
    /// The value of a field; optional with a question mark.
    Field {
        /// The field's name.
        name: String,
        /// What has it is left out without a value.
        optional: bool,
    },
    /// The moment of making, so many seconds later.
    Now(i64),
    /// Made anew each time.
    Id(IdKind),
    /// What is known of the key only.
    Key(KeyFact),
    /// The token itself, in a request.
    Token,
}

/// Identifiers that are made anew each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdKind {
    /// A random UUID (RFC 9562 section 5.4).
    Uuid,
    /// 32 random bytes in base64url.
    Random,
}

/// What a key or its certificate is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFact {
    /// `x5t#S256` (RFC 7515 section 4.1.8).
    X5tS256,
    /// `x5t` (RFC 7515 section 4.1.7).
    X5t,
    /// SHA-256 of the SPKI in DER, in base64.
    SpkiSha256,
    /// RFC 7638 thumbprint.
    Thumbprint,
}

/// Every fact of a key, and its name between the braces.
pub(in crate::app) const KEY_FACTS: [(&str, KeyFact); 4] = [
    ("x5t_s256", KeyFact::X5tS256),
    ("x5t", KeyFact::X5t),
    ("spki_sha256_b64", KeyFact::SpkiSha256),
    ("kid_thumbprint", KeyFact::Thumbprint),
];

/// A text in pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app) enum Piece<'a> {
    /// As it stands.
    Text(&'a str),
    /// A placeholder.
    Hole(Placeholder),
}

/// Takes a text apart, or tells the byte and the reason where it cannot be.
pub(in crate::app) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, (usize, String)> {
    let (mut pieces, mut rest, mut at) = (Vec::new(), text, 0);
    while let Some((before, inner)) = rest.split_once("{{") {
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        at += before.len();
        let Some((inside, after)) = inner.split_once("}}").filter(|(inside, _)| !inside.contains('\n')) else {
            return Err((at, "{{ has no }} behind it".to_owned()));
        };
        pieces.push(Piece::Hole(hole(inside.trim()).map_err(|reason| (at, reason))?));
        at += inside.len() + 4;
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}

fn hole(inside: &str) -> Result<Placeholder, String> {
    if let Some((_, fact)) = KEY_FACTS.iter().find(|(name, _)| *name == inside) {
        return Ok(Placeholder::Key(*fact));
    }
    match inside {
        "now" => return Ok(Placeholder::Now(0)),
        "uuid" => return Ok(Placeholder::Id(IdKind::Uuid)),
        "rand32" => return Ok(Placeholder::Id(IdKind::Random)),
        "token" => return Ok(Placeholder::Token),
        _ => {}
    }
    if let Some(span) = inside.strip_prefix("now").filter(|span| span.starts_with(['+', '-'])) {
        return times::typed(span, 0)
            .map(Placeholder::Now)
            .ok_or_else(|| format!("{{{{{inside}}}}} is no time: write it as {{{{now+10m}}}} or {{{{now-60s}}}}"));
    }
    let (name, optional) = inside.strip_suffix('?').map_or((inside, false), |name| (name, true));
    if !is_name(name) {
        return Err(format!("{{{{{inside}}}}} is no placeholder: names are of a-z, 0-9 and _"));
    }
    Ok(Placeholder::Field { name: name.to_owned(), optional })
}

/// Whether a field can be called so.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_apart_at_their_placeholders() {
        let field = |name: &str, optional| Piece::Hole(Placeholder::Field { name: name.to_owned(), optional });
        assert_eq!(
            pieces("a {{ user }}{{mail?}}.{{now-60s}}{{uuid}}{{x5t_s256}}").unwrap(),
            [
                Piece::Text("a "),
                field("user", false),
                field("mail", true),
                Piece::Text("."),
                Piece::Hole(Placeholder::Now(-60)),
                Piece::Hole(Placeholder::Id(IdKind::Uuid)),
                Piece::Hole(Placeholder::Key(KeyFact::X5tS256)),
            ]
        );
        assert_eq!(pieces("{}"), Ok(vec![Piece::Text("{}")]));
    }

    #[test]
    fn what_is_no_placeholder_is_told_by_its_place() {
        assert_eq!(pieces("ab{{user"), Err((2, "{{ has no }} behind it".to_owned())));
        let reason = "{{now+soon}} is no time: write it as {{now+10m}} or {{now-60s}}";
        assert_eq!(pieces("{{now}}{{now+soon}}"), Err((7, reason.to_owned())));
        let reason = "{{User}} is no placeholder: names are of a-z, 0-9 and _";
        assert_eq!(pieces("{{User}}"), Err((0, reason.to_owned())));
    }
}
