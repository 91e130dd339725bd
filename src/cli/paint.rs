//! How results look: plain and in whole lines where they go to a file or a program; in
//! colours and in lines of its width where they go to a terminal.
//!
//! Every status has its sign and word beside its colour, and the text that is styled here
//! has been made visible before.

use std::borrow::Cow;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Effects, Style};

use crate::jose::check::Status;
use crate::jose::layout;
use crate::sys::screen::{self, Screen};
use crate::text::visible;

/// Cells of a line, as most terminals have them; wider ones get no longer lines, which nobody likes to read.
pub(super) const LINE: usize = 80;
/// Cells of the narrowest line: below that a terminal breaks lines itself.
const NARROWEST: usize = 40;

/// Where a result goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paint {
    colours: bool,
    width: Option<usize>,
}

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Good,
    Bad,
    Warning,
    Dim,
    Title,
    Name,
    Text,
    Number,
}

impl Tone {
    const fn style(self) -> Style {
        match self {
            Self::Good => AnsiColor::Green.on_default().effects(Effects::BOLD),
            Self::Bad => AnsiColor::Red.on_default().effects(Effects::BOLD),
            Self::Warning => AnsiColor::Yellow.on_default().effects(Effects::BOLD),
            Self::Dim => Style::new().effects(Effects::DIMMED),
            Self::Title => Style::new().effects(Effects::BOLD),
            Self::Name => AnsiColor::Cyan.on_default(),
            Self::Text => AnsiColor::Green.on_default(),
            Self::Number => AnsiColor::Yellow.on_default(),
        }
    }

    /// That of a check.
    pub(super) const fn of(status: Status) -> Self {
        match status {
            Status::Ok => Self::Good,
            Status::Fail => Self::Bad,
            Status::Warn => Self::Warning,
            Status::Info | Status::Unknown => Self::Dim,
        }
    }
}

impl Paint {
    /// No colours, whole lines.
    pub(super) const PLAIN: Self = Self { colours: false, width: None };

    /// For standard output.
    pub(super) fn of_standard_output() -> Self {
        screen::standard_output().map_or(Self::PLAIN, Self::on)
    }

    fn on(screen: Screen) -> Self {
        let columns = screen.columns.map_or(LINE, usize::from);
        Self { colours: screen.colours, width: Some(columns.clamp(NARROWEST, LINE)) }
    }

    /// Cells of a line; none where lines stay whole.
    pub(super) const fn width(self) -> Option<usize> {
        self.width
    }

    /// A text in a tone.
    pub(super) fn tone(self, tone: Tone, text: &str) -> Cow<'_, str> {
        if !self.colours || text.is_empty() {
            return Cow::Borrowed(text);
        }
        let style = tone.style();
        Cow::Owned(format!("{style}{text}{style:#}"))
    }

    /// A text whose first line begins after `first` cells; in lines that the terminal has room for, the further ones
    /// `indent` cells in, each in the tone.
    pub(super) fn folded(self, text: &str, first: usize, indent: usize, tone: Option<Tone>) -> String {
        let lines = match self.width {
            Some(width) => fold(text.split(' '), width.saturating_sub(first), width.saturating_sub(indent)),
            None => vec![text.to_owned()],
        };
        let mut out = String::new();
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                let _ = write!(out, "\n{:indent$}", "");
            }
            out.push_str(&tone.map_or(Cow::Borrowed(line.as_str()), |tone| self.tone(tone, line)));
        }
        out
    }

    /// A line of a laid out JSON text, made visible; what is no JSON is only that.
    pub(super) fn json(self, line: &str) -> String {
        if !self.colours {
            return visible(line).into_owned();
        }
        let tokens: Vec<&str> = layout::tokens(line).collect();
        let (mut out, mut done) = (String::new(), 0);
        for (at, token) in tokens.iter().enumerate() {
            let start = line.get(done..).and_then(|rest| rest.find(token)).map_or(done, |found| done + found);
            let tone = match token.as_bytes().first() {
                Some(b'"') if tokens.get(at + 1) == Some(&":") => Some(Tone::Name),
                Some(b'"') => Some(Tone::Text),
                Some(b'{' | b'}' | b'[' | b']' | b',' | b':') => None,
                _ => Some(Tone::Number),
            };
            out.push_str(&visible(line.get(done..start).unwrap_or_default()));
            let shown = visible(token);
            out.push_str(&tone.map_or(shown.clone(), |tone| Cow::Owned(self.tone(tone, &shown).into_owned())));
            done = start + token.len();
        }
        out
    }
}

/// Words in lines of at most `room` characters, `first` in the first; one that is longer, such as an address, has a line
/// of its own.
pub(super) fn fold<'w>(words: impl Iterator<Item = &'w str>, first: usize, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words {
        let room = if lines.len() == 1 { first } else { room };
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLOURED: Paint = Paint { colours: true, width: Some(40) };

    #[test]
    fn a_terminal_gets_colours_and_lines_of_its_width() {
        let on = |columns, colours| Paint::on(Screen { columns, colours });
        assert_eq!(on(Some(60), true), Paint { colours: true, width: Some(60) });
        assert_eq!(on(Some(200), false), Paint { colours: false, width: Some(80) });
        assert_eq!(on(Some(10), true).width, Some(40));
        assert_eq!(on(None, true).width, Some(80));
        assert_eq!(COLOURED.tone(Tone::Good, "OK"), "\u{1b}[1m\u{1b}[32mOK\u{1b}[0m");
        assert_eq!(Paint::PLAIN.tone(Tone::Good, "OK"), "OK");
    }

    #[test]
    fn long_texts_are_folded_where_there_is_a_width() {
        let text = "one two three four five six seven eight nine";
        assert_eq!(Paint::PLAIN.folded(text, 10, 4, Some(Tone::Dim)), text);
        let folded = "one two three four five six\n    seven eight nine";
        assert_eq!(Paint { colours: false, ..COLOURED }.folded(text, 10, 4, None), folded);
        let long = "https://sso.corp.example/realms/prod/protocol/certs";
        assert_eq!(fold(format!("keys: {long} (save it)").split(' '), 20, 20), ["keys:", long, "(save it)"]);
    }

    #[test]
    fn json_is_coloured_by_what_its_parts_are_and_its_text_is_kept() {
        let line = "  \"a\": [\"b: \u{202e}\", 1.10, true], ";
        let plain: String = anstyle_free(&COLOURED.json(line));
        assert_eq!(plain, "  \"a\": [\"b: \\u202E\", 1.10, true],");
        let painted = "  \u{1b}[36m\"a\"\u{1b}[0m: [\u{1b}[32m\"b: \\u202E\"\u{1b}[0m, \u{1b}[33m1.10\u{1b}[0m, \u{1b}[33mtrue\u{1b}[0m],";
        assert_eq!(COLOURED.json(line), painted);
        assert_eq!(Paint::PLAIN.json("a\u{7}"), "a\\u0007");
    }

    /// The text less its colour sequences.
    fn anstyle_free(text: &str) -> String {
        text.split('\u{1b}')
            .enumerate()
            .map(|(at, part)| if at == 0 { part } else { part.split_once('m').unwrap().1 })
            .collect()
    }
}
