//! Files and clipboard as the state machine sees them: its effects performed, their
//! results as its events.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::thread;

use zeroize::Zeroizing;

use super::Message;
use crate::app::event::{Copied, Entry, Event, Listing, Opened, Output, Saved, Saving};
use crate::app::template::library::OwnFile;
use crate::jose::key::generate::{self, Kind, Wish};
use crate::jose::key::{self, Passphrase};
use crate::jose::problem::Part;
use crate::sys::clipboard::{ClearOutcome, Clipboard, CopyOutcome, Osc52};
use crate::sys::config::{self, Config, ConfigError};
use crate::sys::files;
use crate::sys::write::{self, NewFile, WriteError};

/// Reads files on a thread of their own: a network drive may take its time.
pub(super) fn read(paths: Vec<String>, sender: Sender<Message>) {
    aside(sender, move || Event::Opened(paths.iter().map(|path| opened(path)).collect()));
}

/// Lists the folder that a partly typed path means.
pub(super) fn list(asked: String, sender: Sender<Message>) {
    aside(sender, move || Event::Listed(listing(asked)));
}

/// Copies a text; bytes for the terminal come back as a message of their own.
pub(super) fn copy(clipboard: &Clipboard, text: Zeroizing<String>, sender: Sender<Message>) {
    clipboard.copy(text, move |outcome| {
        let message = match outcome {
            CopyOutcome::Copied { route, confirmed } => {
                Message::Event(Event::Copied(Copied::System { confirmed, route: route.to_string() }))
            }
            CopyOutcome::WriteOsc52(osc52) => Message::WriteOsc52(osc52),
            CopyOutcome::Failed(error) => Message::Event(Event::Copied(Copied::Failed(error.to_string()))),
        };
        // The program may have ended meanwhile.
        let _ = sender.send(message);
    });
}

/// Clears the clipboard if it still holds what was copied.
pub(super) fn clear(clipboard: &Clipboard, sender: Sender<Message>) {
    clipboard.clear(move |outcome| {
        let cleared = matches!(outcome, ClearOutcome::Cleared);
        let _ = sender.send(Message::Event(Event::Cleared(cleared)));
    });
}

/// Reads the clipboard.
pub(super) fn paste(clipboard: &Clipboard, sender: Sender<Message>) {
    clipboard.read(move |text| {
        let text = text.map_err(|error| error.to_string());
        let _ = sender.send(Message::Event(Event::ClipboardText(text)));
    });
}

/// What became of bytes that the terminal was sent.
pub(super) fn sent(osc52: &Osc52, written: std::io::Result<()>) -> Event {
    Event::Copied(match written {
        Ok(()) => Copied::Terminal { caution: osc52.caution.map(str::to_owned) },
        Err(error) => Copied::Failed(error.to_string()),
    })
}

/// Opens a locked key; deriving a key from a passphrase may take seconds.
pub(super) fn unlock(ticket: u64, text: Zeroizing<String>, passphrase: Passphrase, sender: Sender<Message>) {
    aside(sender, move || Event::Unlocked(ticket, key::unlock(text.as_bytes(), &passphrase, Part::SigningKey)));
}

/// Makes a key. On a thread of its own, which one that is given up keeps until it is done.
pub(super) fn generate(ticket: u64, kind: Kind, certificate: Option<(String, u32)>, now: i64, sender: Sender<Message>) {
    aside(sender, move || {
        let wish = certificate.as_ref().map(|(subject, days)| Wish { subject, days: *days, now });
        Event::Made(ticket, generate::generate(&kind, wish.as_ref()))
    });
}

/// Writes files, all of them or none, and none over another.
pub(super) fn write(files: Vec<Output>, sender: Sender<Message>) {
    aside(sender, move || {
        let paths: Vec<PathBuf> = files.iter().map(|file| files::expand(&file.path)).collect();
        let new = |(file, path)| {
            let file: &Output = file;
            NewFile { path, bytes: &file.bytes, private: file.private }
        };
        let names = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let files: Vec<NewFile<'_>> = files.iter().zip(paths.iter().map(PathBuf::as_path)).map(new).collect();
        Event::Written(write::write_new(&files, false).map(|()| names).map_err(|error| error.to_string()))
    });
}

/// The person's files of a kind.
pub(super) fn own(config: &Config, kind: config::Kind) -> Vec<OwnFile> {
    let own = |file: config::ConfigFile| OwnFile {
        stem: file.stem,
        path: file.path.to_string_lossy().into_owned(),
        text: file.text,
    };
    config.files(kind).into_iter().map(own).collect()
}

/// Reads the files of a profile.
pub(super) fn read_keys(ticket: u64, paths: [Option<String>; 2], sender: Sender<Message>) {
    aside(sender, move || Event::KeysRead(ticket, paths.map(|path| path.as_deref().map(opened))));
}

/// Writes a profile into the config folder.
pub(super) fn save_profile(saving: Saving, sender: Sender<Message>) {
    aside(sender, move || {
        let Saving { name, text, replace } = saving;
        let saved = match Config::of_environment().write(config::Kind::Profiles, &name, &text, replace) {
            Ok(path) => Saved::Written(path.to_string_lossy().into_owned()),
            Err(ConfigError::Write(WriteError::Exists(_))) => Saved::Exists,
            Err(error) => Saved::Failed(error.to_string()),
        };
        Event::ProfileSaved(name, saved)
    });
}

fn aside(sender: Sender<Message>, work: impl FnOnce() -> Event + Send + 'static) {
    // Without a thread the answer never comes, and nothing waits for it.
    let _ = thread::Builder::new().name("files".to_owned()).spawn(move || {
        let _ = sender.send(Message::Event(work()));
    });
}

fn opened(path: &str) -> Opened {
    let at = files::expand(path);
    let path = at.to_str().map(str::to_owned);
    match files::read(&at) {
        Ok(file) => Opened { name: file.name, path, content: Ok(file.bytes), others_can_read: file.others_can_read },
        Err(error) => Opened { name: name(&at), path, content: Err(error.to_string()), others_can_read: false },
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn listing(asked: String) -> Listing {
    let found = files::complete(&asked);
    let folder = found.as_ref().ok().and_then(|found| found.folder.canonicalize().ok());
    let folder = folder.map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default();
    let entries = found.map_err(|error| error.to_string()).map(|found| {
        let qlik = qlik_folder().filter(|_| asked.is_empty());
        let entry = |entry: files::Entry| Entry {
            name: entry.name,
            path: entry.path.to_string_lossy().into_owned(),
            folder: entry.is_dir,
            size: entry.size,
        };
        qlik.into_iter().chain(found.listing.entries.into_iter().map(entry)).collect()
    });
    Listing { asked, folder, entries }
}

/// Where Qlik Sense keeps its certificates, if this machine has it.
fn qlik_folder() -> Option<Entry> {
    let path = files::expand(files::QLIK_FOLDER);
    path.is_dir().then(|| Entry {
        name: "Qlik Sense: Exported Certificates".to_owned(),
        path: path.to_string_lossy().into_owned(),
        folder: true,
        size: 0,
    })
}
