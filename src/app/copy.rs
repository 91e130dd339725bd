//! The forms that a token is copied in.

use crate::jose::compose::string;
use crate::jose::{base64url, decode};
use crate::text::json;

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

/// How a form is made: of the token alone, or of the token and the address that it is for ([`check_url`]).
#[derive(Debug, Clone, Copy)]
pub enum Make {
    /// Of the token.
    Token(fn(token: &str) -> String),
    /// Of the token and an address.
    Request(fn(token: &str, url: &str) -> String),
}

/// A form that needs the token alone.
const fn plain(name: &'static str, title: &'static str, quoted: &'static str, make: fn(&str) -> String) -> CopyForm {
    CopyForm { name, title, quoted, question: None, make: Make::Token(make) }
}

/// A form that sends the token to an address.
const fn request(
    name: &'static str,
    title: &'static str,
    quoted: &'static str,
    make: fn(&str, &str) -> String,
) -> CopyForm {
    CopyForm { name, title, quoted, question: None, make: Make::Request(make) }
}

/// Every form; the first is what F5 copies.
pub static COPY_FORMS: &[CopyForm] = &[
    plain("bearer", "Bearer value: Bearer eyJ…", "Bearer …", bearer),
    plain("header", "Header line: Authorization: Bearer eyJ…", "Authorization: Bearer …", header),
    plain("token", "Token: eyJ…", "eyJ…", token),
    request("curl", "Request with curl, for bash, sh and zsh", "curl …", curl),
    request("powershell", "Request with PowerShell, 5.1 and 7", "Invoke-RestMethod …", powershell),
    request("http", "Request for .http files", "GET …", http),
    request("modheader", "Profile for extensions that set headers (ModHeader's form)", "a profile", modheader),
    CopyForm {
        name: "unsecured",
        title: "UNSECURED token, alg none, without a signature",
        quoted: "eyJ… (alg none)",
        question: Some(
            "alg none: anybody can write such a token, a server that takes it is broken. Enter again copies it to test that",
        ),
        make: Make::Token(unsecured),
    },
];

/// Whether a token may be sent to this address and the address stands in a command unquoted for nobody: http or https,
/// a host, and the characters of RFC 3986 less the apostrophe. The sentence says what to mend.
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
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&()*+,;=%".contains(c);
    match url.chars().find(|c| !allowed(*c)) {
        None => Ok(()),
        Some('\'') => Err("the address has an apostrophe in it: write it as %27".to_owned()),
        Some(c) => Err(format!("an address cannot have {c:?} in it: copy it from the browser")),
    }
}

/// RFC 6750 section 2.1.
fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

fn header(token: &str) -> String {
    format!("Authorization: Bearer {token}")
}

fn token(token: &str) -> String {
    token.to_owned()
}

fn curl(token: &str, url: &str) -> String {
    // Brackets are not a list of addresses.
    let globoff = if url.contains(['[', ']']) { "-g " } else { "" };
    format!("curl {globoff}-H 'Authorization: Bearer {token}' '{url}'")
}

fn powershell(token: &str, url: &str) -> String {
    format!("Invoke-RestMethod -Uri '{url}' -Headers @{{ Authorization = 'Bearer {token}' }}")
}

fn http(token: &str, url: &str) -> String {
    format!("GET {url}\nAuthorization: Bearer {token}")
}

