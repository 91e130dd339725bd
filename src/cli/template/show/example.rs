//! Command lines that a template is used with, ready to be pasted into a POSIX shell.

use std::fmt::Write as _;

use crate::app::copy::COPY_FORMS;
use crate::app::template::field::Field;
use crate::app::template::placeholder::KeyFact;
use crate::app::template::{Give, KeyKind, Template, Values, fill};

/// The line that makes a token of the examples: `jotbench sign -t … -s … -k …`.
pub(super) fn line(name: &str, template: &Template) -> String {
    // The best form that can be made with `--as`; the token itself needs none.
    let known = |form: &&String| COPY_FORMS.iter().any(|row| row.name == **form && row.question.is_none());
    let form = template.copy.iter().find(known).filter(|form| *form != "token");
    let sends = form.is_some() && template.call.is_some();
    let sent = if sends { fill::unsent(template, &Values::new()) } else { Vec::new() };
    let needed = |field: &&Field| (!field.optional && field.default.is_none()) || sent.contains(field);
    let mut line = format!("jotbench sign -t {}", quoted(name));
    for field in template.fields.iter().filter(needed) {
        let _ = write!(line, " -s {}", quoted(&format!("{}={}", field.name, field.example)));
    }
    line.push_str(match template.keys.first() {
        Some(KeyKind::Secret) => " --secret-file secret.txt",
        _ => " -k server_key.pem",
    });
    if fill::facts(template).iter().any(|fact| is_of_certificate(*fact)) {
        line.push_str(" --cert server.pem");
    }
    form.into_iter().fold(line, |line, form| format!("{line} --as {form}"))
}

/// Whether only a certificate has this fact.
pub(super) const fn is_of_certificate(fact: KeyFact) -> bool {
    matches!(fact, KeyFact::X5t | KeyFact::X5tS256)
}

/// The lines that write what the other side is given.
pub(super) fn conversions(give: &Give) -> impl Iterator<Item = String> {
    give.what.iter().map(|form| {
        if form.starts_with("cert") || form == "fingerprint" {
            format!("jotbench key convert server.pem --to {form}")
        } else {
            format!("jotbench key convert server_key.pem --to {form} --public")
        }
    })
}

/// A word for a POSIX shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:,@+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::template::library::BUILT_IN;

    #[test]
    fn the_line_has_every_field_that_is_needed_and_no_other() {
        let of = |at: usize| Template::read(BUILT_IN[at].1, BUILT_IN[at].0).unwrap();
        let mut cloud = of(1);
        cloud.copy = vec!["token".to_owned()];
        assert_eq!(
            line("qlik-cloud", &cloud),
            "jotbench sign -t qlik-cloud -s sub=jdoe -s 'name=Jane Doe' -s email=jane.doe@corp.example \
             -s key_id=jwt-key-1 -s issuer=https://corp.example -k server_key.pem"
        );
        cloud.copy = vec!["curl".to_owned()];
        let with_address = line("it's.toml", &cloud);
        assert!(with_address.starts_with("jotbench sign -t 'it'\\''s.toml' -s sub=jdoe "), "{with_address}");
        assert!(
            with_address.ends_with(" -s tenant=corp.eu.qlikcloud.com -k server_key.pem --as curl"),
            "{with_address}"
        );
    }

    #[test]
    fn what_is_given_is_written_by_key_convert() {
        let give = Give { what: ["cert", "jwks"].map(str::to_owned).to_vec(), place: String::new() };
        assert_eq!(
            conversions(&give).collect::<Vec<_>>(),
            ["jotbench key convert server.pem --to cert", "jotbench key convert server_key.pem --to jwks --public"]
        );
    }
}
