//! A workbench without a terminal: keys and files go in, the screen, the effects
//! and what was copied come out. Jobs run at once, or when a test says so.
#![allow(dead_code, reason = "each test file uses its part of it")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::path::Path;

use jiff::tz::TimeZone;
use jotbench::app::chord::{Chord, Key};
use jotbench::app::event::{Copied, Effect, Event, Listing, Opened, Paste, Saved};
use jotbench::app::job::Job;
use jotbench::app::pane::Pane;
use jotbench::app::profile::Shelf;
use jotbench::app::template::library::Library;
use jotbench::app::theme::ThemeName;
use jotbench::app::verdict;
use jotbench::app::workbench::Workbench;
use jotbench::app::{App, Setup, sample};
use jotbench::jose::key;
use jotbench::jose::key::generate::{self, Wish};
use jotbench::jose::problem::Part;
use jotbench::ui;
use jotbench::ui::theme::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use zeroize::Zeroizing;

/// 2026-11-22T05:10:04Z in milliseconds.
pub(crate) const NOW: i64 = 1_795_324_204_000;

/// The folder of published and made vectors.
pub(crate) fn vector(path: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(path);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// A workbench at a desk.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) now: i64,
    /// Texts that were put on the clipboard.
    pub(crate) copied: Vec<String>,
    /// Effects that were neither jobs, copies nor files, in their order.
    pub(crate) effects: Vec<Effect>,
    /// Jobs that wait while `slow`.
    pub(crate) waiting: Vec<Job>,
    /// Jobs wait for [`Desk::finish`].
    pub(crate) slow: bool,
    /// What reading the clipboard gives.
    pub(crate) clipboard: Option<String>,
    /// Files that were written: path, bytes, and whether for the user alone.
    pub(crate) written: Vec<(String, Vec<u8>, bool)>,
    /// Work on keys that waits while `slow`.
    pub(crate) key_work: Vec<Effect>,
    /// Why no profile can be written, if none can.
    pub(crate) refuses: Option<String>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Desk {
    /// The first start at a size.
    pub(crate) fn new(width: u16, height: u16) -> Self {
        Self::with(sample::workbench(NOW / 1000), width, height)
    }

    /// A document at a size.
    pub(crate) fn with(bench: Workbench, width: u16, height: u16) -> Self {
        let setup = Setup {
            width,
            height,
            zone: TimeZone::UTC,
            over_ssh: false,
            theme: ThemeName::Terminal,
            mouse: true,
            library: Library::with(&[]),
            profiles: Shelf::default(),
            protections: vec![("network".to_owned(), "locked: no socket but a local one can be opened".to_owned())],
            folder: "/keys".to_owned(),
        };
        let (app, effects) = App::new(setup, bench, NOW);
        let mut desk = Self {
            app,
            now: NOW,
            copied: vec![],
            effects: vec![],
            waiting: vec![],
            slow: false,
            clipboard: None,
            written: vec![],
            key_work: vec![],
            refuses: None,
            files: BTreeMap::new(),
        };
        desk.perform(effects);
        desk
    }

    /// A file that can be opened.
    pub(crate) fn file(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(name.to_owned(), content.into());
        self
    }

    /// Sends an event.
    pub(crate) fn send(&mut self, event: Event) -> &mut Self {
        let effects = self.app.update(event, self.now);
        self.perform(effects);
        self
    }

    /// Presses keys: characters as they are, others as `<tab>`, `<ctrl-z>`, `<f4>`, `<shift-left>`.
    pub(crate) fn keys(&mut self, script: &str) -> &mut Self {
        for chord in chords(script) {
            self.send(Event::Key(chord));
        }
        self
    }

    /// Pastes into the terminal.
    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Event::Paste(Paste { text: Zeroizing::new(text.to_owned()), trailing_enter: false }))
    }

    /// Opens files by name through the picker's path line.
    pub(crate) fn open(&mut self, names: &[&str]) -> &mut Self {
        let files = names.iter().map(|name| self.opened(name)).collect();
        self.send(Event::Opened(files))
    }

    /// Lets so many milliseconds go by.
    pub(crate) fn wait(&mut self, milliseconds: i64) -> &mut Self {
        self.now += milliseconds;
        self.send(Event::Tick)
    }

    /// Runs the waiting jobs, oldest first.
    pub(crate) fn finish(&mut self) -> &mut Self {
        for job in std::mem::take(&mut self.waiting) {
            self.send(Event::Done(job.run()));
        }
        self
    }

    /// Does the work on keys that waits, oldest first.
    pub(crate) fn finish_keys(&mut self) -> &mut Self {
        for effect in std::mem::take(&mut self.key_work) {
            self.key_work(effect);
        }
        self
    }

    fn key_work(&mut self, effect: Effect) {
        let event = match effect {
            Effect::Unlock { ticket, text, passphrase } => {
                Event::Unlocked(ticket, key::unlock(text.as_bytes(), &passphrase, Part::SigningKey))
            }
            Effect::Generate { ticket, kind, certificate, now } => {
                let wish = certificate.as_ref().map(|(subject, days)| Wish { subject, days: *days, now });
                Event::Made(ticket, generate::generate(&kind, wish.as_ref()))
            }
            other => panic!("{other:?}"),
        };
        self.send(event);
    }

    /// `SIGNED with …`: the verdict line in words.
    pub(crate) fn verdict(&self) -> String {
        let verdict = verdict::verdict(&self.app.bench, self.app.seconds(), &self.app.setup.zone);
        format!("{} {}", verdict.word.words().1, verdict.sentence)
    }

    /// The notice on show.
    pub(crate) fn notice(&self) -> String {
        self.app.notices.shown().map(|notice| notice.text.clone()).unwrap_or_default()
    }

    /// The text of a pane.
    pub(crate) fn text(&self, pane: Pane) -> &str {
        self.app.bench.text(pane)
    }

    /// The current token, which must be there.
    pub(crate) fn token(&self) -> String {
        self.app.bench.current_token().unwrap_or_else(|| panic!("no token: {}", self.verdict())).to_owned()
    }

    /// The screen as text.
    pub(crate) fn screen(&self) -> String {
        grid(&self.buffer(&Theme::of(ThemeName::Terminal)), |cell| cell.symbol().to_owned())
    }

    /// The screen as text, then the roles of its cells, a letter each.
    pub(crate) fn screen_with_roles(&self) -> String {
        let buffer = self.buffer(&Theme::marks());
        let roles = grid(&buffer, |cell| match cell.fg {
            ratatui::style::Color::Indexed(n) => char::from(b'a' + n - 1).to_string(),
            _ => " ".to_owned(),
        });
        format!("{}\n{roles}", self.screen())
    }

    pub(crate) fn buffer(&self, theme: &Theme) -> Buffer {
        let size = &self.app.setup;
        let mut terminal = Terminal::new(TestBackend::new(size.width, size.height)).unwrap();
        terminal.draw(|frame| ui::draw(&self.app, theme, frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    fn opened(&self, name: &str) -> Opened {
        let short = name.rsplit('/').next().unwrap_or(name).to_owned();
        let content =
            self.files.get(name).cloned().map(Zeroizing::new).ok_or(format!("{short}: there is no such file"));
        Opened { name: short, path: Some(name.to_owned()), content, others_can_read: false }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Start(job) if self.slow => self.waiting.push(*job),
                Effect::Start(job) => drop(self.send(Event::Done(job.run()))),
                Effect::Copy(text) => {
                    self.copied.push(text.to_string());
                    let route = "the system clipboard".to_owned();
                    self.send(Event::Copied(Copied::System { confirmed: true, route }));
                }
                Effect::Read(paths) => {
                    let files = paths.iter().map(|path| self.opened(path)).collect();
                    self.send(Event::Opened(files));
                }
                Effect::List(asked) => {
                    let entries = self.files.keys().map(|name| jotbench::app::event::Entry {
                        name: name.clone(),
                        path: name.clone(),
                        folder: false,
                        size: 1,
                    });
                    let listing = Listing { asked, folder: "/keys".to_owned(), entries: Ok(entries.collect()) };
                    self.send(Event::Listed(listing));
                }
                Effect::ReadClipboard => {
                    let text = self.clipboard.clone().map(Zeroizing::new).ok_or("the clipboard is empty".to_owned());
                    self.send(Event::ClipboardText(text));
                }
                Effect::Unlock { .. } | Effect::Generate { .. } if self.slow => self.key_work.push(effect),
                Effect::Unlock { .. } | Effect::Generate { .. } => self.key_work(effect),
                Effect::Write(outputs) => {
                    let there = outputs.iter().find(|output| self.files.contains_key(&output.path));
                    let result = match there {
                        Some(output) => Err(format!("{} exists", output.path)),
                        None => Ok(outputs.iter().map(|output| output.path.clone()).collect()),
                    };
                    if result.is_ok() {
                        for output in outputs {
                            self.files.insert(output.path.clone(), output.bytes.to_vec());
                            self.written.push((output.path, output.bytes.to_vec(), output.private));
                        }
                    }
                    self.send(Event::Written(result));
                }
                Effect::ReadKeys { .. } if self.slow => self.effects.push(effect),
                Effect::ReadKeys { ticket, key, certificate } => {
                    let file = |path: String| self.opened(path.strip_prefix("/keys/").unwrap_or(&path));
                    let files = [key, certificate].map(|path| path.map(file));
                    self.send(Event::KeysRead(ticket, files));
                }
                Effect::SaveProfile(saving) => {
                    let path = format!("/config/profiles/{}.toml", saving.name);
                    let saved = if let Some(reason) = self.refuses.clone() {
                        Saved::Failed(reason)
                    } else if self.files.contains_key(&path) && !saving.replace {
                        Saved::Exists
                    } else {
                        self.files.insert(path.clone(), saving.text.clone().into_bytes());
                        self.written.push((path.clone(), saving.text.into_bytes(), true));
                        Saved::Written(path)
                    };
                    self.send(Event::ProfileSaved(saving.name, saved));
                }
                other => self.effects.push(other),
            }
        }
    }
}

