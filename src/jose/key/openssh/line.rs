//! Public keys as texts: the lines of `*.pub` and `authorized_keys` (sshd(8)), and the blocks of RFC 4716.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_PAD_INDIFFERENT;

use super::{damaged, public as blob};
use crate::jose::key::PublicKey;
use crate::jose::key::format::Context;
use crate::jose::key::lines::lines;
use crate::jose::key::pem;
use crate::jose::key::read::{Found, Item, KeyFile, Label};
use crate::jose::problem::{Place, Problem};

/// More keys and problems than this are not told of one text.
const MOST: usize = 256;
/// In base64 the length of any key type's name begins so.
const BLOB_START: &str = "AAAA";
const BEGIN: &str = "---- BEGIN SSH2 PUBLIC KEY ----";
const END: &str = "---- END SSH2 PUBLIC KEY ----";

/// True for a text whose first line that is no comment is a public key line, and that has no PEM block.
pub(in crate::jose::key) fn is_public(text: &str) -> bool {
    content(text).next().is_some_and(|(_, line)| KeyLine::of(line).is_some()) && pem::labels(text).next().is_none()
}

/// Reads public key lines: options, key type, base64, comment.
///
/// Codes of each line: `not_a_key_line`, `bad_base64`, `damaged_key`, `label_mismatch`, `unusable_key`, and those of
/// [`PublicKey::from_spki`]; `too_many_keys`.
pub(in crate::jose::key) fn public(text: &str, at: Context<'_>) -> Result<KeyFile, Problem> {
    let mut file = KeyFile::of(Vec::new());
    for (number, line) in content(text) {
        let place = Place::line(at.place.part, number);
        if is_full(&mut file, place) {
            break;
        }
        match KeyLine::of(line).ok_or_else(|| no_key_line(place)).and_then(|line| Ok((line.key(place)?, line.comment)))
        {
            Ok((key, comment)) => file.found.push(found(key, "OpenSSH", number, comment)),
            Err(problem) => file.problems.push(problem),
        }
    }
    outcome(file, at)
}

/// True for a text that is a public key block of RFC 4716.
pub(in crate::jose::key) fn is_ssh2(text: &str) -> bool {
    text.contains(BEGIN) && !is_public(text) && pem::labels(text).next().is_none()
}

/// Reads public key blocks (RFC 4716 section 3).
///
/// Codes of each block: `truncated`, `bad_base64`, `damaged_key`, `unusable_key`, and those of
/// [`PublicKey::from_spki`]; `too_many_keys`.
pub(in crate::jose::key) fn ssh2(text: &str, at: Context<'_>) -> Result<KeyFile, Problem> {
    let mut file = KeyFile::of(Vec::new());
    let mut open: Option<Ssh2> = None;
    for (number, (_, line)) in (1..).zip(lines(text)) {
        let place = Place::line(at.place.part, number);
        match (line.trim(), &mut open) {
            (BEGIN, _) => {
                if is_full(&mut file, place) {
                    break;
                }
                file.problems.extend(open.replace(Ssh2::at(number)).map(|block| without_end(block.line, at)));
            }
            (END, Some(block)) => {
                match block.key(Place::line(at.place.part, block.line)) {
                    Ok(key) => file.found.push(found(key, "SSH2", block.line, &block.comment)),
                    Err(problem) => file.problems.push(problem),
                }
                open = None;
            }
            (_, Some(block)) => block.take(line.trim_end()),
            (_, None) => {}
        }
    }
    file.problems.extend(open.map(|block| without_end(block.line, at)));
    outcome(file, at)
}

/// The lines that are neither empty nor comments, by their numbers.
fn content(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = (1..).zip(lines(text)).map(|(number, (_, line))| (number, line.trim()));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// A public key line.
struct KeyLine<'t> {
    key_type: &'t str,
    digits: &'t str,
    comment: &'t str,
}

impl<'t> KeyLine<'t> {
    /// The key of a line: a key type before base64, whatever stands before it.
    fn of(line: &'t str) -> Option<Self> {
        let mut rest = line;
        while let Some((word, after)) = next_word(rest) {
            if let Some((digits, comment)) = next_word(after).filter(|(digits, _)| digits.starts_with(BLOB_START))
                && ["ssh-", "ecdsa-", "sk-", "webauthn-"].iter().any(|start| word.starts_with(start))
            {
                return Some(Self { key_type: word, digits, comment: comment.trim() });
            }
            rest = after;
        }
        None
    }

