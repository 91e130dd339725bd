//! A key of a pane in another form: which form, and where it goes.

use zeroize::Zeroizing;

use super::chooser::{Choice, Chooser, Row};
use super::event::Effect;
use super::keys::Reading;
use super::notice::Level;
use super::overlay::Overlay;
use super::pane::Pane;
use super::prompt::{Prompt, Purpose};
use super::workbench::Load;
use super::{App, Copying};
use crate::jose::key::convert::{self, FORMS, Form, Wanted, Written};
use crate::jose::key::{Found, Item, KeyFile};

/// A key in another form, on its way.
pub(super) struct Converted {
    written: Written,
    form: &'static Form,
    pane: Pane,
}

/// Where a converted key can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// The clipboard; a private key only after a question.
    Clipboard,
    /// The clipboard, as the answer to that question.
    ClipboardAllTheSame,
    /// A file.
    File,
    /// The pane that it came from.
    Pane,
}

impl App {
    /// The key material of a pane.
    fn material(&self, pane: Pane) -> Option<KeyFile> {
        let keys = self.bench.keys();
        match if pane == Pane::Signing { &keys.signing } else { &keys.public } {
            Reading::Keys(file) => Some(file.clone()),
            Reading::Secret(Ok(secret)) => Some(KeyFile::of(vec![Found::new(Item::Secret(secret.clone()), "text")])),
            _ => None,
        }
    }

    /// Why there is nothing to convert, if there is nothing.
    pub(super) fn can_convert(&self) -> Result<(), String> {
        let pane = self.key_pane();
        self.material(pane).map(drop).ok_or_else(|| format!("pane {} holds no key that can be read", pane.index() + 1))
    }

    /// Lists the forms that the key of a pane can be written in; of a set, first its keys.
    pub(super) fn choose_form(&mut self, key: Option<usize>) {
        let pane = self.key_pane();
        let Some(file) = self.material(pane) else { return };
        let bearers: Vec<(usize, &str)> =
            file.found.iter().enumerate().filter_map(|(at, found)| Some((at, found.label.kid.as_deref()?))).collect();
        if let (true, None, [_, _, ..]) = (file.is_set, key, bearers.as_slice()) {
            let one = |&(at, kid): &(usize, &str)| {
                row(format!("The key with kid \"{kid}\""), String::new(), Choice::KeyOfSet(at))
            };
            let all = row("All keys of the set".to_owned(), String::new(), Choice::KeyOfSet(usize::MAX));
            let rows = std::iter::once(all).chain(bearers.iter().map(one)).collect();
            self.overlay = Some(Overlay::Choose(Chooser::new("Which key", rows)));
            return;
        }
        let kid = key.and_then(|at| file.found.get(at)?.label.kid.clone());
        let mut rows = Vec::new();
        for form in &FORMS {
            let attempt = |public| (public, convert::convert(&file, form, &Wanted { public, kid: kid.as_deref() }));
            let attempts = [attempt(false), attempt(true)];
            let mut possible = attempts.iter().filter_map(|(public, written)| Some((*public, written.as_ref().ok()?)));
            // Of a key without a private part both are the same.
            let first = possible.next();
            let second =
                possible.next().filter(|(_, second)| first.is_some_and(|(_, one)| one.private != second.private));
            for (public, written) in first.into_iter().chain(second) {
                let what = if written.private { "PRIVATE  " } else { "public   " };
                let choice = Choice::Form { form, public, key };
                rows.push(row(format!("{what}{}", form.title), form.name.to_owned(), choice));
            }
            if let (None, Some((_, Err(problem)))) = (first, attempts.first()) {
                let choice = Choice::Form { form, public: false, key };
                rows.push(Row {
                    refusal: Some(problem.message.clone()),
                    ..row(form.title.to_owned(), String::new(), choice)
                });
            }
        }
        rows.sort_by_key(|row| row.refusal.is_some());
        self.overlay = Some(Overlay::Choose(Chooser::new("Write the key as", rows)));
    }

