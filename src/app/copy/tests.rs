//! Each form of one token, whole, and what none of them takes.

use super::request::{Request, check_url};
use super::{COPY_FORMS, CopyForm, Made, Wanted, check_token, shareable};
use crate::jose::base64url;

fn form(name: &str) -> &'static CopyForm {
    COPY_FORMS.iter().find(|form| form.name == name).unwrap()
}

fn sent(name: &str, token: &str, request: &Request) -> Result<String, String> {
    let made = form(name).of(token, &Wanted { request: Some(request), ..Wanted::default() })?;
    Ok(made.text.to_string())
}

fn made(name: &str, token: &str, url: &str) -> String {
    sent(name, token, &Request::to(url)).unwrap()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// As a token endpoint wants it (RFC 7523 section 2.2).
fn assertion() -> Request {
    let form = [
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", "{{token}}"),
        ("scope", "a b"),
    ];
    Request {
        method: "POST".to_owned(),
        url: "https://id.example/token".to_owned(),
        headers: pairs(&[("X-It", "it's")]),
        form: pairs(&form),
    }
}

#[test]
fn forms_of_the_token_alone_are_what_rfc_6750_and_the_shells_need() {
    let expected = [
        ("bearer", "Bearer a.b.c"),
        ("header", "Authorization: Bearer a.b.c"),
        ("token", "a.b.c"),
        ("env-sh", "export TOKEN='a.b.c'"),
        ("env-powershell", "$env:TOKEN = 'a.b.c'"),
        ("env-cmd", "set \"TOKEN=a.b.c\""),
    ];
    for (name, text) in expected {
        assert_eq!(form(name).of("a.b.c", &Wanted::default()), Ok(Made::from(text.to_owned())));
    }
    assert_eq!(COPY_FORMS.first().map(|form| form.name), Some("bearer"));
}

#[test]
fn names_of_forms_are_there_once() {
    let names: std::collections::BTreeSet<_> = COPY_FORMS.iter().map(|form| form.name).collect();
    assert_eq!(names.len(), COPY_FORMS.len());
}

#[test]
fn requests_name_the_address_and_carry_the_header() {
    let url = "https://qlik01.corp.local/jwt/hub/?a=1";
    let expected = [
        ("curl", "curl -H 'Authorization: Bearer a.b.c' 'https://qlik01.corp.local/jwt/hub/?a=1'"),
        ("curl-cmd", "curl -H \"Authorization: Bearer a.b.c\" \"https://qlik01.corp.local/jwt/hub/?a=1\""),
        (
            "powershell",
            "Invoke-RestMethod -Uri 'https://qlik01.corp.local/jwt/hub/?a=1' -Headers @{ Authorization = 'Bearer a.b.c' }",
        ),
        (
            "powershell7",
            "Invoke-RestMethod -Uri 'https://qlik01.corp.local/jwt/hub/?a=1' -Authentication Bearer -Token (ConvertTo-SecureString 'a.b.c' -AsPlainText -Force)",
        ),
        ("httpie", "http --ignore-stdin -A bearer -a 'a.b.c' 'https://qlik01.corp.local/jwt/hub/?a=1'"),
        ("http", "@token = a.b.c\n\nGET https://qlik01.corp.local/jwt/hub/?a=1\nAuthorization: Bearer {{token}}"),
        (
            "postman",
            r#"{"info":{"name":"JWT for qlik01.corp.local","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":[{"name":"GET qlik01.corp.local","request":{"auth":{"type":"bearer","bearer":[{"key":"token","value":"a.b.c","type":"string"}]},"method":"GET","header":[],"url":"https://qlik01.corp.local/jwt/hub/?a=1"}}]}"#,
        ),
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
fn requests_with_a_form_carry_it_encoded() {
    let body = "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=a.b.c&scope=a%20b";
    let fields: Vec<&str> = body.split('&').collect();
    let expected = [
        (
            "curl",
            format!(
                r"curl -H 'X-It: it'\''s' -d '{}' -d '{}' -d '{}' 'https://id.example/token'",
                fields[0], fields[1], fields[2]
            ),
        ),
        (
            "powershell",
            format!(
                "Invoke-RestMethod -Method POST -Uri 'https://id.example/token' -Headers @{{ 'X-It' = 'it''s' }} -ContentType 'application/x-www-form-urlencoded' -Body '{body}'"
            ),
        ),
        (
            "httpie",
            format!(
                r"http --ignore-stdin --raw '{body}' POST 'https://id.example/token' 'X-It:it'\''s' 'Content-Type:application/x-www-form-urlencoded'"
            ),
        ),
        (
            "http",
            format!(
                "@token = a.b.c\n\nPOST https://id.example/token\nX-It: it's\nContent-Type: application/x-www-form-urlencoded\n\n{}",
                body.replace("a.b.c", "{{token}}")
            ),
        ),
    ];
    for (name, text) in expected {
        assert_eq!(sent(name, "a.b.c", &assertion()), Ok(text));
    }
    assert_eq!(sent("powershell7", "a.b.c", &assertion()), sent("powershell", "a.b.c", &assertion()));
    let refused = "an extension sets headers, and here the token is sent in the address or a form";
    assert_eq!(sent("modheader", "a.b.c", &assertion()), Err(refused.to_owned()));
}

#[test]
fn a_token_in_the_address_is_in_no_header() {
    let url = "https://bi.example/embed/dashboard/{{token}}#bordered=true";
    let expected = [
        ("url", "https://bi.example/embed/dashboard/a.b.c#bordered=true"),
        ("curl", "curl 'https://bi.example/embed/dashboard/a.b.c#bordered=true'"),
        ("http", "@token = a.b.c\n\nGET https://bi.example/embed/dashboard/{{token}}#bordered=true"),
    ];
    for (name, text) in expected {
        assert_eq!(made(name, "a.b.c", url), text);
    }
    // Padding and the characters of standard base64 have a meaning in addresses.
    assert_eq!(made("url", "a+b/c==", "https://a/{{token}}"), "https://a/a%2Bb%2Fc%3D%3D");
    assert_eq!(made("http", "a+b/c==", "https://a/{{token}}"), "GET https://a/a%2Bb%2Fc%3D%3D");
    let refused = "the address has no place for the token: write {{token}} there, as in https://host/embed/{{token}}";
    assert_eq!(sent("url", "a.b.c", &Request::to("https://a/")), Err(refused.to_owned()));
}

#[test]
fn a_plain_bearer_over_http_is_one_that_powershell_7_sends() {
    let command = "Invoke-RestMethod -Uri 'http://a.example/' -Authentication Bearer -Token (ConvertTo-SecureString 'a.b.c' -AsPlainText -Force) -AllowUnencryptedAuthentication";
    assert_eq!(made("powershell7", "a.b.c", "http://a.example/"), command);
    // Another header with the token is not what -Token sends.
    let headers = pairs(&[("X-Authorization", "Bearer {{token}}")]);
    let other = Request { headers, ..Request::bearer("https://a.example/") };
    let command = "Invoke-RestMethod -Uri 'https://a.example/' -Headers @{ 'X-Authorization' = 'Bearer a.b.c' }";
    assert_eq!(sent("powershell7", "a.b.c", &other), Ok(command.to_owned()));
}

#[test]
fn methods_are_said_where_they_are_not_what_the_tool_does_anyway() {
    for (method, curl, httpie) in [
        ("GET", "curl -H 'A: a.b.c' 'https://a/'", "http --ignore-stdin 'https://a/' 'A:a.b.c'"),
        ("HEAD", "curl -I -H 'A: a.b.c' 'https://a/'", "http --ignore-stdin HEAD 'https://a/' 'A:a.b.c'"),
        ("POST", "curl -X POST -H 'A: a.b.c' 'https://a/'", "http --ignore-stdin POST 'https://a/' 'A:a.b.c'"),
        ("DELETE", "curl -X DELETE -H 'A: a.b.c' 'https://a/'", "http --ignore-stdin DELETE 'https://a/' 'A:a.b.c'"),
    ] {
        let headers = pairs(&[("A", "{{token}}")]);
        let request = Request { method: method.to_owned(), headers, ..Request::bearer("https://a/") };
        assert_eq!(sent("curl", "a.b.c", &request).as_deref(), Ok(curl));
        assert_eq!(sent("httpie", "a.b.c", &request).as_deref(), Ok(httpie));
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
    let refused = form("modheader").of("a.b.c", &Wanted::default());
    assert_eq!(refused, Err("this form needs the address that it is for".to_owned()));
}

#[test]
fn the_form_for_cmd_says_what_a_batch_file_needs_and_what_the_prompt_takes() {
    let url = Request::to("https://a/?q=%41&b=1");
    let wanted = Wanted { request: Some(&url), ..Wanted::default() };
    let made = form("curl-cmd").of("a.b.c", &wanted).unwrap();
    let text = "curl -H \"Authorization: Bearer a.b.c\" \"https://a/?q=\"^%\"41&b=1\"";
    let remark = "in a batch file, write %% for each ^%";
    assert_eq!((made.text.as_str(), made.remark.as_deref()), (text, Some(remark)));
    let long = "a".repeat(8192 - text.len());
    let refused =
        |length| Err(format!("cmd.exe takes 8191 characters in a line, and this one has {length}: use PowerShell"));
    assert!(form("curl-cmd").of(&long, &wanted).is_ok());
    assert_eq!(form("curl-cmd").of(&"a".repeat(8200), &wanted), refused(8200 + text.len() - 5));
    assert_eq!(form("env-cmd").of(&"a".repeat(8200), &wanted), refused(8212));
}

#[test]
fn an_address_that_could_break_out_of_its_quotes_is_refused() {
    for url in ["https://a.example:4244/jwt/hub/?a=1&b=(2)#x", "http://[::1]/", "https://a", "https://a/{{token}}"] {
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
        ("https://{{token}}.example/", "{{token}} cannot stand in the name of a host"),
        ("https://{{tenant}}/x", "the address has \"{{tenant}}\" in it, which has no value"),
        ("https://a/{token}", "an address cannot have '{' in it: copy it from the browser"),
    ] {
        assert_eq!(check_url(url), Err(why.to_owned()), "{url}");
    }
}

#[test]
fn what_some_tool_would_take_for_something_else_is_refused() {
    let header = |name: &str, value: &str| {
        let headers = pairs(&[("Authorization", "Bearer {{token}}"), (name, value)]);
        Request { headers, ..Request::bearer("https://a/") }
    };
    let field = |name: &str, value: &str| Request {
        method: "POST".to_owned(),
        form: pairs(&[(name, value)]),
        ..Request::bearer("https://a/")
    };
    let method = |method: &str| Request { method: method.to_owned(), ..assertion() };
    for (request, why) in [
        (header("X-A", "a\r\nX-B: b"), "the header X-A has '\\r' in it: headers are ASCII text on one line"),
        (header("X-A", "\u{1b}[2J."), "the header X-A has '\\u{1b}' in it: headers are ASCII text on one line"),
        (header("X-A", "\u{2019}"), "the header X-A has '\u{2019}' in it: headers are ASCII text on one line"),
        (header("X-A", " "), "the header X-A has no value"),
        (header("X-A", "a "), "the header X-A has white space around its value: take it out"),
        (header("X-A", "{{tenant}}"), "the header X-A has \"{{tenant}}\" in it, which has no value"),
        (header("X A", "a"), "a header cannot be called \"X A\": letters, digits, - and _ make a name"),
        (header("-X", "a"), "a header cannot be called \"-X\": letters, digits, - and _ make a name"),
        (header("", "a"), "a header cannot be called \"\": letters, digits, - and _ make a name"),
        (header("authorization", "a"), "the header authorization stands twice"),
        (field("", "a"), "a form field has no name"),
        (field("a", "b\n"), "the form field \"a\" has '\\n' in it: take it out"),
        (field("a", "{{b}}"), "the form field \"a\" has \"{{b}}\" in it, which has no value"),
        (field("{{token}}", "b"), "the form field \"{{token}}\" has a placeholder in its name"),
        (method("GET"), "a form is not sent with GET: it needs POST, PUT, PATCH"),
        (method("post"), "the method is \"post\": it can be GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        (
            Request { headers: Vec::new(), ..Request::bearer("https://a/") },
            "the request has no place for the token: write {{token}} there",
        ),
    ] {
        assert_eq!(request.check(), Err(why.to_owned()));
        for form in COPY_FORMS.iter().filter(|form| form.sends()) {
            let refused = form.of("a.b.c", &Wanted { request: Some(&request), ..Wanted::default() });
            assert_eq!(refused, Err(why.to_owned()), "{}", form.name);
        }
    }
    assert_eq!(assertion().check(), Ok(()));
    let why = "HTTPie cannot be given the header X-A: there is a backslash in front of : ; = or @";
    assert_eq!(sent("httpie", "a.b.c", &header("X-A", "a\\:b")), Err(why.to_owned()));
}

#[test]
fn a_token_that_shells_would_see_something_in_goes_into_no_command() {
    // The payload of RFC 7797 section 4 stands unencoded between the dots.
    let token = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.$('x').c2ln";
    let why = "the token has '$' in it, which no Bearer header can (RFC 6750 section 2.1)";
    assert_eq!(check_token(token), Err(why.to_owned()));
    for form in COPY_FORMS.iter().filter(|form| form.sends() || form.name.starts_with("env-")) {
        let request = Request::to("https://a/{{token}}");
        assert_eq!(form.of(token, &Wanted { request: Some(&request), ..Wanted::default() }), Err(why.to_owned()));
    }
}

#[test]
fn an_unsecured_token_keeps_all_but_alg_and_signature() {
    // {"typ":"JWT","alg":"HS256","kid":"a"} and {"iss":"joe"}
    let token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJqb2UifQ.c2ln";
    // {"typ":"JWT","alg":"none","kid":"a"}
    let expected = "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIiwia2lkIjoiYSJ9.eyJpc3MiOiJqb2UifQ.";
    assert_eq!(form("unsecured").of(token, &Wanted::default()), Ok(Made::from(expected.to_owned())));
    assert!(form("unsecured").question.is_some());
}

/// A token with this payload; the signature is none.
fn with_payload(payload: &str) -> String {
    let header = base64url::encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    format!("{header}.{}.c2ln", base64url::encode(payload.as_bytes()))
}

#[test]
fn the_table_of_claims_shows_foreign_text_as_text() {
    let token = with_payload(
        "{\"iss\": \"joe\", \"exp\": 1300819380, \"a|b\": \"<img src=x> `|` @all\", \"groups\": [1, \"\u{202e}\"], \"iat\": \"x\"}",
    );
    // The time of exp is that of RFC 7519 section 3.1, 2011-03-22T18:43:00Z.
    let table = "\
| Claim | Value | Time |
|---|---|---|
| `iss` | `\"joe\"` |  |
| `exp` | `1300819380` | 2011-03-22 18:43:00 UTC |
| `a\\|b` | ``\"<img src=x> `\\|` @all\"`` |  |
| `groups` | `[1,\"\\u202E\"]` |  |
| `iat` | `\"x\"` |  |";
    assert_eq!(form("claims").of(&token, &Wanted::default()), Ok(Made::from(table.to_owned())));
    let refused = form("claims").of(&with_payload("[1]"), &Wanted::default());
    assert_eq!(
        refused,
        Err("payload: is a list, and a claims set is a JSON object (write its members between { and })".to_owned())
    );
}

/// The header, the payload as text, the third part, and the remark.
fn shared(token: &str, redact: Option<&[&str]>) -> Result<(String, String, String, String), String> {
    let redact: Option<Vec<String>> = redact.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    let made = form("shareable").of(token, &Wanted { redact: redact.as_deref(), ..Wanted::default() })?;
    let parts: Vec<&str> = made.text.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else { panic!("{parts:?}") };
    let payload = base64url::decode(payload, crate::jose::problem::Part::Payload, 0).bytes;
    let payload = String::from_utf8(payload.unwrap()).unwrap();
    Ok(((*header).to_owned(), payload, (*signature).to_owned(), made.remark.unwrap()))
}

#[test]
fn a_token_to_show_around_has_neither_signature_nor_persons_in_it() {
    let token = with_payload(
        r#"{"sub":"jde","n":1.10,"user":{"email":"j@a.example","id":7},"act":[{"sub":{"a":[1,{}]}}],"na\u006de":"J","exp":1300819380}"#,
    );
    let header = token.split('.').next().unwrap().to_owned();
    let signature = "NOT-A-TOKEN-NO-SIGNATURE".to_owned();
    let payload = r#"{"sub":"[redacted]","n":1.10,"user":{"email":"[redacted]","id":7},"act":[{"sub":"[redacted]"}],"na\u006de":"[redacted]","exp":1300819380}"#;
    let remark = r#"this is not a token, its signature was removed; redacted are: "sub", "email", "name""#;
    let expected = (header.clone(), payload.to_owned(), signature.clone(), remark.to_owned());
    assert_eq!(shared(&token, None), Ok(expected));
    let payload =
        r#"{"sub":"jde","n":1.10,"user":"[redacted]","act":[{"sub":{"a":[1,{}]}}],"na\u006de":"J","exp":1300819380}"#;
    let remark = r#"this is not a token, its signature was removed; redacted is: "user""#;
    let expected = (header, payload.to_owned(), signature, remark.to_owned());
    assert_eq!(shared(&token, Some(&["user"])), Ok(expected));
    let (_, _, _, remark) = shared(&token, Some(&[])).unwrap();
    assert_eq!(remark, "this is not a token, its signature was removed; no claim is redacted");
}

#[test]
fn a_name_that_no_claim_has_is_refused_since_what_was_meant_would_be_shown() {
    let why = "there is no claim \"emial\" to be redacted: the payload has \"sub\", \"email\"";
    let token = with_payload(r#"{"sub":"jde","email":"j@a.example"}"#);
    assert_eq!(shared(&token, Some(&["sub", "emial"])), Err(why.to_owned()));
    assert_eq!(shareable::typed(" sub, email ,,"), ["sub", "email"]);
}

#[test]
fn no_algorithm_has_a_signature_of_the_length_of_the_words_in_its_place() {
    let words = base64url::decode(shareable::NO_SIGNATURE, crate::jose::problem::Part::Signature, 0);
    assert_eq!((words.bytes.map(|bytes| bytes.len()), words.problem), (Some(18), None));
}

#[test]
fn disclosures_and_key_bindings_are_not_shown_around() {
    let token = with_payload(r#"{"sub":"jde","_sd_alg":"sha-256"}"#);
    let disclosure = base64url::encode(br#"["salt","email","j@a.example"]"#);
    let (_, payload, signature, _) = shared(&format!("{token}~{disclosure}~"), None).unwrap();
    assert_eq!(payload, r#"{"sub":"[redacted]","_sd_alg":"sha-256"}"#);
    assert_eq!(signature, shareable::NO_SIGNATURE);
    for token in ["a.b.c.d.e", "{}", "x"] {
        assert!(shared(token, None).is_err(), "{token}");
    }
}

#[test]
fn a_header_line_is_that_of_the_target() {
    let carrier = ("X-JWT-Assertion".to_owned(), "{{token}}".to_owned());
    let made = form("header").of("a.b.c", &Wanted { carrier: Some(&carrier), ..Wanted::default() }).unwrap();
    assert_eq!(made.text.as_str(), "X-JWT-Assertion: a.b.c");
    let carrier = ("X-JWT\nAssertion".to_owned(), "{{token}}".to_owned());
    assert!(form("header").of("a.b.c", &Wanted { carrier: Some(&carrier), ..Wanted::default() }).is_err());
}
