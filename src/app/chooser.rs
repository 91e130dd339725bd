//! A list to choose from, narrowed by typing: palette, algorithms, copy forms and
//! the rest are the same list with other rows.

use std::borrow::Cow;

use super::command::Command;
use super::converting::Destination;
use super::copy::CopyForm;
use super::theme::ThemeName;
use crate::jose::algorithm::Algorithm;
use crate::jose::key::SecretEncoding;
use crate::jose::key::convert::Form;
use crate::text::Editor;

/// What choosing a row does.
#[derive(Debug, Clone, Copy)]
pub enum Choice {
    /// Runs a command.
    Command(&'static Command),
    /// Writes `alg`.
    Algorithm(&'static Algorithm),
    /// Copies in that form.
    Copy(&'static CopyForm),
    /// Reads the secret in that way.
    Encoding(SecretEncoding),
    /// Draws in those colours.
    Theme(ThemeName),
    /// Makes a key of the kind at that place of the table.
    Generate(usize),
    /// Goes on with the key at that place of a JWK Set; past its end with all of them.
    KeyOfSet(usize),
    /// Converts a key.
    Form {
        /// Into this form.
        form: &'static Form,
        /// Its public part alone.
        public: bool,
        /// The key of a JWK Set, by its place.
        key: Option<usize>,
    },
    /// Opens the form of the template at that place of the library.
    Template(usize),
    /// Gives the other side its key in that form.
    Give(&'static Form),
    /// Takes a converted key there.
    Deliver(Destination),
}

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    /// What it is called.
    pub label: String,
    /// What stands at its right: a chord, a remark.
    pub detail: String,
    /// Why it cannot be chosen now, if it cannot.
    pub refusal: Option<String>,
    /// What choosing it does.
    pub choice: Choice,
}

/// The list, its filter and the row under the cursor.
pub struct Chooser {
    /// The title on its border.
    pub title: Cow<'static, str>,
    /// What was typed to narrow it.
    pub filter: Editor,
    /// The selected row among those that match.
    pub selected: usize,
    rows: Vec<Row>,
}

impl Chooser {
    /// A list with nothing typed.
    pub fn new(title: impl Into<Cow<'static, str>>, rows: Vec<Row>) -> Self {
        Self { title: title.into(), filter: Editor::single_line(), selected: 0, rows }
    }

    /// The rows that match what was typed: every typed letter in its order, the
    /// closest first; then those whose remark has it.
    pub fn matching(&self) -> Vec<&Row> {
        let wanted = self.filter.text().trim().to_lowercase();
        if wanted.is_empty() {
            return self.rows.iter().collect();
        }
        let far = |row: &Row| {
            let beside = || Some(2000 + row.detail.to_lowercase().find(&wanted)?);
            distance(&row.label.to_lowercase(), &wanted).or_else(beside)
        };
        let mut found: Vec<(usize, &Row)> = self.rows.iter().filter_map(|row| Some((far(row)?, row))).collect();
        found.sort_by_key(|(distance, _)| *distance);
        found.into_iter().map(|(_, row)| row).collect()
    }

    /// The selected row.
    pub fn current(&self) -> Option<&Row> {
        self.matching().get(self.selected).copied()
    }

    /// Moves the selection by so many rows, as far as there are any.
    pub fn step(&mut self, rows: isize) {
        let last = self.matching().len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(rows).min(last);
    }
}

/// How far the letters of `wanted` are spread in `label`; `None` if they are not there.
fn distance(label: &str, wanted: &str) -> Option<usize> {
    if let Some(at) = label.find(wanted) {
        return Some(at);
    }
    let mut rest = label.char_indices();
    let mut last = 0;
    for letter in wanted.chars() {
        last = rest.find(|&(_, c)| c == letter)?.0;
    }
    Some(1000 + last)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn letters_match_in_their_order_and_whole_words_first() {
        assert_eq!(distance("copy bearer", "bear"), Some(5));
        assert_eq!(distance("copy bearer", "cb"), Some(1005));
        assert_eq!(distance("copy bearer", "bc"), None);
    }
}
