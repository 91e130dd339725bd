//! The system clipboard: copying a secret text so that it can be told whether it
//! arrived, reading, and clearing only what is still ours. One thread owns the
//! one connection to the desktop for the life of the program, because on X11 and
//! Wayland the copying program serves the text. How long a text may stay is the
//! caller's to decide, and so is writing to the terminal: a text that has to go
//! that way (OSC 52) comes back as bytes.
//!
//! What cannot be promised: the clipboard library and the desktop keep copies of
//! the text that this program cannot wipe, and a clipboard manager may ignore the
//! mark that asks it not to remember.

mod board;
mod helper;
mod holder;
mod osc52;

use std::fmt;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use super::environment::Environment;
use board::Board;
use osc52::Between;

pub use holder::{HOLD_ARGUMENT, hand_over, hold, own_program};
pub use osc52::MAX_TEXT as MAX_OSC52_TEXT;

/// Longest text that is read, in bytes.
pub const MAX_READ: usize = 1024 * 1024;

/// How a text reached the clipboard; displays as words for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Directly.
    System,
    /// Through this program.
    Program(&'static str),
}

/// What became of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyOutcome {
    /// A clipboard took it.
    Copied {
        /// How.
        route: Route,
        /// It was read back and was equal; otherwise it could not be read back.
        confirmed: bool,
    },
    /// Write these bytes to the terminal (OSC 52). It gives no answer: whether the
    /// text arrives can never be known, and it can never be cleared.
    WriteOsc52(Osc52),
    /// It went nowhere.
    Failed(ClipboardError),
}

/// The bytes that ask a terminal to set its clipboard.
#[derive(Clone, PartialEq, Eq)]
pub struct Osc52 {
    /// To be written as they are.
    pub sequence: Zeroizing<Vec<u8>>,
    /// What could stand in the way, as far as it is known.
    pub caution: Option<&'static str>,
}

/// What became of clearing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClearOutcome {
    /// Our text was there and is gone.
    Cleared,
    /// Something else is there, or nothing: it was left alone.
    NotOurs,
    /// It cannot be cleared or not be told whether it is ours: why.
    CannotClear(ClipboardError),
}

/// Why a clipboard cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClipboardError {
    /// The clipboard that could be read is another machine's.
    #[error("over SSH the clipboard of your own machine cannot be read: use your terminal's paste")]
    OverSsh,
    /// There is no text.
    #[error("the clipboard holds no text")]
    Empty,
    /// There is something that is not UTF-8 text.
    #[error("what the clipboard holds is not text")]
    NotText,
    /// There is more than [`MAX_READ`].
    #[error("the clipboard holds more than 1 MiB")]
    TooLarge,
    /// The text is longer than [`MAX_OSC52_TEXT`], and only the terminal is left.
    #[error("{0} bytes are too long for the terminal's clipboard (OSC 52): most terminals take {MAX_OSC52_TEXT}")]
    TooLong(usize),
    /// The text was sent to the terminal, which gives no way to take it back.
    #[error("what was sent to the terminal's clipboard cannot be cleared from here")]
    SentToTerminal,
    /// The program that was used to set the clipboard cannot read or clear it.
    #[error("{0} can neither read nor clear the clipboard")]
    OnlySets(&'static str),
    /// The clipboard reports something else.
    #[error("the clipboard cannot be reached: {0}")]
    Failed(String),
    /// The clipboard's thread is gone.
    #[error("the clipboard is no longer available")]
    Gone,
}

/// The clipboard. Calls return at once; the answer is given on the clipboard's
/// thread, exactly once, and should only be passed on from there.
pub struct Clipboard {
    commands: Option<Sender<Command>>,
    ended: Receiver<()>,
}

type Answer<T> = Box<dyn FnOnce(T) + Send>;

enum Command {
    Copy(Zeroizing<String>, Answer<CopyOutcome>),
    Clear(Answer<ClearOutcome>),
    Read(Answer<Result<Zeroizing<String>, ClipboardError>>),
}

impl Clipboard {
    /// Starts the thread. The desktop is reached with the first command, not
    /// before; if no thread can be had, every answer is [`ClipboardError::Gone`].
    pub fn start(environment: &Environment) -> Self {
        let (commands, received) = mpsc::channel();
        let (end, ended) = mpsc::channel();
        let worker = Worker::new(environment);
        let started = thread::Builder::new().name("clipboard".to_owned()).spawn(move || {
            worker.run(&received);
            // The program may have stopped waiting.
            let _ = end.send(());
        });
        Self { commands: started.ok().map(|_| commands), ended }
    }