    fn key(&self, place: Place) -> Result<PublicKey, Problem> {
        let blob = decode(self.digits, ONE_LINE, place)?;
        let inner = super::wire::Wire::new(&blob).text().unwrap_or_default();
        if inner != self.key_type {
            // A line whose type is of no use is named by it, whatever follows.
            blob::Kind::named(self.key_type, place)?;
            let [outer, inner] = [self.key_type, inner].map(blob::quoted);
            let message = format!("the line says {outer} and its base64 holds {inner}");
            return Err(
                Problem::new("label_mismatch", place, message).hint("the line was changed: copy it again, whole")
            );
        }
        blob::read(&blob, place)
    }
}

/// The next word, and what follows; a word of options may have spaces in quotes.
fn next_word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches([' ', '\t']);
    let (mut quoted, mut escaped) = (false, false);
    let end = text.find(|c: char| {
        let ends = !quoted && matches!(c, ' ' | '\t');
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    text.split_at_checked(end.unwrap_or(text.len())).filter(|(word, _)| !word.is_empty())
}

/// A block that has begun.
struct Ssh2 {
    line: usize,
    comment: String,
    digits: String,
    in_header: bool,
    continued: Option<bool>,
}

impl Ssh2 {
    const fn at(line: usize) -> Self {
        Self { line, comment: String::new(), digits: String::new(), in_header: true, continued: None }
    }

    /// Takes one line: of a header, of one that goes on after a backslash, or of the base64 text.
    fn take(&mut self, line: &str) {
        let header = line.split_once(':').filter(|_| self.in_header && self.continued.is_none());
        let (is_comment, value) = match (self.continued, header) {
            (Some(is_comment), _) => (is_comment, line),
            (None, Some((name, value))) => (name.trim().eq_ignore_ascii_case("Comment"), value.trim_start()),
            (None, None) => {
                self.in_header = false;
                self.digits.extend(line.split_whitespace());
                return;
            }
        };
        self.continued = value.ends_with('\\').then_some(is_comment);
        if is_comment {
            self.comment.push_str(value.strip_suffix('\\').unwrap_or(value));
        }
        if self.continued.is_none() && is_comment {
            let bare = self.comment.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            if let Some(bare) = bare.map(str::to_owned) {
                self.comment = bare;
            }
        }
    }

    fn key(&self, place: Place) -> Result<PublicKey, Problem> {
        blob::read(&decode(&self.digits, COPY_AGAIN, place)?, place)
    }
}

const ONE_LINE: &str = "a public key of OpenSSH is one line: copy it again, whole and without line breaks";
const COPY_AGAIN: &str = "the text was cut or changed: copy it again, from the first dash to the last";

fn decode(digits: &str, hint: &str, place: Place) -> Result<Vec<u8>, Problem> {
    STANDARD_PAD_INDIFFERENT.decode(digits).map_err(|error| {
        let message = match error {
            base64::DecodeError::InvalidByte(at, byte) if byte != b'=' => {
                let c = digits.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
                format!("{c:?} is no base64 character")
            }
            _ => "the base64 text of the key is cut or changed".to_owned(),
        };
        Problem::new("bad_base64", place, message).hint(hint)
    })
}

fn found(key: PublicKey, encoding: &'static str, line: usize, comment: &str) -> Found {
    let name = Some(comment.to_owned()).filter(|comment| !comment.is_empty());
    Found { line, label: Label { name, ..Label::default() }, ..Found::new(Item::Public(key), encoding) }
}

fn no_key_line(place: Place) -> Problem {
    Problem::new("not_a_key_line", place, "the line is no OpenSSH public key")
        .hint("a key is one line: its type, its base64 text and a comment, without line breaks between them")
}

fn without_end(line: usize, at: Context<'_>) -> Problem {
    Problem::new("truncated", Place::line(at.place.part, line), "the SSH2 block that begins here has no END line")
        .hint(COPY_AGAIN)
}

/// True, once said, if no more is read.
fn is_full(file: &mut KeyFile, place: Place) -> bool {
    let full = file.found.len() + file.problems.len() >= MOST;
    if full {
        let message = format!("there are more than {MOST} keys; the rest is not read");
        file.problems.push(Problem::new("too_many_keys", place, message));
    }
    full
}

fn outcome(mut file: KeyFile, at: Context<'_>) -> Result<KeyFile, Problem> {
    if !file.found.is_empty() {
        return Ok(file);
    }
    if file.problems.is_empty() {
        Err(damaged(at.place, "there is no key in it"))
    } else {
        Err(file.problems.swap_remove(0))
    }
}
