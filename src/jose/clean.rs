//! Takes a token out of what it was copied with: `Authorization: Bearer …`, quotes,
//! line wraps, a JSON response, a URL. Says what it took away.

use zeroize::Zeroizing;

use super::json;
use super::problem::{Part, Place, Problem};

/// A text with everything around the token taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// What is left.
    pub text: String,
    /// What was taken away, in words, in the order of doing.
    pub removed: Vec<String>,
    /// What about it matters to whoever sends the token as it was.
    pub notes: Vec<Problem>,
}

/// Cleans a pasted or read text. Text without a token in it only loses the white
/// space and quotes around it.
pub fn clean(text: &str) -> Cleaned {
    // Nothing stands around most tokens.
    if text.chars().all(is_part) && is_token_like(text) {
        return Cleaned { text: text.to_owned(), removed: Vec::new(), notes: Vec::new() };
    }
    thoroughly(text)
}

/// Looks for everything that can stand around a token.
fn thoroughly(text: &str) -> Cleaned {
    let mut work = Work { text: text.to_owned(), removed: Vec::new(), notes: Vec::new() };
    work.trim();
    let whole = |text: &str| is_json_token(text) || is_unencoded(text);
    if !whole(&work.text) {
        work.json_wrapper();
    }
    if whole(&work.text) {
        return Cleaned { text: work.text, removed: work.removed, notes: work.notes };
    }
    work.mail_quotes();
    // Quotes, header names and schemes come in any nesting: `"Authorization: 'Bearer …'"`.
    for _ in 0..ROUNDS {
        let before = work.text.len();
        work.header_name();
        work.scheme();
        work.quotes();
        work.url();
        work.trim();
        if work.text.len() == before {
            break;
        }
    }
    work.percent();
    work.behind();
    work.line_breaks();
    work.invisible();
    work.surroundings();
    Cleaned { text: work.text, removed: work.removed, notes: work.notes }
}

/// Members of a token endpoint's answer that hold a token (RFC 6749 section 5.1,
/// OpenID Connect Core section 3.1.3.3), and names that others use.
const WRAPPERS: [&str; 6] = ["access_token", "id_token", "token", "jwt", "assertion", "client_assertion"];
const BEARER: &str = "\"Bearer\"";
/// Wrappers within wrappers that are taken off; nobody copies more.
const ROUNDS: usize = 12;
const INVISIBLE: [char; 7] = ['\u{a0}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}'];

struct Work {
    text: String,
    removed: Vec<String>,
    notes: Vec<Problem>,
}

impl Work {
    fn set(&mut self, text: String, what: impl Into<String>) {
        self.text = text;
        let what = what.into();
        if !self.removed.contains(&what) {
            self.removed.push(what);
        }
    }

    fn trim(&mut self) {
        let junk = |c: char| c.is_whitespace() || INVISIBLE.contains(&c);
        let trimmed = self.text.trim_matches(junk);
        if trimmed.len() < self.text.len() {
            let breaks = self.text.trim_matches(' ') != trimmed;
            let trimmed = trimmed.to_owned();
            // Spaces at the ends are nobody's news.
            if breaks { self.set(trimmed, "white space around it") } else { self.text = trimmed }
        }
    }

    fn json_wrapper(&mut self) {
        if !self.text.starts_with('{') {
            return;
        }
        // Of two members with one name nobody knows which is meant.
        let Some(object) = json::object(&self.text, Part::Token).ok().filter(|object| object.duplicates.is_empty())
        else {
            return;
        };
        let mut wrapped = WRAPPERS.iter().filter_map(|name| Some((*name, object.find(name)?.string()?)));
        // An access token may be no JWT, and stand beside an ID token that is one.
        let found = wrapped.clone().find(|(_, token)| is_token_like(token)).or_else(|| wrapped.next());
        if let Some((name, token)) = found {
            self.set(token, format!("the JSON around \"{name}\""));
        }
    }

    /// `> ` before the lines of a quoted mail.
    fn mail_quotes(&mut self) {
        let quoted = |line: &str| line.trim_start().starts_with('>');
        if self.text.lines().any(quoted) && self.text.lines().skip(1).all(|line| quoted(line) || line.trim().is_empty())
        {
            let lines =
                self.text.lines().map(|line| line.trim_start().trim_start_matches(['>', ' '])).collect::<Vec<_>>();
            let text = lines.join("\n");
            self.set(text, "\">\" quote marks");
        }
    }

