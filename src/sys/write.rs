//! Writing new files, all of them whole or none at all, the private ones for this
//! user alone from their first byte on. Nothing is followed and nothing is replaced
//! unless that was asked for.
//!
//! Each file is written under a random name in its folder, made durable, and then
//! given its own name by a hard link, which fails where there is something already;
//! with `force` by a rename, which replaces a link and not what it points to. A
//! signal that would end the program meanwhile waits until everything is done or
//! undone. What a power cut leaves behind is called `.jotbench-….tmp`.

mod create;

use std::collections::hash_map::RandomState;
use std::fmt;
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf, is_separator};

use super::files::path::shown;
use create::{create, sync_folder};

/// A file to write.
#[derive(Clone, Copy)]
pub struct NewFile<'a> {
    /// Where.
    pub path: &'a Path,
    /// What.
    pub bytes: &'a [u8],
    /// For this user alone: mode 0600, whatever the umask is; on Windows an access
    /// list with this user. Otherwise 0644 less the umask.
    pub private: bool,
}

impl fmt::Debug for NewFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewFile({:?}, [redacted], private: {})", self.path, self.private)
    }
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Something is there already.
    #[error("{} already", exist(.0))]
    Exists(Vec<PathBuf>),
    /// A folder is there, or is what the path names.
    #[error("\"{}\" is a folder, not a file", shown(.0))]
    Folder(PathBuf),
    /// A pipe, device or socket is there.
    #[error("\"{}\" is a pipe, device or socket: it is not replaced", shown(.0))]
    NotAFile(PathBuf),
    /// Its folder is not there.
    #[error("the folder \"{}\" does not exist", shown(.0))]
    MissingFolder(PathBuf),
    /// What should be its folder is none.
    #[error("\"{}\" is not a folder", shown(.0))]
    NotAFolder(PathBuf),
    /// The system refuses.
    #[error("\"{}\" may not be written by this user", shown(.0))]
    Permission(PathBuf),
    /// The file system takes no files.
    #[error("\"{}\" is on a read-only file system", shown(.0))]
    ReadOnly(PathBuf),
    /// There is no room, or a quota or limit is reached.
    #[error("there is no room to write \"{}\"", shown(.0))]
    Full(PathBuf),
    /// It cannot be kept from other users.
    #[error("\"{}\" cannot be kept from other users: {}", shown(.0), .1)]
    NotPrivate(PathBuf, String),
    /// A signal asked the program to end, by its number; everything was undone.
    #[error("interrupted: nothing was written")]
    Interrupted(u8),
    /// Anything else that the system reports.
    #[error("\"{}\" cannot be written: {}", shown(.0), .1)]
    Io(PathBuf, io::Error),
}

impl WriteError {
    /// The stable name of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Exists(_) => "exists",
            Self::Folder(_) => "folder",
            Self::NotAFile(_) => "not_a_file",
            Self::MissingFolder(_) => "missing_folder",
            Self::NotAFolder(_) => "not_a_folder",
            Self::Permission(_) => "permission",
            Self::ReadOnly(_) => "read_only",
            Self::Full(_) => "full",
            Self::NotPrivate(..) => "not_private",
            Self::Interrupted(_) => "interrupted",
            Self::Io(..) => "io",
        }
    }

    /// True if the name that was asked for is the reason, so that another name helps.
    pub const fn is_about_name(&self) -> bool {
        matches!(
            self,
            Self::Exists(_) | Self::Folder(_) | Self::NotAFile(_) | Self::MissingFolder(_) | Self::NotAFolder(_)
        )
    }

    fn from_io(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists(vec![path]),
            io::ErrorKind::PermissionDenied => Self::Permission(path),
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Self::Full(path),
            io::ErrorKind::IsADirectory => Self::Folder(path),
            _ => Self::Io(path, error),
        }
    }
}

/// Whether files can be written under these names, before any effort is spent on
/// what goes into them. Every name that is taken is told, unless `force`.
pub fn check(paths: &[&Path], force: bool) -> Result<(), WriteError> {
    let mut taken = Vec::new();
    for &path in paths {
        let ends_as_folder = path.to_string_lossy().ends_with(is_separator);
        if ends_as_folder || path.file_name().is_none() {
            return Err(WriteError::Folder(path.to_owned()));
        }
        match fs::metadata(folder(path)) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(WriteError::NotAFolder(folder(path).to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(WriteError::MissingFolder(folder(path).to_owned()));
            }
            Err(error) => return Err(WriteError::from_io(path, error)),
        }
        let Ok(there) = fs::symlink_metadata(path) else { continue };
        if !force && !there.is_dir() {
            taken.push(path.to_owned());
            continue;
        }
        // Through a link: replacing `/dev/stdout` is never what was meant.
        match fs::metadata(path) {
            Ok(end) if end.is_dir() => return Err(WriteError::Folder(path.to_owned())),
            Ok(end) if !end.is_file() => return Err(WriteError::NotAFile(path.to_owned())),
            _ => {}
        }
    }
    if taken.is_empty() { Ok(()) } else { Err(WriteError::Exists(taken)) }
}

