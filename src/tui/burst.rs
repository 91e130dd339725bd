//! Input from the terminal, read on a thread of its own. Where no bracketed paste
//! exists (Windows, old terminals) a pasted text arrives as a burst of keys, Enter and
//! Tab among them; [`Gather`] puts such a burst together again, so that no pasted line
//! presses a button. What a text is and where it goes is not decided here.

mod gather;
#[cfg(unix)]
mod scrub;
/// Where no paste is reported there is none to wipe.
#[cfg(not(unix))]
mod scrub {
    pub(super) fn scrub(_: usize, _: impl FnMut(crossterm::event::Event)) -> std::io::Result<()> {
        Ok(())
    }
}

use std::fs::File;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyModifiers, MouseEvent, MouseEventKind};
use zeroize::Zeroizing;

use super::keys;
use crate::app::chord::Chord;

pub use gather::Gather;

/// How often it is checked that the terminal is still there: one that has vanished
/// reports no error, but lets every wait spin.
const GLANCE: Duration = Duration::from_millis(500);

/// Long enough to see input that is there already. (Zero would see none, with the
/// event source that reads the terminal itself.)
const AT_ONCE: Duration = Duration::from_micros(50);

/// What comes from the terminal.
#[derive(Clone, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Chord),
    /// A pasted text, with its line breaks as they came (LF where it came as keys).
    Paste {
        /// The text.
        text: Zeroizing<String>,
        /// It came as keys, and after it came Enter, the only one: prompts take that
        /// as Enter, text panes as a line break. It is not in `text`.
        trailing_enter: bool,
    },
    /// The terminal has a new size in cells.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// The terminal window got (`true`) or lost the focus.
    Focus(bool),
    /// The mouse pressed, dragged, released or turned the wheel.
    Mouse(MouseEvent),
    /// The terminal is gone. Nothing comes after this.
    Closed,
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(_) => f.write_str("Key([redacted])"),
            Self::Paste { trailing_enter, .. } => write!(f, "Paste([redacted], trailing_enter: {trailing_enter})"),
            Self::Resize { width, height } => write!(f, "Resize({width}x{height})"),
            Self::Focus(on) => write!(f, "Focus({on})"),
            Self::Mouse(mouse) => write!(f, "Mouse({mouse:?})"),
            Self::Closed => f.write_str("Closed"),
        }
    }
}

/// Reads the terminal until it is gone, or until `send` answers `false` because
/// nobody listens any more. The body of a thread; the only place that reads keys.
pub fn read_events(mut send: impl FnMut(Input) -> bool) {
    let begin = Instant::now();
    let now = || u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut reader =
        Source::open().ok().map(|source| Reader { source, gather: Gather::default(), after_return: false, pasted: 0 });
    let mut out = Vec::new();
    loop {
        let alive = reader.as_mut().is_some_and(|reader| reader.step(&now, &mut out).unwrap_or(false));
        if !alive {
            out.push(Input::Closed);
        }
        for input in out.drain(..) {
            if !send(input) {
                return;
            }
        }
        if !alive {
            return;
        }
    }
}

/// What the reading thread knows.
struct Reader {
    source: Source,
    gather: Gather,
    /// The last key was a carriage return, not a line feed.
    after_return: bool,
    /// Bytes of the longest paste that the terminal library still holds.
    pasted: usize,
}

impl Reader {
    /// Waits for one event and takes it; `false` if the terminal is gone.
    fn step(&mut self, now: &impl Fn() -> u64, out: &mut Vec<Input>) -> io::Result<bool> {
        if event::poll(self.gather.patience(now()).unwrap_or(GLANCE))? {
            self.take(event::read()?, now(), out);
        } else if !self.source.is_there() {
            self.gather.flush(out);
            return Ok(false);
        } else if self.pasted > 0 && self.gather.patience(now()).is_none() {
            self.scrub(now, out);
        }
        let waiting = event::poll(AT_ONCE)?;
        self.gather.settle(waiting, now(), out);
        let pasted = out.iter().map(|input| match input {
            Input::Paste { text, .. } => text.len(),
            _ => 0,
        });
        self.pasted = pasted.fold(self.pasted, usize::max);
        Ok(true)
    }

