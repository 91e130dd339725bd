//! The controlling terminal of a Unix process, and the signals that may come while
//! it is asked.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::termios::{QueueSelector, tcflush};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator::{Handle, Signals};
use signal_hook::low_level::emulate_default_handler;
use zeroize::Zeroizing;

use super::PromptError;
use super::line::{End, Line};

/// The terminal, ready to be asked on. As long as it lives a signal that ends or stops
/// the program gives the terminal back first; once dropped such signals are caught and
/// ignored, unless somebody else watches for them.
pub struct Prompt {
    input: File,
    screen: Screen,
    signals: Handle,
}

impl Prompt {
    /// Finds the terminal.
    pub fn open() -> Result<Self, PromptError> {
        let terminal = OpenOptions::new().write(true).open("/dev/tty").ok();
        let screen = terminal.or_else(|| clone(&io::stderr())).ok_or(PromptError::NoTerminal)?;
        // The same choice as raw mode makes, which is set for one of the two.
        let input = clone(&io::stdin()).or_else(|| File::open("/dev/tty").ok()).ok_or(PromptError::NoTerminal)?;
        let screen = Screen(Arc::new(Mutex::new(Asking { terminal: screen, question: None })));
        let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT])?;
        let handle = signals.handle();
        let theirs = screen.clone();
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for signal in signals.forever() {
                theirs.signal(signal);
            }
        })?;
        Ok(Self { input, screen, signals: handle })
    }

    /// Asks one question and waits for the answer.
    pub fn ask(&mut self, question: &str) -> Result<Zeroizing<String>, PromptError> {
        let asked = Asked::ask(&self.screen, question)?;
        let mut line = Line::new();
        let end = self.read(&mut line);
        self.discard();
        drop(asked);
        match end? {
            End::Entered => line.text(),
            End::Interrupted => Err(PromptError::Interrupted),
            End::Aborted => Err(PromptError::Aborted),
        }
    }

    /// Throws away what was typed or pasted behind the answer: it may be the rest of a key, and the shell would show it
    /// and run it.
    fn discard(&self) {
        // A long paste arrives in pieces.
        for pause in [0, 30] {
            thread::sleep(Duration::from_millis(pause));
            // A terminal that has vanished has nothing to throw away.
            let _ = tcflush(&self.input, QueueSelector::IFlush);
        }
    }

    fn read(&self, line: &mut Line) -> Result<End, PromptError> {
        let mut bytes = Zeroizing::new([0; 1024]);
        loop {
            match (&self.input).read(bytes.as_mut_slice()) {
                // A terminal that hangs up has nobody left to type.
                Ok(0) => return Ok(End::Aborted),
                Ok(count) => {
                    if let Some(end) = bytes.get(..count).and_then(|typed| line.take(typed)) {
                        return Ok(end);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl Drop for Prompt {
    fn drop(&mut self) {
        self.signals.close();
    }
}

/// A second handle of a standard stream that is a terminal.
fn clone(stream: &(impl AsFd + io::IsTerminal)) -> Option<File> {
    stream.is_terminal().then(|| stream.as_fd().try_clone_to_owned().ok().map(File::from))?
}

/// What the asking thread and the one for signals share.
#[derive(Clone)]
struct Screen(Arc<Mutex<Asking>>);

struct Asking {
    terminal: File,
    /// What is being asked; the terminal is in raw mode meanwhile.
    question: Option<String>,
}

impl Screen {
    fn lock(&self) -> MutexGuard<'_, Asking> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn signal(&self, signal: i32) {
        let mut asking = self.lock();
        if signal == SIGCONT {
            // The shell may have set its own modes meanwhile.
            let _ = disable_raw_mode();
            let _ = asking.show();
        } else {
            asking.give_back();
            // Ends the process, or stops it until it is continued.
            let _ = emulate_default_handler(signal);
        }
    }
}

impl Asking {
    /// Echo off, then the question: whoever sees it can type.
    fn show(&mut self) -> io::Result<()> {
        let Some(question) = &self.question else { return Ok(()) };
        enable_raw_mode()?;
        self.terminal.write_all(question.as_bytes())?;
        self.terminal.flush()
    }

    fn give_back(&mut self) {
        if self.question.is_some() {
            // A terminal that has vanished has no modes to restore.
            let _ = disable_raw_mode();
            let _ = self.terminal.write_all(b"\n");
        }
    }
}

/// A question that stands on the terminal; dropped, the terminal is as it was.
struct Asked<'a>(&'a Screen);

impl<'a> Asked<'a> {
    fn ask(screen: &'a Screen, question: &str) -> io::Result<Self> {
        let mut asking = screen.lock();
        asking.question = Some(question.to_owned());
        let asked = Self(screen);
        let shown = asking.show();
        drop(asking);
        shown.map(|()| asked)
    }
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        let mut asking = self.0.lock();
        asking.give_back();
        asking.question = None;
    }
}
