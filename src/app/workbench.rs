//! The document: five texts, of which the side edited last is the source of the
//! other. Every change of a text goes through [`Workbench::edit`] or
//! [`Workbench::load`], is one step of the history, and ends in a new revision.

mod aim;
mod steps;

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::derive::Derived;
use super::diagnosing;
use super::job::{Job, Outcome, Revision, Task};
use super::keys::{Keys, Reading};
use super::pane::Pane;
use super::target::Target;
use crate::jose::algorithm::SigningKey;
use crate::jose::key::SecretEncoding;
use crate::jose::layout;
use crate::jose::policy::Policy;
use crate::jose::problem::Problem;
use crate::text::History;
use crate::text::json::{self, Scan};
use crate::text::{Change, Editor};

/// Which texts the others follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Header, payload and signing key make the token.
    Texts,
    /// The token is what it is; header and payload show what it holds.
    Token,
}

/// What belongs to a state of the document beside its texts; undo brings it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The direction.
    pub source: Source,
    /// Names of the files in pane 3 and pane 4.
    pub names: [Option<String>; 2],
    /// The same files as a command line names them, where one would read the same there.
    pub paths: [Option<KeyPath>; 2],
    /// How the secret in pane 3 is written.
    pub encoding: SecretEncoding,
    /// The keys are the throw-away pair of the sample.
    pub throw_away: bool,
    /// `alg` was chosen here and not by the user, so it may follow the key.
    pub alg_follows: bool,
    /// Header and payload of a pasted token are shown in one line.
    pub packed: [bool; 2],
    /// A key was made here, and is in no file.
    pub unsaved: bool,
    /// The payload of a pasted token that has none (detached, RFC 7515 appendix F).
    pub detached: Option<Arc<[u8]>>,
    /// What a token is held against beside its signature.
    pub policy: Policy,
    /// What was noticed when the token was pasted, opened or mended.
    pub remarks: Vec<Problem>,
    /// What it is made for.
    pub target: Option<Target>,
}

/// A file with a key, as a command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPath {
    /// Its path, as it was opened or written; foreign text.
    pub path: String,
    /// A passphrase opened it.
    pub locked: bool,
}

/// A text for a pane, with the name of the file it came from.
pub struct Load {
    /// Where it goes.
    pub pane: Pane,
    /// The text.
    pub text: Zeroizing<String>,
    /// The file's name.
    pub name: Option<String>,
    /// The file, if its content is what a command makes of it too.
    pub path: Option<KeyPath>,
    /// What was noticed about a token on the way.
    pub remarks: Vec<Problem>,
    /// The payload of a token that has none.
    pub detached: Option<Arc<[u8]>>,
}

/// The document.
pub struct Workbench {
    editors: [Editor; 5],
    history: History<Mark>,
    mark: Mark,
    keys: Keys,
    revision: Revision,
    derived: Derived,
    outcome: Option<Outcome>,
    scans: [Scan; 2],
    state: u64,
    keys_came: u64,
    /// The key that was made here last, until it is written.
    made: Option<SigningKey>,
    /// The token that was replaced last.
    previous: Option<Zeroizing<String>>,
}

impl Workbench {
    /// A document with these texts (header, payload, signing key, public key).
    pub fn new(texts: [&str; 4], mark: Mark) -> Self {
        let mut editors: [Editor; 5] = std::array::from_fn(|_| Editor::multi_line());
        for (editor, text) in editors.iter_mut().zip(texts) {
            editor.set(text);
        }
        let keys = Keys { signing: Reading::Empty, public: Reading::Empty };
        let mut bench = Self {
            editors,
            history: History::new(),
            mark,
            derived: Derived::nothing(),
            keys,
            revision: Revision::default(),
            outcome: None,
            scans: [json::scan(""), json::scan("")],
            state: 0,
            keys_came: 0,
            made: None,
            previous: None,
        };
        bench.read_keys();
        bench.derive();
        bench
    }

    /// The editor of a pane; the list of checks has none.
    pub fn editor(&self, pane: Pane) -> Option<&Editor> {
        self.editors.get(pane.index())
    }

    /// The text of a pane.
    pub fn text(&self, pane: Pane) -> &str {
        self.editor(pane).map_or("", Editor::text)
    }

    /// JSON spans of header or payload.
    pub fn scan(&self, pane: Pane) -> Option<&Scan> {
        self.scans.get(pane.index())
    }

    /// Direction, names and the rest.
    pub const fn mark(&self) -> &Mark {
        &self.mark
    }

