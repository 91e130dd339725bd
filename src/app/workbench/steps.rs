//! How a change of the document becomes one step of its history, and what changes
//! along with it: the other side of the document, names, `alg`.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{KeyPath, Mark, Source, Workbench};
use crate::app::derive::Derived;
use crate::app::job::Revision;
use crate::app::keys::{Keys, Reading};
use crate::app::pane::Pane;
use crate::jose::algorithm::Algorithm;
use crate::text::json;
use crate::text::{Change, Editor, Motion, Step};

impl Workbench {
    /// Takes the last step back. The pane it was in, if there was one.
    pub fn undo(&mut self) -> Option<Pane> {
        let step = self.history.undo()?;
        for (slot, change) in step.changes.iter().rev() {
            if let Some(editor) = self.editors.get_mut(*slot) {
                editor.revert(change);
            }
        }
        self.mark = step.before.clone();
        let pane = changed_pane(step);
        self.restored();
        Some(pane)
    }

    /// Does the last undone step again.
    pub fn redo(&mut self) -> Option<Pane> {
        let step = self.history.redo()?;
        for (slot, change) in &step.changes {
            if let Some(editor) = self.editors.get_mut(*slot) {
                editor.reapply(change);
            }
        }
        self.mark = step.after.clone();
        let pane = changed_pane(step);
        self.restored();
        Some(pane)
    }

    /// The keys were written to files with these paths: they bear those names from now on.
    pub fn saved(&mut self, paths: &[String]) {
        let mut names = paths.iter().map(|path| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned());
        let private = self.keys.endings().first().is_some_and(Option::is_some);
        if private && self.holds_unsaved() {
            self.made = None;
        }
        let mut files = paths.iter().map(|path| KeyPath { path: path.clone(), locked: false });
        if private {
            self.mark.names[0] = names.next();
            // Of a secret a command takes the last line break for none of it.
            let cut =
                matches!(self.keys.signing, Reading::Secret(_)) && self.text(Pane::Signing).ends_with(['\n', '\r']);
            self.mark.paths[0] = files.next().filter(|_| !cut);
        }
        if let Some(name) = names.next() {
            self.mark.names[1] = Some(name);
            self.mark.paths[1] = files.next();
        }
        self.derive();
    }

    /// Empties a key pane and forgets every older key text with it: the history goes too.
    pub fn forget(&mut self, pane: Pane) {
        if pane == Pane::Signing {
            self.made = None;
        }
        self.look(pane, |editor| editor.set(""));
        // The throw-away pair goes as it came.
        self.changed_key(pane, None, &mut Vec::new());
        self.keys_came += 1;
        self.history.clear();
        self.previous = None;
        // What offered to read the secret in another way holds it too.
        self.outcome = None;
        self.read_keys();
        self.derive();
    }

    /// Header and payload are the source from here on; what belonged to a pasted token goes.
    pub(super) fn turn_to_texts(&mut self) {
        self.mark.source = Source::Texts;
        self.forget_token();
    }

    /// What was known of a pasted token beside its text.
    pub(super) fn forget_token(&mut self) {
        (self.mark.detached, self.mark.remarks) = (None, Vec::new());
    }

    pub(super) fn restored(&mut self) {
        self.keys_came += 1;
        self.read_keys();
        self.show_token();
        self.derive();
    }

    pub(super) fn record(&mut self, changes: Vec<(usize, Change)>, before: Mark) {
        if changes.is_empty() && before == self.mark {
            return;
        }
        let after = self.mark.clone();
        // Parsing a key costs more than a key press may: only when it is another one.
        let other_key = before.encoding != after.encoding
            || changes.iter().any(|(slot, _)| Pane::TEXTS.get(*slot).is_some_and(|pane| pane.is_key()));
        let mut changes = changes;
        match (changes.pop(), changes.is_empty()) {
            (Some((slot, change)), true) => self.history.record(slot, change, before, after),
            (last, _) => {
                changes.extend(last);
                self.history.record_step(changes, before, after);
            }
        }
        if self.mark.source == Source::Token {
            self.show_token();
        }
        if other_key {
            self.read_keys();
        }
        self.derive();
    }

    /// Puts texts in the place of some bytes of a pane, in one step; the places are in order and apart.
    pub(in crate::app) fn rewrite(&mut self, pane: Pane, parts: Vec<(Range<usize>, String)>) {
        let before = self.mark.clone();
        let Some(editor) = self.editors.get_mut(pane.index()) else { return };
        let last_first = parts.into_iter().rev();
        let changes = last_first.filter_map(|(range, text)| Some((pane.index(), editor.replace_range(range, &text)?)));
        let changes = changes.collect();
        self.record(changes, before);
    }

    pub(super) fn replace(&mut self, pane: Pane, text: &str) -> Option<(usize, Change)> {
        let change = self.editors.get_mut(pane.index())?.replace_all(text)?;
        Some((pane.index(), change))
    }

    /// A hand edit of a token made here: it becomes the source, as one exact step.
    pub(super) fn turn_to_token(&mut self, old: &str) -> Vec<(usize, Change)> {
        (self.mark.source, self.mark.packed) = (Source::Token, [false; 2]);
        self.forget_token();
        let new = self.text(Pane::Token).to_owned();
        let cursor = self.editor(Pane::Token).map_or(0, Editor::cursor);
        self.look(Pane::Token, |editor| editor.set(old));
        let mut changes: Vec<_> = self.replace(Pane::Token, &new).into_iter().collect();
        self.look(Pane::Token, |editor| editor.go(Motion::To(cursor), false));
        changes.extend(self.show_token());
        changes
    }

