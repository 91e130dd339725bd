//! The forms that a token is copied in.

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
    pub make: fn(token: &str) -> String,
}

/// Every form; the first is what F5 copies.
pub static COPY_FORMS: &[CopyForm] = &[
    CopyForm {
        name: "bearer", title: "Bearer value: Bearer eyJ…", quoted: "Bearer …", question: None, make: bearer
    },
    CopyForm {
        name: "header",
        title: "Header line: Authorization: Bearer eyJ…",
        quoted: "Authorization: Bearer …",
        question: None,
        make: header,
    },
    CopyForm { name: "token", title: "Token: eyJ…", quoted: "eyJ…", question: None, make: token },
    CopyForm {
        name: "unsecured",
        title: "UNSECURED token, alg none, without a signature",
        quoted: "eyJ… (alg none)",
        question: Some(
            "alg none: anybody can write such a token, a server that takes it is broken. Enter again copies it to test that",
        ),
        make: unsecured,
    },
];

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
    use super::COPY_FORMS;

    #[test]
    fn forms_are_what_the_header_of_rfc_6750_needs() {
        let made: Vec<_> = COPY_FORMS.iter().take(3).map(|form| (form.name, (form.make)("a.b.c"))).collect();
        let expected = [("bearer", "Bearer a.b.c"), ("header", "Authorization: Bearer a.b.c"), ("token", "a.b.c")];
        assert_eq!(made, expected.map(|(name, text)| (name, text.to_owned())));
    }

    #[test]
    fn an_unsecured_token_keeps_all_but_alg_and_signature() {
        // {"typ":"JWT","alg":"HS256","kid":"a"} and {"iss":"joe"}
        let token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJqb2UifQ.c2ln";
        let form = COPY_FORMS.iter().find(|form| form.name == "unsecured").unwrap();
        // {"typ":"JWT","alg":"none","kid":"a"}
        let expected = "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIiwia2lkIjoiYSJ9.eyJpc3MiOiJqb2UifQ.";
        assert_eq!((form.make)(token), expected);
        assert!(form.question.is_some());
    }
}
