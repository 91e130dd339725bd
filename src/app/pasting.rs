//! Texts that come in whole: pasted, read from the clipboard, opened from files.
//! What a text is decides where it goes; a name or the focus does not.

use zeroize::Zeroizing;

use super::derive::Derived;
use super::event::Opened;
use super::keys::is_jwk;
use super::notice::Level;
use super::overlay::Overlay;
use super::pane::Pane;
use super::workbench::{KeyPath, Load};
use super::{App, Hidden};
use crate::jose::clean;
use crate::jose::key;
use crate::jose::problem::Part;
use crate::jose::sniff::{self, Content};

/// The longest text that is taken in, in bytes.
const MOST: usize = 1 << 20;

impl App {
    /// Takes a pasted text in; `from` names where it came from.
    pub fn paste_text(&mut self, text: &str, from: &str) {
        if text.len() > MOST {
            return self.say(
                Level::Error,
                format!("What came from {from} is over 1 MiB ({} bytes): nothing was pasted", text.len()),
            );
        }
        if text.trim().is_empty() {
            return self.say(Level::Info, format!("What came from {from} is nothing but white space"));
        }
        match sniff::sniff(text) {
            Content::Token(cleaned) => self.paste_token(&cleaned, text),
            Content::PrivateKey => self.paste_key(Pane::Signing, text),
            Content::PublicKey => self.paste_key(Pane::Public, text),
            // A private key is masked at once, wherever the focus is.
            Content::Jwk if is_private(text) => self.paste_key(Pane::Signing, text),
            Content::Jwk if self.focus != Pane::Header && self.focus != Pane::Payload => {
                self.paste_key(Pane::Public, text);
            }
            Content::Jwk | Content::Json | Content::Text => self.paste_here(text),
        }
    }

    fn paste_token(&mut self, cleaned: &clean::Cleaned, text: &str) {
        let removed =
            if cleaned.removed.is_empty() { String::new() } else { format!(", removed {}", list(&cleaned.removed)) };
        let count = text.trim().chars().count();
        self.bench.load(vec![token(cleaned)]);
        self.say(Level::Done, format!("Pasted {count} characters into 5 Token{removed}"));
    }

    fn paste_key(&mut self, pane: Pane, text: &str) {
        let key = load(pane, text, None);
        let certificate = certificate_in(&key);
        let followed = self.bench.load(std::iter::once(key).chain(certificate).collect());
        let place = format!("{} {}", pane.index() + 1, pane.title());
        let keys = self.bench.keys();
        let reading = if pane == Pane::Signing { &keys.signing } else { &keys.public };
        if reading.is_locked() {
            return self.ask_passphrase(pane);
        }
        if let Some(problem) = reading.problem() {
            let text = format!("What was pasted into {place} cannot be used: {problem}");
            return self.say(Level::Warn, text);
        }
        let text = format!("Pasted {} into {place}{}", self.what_is_in(pane), self.alg_note(followed));
        self.say(Level::Done, text);
    }

    /// A text that is nothing in particular goes where the cursor is.
    fn paste_here(&mut self, text: &str) {
        let pane = self.focus;
        let line = text.trim_end_matches(['\r', '\n']);
        match pane {
            Pane::Checks => {
                self.say(Level::Info, "This is no token and no key: put the focus on the pane that it belongs to");
            }
            // Whatever is pasted here is meant as a token, even a broken one.
            Pane::Token => self.paste_token(&clean::clean(text), text),
            // What a detached payload is signed as is every byte of it.
            Pane::Payload if self.bench.wants_payload() => self.give_payload(text.as_bytes(), "Pasted"),
            _ if self.hidden(pane) == Hidden::Summary => {
                self.bench.load(vec![load(pane, line, None)]);
            }
            Pane::Signing => {
                self.bench.edit(pane, |editor| editor.insert(line));
            }
            _ => self.type_into(pane, |editor| editor.insert(text)),
        }
    }

    fn give_payload(&mut self, payload: &[u8], how: &str) {
        self.bench.give_payload(payload.to_vec());
        let count = payload.len();
        self.say(
            Level::Done,
            format!("{how} {count} bytes as the payload of the detached token; Ctrl+Z takes them back"),
        );
    }

