//! What the other side is given of the key: the certificate or public key, as the
//! forms and files of others want it. Only the public part is ever written.

use super::App;
use super::chooser::{Choice, Chooser, Row};
use super::keys::Reading;
use super::notice::Level;
use super::overlay::Overlay;
use super::workbench::Source;
use crate::jose::algorithm::{SigningKey, VerifyingKey};
use crate::jose::key::convert::{self, Form, Wanted, Written};
use crate::jose::key::{Found, Item, KeyFile, given, jwk};
use crate::jose::problem::Problem;

/// The forms that are given, by their names in `convert`, and who asks for them.
const FORMS: [(&str, &str); 9] = [
    ("cert", "PEM certificate: Qlik Sense, Qlik Cloud, Entra ID"),
    ("jwks", "JWK Set: Grafana, Envoy, NGINX Plus"),
    ("spki", "PEM public key (SPKI): Auth0, Grafana's key_file"),
    ("cert-line", "PEM certificate in one line: Qlik Cloud's API"),
    ("spki-line", "SPKI in one line: Snowflake's RSA_PUBLIC_KEY"),
    ("fingerprint", "fingerprints of the certificate: Entra ID"),
    ("spki-sha256", "SHA-256 of the SPKI: Snowflake's RSA_PUBLIC_KEY_FP"),
    ("jwk", "one JWK: Okta"),
    ("thumbprint", "thumbprint of the JWK: a name for the key, as kid"),
];

/// The title of the list without a template.
const TITLE: &str = "Give the other side its key";

/// What there is to give, and what is to be known about it.
struct Given {
    file: KeyFile,
    /// The key of a set that is meant.
    kid: Option<String>,
    warning: Option<String>,
}

impl App {
    /// Why there is nothing to give, if there is nothing.
    pub(super) fn can_give(&self) -> Result<(), String> {
        self.to_give().map(drop)
    }

    /// Lists the forms that the key can be given in: those of `wanted` first, in their order. `place` is where they go,
    /// for the title: "QMC > Virtual proxies > JWT certificate".
    pub fn give_key(&mut self, wanted: &[&str], place: Option<&str>) {
        let given = match self.to_give() {
            Ok(given) => given,
            Err(reason) => return self.say(Level::Warn, format!("{TITLE}: {reason}")),
        };
        let rank = |name: &str| wanted.iter().position(|wanted| *wanted == name).unwrap_or(wanted.len());
        let mut rows: Vec<(bool, usize, Row)> = Vec::new();
        for (name, words) in FORMS {
            let Ok(form) = convert::form(name) else { continue };
            let refusal = written(&given, form).err().map(|problem| refusal(&problem));
            let row = Row {
                label: words.to_owned(),
                detail: form.name.to_owned(),
                refusal: refusal.clone(),
                choice: Choice::Give(form),
            };
            rows.push((refusal.is_some() && rank(name) == wanted.len(), rank(name), row));
        }
        // What was asked for stands first even where it cannot be given: that is what is to be known.
        rows.sort_by_key(|(refused, rank, _)| (*refused, *rank));
        let title = place.map_or_else(|| TITLE.to_owned(), |place| format!("{place} wants"));
        let rows = rows.into_iter().map(|(.., row)| row).collect();
        self.overlay = Some(Overlay::Choose(Chooser::new(title, rows)));
        if let Some(warning) = given.warning {
            self.say(Level::Warn, warning);
        }
    }

    /// Writes the key in the form, and asks where to.
    pub(super) fn give(&mut self, form: &'static Form) {
        let given = match self.to_give() {
            Ok(given) => given,
            Err(reason) => return self.say(Level::Warn, format!("{TITLE}: {reason}")),
        };
        let written = match written(&given, form) {
            Ok(written) => written,
            Err(problem) => return self.say(Level::Error, refusal(&problem)),
        };
        for note in &written.notes {
            self.say(Level::Warn, note.to_string());
        }
        if let Some(warning) = form.name.starts_with("jwk").then(|| self.about_kid(&given.file)).flatten() {
            self.say(Level::Warn, warning);
        }
        self.ask_where(written, form, None);
    }

