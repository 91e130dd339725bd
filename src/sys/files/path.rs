//! What a typed or pasted path means: quotes, `~`, variables and `file://` are
//! understood the way shells and desktops write them. Looks at no file.

use std::ffi::OsString;
use std::path::{MAIN_SEPARATOR, Path, PathBuf, is_separator};

/// The path that a typed or pasted text means: white space and quotes around it
/// are dropped, `file://` is taken off and its `%20` decoded (RFC 8089), and `~`,
/// `%NAME%`, `$NAME`, `${NAME}` and `$env:NAME` are replaced by what they stand
/// for. Unknown variables stay as they are written.
pub fn expand(text: &str) -> PathBuf {
    expand_with(text, &|name| std::env::var_os(name))
}

/// The path's text for a sentence: control and invisible characters escaped,
/// the rest (back slashes and quotes too) as it is.
pub fn shown(path: &Path) -> String {
    let mut shown = String::new();
    for c in path.to_string_lossy().chars() {
        // Which characters those are is known to `char`, how they are written to JSON.
        if matches!(c, '\\' | '"' | '\'') || c.escape_debug().len() == 1 {
            shown.push(c);
        } else {
            shown.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04X}")));
        }
    }
    shown
}

/// Splits a partly typed path into the folder it points into and the beginning
/// of a name there.
pub(super) fn split(text: &str) -> (PathBuf, String) {
    let path = expand(text);
    let Some(whole) = path.to_str().filter(|_| unquoted(text) != "~") else {
        return (path, String::new());
    };
    let after_folder = whole.rfind(is_separator).map_or(0, |at| at.saturating_add(1));
    match whole.split_at_checked(after_folder) {
        Some((_, "..")) | None => (path, String::new()),
        Some(("", prefix)) => (PathBuf::from("."), prefix.to_owned()),
        Some((folder, prefix)) => (PathBuf::from(folder), prefix.to_owned()),
    }
}

type Variables<'a> = &'a dyn Fn(&str) -> Option<OsString>;

fn expand_with(text: &str, variable: Variables<'_>) -> PathBuf {
    let text = unquoted(text);
    if let Some(path) = from_url(text) {
        return PathBuf::from(path);
    }
    let home = || variable(if cfg!(windows) { "USERPROFILE" } else { "HOME" });
    if text == "~" {
        return home().map_or_else(|| PathBuf::from(text), PathBuf::from);
    }
    if let Some(rest) = text.strip_prefix('~').filter(|rest| rest.starts_with(is_separator))
        && let Some(home) = home()
    {
        let mut path = home;
        path.push(substituted(rest, variable));
        return PathBuf::from(path);
    }
    PathBuf::from(substituted(text, variable))
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    ['"', '\'']
        .iter()
        .find_map(|&quote| text.strip_prefix(quote).map(|rest| rest.strip_suffix(quote).unwrap_or(rest)))
        .unwrap_or(text)
}

/// The path of a `file:` URL of this machine (RFC 8089), or `None` if it is none.
fn from_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("file://")?;
    let path = rest.strip_prefix("localhost").filter(|path| path.starts_with('/')).unwrap_or(rest);
    let path = percent_decoded(path)?;
    // `file:///C:/keys` names `C:/keys`.
    let drive = path.strip_prefix('/').filter(|rest| {
        let mut chars = rest.chars();
        chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next() == Some(':')
    });
    Some(drive.filter(|_| cfg!(windows)).map_or_else(|| path.clone(), str::to_owned))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Replaces the variables in a text.
fn substituted(text: &str, variable: Variables<'_>) -> OsString {
    let mut out = OsString::new();
    let mut rest = text;
    while let Some((before, from_mark)) = rest.find(['%', '$']).and_then(|at| rest.split_at_checked(at)) {
        out.push(before);
        let found = reference(from_mark).and_then(|(name, after)| Some((variable(name)?, after)));
        if let Some((value, after)) = found {
            out.push(value);
            rest = after;
        } else {
            let (mark, after) = from_mark.split_at_checked(1).unwrap_or((from_mark, ""));
            out.push(mark);
            rest = after;
        }
    }
    out.push(rest);
    out
}

