//! The terminal guard: takes the terminal for the full screen and gives it back as
//! it was, whatever ends the program: quitting, an error, a panic on any thread, a
//! signal. It draws what it is handed and knows nothing of what that means.
//!
//! Once the terminal is given back nothing more is written to it, so that no late
//! frame lands on the person's own screen.

use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::panic;
use std::process;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableFocusChange};
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{Command, ExecutableCommand};
use ratatui::Frame;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Position, Rect};
use zeroize::Zeroize;

use super::signals;
use crate::sys::fault;

/// What is asked of the terminal beside the full screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Catch clicks, drags and the wheel; the terminal's own selection then needs Shift.
    pub mouse: bool,
}

/// Why there is no full screen.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// Standard output goes elsewhere.
    #[error("standard output is not a terminal")]
    NoOutput,
    /// There is nowhere to read keys from.
    #[error("there is no terminal to read keys from")]
    NoInput,
    /// The system refuses.
    #[error("the terminal cannot be used: {0}")]
    Io(#[from] io::Error),
}

/// The terminal, taken.
pub struct Terminal {
    screen: ratatui::Terminal<CrosstermBackend<Screen>>,
    guard: Guard,
}

impl Terminal {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, focus
    /// changes, and the mouse if asked. To be called once, by the thread that draws:
    /// from then on a panic on any other thread ends the process with code 101.
    pub fn enter(options: Options) -> Result<Self, TerminalError> {
        if !io::stdout().is_terminal() {
            return Err(TerminalError::NoOutput);
        }
        // Keys can come from the terminal itself while a token comes from a pipe.
        if !(io::stdin().is_terminal() || cfg!(unix) && File::open("/dev/tty").is_ok()) {
            return Err(TerminalError::NoInput);
        }
        let guard = Guard::default();
        restore_on_panic(guard.clone());
        guard.enter(options.mouse)?;
        // From here on dropping gives the terminal back.
        let screen = Screen { guard: guard.clone(), frame: Vec::new() };
        match ratatui::Terminal::new(CrosstermBackend::new(screen)) {
            Ok(screen) => Ok(Self { screen, guard }),
            Err(error) => {
                guard.leave();
                Err(error.into())
            }
        }
    }

    /// Draws one frame; only cells that changed are written, in one piece.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        if !self.guard.lock().entered {
            return Err(io::Error::new(io::ErrorKind::NotConnected, "the terminal has been given back"));
        }
        self.screen.draw(render).map(|_| ())
    }

    /// Lets the next frame be drawn from scratch.
    pub fn redraw(&mut self) -> io::Result<()> {
        // Not `clear`: that asks the terminal where the cursor is, and the answer
        // would go to the thread that reads keys.
        let size = self.screen.size()?;
        self.screen.resize(Rect::from((Position::ORIGIN, size)))
    }

    /// Writes bytes past the frame (a clipboard sequence).
    pub fn write_raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.guard.write(bytes)
    }

    /// Catches the mouse, or leaves it to the terminal.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        let mut modes = self.guard.lock();
        modes.mouse = on;
        if modes.entered { mouse(&mut io::stdout(), on) } else { Ok(()) }
    }

    /// Gives the terminal back. Doing it again does nothing.
    pub fn leave(&mut self) {
        self.guard.leave();
    }

    /// Gives the terminal back, stops this process as Ctrl+Z does elsewhere, and
    /// takes the terminal again when it is continued. No effect without signals.
    pub fn suspend(&mut self) -> io::Result<()> {
        if cfg!(not(unix)) {
            return Ok(());
        }
        self.guard.leave();
        signals::stop()?;
        self.resume()
    }

    /// Takes the terminal again after it was another's (SIGCONT), and lets the next
    /// frame be drawn from scratch.
    pub fn resume(&mut self) -> io::Result<()> {
        let mouse = self.guard.lock().mouse;
        // The shell has set its own modes meanwhile: giving back first makes the
        // library look at them anew.
        self.guard.leave();
        self.guard.enter(mouse)?;
        self.redraw()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.guard.leave();
    }
}

impl fmt::Debug for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Terminal {{ entered: {} }}", self.guard.lock().entered)
    }
}

/// What the terminal was asked for.
#[derive(Debug, Default)]
struct Modes {
    entered: bool,
    mouse: bool,
}

/// The terminal's state, shared with the panic hook.
#[derive(Debug, Clone, Default)]
struct Guard(Arc<Mutex<Modes>>);

impl Guard {
    fn lock(&self) -> MutexGuard<'_, Modes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, mouse_wanted: bool) -> io::Result<()> {
        let mut modes = self.lock();
        terminal::enable_raw_mode()?;
        *modes = Modes { entered: true, mouse: mouse_wanted };
        let entered = take(&mut io::stdout(), mouse_wanted);
        drop(modes);
        entered.inspect_err(|_| self.leave())
    }

    fn leave(&self) {
        let mut modes = self.lock();
        if !modes.entered {
            return;
        }
        modes.entered = false;
        give_back(&mut io::stdout());
        // A terminal that has vanished has no modes to restore.
        let _ = terminal::disable_raw_mode();
    }

    /// Writes while the terminal is ours; afterwards the bytes are dropped.
    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let modes = self.lock();
        if modes.entered {
            let mut out = io::stdout().lock();
            out.write_all(bytes)?;
            out.flush()?;
        }
        drop(modes);
        Ok(())
    }
}