    /// The bytes of the one file that was opened for a token without its payload.
    fn payload_in<'a>(&self, files: &'a [Opened]) -> Option<&'a [u8]> {
        let [file] = files else { return None };
        if self.focus != Pane::Payload || !self.bench.wants_payload() {
            return None;
        }
        let bytes = file.content.as_ref().ok().filter(|bytes| bytes.len() <= MOST)?;
        let is_key = key::read_bytes(bytes, Part::Key).is_ok() || key::armoured(bytes).is_some();
        let text = std::str::from_utf8(bytes).map(sniff::sniff);
        let is_payload = text.map_or(!is_key, |content| matches!(content, Content::Json | Content::Text));
        Some(bytes.as_slice()).filter(|_| is_payload)
    }

    /// Takes opened files in, all of them as one step.
    pub(super) fn opened(&mut self, files: Vec<Opened>) {
        if let Some(payload) = self.payload_in(&files) {
            let name = files.first().map(|file| file.name.clone()).unwrap_or_default();
            self.overlay = None;
            return self.give_payload(payload, &format!("Read {name}:"));
        }
        let secret_wanted = self.focus == Pane::Signing;
        let (files, payload) = if secret_wanted { (files, None) } else { apart(files) };
        let (mut loads, mut said, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for file in files {
            match Self::read(&file, secret_wanted) {
                Err(problem) => problems.push(problem),
                Ok(load) => {
                    if let Some((before, ..)) = said.iter().find(|(_, pane, _)| *pane == load.pane) {
                        problems.push(format!("{before} gave way to {}: a pane holds one", file.name));
                        said.retain(|(_, pane, _)| *pane != load.pane);
                    }
                    said.push((file.name.clone(), load.pane, file.others_can_read && load.pane == Pane::Signing));
                    loads.extend(certificate_in(&load));
                    loads.push(load);
                }
            }
        }
        if let (Some(payload), Some(token)) =
            (payload, loads.iter_mut().find(|load: &&mut Load| load.pane == Pane::Token))
        {
            token.detached = payload.content.as_ref().ok().map(|bytes| bytes.as_slice().into());
            said.push((payload.name, Pane::Payload, false));
        }
        // A certificate beside a key gives way to one that was opened for itself.
        loads.sort_by_key(|load| load.pane == Pane::Public && said.iter().any(|(_, pane, _)| *pane == Pane::Public));
        let followed = !loads.is_empty() && self.bench.load(loads);
        if let Some(Overlay::Open(picker)) = &mut self.overlay {
            if said.is_empty() {
                // Typing replaces what did not lead anywhere.
                picker.path.select_all();
                picker.refused = Some(problems.join(". "));
            } else {
                self.overlay = None;
            }
        }
        for problem in &problems {
            self.say(Level::Error, problem.clone());
        }
        if said.is_empty() {
            return;
        }
        let placed: Vec<String> = said
            .iter()
            .map(|(name, pane, _)| {
                let what = if pane.is_key() { format!(" ({})", self.what_is_in(*pane)) } else { String::new() };
                format!("{name} in {}{what}", pane.index() + 1)
            })
            .collect();
        let mut text = format!("Opened {}{}", placed.join(", "), self.alg_note(followed));
        let open_to_others = said.iter().find(|(.., open)| *open);
        if let Some((name, ..)) = open_to_others {
            text = format!("Other users of this machine can read {name}. {text}");
        }
        if !problems.is_empty() {
            text = format!("{}. {text}", problems.join(". "));
        }
        let level = match (problems.is_empty(), open_to_others) {
            (false, _) => Level::Error,
            (true, Some(_)) => Level::Warn,
            (true, None) => Level::Done,
        };
        self.say(level, text);
        if said.iter().any(|(_, pane, _)| *pane == Pane::Signing) && self.bench.keys().signing.is_locked() {
            self.ask_passphrase(Pane::Signing);
        }
    }

    /// What one file is, and which pane that means; else the sentence why not. A line of text is a secret only where one
    /// is wanted.
    pub(super) fn read(file: &Opened, secret_wanted: bool) -> Result<Load, String> {
        let name = &file.name;
        let bytes = file.content.as_ref().map_err(Clone::clone)?;
        if bytes.len() > MOST {
            return Err(format!("{name} is over 1 MiB: no key or token is that large"));
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(format!("{name} is empty"));
        }
        let armoured = key::armoured(bytes);
        let wide = clean::utf16(bytes);
        let text = match (&armoured, wide.as_ref().map_or_else(|| std::str::from_utf8(bytes), |wide| Ok(wide.as_str())))
        {
            // A key in DER, locked or not: from here on it is PEM.
            (Some(pem), _) => pem.as_str(),
            (None, Ok(text)) => text,
            (None, Err(_)) => {
                return Err(match key::read_bytes(bytes, Part::Key) {
                    Err(problem) if !["not_text", "no_key"].contains(&problem.code) => format!("{name}: {problem}"),
                    Err(problem) => format!("{name} is no token, key, certificate or JSON: {}", problem.message),
                    Ok(_) => format!("{name} is no text"),
                });
            }
        };
        // Commands do not read UTF-16.
        let path = file.path.clone().filter(|_| wide.is_none()).map(|path| KeyPath { path, locked: false });
        let load_key = |pane: Pane| Load { path: path.clone(), ..load(pane, text, Some(name)) };
        let key = |pane: Pane, part: Part| match key::read(text, part) {
            Ok(_) => Ok(load_key(pane)),
            Err(problem) if key::is_locked(&problem) => Ok(load_key(Pane::Signing)),
            Err(problem) => Err(format!("{name}: {problem}")),
        };
        match sniff::sniff(text) {
            Content::Token(cleaned) => Ok(token(&cleaned)),
            Content::PrivateKey => key(Pane::Signing, Part::SigningKey),
            Content::Jwk if is_private(text) => key(Pane::Signing, Part::SigningKey),
            Content::PublicKey | Content::Jwk => key(Pane::Public, Part::VerificationKey),
            Content::Json => Ok(load(Pane::Payload, text.trim_end(), None)),
            Content::Text if secret_wanted && text.trim().lines().count() == 1 => {
                let secret = text.trim_end_matches(['\r', '\n']);
                // A command drops one line break at its end.
                let dropped = ["", "\n", "\r\n"].iter().any(|end| text.strip_prefix(secret) == Some(end));
                let key = load(Pane::Signing, secret, Some(name));
                Ok(Load { path: path.filter(|_| dropped), ..key })
            }
            Content::Text => Err(format!(
                "{name} is no token, key, certificate or JSON; to use its one line as an HMAC secret, open it with the focus on pane 3"
            )),
        }
    }

    pub(super) fn what_is_in(&self, pane: Pane) -> String {
        let keys = self.bench.keys();
        if pane == Pane::Signing { keys.signing.kind() } else { keys.public.kind() }
    }

    pub(super) fn alg_note(&self, followed: bool) -> String {
        match self.bench.derived().algorithm {
            Ok(row) if followed => format!("; alg is {} now", row.name),
            _ => String::new(),
        }
    }
}

