//! The config folder on a disk: what is read of it, what is written, and for whom.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use jotbench::sys::config::{Config, ConfigError, Kind, MOST_FILES};
use jotbench::sys::files::MAX_BYTES;
use jotbench::sys::write::WriteError;

/// A folder of its own for one test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jotbench-config-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn config(&self) -> Config {
        Config::at(self.0.join("config"))
    }

    fn profile(&self, name: &str) -> PathBuf {
        self.0.join("config/profiles").join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn texts(config: &Config) -> Vec<(String, Result<String, String>)> {
    config.files(Kind::Profiles).into_iter().map(|file| (file.stem, file.text)).collect()
}

#[test]
fn reading_makes_no_folder_and_writing_makes_all() {
    let folder = Folder::new("make");
    assert_eq!(texts(&folder.config()), []);
    assert!(!folder.0.join("config").exists());
    let path = folder.config().write(Kind::Profiles, "prod", "leeway = \"1s\"\n", false).unwrap();
    assert_eq!(path, folder.profile("prod.toml"));
    assert_eq!(texts(&folder.config()), [("prod".to_owned(), Ok("leeway = \"1s\"\n".to_owned()))]);
    assert_eq!(folder.config().files(Kind::Templates), []);
    let names: Vec<_> = fs::read_dir(folder.profile("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["prod.toml"]);
}

#[cfg(unix)]
#[test]
fn what_is_written_is_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("mode");
    let path = folder.config().write(Kind::Profiles, "prod", "a", false).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(&folder.profile("")), mode(&folder.0.join("config"))), (0o600, 0o700, 0o700));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    folder.config().write(Kind::Profiles, "prod", "b", true).unwrap();
    assert_eq!((mode(&path), fs::read_to_string(&path).unwrap().as_str()), (0o600, "b"));
}

#[test]
fn a_file_that_is_there_is_replaced_only_if_that_was_asked_for() {
    let folder = Folder::new("replace");
    folder.config().write(Kind::Profiles, "prod", "old", false).unwrap();
    let error = folder.config().write(Kind::Profiles, "prod", "new", false).unwrap_err();
    assert!(matches!(error, ConfigError::Write(WriteError::Exists(_))), "{error}");
    assert_eq!(fs::read_to_string(folder.profile("prod.toml")).unwrap(), "old");
    folder.config().write(Kind::Profiles, "prod", "new", true).unwrap();
    assert_eq!(fs::read_to_string(folder.profile("prod.toml")).unwrap(), "new");
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed_when_writing() {
    let folder = Folder::new("link");
    folder.config().write(Kind::Profiles, "other", "", false).unwrap();
    let target = folder.0.join("target");
    fs::write(&target, "mine").unwrap();
    std::os::unix::fs::symlink(&target, folder.profile("prod.toml")).unwrap();
    folder.config().write(Kind::Profiles, "prod", "a", false).unwrap_err();
    folder.config().write(Kind::Profiles, "prod", "a", true).unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "mine");
    assert_eq!(fs::read_to_string(folder.profile("prod.toml")).unwrap(), "a");
}

#[test]
fn files_are_read_by_name_and_those_that_cannot_be_are_told() {
    let folder = Folder::new("read");
    for (name, bytes) in [
        ("b.toml", b"b".as_slice()),
        ("a.toml", b"\xef\xbb\xbfa"),
        ("c.toml", b"\xff"),
        ("notes.txt", b"x"),
        (".hidden.toml", b"x"),
        (".toml", b"x"),
    ] {
        fs::create_dir_all(folder.profile("")).unwrap();
        fs::write(folder.profile(name), bytes).unwrap();
    }
    fs::create_dir(folder.profile("d.toml")).unwrap();
    fs::write(folder.profile("e.toml"), vec![b'#'; MAX_BYTES + 1]).unwrap();
    let d = format!("\"{}\" is a folder, not a file", folder.profile("d.toml").display());
    let expected: [(&str, Result<&str, &str>); 5] = [
        ("a", Ok("a")),
        ("b", Ok("b")),
        ("c", Err("it is no text: save it as UTF-8")),
        ("d", Err(&d)),
        ("e", Err("it is larger than 1 MiB")),
    ];
    let found = texts(&folder.config());
    let found: Vec<_> = found
        .iter()
        .map(|(stem, text)| (stem.as_str(), text.as_ref().map(String::as_str).map_err(String::as_str)))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_folder_that_is_none_and_files_without_end_are_told() {
    let folder = Folder::new("many");
    fs::create_dir(folder.0.join("config")).unwrap();
    fs::write(folder.profile(""), "").unwrap_err();
    fs::write(folder.0.join("config/profiles"), "").unwrap();
    let sentence = format!("\"{}\" is not a folder", folder.0.join("config/profiles").display());
    assert_eq!(texts(&folder.config()), [(String::new(), Err(sentence))]);
    assert!(matches!(folder.config().write(Kind::Profiles, "a", "", false), Err(ConfigError::Folder(..))));
    fs::remove_file(folder.0.join("config/profiles")).unwrap();
    fs::create_dir(folder.profile("")).unwrap();
    for number in 0..=MOST_FILES {
        fs::write(folder.profile(&format!("{number:04}.toml")), "").unwrap();
    }
    let found = texts(&folder.config());
    assert_eq!(found.len(), MOST_FILES + 1);
    let cut = "there are more than 256 files: the others are not read".to_owned();
    assert_eq!(found.last(), Some(&(String::new(), Err(cut))));
    assert_eq!(found.first(), Some(&("0000".to_owned(), Ok(String::new()))));
}
