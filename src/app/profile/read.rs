//! A profile file: what is read of it, and every way in which it can be wrong, by its
//! line. No sentence repeats a value that may be a secret.

use super::{FOR_SECRETS, Profile, secret_in};
use crate::app::copy::check_url;
use crate::app::template::library::Library;
use crate::app::template::toml::{Document, Table};
use crate::app::template::{Fault, Template, Values};
use crate::jose::key::{self, SecretEncoding};
use crate::jose::policy;

const PATHS_ONLY: &str = "a profile names files and holds no key, secret or token: take it out of this file";

impl Profile {
    /// Reads a file; `stem` is its name without `.toml`, and the library has its template.
    ///
    /// Codes: `not_toml`, `unknown_key`, `wrong_type`, `empty`, `bad_value`, `unknown_template`, `unknown_field`,
    /// `holds_secret`.
    pub fn read(text: &str, stem: &str, library: &Library) -> Result<Self, Fault> {
        if let Some(fault) = anywhere(text) {
            return Err(fault);
        }
        let document = Document::parse(text)?;
        let root = document.root();
        if let Some(name) = FOR_SECRETS.into_iter().find(|name| root.has(name)) {
            let fault = root.fault(name, "holds_secret", format!("it has no key {name:?}"));
            return Err(fault.hint(PATHS_ONLY));
        }
        let template = template(&root, library)?;
        let profile = Self {
            name: stem.to_owned(),
            values: root.table("values")?.map(|table| values(&table, template)).transpose()?.unwrap_or_default(),
            template: template.map(|template| template.id.clone()),
            key: given(&root, "key")?,
            certificate: given(&root, "certificate")?,
            encoding: given(&root, "secret_encoding")?.map(|name| encoding(&root, &name)).transpose()?,
            url: given(&root, "url")?,
            expect: given(&root, "expect")?
                .map(|line| policy::expected(&line).map_err(|why| bad(&root, "expect", &why)))
                .transpose()?
                .unwrap_or_default(),
            leeway: given(&root, "leeway")?
                .map(|text| policy::leeway(&text).map_err(|why| bad(&root, "leeway", why)))
                .transpose()?
                .unwrap_or_default(),
        };
        if let Some(Err(why)) = profile.url.as_deref().map(check_url) {
            return Err(bad(&root, "url", &why));
        }
        root.done()?;
        Ok(profile)
    }
}

/// A private key wherever it stands, in a comment or in what is no TOML.
fn anywhere(text: &str) -> Option<Fault> {
    let at = text.find("-----BEGIN").or_else(|| text.find("PRIVATE KEY-----")).filter(|_| key::has_private(text))?;
    let fault = Fault::at(text, at, "holds_secret", "there is a private key in it");
    Some(fault.hint(PATHS_ONLY))
}

fn holds(table: &Table<'_>, key: &str, what: &str) -> Fault {
    table.fault(key, "holds_secret", format!("it holds {what}")).hint(PATHS_ONLY)
}

fn bad(table: &Table<'_>, key: &str, why: &str) -> Fault {
    table.fault(key, "bad_value", format!("{key}: {why}"))
}

/// A text that holds nothing that it must not; none where the key is missing.
fn given(root: &Table<'_>, key: &'static str) -> Result<Option<String>, Fault> {
    let Some(text) = root.text(key)? else { return Ok(None) };
    let text = text.trim();
    if text.is_empty() {
        return Err(root.fault(key, "empty", format!("{key} is empty")).hint("give it a value, or take the line out"));
    }
    match secret_in(text) {
        Some(what) => Err(holds(root, key, &format!("{what} as {key}"))),
        None => Ok(Some(text.to_owned())),
    }
}

fn template<'l>(root: &Table<'_>, library: &'l Library) -> Result<Option<&'l Template>, Fault> {
    let Some(id) = given(root, "template")? else { return Ok(None) };
    match library.find(&id) {
        Some(template) => Ok(Some(template)),
        None => Err(root
            .fault("template", "unknown_template", format!("there is no template {id:?}"))
            .hint("F7 lists those that there are")),
    }
}

fn values(table: &Table<'_>, template: Option<&Template>) -> Result<Values, Fault> {
    let mut values = Values::new();
    for (name, value) in table.pairs()? {
        let Some(template) = template else {
            return Err(table.fault(&name, "unknown_field", "there are values, and no template that they are for"));
        };
        if let Some(what) = secret_in(&value) {
            return Err(holds(table, &name, &format!("{what} as {name:?}")));
        }
        if template.field(&name).is_none() {
            let known = template.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(", ");
            let message = format!("the template {} has no field {name:?}", template.id);
            return Err(table.fault(&name, "unknown_field", message).hint(format!("its fields are {known}")));
        }
        values.insert(name, value);
    }
    Ok(values)
}

fn encoding(root: &Table<'_>, name: &str) -> Result<SecretEncoding, Fault> {
    SecretEncoding::ALL.into_iter().find(|encoding| encoding.name() == name).ok_or_else(|| {
        let known = SecretEncoding::ALL.map(SecretEncoding::name).join(", ");
        bad(root, "secret_encoding", &format!("{name:?} is none of {known}"))
    })
}