/// The variable that a text beginning with `%` or `$` names, and what follows it.
fn reference(text: &str) -> Option<(&str, &str)> {
    if let Some(rest) = text.strip_prefix('%') {
        return rest.split_once('%').filter(|(name, _)| !name.is_empty() && !name.contains(MAIN_SEPARATOR));
    }
    let rest = text.strip_prefix('$')?;
    if let Some(braced) = rest.strip_prefix('{') {
        return braced.split_once('}').filter(|(name, _)| !name.is_empty());
    }
    let rest = rest.strip_prefix("env:").unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    rest.split_at_checked(end).filter(|(name, _)| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str) -> Option<OsString> {
        match name {
            "HOME" | "USERPROFILE" => Some("/home/jde".into()),
            "ProgramData" => Some(r"C:\ProgramData".into()),
            "KEYS" => Some("/srv/keys".into()),
            _ => None,
        }
    }

    fn path(text: &str) -> PathBuf {
        expand_with(text, &variable)
    }

    #[test]
    fn white_space_and_quotes_around_a_path_are_dropped() {
        assert_eq!(path("  \"/a b/server.pem\"\n"), PathBuf::from("/a b/server.pem"));
        assert_eq!(path("'/a b/server.pem'"), PathBuf::from("/a b/server.pem"));
        assert_eq!(path("\"/a b/ser"), PathBuf::from("/a b/ser"));
        assert_eq!(path(""), PathBuf::from(""));
    }

    #[test]
    fn a_tilde_is_the_home_folder_only_at_the_beginning() {
        assert_eq!(path("~"), PathBuf::from("/home/jde"));
        assert_eq!(path("~/server.pem"), PathBuf::from("/home/jde/server.pem"));
        assert_eq!(path("~root/x"), PathBuf::from("~root/x"));
        assert_eq!(path("/srv/~/x"), PathBuf::from("/srv/~/x"));
        assert_eq!(expand_with("~/x", &|_| None), PathBuf::from("~/x"));
    }

    #[test]
    fn variables_are_understood_in_every_shell_s_spelling() {
        assert_eq!(
            path(crate::sys::files::QLIK_FOLDER),
            PathBuf::from(r"C:\ProgramData\Qlik\Sense\Repository\Exported Certificates\.Local Certificates")
        );
        assert_eq!(path("$KEYS/a.pem"), PathBuf::from("/srv/keys/a.pem"));
        assert_eq!(path("${KEYS}/a.pem"), PathBuf::from("/srv/keys/a.pem"));
        assert_eq!(path("$env:KEYS/a.pem"), PathBuf::from("/srv/keys/a.pem"));
        assert_eq!(path("~/$KEYS"), PathBuf::from("/home/jde/srv/keys"));
    }

    #[test]
    fn unknown_variables_and_lone_marks_stay_as_written() {
        for text in ["$NOPE/a", "%NOPE%/a", "100%", "a$", "${KEYS", "$", "%%", "50%-60%"] {
            assert_eq!(path(text), PathBuf::from(text), "{text}");
        }
    }

    #[test]
    fn a_file_url_is_decoded() {
        assert_eq!(path("file:///srv/my%20keys/a.pem"), PathBuf::from("/srv/my keys/a.pem"));
        assert_eq!(path("file://localhost/srv/a.pem"), PathBuf::from("/srv/a.pem"));
        assert_eq!(path("file:///bad%2"), PathBuf::from("file:///bad%2"));
    }

    #[test]
    fn a_typed_path_splits_into_folder_and_beginning() {
        assert_eq!(split(""), (PathBuf::from("."), String::new()));
        assert_eq!(split("ser"), (PathBuf::from("."), "ser".to_owned()));
        assert_eq!(split("/"), (PathBuf::from("/"), String::new()));
        assert_eq!(split("/srv/keys/"), (PathBuf::from("/srv/keys/"), String::new()));
        assert_eq!(split("\"/srv/keys/ser"), (PathBuf::from("/srv/keys"), "ser".to_owned()));
        assert_eq!(split("/srv/.."), (PathBuf::from("/srv/.."), String::new()));
        assert_eq!(split("/srv/."), (PathBuf::from("/srv"), ".".to_owned()));
        assert_eq!(split("/srv/.se"), (PathBuf::from("/srv"), ".se".to_owned()));
    }

    #[test]
    fn escapes_in_names_are_shown_and_back_slashes_stay_single() {
        assert_eq!(
            shown(Path::new("C:\\keys\\a\u{1b}[31m\u{202e}\u{200b}\n.pem")),
            "C:\\keys\\a\\u001B[31m\\u202E\\u200B\\u000A.pem"
        );
        assert_eq!(shown(Path::new("/schlüssel/it's \"one\"")), "/schlüssel/it's \"one\"");
    }
}
