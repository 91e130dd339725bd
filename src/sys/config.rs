//! The person's own files: the config folder, and the templates and profiles in it, read
//! and written as texts. What they mean is not known here, and nothing is made unasked.

use std::ffi::OsString;
use std::fs::DirBuilder;
use std::io;
use std::path::{Path, PathBuf};

use super::files::path::shown;
use super::files::{self, FileError};
use super::write::{self, NewFile, WriteError};

/// The variable that names another config folder.
pub const VARIABLE: &str = "JOTBENCH_CONFIG_DIR";

/// Most files of a kind that are read.
pub const MOST_FILES: usize = 256;

/// What is kept in the config folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Templates of targets.
    Templates,
    /// Profiles.
    Profiles,
}

impl Kind {
    /// The name of its folder.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Templates => "templates",
            Self::Profiles => "profiles",
        }
    }
}

/// A file of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// Its name without `.toml`; empty if it is the folder that something is wrong with.
    pub stem: String,
    /// Its path.
    pub path: PathBuf,
    /// Its text, or the sentence why it cannot be had.
    pub text: Result<String, String>,
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Nothing says where the folder is.
    #[error("there is no config folder: name one in the environment variable {VARIABLE}")]
    NoFolder,
    /// The folder is not there and cannot be made.
    #[error("the folder \"{}\" cannot be made: {}", shown(.0), .1)]
    Folder(PathBuf, io::Error),
    /// The file itself.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// The config folder, there or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    root: Option<PathBuf>,
}

impl Config {
    /// As this process's environment says: `JOTBENCH_CONFIG_DIR`, else `jotbench` in the platform's folder for
    /// settings. That is `%APPDATA%` on Windows and `~/Library/Application Support` on macOS; elsewhere it is
    /// `XDG_CONFIG_HOME`, or `~/.config` where that is not set or not absolute (XDG Base Directory Specification).
    pub fn of_environment() -> Self {
        Self { root: root(|name| std::env::var_os(name)) }
    }

    /// A folder.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: Some(root.into()) }
    }

    /// Every file of a kind, by name; one that cannot be read is among them, with the reason. None if there is no folder.
    pub fn files(&self, kind: Kind) -> Vec<ConfigFile> {
        let Some(folder) = self.root.as_ref().map(|root| root.join(kind.folder())) else { return Vec::new() };
        let trouble = |reason: String| ConfigFile { stem: String::new(), path: folder.clone(), text: Err(reason) };
        let listing = match files::list(&folder) {
            Ok(listing) => listing,
            Err(FileError::Missing(_)) => return Vec::new(),
            Err(error) => return vec![trouble(error.to_string())],
        };
        let named = |entry: &files::Entry| stem(&entry.name).map(|stem| (stem.to_owned(), entry.path.clone()));
        let mut found: Vec<(String, PathBuf)> = listing.entries.iter().filter_map(named).collect();
        found.sort();
        let over = found.len() > MOST_FILES || listing.more;
        found.truncate(MOST_FILES);
        let read = |(stem, path): (String, PathBuf)| ConfigFile { stem, text: text(&path), path };
        let files = found.into_iter().map(read);
        let cut = over.then(|| trouble(format!("there are more than {MOST_FILES} files: the others are not read")));
        files.chain(cut).collect()
    }

    /// Writes a file of a kind, for this user alone (mode 0600), and makes its folders (0700) where they are missing.
    /// One that is there is replaced only if `replace`; a link is replaced and not followed.
    pub fn write(&self, kind: Kind, stem: &str, text: &str, replace: bool) -> Result<PathBuf, ConfigError> {
        let root = self.root.as_ref().ok_or(ConfigError::NoFolder)?;
        let folder = root.join(kind.folder());
        make(&folder).map_err(|error| ConfigError::Folder(folder.clone(), error))?;
        let path = folder.join(format!("{stem}.toml"));
        write::write_new(&[NewFile { path: &path, bytes: text.as_bytes(), private: true }], replace)?;
        Ok(path)
    }
}

fn root(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(own) = set(VARIABLE) {
        return Some(own);
    }
    let settings = if cfg!(windows) {
        set("APPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        let xdg = set("XDG_CONFIG_HOME").filter(|folder| folder.is_absolute());
        xdg.or_else(|| set("HOME").map(|home| home.join(".config")))
    };
    settings.map(|folder| folder.join("jotbench"))
}

/// `prod` of `prod.toml`; nothing for hidden files, which editors leave behind.
fn stem(name: &str) -> Option<&str> {
    name.strip_suffix(".toml").filter(|stem| !stem.is_empty() && !stem.starts_with('.'))
}

fn text(path: &Path) -> Result<String, String> {
    let file = match files::read(path) {
        Ok(file) => file,
        Err(FileError::TooLarge(_)) => return Err("it is larger than 1 MiB".to_owned()),
        Err(error) => return Err(error.to_string()),
    };
    let text = std::str::from_utf8(&file.bytes).map_err(|_| "it is no text: save it as UTF-8".to_owned())?;
    // Editors of Windows put a byte order mark in front.
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned())
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Option<PathBuf> {
        root(|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value)))
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn the_folder_is_where_the_desktop_keeps_settings_unless_another_is_named() {
        let home = ("HOME", "/home/jde");
        assert_eq!(of(&[home]), Some("/home/jde/.config/jotbench".into()));
        assert_eq!(of(&[home, ("XDG_CONFIG_HOME", "/srv/x")]), Some("/srv/x/jotbench".into()));
        for useless in ["", "not/absolute"] {
            assert_eq!(of(&[home, ("XDG_CONFIG_HOME", useless)]), Some("/home/jde/.config/jotbench".into()));
        }
        assert_eq!(of(&[home, (VARIABLE, "own/folder")]), Some("own/folder".into()));
        assert_eq!(of(&[home, (VARIABLE, "")]), Some("/home/jde/.config/jotbench".into()));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn without_a_folder_nothing_is_read_and_nothing_is_written() {
        let config = Config { root: None };
        assert_eq!(config.files(Kind::Templates), []);
        let error = config.write(Kind::Profiles, "a", "", false).unwrap_err();
        let sentence = "there is no config folder: name one in the environment variable JOTBENCH_CONFIG_DIR";
        assert_eq!(error.to_string(), sentence);
    }
}