/// Gathers a frame and writes it in one piece.
#[derive(Debug)]
struct Screen {
    guard: Guard,
    frame: Vec<u8>,
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let written = self.guard.write(&self.frame);
        // It may have shown a key.
        self.frame.zeroize();
        written
    }
}

fn take(out: &mut impl Write, mouse_wanted: bool) -> io::Result<()> {
    out.execute(EnterAlternateScreen)?;
    // On Windows no paste is ever reported, and asking for it marks pasted line
    // breaks as Ctrl+Enter (crossterm issues 737, 962).
    #[cfg(not(windows))]
    out.execute(crossterm::event::EnableBracketedPaste)?;
    out.execute(EnableFocusChange)?;
    if mouse_wanted { mouse(out, true) } else { Ok(()) }
}

/// Undoes everything in the opposite order. Each step is tried whatever became of
/// the one before, and all are harmless if there is nothing to undo.
fn give_back(out: &mut impl Write) {
    undo(out, DisableMouseCapture);
    undo(out, DisableFocusChange);
    if cfg!(not(windows)) {
        undo(out, DisableBracketedPaste);
    }
    undo(out, SetAttribute(Attribute::Reset));
    undo(out, Show);
    undo(out, LeaveAlternateScreen);
}

fn undo(out: &mut impl Write, command: impl Command) {
    let _ = out.execute(command).map(|_| ());
}

/// Buttons, drags and the wheel, in the encoding without a column limit. Not the
/// library's own sequence: that reports every movement, and wakes the program with it.
#[cfg(not(windows))]
fn mouse(out: &mut impl Write, on: bool) -> io::Result<()> {
    if on {
        out.write_all(b"\x1b[?1000h\x1b[?1002h\x1b[?1006h")?;
        out.flush()
    } else {
        out.execute(DisableMouseCapture).map(|_| ())
    }
}

#[cfg(windows)]
fn mouse(out: &mut impl Write, on: bool) -> io::Result<()> {
    if on {
        out.execute(crossterm::event::EnableMouseCapture).map(|_| ())
    } else {
        out.execute(DisableMouseCapture).map(|_| ())
    }
}

/// From now on a panic gives the terminal back and says where it happened. What it
/// says (its message) is kept back: it could quote a token or a key.
fn restore_on_panic(guard: Guard) {
    let drawing = thread::current().id();
    panic::set_hook(Box::new(move |info| {
        guard.leave();
        let _ = writeln!(io::stderr(), "{}", fault::farewell(info));
        // The drawing thread unwinds and ends the program; without another thread
        // the program could wait for ever for what that thread was to do.
        if thread::current().id() != drawing {
            process::exit(101);
        }
    }));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::num::NonZero;

    use super::*;

    /// What a terminal makes of these bytes.
    fn screen_after(bytes: &[u8]) -> vt100::Parser {
        let mut parser = vt100::Parser::new(NonZero::new(24).unwrap(), NonZero::new(80).unwrap(), 0);
        parser.process(bytes);
        parser
    }

    fn taken(mouse_wanted: bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        take(&mut bytes, mouse_wanted).unwrap();
        bytes
    }

    /// The private modes (DECSET, DECRST) that are named with this final letter.
    fn modes(bytes: &[u8], letter: char) -> BTreeSet<String> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.split("\x1b[?")
            .skip(1)
            .filter_map(|rest| rest.find(|c: char| !c.is_ascii_digit()).map(|end| rest.split_at(end)))
            .filter(|(_, rest)| rest.starts_with(letter))
            .map(|(number, _)| number.to_owned())
            .collect()
    }

    #[test]
    fn taking_the_terminal_switches_screen_paste_and_mouse() {
        let parser = screen_after(&taken(true));
        let screen = parser.screen();
        assert!(screen.alternate_screen() && screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::ButtonMotion);
        assert_eq!(screen.mouse_protocol_encoding(), vt100::MouseProtocolEncoding::Sgr);
        let without = screen_after(&taken(false));
        assert_eq!(without.screen().mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    }

    #[test]
    fn giving_back_undoes_every_mode_that_was_set() {
        let mut bytes = b"before".to_vec();
        bytes.extend(taken(true));
        bytes.extend(b"\x1b[?25l\x1b[1;31msecret");
        give_back(&mut bytes);
        let parser = screen_after(&bytes);
        let screen = parser.screen();
        assert_eq!(screen.contents(), "before");
        assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert_eq!(screen.fgcolor(), vt100::Color::Default);
        let mut back = Vec::new();
        give_back(&mut back);
        assert!(modes(&taken(true), 'h').is_subset(&modes(&back, 'l')), "{bytes:?}");
    }

    #[test]
    fn a_terminal_that_is_given_back_gets_no_more_frames() {
        let guard = Guard::default();
        let mut screen = Screen { guard, frame: Vec::new() };
        screen.write_all(b"late").unwrap();
        screen.flush().unwrap();
        assert_eq!(screen.frame, b"");
    }
}