    /// Wipes what the terminal library holds of pastes; nothing has come for a while, so that no paste is cut.
    fn scrub(&mut self, now: &impl Fn() -> u64, out: &mut Vec<Input>) {
        let bytes = std::mem::take(&mut self.pasted);
        // From a terminal that is not standard input the library reads by a file of its own.
        if matches!(self.source, Source::Stdin) {
            // Without a pipe or a thread the paste stays there: no reason to end.
            let _ = scrub::scrub(bytes, |event| self.take(event, now(), out));
        }
    }

    fn take(&mut self, event: Event, now: u64, out: &mut Vec<Input>) {
        let input = match event {
            Event::Key(key) => {
                if let Some(chord) = keys::chord(key).filter(|_| !self.ends_pair(key)) {
                    self.gather.push(chord, now, out);
                }
                return;
            }
            Event::Mouse(mouse) if mouse.kind == MouseEventKind::Moved => return,
            Event::Mouse(mouse) => Input::Mouse(mouse),
            Event::Paste(text) => Input::Paste { text: Zeroizing::new(text), trailing_enter: false },
            Event::Resize(width, height) => Input::Resize { width, height },
            Event::FocusGained => Input::Focus(true),
            Event::FocusLost => Input::Focus(false),
        };
        self.gather.flush(out);
        out.push(input);
    }

    /// The line feed of a CR LF in a burst (it arrives as Ctrl+J), which is one line break.
    fn ends_pair(&mut self, key: KeyEvent) -> bool {
        let line_feed = key.code == KeyCode::Char('j') && key.modifiers == KeyModifiers::CONTROL;
        let after_return = std::mem::replace(&mut self.after_return, key.code == KeyCode::Enter);
        line_feed && after_return && self.gather.patience(0).is_some()
    }
}

/// Where keys are read from: the same choice as the terminal library makes.
enum Source {
    Stdin,
    Terminal(File),
}

impl Source {
    fn open() -> io::Result<Self> {
        if io::stdin().is_terminal() { Ok(Self::Stdin) } else { File::open("/dev/tty").map(Self::Terminal) }
    }

    /// A terminal that has vanished is none any more: it does not answer questions.
    fn is_there(&self) -> bool {
        match self {
            Self::Stdin => io::stdin().is_terminal(),
            Self::Terminal(file) => file.is_terminal(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pasted(text: &str, trailing_enter: bool) -> Input {
        Input::Paste { text: Zeroizing::new(text.to_owned()), trailing_enter }
    }

    fn reader() -> Reader {
        Reader { source: Source::Stdin, gather: Gather::default(), after_return: false, pasted: 0 }
    }

    #[test]
    fn what_is_no_key_comes_after_the_keys_before_it() {
        let mut reader = reader();
        let mut out = Vec::new();
        reader.take(Event::Key(KeyCode::Char('a').into()), 0, &mut out);
        reader.take(Event::Paste("text\r\n".to_owned()), 0, &mut out);
        reader.take(Event::Resize(80, 24), 0, &mut out);
        let resize = Input::Resize { width: 80, height: 24 };
        assert_eq!(out, [Input::Key(Chord::char('a')), pasted("text\r\n", false), resize]);
    }

    #[test]
    fn every_kind_of_line_end_in_a_burst_is_one_line_break() {
        for line_end in ["\r\n", "\r", "\n"] {
            let mut reader = reader();
            let mut out = Vec::new();
            for c in ["first", "", "third"].join(line_end).chars() {
                let key = match c {
                    '\r' => KeyCode::Enter.into(),
                    '\n' => KeyEvent::new(KeyCode::Char('j'), KeyModifiers::CONTROL),
                    c => KeyCode::Char(c).into(),
                };
                reader.take(Event::Key(key), 0, &mut out);
            }
            reader.gather.flush(&mut out);
            assert_eq!(out, [pasted("first\n\nthird", false)], "{line_end:?}");
        }
    }

    #[test]
    fn no_input_prints_what_was_typed_or_pasted() {
        assert_eq!(format!("{:?}", pasted("secret", true)), "Paste([redacted], trailing_enter: true)");
        assert_eq!(format!("{:?}", Input::Key(Chord::char('s'))), "Key([redacted])");
    }
}