fn grid(buffer: &Buffer, cell: impl Fn(&ratatui::buffer::Cell) -> String) -> String {
    let area = buffer.area;
    let row = |y: u16| (0..area.width).map(|x| cell(&buffer[(x, y)])).collect::<String>().trim_end().to_owned();
    (0..area.height).map(row).collect::<Vec<_>>().join("\n")
}

/// The keys of a script: see [`Desk::keys`].
pub(crate) fn chords(script: &str) -> Vec<Chord> {
    let (mut chords, mut rest) = (vec![], script);
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|r| r.split_once('>')).filter(|(name, _)| !name.is_empty());
        chords.push(if let Some((name, after)) = named {
            rest = after;
            chord(name)
        } else {
            rest = rest.get(c.len_utf8()..).unwrap();
            if c == '\n' { Chord::plain(Key::Enter) } else { Chord::char(c) }
        });
    }
    chords
}

fn chord(name: &str) -> Chord {
    let mut chord = Chord::plain(Key::Esc);
    let mut rest = name;
    loop {
        match rest.split_once('-') {
            Some(("ctrl", after)) => (chord.ctrl, rest) = (true, after),
            Some(("alt", after)) => (chord.alt, rest) = (true, after),
            Some(("shift", after)) => (chord.shift, rest) = (true, after),
            _ => break,
        }
    }
    chord.key = match rest {
        "tab" => Key::Tab,
        "enter" => Key::Enter,
        "esc" => Key::Esc,
        "backspace" => Key::Backspace,
        "delete" => Key::Delete,
        "left" => Key::Left,
        "right" => Key::Right,
        "up" => Key::Up,
        "down" => Key::Down,
        "home" => Key::Home,
        "end" => Key::End,
        "pgup" => Key::PageUp,
        "pgdn" => Key::PageDown,
        "space" => Key::Char(' '),
        f if f.starts_with('f') && f.len() > 1 => Key::F(f.trim_start_matches('f').parse().unwrap()),
        one if one.chars().count() == 1 => Key::Char(one.chars().next().unwrap()),
        other => panic!("no key is called {other}"),
    };
    chord
}
