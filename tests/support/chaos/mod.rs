//! A workbench to which anything happens in any order, and what holds all the same:
//! nothing panics; what is copied was made of the texts on screen; no secret is copied or
//! shown unasked; nothing raw is drawn; undo leads back to the start and redo to the end.

mod checks;
mod events;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use jotbench::app::event::{Effect, Event, Opened};
use jotbench::app::notice::Notices;
use jotbench::app::pane::Pane;
use jotbench::jose::problem::{Part, Place, Problem};
use zeroize::Zeroizing;

use super::support::{Desk, NOW};
use super::vector;
use checks::Before;
use events::{Act, FILES};

/// Acts between two ways back to the start, so that the history has all of them.
const STEPS: usize = 700;
/// Acts that a failure tells of.
const TOLD: usize = 40;
/// Acts between two looks at the screen.
const LOOKS: usize = 64;

/// Notices after which the log begins anew: of a full one nobody could tell what was added.
const FULL: usize = 150;

/// What a life came to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) events: usize,
    pub(crate) copies: usize,
    pub(crate) tokens: usize,
    pub(crate) screens: usize,
    pub(crate) undone: usize,
}

/// What is the same after undo.
type State = (Vec<String>, String);

/// A workbench and what has happened to it.
pub(crate) struct Life {
    desk: Desk,
    pub(crate) tally: Tally,
    /// What undo leads back to.
    start: State,
    /// Acts since then.
    steps: usize,
    last: VecDeque<String>,
    /// What was pasted where it is seen: into a list, a file name.
    open: String,
    /// The question whether a secret is to be copied was asked by the last key.
    asked: bool,
}

impl Life {
    pub(crate) fn new() -> Self {
        let files = FILES.iter().filter(|(_, path)| !path.is_empty());
        let mut desk = files.fold(Desk::new(100, 30), |desk, (name, path)| desk.file(name, vector(path)));
        desk.slow = true;
        let start = state(&desk);
        Self {
            desk,
            tally: Tally::default(),
            start,
            steps: 0,
            last: VecDeque::new(),
            open: String::new(),
            asked: false,
        }
    }

    /// Lives until the bytes or so many events are at their end, and then goes back to the start.
    pub(crate) fn live(&mut self, bytes: &mut impl Iterator<Item = u8>, events: usize) {
        let lived = catch_unwind(AssertUnwindSafe(|| {
            while self.tally.events < events {
                let Some(act) = events::next(bytes) else { break };
                self.act(act);
                if self.steps >= STEPS {
                    let on = bytes.next().is_some_and(|byte| byte % 4 > 0);
                    self.act(Act::Undo(on));
                }
            }
            self.act(Act::Undo(true));
        }));
        if let Err(panic) = lived {
            let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            let last = self.last.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
            let Some(said) = said else { resume_unwind(panic) };
            panic!("after {} events, of which the last were\n{last}\n{said}", self.tally.events);
        }
    }

    fn act(&mut self, act: Act) {
        if self.last.len() == TOLD {
            self.last.pop_front();
        }
        self.last.push_back(format!("{act:?}"));
        self.steps += 1;
        match act {
            Act::Key(chord) => self.send(Event::Key(chord)),
            Act::Script(keys) => self.keys(keys),
            Act::Paste(text, trailing_enter) => self.paste(text, trailing_enter),
            Act::Clipboard(text) => {
                self.desk.clipboard = Some(text.to_owned());
                self.keys("<f3>");
            }
            Act::Open(names) => {
                let files = names.into_iter().map(opened).collect();
                self.send(Event::Opened(files));
            }
            Act::Resize(width, height) => self.send(Event::Resize { width, height }),
            Act::Mouse(mouse) => self.send(Event::Mouse(mouse)),
            Act::Focus(on) => self.send(Event::Focus(on)),
            Act::Wait(milliseconds) => {
                self.desk.now = self.desk.now.saturating_add(milliseconds);
                self.send(Event::Tick);
            }
            Act::Clock(now) => {
                self.desk.now = now;
                self.send(Event::Tick);
                self.desk.now = NOW;
            }
            Act::Finish(n) => {
                if let Some(at) = n.checked_rem(self.desk.waiting.len()) {
                    let job = self.desk.waiting.remove(at);
                    self.send(Event::Done(job.run()));
                }
            }
            Act::Drop(n) => {
                if let Some(at) = n.checked_rem(self.desk.waiting.len()) {
                    drop(self.desk.waiting.remove(at));
                }
            }
            Act::Keys(n) => self.key_work(n),
            Act::Copied(copied) => self.send(Event::Copied(copied)),
            Act::Cleared(ours) => self.send(Event::Cleared(ours)),
            Act::Written(done) => {
                let paths = vec!["key.pem".to_owned(), "cert.pem".to_owned()];
                self.send(Event::Written(if done { Ok(paths) } else { Err("no room\u{202e}".to_owned()) }));
            }
            Act::Listed(listing) => self.send(Event::Listed(listing)),
            Act::Saved(saved) => self.send(Event::ProfileSaved("mine".to_owned(), saved)),
            Act::Unlocked(ticket) => self.send(Event::Unlocked(ticket, Err(late()))),
            Act::Made(ticket) => self.send(Event::Made(ticket, Err(late()))),
            Act::KeysRead(ticket, name) => self.send(Event::KeysRead(ticket, [Some(opened(name)), None])),
            Act::Terminate => self.send(Event::Terminate),
            Act::Undo(on) => self.undo(on),
        }
    }

