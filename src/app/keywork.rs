//! What is done with keys beside signing: unlocking them with a passphrase, making
//! new ones, writing them to files. The work itself is an effect; here is what is
//! asked, and what becomes of the results.

use zeroize::Zeroizing;

use super::event::{Effect, Output};
use super::notice::Level;
use super::overlay::Overlay;
use super::pane::Pane;
use super::prompt::{Prompt, Purpose};
use super::workbench::{KeyPath, Load};
use super::{App, Ask};
use crate::jose::base64url;
use crate::jose::key::convert::{self, Wanted};
use crate::jose::key::generate::{Kind, Made, Wish};
use crate::jose::key::pair::{self, Match};
use crate::jose::key::self_signed;
use crate::jose::key::{Certificate, Item, KeyFile, Passphrase};
use crate::jose::problem::Problem;

/// Days that a certificate is valid for unless another number is typed.
const DAYS: u32 = 365;

/// Work on keys that is under way.
#[derive(Debug, Default)]
pub(super) struct KeyWork {
    /// Counts what was asked for: a result that was given up is known by its number.
    ticket: u64,
    /// The number of the unlocking that is waited for.
    unlocking: Option<u64>,
    /// The key that is being made.
    making: Option<Making>,
    /// A key that was made, and waits until it is asked for: the panes got other keys meanwhile.
    ready: Option<(String, Made)>,
}

/// A key that is being made.
#[derive(Debug)]
struct Making {
    ticket: u64,
    title: String,
    /// Unix milliseconds.
    since: i64,
    /// How often the panes had got keys, and how long their texts were.
    before: (u64, [usize; 2]),
}

impl KeyWork {
    fn next(&mut self) -> u64 {
        self.ticket += 1;
        self.ticket
    }
}

impl App {
    /// The key pane that a command is about: the focused one, else pane 3 unless only pane 4 has a key.
    pub(super) fn key_pane(&self) -> Pane {
        match self.focus {
            focus if focus.is_key() => focus,
            _ if self.bench.text(Pane::Signing).is_empty() => Pane::Public,
            _ => Pane::Signing,
        }
    }

    /// Asks for the passphrase of the locked text in a pane.
    pub(super) fn ask_passphrase(&mut self, pane: Pane) {
        let keys = self.bench.keys();
        let (reading, names) =
            (if pane == Pane::Signing { &keys.signing } else { &keys.public }, &self.bench.mark().names);
        let name = names.get(usize::from(pane == Pane::Public)).and_then(Option::as_deref).unwrap_or("the pasted key");
        self.work.unlocking = None;
        let why = reading.problem().map(Problem::clause).unwrap_or_default();
        let label = format!("{name}: {why}");
        self.overlay = Some(Overlay::Ask(Prompt::new(
            "Passphrase · Enter opens · Esc leaves it locked",
            label,
            Purpose::Passphrase(pane),
        )));
    }