    /// What is given: of a token made here the key that signs it, with its certificate in pane 4; of a pasted one the
    /// key that it is verified with.
    fn to_give(&self) -> Result<Given, String> {
        let (keys, derived, mark) = (self.bench.keys(), self.bench.derived(), self.bench.mark());
        if mark.throw_away {
            return Err("the key of the sample is to be thrown away: F2 opens yours, Alt+G makes one".to_owned());
        }
        let beside = keys.public.file();
        let public = |reading: &Reading| {
            reading.file().map(given::public_part).filter(|file| !file.found.is_empty()).map(|file| (file, None))
        };
        let found = match self.signer() {
            _ if mark.source == Source::Token && public(&keys.public).is_some() => public(&keys.public),
            Some(signer) if signer.public().is_some() => {
                let (file, belongs) = given::public_of(signer, beside);
                let warning = "Pane 4 holds another key than pane 3 signs with: what is given is pane 3's";
                Some((file, (!belongs).then(|| warning.to_owned())))
            }
            _ if is_secret(&keys.signing) => None,
            _ => public(&keys.public).or_else(|| public(&keys.signing)),
        };
        let (mut file, warning) = found.ok_or_else(|| self.nothing_to_give())?;
        let header = derived.header.as_ref().ok();
        let kid = header.and_then(|header| header.kid.clone());
        if file.is_set {
            let kid = kid.filter(|kid| file.found.iter().any(|found| found.label.kid.as_ref() == Some(kid)));
            return Ok(Given { file, kid, warning });
        }
        if let Some(key) = file.first_public().cloned() {
            let fits = |key| derived.algorithm.as_ref().ok().filter(|row| row.fits_verifying(&key).is_ok());
            let alg = fits(VerifyingKey::Public(key.clone())).map(|row| row.name);
            given::say(&mut file, &key, kid.as_deref(), alg);
        }
        Ok(Given { file, kid: None, warning })
    }

    /// The private key that signs, as its file tells of it.
    fn signer(&self) -> Option<&Found> {
        let file = self.bench.keys().signing.file()?;
        let is = |found: &&Found, key| matches!(&found.item, Item::Private(one) if one == key);
        match &self.bench.derived().signing {
            Ok(SigningKey::Private(key)) => file.found.iter().find(|found| is(found, key)),
            Ok(SigningKey::Secret(_)) => None,
            Err(_) => file.found.iter().find(|found| matches!(found.item, Item::Private(_))),
        }
    }

    fn nothing_to_give(&self) -> String {
        let keys = self.bench.keys();
        match &keys.signing {
            reading if is_secret(reading) => {
                "a shared secret is not given as a file: both sides hold it, and whoever has it can sign".to_owned()
            }
            reading if reading.is_locked() => {
                "the key in pane 3 is encrypted: Alt+U asks for its passphrase".to_owned()
            }
            Reading::Keys(_) => {
                "the public part of this key is not known here: F2 opens its certificate or public key".to_owned()
            }
            _ => "no key pane holds a key that can be read: F2 opens one, Alt+G makes one".to_owned(),
        }
    }

    /// What is to be done so that a verifier which looks for the key by `kid` alone finds it.
    fn about_kid(&self, file: &KeyFile) -> Option<String> {
        let header = self.bench.derived().header.as_ref().ok()?;
        let name = |found: &Found| found.label.kid.clone().or_else(|| found.public().map(jwk::thumbprint));
        let mut names = file.found.iter().filter_map(name);
        let said = header.kid.as_deref();
        let first = names.next()?;
        if said == Some(first.as_str()) || names.any(|name| said == Some(name.as_str())) {
            return None;
        }
        Some(match said {
            Some(said) => format!("The header says kid {said:?}, and the key is {first:?}: by kid it is not found"),
            None => format!("The header has no kid: some, as Grafana, find the key only if it says \"kid\": {first:?}"),
        })
    }
}

/// The key in the form. What is at hand is public; that nothing else comes out is seen to all the same.
fn written(given: &Given, form: &Form) -> Result<Written, Problem> {
    convert::convert(&given.file, form, &Wanted { public: true, kid: given.kid.as_deref() })
}

/// Why a form is not there, with the way out that the workbench has.
fn refusal(problem: &Problem) -> String {
    if problem.code == "no_certificate" {
        return "no certificate: F2 opens the one of this key into pane 4, Alt+G makes a new key with one".to_owned();
    }
    problem.message.clone()
}

/// A shared secret is what signs.
fn is_secret(reading: &Reading) -> bool {
    match reading {
        Reading::Secret(_) => true,
        Reading::Keys(file) => file.first_secret().is_some() && file.first_private().is_none(),
        Reading::Empty | Reading::Unusable(_) => false,
    }
}
