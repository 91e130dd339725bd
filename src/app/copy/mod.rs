//! The forms that a token is copied in: the table of them, and how one is made. What
//! is asked before, and where the text goes, is left to whoever copies.

mod claims;
mod commands;
mod files;
pub mod request;
pub mod shareable;
mod shells;
#[cfg(test)]
mod tests;

use zeroize::Zeroizing;

use crate::jose::base64url;
use crate::jose::decode::{self, Decoded};
use crate::text::json;

pub use request::{Request, Sent, check_url};
use request::{TOKEN, check_header};

/// One form.
#[derive(Debug)]
pub struct CopyForm {
    /// Its name, as `--as` takes it.
    pub name: &'static str,
    /// What it is, in the list.
    pub title: &'static str,
    /// How a notice quotes it without the token.
    pub quoted: &'static str,
    /// What is asked before it is made, if it is dangerous.
    pub question: Option<&'static str>,
    /// Makes it.
    pub make: Make,
}

/// How a form is made. The sentence says why it cannot be.
#[derive(Debug, Clone, Copy)]
pub enum Make {
    /// Of the token, whatever is in it.
    Text(fn(token: &str) -> String),
    /// Of the token and the header that it goes into.
    Header,
    /// Of a token that is nothing but the characters of [`check_token`].
    Token(fn(token: &str) -> Result<Made, String>),
    /// Of a request that sends such a token.
    Request(fn(sent: &Sent<'_>) -> Result<Made, String>),
    /// Of what the token says.
    Document(fn(decoded: &Decoded) -> Result<Made, String>),
    /// Of the token less the values of these claims.
    Redacted(fn(token: &str, redact: &[String]) -> Result<Made, String>),
}

/// A form that was made.
#[derive(PartialEq, Eq)]
pub struct Made {
    /// The text.
    pub text: Zeroizing<String>,
    /// What must be known to use it: a lower-case sentence.
    pub remark: Option<String>,
}

impl From<String> for Made {
    fn from(text: String) -> Self {
        Self { text: Zeroizing::new(text), remark: None }
    }
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Made([redacted], {:?})", self.remark)
    }
}

/// What a form may be made of beside the token.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// The request that sends it.
    pub request: Option<&'a Request>,
    /// The header of its own that the target reads the token from; its value holds [`request::TOKEN`].
    pub carrier: Option<&'a (String, String)>,
    /// The names of the claims to redact; without them those that are about a person ([`shareable::PERSONAL`]).
    pub redact: Option<&'a [String]>,
}

/// A form that needs the token alone.
const fn plain(name: &'static str, title: &'static str, quoted: &'static str, make: fn(&str) -> String) -> CopyForm {
    row(name, title, quoted, Make::Text(make))
}