    /// Converts, and asks where to.
    pub(super) fn convert(&mut self, form: &'static Form, public: bool, key: Option<usize>) {
        let pane = self.key_pane();
        let Some(file) = self.material(pane) else { return };
        let kid = key.and_then(|at| file.found.get(at)?.label.kid.clone());
        let written = match convert::convert(&file, form, &Wanted { public, kid: kid.as_deref() }) {
            Ok(written) => written,
            Err(problem) => return self.say(Level::Error, problem.to_string()),
        };
        for note in &written.notes {
            self.say(Level::Warn, note.to_string());
        }
        // A public key does not belong where the private one is.
        let pane = if written.private { pane } else { Pane::Public };
        self.ask_where(written, form, Some(pane));
    }

    /// Asks where a converted key goes; into a pane only if one is named.
    pub(super) fn ask_where(&mut self, written: Written, form: &'static Form, pane: Option<Pane>) {
        let no_text = written.binary.then_some("it is no text");
        let place = pane.map(|pane| {
            let no_key = form.digest.then_some("it is no key");
            (format!("Put it into pane {}", pane.index() + 1), Destination::Pane, no_text.or(no_key))
        });
        let rows = [
            ("Copy it to the clipboard".to_owned(), Destination::Clipboard, no_text),
            ("Write it to a file …".to_owned(), Destination::File, None),
        ];
        let rows = rows.into_iter().chain(place).map(|(label, destination, refusal)| Row {
            refusal: refusal.map(str::to_owned),
            ..row(label, String::new(), Choice::Deliver(destination))
        });
        self.overlay = Some(Overlay::Choose(Chooser::new("Where to", rows.collect())));
        self.converted = Some(Converted { written, form, pane: pane.unwrap_or(Pane::Public) });
    }

    /// Takes a converted key where it was sent.
    pub(super) fn deliver(&mut self, destination: Destination) {
        let Some(Converted { written, form, pane }) = self.converted.take() else { return };
        let text = || Zeroizing::new(String::from_utf8_lossy(&written.bytes).into_owned());
        match destination {
            Destination::Clipboard if written.private => {
                self.say(Level::Warn, "This is a PRIVATE key: Enter again copies it all the same");
                let label = "Copy the PRIVATE key to the clipboard".to_owned();
                let again = row(label, String::new(), Choice::Deliver(Destination::ClipboardAllTheSame));
                self.overlay = Some(Overlay::Choose(Chooser::new("Private key", vec![again])));
                self.converted = Some(Converted { written, form, pane });
            }
            Destination::Clipboard | Destination::ClipboardAllTheSame => {
                self.copying = Some(Copying { what: form.title.to_owned(), secret: written.private });
                self.effects.push(Effect::Copy(one_line(text())));
            }
            Destination::File => {
                let who =
                    if written.private { "A PRIVATE key: the file is made for you alone" } else { "Name of the file" };
                let label = format!("{}. {who}. A file that exists is never written over", form.title);
                let purpose = Purpose::File { bytes: written.bytes.clone(), private: written.private };
                self.overlay = Some(Overlay::Ask(Prompt::new("Write to a file", label, purpose)));
            }
            Destination::Pane => {
                let text = text();
                self.bench.load(vec![Load { pane, text, name: None, path: None, remarks: Vec::new(), detached: None }]);
                self.say(
                    Level::Done,
                    format!("Pane {} holds the key as {} now; Ctrl+Z takes it back", pane.index() + 1, form.title),
                );
            }
        }
    }
}

/// A single line goes into a field or between quotes: without its line end.
fn one_line(text: Zeroizing<String>) -> Zeroizing<String> {
    match text.strip_suffix('\n') {
        Some(line) if !line.contains('\n') => Zeroizing::new(line.to_owned()),
        _ => text,
    }
}

fn row(label: String, detail: String, choice: Choice) -> Row {
    Row { label, detail, refusal: None, choice }
}