    /// What the key panes hold.
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What follows from the texts.
    pub const fn derived(&self) -> &Derived {
        &self.derived
    }

    /// What a token is held against beside its signature.
    pub const fn policy(&self) -> &Policy {
        &self.mark.policy
    }

    /// Holds tokens against other expectations.
    pub fn set_policy(&mut self, policy: Policy) {
        let before = self.mark.clone();
        self.mark.policy = policy;
        if before.source == Source::Token && before.policy.expect != self.mark.policy.expect {
            // Which of several signatures counts may be another one now.
            return self.record(Vec::new(), before);
        }
        // Nothing is signed again because a clock is given leeway.
        self.history.record_step(Vec::new(), before, self.mark.clone());
    }

    /// The state's number.
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// A number for each state of the texts, those that follow from others included.
    pub const fn state(&self) -> u64 {
        self.state
    }

    /// Counts the times that a key pane got another key whole: opened, pasted, undone.
    pub const fn keys_came(&self) -> u64 {
        self.keys_came
    }

    /// The result for exactly the current texts and keys, if it is there.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref().filter(|outcome| outcome.revision == self.revision)
    }

    /// True while a result for the current state is awaited.
    pub fn is_pending(&self) -> bool {
        self.outcome().is_none() && self.derived.can_run(self.mark.source)
    }

    /// The token, if it was made from, or is, exactly what is on screen.
    pub fn current_token(&self) -> Option<&str> {
        match self.mark.source {
            Source::Texts => {
                let made = self.outcome()?.token.as_ref()?;
                made.as_deref().ok()
            }
            Source::Token => self.derived.readable_token(),
        }
    }

    /// Moves the cursor or selects: nothing that changes a text.
    pub fn look(&mut self, pane: Pane, act: impl FnOnce(&mut Editor)) {
        if let Some(editor) = self.editors.get_mut(pane.index()) {
            act(editor);
        }
        self.history.seal();
    }

    /// Changes one text by hand. True if something changed.
    pub fn edit(&mut self, pane: Pane, act: impl FnOnce(&mut Editor) -> Option<Change>) -> bool {
        let before = self.mark.clone();
        let old_token = if pane == Pane::Token { self.text(pane).to_owned() } else { String::new() };
        let Some(editor) = self.editors.get_mut(pane.index()) else { return false };
        let Some(change) = act(editor) else { return false };
        let mut changes = vec![(pane.index(), change)];
        match (pane, before.source) {
            (Pane::Header | Pane::Payload, Source::Token) => {
                self.remember();
                self.turn_to_texts();
                changes.extend(self.replace(Pane::Token, ""));
            }
            // Another token is not what was said of the one that is gone.
            (Pane::Token, Source::Token) if self.text(Pane::Token).is_empty() => self.forget_token(),
            (Pane::Token, Source::Texts) => changes = self.turn_to_token(&old_token),
            _ => {}
        }
        if pane == Pane::Header {
            self.mark.alg_follows = false;
        }
        if pane.is_key() {
            self.changed_key(pane, None, &mut changes);
            self.follow_key(&mut changes);
        }
        self.record(changes, before);
        true
    }

    /// Replaces whole texts in one step: opened files, a pasted token, a chosen key.
    /// True if `alg` was changed along to fit a new signing key.
    pub fn load(&mut self, loads: Vec<Load>) -> bool {
        self.load_as(loads, false)
    }

    /// Takes keys in that were made here: as [`Self::load`], and they are in no file. A secret is in base64url.
    pub fn load_new(&mut self, loads: Vec<Load>) -> bool {
        let followed = self.load_as(loads, true);
        self.made = self.keys.signing_key(None, None).ok();
        followed
    }

    /// True while a key that was made here is in no file.
    pub const fn has_unsaved(&self) -> bool {
        self.mark.unsaved && self.made.is_some()
    }

    /// True if that key is in pane 3, in whatever form.
    pub fn holds_unsaved(&self) -> bool {
        let held = self.keys.signing_key(None, None).ok();
        self.mark.unsaved
            && match (&self.made, &held) {
                (Some(SigningKey::Private(made)), Some(SigningKey::Private(held))) => made.public() == held.public(),
                (made, held) => made.is_some() && made == held,
            }
    }

    fn load_as(&mut self, loads: Vec<Load>, new: bool) -> bool {
        let before = self.mark.clone();
        if loads.iter().any(|load| self.replaces_token(load.pane)) {
            self.remember();
        }
        let mut changes = Vec::new();
        let keeps_throw_away = loads.iter().all(|load| !load.pane.is_key());
        for load in loads {
            if load.pane == Pane::Token && self.mark.source == Source::Texts {
                // What was made here follows from the texts. The step has the whole of what comes in, be it the same.
                self.look(Pane::Token, |editor| editor.set(""));
            }
            changes.extend(self.replace(load.pane, &load.text));
            match load.pane {
                Pane::Token => {
                    (self.mark.source, self.mark.packed) = (Source::Token, [false; 2]);
                    (self.mark.detached, self.mark.remarks) = (load.detached, load.remarks);
                    changes.extend(self.show_token());
                }
                Pane::Header | Pane::Payload if self.mark.source == Source::Token => {
                    self.turn_to_texts();
                    changes.extend(self.replace(Pane::Token, ""));
                }
                Pane::Signing | Pane::Public => {
                    self.changed_key(load.pane, load.name, &mut changes);
                    self.set_path(load.pane, load.path);
                }
                _ => {}
            }
        }
        if new {
            (self.mark.unsaved, self.mark.encoding) = (true, SecretEncoding::Base64Url);
        }
        let mut followed = false;
        if !keeps_throw_away {
            self.keys_came += 1;
            followed = self.follow_key(&mut changes);
        }
        self.record(changes, before);
        followed
    }

    /// Sets `alg` in the header text, keeping everything else as it stands.
    pub fn set_algorithm(&mut self, name: &str) {
        let before = self.mark.clone();
        let mut changes = self.write_alg(name);
        if self.mark.source == Source::Token {
            self.remember();
            self.turn_to_texts();
            changes.extend(self.replace(Pane::Token, ""));
        }
        self.mark.alg_follows = false;
        self.record(changes, before);
    }

    /// Reads the secret in pane 3 in another way.
    pub fn set_encoding(&mut self, encoding: SecretEncoding) {
        let before = self.mark.clone();
        self.mark.encoding = encoding;
        self.record(Vec::new(), before);
    }

    /// Takes in the payload of a pasted token that has none.
    pub fn give_payload(&mut self, payload: Vec<u8>) {
        let before = self.mark.clone();
        self.mark.detached = Some(payload.into());
        self.record(Vec::new(), before);
    }

    /// True if the token on screen is a pasted one without its payload.
    pub fn wants_payload(&self) -> bool {
        let detached = self.derived.decoded.as_ref().is_some_and(|decoded| decoded.detached);
        self.mark.source == Source::Token && detached
    }

    /// Lays out (or packs) the JSON of a pane. False if there is nothing to do. A pasted
    /// token stays what it is: only the view of its content changes.
    pub fn format(&mut self, pane: Pane) -> bool {
        let before = self.mark.clone();
        if let (Source::Token, Some(packed)) = (before.source, self.mark.packed.get_mut(pane.index())) {
            *packed = !*packed;
            self.record(Vec::new(), before);
            return true;
        }
        let text = self.text(pane);
        let laid = layout::pretty(text);
        let formatted = if laid == text { layout::minify(text) } else { laid };
        let Some(change) = self.replace(pane, &formatted) else { return false };
        self.record(vec![change], before);
        true
    }

    /// Gives everything up for another document. Its states are counted on from here,
    /// so that no result and no view of the old one counts for the new one.
    pub fn start_over(&mut self, new: Self) {
        let (revision, state) = (Revision(self.revision.0 + 1), self.state + 1);
        *self = Self { revision, state, keys_came: self.keys_came + 1, ..new };
    }

    /// Takes a result in. A result for another state is dropped.
    pub fn accept(&mut self, outcome: Outcome) {
        if outcome.revision != self.revision {
            return;
        }
        if let (Some(Ok(token)), Some(editor)) = (&outcome.token, self.editors.get_mut(Pane::Token.index())) {
            editor.set(token);
            self.state += 1;
        }
        self.outcome = Some(outcome);
    }

    /// The job that the current state needs, if it needs one.
    pub fn job(&self) -> Option<Job> {
        let at_hand = || diagnosing::at_hand(self);
        let texts = [Pane::Header, Pane::Payload].map(|pane| self.text(pane));
        let task: Task = self.derived.task(&self.mark, texts, at_hand)?;
        Some(Job { revision: self.revision, task })
    }
}

impl fmt::Debug for Workbench {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Workbench({}, [redacted])", self.revision.0)
    }
}
