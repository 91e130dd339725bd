//! Files and folders of the person: reading small ones whole, listing folders,
//! and understanding a typed path (in `files/path.rs`). Writes nothing, follows
//! no device or pipe that could block, and does not look at what it reads.

pub mod path;

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

pub use path::expand;

/// Most bytes that a file may have: 1 MiB. Keys, certificates and tokens are
/// far smaller; what is larger was chosen by mistake.
pub const MAX_BYTES: usize = 1024 * 1024;

/// Most entries that a listing holds.
pub const MAX_ENTRIES: usize = 5_000;

/// Where Qlik Sense Enterprise on Windows puts exported certificates; a text for [`expand`].
pub const QLIK_FOLDER: &str = r"%ProgramData%\Qlik\Sense\Repository\Exported Certificates\.Local Certificates";

/// A file read whole.
#[derive(PartialEq, Eq)]
pub struct File {
    /// Its name without the folder; bytes that are no text are replaced.
    pub name: String,
    /// The path that was read.
    pub path: PathBuf,
    /// Its bytes, wiped when dropped.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Its mode lets other users read, write or run it (`mode & 0o077`, the rule
    /// of OpenSSH); always `false` where there are no modes.
    pub others_can_read: bool,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "File({:?}, [redacted])", self.path)
    }
}

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name; bytes that are no text are replaced.
    pub name: String,
    /// Its path: the folder's as given, and the name.
    pub path: PathBuf,
    /// It is a folder, or a link to one.
    pub is_dir: bool,
    /// Bytes; 0 for folders.
    pub size: u64,
}

/// A folder's entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Folders first, then by name without regard to case.
    pub entries: Vec<Entry>,
    /// The folder holds more than [`MAX_ENTRIES`]; which ones are missing is chance.
    pub more: bool,
}

/// What a partly typed path means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The folder that it points into.
    pub folder: PathBuf,
    /// The beginning of a name in it; empty if the path ends at the folder.
    pub prefix: String,
    /// Entries whose names begin so, without regard to case. Hidden ones (`.name`)
    /// only if the prefix begins with a dot.
    pub listing: Listing,
}

/// Why a file or folder cannot be had. Names are shown with control and
/// invisible characters escaped.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Nothing is there.
    #[error("\"{}\" does not exist", path::shown(.0))]
    Missing(PathBuf),
    /// The system refuses.
    #[error("\"{}\" may not be read by this user", path::shown(.0))]
    Permission(PathBuf),
    /// A folder, where a file was wanted.
    #[error("\"{}\" is a folder, not a file", path::shown(.0))]
    Folder(PathBuf),
    /// A file, where a folder was wanted.
    #[error("\"{}\" is not a folder", path::shown(.0))]
    NotAFolder(PathBuf),
    /// More than [`MAX_BYTES`].
    #[error("\"{}\" is larger than 1 MiB, too large for a key, certificate or token", path::shown(.0))]
    TooLarge(PathBuf),
    /// A pipe, device or socket.
    #[error("\"{}\" is a pipe, device or socket, not a file", path::shown(.0))]
    NotAFile(PathBuf),
    /// Anything else that the system reports.
    #[error("\"{}\" cannot be read: {}", path::shown(.0), .1)]
    Io(PathBuf, io::Error),
}

impl FileError {
    /// The stable name of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::Permission(_) => "permission",
            Self::Folder(_) => "folder",
            Self::NotAFolder(_) => "not_a_folder",
            Self::TooLarge(_) => "too_large",
            Self::NotAFile(_) => "not_a_file",
            Self::Io(..) => "io",
        }
    }

    /// What to do about it, where something can be done.
    pub const fn way_out(&self) -> Option<&'static str> {
        match self {
            Self::Missing(_) | Self::NotAFolder(_) => Some("check the path"),
            Self::Permission(_) => Some("let this user read it, or run this as a user who may"),
            Self::Folder(_) => Some("give the name of a file in it"),
            Self::TooLarge(_) => Some("check that it is the right file"),
            Self::NotAFile(_) | Self::Io(..) => None,
        }
    }

    pub(super) fn from_io(path: &Path, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing(path.to_owned()),
            io::ErrorKind::PermissionDenied => Self::Permission(path.to_owned()),
            io::ErrorKind::NotADirectory => Self::NotAFolder(path.to_owned()),
            _ => Self::Io(path.to_owned(), error),
        }
    }
}