    fn quotes(&mut self) {
        const PAIRS: [(char, char); 6] =
            [('"', '"'), ('\'', '\''), ('`', '`'), ('\u{201c}', '\u{201d}'), ('\u{2018}', '\u{2019}'), ('<', '>')];
        let text = self.text.trim_end_matches([',', ';']);
        for (open, close) in PAIRS {
            let inner = match (text.strip_prefix(open), text.strip_suffix(close)) {
                (Some(rest), _) => rest.strip_suffix(close).unwrap_or(rest),
                (None, Some(rest)) => rest,
                (None, None) => continue,
            };
            let inner = inner.to_owned();
            self.set(inner, "quotes");
            return;
        }
        if text.len() < self.text.len() {
            let text = text.to_owned();
            self.set(text, "a comma at the end");
        }
    }

    fn header_name(&mut self) {
        for prefix in ["-h ", "--header "] {
            if let Some(rest) = strip_any_case(&self.text, prefix) {
                let rest = rest.trim_start().to_owned();
                self.set(rest, format!("\"{}\"", prefix.trim_end()));
            }
        }
        for name in ["proxy-authorization", "authorization", "x-jwt-assertion", "\"authorization\""] {
            let Some(rest) = strip_any_case(&self.text, name) else { continue };
            let Some(rest) = rest.trim_start().strip_prefix([':', '=']) else { continue };
            let rest = rest.trim_start().to_owned();
            self.set(rest, "\"Authorization:\"");
            return;
        }
    }

    fn scheme(&mut self) {
        let Some(rest) = strip_any_case(&self.text, "bearer") else { return };
        if rest.starts_with(|c: char| c.is_whitespace() || c == ':') {
            let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ':').to_owned();
            let again = self.removed.iter().any(|what| what == BEARER);
            if again && self.notes.is_empty() {
                let message = "\"Bearer\" stood twice before the token: a server that gets it so answers 401";
                let problem = Problem::new("bearer_twice", Place::of(Part::Token), message);
                self.notes.push(problem.hint("send it once: Authorization: Bearer eyJ…"));
            }
            self.set(rest, BEARER);
        }
    }

    /// The value of a query or fragment parameter that looks like a token.
    fn url(&mut self) {
        if !self.text.contains("://") && !self.text.starts_with(['?', '#', '&']) || is_token_like(&self.text) {
            return;
        }
        let mut found = self.text.split(['?', '#', '&']).skip(1).filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let value = value.replace("%2E", ".").replace("%2e", ".").replace("%3D", "=").replace("%3d", "=");
            (value.matches('.').count() >= 2 && is_token_like(&value)).then(|| (name.to_owned(), value))
        });
        let (first, others) = (found.next(), found.next());
        // Another token beside it, whole or broken, in the path for example: nobody knows which is meant.
        let plain = self.text.replace("%2E", ".").replace("%2e", ".").replace("%3D", "=").replace("%3d", "=");
        let is_only = |value: &str| !plain.replacen(value, " ", 1).split(|c: char| !is_part(c)).any(has_header);
        if let (Some((name, value)), None) = (first, others)
            && is_only(&value)
        {
            self.set(value, format!("the URL around \"{name}=\""));
        }
    }

    /// Line breaks with the spaces beside them: wraps of mails and terminals.
    fn line_breaks(&mut self) {
        let count = self.text.matches('\n').count().max(self.text.matches('\r').count());
        if count == 0 || !is_token_like(&self.text) || is_unencoded(&self.text) {
            return;
        }
        let lines: Vec<&str> = self.text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
        // Soft line breaks of quoted-printable mail (RFC 2045 section 6.7), if every line but the last has one.
        let soft = lines.split_last().is_some_and(|(_, before)| before.iter().all(|line| line.ends_with('=')));
        let next = |at: usize| lines.get(at + 1).copied().unwrap_or_default();
        // Before a dot it is the padding of a part.
        let mended = |(at, line): (usize, &&'_ str)| {
            let is_soft = soft && at + 1 < lines.len() && !next(at).starts_with('.');
            if is_soft { line.strip_suffix('=').unwrap_or(line).to_owned() } else { (*line).to_owned() }
        };
        let joined: String = lines.iter().enumerate().map(mended).collect();
        let plural = if count == 1 { "" } else { "s" };
        self.set(joined, format!("{count} line break{plural}"));
    }

    fn invisible(&mut self) {
        if self.text.contains(INVISIBLE) && is_token_like(&self.text) {
            let text = self.text.replace(INVISIBLE, "");
            self.set(text, "invisible characters");
        }
    }
}

