//! Requests with everything in them that a shell or a file could take for something
//! else, and what is to arrive of them.

use jotbench::app::copy::{COPY_FORMS, Request, Wanted};

/// As a token is, with all that base64url has beside letters and digits.
pub(crate) const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ-X31_In0.c2ln-_";

/// The text of a form.
pub(crate) fn made(form: &str, request: &Request) -> String {
    let form = COPY_FORMS.iter().find(|row| row.name == form).unwrap();
    let made = form.of(TOKEN, &Wanted { request: Some(request), ..Wanted::default() });
    made.unwrap_or_else(|reason| panic!("{}: {reason}", form.name)).text.to_string()
}

const URLS: [&str; 8] = [
    "https://a.example",
    "http://[::1]:4244/jwt/?a[]=1&b=(2)*$HOME;c,d!e",
    "https://a.example/%41%2F/%PATH%/%%/100%?x=%C3%A9%",
    "https://a.example/~b/$(id)/;ls&echo",
    "https://a.example/?q=!x!&r=!!&s=@file#frag&ment",
    "https://a.example/%USERNAME:~0,1%/a:b/:c",
    "https://a.example/embed/{{token}}#bordered=true",
    "https://a.example/?t={{token}}&u=%25",
];

const VALUES: [&str; 24] = [
    "it's",
    "''",
    "\"quoted\" \"",
    "a\\\"b\\\\\"c",
    "back\\slash\\",
    "\\\\",
    "\"",
    "%PATH% 100% %41 %",
    "%\"%\\%",
    "%a:b=c% %~0 %1 %*",
    "a & b && c | d > e < f ^ g ^^ h",
    "\"&calc&\"",
    "!x! !!",
    "$(touch x) `id` $HOME ${HOME}",
    "@file",
    "=x",
    ":=1",
    "*?[a-z]{1,2} ~",
    "#x",
    "-o x --next",
    "a;b,c",
    "(a) {b} [c]",
    "{% a %} { {b} } }}",
    "<% x ### y",
];

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn numbered(values: impl Iterator<Item = String>) -> Vec<(String, String)> {
    (1..).zip(values).map(|(number, value)| (format!("X-{number}"), value)).collect()
}

/// Every printable character of ASCII in front of every other; `{{` begins a placeholder and is left out.
fn every_pair() -> Vec<(String, String)> {
    let all = || (' '..='~').filter(|c| *c != '{');
    numbered(all().map(|first| all().flat_map(|second| ['(', first, second, ')']).collect()))
}

/// Every request of the tests.
pub(crate) fn requests() -> Vec<Request> {
    let mut all: Vec<Request> = URLS.iter().map(|url| Request::to(url)).collect();
    let bearer = || Request::bearer("https://a.example/x?y=1&z=%2F").headers;
    let with = |headers: Vec<(String, String)>| Request { headers, ..Request::bearer("https://a.example/x?y=1&z=%2F") };
    all.push(with([bearer(), numbered(VALUES.iter().map(|value| (*value).to_owned()))].concat()));
    all.push(with([bearer(), every_pair()].concat()));
    all.push(with(owned(&[("X-A", "{{token}}"), ("X-B", "t={{token}}; u=\"{{token}}\"")])));
    all.push(with(owned(&[("Authorization", "Token {{token}}"), ("User-Agent", "it's %me%/1.0")])));
    let values = [
        ("grant_type", "client_credentials"),
        ("client_assertion", "{{token}}"),
        ("it's \"a\" & b=%c", "ä \u{2019}'\"\\%PATH%&=+;@ $(id) !x!"),
        ("@file", "@file"),
        ("empty", ""),
    ];
    let form = |method: &str| Request { method: method.to_owned(), form: owned(&values), ..with(Vec::new()) };
    all.push(form("POST"));
    all.push(Request { headers: bearer(), ..form("PUT") });
    let typed = owned(&[("content-type", "application/x-www-form-urlencoded; charset=utf-8")]);
    all.push(Request { headers: typed, ..form("POST") });
    for method in ["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        all.push(Request { method: method.to_owned(), ..Request::bearer("https://a.example/") });
    }
    for request in &all {
        assert_eq!(request.check(), Ok(()), "{request:?}");
    }
    all
}

/// What is to arrive: method, address, headers and fields with the token in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arrived {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) form: Vec<(String, String)>,
}

impl Arrived {
    /// In the order of the request; the type of a form that names none is said by `form_type`.
    pub(crate) fn of(request: &Request) -> Self {
        let fill = |pairs: &[(String, String)]| {
            pairs.iter().map(|(name, value)| (name.clone(), value.replace("{{token}}", TOKEN))).collect()
        };
        Self {
            method: request.method.clone(),
            url: request.url.replace("{{token}}", TOKEN),
            headers: fill(&request.headers),
            form: fill(&request.form),
        }
    }

    /// The same with the header that says what the body is.
    pub(crate) fn typed(mut self) -> Self {
        let named = self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if !named && !self.form.is_empty() {
            self.headers.push(("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
        }
        self
    }

    /// The same with headers in the order of their names.
    pub(crate) fn sorted(mut self) -> Self {
        self.headers.sort();
        self
    }
}

/// The fields of a body (RFC 1866 section 8.2.1).
pub(crate) fn fields(body: &str) -> Vec<(String, String)> {
    let field = |field: &str| {
        let (name, value) = field.split_once('=').unwrap();
        (decoded(name), decoded(value))
    };
    body.split('&').filter(|field| !field.is_empty()).map(field).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            other => other,
        });
    }
    String::from_utf8(bytes).unwrap()
}

/// What curl makes of its arguments, as its manual has them.
pub(crate) fn curl(arguments: &[String]) -> Arrived {
    let (mut method, mut headers, mut data, mut urls) = (None, Vec::new(), Vec::new(), Vec::new());
    let mut literal = false;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "-H" => {
                let line = rest.next().unwrap();
                assert!(!line.starts_with('@'), "{line} would be a file");
                let (name, value) = line.split_once(": ").unwrap();
                assert!(!value.trim().is_empty(), "{line} would take the header away");
                headers.push((name.to_owned(), value.to_owned()));
            }
            "-d" => {
                let field = rest.next().unwrap();
                assert!(!field.starts_with('@'), "{field} would be a file");
                data.push(field.clone());
            }
            "-X" => method = rest.next().cloned(),
            "-I" => method = Some("HEAD".to_owned()),
            "-g" => literal = true,
            url => {
                assert!(url.starts_with("http"), "{url} is no address");
                urls.push(url.to_owned());
            }
        }
    }
    let [url] = urls.as_slice() else { panic!("{urls:?}") };
    assert!(literal || !url.contains(['[', ']', '{', '}']), "{url} is a list of addresses");
    let default = if data.is_empty() { "GET" } else { "POST" };
    let method = method.unwrap_or_else(|| default.to_owned());
    Arrived { method, url: url.clone(), headers, form: fields(&data.join("&")) }
}