/// Reads a file whole, at most [`MAX_BYTES`] of it whatever its metadata says.
/// Pipes, devices and sockets are refused before they are opened: opening can block.
pub fn read(path: &Path) -> Result<File, FileError> {
    let fail = |error| FileError::from_io(path, error);
    refuse_special(path, &fs::metadata(path).map_err(fail)?)?;
    let file = fs::File::open(path).map_err(fail)?;
    // The name may point to something else by now; what was opened decides.
    let metadata = file.metadata().map_err(fail)?;
    refuse_special(path, &metadata)?;
    let expected = usize::try_from(metadata.len()).unwrap_or(usize::MAX).min(MAX_BYTES);
    // Room for all of it at once: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(expected.saturating_add(1)));
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    file.take(limit).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() > MAX_BYTES {
        return Err(FileError::TooLarge(path.to_owned()));
    }
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok(File { name: lossy(name), path: path.to_owned(), bytes, others_can_read: others_can_read(&metadata) })
}

/// Lists a folder.
pub fn list(dir: &Path) -> Result<Listing, FileError> {
    matching(dir, |_| true)
}

/// Lists what a partly typed path can become; an empty text means the current folder.
pub fn complete(text: &str) -> Result<Completion, FileError> {
    let (folder, prefix) = path::split(text);
    let wanted = prefix.to_lowercase();
    let listing = matching(&folder, |name| {
        name.to_lowercase().starts_with(&wanted) && (wanted.starts_with('.') || !name.starts_with('.'))
    })?;
    Ok(Completion { folder, prefix, listing })
}

