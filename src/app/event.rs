//! What comes into the state machine, and what it asks for: plain data both ways.

use std::fmt;

use zeroize::Zeroizing;

use super::chord::Chord;
use super::job::{Job, Outcome};
use crate::jose::key::generate::{Kind, Made};
use crate::jose::key::{KeyFile, Passphrase};
use crate::jose::problem::Problem;

/// Something that happened outside. It has no `Debug`: keys that are typed and texts that come may be secrets.
pub enum Event {
    /// A key was pressed.
    Key(Chord),
    /// A text was pasted into the terminal.
    Paste(Paste),
    /// The terminal has a new size in cells.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// The terminal window got (`true`) or lost the focus.
    Focus(bool),
    /// The mouse did something at a cell.
    Mouse(Mouse),
    /// A job is done.
    Done(Outcome),
    /// Files were read, in the order they were asked for.
    Opened(Vec<Opened>),
    /// A folder was listed.
    Listed(Listing),
    /// A copy went somewhere or nowhere.
    Copied(Copied),
    /// The clipboard was cleared: `true` if it still held our text.
    Cleared(bool),
    /// What the system clipboard holds, or the sentence why it cannot be read.
    ClipboardText(Result<Zeroizing<String>, String>),
    /// A locked key was opened, or not: the number of the effect, and the keys.
    Unlocked(u64, Result<KeyFile, Problem>),
    /// A key was made, or not: the number of the effect, and the key.
    Made(u64, Result<Made, Problem>),
    /// Files were written, all of them (by name) or none.
    Written(Result<Vec<String>, String>),
    /// Work with the profile of that name: it was named on the command line.
    OpenProfile(String),
    /// The files of a profile were read: the number of the effect, the signing key, the certificate.
    KeysRead(u64, [Option<Opened>; 2]),
    /// What became of the profile of that name.
    ProfileSaved(String, Saved),
    /// Time went by.
    Tick,
    /// The system asks the program to end.
    Terminate,
}

/// A pasted text.
pub struct Paste {
    /// The text, with its line ends as they came.
    pub text: Zeroizing<String>,
    /// It came as a burst of keys whose last was Enter: prompts take that as Enter,
    /// text panes as a line break.
    pub trailing_enter: bool,
}

impl fmt::Debug for Paste {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Paste([redacted], trailing_enter: {})", self.trailing_enter)
    }
}

/// What the mouse did, and where (0-based cells).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub action: MouseAction,
    /// Column.
    pub x: u16,
    /// Row.
    pub y: u16,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseAction {
    /// The left button went down.
    Press,
    /// The mouse moved with the left button down.
    Drag,
    /// The wheel turned up.
    Up,
    /// The wheel turned down.
    Down,
}

/// One file that was asked for.
pub struct Opened {
    /// The file's name without its folder.
    pub name: String,
    /// Its path, if that is text.
    pub path: Option<String>,
    /// Its bytes, or the sentence why they cannot be had.
    pub content: Result<Zeroizing<Vec<u8>>, String>,
    /// Other users of this machine can read it.
    pub others_can_read: bool,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opened({:?}, [redacted])", self.name)
    }
}

/// A folder's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The path text that this answers.
    pub asked: String,
    /// The folder, absolute where it could be told.
    pub folder: String,
    /// Its entries, or the sentence why they cannot be had.
    pub entries: Result<Vec<Entry>, String>,
}

/// A file or folder in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its path.
    pub path: String,
    /// It is a folder.
    pub folder: bool,
    /// Bytes.
    pub size: u64,
}

/// What became of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Copied {
    /// The system clipboard has it; `confirmed` if it was read back equal.
    System {
        /// It was read back and was equal.
        confirmed: bool,
        /// How: `the system clipboard`, `wl-copy`.
        route: String,
    },
    /// It was sent to the terminal (OSC 52), which never answers.
    Terminal {
        /// What could stand in the way.
        caution: Option<String>,
    },
    /// It went nowhere: why.
    Failed(String),
}

/// A file to be written.
#[derive(PartialEq, Eq)]
pub struct Output {
    /// Its path as typed.
    pub path: String,
    /// What goes into it.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Nobody but the user may read it.
    pub private: bool,
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Output({:?}, private: {}, [redacted])", self.path, self.private)
    }
}

/// A profile to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    /// The name of its file without `.toml`.
    pub name: String,
    /// What goes into it: paths and settings.
    pub text: String,
    /// Another one of that name gives way.
    pub replace: bool,
}

/// What became of a profile that was to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It is in the file with this path.
    Written(String),
    /// There is one of that name, which was not to be replaced.
    Exists,
    /// The sentence why it was not written.
    Failed(String),
}

/// Something that the state machine wants done outside.
#[derive(PartialEq, Eq)]
pub enum Effect {
    /// Run this job; it replaces one that waits.
    Start(Box<Job>),
    /// Read these files (paths as typed).
    Read(Vec<String>),
    /// List the folder that this typed path means.
    List(String),
    /// Put this on the clipboard.
    Copy(Zeroizing<String>),
    /// Read the clipboard.
    ReadClipboard,
    /// Clear the clipboard if it still holds what was copied.
    ClearClipboard,
    /// Open a locked key with a passphrase; the answer bears the number.
    Unlock {
        /// The number.
        ticket: u64,
        /// The locked text.
        text: Zeroizing<String>,
        /// What may open it.
        passphrase: Passphrase,
    },
    /// Make a key; the answer bears the number.
    Generate {
        /// The number.
        ticket: u64,
        /// What kind of key.
        kind: Kind,
        /// Subject and days of a self-signed certificate, if one is wanted.
        certificate: Option<(String, u32)>,
        /// The moment, Unix seconds.
        now: i64,
    },
    /// Write these files, all of them or none, and none over another.
    Write(Vec<Output>),
    /// Read the files of a profile (paths as typed); the answer bears the number.
    ReadKeys {
        /// The number.
        ticket: u64,
        /// The signing key or secret.
        key: Option<String>,
        /// The public key or certificate.
        certificate: Option<String>,
    },
    /// Write a profile into the config folder.
    SaveProfile(Saving),
    /// Catch the mouse, or leave it to the terminal.
    CatchMouse(bool),
    /// Stop the process as the shell's Ctrl+Z does.
    Suspend,
    /// End; what was copied stays on the clipboard for so many more seconds.
    Quit {
        /// Seconds that are left of the copied text's time.
        hold: Option<u64>,
    },
}

impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(job) => write!(f, "Start({job:?})"),
            Self::Read(paths) => write!(f, "Read({paths:?})"),
            Self::List(path) => write!(f, "List({path:?})"),
            Self::Copy(_) => f.write_str("Copy([redacted])"),
            Self::ReadClipboard => f.write_str("ReadClipboard"),
            Self::ClearClipboard => f.write_str("ClearClipboard"),
            Self::Unlock { ticket, .. } => write!(f, "Unlock({ticket}, [redacted])"),
            Self::Generate { ticket, kind, certificate, .. } => {
                write!(f, "Generate({ticket}, {}, {certificate:?})", kind.name)
            }
            Self::Write(files) => write!(f, "Write({files:?})"),
            Self::ReadKeys { ticket, key, certificate } => write!(f, "ReadKeys({ticket}, {key:?}, {certificate:?})"),
            Self::SaveProfile(saving) => write!(f, "SaveProfile({saving:?})"),
            Self::CatchMouse(on) => write!(f, "CatchMouse({on})"),
            Self::Suspend => f.write_str("Suspend"),
            Self::Quit { hold } => write!(f, "Quit {{ hold: {hold:?} }}"),
        }
    }
}
