//! The forms that a token is copied in.

/// One form.
#[derive(Debug)]
pub struct CopyForm {
    /// Its name, as `--as` takes it.
    pub name: &'static str,
    /// What it is, in the list.
    pub title: &'static str,
    /// How a notice quotes it without the token.
    pub quoted: &'static str,
    /// Makes it.
    pub make: fn(token: &str) -> String,
}

/// Every form; the first is what F5 copies.
pub static COPY_FORMS: &[CopyForm] = &[
    CopyForm { name: "bearer", title: "Bearer value: Bearer eyJ…", quoted: "Bearer …", make: bearer },
    CopyForm {
        name: "header",
        title: "Header line: Authorization: Bearer eyJ…",
        quoted: "Authorization: Bearer …",
        make: header,
    },
    CopyForm { name: "token", title: "Token: eyJ…", quoted: "eyJ…", make: token },
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

#[cfg(test)]
mod tests {
    use super::COPY_FORMS;

    #[test]
    fn forms_are_what_the_header_of_rfc_6750_needs() {
        let made: Vec<_> = COPY_FORMS.iter().map(|form| (form.name, (form.make)("a.b.c"))).collect();
        let expected = [("bearer", "Bearer a.b.c"), ("header", "Authorization: Bearer a.b.c"), ("token", "a.b.c")];
        assert_eq!(made, expected.map(|(name, text)| (name, text.to_owned())));
    }
}
