//! Reading a Rust source as tokens and paths: enough to know what it names, no more.

/// A source file.
pub(crate) struct Source {
    /// `src/app/mod.rs`
    pub(crate) path: String,
    pub(crate) text: String,
    /// `app`, `command`: empty for `lib.rs`.
    pub(crate) module: Vec<String>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) paths: Vec<Found>,
}

pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// A path that the source names.
pub(crate) struct Found {
    pub(crate) segments: Vec<String>,
    /// Where it leads in this crate; `None` for a local name or an outside crate.
    pub(crate) inside: Option<Vec<String>>,
    /// It stands in a `use`.
    pub(crate) import: bool,
    pub(crate) line: usize,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let steps = path.trim_start_matches("src/").trim_end_matches(".rs").split('/');
        let mut module: Vec<String> = steps.filter(|step| *step != "mod").map(str::to_owned).collect();
        if path == "src/lib.rs" {
            module.clear();
        }
        let tokens = tokens(text);
        let paths = Paths { tokens: &tokens, module: module.clone(), found: Vec::new(), import: false }.read();
        Self { path: path.to_owned(), text: text.to_owned(), module, tokens, paths }
    }

    /// Whether it is the file `home` or one in the folder `home`; `""` is all of `src`.
    pub(crate) fn is_in(&self, home: &str) -> bool {
        let rest = self.path.strip_prefix("src/").and_then(|path| path.strip_prefix(home));
        home.is_empty() || rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    }
}

/// Whether a path is `path` or leads through it.
pub(crate) fn starts_with(segments: &[String], path: &str) -> bool {
    let mut at = segments.iter();
    path.split("::").all(|step| at.next().is_some_and(|segment| segment == step))
}

/// Words, `::` and single characters, without comments and the insides of strings.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let is = |at: usize, c: char| chars.get(at) == Some(&c);
    let is_word = |at: usize| chars.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_');
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    while at < chars.len() {
        let start = at;
        if is(at, '/') && is(at + 1, '/') {
            while at < chars.len() && !is(at, '\n') {
                at += 1;
            }
        } else if is(at, '/') && is(at + 1, '*') {
            at = after_comment(&chars, at);
        } else if is(at, '"') {
            at = after_string(&chars, at, 0, true);
        } else if is(at, '\'') {
            at = if is(at + 1, '\\') {
                (at + 3..chars.len()).find(|&end| is(end, '\'')).unwrap_or(chars.len()) + 1
            } else if is(at + 2, '\'') {
                at + 3
            } else {
                at + 1
            };
        } else if is_word(at) {
            while is_word(at) {
                at += 1;
            }
            let word: String = chars[start..at].iter().collect();
            let hashes = (at..chars.len()).take_while(|&hash| is(hash, '#')).count();
            if ["r", "br", "cr"].contains(&word.as_str()) && is(at + hashes, '"') {
                at = after_string(&chars, at + hashes, hashes, false);
            } else {
                found.push(Token { text: word, line });
            }
        } else {
            at += if is(at, ':') && is(at + 1, ':') { 2 } else { 1 };
            if !chars[start].is_whitespace() {
                found.push(Token { text: chars[start..at].iter().collect(), line });
            }
        }
        line += chars[start..at.min(chars.len())].iter().filter(|c| **c == '\n').count();
    }
    found
}

fn after_comment(chars: &[char], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0_usize);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (at, depth) = (at + 2, depth + 1),
            ('*', Some('/')) => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn after_string(chars: &[char], quote: usize, hashes: usize, escapes: bool) -> usize {
    let mut at = quote + 1;
    while at < chars.len() {
        match chars[at] {
            '\\' if escapes => at += 2,
            '"' if chars[at + 1..].iter().take_while(|c| **c == '#').count() >= hashes => return at + 1 + hashes,
            _ => at += 1,
        }
    }
    chars.len()
}

/// Reads the paths of a file.
struct Paths<'t> {
    tokens: &'t [Token],
    module: Vec<String>,
    found: Vec<Found>,
    import: bool,
}

impl Paths<'_> {
    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    fn is_name(&self, at: usize) -> bool {
        self.text(at).starts_with(|c: char| c.is_alphabetic() || c == '_')
    }

    fn read(mut self) -> Vec<Found> {
        let (mut at, mut depth, mut modules) = (0, 0_usize, Vec::new());
        while at < self.tokens.len() {
            match self.text(at) {
                "{" if self.import => {
                    at = self.tree(at, &[]);
                    continue;
                }
                "{" => depth += 1,
                "}" => {
                    depth = depth.saturating_sub(1);
                    if modules.last() == Some(&depth) {
                        modules.pop();
                        self.module.pop();
                    }
                }
                ";" => self.import = false,
                // `use<'a>` of a return type imports nothing.
                "use" => self.import = self.text(at + 1) != "<",
                "mod" if self.is_name(at + 1) && self.text(at + 2) == "{" => {
                    modules.push(depth);
                    self.module.push(self.text(at + 1).to_owned());
                    at += 1;
                }
                _ if self.is_name(at) => {
                    at = self.tree(at, &[]);
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        self.found
    }

    /// Reads `a::b::{c, d::*}` from `at` on; returns where it ends.
    fn tree(&mut self, mut at: usize, before: &[String]) -> usize {
        let mut segments = before.to_vec();
        let line = self.tokens[at].line;
        loop {
            if self.text(at) == "::" {
                at += 1;
            } else if self.text(at) == "{" && self.import {
                at += 1;
                while at < self.tokens.len() && self.text(at) != "}" {
                    let skipped = match self.text(at) {
                        "," => 1,
                        "as" => 2,
                        _ => 0,
                    };
                    at = if skipped > 0 { at + skipped } else { self.tree(at, &segments).max(at + 1) };
                }
                return at + 1;
            } else if self.is_name(at) || self.text(at) == "*" {
                segments.push(self.text(at).to_owned());
                at += 1;
                if self.text(at) != "::" || !(self.is_name(at + 1) || ["{", "*"].contains(&self.text(at + 1))) {
                    break;
                }
            } else {
                break;
            }
        }
        let Some(first) = segments.first() else { return at };
        if segments.len() > 1 || self.import || ["crate", "super"].contains(&first.as_str()) {
            // `use a::{self}` imports `a`.
            if segments.len() > 1 && segments.last().is_some_and(|last| last == "self") {
                segments.pop();
            }
            let inside = self.inside(&segments);
            self.found.push(Found { segments, inside, import: self.import, line });
        }
        at
    }

    fn inside(&self, segments: &[String]) -> Option<Vec<String>> {
        let supers = segments.iter().take_while(|segment| *segment == "super").count();
        let (base, skip) = match segments.first()?.as_str() {
            "crate" | "jotbench" => (&[][..], 1),
            "self" => {
                let supers = segments.iter().skip(1).take_while(|segment| *segment == "super").count();
                (self.module.get(..self.module.len().saturating_sub(supers))?, 1 + supers)
            }
            "super" => (self.module.get(..self.module.len().saturating_sub(supers))?, supers),
            _ => return None,
        };
        Some([base, segments.get(skip..)?].concat())
    }
}
