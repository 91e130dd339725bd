//! The fields of a template's form: one row and one function a type.

use crate::app::copy::check_url;
use crate::jose::compose::string;
use crate::jose::times;

/// The name of the built-in field for how long the token lives.
pub const LIFETIME: &str = "lifetime";

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name between braces and on the command line.
    pub name: String,
    /// Its name in the form.
    pub title: String,
    /// What to type.
    pub help: String,
    /// What a value must be.
    pub kind: &'static FieldType,
    /// What it is without being typed.
    pub default: Option<String>,
    /// What it could be.
    pub example: String,
    /// It is set once for a site.
    pub setting: bool,
    /// The member of a key file in JSON that has its value.
    pub key_file: Option<String>,
    /// A token can be made without a value.
    pub optional: bool,
}

impl Field {
    /// What is typed, read: nothing for a blank that may be blank.
    pub fn read(&self, typed: &str) -> Result<Option<Value>, String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return if self.optional { Ok(None) } else { Err(format!("{} is missing: {}", self.title, self.help)) };
        }
        if let Some(c) = typed.chars().find(|c| c.is_control()) {
            return Err(format!("{} has a control character in it ({:?}): type it anew", self.title, c));
        }
        (self.kind.read)(typed).map(Some).map_err(|reason| format!("{} {reason}", self.title))
    }

    /// What stands for it where nothing is typed: the default, else nothing.
    pub fn start(&self) -> &str {
        self.default.as_deref().unwrap_or_default()
    }
}

/// A value that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// JSON that stands as it is: a number, true, false.
    Bare(String),
    /// Texts.
    List(Vec<String>),
    /// Seconds.
    Span(i64),
}

impl Value {
    /// As a part of a string.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Bare(text) => text.clone(),
            Self::List(texts) => texts.join(","),
            Self::Span(seconds) => seconds.to_string(),
        }
    }

    /// As a JSON value of its own.
    pub fn json(&self) -> String {
        match self {
            Self::Text(text) => string(text),
            Self::Bare(text) => text.clone(),
            Self::List(texts) => format!("[{}]", texts.iter().map(|text| string(text)).collect::<Vec<_>>().join(",")),
            Self::Span(seconds) => seconds.to_string(),
        }
    }
}

/// A type of field.
pub struct FieldType {
    /// Its name in files.
    pub name: &'static str,
    /// What is typed, for the form.
    pub words: &'static str,
    read: fn(&str) -> Result<Value, String>,
}

impl std::fmt::Debug for FieldType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FieldType({})", self.name)
    }
}

