//! What is unusual about header, payload and token, whatever the signature says
//! (RFC 8725 and practice).

use super::{Facts, Said, Status};
use crate::jose::claims::Claims;
use crate::jose::decode::Kind;
use crate::jose::explain::kinds::TokenKind;
use crate::jose::json;
use crate::jose::key::jwk::clip;
use crate::jose::problem::{Part, Place, Problem};

/// What was noticed while reading.
pub(super) fn noticed(facts: &Facts<'_>) -> Vec<Said> {
    let pasted = facts.decoded.is_some();
    let of_note = facts.notes.iter().map(|note| {
        // Readers disagree on which of two members counts: what one checked may not be what another one uses.
        let status = if pasted && note.code == "duplicate_member" { Status::Fail } else { Status::Warn };
        let message = format!("{}: {}", note.place, note.message);
        Said { message, ..Said::of(status, note) }
    });
    let kid = facts.header.ok().and_then(|header| header.kid.as_deref()).filter(|kid| is_odd(kid)).map(|kid| {
        let message = format!("kid \"{}\" looks like a path or a query: it is only compared here", clip(kid));
        Said::new(Status::Warn, "odd_kid", message)
            .hint("a server that looks it up unguarded can be tricked (RFC 8725 section 3.10)")
    });
    let typ = facts.header.ok().filter(|header| header.typ.is_none()).map(|_| {
        Said::new(
            Status::Info,
            "no_typ",
            "the header has no \"typ\": usual, and some servers ask for \"JWT\" or \"at+jwt\"",
        )
    });
    let open = facts.claims.ok().and_then(readable_secret);
    of_note.chain(kid).chain(open).chain(typ).collect()
}

/// A note on a JSON text with characters that nobody sees, as they are or as escapes; `is_hidden` tells one.
pub fn hidden_characters(part: Part, text: &str, is_hidden: fn(&str) -> bool) -> Option<Problem> {
    // A line break within a value is written as an escape, and can forge a line wherever it is printed.
    let escaped = |c: char| c == '\n' || c == '\r' || is_hidden(c.encode_utf8(&mut [0; 4]));
    let found = is_hidden(text) || json::escaped(text).any(escaped);
    let message = "holds control, direction or invisible characters, shown as \\u escapes";
    found.then(|| {
        Problem::new("hidden_characters", Place::of(part), message)
            .hint("such characters can make a name look like another one, or one line like two")
    })
}

/// What kind of token it looks like, and where its key comes from.
pub(super) fn kind(facts: &Facts<'_>) -> Vec<Said> {
    let said = |kind: &TokenKind| Said::new(Status::Info, kind.code, kind.sentence()).hint(kind.key.clone());
    facts.kind.map(said).into_iter().collect()
}

fn is_odd(kid: &str) -> bool {
    let sql = ["' or ", "\" or ", "union select", "--", ";"].iter().any(|word| kid.to_ascii_lowercase().contains(word));
    sql || kid.contains("../") || kid.contains("..\\") || kid.starts_with("/dev/") || kid.starts_with("/etc/")
}

/// A claim that nobody should put into what everybody can read.
fn readable_secret(claims: &Claims) -> Option<Said> {
    const NAMES: [&str; 6] = ["password", "passwd", "pwd", "secret", "client_secret", "private_key"];
    let name = claims.names.iter().find(|name| NAMES.contains(&name.to_ascii_lowercase().as_str()))?;
    let message = format!("the claim \"{}\" can be read by everybody who sees the token", clip(name));
    Some(Said::new(Status::Warn, "readable_secret", message).hint("a signed token is not encrypted"))
}

/// What servers and browsers take in a header and in a cookie.
const HEADER: usize = 8 * 1024;
const COOKIE: usize = 4 * 1024;

pub(super) fn size(facts: &Facts<'_>) -> Vec<Said> {
    let Some(length) = facts.token.map(str::len) else { return Vec::new() };
    let told = format!("{length} characters; ");
    // A token in JSON goes into no header.
    let in_json = facts.decoded.is_some_and(|decoded| decoded.kind == Kind::JwsJson);
    if in_json {
        return Vec::new();
    }
    if length > HEADER - "Authorization: Bearer ".len() {
        let message = format!("{told}most servers refuse a header line of more than 8 KiB (400, 431)");
        return vec![
            Said::new(Status::Warn, "token_over_8k", message).hint("leave claims out, such as long lists of groups"),
        ];
    }
    if length > COOKIE {
        return vec![Said::new(Status::Info, "token_over_4k", format!("{told}too long for a cookie (4 KiB)"))];
    }
    Vec::new()
}
