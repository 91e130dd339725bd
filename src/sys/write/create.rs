//! Creating a file that is not there yet, a private one closed to everybody else
//! before it holds anything.

use std::fs::{File, OpenOptions};
use std::path::Path;

use super::{NewFile, WriteError};

/// Creates `path` for what `file` holds; `file.path` is the name in errors.
#[cfg(unix)]
pub(super) fn create(path: &Path, file: &NewFile<'_>) -> Result<File, WriteError> {
    use std::fs::Permissions;
    use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};

    let fail = |error| WriteError::from_io(file.path, error);
    let mode = if file.private { 0o600 } else { 0o644 };
    let created = OpenOptions::new().write(true).create_new(true).mode(mode).open(path).map_err(fail)?;
    if file.private {
        // The umask can only take bits away, and a default access list of the folder could add some.
        created.set_permissions(Permissions::from_mode(mode)).map_err(|error| {
            super::remove(path);
            fail(error)
        })?;
    }
    Ok(created)
}

/// Creates `path` for what `file` holds; `file.path` is the name in errors.
#[cfg(windows)]
pub(super) fn create(path: &Path, file: &NewFile<'_>) -> Result<File, WriteError> {
    use std::os::windows::fs::OpenOptionsExt as _;

    let fail = |error| WriteError::from_io(file.path, error);
    let created = OpenOptions::new().write(true).create_new(true).open(path).map_err(fail)?;
    if !file.private {
        return Ok(created);
    }
    drop(created);
    let restricted = restrict(path).map_err(|why| WriteError::NotPrivate(file.path.to_owned(), why));
    // Whoever opened the file before it was restricted could go on reading it; shared
    // with nobody it cannot be opened a second time, and this fails.
    let opened = restricted.and_then(|()| OpenOptions::new().write(true).share_mode(0).open(path).map_err(fail));
    opened.inspect_err(|_| super::remove(path))
}

/// Creates `path`. There is no way known here to keep a file from others.
#[cfg(not(any(unix, windows)))]
pub(super) fn create(path: &Path, file: &NewFile<'_>) -> Result<File, WriteError> {
    if file.private {
        return Err(WriteError::NotPrivate(file.path.to_owned(), "this system has no way known here".to_owned()));
    }
    OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| WriteError::from_io(file.path, error))
}

/// Makes the names in a folder durable, where that is possible.
pub(super) fn sync_folder(folder: &Path) {
    // Not every file system can; the files themselves are written through.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// Takes the inherited access list off a file, and lets this user alone have it.
/// The standard library has no words for that, so the system's own programs do it,
/// with nothing of this program's environment.
#[cfg(windows)]
fn restrict(path: &Path) -> Result<(), String> {
    let who = system("whoami.exe", ["/user", "/fo", "csv", "/nh"].map(std::ffi::OsStr::new))?;
    let sid = sid(&who).ok_or("whoami.exe does not say who this user is")?;
    let grant = format!("*{sid}:F");
    let arguments = [path.as_os_str(), "/inheritance:r".as_ref(), "/grant:r".as_ref(), grant.as_ref(), "/q".as_ref()];
    system("icacls.exe", arguments).map(|_| ())
}

#[cfg(windows)]
fn system<const N: usize>(program: &str, arguments: [&std::ffi::OsStr; N]) -> Result<Vec<u8>, String> {
    let root = std::env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into());
    let path = Path::new(&root).join("System32").join(program);
    let done = std::process::Command::new(path).args(arguments).env_clear().env("SystemRoot", &root).output();
    match done {
        Ok(done) if done.status.success() => Ok(done.stdout),
        Ok(done) => Err(format!("{program} ends with {}", done.status)),
        Err(error) => Err(format!("{program} cannot be run: {error}")),
    }
}

/// The security identifier in `"DOMAIN\user","S-1-5-21-…"`. The name may be in any code page.
#[cfg(any(windows, test))]
fn sid(line: &[u8]) -> Option<&str> {
    let last = line.split(|&byte| byte == b'"').rev().find(|part| part.starts_with(b"S-1-"))?;
    let sid = std::str::from_utf8(last).ok()?;
    sid.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-').then_some(sid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_identifier_of_a_user_is_found_beside_a_name_in_any_code_page() {
        assert_eq!(sid(b"\"corp\\m\xfcller\",\"S-1-5-21-1-2-3-1001\"\r\n"), Some("S-1-5-21-1-2-3-1001"));
        assert_eq!(sid(b"\"corp\\S-1-x\",\"S-1-5-18\"\r\n"), Some("S-1-5-18"));
        for wrong in [b"".as_slice(), b"\"corp\\jde\"", b"\"a\",\"S-1-5 /grant everyone:F\""] {
            assert_eq!(sid(wrong), None);
        }
    }
}
