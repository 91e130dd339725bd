//! Profiles: what one target of one person has in common each time, in a file of its own:
//! the template and what was typed into its form, where the keys are, what is expected of
//! tokens. Never the text of a key, a secret, a passphrase or a token: reading (`read.rs`)
//! refuses them, and before writing (`write.rs`) they are left out. Touches no file.

mod read;
#[cfg(test)]
mod tests;
mod write;

use super::template::Values;
use super::template::library::{Bad, Library, OwnFile};
use crate::jose::key::{self, SecretEncoding};
use crate::jose::policy::{self, Expect};
use crate::jose::sniff::{self, Content};

/// A profile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// Its name: its file's without `.toml`.
    pub name: String,
    /// The id of its template.
    pub template: Option<String>,
    /// What was typed into the template's form.
    pub values: Values,
    /// The path of the signing key or secret, as a person may type it.
    pub key: Option<String>,
    /// The path of the public key or certificate.
    pub certificate: Option<String>,
    /// How the secret in that file is written.
    pub encoding: Option<SecretEncoding>,
    /// The address that tokens were sent to last.
    pub url: Option<String>,
    /// What tokens are held against.
    pub expect: Expect,
    /// Seconds that clocks may differ by.
    pub leeway: i64,
}

/// All profiles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf {
    /// Those that can be used, by name.
    pub profiles: Vec<Profile>,
    /// Files that cannot.
    pub bad: Vec<Bad>,
}

impl Shelf {
    /// Reads these files, whose templates are in the library.
    pub fn with(own: &[OwnFile], library: &Library) -> Self {
        let mut shelf = Self::default();
        for file in own {
            match file.read(|text, stem| Profile::read(text, stem, library)) {
                Ok(profile) => shelf.profiles.push(profile),
                Err(bad) => shelf.bad.push(bad),
            }
        }
        shelf
    }

    /// The profile of that name.
    pub fn find(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }

    /// The file of that name, if it cannot be used.
    pub fn find_bad(&self, name: &str) -> Option<&Bad> {
        self.bad.iter().find(|bad| bad.stem == name)
    }

    /// Takes one in that was written; it takes the place of another one of its name.
    pub fn put(&mut self, profile: Profile) {
        self.bad.retain(|bad| bad.stem != profile.name);
        self.profiles.retain(|other| other.name != profile.name);
        self.profiles.push(profile);
        self.profiles.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

impl Profile {
    /// True if nothing but its name is in it.
    pub fn is_empty(&self) -> bool {
        *self == Self { name: self.name.clone(), ..Self::default() }
    }

    /// Takes out what must not get into a file: keys, tokens, `secrets` that are known, and what is typed into fields
    /// for such. What was taken out is named, in words that show nothing of it.
    pub fn leave_out(&mut self, secrets: &[&str]) -> Vec<String> {
        let known = |text: &str| {
            let hit =
                |secret: &&str| !secret.is_empty() && (text == *secret || secret.len() >= 8 && text.contains(*secret));
            secrets.iter().any(hit).then_some("a secret")
        };
        let found = |text: &str| known(text).or_else(|| secret_in(text));
        let mut out = Vec::new();
        self.values.retain(|name, value| {
            let what = found(value).or_else(|| is_for_secrets(name).filter(|_| !value.is_empty()));
            out.extend(what.map(|what| format!("what was typed as {name}, which looks like {what}")));
            what.is_none()
        });
        let named = [(&mut self.key, "the key's path"), (&mut self.certificate, "the certificate's path")];
        for (text, name) in named.into_iter().chain([(&mut self.url, "the address")]) {
            if let Some(what) = text.as_deref().and_then(found) {
                *text = None;
                out.push(format!("{name}, which looks like {what}"));
            }
        }
        if let Some(what) = found(&policy::written(&self.expect)) {
            self.expect = Expect::default();
            out.push(format!("what is expected, which looks like {what}"));
        }
        out
    }
}

/// A name for a file, made of what was typed: a-z, 0-9, `-`, `_` and `.`, beginning with a letter or digit.
pub fn file_name(typed: &str) -> String {
    let lower = typed.trim().trim_end_matches(".toml").to_lowercase();
    let made: String = lower
        .chars()
        .map(|c| if c.is_whitespace() || "/\\:+".contains(c) { '-' } else { c })
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(*c))
        .take(LONGEST_NAME)
        .collect();
    made.trim_start_matches(['-', '_', '.']).trim_end_matches(['-', '.']).to_owned()
}

/// Characters of a name.
const LONGEST_NAME: usize = 64;

/// Names of fields, and of keys in a file, that secrets are written under.
const FOR_SECRETS: [&str; 14] = [
    "secret",
    "secret_key",
    "client_secret",
    "api_secret",
    "passphrase",
    "password",
    "private_key",
    "key_text",
    "token",
    "access_token",
    "refresh_token",
    "id_token",
    "assertion",
    "code",
];

fn is_for_secrets(name: &str) -> Option<&'static str> {
    FOR_SECRETS.contains(&name).then_some("a secret")
}

/// What a text holds that must not get into a file.
fn secret_in(text: &str) -> Option<&'static str> {
    if key::has_private(text) || sniff::is_cut_private_key(text) {
        return Some("a private key");
    }
    match sniff::sniff(text) {
        Content::Token(_) => Some("a token"),
        Content::PrivateKey => Some("a private key"),
        Content::PublicKey | Content::Jwk | Content::Json | Content::Text => None,
    }
}