    /// Enter in a prompt.
    pub(super) fn answered(&mut self) {
        let now = self.seconds();
        let Some(Overlay::Ask(prompt)) = &mut self.overlay else { return };
        if prompt.busy.is_some() {
            return;
        }
        let answer = Zeroizing::new(prompt.line.text().to_owned());
        match &prompt.purpose {
            Purpose::Passphrase(pane) => {
                let pane = *pane;
                let keys = self.bench.keys();
                if !(if pane == Pane::Signing { &keys.signing } else { &keys.public }).is_locked() {
                    self.overlay = None;
                    return self.say(Level::Warn, format!("Pane {} holds another key by now", pane.index() + 1));
                }
                prompt.busy = Some("Opening it…".to_owned());
                prompt.refused = None;
                let ticket = self.work.next();
                self.work.unlocking = Some(ticket);
                let text = Zeroizing::new(self.bench.text(pane).to_owned());
                self.effects.push(Effect::Unlock { ticket, text, passphrase: Passphrase::new(&answer) });
            }
            Purpose::Subject(kind) => {
                let (kind, subject) = (kind.clone(), answer.trim().to_owned());
                if subject.is_empty() {
                    return self.make(&kind, None);
                }
                if let Err(problem) = self_signed::check(&wish(&subject, DAYS, now)) {
                    prompt.refused = Some(problem.to_string());
                    return;
                }
                let label = format!("Days that the certificate for {subject} is valid");
                let prompt = Prompt::new("New key and certificate", label, Purpose::Days(kind, subject));
                self.overlay = Some(Overlay::Ask(prompt.with(&DAYS.to_string())));
            }
            Purpose::Days(kind, subject) => match answer.trim().parse() {
                Ok(days) if self_signed::check(&wish(subject, days, now)).is_ok() => {
                    let (kind, subject) = (kind.clone(), subject.clone());
                    self.make(&kind, Some((subject, days)));
                }
                _ => prompt.refused = Some("type a whole number of days, from 1 to 36500".to_owned()),
            },
            Purpose::Moment | Purpose::Leeway | Purpose::Expected => self.expected(&answer),
            Purpose::Address(_) | Purpose::Redact(_) => self.asked_for_copy(&answer),
            Purpose::KeyFiles => self.write_keys(answer.trim()),
            Purpose::File { .. } if answer.trim().is_empty() => {
                prompt.refused = Some("type the name of a file".to_owned());
            }
            Purpose::File { bytes, private } => {
                let file = Output { path: answer.trim().to_owned(), bytes: bytes.clone(), private: *private };
                prompt.busy = Some("Writing…".to_owned());
                self.effects.push(Effect::Write(vec![file]));
            }
        }
    }

    /// A locked text was opened, or not.
    pub(super) fn unlocked(&mut self, ticket: u64, result: Result<KeyFile, Problem>) {
        if self.work.unlocking != Some(ticket) {
            return;
        }
        self.work.unlocking = None;
        let Some(Overlay::Ask(prompt)) = &mut self.overlay else { return };
        let Purpose::Passphrase(pane) = prompt.purpose else { return };
        prompt.busy = None;
        match result {
            Ok(file) => {
                self.overlay = None;
                self.take_keys(pane, &file);
            }
            Err(problem) => {
                // What is typed next replaces what did not open it.
                prompt.line.select_all();
                prompt.refused = Some(problem.clause());
            }
        }
    }

    /// Puts what was locked into the panes: the key into 3, the certificates into 4.
    fn take_keys(&mut self, pane: Pane, file: &KeyFile) {
        let at = usize::from(pane == Pane::Public);
        let name = self.bench.mark().names.get(at).cloned().flatten();
        let path = self.bench.mark().paths.get(at).cloned().flatten().map(|path| KeyPath { locked: true, ..path });
        let load = |pane: Pane, text: Zeroizing<String>| Load {
            pane,
            text,
            name: name.clone(),
            path: path.clone(),
            remarks: Vec::new(),
            detached: None,
        };
        let (private, certificates) = (file.first_private(), certificates(file));
        let mut loads: Vec<Load> = private.map(|key| load(Pane::Signing, key.pkcs8_pem())).into_iter().collect();
        if pane == Pane::Public && private.is_some() {
            // The locked text leaves the pane that it does not belong to.
            loads.push(load(Pane::Public, Zeroizing::new(String::new())));
        }
        let kept = private.is_some_and(|key| {
            let public = self.bench.keys().public.file().and_then(KeyFile::first_public);
            public.is_some_and(|public| pair::belongs(key, public) == Match::Yes)
        });
        if !certificates.is_empty() && !kept {
            loads.push(load(Pane::Public, Zeroizing::new(certificates.concat())));
        }
        if loads.is_empty() {
            return self.say(Level::Warn, "It is open, and there is no private key and no certificate in it");
        }
        let panes: Vec<Pane> = loads.iter().filter(|load| !load.text.is_empty()).map(|load| load.pane).collect();
        let followed = self.bench.load(loads);
        let what: Vec<String> =
            panes.iter().map(|pane| format!("{} in {}", self.what_is_in(*pane), pane.index() + 1)).collect();
        let name = name.map(|name| format!("{name}: ")).unwrap_or_default();
        let text = format!("Unlocked {name}{}{}", what.join(", "), self.alg_note(followed));
        match file.problems.first() {
            None => self.say(Level::Done, text),
            Some(problem) => self.say(Level::Warn, format!("{text}. Not all of it could be used: {problem}")),
        }
    }