    /// Writes what the token holds into header and payload: they follow from the token
    /// and from how it is shown, and from nothing else.
    pub(super) fn show_token(&mut self) -> Vec<(usize, Change)> {
        if self.mark.source == Source::Texts {
            return Vec::new();
        }
        let decoded = Derived::read_token(self.text(Pane::Token), self.mark.detached.as_deref()).1;
        let [header, payload] = self.mark.packed;
        [(Pane::Header, decoded.header, header), (Pane::Payload, decoded.payload, payload)]
            .into_iter()
            .filter_map(|(pane, bytes, packed)| {
                let text = bytes.map(|bytes| Derived::shown(&bytes, packed)).unwrap_or_default();
                self.replace(pane, &text)
            })
            .collect()
    }

    /// A key pane got another text: its name, and the end of the throw-away pair.
    pub(super) fn changed_key(&mut self, pane: Pane, name: Option<String>, changes: &mut Vec<(usize, Change)>) {
        if let Some(slot) = self.name_slot(pane) {
            *slot = name;
        }
        self.set_path(pane, None);
        if std::mem::take(&mut self.mark.throw_away) {
            let other = if pane == Pane::Signing { Pane::Public } else { Pane::Signing };
            if let Some(slot) = self.name_slot(other) {
                *slot = None;
            }
            changes.extend(self.replace(other, ""));
        }
    }

    pub(super) const fn name_slot(&mut self, pane: Pane) -> Option<&mut Option<String>> {
        let [signing, public] = &mut self.mark.names;
        match pane {
            Pane::Signing => Some(signing),
            Pane::Public => Some(public),
            _ => None,
        }
    }

    /// The file of a key pane, as a command line names it.
    pub(super) fn set_path(&mut self, pane: Pane, path: Option<KeyPath>) {
        let [signing, public] = &mut self.mark.paths;
        match pane {
            Pane::Signing => *signing = path,
            Pane::Public => *public = path,
            _ => {}
        }
    }

    /// Lets an `alg` that nobody typed follow a new signing key. True if it did.
    pub(super) fn follow_key(&mut self, changes: &mut Vec<(usize, Change)>) -> bool {
        self.read_keys();
        if self.mark.target.is_some() {
            return self.follow_target(changes);
        }
        if !self.mark.alg_follows || self.mark.source == Source::Token {
            return false;
        }
        let row = self.derived.algorithm.as_ref().ok().copied();
        let kid = self.derived.header.as_ref().ok().and_then(|header| header.kid.as_deref());
        let Ok(key) = self.keys.signing_key(row, kid) else { return false };
        let fits = self.derived.algorithm.as_ref().is_ok_and(|row| row.fits_signing(&key).is_ok());
        let Some(row) = Algorithm::natural(&key).filter(|_| !fits) else { return false };
        changes.extend(self.write_alg(row.name));
        true
    }

    pub(super) fn write_alg(&mut self, name: &str) -> Vec<(usize, Change)> {
        let quoted = format!("\"{name}\"");
        let scan = json::scan(self.text(Pane::Header));
        let value = scan.members.iter().rev().find(|member| member.name == "alg").map(|member| member.value.clone());
        let Some(editor) = self.editors.get_mut(Pane::Header.index()) else { return Vec::new() };
        let change = match value {
            Some(range) => editor.replace_range(range, &quoted),
            None => match editor.text().find('{') {
                Some(at) if !scan.members.is_empty() => {
                    editor.replace_range(at + 1..at + 1, &format!("\n  \"alg\": {quoted},"))
                }
                _ => editor.replace_all(&format!("{{\n  \"alg\": {quoted},\n  \"typ\": \"JWT\"\n}}")),
            },
        };
        change.into_iter().map(|change| (Pane::Header.index(), change)).collect()
    }

    /// The token before the one that is there: the last that gave way to another, or to texts that were edited.
    pub fn previous(&self) -> Option<&str> {
        self.previous.as_deref().map(String::as_str)
    }

    /// True if a text for that pane takes the place of the token.
    pub(super) fn replaces_token(&self, pane: Pane) -> bool {
        match pane {
            Pane::Token => true,
            Pane::Header | Pane::Payload => self.mark.source == Source::Token,
            _ => false,
        }
    }

    /// Keeps the token that is about to give way, to compare with. The sample's own is nobody's.
    pub(super) fn remember(&mut self) {
        if self.mark.source == Source::Texts && self.mark.throw_away {
            return;
        }
        if let Some(token) = self.current_token() {
            self.previous = Some(Zeroizing::new(token.to_owned()));
            self.state += 1;
        }
    }

    pub(super) fn read_keys(&mut self) {
        self.keys = Keys {
            signing: Reading::signing(self.text(Pane::Signing), self.mark.encoding),
            public: Reading::public(self.text(Pane::Public)),
        };
    }

    pub(super) fn derive(&mut self) {
        self.revision = Revision(self.revision.0 + 1);
        self.scan_json();
        let texts = [Pane::Header, Pane::Payload, Pane::Token]
            .map(|pane| self.editors.get(pane.index()).map_or("", Editor::text));
        self.derived = Derived::of(texts, &self.mark, &self.keys);
    }

    pub(super) fn scan_json(&mut self) {
        self.state += 1;
        self.scans = [json::scan(self.text(Pane::Header)), json::scan(self.text(Pane::Payload))];
    }
}

/// The pane that a step is about: that of its first text, else of what changed beside the texts.
fn changed_pane(step: &Step<Mark>) -> Pane {
    let text = step.changes.first().and_then(|(slot, _)| Pane::TEXTS.get(*slot)).copied();
    let (before, after) = (&step.before, &step.after);
    text.unwrap_or(if before.encoding != after.encoding {
        Pane::Signing
    } else if before.policy != after.policy {
        Pane::Checks
    } else {
        Pane::Payload
    })
}