impl Work {
    /// Dots and the like as a URL writes them (RFC 3986 section 2.1).
    fn percent(&mut self) {
        if !self.text.contains(['%']) || is_token_like(&self.text) {
            return;
        }
        let mut text = self.text.clone();
        for (escape, plain) in
            [("%2E", "."), ("%2e", "."), ("%3D", "="), ("%3d", "="), ("%7E", "~"), ("%7e", "~"), ("%20", " ")]
        {
            text = text.replace(escape, plain);
        }
        if text != self.text {
            self.set(text, "% escapes");
            self.scheme();
        }
    }

    /// What was copied along behind a token: other HTTP headers, the next parameter, a closing bracket.
    fn behind(&mut self) {
        if !is_token_like(&self.text) || is_unencoded(&self.text) {
            return;
        }
        let is_name =
            |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        let is_header = |line: &str| {
            let header = line.split_once(':');
            header.is_some_and(|(name, value)| is_name(name) && value.starts_with(char::is_whitespace))
        };
        let is_parameter = |text: &str| {
            let parameter = text.trim_start().split_once('=');
            parameter.is_some_and(|(name, value)| is_name(name) && value.starts_with(|c| !matches!(c, '=' | '&' | ';')))
        };
        let lines = || self.text.split_inclusive(['\n', '\r']);
        let in_token = |c: char| is_part(c) || c.is_whitespace() || INVISIBLE.contains(&c);
        let end = match lines().skip(1).position(is_header) {
            Some(before) => lines().take(before + 1).map(str::len).sum(),
            None => self.text.find(|c| !in_token(c)).unwrap_or(self.text.len()),
        };
        let (token, rest) = self.text.split_at(end);
        let mut behind = rest.chars();
        let ends = match behind.next() {
            Some('&' | ';') if is_parameter(behind.as_str()) => true,
            // Within a token it is a character that does not belong there.
            Some('&' | ';' | ',' | ')' | ']' | '>' | '|' | '!' | '?' | '\'' | '"' | '`') => {
                behind.next().is_none_or(char::is_whitespace)
            }
            _ => is_header(rest),
        };
        // The rest of this token, or another one.
        let goes_on = rest.contains('~')
            || behind
                .as_str()
                .split_whitespace()
                .next()
                .is_some_and(|word| word.contains('.') && word.chars().all(is_part))
            || tokens(rest).any(|other| other != token.trim());
        if ends && !goes_on && token.matches('.').count() >= 2 {
            let token = token.trim().to_owned();
            self.set(token, SURROUNDINGS);
        }
    }

    /// The one token in a text that is none: a command line, a cookie, a sentence.
    fn surroundings(&mut self) {
        if is_token_like(&self.text) {
            return;
        }
        let (found, several) = {
            let mut all = tokens(&self.text);
            let found = all.next();
            (found, all.any(|other| Some(other) != found))
        };
        // What is left of a token that something was put into is not the token.
        let runs = || self.text.split(|c: char| !is_part(c)).filter(|run| run.len() > SHORTEST);
        let torn = |token: &str| runs().any(|run| !run.ends_with(token) && (run.contains('~') || token.contains('~')));
        // Beside a broken token a good one is not judged in its place.
        let beside = |token: &str| runs().any(|run| !run.contains(token) && has_header(run));
        if let Some(token) = found.filter(|token| !several && !torn(token) && !beside(token)) {
            let token = token.to_owned();
            self.set(token, SURROUNDINGS);
        }
    }
}

/// What a compact token consists of, padding and disclosures included.
fn is_part(c: char) -> bool {
    super::base64url::is_base64url(c) || matches!(c, '.' | '=' | '~')
}

/// Whether a part of this run begins as the header of a token does, in the run or behind a name.
fn has_header(run: &str) -> bool {
    run.split(['.', '=', '~']).any(|part| part.len() > 10 && is_token_like(&format!("{part}.")))
}