impl PartialEq for FieldType {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for FieldType {}

/// Every type; the last is of the built-in field and in no file.
pub static FIELD_TYPES: [FieldType; 10] = [
    FieldType { name: "text", words: "text", read: text },
    FieldType { name: "integer", words: "a whole number", read: integer },
    FieldType { name: "boolean", words: "true or false", read: boolean },
    FieldType { name: "list", words: "texts with commas between them", read: list },
    FieldType { name: "url", words: "an address with https://", read: url },
    FieldType { name: "host", words: "a host name", read: host },
    FieldType { name: "upper", words: "text, made upper case", read: upper },
    FieldType { name: "account", words: "an account identifier", read: account },
    FieldType { name: "claim", words: "a name of a claim", read: claim },
    FieldType { name: "span", words: "a time as 30m, 1h or 1h30m", read: span },
];

/// The type of that name.
pub fn kind(name: &str) -> Option<&'static FieldType> {
    FIELD_TYPES.iter().find(|kind| kind.name == name)
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every type")]
fn text(typed: &str) -> Result<Value, String> {
    Ok(Value::Text(typed.to_owned()))
}

fn integer(typed: &str) -> Result<Value, String> {
    match typed.parse::<i64>() {
        Ok(number) => Ok(Value::Bare(number.to_string())),
        Err(_) => Err(format!("is {typed:?}, and must be a whole number")),
    }
}

fn boolean(typed: &str) -> Result<Value, String> {
    let lower = typed.to_lowercase();
    match lower.as_str() {
        "true" | "false" => Ok(Value::Bare(lower)),
        _ => Err(format!("is {typed:?}, and must be true or false")),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every type")]
fn list(typed: &str) -> Result<Value, String> {
    let texts = typed.split(',').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    Ok(Value::List(texts.collect()))
}

fn url(typed: &str) -> Result<Value, String> {
    check_url(typed).map(|()| Value::Text(typed.to_owned())).map_err(|reason| format!("will not do: {reason}"))
}

fn host(typed: &str) -> Result<Value, String> {
    if typed.contains("://") || typed.contains('/') {
        return Err("is a host name alone: leave https:// and everything behind the name out".to_owned());
    }
    match typed.chars().find(|c| !c.is_ascii_alphanumeric() && !"-._:[]".contains(*c)) {
        None => Ok(Value::Text(typed.to_owned())),
        Some(c) => Err(format!("has {c:?} in it, which no host name has")),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every type")]
fn upper(typed: &str) -> Result<Value, String> {
    Ok(Value::Text(typed.to_uppercase()))
}

/// Snowflake's account identifier as its tokens name it: upper case, without the region behind the first dot; of a
/// global one without what follows the first hyphen (snowflake-connector-python, `auth/keypair.py`).
#[expect(clippy::unnecessary_wraps, reason = "the shape of every type")]
fn account(typed: &str) -> Result<Value, String> {
    let typed = typed.to_uppercase();
    let end = if typed.contains(".GLOBAL") { '-' } else { '.' };
    Ok(Value::Text(typed.split(end).next().unwrap_or_default().to_owned()))
}

/// Registered names (RFC 7519 section 4.1), which no attribute of a user can have.
const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

fn claim(typed: &str) -> Result<Value, String> {
    if REGISTERED.contains(&typed) {
        return Err(format!("is {typed:?}, a registered claim: the target wants a name of your own, as userId"));
    }
    Ok(Value::Text(typed.to_owned()))
}

fn span(typed: &str) -> Result<Value, String> {
    let bare = typed.trim_start_matches('+');
    match times::typed(&format!("+{bare}"), 0) {
        Some(seconds) if seconds > 0 => Ok(Value::Span(seconds)),
        _ => Err(format!("is {typed:?}, and must be a span as 90s, 30m, 1h30m or 30d")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, typed: &str) -> Result<Value, String> {
        (kind(name).unwrap().read)(typed)
    }

    #[test]
    fn each_type_takes_what_it_names_and_says_what_else_it_wants() {
        let text = |text: &str| Ok(Value::Text(text.to_owned()));
        assert_eq!(read("integer", "-7"), Ok(Value::Bare("-7".to_owned())));
        assert_eq!(read("integer", "7.5"), Err("is \"7.5\", and must be a whole number".to_owned()));
        assert_eq!(read("boolean", "True"), Ok(Value::Bare("true".to_owned())));
        assert_eq!(read("boolean", "yes"), Err("is \"yes\", and must be true or false".to_owned()));
        assert_eq!(read("list", "Finance, Admins,,"), Ok(Value::List(vec!["Finance".to_owned(), "Admins".to_owned()])));
        assert_eq!(read("host", "qlik01.corp.local:4244"), text("qlik01.corp.local:4244"));
        assert_eq!(
            read("host", "https://qlik01/hub"),
            Err("is a host name alone: leave https:// and everything behind the name out".to_owned())
        );
        assert_eq!(read("span", "1h30m"), Ok(Value::Span(5400)));
        assert_eq!(read("span", "+90s"), Ok(Value::Span(90)));
        assert_eq!(read("span", "soon"), Err("is \"soon\", and must be a span as 90s, 30m, 1h30m or 30d".to_owned()));
        assert_eq!(read("claim", "userId"), text("userId"));
        assert!(read("claim", "sub").unwrap_err().starts_with("is \"sub\", a registered claim"));
    }

    #[test]
    fn an_account_is_written_as_snowflakes_connector_writes_it() {
        // The rules of snowflake-connector-python, auth/keypair.py.
        for (typed, account) in [
            ("xy12345", "XY12345"),
            ("xy12345.eu-central-1", "XY12345"),
            ("myorg-account123", "MYORG-ACCOUNT123"),
            ("acme-x1.global.snowflake", "ACME"),
        ] {
            assert_eq!(read("account", typed), Ok(Value::Text(account.to_owned())), "{typed}");
        }
    }
}