/// A form that sends the token.
const fn request(
    name: &'static str,
    title: &'static str,
    quoted: &'static str,
    make: fn(&Sent<'_>) -> Result<Made, String>,
) -> CopyForm {
    row(name, title, quoted, Make::Request(make))
}

const fn row(name: &'static str, title: &'static str, quoted: &'static str, make: Make) -> CopyForm {
    CopyForm { name, title, quoted, question: None, make }
}

/// Every form; the first is what F5 copies.
pub static COPY_FORMS: &[CopyForm] = &[
    plain("bearer", "Bearer value: Bearer eyJ…", "Bearer …", bearer),
    row("header", "Header line: Authorization: Bearer eyJ…", "Authorization: Bearer …", Make::Header),
    plain("token", "Token: eyJ…", "eyJ…", token),
    request("curl", "Request with curl, for bash, sh and zsh", "curl …", commands::curl),
    request("curl-cmd", "Request with curl, for cmd.exe", "curl …", commands::curl_cmd),
    request("powershell", "Request with PowerShell, 5.1 and 7", "Invoke-RestMethod …", commands::powershell),
    request(
        "powershell7",
        "Request with PowerShell 7 and its -Token",
        "Invoke-RestMethod … -Token …",
        commands::powershell7,
    ),
    request("httpie", "Request with HTTPie, for bash, sh and zsh", "http …", commands::httpie),
    request("http", "Request for .http files (VS Code, JetBrains)", "@token = …", files::http),
    request("postman", "Collection with the request, for Postman", "a collection", files::postman),
    request("modheader", "Profile for extensions that set headers (ModHeader's form)", "a profile", files::modheader),
    request("url", "Address with the token where {{token}} stands in it", "https://…eyJ…", files::url),
    row("env-sh", "Variable TOKEN, for bash, sh and zsh", "export TOKEN=…", Make::Token(commands::env_sh)),
    row("env-powershell", "Variable TOKEN, for PowerShell", "$env:TOKEN = …", Make::Token(commands::env_powershell)),
    row("env-cmd", "Variable TOKEN, for cmd.exe", "set \"TOKEN=…\"", Make::Token(commands::env_cmd)),
    row("claims", "Claims as a table, in Markdown", "the table of claims", Make::Document(claims::table)),
    row(
        "shareable",
        "For a ticket: claims redacted, no signature, NOT a token",
        "eyJ… (not a token)",
        Make::Redacted(shareable::shareable),
    ),
    CopyForm {
        name: "unsecured",
        title: "UNSECURED token, alg none, without a signature",
        quoted: "eyJ… (alg none)",
        question: Some(
            "alg none: anybody can write such a token, a server that takes it is broken. Enter again copies it to test that",
        ),
        make: Make::Text(unsecured),
    },
];

impl CopyForm {
    /// True if it is made of a request.
    pub const fn sends(&self) -> bool {
        matches!(self.make, Make::Request(_))
    }

    /// True if claims are redacted in it.
    pub const fn redacts(&self) -> bool {
        matches!(self.make, Make::Redacted(_))
    }

    /// True if whoever has the text has the token.
    pub const fn carries_token(&self) -> bool {
        !matches!(self.make, Make::Document(_) | Make::Redacted(_))
    }

    /// True if a token in JSON serialization can be in it.
    pub fn takes_json(&self) -> bool {
        self.name == "token" || matches!(self.make, Make::Document(_))
    }

    /// Makes it, or says in a sentence why it cannot be.
    pub fn of(&self, token: &str, wanted: &Wanted<'_>) -> Result<Made, String> {
        match self.make {
            Make::Text(make) => Ok(make(token).into()),
            Make::Header => header(token, wanted.carrier).map(Made::from),
            Make::Token(make) => check_token(token).and_then(|()| make(token)),
            Make::Request(make) => {
                let request = wanted.request.ok_or("this form needs the address that it is for")?;
                request.check()?;
                check_token(token)?;
                make(&Sent { token, request })
            }
            Make::Document(make) => make(&decode::decode(token)),
            Make::Redacted(make) => match wanted.redact {
                Some(redact) => make(token, redact),
                None => make(token, &shareable::personal(token)),
            },
        }
    }
}

/// Whether a token can be sent: it is a b64token (RFC 6750 section 2.1), as all are whose payload is encoded. Each of
/// its characters stands for itself in every shell and file.
pub fn check_token(token: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
    match token.chars().find(|c| !fits(*c)) {
        None => Ok(()),
        Some(c) => Err(format!("the token has {c:?} in it, which no Bearer header can (RFC 6750 section 2.1)")),
    }
}

/// RFC 6750 section 2.1.
fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// The header that the target reads the token from: its own, else that of RFC 6750 section 2.1.
fn header(token: &str, carrier: Option<&(String, String)>) -> Result<String, String> {
    let Some((name, value)) = carrier else { return Ok(format!("Authorization: Bearer {token}")) };
    check_header(name, value)?;
    Ok(format!("{name}: {}", value.replace(TOKEN, token)))
}

fn token(token: &str) -> String {
    token.to_owned()
}

/// The same texts as an Unsecured JWS (RFC 7515 appendix A.5): `alg` says "none", and nothing is signed.
fn unsecured(token: &str) -> String {
    let payload = token.split('.').nth(1).unwrap_or_default();
    let bytes = decode::decode(token).header.unwrap_or_default();
    let mut header = decode::text(&bytes);
    let scan = json::scan(&header);
    if let Some(member) = scan.members.iter().rev().find(|member| member.name == "alg") {
        header.replace_range(member.value.clone(), "\"none\"");
    }
    format!("{}.{payload}.", base64url::encode(header.as_bytes()))
}
