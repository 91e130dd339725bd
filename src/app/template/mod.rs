//! Templates: what a target wants of a token, as files of their own. Read
//! (`read.rs`), filled with what a person types and a key is ([`fill`]), and held
//! against a finished header and payload ([`lint`]). Reads no file and no clock.

pub mod field;
pub mod fill;
pub mod library;
pub mod lint;
pub mod placeholder;
mod read;
pub(in crate::app) mod toml;

use std::collections::BTreeMap;
use std::fmt;

use field::Field;

use super::copy::Request;

/// What is wrong with a template or profile file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, 1-based; 0 if the file cannot be read at all.
    pub line: usize,
    /// Stable name.
    pub code: &'static str,
    /// What is wrong; may quote foreign text.
    pub message: String,
    /// The way out.
    pub hint: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        f.write_str(&self.message)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, " ({hint})"))
    }
}

/// What a target wants of a token, and how the token gets there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its name on the command line.
    pub id: String,
    /// Its name in lists.
    pub title: String,
    /// What it is for.
    pub about: String,
    /// JWA names that the target takes; the first is the default.
    pub algorithms: Vec<String>,
    /// Kinds of keys that sign for it.
    pub keys: Vec<KeyKind>,
    /// The certificate is needed here too.
    pub certificate: bool,
    /// The JOSE header, with placeholders.
    pub header: String,
    /// The payload, with placeholders.
    pub payload: String,
    /// What is asked for, in order.
    pub fields: Vec<Field>,
    /// What the target demands.
    pub members: Vec<Member>,
    /// How long a token may live.
    pub lifetime: Lifetime,
    /// Times and identifiers are made anew for each copy.
    pub fresh: bool,
    /// Names of the copy forms that the target is reached with, the best first.
    pub copy: Vec<String>,
    /// How the token is sent there; its texts have placeholders.
    pub call: Option<Request>,
    /// What to do next at the target.
    pub next: Vec<String>,
    /// What the target answers, and why.
    pub answers: Vec<Answer>,
    /// What the other side must be given of the key.
    pub give: Option<Give>,
    /// Where the facts are from.
    pub sources: Vec<String>,
    /// The day that they were compared with the sources.
    pub checked: Option<String>,
}

/// Kinds of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA private key.
    Rsa,
    /// EC private key.
    Ec,
    /// Ed25519 or Ed448 private key.
    Ed,
    /// HMAC secret.
    Secret,
}

impl KeyKind {
    /// Every kind, by its name in files and its name in sentences.
    pub const ALL: [(&'static str, Self, &'static str); 4] = [
        ("rsa", Self::Rsa, "an RSA private key"),
        ("ec", Self::Ec, "an EC private key"),
        ("ed", Self::Ed, "an Ed25519 private key"),
        ("secret", Self::Secret, "a shared secret"),
    ];

    /// Its name in sentences.
    pub fn words(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind, _)| *kind == self).map_or("a key", |(_, _, words)| words)
    }
}

/// A member of header or payload that the target looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// It is of the header and not of the payload.
    pub in_header: bool,
    /// Its name; may be a placeholder.
    pub name: String,
    /// The type of its value.
    pub kind: MemberType,
    /// The target refuses a token without it.
    pub required: bool,
    /// The only values that are taken, as JSON texts; empty for any.
    pub values: Vec<String>,
    /// Names that people write in its place.
    pub mistaken: Vec<String>,
    /// What it is for, or what happens without it.
    pub help: Option<String>,
}

/// Types of members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberType {
    /// A string that is not empty.
    String,
    /// A whole number.
    Integer,
    /// true or false.
    Boolean,
    /// Any list.
    Array,
    /// A list of strings.
    Strings,
    /// An object.
    Object,
    /// A string, or a list of strings.
    StringOrStrings,
}

impl MemberType {
    /// Every type, by its name in files and what a value of it is.
    pub const ALL: [(&'static str, Self, &'static str); 7] = [
        ("string", Self::String, "a non-empty string"),
        ("integer", Self::Integer, "a whole number"),
        ("boolean", Self::Boolean, "true or false, without quotes"),
        ("array", Self::Array, "a list"),
        ("strings", Self::Strings, "a list of strings"),
        ("object", Self::Object, "an object"),
        ("string_or_strings", Self::StringOrStrings, "a string or a list of strings"),
    ];

    /// What a value of it is.
    pub fn words(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind, _)| *kind == self).map_or("a value", |(_, _, words)| words)
    }
}

/// How long a token may live, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// The target refuses longer ones.
    pub most: Option<i64>,
    /// Longer ones are not wise.
    pub advised: Option<i64>,
    /// What it is measured from.
    pub from: From,
}

/// What a lifetime is measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The claim `iat`.
    Iat,
    /// The claim `nbf`.
    Nbf,
    /// The moment of looking.
    Now,
}

/// What the target answers, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status or code.
    pub status: String,
    /// The cause and the way out.
    pub means: String,
}

/// What the other side must be given of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Give {
    /// Names of key forms, the best first.
    pub what: Vec<String>,
    /// Where it goes there.
    pub place: String,
}

/// What was typed into fields, by their names.
pub type Values = BTreeMap<String, String>;

impl Template {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// What kinds of keys sign for it: "an RSA private key".
    pub fn key_words(&self) -> String {
        self.keys.iter().map(|kind| kind.words()).collect::<Vec<_>>().join(" or ")
    }
}
