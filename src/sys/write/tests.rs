//! Files appear whole, or not at all. No signal of this process is held here: other
//! tests of it send some.

use super::*;

/// A folder of its own for one test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jotbench-write-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Every file and its text, by name.
    fn files(&self) -> Vec<(String, String)> {
        let mut files: Vec<_> = fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| {
                (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap_or_default())
            })
            .collect();
        files.sort();
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// [`write_new`], and every signal as it was.
fn write(files: &[NewFile<'_>], force: bool) -> Result<(), WriteError> {
    write_with(files, force, |temporary, path| fs::hard_link(temporary, path), &Held::default())
}

fn file(path: &Path, private: bool) -> NewFile<'_> {
    NewFile { path, bytes: b"new", private }
}

fn named(names: &[(&str, &str)]) -> Vec<(String, String)> {
    names.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn files_are_written_and_nothing_else_is_left() {
    let folder = Folder::new("plain");
    let (key, public) = (folder.path("key"), folder.path("public"));
    write(&[file(&key, true), file(&public, false)], false).unwrap();
    assert_eq!(folder.files(), named(&[("key", "new"), ("public", "new")]));
}

#[test]
fn every_name_that_is_taken_is_told_and_nothing_is_written() {
    let folder = Folder::new("taken");
    let paths = ["a", "b", "c", "d"].map(|name| folder.path(name));
    for taken in [&paths[1], &paths[2], &paths[3]] {
        fs::write(taken, "old").unwrap();
    }
    let error = write(&paths.each_ref().map(|path| file(path, false)), false).unwrap_err();
    let name = |path: &PathBuf| format!("\"{}\"", path.display());
    let (b, c, d) = (name(&paths[1]), name(&paths[2]), name(&paths[3]));
    assert_eq!((error.code(), error.to_string()), ("exists", format!("{b}, {c} and {d} exist already")));
    assert_eq!(WriteError::Exists(vec![paths[1].clone()]).to_string(), format!("{b} exists already"));
    assert_eq!(folder.files(), named(&[("b", "old"), ("c", "old"), ("d", "old")]));
}

#[test]
fn with_force_what_is_there_is_replaced() {
    let folder = Folder::new("force");
    let (old, free) = (folder.path("old"), folder.path("free"));
    fs::write(&old, "old").unwrap();
    write(&[file(&old, true), file(&free, true)], true).unwrap();
    assert_eq!(folder.files(), named(&[("free", "new"), ("old", "new")]));
}

#[test]
fn names_that_cannot_be_files_are_told_apart() {
    let folder = Folder::new("names");
    fs::write(folder.path("file"), "").unwrap();
    fs::create_dir(folder.path("folder")).unwrap();
    for (name, code) in [
        ("folder", "folder"),
        ("new/", "folder"),
        ("..", "folder"),
        ("none/x", "missing_folder"),
        ("file/x", "not_a_folder"),
    ] {
        for force in [false, true] {
            let path = folder.path(name);
            assert_eq!(write(&[file(&path, false)], force).unwrap_err().code(), code, "{name}");
        }
    }
}

#[test]
fn where_links_cannot_be_made_the_name_itself_is_created() {
    let folder = Folder::new("linkless");
    let (key, taken) = (folder.path("key"), folder.path("taken"));
    let none: Link = |_, _| Err(io::ErrorKind::PermissionDenied.into());
    write_with(&[file(&key, true)], false, none, &Held::default()).unwrap();
    assert_eq!(folder.files(), named(&[("key", "new")]));
    #[cfg(unix)]
    assert_eq!(mode(&key), 0o600);
    // Something takes the name after it was looked at.
    let late: Link = |_, path| {
        fs::write(path, "old")?;
        Err(io::ErrorKind::Unsupported.into())
    };
    assert_eq!(write_with(&[file(&taken, true)], false, late, &Held::default()).unwrap_err().code(), "exists");
    assert_eq!(folder.files(), named(&[("key", "new"), ("taken", "old")]));
}

#[test]
fn a_failure_midway_leaves_none_of_the_files() {
    let folder = Folder::new("midway");
    let (first, second) = (folder.path("first"), folder.path("second"));
    let only_first: Link = |temporary, path| {
        if path.ends_with("second") {
            fs::write(path, "old")?;
        }
        fs::hard_link(temporary, path)
    };
    let error =
        write_with(&[file(&first, true), file(&second, false)], false, only_first, &Held::default()).unwrap_err();
    assert_eq!((error.code(), folder.files()), ("exists", named(&[("second", "old")])));
}

#[test]
fn a_failure_midway_puts_back_what_was_replaced() {
    let folder = Folder::new("back");
    let (first, second) = (folder.path("first"), folder.path("second"));
    fs::write(&first, "old").unwrap();
    let mut work = Work::default();
    let temporary = random_name(&first);
    work.temporaries.push(temporary.clone());
    fill(&temporary, &file(&first, true)).unwrap();
    work.replace(&file(&first, true), &temporary).unwrap();
    assert_eq!(fs::read_to_string(&first).unwrap(), "new");
    // The second has no temporary file to rename.
    work.replace(&file(&second, false), &random_name(&second)).unwrap_err();
    drop(work);
    assert_eq!(folder.files(), named(&[("first", "old")]));
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

#[cfg(unix)]
#[test]
fn a_link_is_never_written_through() {
    let folder = Folder::new("link");
    let (target, link, dangling) = (folder.path("target"), folder.path("link"), folder.path("dangling"));
    fs::write(&target, "old").unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    std::os::unix::fs::symlink(folder.path("nowhere"), &dangling).unwrap();
    for path in [&link, &dangling] {
        assert_eq!(write(&[file(path, true)], false).unwrap_err().code(), "exists");
        write(&[file(path, true)], true).unwrap();
        assert!(fs::symlink_metadata(path).unwrap().is_file());
        assert_eq!(mode(path), 0o600);
    }
    assert_eq!(folder.files(), named(&[("dangling", "new"), ("link", "new"), ("target", "old")]));
}

#[cfg(unix)]
#[test]
fn devices_and_pipes_are_not_replaced() {
    let folder = Folder::new("device");
    let link = folder.path("link");
    std::os::unix::fs::symlink("/dev/null", &link).unwrap();
    for path in [link.as_path(), Path::new("/dev/null")] {
        assert_eq!(write(&[file(path, true)], false).unwrap_err().code(), "exists");
        assert_eq!(write(&[file(path, true)], true).unwrap_err().code(), "not_a_file");
    }
}

#[cfg(unix)]
#[test]
fn a_signal_while_files_are_written_undoes_them() {
    let folder = Folder::new("signal");
    let (first, second) = (folder.path("first"), folder.path("second"));
    let held = Held { caught: std::sync::Arc::new(15.into()), actions: vec![] };
    let link: Link = |temporary, path| fs::hard_link(temporary, path);
    let error = write_with(&[file(&first, true), file(&second, false)], false, link, &held).unwrap_err();
    assert!(matches!(error, WriteError::Interrupted(15)), "{error}");
    assert_eq!(folder.files(), named(&[]));
}

#[test]
fn nothing_prints_the_bytes() {
    assert_eq!(format!("{:?}", file(Path::new("a"), true)), "NewFile(\"a\", [redacted], private: true)");
}
