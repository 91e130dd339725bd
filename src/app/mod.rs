//! The state machine: an [`event::Event`] in, a new state and a list of
//! [`event::Effect`]s out. It performs no input or output and reads no clock; the
//! moment comes with each event.

pub mod arrangement;
mod arranging;
pub mod chooser;
pub mod chord;
pub mod command;
pub mod comparing;
mod converting;
pub mod copy;
mod copying;
pub mod derive;
mod diagnosing;
pub mod event;
pub mod explained;
pub mod form;
mod fresh;
mod giving;
mod hiding;
mod input;
pub mod job;
pub mod keys;
mod keywork;
pub mod notice;
pub mod overlay;
pub mod pane;
mod pasting;
pub mod picker;
pub mod profile;
mod profiling;
pub mod prompt;
mod renewing;
pub mod sample;
pub mod shell_line;
pub mod target;
mod targeting;
pub mod template;
pub mod theme;
mod timed;
pub mod timing;
pub mod verdict;
pub mod view;
pub mod workbench;

use jiff::tz::TimeZone;

use arrangement::{Arrangement, Wishes};
use command::Command;
use converting::Converted;
use copy::CopyForm;
use event::{Effect, Event, Mouse, MouseAction};
use fresh::Fresh;
use job::Revision;
use keywork::KeyWork;
use notice::{Level, Notices};
use overlay::Overlay;
use pane::Pane;
use profile::Shelf;
use profiling::Profiling;
use template::library::Library;
use theme::ThemeName;
use timing::Typing;
use view::View;
use workbench::Workbench;

pub use hiding::Hidden;

/// What the program knows of its surroundings at the start.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Columns of the terminal.
    pub width: u16,
    /// Rows of the terminal.
    pub height: u16,
    /// The zone that local times are told in.
    pub zone: TimeZone,
    /// Whose clipboard a copy reaches is not this machine's.
    pub over_ssh: bool,
    /// The colours to start with.
    pub theme: ThemeName,
    /// Catch the mouse.
    pub mouse: bool,
    /// The templates that there are.
    pub library: Library,
    /// The profiles that there are.
    pub profiles: Shelf,
    /// The folder that relative paths count from; empty if it has no name in text.
    pub folder: String,
    /// What protects the process: a name and what it means, each.
    pub protections: Vec<(String, String)>,
}

/// The whole state of the workbench.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct App {
    /// The document.
    pub bench: Workbench,
    /// The pane that keys go to.
    pub focus: Pane,
    /// After Esc: single letters are commands.
    pub pane_level: bool,
    /// The focused pane fills the screen.
    pub zoom: bool,
    /// What lies over the panes.
    pub overlay: Option<Overlay>,
    /// Notices.
    pub notices: Notices,
    /// Colours.
    pub theme: ThemeName,
    /// The mouse is ours.
    pub mouse: bool,
    /// The selected row of the list of checks.
    pub check: usize,
    /// What the selected check is about: the state, and whether it has been judged.
    judged: (Revision, bool),
    /// Rows that a check longer than the pane is scrolled by.
    pub check_scroll: usize,
    /// What is known of the surroundings.
    pub setup: Setup,
    /// The address that tokens were sent to last, if one was told.
    pub address: Option<String>,
    now: i64,
    views: [View; 5],
    arrangement: Arrangement,
    revealed_until: Option<i64>,
    held: Option<Held>,
    copying: Option<Copying>,
    /// What the notice of that copy says beside.
    remark: Option<String>,
    /// The form that was last chosen from the list.
    last_form: Option<&'static CopyForm>,
    asked: Option<Ask>,
    work: KeyWork,
    profiling: Profiling,
    converted: Option<Converted>,
    started: Revision,
    keys_came: u64,
    wheeled: bool,
    /// The time that is being typed in the place of a number.
    typing: Option<Typing>,
    /// What copies as soon as the token is there.
    copies_next: Option<&'static Command>,
    fresh: Option<Fresh>,
    /// What was renewed for the copy under way.
    renewed: String,
    effects: Vec<Effect>,
}

/// A text of ours on the clipboard.
#[derive(Debug, Clone, Copy)]
struct Held {
    /// When it is to be cleared (Unix milliseconds).
    until: i64,
    /// It can be cleared at all: a terminal's clipboard (OSC 52) cannot.
    clearable: bool,
    /// It is a key: it does not outlive the workbench.
    secret: bool,
}

/// What is on its way to the clipboard.
struct Copying {
    /// In words.
    what: String,
    /// It is a key.
    secret: bool,
}

