//! How a token is sent: a request, held to what every form can write down, and the
//! same with the token in it. How a shell or a file writes it is left to those.

use std::fmt::Write as _;

/// The place of the token in a [`Request`].
pub const TOKEN: &str = "{{token}}";

/// The media type of a form (RFC 1866 section 8.2.1).
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// The methods that every tool has.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/// Those of them that a form is sent with.
const WITH_FORM: [&str; 3] = ["POST", "PUT", "PATCH"];

/// How a token is sent: an HTTP request with [`TOKEN`] in a header, a form or the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// The address.
    pub url: String,
    /// Headers by name, in their order.
    pub headers: Vec<(String, String)>,
    /// The fields of an `application/x-www-form-urlencoded` body, not encoded; none without such a body.
    pub form: Vec<(String, String)>,
}

impl Request {
    /// GET of an address with `Authorization: Bearer`.
    pub fn bearer(url: &str) -> Self {
        let headers = vec![("Authorization".to_owned(), format!("Bearer {TOKEN}"))];
        Self { method: "GET".to_owned(), url: url.to_owned(), headers, form: Vec::new() }
    }

    /// What a typed address asks for: [`Self::bearer`], or, with [`TOKEN`] in it, GET with the token there alone.
    pub fn to(address: &str) -> Self {
        let request = Self::bearer(address);
        if address.contains(TOKEN) { Self { headers: Vec::new(), ..request } } else { request }
    }

    /// True if the token is in the address.
    pub fn is_in_url(&self) -> bool {
        self.url.contains(TOKEN)
    }

    /// True if the token is in a field of the form.
    pub fn is_in_form(&self) -> bool {
        self.form.iter().any(|(_, value)| value.contains(TOKEN))
    }

    /// Whether every form can write it down: [`check_url`], a method that every tool has, header lines of visible ASCII
    /// characters, no control characters, every placeholder filled but that of the token. What is in it may be anybody's
    /// text. The sentence says what to mend.
    pub fn check(&self) -> Result<(), String> {
        if !METHODS.contains(&self.method.as_str()) {
            return Err(format!("the method is {:?}: it can be {}", self.method, METHODS.join(", ")));
        }
        if !self.form.is_empty() && !WITH_FORM.contains(&self.method.as_str()) {
            return Err(format!("a form is not sent with {}: it needs {}", self.method, WITH_FORM.join(", ")));
        }
        check_url(&self.url)?;
        for (at, (name, value)) in self.headers.iter().enumerate() {
            check_header(name, value)?;
            if self.headers.iter().take(at).any(|(other, _)| other.eq_ignore_ascii_case(name)) {
                return Err(format!("the header {name} stands twice"));
            }
        }
        for (name, value) in &self.form {
            let place = format!("the form field {name:?}");
            if name.is_empty() {
                return Err("a form field has no name".to_owned());
            }
            if let Some(c) = name.chars().chain(value.chars()).find(|c| c.is_control()) {
                return Err(format!("{place} has {c:?} in it: take it out"));
            }
            filled(&place, value)?;
            if name.contains("{{") {
                return Err(format!("{place} has a placeholder in its name"));
            }
        }
        let is_sent = self.is_in_url() || self.is_in_form() || self.headers.iter().any(|(_, value)| holds(value));
        if is_sent { Ok(()) } else { Err(format!("the request has no place for the token: write {TOKEN} there")) }
    }
}

/// Whether a token may be sent to this address, and the address stands in a command unquoted for nobody: http or https,
/// a host, and the characters of RFC 3986 less the apostrophe; [`TOKEN`] may stand behind the host. The sentence says
/// what to mend.
pub fn check_url(url: &str) -> Result<(), String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else { return Err("an address begins with https:// or http://".to_owned()) };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() {
        return Err("the address names no host".to_owned());
    }
    if host.contains('@') {
        return Err("the address has a user name in front of its host: take it out".to_owned());
    }
    filled("the address", url)?;
    if host.contains(TOKEN) {
        return Err(format!("{TOKEN} cannot stand in the name of a host"));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&()*+,;=%".contains(c);
    match url.replace(TOKEN, "").chars().find(|c| !allowed(*c)) {
        None => Ok(()),
        Some('\'') => Err("the address has an apostrophe in it: write it as %27".to_owned()),
        Some(c) => Err(format!("an address cannot have {c:?} in it: copy it from the browser")),
    }
}

