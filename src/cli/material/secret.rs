//! HMAC secrets from files and environment variables: what the bytes there stand for,
//! and what is said about it. Nothing here quotes a secret.

use super::super::report::{Failure, Report};
use crate::jose::key::{Found, Item, KeyFile, Secret, SecretEncoding};
use crate::jose::problem::{Part, Place, Problem};

/// The secret that `bytes` of a file or variable are, and what is to be said; `name` is where they come from.
///
/// In a file (`is_file`) one trailing line break is none of a text, since editors and `echo` put it there.
pub(super) fn read(
    bytes: &[u8],
    encoding: SecretEncoding,
    is_file: bool,
    name: &str,
) -> Result<(KeyFile, Vec<Report>), Failure> {
    let mut notes = Vec::new();
    let mut taken = bytes;
    if encoding == SecretEncoding::Text {
        let line = bytes.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        if let Some(line) = line.filter(|_| is_file) {
            taken = line;
            let message = format!("the line break at the end of {name} is no part of the secret: it was dropped");
            notes.push(Report::new("line_break_dropped", name, message));
        }
        if bytes.starts_with(BYTE_ORDER_MARK) {
            let message = format!("{name} begins with a byte order mark, and the secret with it");
            let report = Report::new("byte_order_mark", name, message);
            notes.push(report.hint("save it as UTF-8 without one, unless others sign with it too"));
        }
    } else {
        taken = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    }
    let secret = decoded(taken, encoding).map_err(|problem| failure(&problem, name))?;
    Ok((KeyFile::of(vec![Found::new(Item::Secret(secret), encoding.name())]), notes))
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

fn decoded(bytes: &[u8], encoding: SecretEncoding) -> Result<Secret, Problem> {
    if encoding == SecretEncoding::Text {
        return Secret::from_bytes(bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Secret::read(text, encoding);
    }
    // A key is told first, whatever the encoding is said to be.
    Secret::from_bytes(bytes)?;
    let message = format!("these bytes are no text, and {} is written in letters and digits", encoding.name());
    let problem = Problem::new("not_text", Place::of(Part::Secret), message);
    Err(problem.hint("--secret-encoding text takes the bytes as they are"))
}

fn failure(problem: &Problem, name: &str) -> Failure {
    let report = Report::in_file(name, problem);
    Failure::input(match problem.code {
        "key_as_secret" => report.hint(
            "an HMAC over a key or certificate can be forged by everyone who has that: name it with --key or --key-env",
        ),
        "bad_character" => {
            let hint = report.hint.as_deref().unwrap_or_default().to_owned();
            report.hint(format!("{hint}; --secret-encoding says how it is written"))
        }
        _ => report,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::exit;

    /// The bytes of the secret, and the codes of what is said.
    fn secret(bytes: &[u8], encoding: SecretEncoding, is_file: bool) -> (Vec<u8>, Vec<&'static str>) {
        let (keys, notes) = read(bytes, encoding, is_file, "s").unwrap();
        let bytes = keys.first_secret().unwrap().bytes().to_vec();
        (bytes, notes.iter().map(|note| note.code).collect())
    }

    #[test]
    fn one_line_break_of_a_file_is_dropped_and_said() {
        use SecretEncoding::{Hex, Text};
        let dropped = vec!["line_break_dropped"];
        for (bytes, is_file, taken, said) in [
            (&b"a b"[..], true, &b"a b"[..], vec![]),
            (b"ab\n", true, b"ab", dropped.clone()),
            (b"ab\r\n", true, b"ab", dropped.clone()),
            (b"ab\n\n", true, b"ab\n", dropped.clone()),
            (b"ab\r", true, b"ab\r", vec![]),
            (b"\xff\0\n", true, b"\xff\0", dropped),
            (b"ab\n", false, b"ab\n", vec![]),
            (b"\xef\xbb\xbfab", true, b"\xef\xbb\xbfab", vec!["byte_order_mark"]),
        ] {
            assert_eq!(secret(bytes, Text, is_file), (taken.to_vec(), said), "{bytes:?}");
        }
        assert_eq!(secret(b"\xef\xbb\xbf61 62\n", Hex, true), (b"ab".to_vec(), vec![]));
    }

    #[test]
    fn what_is_no_secret_is_refused_unquoted() {
        use SecretEncoding::{Base64, Hex, Text};
        let pem = include_bytes!("../../../tests/vectors/keys/p256/public.spki.pem");
        let der = include_bytes!("../../../tests/vectors/keys/p256/public.spki.der");
        for (bytes, encoding, code) in [
            (&pem[..], Text, "key_as_secret"),
            (&der[..], Text, "key_as_secret"),
            (&der[..], Base64, "key_as_secret"),
            (b"\n", Text, "empty_secret"),
            (b"", Hex, "empty_secret"),
            (b"hunter2", Hex, "bad_character"),
            (b"\xff", Base64, "not_text"),
        ] {
            let failure = read(bytes, encoding, true, "s").unwrap_err();
            assert_eq!((failure.report.code, failure.code), (code, exit::INPUT));
            assert!(!format!("{failure:?}").contains("hunter2"));
        }
    }
}