/// A question that the same key answers with yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    /// Copy a token that is past its time or not yet in it.
    CopyLate,
    /// Copy a token that says "alg": "none".
    CopyUnsecured,
    /// Copy the selected text of a private key or secret.
    CopySecret,
    /// Quit by Ctrl+C.
    Quit,
    /// Give all texts and keys up for a new sample.
    StartOver,
    /// Quit although a new key is in no file.
    LoseKey,
}

/// Milliseconds that a revealed key stays in sight.
const REVEALED: i64 = 20_000;

impl App {
    /// The workbench at `now` (Unix milliseconds) with a document in it.
    pub fn new(setup: Setup, bench: Workbench, now: i64) -> (Self, Vec<Effect>) {
        let wishes = Wishes { focus: Pane::Payload, zoom: false, content: [0; 6] };
        let mut app = Self {
            bench,
            focus: Pane::Payload,
            pane_level: false,
            zoom: false,
            overlay: None,
            notices: Notices::default(),
            theme: setup.theme,
            mouse: setup.mouse,
            check: 0,
            judged: (Revision::default(), false),
            check_scroll: 0,
            now,
            views: std::array::from_fn(|_| View::empty()),
            arrangement: Arrangement::of(setup.width, setup.height, &wishes),
            setup,
            address: None,
            revealed_until: None,
            held: None,
            copying: None,
            remark: None,
            last_form: None,
            asked: None,
            work: KeyWork::default(),
            profiling: Profiling::default(),
            converted: None,
            started: Revision::default(),
            keys_came: 0,
            wheeled: false,
            typing: None,
            copies_next: None,
            fresh: None,
            renewed: String::new(),
            effects: Vec::new(),
        };
        if app.bench.mark().throw_away {
            app.say(
                Level::Info,
                "A sample with a throw-away key. F2 opens your key and certificate; paste a token to read it.",
            );
        }
        let effects = app.settle();
        (app, effects)
    }

    /// Takes an event in at `now` (Unix milliseconds); what it asks for comes back.
    pub fn update(&mut self, event: Event, now: i64) -> Vec<Effect> {
        self.now = now;
        self.run_out();
        self.wheeled &= matches!(event, Event::Tick | Event::Done(_) | Event::Focus(_));
        match event {
            Event::Key(chord) => self.key(chord),
            Event::Paste(paste) => self.paste(&paste),
            Event::Resize { width, height } => (self.setup.width, self.setup.height) = (width, height),
            Event::Focus(true) | Event::Tick => {}
            Event::Focus(false) => self.revealed_until = None,
            Event::Mouse(mouse) => self.mouse_did(mouse),
            Event::Done(outcome) => {
                self.bench.accept(outcome);
                self.copy_now();
                self.copy_fresh();
            }
            Event::Opened(files) => self.opened(files),
            Event::Listed(listing) => {
                if let Some(Overlay::Open(picker)) = &mut self.overlay {
                    picker.listed(listing);
                }
            }
            Event::Copied(copied) => self.copied(copied),
            Event::Cleared(ours) => {
                if ours {
                    self.say(Level::Info, "The clipboard was cleared");
                }
            }
            Event::ClipboardText(Ok(text)) => self.paste_text(&text, "the clipboard"),
            Event::ClipboardText(Err(reason)) => self.say(Level::Error, reason),
            Event::Unlocked(ticket, result) => self.unlocked(ticket, result),
            Event::Made(ticket, result) => self.made(ticket, result),
            Event::Written(result) => self.written(result),
            Event::OpenProfile(name) => self.open_profile(&name),
            Event::KeysRead(ticket, files) => self.keys_read(ticket, files),
            Event::ProfileSaved(name, saved) => self.profile_saved(&name, saved),
            Event::Terminate => self.quit(),
        }
        self.settle()
    }

    /// The moment of the last event, Unix milliseconds.
    pub const fn now(&self) -> i64 {
        self.now
    }

    /// The same in Unix seconds.
    pub const fn seconds(&self) -> i64 {
        self.now.div_euclid(1000)
    }

    /// Where everything stands.
    pub const fn arrangement(&self) -> &Arrangement {
        &self.arrangement
    }

    /// How much of a pane's text is on screen.
    pub fn view(&self, pane: Pane) -> Option<&View> {
        self.views.get(pane.index())
    }