/// Takes the payload out of files of which one is a token without its own (detached, RFC 7515 appendix F): the one file
/// that is no key and no token.
fn apart(mut files: Vec<Opened>) -> (Vec<Opened>, Option<Opened>) {
    let is_detached = |file: &Opened| match text_of(file).map(sniff::sniff) {
        Some(Content::Token(token)) => Derived::read_token(&token.text, None).1.detached,
        _ => false,
    };
    let is_payload = |file: &Opened| {
        let Ok(bytes) = &file.content else { return false };
        let is_text = text_of(file).is_some_and(|text| matches!(sniff::sniff(text), Content::Json | Content::Text));
        bytes.len() <= MOST && (is_text || text_of(file).is_none() && key::armoured(bytes).is_none())
    };
    if files.len() < 2 || !files.iter().any(is_detached) {
        return (files, None);
    }
    let candidates: Vec<usize> = (0..files.len()).filter(|at| files.get(*at).is_some_and(is_payload)).collect();
    // Of two nobody knows which is meant, and one may be a secret.
    let [at] = candidates.as_slice() else { return (files, None) };
    let payload = files.remove(*at);
    (files, Some(payload))
}

fn text_of(file: &Opened) -> Option<&str> {
    std::str::from_utf8(file.content.as_ref().ok()?).ok()
}

/// The certificate that stands in one text with a private key, the leaf of several. It
/// is for pane 4.
pub(super) fn certificate_in(key: &Load) -> Option<Load> {
    let file = key::read(&key.text, Part::Key).ok().filter(|_| key.pane == Pane::Signing)?;
    file.first_private()?;
    let path = key.path.clone().filter(|_| !is_jwk(&file));
    Some(Load { path, ..load(Pane::Public, &file.leaf()?.pem(), key.name.as_ref()) })
}

fn is_private(text: &str) -> bool {
    key::looks_like_key(text).is_some_and(|hint| hint.private)
}

fn token(cleaned: &clean::Cleaned) -> Load {
    Load { remarks: cleaned.notes.clone(), ..load(Pane::Token, &cleaned.text, None) }
}

fn load(pane: Pane, text: &str, name: Option<&String>) -> Load {
    let text = Zeroizing::new(text.to_owned());
    Load { pane, text, name: name.cloned(), path: None, remarks: Vec::new(), detached: None }
}

/// `a, b and c`.
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