/// Writes new files, all or none. With `force` a file or link of the same name is
/// replaced; a failure midway puts it back.
pub fn write_new(files: &[NewFile<'_>], force: bool) -> Result<(), WriteError> {
    write_with(files, force, |temporary, path| fs::hard_link(temporary, path), &Held::new())
}

type Link = fn(&Path, &Path) -> io::Result<()>;

fn write_with(files: &[NewFile<'_>], force: bool, link: Link, held: &Held) -> Result<(), WriteError> {
    check(&files.iter().map(|file| file.path).collect::<Vec<_>>(), force)?;
    let mut work = Work::default();
    for file in files {
        let temporary = random_name(file.path);
        work.temporaries.push(temporary.clone());
        fill(&temporary, file)?;
        held.stop_if_asked()?;
    }
    for (file, temporary) in files.iter().zip(work.temporaries.clone()) {
        if force {
            work.replace(file, &temporary)?;
        } else {
            work.publish(file, &temporary, link)?;
        }
    }
    held.stop_if_asked()?;
    work.done = true;
    for file in files {
        sync_folder(folder(file.path));
    }
    Ok(())
}

/// What there is to clean up, or to undo if it ends before it is done.
#[derive(Default)]
struct Work {
    temporaries: Vec<PathBuf>,
    /// Names that were free and are no more.
    published: Vec<PathBuf>,
    /// A second name of what was replaced, and its own.
    replaced: Vec<(PathBuf, PathBuf)>,
    done: bool,
}

impl Work {
    /// Gives a finished file its name, if that is free.
    fn publish(&mut self, file: &NewFile<'_>, temporary: &Path, link: Link) -> Result<(), WriteError> {
        match link(temporary, file.path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(WriteError::from_io(file.path, error));
            }
            // No links on this file system: the name itself is created, and filled again.
            Err(_) => fill(file.path, file)?,
        }
        self.published.push(file.path.to_owned());
        Ok(())
    }

    /// Gives a finished file its name, whatever has it now.
    fn replace(&mut self, file: &NewFile<'_>, temporary: &Path) -> Result<(), WriteError> {
        let was_free = fs::symlink_metadata(file.path).is_err();
        if !was_free {
            let kept = random_name(file.path);
            // Without links there is no way back, and no other way forward either.
            if fs::hard_link(file.path, &kept).is_ok() {
                self.replaced.push((kept, file.path.to_owned()));
            }
        }
        fs::rename(temporary, file.path).map_err(|error| WriteError::from_io(file.path, error))?;
        if was_free {
            self.published.push(file.path.to_owned());
        }
        Ok(())
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if !self.done {
            self.published.iter().for_each(|path| remove(path));
            for (kept, path) in &self.replaced {
                let _ = fs::rename(kept, path);
            }
        }
        self.temporaries.iter().chain(self.replaced.iter().map(|(kept, _)| kept)).for_each(|path| remove(path));
    }
}

/// A name that is gone already is as good as removed.
fn remove(path: &Path) {
    let _ = fs::remove_file(path);
}

/// Creates a file, which must not be there, and writes it through to the disk. One
/// that cannot be finished is removed.
fn fill(path: &Path, file: &NewFile<'_>) -> Result<(), WriteError> {
    let mut out = create(path, file)?;
    let written = out.write_all(file.bytes).and_then(|()| out.sync_all());
    drop(out);
    written.map_err(|error| {
        remove(path);
        WriteError::from_io(file.path, error)
    })
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A new name in the folder of `path`. It need not be a secret, only free: files are
/// created under it exclusively.
fn random_name(path: &Path) -> PathBuf {
    folder(path).join(format!(".jotbench-{:016x}.tmp", RandomState::new().build_hasher().finish()))
}

fn exist(paths: &[PathBuf]) -> String {
    let names: Vec<_> = paths.iter().map(|path| format!("\"{}\"", shown(path))).collect();
    match names.split_last() {
        Some((last, [])) => format!("{last} exists"),
        Some((last, others)) => format!("{} and {last} exist", others.join(", ")),
        None => "nothing exists".to_owned(),
    }
}

/// Keeps the signals that end the program from doing so, as long as it lives. Once
/// dropped they are caught and ignored, unless somebody else watches for them.
#[cfg(unix)]
#[derive(Default)]
struct Held {
    caught: std::sync::Arc<std::sync::atomic::AtomicUsize>,
    actions: Vec<signal_hook::SigId>,
}

#[cfg(unix)]
impl Held {
    fn new() -> Self {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
        let caught = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let hold = |signal| {
            let number = usize::try_from(signal).unwrap_or_default();
            signal_hook::flag::register_usize(signal, std::sync::Arc::clone(&caught), number).ok()
        };
        let actions = [SIGHUP, SIGINT, SIGQUIT, SIGTERM].into_iter().filter_map(hold).collect();
        Self { caught, actions }
    }

    fn stop_if_asked(&self) -> Result<(), WriteError> {
        match self.caught.load(std::sync::atomic::Ordering::SeqCst) {
            0 => Ok(()),
            signal => Err(WriteError::Interrupted(u8::try_from(signal).unwrap_or_default())),
        }
    }
}

#[cfg(unix)]
impl Drop for Held {
    fn drop(&mut self) {
        for action in self.actions.drain(..) {
            signal_hook::low_level::unregister(action);
        }
    }
}

/// Nothing to hold: Ctrl+C is the console's matter.
#[cfg(not(unix))]
#[derive(Default)]
struct Held;

#[cfg(not(unix))]
impl Held {
    fn new() -> Self {
        Self
    }

    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "as where there are signals")]
    const fn stop_if_asked(&self) -> Result<(), WriteError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