/// Names are kept narrower than RFC 9110 section 5.6.2 has them: no tool then takes one for an option or a file.
pub(super) fn check_header(name: &str, value: &str) -> Result<(), String> {
    let in_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(in_name) {
        return Err(format!("a header cannot be called {name:?}: letters, digits, - and _ make a name"));
    }
    if value.trim().is_empty() {
        return Err(format!("the header {name} has no value"));
    }
    if value.trim() != value {
        return Err(format!("the header {name} has white space around its value: take it out"));
    }
    if let Some(c) = value.chars().find(|c| !matches!(c, ' '..='~')) {
        return Err(format!("the header {name} has {c:?} in it: headers are ASCII text on one line"));
    }
    filled(&format!("the header {name}"), value)
}

/// That no placeholder but the token's is left: some tools would fill it.
fn filled(place: &str, text: &str) -> Result<(), String> {
    let rest = text.replace(TOKEN, "");
    let Some((_, behind)) = rest.split_once("{{") else { return Ok(()) };
    let name = behind.split("}}").next().unwrap_or_default();
    Err(format!("{place} has {:?} in it, which has no value", format!("{{{{{name}}}}}")))
}

fn holds(text: &str) -> bool {
    text.contains(TOKEN)
}

/// A request with the token that it sends; both were checked.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    /// The token.
    pub token: &'a str,
    /// The request.
    pub request: &'a Request,
}

impl std::fmt::Debug for Sent<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sent([redacted], {:?})", self.request)
    }
}

impl Sent<'_> {
    /// The address with the token in it.
    pub fn url(&self) -> String {
        self.request.url.replace(TOKEN, &encoded(self.token))
    }

    /// The headers with the token in them.
    pub fn headers(&self) -> Vec<(&str, String)> {
        self.request.headers.iter().map(|(name, value)| (name.as_str(), value.replace(TOKEN, self.token))).collect()
    }

    /// The body of the form, if there is one.
    pub fn body(&self) -> Option<String> {
        let fields = self.fields();
        (!fields.is_empty()).then(|| fields.join("&"))
    }

    /// The fields of the form, `name=value`, encoded.
    pub fn fields(&self) -> Vec<String> {
        let field = |(name, value): &(String, String)| {
            format!("{}={}", encoded(name), encoded(&value.replace(TOKEN, self.token)))
        };
        self.request.form.iter().map(field).collect()
    }

    /// True if `Authorization` is `Bearer` with the token, and it is nowhere else.
    pub fn is_plain_bearer(&self) -> bool {
        let mut with = self.request.headers.iter().filter(|(_, value)| holds(value));
        let only = with.next().filter(|_| with.next().is_none());
        let bearer = only.is_some_and(|header| is_bearer(header));
        bearer && !self.request.is_in_url() && !self.request.is_in_form()
    }

    /// The headers less the `Authorization` that is `Bearer` with the token.
    pub fn beside_bearer(&self) -> Vec<(&str, String)> {
        let others = self.request.headers.iter().filter(|header| !is_bearer(header));
        others.map(|(name, value)| (name.as_str(), value.replace(TOKEN, self.token))).collect()
    }

    /// These headers and the type of the form, if there is one and they do not name it.
    pub fn with_type<'h>(&self, mut headers: Vec<(&'h str, String)>) -> Vec<(&'h str, String)> {
        let named = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("Content-Type"));
        if !self.request.form.is_empty() && !named {
            headers.push(("Content-Type", FORM.to_owned()));
        }
        headers
    }
}

fn is_bearer((name, value): &(String, String)) -> bool {
    name.eq_ignore_ascii_case("Authorization") && value.strip_prefix("Bearer ") == Some(TOKEN)
}

/// A text for an address or a form: all but the unreserved characters (RFC 3986 section 2.3) as `%XX`, which a form's
/// decoder reads too.
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
