//! The shell: events in, effects out, frames drawn. One loop owns the terminal and
//! the state; keys, signals, jobs, files and the clipboard are threads that send it
//! messages. It decides nothing about tokens, texts or keys.

pub mod burst;
pub mod keys;
mod outside;
pub mod signals;
pub mod terminal;
mod worker;

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use jiff::tz::TimeZone;
use zeroize::Zeroizing;

use crate::app::event::{Effect, Event, Mouse, MouseAction, Paste};
use crate::app::profile::Shelf;
use crate::app::template::library::Library;
use crate::app::theme::ThemeName;
use crate::app::{App, Setup, sample};
use crate::sys::clipboard::{self, Clipboard, Osc52};
use crate::sys::clock;
use crate::sys::config::{Config, Kind};
use crate::sys::environment::{self, Background, Depth, Environment};
use crate::sys::hardening::Protection;
use crate::ui;
use crate::ui::theme::Theme;
use burst::Input;
use signals::Signal;
use terminal::{Options, Terminal, TerminalError};
use worker::Lane;

/// What the workbench is started with. It has no `Debug`: a text may be a key.
pub struct Start {
    /// Files to open, as typed.
    pub files: Vec<String>,
    /// Texts to take in as if they were pasted.
    pub texts: Vec<Zeroizing<String>>,
    /// Catch the mouse.
    pub mouse: bool,
    /// The colours, if they were chosen.
    pub theme: Option<ThemeName>,
    /// The profile to work with, by its name.
    pub profile: Option<String>,
    /// What protects the process.
    pub protections: Vec<Protection>,
}

/// How long a fast job is waited for before the next frame.
const PATIENCE: Duration = Duration::from_millis(4);
/// What a terminal's end amounts to (SIGHUP).
const HANG_UP: Signal = Signal::Quit(1);
/// The longest that a flood of input keeps a frame back.
const FLOOD: Duration = Duration::from_millis(30);

/// Runs the workbench until it ends; the exit code comes back.
pub fn run(start: Start) -> Result<u8, TerminalError> {
    let environment = Environment::read();
    let (sender, messages) = mpsc::channel();
    // Before the terminal is taken: from then on no signal may end the program by itself.
    let watched = sender.clone();
    let _watch = signals::watch(move |signal| drop(watched.send(Message::Signal(signal))))?;
    let terminal = Terminal::enter(Options { mouse: start.mouse })?;
    let mut shell = Shell::new(terminal, &environment, &start, sender.clone())?;
    listen(&sender)?;
    if let Some(name) = start.profile {
        shell.update(Event::OpenProfile(name));
    }
    if !start.files.is_empty() {
        outside::read(start.files, sender);
    }
    for text in start.texts {
        shell.update(Event::Paste(Paste { text, trailing_enter: false }));
    }
    if let Err(TerminalError::Io(_)) = shell.live(&messages) {
        // A terminal that can no longer be written to is gone, as if it had hung up.
        shell.exit = HANG_UP.exit_code();
    }
    Ok(shell.end())
}

/// What reaches the loop.
enum Message {
    Input(Input),
    Event(Event),
    WriteOsc52(Osc52),
    Signal(Signal),
}

struct Shell {
    app: App,
    terminal: Terminal,
    clipboard: Clipboard,
    lane: Lane,
    sender: Sender<Message>,
    /// What was copied last, for the holder that serves it after the end.
    copied: Option<Zeroizing<String>>,
    hold: Option<u64>,
    exit: Option<u8>,
}