    /// Sends an event and looks at what came of it.
    fn send(&mut self, event: Event) {
        self.tally.events += 1;
        let before = Before::of(&self.desk, self.asked);
        let is_key = matches!(event, Event::Key(_));
        if self.desk.app.notices.log().len() > FULL {
            self.desk.app.notices = Notices::default();
        }
        let log = self.desk.app.notices.log().len();
        self.desk.send(event);
        let new = self.desk.app.notices.log().get(log..).unwrap_or_default();
        // Both forget on purpose what undo knew.
        let cuts = ["Forgot what was in", "A new sample with"];
        if new.iter().any(|notice| cuts.iter().any(|cut| notice.text.starts_with(cut))) {
            self.start = state(&self.desk);
        }
        let copied = std::mem::take(&mut self.desk.copied);
        for text in &copied {
            checks::copied(&self.desk, &before, text, &self.open);
            self.tally.copies += 1;
        }
        if is_key {
            self.asked = self.desk.notice().starts_with("This is key material");
        }
        self.answer();
        if self.tally.events.is_multiple_of(LOOKS) {
            checks::screen(&self.desk, &self.open);
            self.tally.screens += 1;
            self.tally.tokens += usize::from(checks::token(&self.desk));
        }
    }

    /// What is left of effects: the files of profiles are read, and the rest is nobody's.
    fn answer(&mut self) {
        // The shell has one job that runs and one that waits.
        let surplus = self.desk.waiting.len().saturating_sub(4);
        self.desk.waiting.drain(..surplus);
        self.desk.written.clear();
        for effect in std::mem::take(&mut self.desk.effects) {
            if let Effect::ReadKeys { ticket, .. } = effect {
                self.send(Event::KeysRead(ticket, [Some(opened("ec.pem")), Some(opened("ec_cert.pem"))]));
            }
        }
    }

    fn keys(&mut self, script: &str) {
        for chord in super::support::chords(script) {
            self.send(Event::Key(chord));
        }
    }

    fn paste(&mut self, text: &str, trailing_enter: bool) {
        if self.desk.app.overlay.is_some() {
            self.open.push_str(text);
        }
        let text = Zeroizing::new(text.to_owned());
        self.send(Event::Paste(jotbench::app::event::Paste { text, trailing_enter }));
    }

    /// One piece of the work on keys that waits: RSA keys take too long to be made here.
    fn key_work(&mut self, n: usize) {
        let Some(at) = n.checked_rem(self.desk.key_work.len()) else { return };
        let effect = self.desk.key_work.remove(at);
        match effect {
            Effect::Generate { ticket, kind, .. } if kind.name.starts_with("rsa") => {
                self.send(Event::Made(ticket, Err(late())));
            }
            effect => {
                let others = std::mem::replace(&mut self.desk.key_work, vec![effect]);
                self.tally.events += 1;
                self.desk.finish_keys();
                self.desk.key_work = others;
            }
        }
    }

    /// Takes everything back, and does it again or goes on from the start.
    fn undo(&mut self, on: bool) {
        self.desk.app.overlay = None;
        let end = state(&self.desk);
        let undone = self.until("<ctrl-z>", "There is nothing to undo");
        assert_eq!(state(&self.desk), self.start, "undo leads back to the start, over {undone} steps");
        self.tally.undone += undone;
        if !on {
            let redone = self.until("<ctrl-y>", "There is nothing to redo");
            assert_eq!(redone, undone, "steps");
            assert_eq!(state(&self.desk), end, "redo leads to the end");
            // From here on this is the start.
            self.desk.app.bench.forget(Pane::Public);
            self.send(Event::Tick);
            self.start = state(&self.desk);
        }
        self.steps = 0;
    }

    /// Presses a key until it does no more; how often it did something.
    fn until(&mut self, key: &str, end: &str) -> usize {
        let size = (self.desk.app.setup.width, self.desk.app.setup.height);
        self.desk.send(Event::Resize { width: 100, height: 30 });
        let mut count = 0;
        while self.desk.keys(key).notice() != end {
            self.desk.waiting.clear();
            count += 1;
            assert!(count <= 1_000, "{key} has no end");
        }
        self.desk.send(Event::Resize { width: size.0, height: size.1 });
        count
    }
}

/// The texts, and what else is said of the document beside names of files.
fn state(desk: &Desk) -> State {
    let mark = desk.app.bench.mark();
    let texts = Pane::TEXTS.iter().filter(|&&pane| {
        // A token that was made here follows from the texts.
        pane != Pane::Token || mark.source == jotbench::app::workbench::Source::Token
    });
    let beside = format!("{:?} {:?} {:?} {:?}", mark.source, mark.encoding, mark.policy, mark.detached);
    (texts.map(|&pane| desk.text(pane).to_owned()).collect(), beside)
}

/// A file of the desk, or the lack of one.
fn opened(name: &str) -> Opened {
    let path = FILES.iter().find(|(file, path)| *file == name && !path.is_empty()).map(|(_, path)| *path);
    let content = path
        .map(|path| Zeroizing::new(vector(path).into_bytes()))
        .ok_or_else(|| format!("{name}: there is no such file"));
    Opened {
        name: name.to_owned(),
        path: Some(name.to_owned()),
        content,
        others_can_read: name.len().is_multiple_of(2),
    }
}

fn late() -> Problem {
    Problem::new("given_up", Place::of(Part::Key), "it was given up \u{1b}[31m")
}