    /// Starts making a key.
    fn make(&mut self, kind: &Kind, certificate: Option<(String, u32)>) {
        self.overlay = None;
        let (ticket, now) = (self.work.next(), self.seconds());
        self.work.making =
            Some(Making { ticket, title: kind.title.to_string(), since: self.now, before: self.keys_state() });
        self.say(Level::Info, format!("Making a new key, {}, in the background: Alt+G gives it up", kind.title));
        self.effects.push(Effect::Generate { ticket, kind: kind.clone(), certificate, now });
    }

    /// Changes whenever the key panes get another key.
    fn keys_state(&self) -> (u64, [usize; 2]) {
        (self.bench.keys_came(), [Pane::Signing, Pane::Public].map(|pane| self.bench.text(pane).len()))
    }

    /// Takes a key in that was made and waits. False if none does.
    pub(super) fn take_ready(&mut self) -> bool {
        let Some((title, made)) = self.work.ready.take() else { return false };
        self.take_made(&title, &made);
        true
    }

    /// Gives a key up that is being made. False if none is.
    pub(super) fn abandon(&mut self) -> bool {
        let Some(making) = self.work.making.take() else { return false };
        self.say(Level::Info, format!("The new {} key was given up", making.title));
        true
    }

    /// How long a key has been in the making: `Making an RSA 4096 key, 3 s so far: Alt+G gives it up`.
    pub fn progress(&self) -> Option<String> {
        if let Some((title, _)) = &self.work.ready {
            return Some(format!("A new key, {title}, is ready: Alt+G puts it into the key panes"));
        }
        let making = self.work.making.as_ref()?;
        let seconds = self.now.saturating_sub(making.since).max(0) / 1000;
        Some(format!("Making a new key, {}: {seconds} s so far. Alt+G gives it up", making.title))
    }

    /// A key was made, or not.
    pub(super) fn made(&mut self, ticket: u64, result: Result<Made, Problem>) {
        let Some(making) = self.work.making.take_if(|making| making.ticket == ticket) else { return };
        let made = match result {
            Ok(made) => made,
            Err(problem) => return self.say(Level::Error, format!("No key was made: {problem}")),
        };
        if making.before == self.keys_state() && !matches!(self.overlay, Some(Overlay::Ask(_))) {
            return self.take_made(&making.title, &made);
        }
        // What came into the panes meanwhile is the user's.
        self.work.ready = Some((making.title, made));
    }

    fn take_made(&mut self, title: &str, made: &Made) {
        let load = |pane: Pane, text: Zeroizing<String>| Load {
            pane,
            text,
            name: None,
            path: None,
            remarks: Vec::new(),
            detached: None,
        };
        let loads = match (&made.key, &made.certificate) {
            (Item::Private(key), Some(certificate)) => {
                vec![load(Pane::Signing, key.pkcs8_pem()), load(Pane::Public, Zeroizing::new(certificate.pem()))]
            }
            (Item::Private(key), None) => {
                let public = key.public().map(|public| load(Pane::Public, Zeroizing::new(public.spki_pem())));
                std::iter::once(load(Pane::Signing, key.pkcs8_pem())).chain(public).collect()
            }
            (Item::Secret(secret), _) => vec![load(Pane::Signing, Zeroizing::new(base64url::encode(secret.bytes())))],
            (Item::Public(_) | Item::Certificate(_), _) => return,
        };
        let followed = self.bench.load_new(loads);
        let note = self.alg_note(followed);
        let text = format!("A new key, {title}, is in the key panes and in no file yet: Alt+W writes it{note}");
        self.say(Level::Warn, text);
    }