/// The places where paths begin: `/`, or the drives that exist.
pub fn roots() -> Vec<PathBuf> {
    if cfg!(windows) {
        ('A'..='Z').map(|letter| PathBuf::from(format!(r"{letter}:\"))).filter(|drive| drive.exists()).collect()
    } else {
        vec![PathBuf::from("/")]
    }
}

fn matching(dir: &Path, wanted: impl Fn(&str) -> bool) -> Result<Listing, FileError> {
    let fail = |error| FileError::from_io(dir, error);
    let mut entries = Vec::new();
    let mut more = false;
    for entry in fs::read_dir(dir).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let name = lossy(&entry.file_name());
        if !wanted(&name) {
            continue;
        }
        if entries.len() == MAX_ENTRIES {
            more = true;
            break;
        }
        let path = entry.path();
        // Through links; one that leads nowhere is listed as an empty file.
        let metadata = fs::metadata(&path).ok();
        let is_dir = metadata.as_ref().is_some_and(Metadata::is_dir);
        let size = metadata.filter(|_| !is_dir).map_or(0, |metadata| metadata.len());
        entries.push(Entry { name, path, is_dir, size });
    }
    entries.sort_by_cached_key(|entry| (!entry.is_dir, entry.name.to_lowercase(), entry.name.clone()));
    Ok(Listing { entries, more })
}

fn refuse_special(path: &Path, metadata: &Metadata) -> Result<(), FileError> {
    if metadata.is_dir() {
        Err(FileError::Folder(path.to_owned()))
    } else if metadata.is_file() {
        Ok(())
    } else {
        Err(FileError::NotAFile(path.to_owned()))
    }
}

fn lossy(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

#[cfg(unix)]
fn others_can_read(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn others_can_read(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own for one test, removed at its end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("jotbench-files-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
            let path = self.0.join(name);
            fs::write(&path, bytes).unwrap();
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn code(path: &Path) -> &'static str {
        read(path).unwrap_err().code()
    }

    #[test]
    fn a_file_is_read_whole_up_to_exactly_one_mebibyte() {
        let folder = Folder::new("limit");
        let most = folder.file("most", &vec![7; MAX_BYTES]);
        let over = folder.file("over", &vec![7; MAX_BYTES + 1]);
        assert_eq!(*read(&most).unwrap().bytes, vec![7; MAX_BYTES]);
        assert_eq!(code(&over), "too_large");
        assert_eq!(*read(&folder.file("empty", b"")).unwrap().bytes, b"");
    }

    #[test]
    fn each_failure_has_its_code_and_a_sentence_that_names_the_file() {
        let folder = Folder::new("codes");
        let file = folder.file("a\u{1b}[31m.pem", b"");
        assert_eq!(code(&folder.0), "folder");
        assert_eq!(code(&folder.0.join("nothing")), "missing");
        assert_eq!(code(&file.join("below")), "not_a_folder");
        assert_eq!(list(&file).unwrap_err().code(), "not_a_folder");
        let sentence = read(&folder.0.join("b\u{1b}c")).unwrap_err().to_string();
        assert!(sentence.ends_with("b\\u001Bc\" does not exist"), "{sentence}");
    }

    #[cfg(unix)]
    #[test]
    fn devices_and_pipes_are_refused_without_waiting_for_them() {
        let folder = Folder::new("pipe");
        let pipe = folder.0.join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert_eq!(code(&pipe), "not_a_file");
        assert_eq!(code(Path::new("/dev/zero")), "not_a_file");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_whose_metadata_says_zero_bytes_is_read_all_the_same() {
        let status = read(Path::new("/proc/self/status")).unwrap();
        assert!(status.bytes.starts_with(b"Name:"));
    }

    #[cfg(unix)]
    #[test]
    fn a_mode_that_lets_anybody_else_in_is_reported() {
        use std::os::unix::fs::PermissionsExt;
        let folder = Folder::new("mode");
        let file = folder.file("key.pem", b"key");
        for (mode, expected) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true)] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(read(&file).unwrap().others_can_read, expected, "{mode:o}");
        }
    }

    #[test]
    fn a_listing_has_folders_first_and_does_not_care_for_case() {
        let folder = Folder::new("list");
        folder.file("b.pem", b"12");
        folder.file("A.pem", b"1");
        folder.file("Z", b"");
        fs::create_dir(folder.0.join("y")).unwrap();
        let entry = |name: &str, is_dir, size| Entry { name: name.to_owned(), path: folder.0.join(name), is_dir, size };
        assert_eq!(
            list(&folder.0).unwrap(),
            Listing {
                entries: vec![
                    entry("y", true, 0),
                    entry("A.pem", false, 1),
                    entry("b.pem", false, 2),
                    entry("Z", false, 0)
                ],
                more: false
            }
        );
    }

    #[test]
    fn completion_lists_what_a_partly_typed_name_can_become() {
        let folder = Folder::new("complete");
        for name in ["server.pem", "Server_key.pem", "other", ".secret"] {
            folder.file(name, b"");
        }
        let names = |typed: &str| -> Vec<String> {
            let completion = complete(folder.0.join(typed).to_str().unwrap()).unwrap();
            completion.listing.entries.into_iter().map(|entry| entry.name).collect()
        };
        assert_eq!(names("ser"), ["server.pem", "Server_key.pem"]);
        assert_eq!(names("."), [".secret"]);
        assert_eq!(names(""), ["other", "server.pem", "Server_key.pem"]);
        assert_eq!(names("x"), [""; 0]);
    }

    #[test]
    fn a_huge_folder_is_cut_and_says_so() {
        let folder = Folder::new("huge");
        for number in 0..=MAX_ENTRIES {
            fs::File::create(folder.0.join(number.to_string())).unwrap();
        }
        let listing = list(&folder.0).unwrap();
        assert_eq!((listing.entries.len(), listing.more), (MAX_ENTRIES, true));
    }
}