    /// When something changes by itself, Unix milliseconds: a countdown, the end of
    /// a notice, of a revealed key, of a copied text.
    pub fn wakes_at(&self) -> Option<i64> {
        let next_second = self.now.saturating_sub(self.now.rem_euclid(1000)).saturating_add(1000);
        let claims = self.bench.derived().claims.as_ref().ok();
        let dates = claims.into_iter().flat_map(|claims| [&claims.exp, &claims.nbf, &claims.iat]);
        let dates = dates.filter_map(|date| Some(date.as_ref()?.as_ref().ok()?.seconds));
        let explained = self.explained().and_then(|explained| explained.moment);
        let nearest = dates.chain(explained).map(|seconds| seconds.abs_diff(self.seconds())).min();
        // Beyond 100 minutes no seconds are shown (`times::duration`).
        let step = |distance| if distance < 6_060 { 0 } else { 59_000 };
        let countdown = nearest.map(|distance| next_second.saturating_add(step(distance)));
        let notice = self.notices.shown().and_then(|notice| notice.until);
        let progress = self.progress().map(|_| next_second).or(self.typed_time().map(|_| next_second));
        let held = self.held.map(|held| held.until);
        [countdown, notice, progress, self.revealed_until, held].into_iter().flatten().min()
    }

    /// Ends what has lasted long enough: a notice, a revealed key, a copied text.
    fn run_out(&mut self) {
        self.notices.expire(self.now);
        if self.revealed_until.is_some_and(|until| until <= self.now) {
            self.revealed_until = None;
        }
        if self.held.is_some_and(|held| held.until <= self.now) {
            let clearable = self.held.take().is_some_and(|held| held.clearable);
            if clearable {
                self.effects.push(Effect::ClearClipboard);
            }
        }
    }

    /// Shows and logs a notice.
    fn say(&mut self, level: Level, text: impl Into<String>) {
        self.notices.show(level, text, self.now);
    }

    /// Asks for the same key once more. True when that is what happened.
    fn confirmed(&mut self, ask: Ask, question: &str) -> bool {
        if self.asked.take() == Some(ask) {
            return true;
        }
        self.asked = Some(ask);
        self.say(Level::Warn, question);
        false
    }

    fn quit(&mut self) {
        let copied = self.held.filter(|held| held.clearable);
        if copied.is_some_and(|copied| copied.secret) {
            self.effects.extend([Effect::ClearClipboard, Effect::Quit { hold: None }]);
            return;
        }
        let left = copied.map(|copied| copied.until.saturating_sub(self.now).max(0) / 1000);
        let hold = left.and_then(|seconds| u64::try_from(seconds).ok()).filter(|&seconds| seconds > 0);
        self.effects.push(Effect::Quit { hold });
    }

    /// The state of the document, and whether there is a result for it.
    fn state(&self) -> (Revision, bool) {
        (self.bench.revision(), self.bench.outcome().is_some())
    }

    /// Starts the job of a new revision, arranges the screen, hands out the effects.
    fn settle(&mut self) -> Vec<Effect> {
        self.leave_time();
        if self.overlay.is_none() {
            // A key that was sent nowhere is not kept.
            self.converted = None;
        }
        if self.started != self.bench.revision() {
            self.started = self.bench.revision();
            self.effects.extend(self.bench.job().map(Box::new).map(Effect::Start));
        }
        if self.keys_came != self.bench.keys_came() {
            // What was revealed was another key.
            self.keys_came = self.bench.keys_came();
            self.revealed_until = None;
        }
        let judged = self.state();
        if self.judged != judged {
            // Enter must not do what another check offered.
            self.judged = judged;
            self.select_failed_check();
        }
        self.keep_compared();
        self.keep_line();
        self.arrange();
        std::mem::take(&mut self.effects)
    }

    fn mouse_did(&mut self, mouse: Mouse) {
        let hit = self.arrangement.hit(mouse.x, mouse.y);
        let Some(pane) = hit.filter(|_| self.overlay.is_none()) else { return };
        let rows = match mouse.action {
            MouseAction::Up => -3,
            MouseAction::Down => 3,
            MouseAction::Press | MouseAction::Drag => {
                self.point(pane, mouse);
                return;
            }
        };
        if let Some(view) = self.views.get_mut(pane.index()) {
            view.scroll(rows);
        }
        self.wheeled = pane == self.focus;
    }

    fn point(&mut self, pane: Pane, mouse: Mouse) {
        let extend = mouse.action == MouseAction::Drag;
        if extend && pane != self.focus {
            return;
        }
        self.go_to(pane);
        self.pane_level = false;
        let at = self.view(pane).map(|view| view.byte_at(self.bench.text(pane), mouse.x, mouse.y));
        if let Some(at) = at.filter(|_| self.hidden(pane) != Hidden::Summary) {
            self.bench.look(pane, |editor| editor.go(crate::text::Motion::To(at), extend));
        }
    }

    /// Puts the focus on a pane; zoom ends with it.
    fn go_to(&mut self, pane: Pane) {
        if pane != self.focus {
            self.zoom = false;
        }
        self.focus = pane;
        if pane == Pane::Checks {
            self.select_failed_check();
        }
    }
}