    /// Asks for the name of the files that the keys are written to.
    pub(super) fn ask_key_files(&mut self) {
        let label =
            "Name of the files: with \"qlik\" they are qlik_key.pem (for you alone) and qlik.pem, or qlik_public.pem";
        self.overlay = Some(Overlay::Ask(Prompt::new("Write keys to files", label, Purpose::KeyFiles)));
    }

    fn write_keys(&mut self, name: &str) {
        let Some(Overlay::Ask(prompt)) = &mut self.overlay else { return };
        let name = name.strip_suffix(".pem").unwrap_or(name);
        if name.is_empty() || name.ends_with(['/', '\\']) {
            prompt.refused = Some("type a name, with its folder if it is another one".to_owned());
            return;
        }
        prompt.busy = Some("Writing…".to_owned());
        let ends = self.bench.keys().endings();
        let files = [Pane::Signing, Pane::Public].into_iter().zip(ends).filter_map(|(pane, end)| {
            let end = end?;
            let reading = if pane == Pane::Signing { &self.bench.keys().signing } else { &self.bench.keys().public };
            let bytes = written(self.bench.text(pane), reading.file());
            Some(Output { path: format!("{name}{end}"), bytes, private: reading.is_secret() })
        });
        self.effects.push(Effect::Write(files.collect()));
    }

    /// Files were written, or none of them.
    pub(super) fn written(&mut self, result: Result<Vec<String>, String>) {
        let Some(Overlay::Ask(prompt)) = &mut self.overlay else {
            let (level, text) = match result {
                Ok(names) => (Level::Done, format!("Wrote {}", names.join(" and "))),
                Err(reason) => (Level::Error, reason),
            };
            return self.say(level, text);
        };
        prompt.busy = None;
        match result {
            Err(reason) => {
                prompt.line.select_all();
                prompt.refused = Some(reason);
            }
            Ok(names) => {
                if matches!(prompt.purpose, Purpose::KeyFiles) {
                    self.bench.saved(&names);
                }
                self.overlay = None;
                self.say(Level::Done, format!("Wrote {}", names.join(" and ")));
            }
        }
    }

    /// Ends, unless a new key would be lost with it.
    pub(super) fn quit_unless_unsaved(&mut self) {
        let question = if self.bench.holds_unsaved() {
            "The new key is in no file: the same key again quits without it, Alt+W writes it"
        } else {
            "A key made here is in no file: the same key again quits without it, Ctrl+Z brings it back"
        };
        if !self.bench.has_unsaved() || self.confirmed(Ask::LoseKey, question) {
            self.quit();
        }
    }
}

const fn wish(subject: &str, days: u32, now: i64) -> Wish<'_> {
    Wish { subject, days, now }
}

/// A key's text as a file: as it stands if it is PEM, a JWK or a secret, else as PEM.
fn written(text: &str, file: Option<&KeyFile>) -> Zeroizing<Vec<u8>> {
    let as_it_stands = |file: &KeyFile| {
        let json = text.trim_start().starts_with(['{', '[']);
        (text.contains("-----BEGIN ") && !json) || file.found.iter().any(|found| found.encoding.starts_with("JWK"))
    };
    if let Some(file) = file.filter(|file| !as_it_stands(file)) {
        let pem = convert::form("pem").and_then(|form| convert::convert(file, form, &Wanted::default()));
        if let Ok(pem) = pem {
            return pem.bytes;
        }
    }
    let line_end = if text.ends_with('\n') { "" } else { "\n" };
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() + 1));
    bytes.extend_from_slice(text.as_bytes());
    bytes.extend_from_slice(line_end.as_bytes());
    bytes
}

/// The certificates of a file in PEM, the one that belongs to its private key first.
fn certificates(file: &KeyFile) -> Vec<String> {
    let belongs = |certificate: &Certificate| {
        file.first_private().is_some_and(|key| pair::belongs(key, certificate.public()) == Match::Yes)
    };
    let mut certificates: Vec<&Certificate> = file.certificates().collect();
    certificates.sort_by_key(|certificate| !belongs(certificate));
    certificates.into_iter().map(Certificate::pem).collect()
}