impl Shell {
    fn new(
        terminal: Terminal,
        environment: &Environment,
        start: &Start,
        sender: Sender<Message>,
    ) -> Result<Self, TerminalError> {
        let (width, height) = crossterm::terminal::size()?;
        let now = clock::now();
        let config = Config::of_environment();
        let library = Library::with(&outside::own(&config, Kind::Templates));
        let setup = Setup {
            profiles: Shelf::with(&outside::own(&config, Kind::Profiles), &library),
            library,
            folder: environment::folder().unwrap_or_default(),
            protections: start.protections.iter().map(|one| (one.name.to_owned(), one.words.clone())).collect(),
            width,
            height,
            zone: TimeZone::system(),
            over_ssh: environment.over_ssh,
            theme: start.theme.unwrap_or_else(|| theme(environment)),
            mouse: start.mouse,
        };
        let (app, effects) = App::new(setup, sample::workbench(now.div_euclid(1000)), now);
        let done = sender.clone();
        let lane = Lane::start(move |outcome| done.send(Message::Event(Event::Done(outcome))).is_ok())?;
        let clipboard = Clipboard::start(environment);
        let mut shell = Self { app, terminal, clipboard, lane, sender, copied: None, hold: None, exit: None };
        shell.perform(effects);
        Ok(shell)
    }

