//! What PowerShell makes of a line, as far as such lines go, from its published grammar
//! (Windows PowerShell Language Specification 3.0, 2.3.5.2 and 7.1.9): commands,
//! parameters, verbatim strings, hash literals, sub-expressions in parentheses.

use super::requests::{Arrived, fields};

/// A part of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// A command, a parameter or a bare argument.
    Word(String),
    /// A verbatim string.
    Text(String),
    /// A hash literal.
    Table(Vec<(String, String)>),
    /// A command in parentheses.
    Command(Vec<Part>),
}

/// `single-quote-character`: these five are one and the same.
const QUOTES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201A}', '\u{201B}'];

struct Reader<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
}

impl Reader<'_> {
    fn spaces(&mut self) {
        while self.rest.next_if_eq(&' ').is_some() {}
    }

    fn text(&mut self) -> String {
        assert!(self.rest.next().is_some_and(|c| QUOTES.contains(&c)));
        let mut text = String::new();
        loop {
            let c = self.rest.next().unwrap();
            if QUOTES.contains(&c) && self.rest.next_if(|c| QUOTES.contains(c)).is_none() {
                return text;
            }
            text.push(c);
        }
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.rest.next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '$' | ':')) {
            word.push(c);
        }
        assert!(!word.is_empty(), "{:?} means something", self.rest.peek());
        word
    }

    fn table(&mut self) -> Vec<(String, String)> {
        assert_eq!((self.rest.next(), self.rest.next()), (Some('@'), Some('{')));
        let mut table = Vec::new();
        loop {
            self.spaces();
            let key = if self.rest.peek().is_some_and(|c| QUOTES.contains(c)) { self.text() } else { self.word() };
            self.spaces();
            assert_eq!(self.rest.next(), Some('='));
            self.spaces();
            let value = self.text();
            assert!(table.iter().all(|(other, _): &(String, String)| !other.eq_ignore_ascii_case(&key)), "{key}");
            table.push((key, value));
            self.spaces();
            match self.rest.next() {
                Some('}') => return table,
                other => assert_eq!(other, Some(';')),
            }
        }
    }

    fn command(&mut self) -> Vec<Part> {
        let mut parts = Vec::new();
        loop {
            self.spaces();
            match self.rest.peek() {
                None | Some(')') => return parts,
                Some('(') => {
                    self.rest.next();
                    parts.push(Part::Command(self.command()));
                    assert_eq!(self.rest.next(), Some(')'));
                }
                Some('@') => parts.push(Part::Table(self.table())),
                Some(c) if QUOTES.contains(c) => parts.push(Part::Text(self.text())),
                Some(_) => parts.push(Part::Word(self.word())),
            }
        }
    }
}

/// The parts of a command.
pub(crate) fn command(line: &str) -> Vec<Part> {
    let mut reader = Reader { rest: line.chars().peekable() };
    let parts = reader.command();
    assert_eq!(reader.rest.next(), None);
    parts
}

/// What `Invoke-RestMethod` sends, by its parameters. The headers that it has parameters for come last.
pub(crate) fn sent(line: &str) -> Arrived {
    let parts = command(line);
    let mut arrived = Arrived { method: "GET".to_owned(), url: String::new(), headers: Vec::new(), form: Vec::new() };
    let mut rest = parts.iter();
    assert_eq!(rest.next(), Some(&Part::Word("Invoke-RestMethod".to_owned())));
    let (mut bearer, mut plain) = (false, false);
    while let Some(part) = rest.next() {
        let Part::Word(parameter) = part else { panic!("{part:?} has no parameter") };
        match parameter.as_str() {
            "-AllowUnencryptedAuthentication" => plain = true,
            "-Authentication" => {
                assert_eq!(rest.next(), Some(&Part::Word("Bearer".to_owned())));
                bearer = true;
            }
            _ => match (parameter.as_str(), rest.next().unwrap()) {
                ("-Method", Part::Word(method)) => method.clone_into(&mut arrived.method),
                ("-Uri", Part::Text(url)) => url.clone_into(&mut arrived.url),
                ("-Headers", Part::Table(table)) => arrived.headers.extend(table.clone()),
                ("-ContentType", Part::Text(value)) => {
                    arrived.headers.push(("Content-Type".to_owned(), value.clone()));
                }
                ("-UserAgent", Part::Text(value)) => arrived.headers.push(("User-Agent".to_owned(), value.clone())),
                ("-Body", Part::Text(body)) => arrived.form = fields(body),
                ("-Token", Part::Command(parts)) => {
                    let [Part::Word(to_secure), Part::Text(token), options @ ..] = parts.as_slice() else {
                        panic!("{parts:?}")
                    };
                    let words = ["-AsPlainText", "-Force"].map(|word| Part::Word(word.to_owned()));
                    assert_eq!((to_secure.as_str(), options), ("ConvertTo-SecureString", words.as_slice()));
                    assert!(bearer, "-Token is for -Authentication");
                    arrived.headers.push(("Authorization".to_owned(), format!("Bearer {token}")));
                }
                other => panic!("{other:?}"),
            },
        }
    }
    // "The cmdlet can't protect plain text secrets sent over unencrypted connections" without it.
    assert_eq!(plain, bearer && arrived.url.starts_with("http://"), "{line}");
    arrived
}

#[test]
fn the_parser_reads_the_published_examples() {
    let text = |text: &str| Part::Text(text.to_owned());
    assert_eq!(command("'I''m' 'a\u{2019}\u{2019}b' ''"), [text("I'm"), text("a\u{2019}b"), text("")]);
    let table = [("FirstName", "James"), ("LastName", "Anderson")];
    let table = table.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    assert_eq!(command("@{ FirstName = 'James'; 'LastName' = 'Anderson' }"), [Part::Table(table)]);
}
