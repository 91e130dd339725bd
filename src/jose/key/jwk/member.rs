//! The members of one JWK: found, told apart by type, decoded, and every problem
//! with one told by its name and its place in the text.

use std::ops::Deref;

use zeroize::Zeroizing;

use super::base64;
use crate::jose::json::{self, Member, Object};
use crate::jose::problem::{Part, Place, Problem};

/// Members that decide what a key is or may do: one of them twice means two keys (RFC 7517 section 4).
const KNOWN: [&str; 22] = [
    "kty", "crv", "alg", "use", "key_ops", "kid", "x5c", "n", "e", "d", "p", "q", "dp", "dq", "qi", "oth", "x", "y",
    "k", "pub", "priv", "x5t#S256",
];

/// One JWK.
pub(super) struct Jwk<'t> {
    text: &'t str,
    part: Part,
    origin: Origin,
    object: Object<'t>,
}

/// Where a JWK begins in the text that it is a piece of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    /// 1-based.
    pub(super) line: usize,
    /// 1-based, in characters.
    pub(super) column: usize,
    /// 0-based, in bytes.
    pub(super) offset: usize,
}

impl Origin {
    /// The beginning of the text.
    pub(super) const START: Self = Self { line: 1, column: 1, offset: 0 };
}

/// A string of a JWK, in place where it has no escapes.
pub(super) enum Text<'t> {
    /// As it stands in the text.
    Plain(&'t str),
    /// Unescaped. Only such a value is copied; base64url needs no escape.
    Unescaped(Zeroizing<String>),
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Unescaped(text) => text,
        }
    }
}

impl<'t> Jwk<'t> {
    /// Reads a text that must be a JSON object.
    pub(super) fn read(text: &'t str, origin: Origin, part: Part) -> Result<Self, Problem> {
        Ok(Self { text, part, origin, object: json::object(text, part)? })
    }

    /// The member of that name.
    pub(super) fn find(&self, name: &str) -> Option<&Member<'t>> {
        self.object.find(name)
    }

    /// Every member of that name, in the order of the text.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &Member<'t>> {
        self.object.members.iter().filter(move |member| member.name == name)
    }

    /// True if the member is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Where the value of that member is, or the key if it has none.
    pub(super) fn place(&self, name: &str) -> Place {
        self.spot(self.find(name).map_or(0, |member| member.at))
    }

    /// Fails with `duplicate_member` if a member that matters is there twice.
    pub(super) fn check_duplicates(&self) -> Result<(), Problem> {
        for name in KNOWN {
            let mut found = self.all(name);
            if let (Some(first), Some(second)) = (found.next(), found.next()) {
                let (line, _) = json::line_column(self.text, first.at);
                let line = self.origin.line + line - 1;
                let message = format!("\"{name}\" stands in this JWK twice, first on line {line}");
                return Err(Problem::new("duplicate_member", self.spot(second.at), message)
                    .hint("readers disagree on which one counts: keep one (RFC 7517 section 4)"));
            }
        }
        Ok(())
    }

    /// A member that is a string, if it is there. Code: `jwk_member`.
    pub(super) fn string(&self, name: &str) -> Result<Option<Text<'t>>, Problem> {
        let Some(member) = self.find(name) else { return Ok(None) };
        let inside = member.raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
        match inside {
            Some(text) if !text.contains('\\') => Ok(Some(Text::Plain(text))),
            Some(_) => match serde_json::from_str(member.raw) {
                Ok(text) => Ok(Some(Text::Unescaped(Zeroizing::new(text)))),
                Err(_) => Err(self.wrong_type(name, "a string")),
            },
            None => Err(self.wrong_type(name, "a string")),
        }
    }

    /// A string that must be there; `what` is the kind of key, with its article.
    pub(super) fn required_string(&self, name: &str, what: &str) -> Result<Text<'t>, Problem> {
        self.string(name)?.ok_or_else(|| self.missing(name, what))
    }

    /// The bytes of a member in base64url that must be there; `what` is the kind of key, with its article.
    pub(super) fn bytes(&self, name: &str, what: &str) -> Result<Zeroizing<Vec<u8>>, Problem> {
        let text = self.required_string(name, what)?;
        base64::decode(&text).map_err(|(code, at, message, hint)| {
            let start = self.find(name).map_or(0, |member| member.at);
            // An escaped text has no characters to point at.
            let inside = if matches!(text, Text::Plain(_)) { 1 + at } else { 0 };
            Problem::new(code, self.spot(start + inside), format!("\"{name}\" {message}")).hint(hint)
        })
    }

    /// The bytes of a member that must be so many; `what` as in "\"x\" of an Ed25519 key".
    pub(super) fn exactly(&self, name: &str, what: &str, len: usize) -> Result<Zeroizing<Vec<u8>>, Problem> {
        let bytes = self.bytes(name, what)?;
        if bytes.len() == len {
            return Ok(bytes);
        }
        let is = bytes.len();
        let mut message = format!("\"{name}\" of {what} has {len} bytes, this has {is}");
        if is > len && bytes.iter().take(is - len).all(|&byte| byte == 0) {
            message.push_str(": it begins with zero bytes, as numbers in ASN.1 do");
        }
        let hint = if (1..len).contains(&is) && what.starts_with("an EC ") {
            "zero bytes at the beginning were left out: they belong there (RFC 7518 section 6.2.1.2)"
        } else {
            "the key is damaged: copy it again, whole"
        };
        Err(Problem::new("key_length", self.place(name), message).hint(hint))
    }

    /// A member of a wrong type.
    pub(super) fn wrong_type(&self, name: &str, must: &str) -> Problem {
        let kind = self.find(name).map_or("missing", Member::kind);
        Problem::new("jwk_member", self.place(name), format!("\"{name}\" is {kind}, not {must}"))
            .hint("RFC 7517 section 4 and RFC 7518 section 6 say what the members are")
    }

    /// A member that is not there; `what` is the kind of key, with its article.
    pub(super) fn missing(&self, name: &str, what: &str) -> Problem {
        Problem::new("jwk_missing", self.spot(0), format!("{what} has no \"{name}\": it cannot be used without"))
            .hint("the key was cut or is of another kind: copy it again, whole")
    }

    fn spot(&self, at: usize) -> Place {
        let Origin { line, column, offset } = self.origin;
        let (down, right) = json::line_column(self.text, at);
        let column = if down == 1 { column + right - 1 } else { right };
        Place::line_column(self.part, line + down - 1, column, offset + at)
    }
}