    /// The loop: wait, take everything in that is there, draw.
    fn live(&mut self, messages: &Receiver<Message>) -> Result<(), TerminalError> {
        self.catch_up(messages);
        self.draw()?;
        while self.exit.is_none() {
            match self.wait(messages) {
                Ok(message) => self.take(message)?,
                Err(RecvTimeoutError::Timeout) => self.update(Event::Tick),
                // The threads that send end only with the program.
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            self.catch_up(messages);
            if self.exit.is_none() {
                self.draw()?;
            }
        }
        Ok(())
    }

    /// Blocks until something comes, or until something changes by itself.
    fn wait(&self, messages: &Receiver<Message>) -> Result<Message, RecvTimeoutError> {
        match self.app.wakes_at() {
            None => messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(at) => {
                let left = at.saturating_sub(clock::now()).max(0);
                messages.recv_timeout(Duration::from_millis(left.unsigned_abs()))
            }
        }
    }

    /// Takes in what has come meanwhile; a fast job is waited for, so that a quick
    /// signature never flickers.
    fn catch_up(&mut self, messages: &Receiver<Message>) {
        let begin = Instant::now();
        while self.exit.is_none() && begin.elapsed() < FLOOD {
            let left = PATIENCE.saturating_sub(begin.elapsed());
            let patience = if self.app.bench.is_pending() { left } else { Duration::ZERO };
            match messages.recv_timeout(patience) {
                Ok(message) => {
                    if self.take(message).is_err() {
                        return;
                    }
                }
                Err(_) => return,
            }
        }
    }

    fn take(&mut self, message: Message) -> Result<(), TerminalError> {
        match message {
            Message::Event(event) => self.update(event),
            Message::Input(input) => self.input(input),
            Message::WriteOsc52(osc52) => {
                let written = self.terminal.write_raw(&osc52.sequence);
                self.update(outside::sent(&osc52, written));
            }
            Message::Signal(signal @ Signal::Quit(_)) => {
                self.update(Event::Terminate);
                self.exit = signal.exit_code();
            }
            Message::Signal(Signal::Suspend) => {
                // Whoever comes back may be somebody else: a revealed key hides.
                self.update(Event::Focus(false));
                self.terminal.suspend()?;
            }
            Message::Signal(Signal::Resume) => self.terminal.resume()?,
            Message::Signal(Signal::Resize) => self.resized()?,
        }
        Ok(())
    }

    fn input(&mut self, input: Input) {
        let event = match input {
            Input::Key(chord) => Event::Key(chord),
            Input::Paste { text, trailing_enter } => Event::Paste(Paste { text, trailing_enter }),
            // The size may be another one again: drawing asks for it.
            Input::Resize { .. } => {
                drop(self.sender.send(Message::Signal(Signal::Resize)));
                return;
            }
            Input::Focus(focused) => Event::Focus(focused),
            Input::Mouse(mouse) => match mouse_event(mouse) {
                Some(mouse) => Event::Mouse(mouse),
                None => return,
            },
            Input::Closed => {
                self.update(Event::Terminate);
                self.exit = HANG_UP.exit_code();
                return;
            }
        };
        self.update(event);
    }

    fn update(&mut self, event: Event) {
        let effects = self.app.update(event, clock::now());
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Start(job) => self.lane.run(job),
                Effect::Read(paths) => outside::read(paths, self.sender.clone()),
                Effect::List(path) => outside::list(path, self.sender.clone()),
                Effect::Copy(text) => {
                    self.copied = Some(text.clone());
                    outside::copy(&self.clipboard, text, self.sender.clone());
                }
                Effect::ReadClipboard => outside::paste(&self.clipboard, self.sender.clone()),
                Effect::ClearClipboard => {
                    self.copied = None;
                    outside::clear(&self.clipboard, self.sender.clone());
                }
                Effect::Unlock { ticket, text, passphrase } => {
                    outside::unlock(ticket, text, passphrase, self.sender.clone());
                }
                Effect::Generate { ticket, kind, certificate, now } => {
                    outside::generate(ticket, kind, certificate, now, self.sender.clone());
                }
                Effect::Write(files) => outside::write(files, self.sender.clone()),
                Effect::ReadKeys { ticket, key, certificate } => {
                    outside::read_keys(ticket, [key, certificate], self.sender.clone());
                }
                Effect::SaveProfile(saving) => outside::save_profile(saving, self.sender.clone()),
                // Without the mouse the workbench is still whole.
                Effect::CatchMouse(on) => drop(self.terminal.set_mouse(on)),
                Effect::Suspend => drop(self.sender.send(Message::Signal(Signal::Suspend))),
                Effect::Quit { hold } => {
                    self.hold = hold;
                    self.exit = self.exit.or(Some(0));
                }
            }
        }
    }

    /// Takes the terminal's size as it is now. Even with the same size as before the
    /// terminal may have lost its cells in between, so that all are drawn anew.
    fn resized(&mut self) -> Result<(), TerminalError> {
        let (width, height) = crossterm::terminal::size()?;
        self.update(Event::Resize { width, height });
        Ok(self.terminal.redraw()?)
    }

    fn draw(&mut self) -> Result<(), TerminalError> {
        let setup = &self.app.setup;
        if (setup.width, setup.height) != crossterm::terminal::size()? {
            self.resized()?;
        }
        let theme = Theme::of(self.app.theme);
        let app = &self.app;
        Ok(self.terminal.draw(|frame| ui::draw(app, &theme, frame))?)
    }

    /// Gives the terminal back and leaves what was copied to a holder.
    fn end(mut self) -> u8 {
        self.terminal.leave();
        if let (Some(text), Some(seconds)) = (&self.copied, self.hold) {
            // Failing that, the text is gone with the program, which is the safe side.
            let _ = clipboard::own_program().map(|program| clipboard::hand_over(&program, text, seconds));
        }
        self.exit.unwrap_or_default()
    }
}

/// Reads the terminal on a thread of its own.
fn listen(sender: &Sender<Message>) -> Result<(), TerminalError> {
    let sender = sender.clone();
    let read = move || burst::read_events(|input| sender.send(Message::Input(input)).is_ok());
    thread::Builder::new().name("input".to_owned()).spawn(read)?;
    Ok(())
}

fn theme(environment: &Environment) -> ThemeName {
    match (environment.no_color, environment.depth, environment.background) {
        (true, ..) => ThemeName::Plain,
        (false, Depth::True, Some(Background::Dark)) => ThemeName::Dark,
        (false, Depth::True, Some(Background::Light)) => ThemeName::Light,
        (false, ..) => ThemeName::Terminal,
    }
}

fn mouse_event(mouse: MouseEvent) -> Option<Mouse> {
    let action = match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseAction::Press,
        MouseEventKind::Drag(MouseButton::Left) => MouseAction::Drag,
        MouseEventKind::ScrollUp => MouseAction::Up,
        MouseEventKind::ScrollDown => MouseAction::Down,
        _ => return None,
    };
    Some(Mouse { action, x: mouse.column, y: mouse.row })
}