/// The tokens that stand in a text.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let token = |run: &'_ str| -> Option<(usize, usize)> {
        // Behind a name, as in TOKEN=eyJ….
        let mut behind = run.match_indices('=').map(|(at, _)| at + 1);
        let named = behind.find(|at| run.get(*at..).is_some_and(is_token_like));
        let start = named.unwrap_or_default();
        let run = run.get(start..)?;
        // The full stop of a sentence.
        let dots = run.split('~').next().unwrap_or_default().matches('.').count();
        let run = if matches!(dots, 3 | 5) { run.trim_end_matches('.') } else { run };
        (matches!(dots, 2..=5) && is_token_like(run)).then_some((start, start + run.len()))
    };
    text.split(|c: char| !is_part(c))
        .filter(|run| run.len() > SHORTEST)
        .filter_map(move |run| token(run).and_then(|(start, end)| run.get(start..end)))
}

/// What is said when a token was found within another text.
pub(super) const SURROUNDINGS: &str = "the text around the token";
/// A token within another text is longer than this, in characters.
const SHORTEST: usize = 20;

/// Text in UTF-16 with a byte order mark, as PowerShell 5.1 writes what is sent to a file with `>`.
pub fn utf16(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let (little, rest) = match bytes {
        [0xff, 0xfe, rest @ ..] => (true, rest),
        [0xfe, 0xff, rest @ ..] => (false, rest),
        _ => return None,
    };
    let unit = |pair: &[u8]| match *pair {
        [a, b] if little => u16::from_le_bytes([a, b]),
        [a, b] => u16::from_be_bytes([a, b]),
        _ => 0xfffd,
    };
    let text: Result<String, _> = char::decode_utf16(rest.chunks(2).map(unit)).collect();
    text.ok().map(Zeroizing::new)
}

/// True for a text that somebody means as a token, even a broken one: not a path, not a word.
pub fn looks_like_token(text: &str) -> bool {
    let cleaned = clean(text).text;
    let dotted = cleaned.starts_with("ey") && cleaned.contains('.');
    dotted || is_token_like(&cleaned) || cleaned.trim_start().starts_with('{')
}

fn strip_any_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| text.get(prefix.len()..)).flatten()
}

/// A JWS or JWE in JSON serialization (RFC 7515 section 7.2, RFC 7516 section 7.2), even a broken one.
pub(super) fn is_json_token(text: &str) -> bool {
    if !text.trim_start().starts_with('{') {
        return false;
    }
    let Ok(object) = json::object(text, Part::Token) else { return false };
    let has = |name: &str| object.find(name).is_some();
    has("ciphertext") && (has("protected") || has("recipients") || has("iv"))
        || (has("signatures") || has("signature")) && (has("payload") || has("protected"))
}

/// Two or more dots, and the base64url form of a `{` at the start.
pub(super) fn is_token_like(text: &str) -> bool {
    let first = text.split('.').next().unwrap_or_default();
    let first: String = first.chars().filter(|c| !c.is_whitespace() && !INVISIBLE.contains(c)).collect();
    let head = super::base64url::decode(first.get(..first.len().min(8)).unwrap_or(&first), Part::Header, 0);
    // A `{`, and behind white space the `"` of a name, as far as eight characters tell.
    let opens = head.bytes.is_some_and(|bytes| {
        let inner = bytes.trim_ascii_start().strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
        inner.is_some_and(|inner| matches!(inner, [] | [b'"' | b'}', ..]))
    });
    opens && text.contains('.') && (!text.contains(['{', '"']) || is_unencoded(text))
}

/// A token whose payload stands between the dots as it is (RFC 7797 section 5.2): its header says so.
pub(super) fn is_unencoded(text: &str) -> bool {
    let Some((header, rest)) = text.split_once('.').filter(|(header, _)| header.starts_with("ey")) else {
        return false;
    };
    let says = super::base64url::decode(header, Part::Header, 0);
    let says = says.bytes.filter(|_| says.problem.is_none()).and_then(|bytes| String::from_utf8(bytes).ok());
    let unencoded = says.is_some_and(|header| {
        json::object(&header, Part::Header).is_ok_and(|object| object.find("b64").is_some_and(|b64| b64.raw == "false"))
    });
    let signature = rest.rsplit_once('.').map(|(_, signature)| signature);
    unencoded && signature.is_some_and(|signature| signature.chars().all(super::base64url::is_base64url))
}

#[cfg(test)]
mod tests;
