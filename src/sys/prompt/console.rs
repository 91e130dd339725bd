//! The console of Windows, by way of the terminal library's events.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use zeroize::Zeroizing;

use super::PromptError;
use super::line::{End, Line};

/// The console, ready to be asked on.
pub struct Prompt {
    screen: File,
}

impl Prompt {
    /// Finds the console.
    pub fn open() -> Result<Self, PromptError> {
        let console = |name| OpenOptions::new().read(true).write(true).open(name).map_err(|_| PromptError::NoTerminal);
        console("CONIN$")?;
        Ok(Self { screen: console("CONOUT$")? })
    }

    /// Asks one question and waits for the answer.
    pub fn ask(&mut self, question: &str) -> Result<Zeroizing<String>, PromptError> {
        let raw = Raw::enter()?;
        self.screen.write_all(question.as_bytes())?;
        let mut line = Line::new();
        let end = read(&mut line);
        drop(raw);
        self.screen.write_all(b"\r\n")?;
        match end? {
            End::Entered => line.text(),
            End::Interrupted => Err(PromptError::Interrupted),
            End::Aborted => Err(PromptError::Aborted),
        }
    }
}

/// Raw mode; dropped, the console is as it was.
struct Raw;

impl Raw {
    fn enter() -> io::Result<Self> {
        enable_raw_mode().map(|()| Self)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // A console that has vanished has no modes to restore.
        let _ = disable_raw_mode();
    }
}

fn read(line: &mut Line) -> Result<End, PromptError> {
    loop {
        let ended = match event::read()? {
            // Each key is reported twice: when pressed and when released.
            Event::Key(key) if key.kind != KeyEventKind::Release => key_pressed(line, key),
            Event::Paste(text) => line.take(Zeroizing::new(text).as_bytes()),
            _ => None,
        };
        if let Some(end) = ended {
            return Ok(end);
        }
    }
}

fn key_pressed(line: &mut Line, key: KeyEvent) -> Option<End> {
    // AltGr arrives as Ctrl+Alt, and makes characters.
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL) && !key.modifiers.contains(KeyModifiers::ALT);
    match key.code {
        KeyCode::Enter => line.take(b"\r"),
        KeyCode::Esc => line.take(b"\x1b"),
        KeyCode::Backspace => line.take(b"\x7f"),
        KeyCode::Tab => line.take(b"\t"),
        KeyCode::Char('c') if ctrl => line.take(b"\x03"),
        KeyCode::Char('d') if ctrl => line.take(b"\x04"),
        KeyCode::Char('u') if ctrl => line.take(b"\x15"),
        KeyCode::Char(c) if !ctrl => line.take(c.encode_utf8(Zeroizing::new([0; 4]).as_mut_slice()).as_bytes()),
        _ => None,
    }
}