    /// Copies a text: over SSH through the terminal; else to the system
    /// clipboard, marked so that clipboard histories leave it out; else through
    /// `wl-copy`, `xclip`, `xsel` or `clip.exe`; else through the terminal.
    pub fn copy(&self, text: Zeroizing<String>, answer: impl FnOnce(CopyOutcome) + Send + 'static) {
        self.send(Command::Copy(text, Box::new(answer)));
    }

    /// Clears the clipboard if it still holds the text that was copied last.
    pub fn clear(&self, answer: impl FnOnce(ClearOutcome) + Send + 'static) {
        self.send(Command::Clear(Box::new(answer)));
    }

    /// Reads the clipboard's text.
    pub fn read(&self, answer: impl FnOnce(Result<Zeroizing<String>, ClipboardError>) + Send + 'static) {
        self.send(Command::Read(Box::new(answer)));
    }

    fn send(&self, command: Command) {
        let unsent = match &self.commands {
            Some(commands) => commands.send(command).err().map(|error| error.0),
            None => Some(command),
        };
        if let Some(command) = unsent {
            command.answer_gone();
        }
    }
}

impl Drop for Clipboard {
    /// Gives the desktop a moment to take the text off properly: some clipboard
    /// managers keep what a program leaves behind by vanishing.
    fn drop(&mut self) {
        drop(self.commands.take());
        // Half a second is long for that and short for a person who waits for the
        // program to end; a desktop that hangs may not hang the program.
        let _ = self.ended.recv_timeout(Duration::from_millis(500));
    }
}

impl Command {
    fn answer_gone(self) {
        match self {
            Self::Copy(_, answer) => answer(CopyOutcome::Failed(ClipboardError::Gone)),
            Self::Clear(answer) => answer(ClearOutcome::CannotClear(ClipboardError::Gone)),
            Self::Read(answer) => answer(Err(ClipboardError::Gone)),
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("the system clipboard"),
            Self::Program(name) => f.write_str(name),
        }
    }
}

impl fmt::Debug for Osc52 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Osc52([redacted], caution: {:?})", self.caution)
    }
}

/// What the thread owns.
struct Worker {
    over_ssh: bool,
    between: Between,
    /// The long-lived connection, made when first needed.
    native: Option<Board>,
    last: Last,
}

/// Where the text that was copied last went.
enum Last {
    Nowhere,
    /// To the terminal: out of reach.
    Terminal,
    /// To the long-lived connection.
    Native(Zeroizing<String>),
    /// Through another program.
    Helper(Board, Zeroizing<String>),
}

impl Worker {
    fn new(environment: &Environment) -> Self {
        let between = match (environment.in_tmux, environment.in_screen) {
            (true, _) => Between::Tmux,
            (false, true) => Between::Screen,
            (false, false) => Between::Nothing,
        };
        Self { over_ssh: environment.over_ssh, between, native: None, last: Last::Nowhere }
    }

    fn run(mut self, commands: &Receiver<Command>) {
        for command in commands {
            match command {
                Command::Copy(text, answer) => answer(self.copy(text)),
                Command::Clear(answer) => answer(self.clear()),
                Command::Read(answer) => answer(self.read()),
            }
        }
    }

    fn copy(&mut self, text: Zeroizing<String>) -> CopyOutcome {
        if self.over_ssh {
            return self.through_terminal(&text);
        }
        if let Some(confirmed) = self.with_native(|board| board.set_and_confirm(&text)) {
            self.last = Last::Native(text);
            return CopyOutcome::Copied { route: Route::System, confirmed };
        }
        for mut board in Board::helpers() {
            if let Ok(confirmed) = board.set_and_confirm(&text) {
                let route = board.route();
                self.last = Last::Helper(board, text);
                return CopyOutcome::Copied { route, confirmed };
            }
        }
        self.through_terminal(&text)
    }

    fn through_terminal(&mut self, text: &str) -> CopyOutcome {
        match osc52::sequence(text, self.between) {
            Some(sequence) => {
                self.last = Last::Terminal;
                CopyOutcome::WriteOsc52(Osc52 { sequence, caution: self.between.caution() })
            }
            None => CopyOutcome::Failed(ClipboardError::TooLong(text.len())),
        }
    }