/// A list with one profile, version 2. Its filter keeps the token from every address that does not begin as this one
/// does, up to the last slash of its path.
fn modheader(token: &str, url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let host = path.find("://").map_or(0, |at| at + 3);
    let folder = path.rfind('/').filter(|at| *at >= host).and_then(|at| path.get(..=at));
    let folder = folder.map_or_else(|| format!("{path}/"), str::to_owned);
    let site = folder.get(host..).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let escaped: String = folder.chars().fold(String::new(), |mut regex, c| {
        if "\\.+*?()|[]{}^$".contains(c) {
            regex.push('\\');
        }
        regex.push(c);
        regex
    });
    format!(
        r#"[{{"version":2,"title":{},"shortTitle":"JWT","headers":[{{"enabled":true,"name":"Authorization","value":{}}}],"urlFilters":[{{"enabled":true,"urlRegex":{}}}]}}]"#,
        string(&format!("JWT for {site}")),
        string(&bearer(token)),
        string(&format!("^{escaped}.*")),
    )
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

#[cfg(test)]
mod tests {
    use super::{COPY_FORMS, Make, check_url};

    fn made(name: &str, token: &str, url: &str) -> String {
        match COPY_FORMS.iter().find(|form| form.name == name).unwrap().make {
            Make::Token(make) => make(token),
            Make::Request(make) => make(token, url),
        }
    }

    #[test]
    fn forms_are_what_the_header_of_rfc_6750_needs() {
        let expected = [("bearer", "Bearer a.b.c"), ("header", "Authorization: Bearer a.b.c"), ("token", "a.b.c")];
        for (name, text) in expected {
            assert_eq!(made(name, "a.b.c", ""), text);
        }
        assert_eq!(COPY_FORMS.first().map(|form| form.name), Some("bearer"));
    }

    #[test]
    fn requests_name_the_address_and_carry_the_header() {
        let url = "https://qlik01.corp.local/jwt/hub/?a=1";
        let expected = [
            ("curl", "curl -H 'Authorization: Bearer a.b.c' 'https://qlik01.corp.local/jwt/hub/?a=1'"),
            (
                "powershell",
                "Invoke-RestMethod -Uri 'https://qlik01.corp.local/jwt/hub/?a=1' -Headers @{ Authorization = 'Bearer a.b.c' }",
            ),
            ("http", "GET https://qlik01.corp.local/jwt/hub/?a=1\nAuthorization: Bearer a.b.c"),
            (
                "modheader",
                r#"[{"version":2,"title":"JWT for qlik01.corp.local","shortTitle":"JWT","headers":[{"enabled":true,"name":"Authorization","value":"Bearer a.b.c"}],"urlFilters":[{"enabled":true,"urlRegex":"^https://qlik01\\.corp\\.local/jwt/hub/.*"}]}]"#,
            ),
        ];
        for (name, text) in expected {
            assert_eq!(made(name, "a.b.c", url), text);
        }
    }

    #[test]
    fn brackets_in_an_address_are_taken_as_they_are() {
        let command = "curl -g -H 'Authorization: Bearer a.b.c' 'http://[::1]:4244/?a[]=1'";
        assert_eq!(made("curl", "a.b.c", "http://[::1]:4244/?a[]=1"), command);
    }

    #[test]
    fn the_filter_of_a_profile_ends_with_a_slash_behind_the_host() {
        for url in ["https://a.example", "https://a.example/", "https://a.example?x=/", "https://a.example/hub"] {
            let profile = made("modheader", "a.b.c", url);
            assert!(profile.contains(r#""urlRegex":"^https://a\\.example/.*""#), "{profile}");
        }
    }

    #[test]
    fn an_address_that_could_break_out_of_its_quotes_is_refused() {
        for url in ["https://a.example:4244/jwt/hub/?a=1&b=(2)#x", "http://[::1]/", "https://a"] {
            assert_eq!(check_url(url), Ok(()), "{url}");
        }
        for (url, why) in [
            ("a.example", "an address begins with https:// or http://"),
            ("file:///etc", "an address begins with https:// or http://"),
            ("https:///x", "the address names no host"),
            ("https://?x", "the address names no host"),
            ("https://me:pw@a.example/", "the address has a user name in front of its host: take it out"),
            ("https://a/'; rm", "the address has an apostrophe in it: write it as %27"),
            ("https://a/ b", "an address cannot have ' ' in it: copy it from the browser"),
            ("https://a/\u{2019}", "an address cannot have '\u{2019}' in it: copy it from the browser"),
            ("https://a/\n", "an address cannot have '\\n' in it: copy it from the browser"),
        ] {
            assert_eq!(check_url(url), Err(why.to_owned()), "{url}");
        }
    }

    #[test]
    fn an_unsecured_token_keeps_all_but_alg_and_signature() {
        // {"typ":"JWT","alg":"HS256","kid":"a"} and {"iss":"joe"}
        let token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJqb2UifQ.c2ln";
        let form = COPY_FORMS.iter().find(|form| form.name == "unsecured").unwrap();
        // {"typ":"JWT","alg":"none","kid":"a"}
        let expected = "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIiwia2lkIjoiYSJ9.eyJpc3MiOiJqb2UifQ.";
        assert_eq!(made("unsecured", token, ""), expected);
        assert!(form.question.is_some());
    }
}