    fn clear(&mut self) -> ClearOutcome {
        match std::mem::replace(&mut self.last, Last::Nowhere) {
            Last::Nowhere => ClearOutcome::NotOurs,
            Last::Terminal => ClearOutcome::CannotClear(ClipboardError::SentToTerminal),
            Last::Native(text) => match &mut self.native {
                Some(board) => board.clear_if(&text),
                None => ClearOutcome::NotOurs,
            },
            Last::Helper(mut board, text) => board.clear_if(&text),
        }
    }

    fn read(&mut self) -> Result<Zeroizing<String>, ClipboardError> {
        if self.over_ssh {
            return Err(ClipboardError::OverSsh);
        }
        let mut error = match self.connected().and_then(Board::get) {
            // What was reached has answered, even if it holds nothing of use.
            Err(error @ ClipboardError::Failed(_)) => error,
            answer => return answer,
        };
        for mut board in Board::helpers() {
            match board.get() {
                Err(ClipboardError::Failed(why)) => error = ClipboardError::Failed(why),
                Err(ClipboardError::OnlySets(_)) => {}
                answer => return answer,
            }
        }
        Err(error)
    }

    fn connected(&mut self) -> Result<&mut Board, ClipboardError> {
        match &mut self.native {
            Some(board) => Ok(board),
            none => Ok(none.insert(Board::native()?)),
        }
    }

    /// Does something on the connection; one that fails is given up, so that the
    /// next command makes a new one.
    fn with_native<T>(&mut self, work: impl FnOnce(&mut Board) -> Result<T, ClipboardError>) -> Option<T> {
        let done = self.connected().and_then(work).ok();
        if done.is_none() {
            self.native = None;
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over_ssh(variables: &'static [&'static str]) -> Clipboard {
        Clipboard::start(&Environment::from(move |name| {
            (name == "SSH_TTY" || variables.contains(&name)).then(|| "set".into())
        }))
    }

    fn copied(clipboard: &Clipboard, text: &str) -> CopyOutcome {
        let (send, answer) = mpsc::channel();
        clipboard.copy(Zeroizing::new(text.to_owned()), move |outcome| send.send(outcome).unwrap());
        answer.recv().unwrap()
    }

    #[test]
    fn over_ssh_a_copy_goes_to_the_terminal_and_cannot_be_cleared_or_read() {
        let clipboard = over_ssh(&[]);
        // printf 'Bearer a.b.c' | base64
        let sequence = Zeroizing::new(b"\x1b]52;c;QmVhcmVyIGEuYi5j\x07".to_vec());
        assert_eq!(copied(&clipboard, "Bearer a.b.c"), CopyOutcome::WriteOsc52(Osc52 { sequence, caution: None }));
        let (send, cleared) = mpsc::channel();
        clipboard.clear(move |outcome| send.send(outcome).unwrap());
        assert_eq!(cleared.recv(), Ok(ClearOutcome::CannotClear(ClipboardError::SentToTerminal)));
        let (send, read) = mpsc::channel();
        clipboard.read(move |text| send.send(text).unwrap());
        assert_eq!(read.recv(), Ok(Err(ClipboardError::OverSsh)));
    }

    #[test]
    fn what_stands_between_is_named() {
        let caution = |variables| match copied(&over_ssh(variables), "text") {
            CopyOutcome::WriteOsc52(osc52) => osc52.caution,
            other => panic!("{other:?}"),
        };
        assert_eq!(caution(&[]), None);
        assert_eq!(caution(&["TMUX"]), Some("in tmux this needs \"set -s set-clipboard on\""));
        assert_eq!(caution(&["STY"]), Some("GNU screen may cut or drop long texts"));
    }

    #[test]
    fn a_text_that_is_too_long_for_the_terminal_is_refused_with_its_length() {
        let outcome = copied(&over_ssh(&[]), &"x".repeat(MAX_OSC52_TEXT + 1));
        assert_eq!(outcome, CopyOutcome::Failed(ClipboardError::TooLong(74_995)));
        assert_eq!(
            ClipboardError::TooLong(74_995).to_string(),
            "74995 bytes are too long for the terminal's clipboard (OSC 52): most terminals take 74994"
        );
    }

    #[test]
    fn no_outcome_prints_the_text() {
        let printed = format!("{:?}", copied(&over_ssh(&[]), "Bearer a.b.c"));
        assert_eq!(printed, "WriteOsc52(Osc52([redacted], caution: None))");
    }

    #[test]
    fn a_clipboard_without_its_thread_answers_all_the_same() {
        let clipboard = Clipboard { commands: None, ended: mpsc::channel().1 };
        assert_eq!(copied(&clipboard, "text"), CopyOutcome::Failed(ClipboardError::Gone));
    }
}
