//! Choosing files: a path line with completion, a list of the folder, and marks on
//! several files at once. The folder's content comes in as [`Listing`] values.

use std::collections::BTreeSet;

use super::event::{Entry, Listing};
use crate::text::Editor;

/// The file picker.
pub struct Picker {
    /// What was typed or pasted.
    pub path: Editor,
    /// The folder on show.
    pub folder: String,
    /// Paths that are marked.
    pub marked: BTreeSet<String>,
    /// The selected row among those that match; `None` while the path line counts.
    pub selected: Option<usize>,
    /// Why the folder cannot be listed.
    pub problem: Option<String>,
    /// Why nothing could be opened; it stays until something else is typed.
    pub refused: Option<String>,
    entries: Vec<Entry>,
}

/// What the picker wants after a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Wish {
    /// Nothing.
    Nothing,
    /// List the folder that this path text means.
    List(String),
    /// Open these files.
    Open(Vec<String>),
}

impl Picker {
    /// An empty path line over a folder that is still to be listed.
    pub fn new() -> Self {
        Self {
            path: Editor::single_line(),
            folder: String::new(),
            marked: BTreeSet::new(),
            selected: None,
            problem: None,
            refused: None,
            entries: Vec::new(),
        }
    }

    /// Takes a folder's content in; an answer to an older path text is dropped.
    pub fn listed(&mut self, listing: Listing) {
        if listing.asked != self.path.text() {
            return;
        }
        self.folder = listing.folder;
        match listing.entries {
            Ok(entries) => (self.entries, self.problem) = (entries, None),
            Err(problem) => (self.entries, self.problem) = (Vec::new(), Some(problem)),
        }
        let last = self.matching().len().checked_sub(1);
        self.selected = self.selected.and_then(|at| last.map(|last| at.min(last)));
    }

    /// The entries whose name begins with what is typed after the last separator.
    pub fn matching(&self) -> Vec<&Entry> {
        let typed = self.path.text().trim_matches(['"', '\'', ' ']);
        let prefix = typed.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
        let prefix = if prefix.starts_with('~') || prefix.starts_with('%') { String::new() } else { prefix };
        let hidden = |name: &str| name.starts_with('.') && !prefix.starts_with('.');
        self.entries
            .iter()
            .filter(|entry| entry.name.to_lowercase().starts_with(&prefix) && !hidden(&entry.name))
            .collect()
    }

    /// Moves the selection; the path line is above the first row.
    pub fn step(&mut self, rows: isize) {
        let count = self.matching().len();
        let at = self.selected.map_or(0, |at| at + 1).saturating_add_signed(rows).min(count);
        self.selected = at.checked_sub(1);
    }

    /// Marks or unmarks the selected file. False if a row is not selected.
    pub fn mark(&mut self) -> bool {
        let Some(entry) = self.current().filter(|entry| !entry.folder) else { return false };
        if !self.marked.remove(&entry.path) {
            self.marked.insert(entry.path);
        }
        self.step(1);
        true
    }

    /// Completes the path line as far as the entries agree.
    pub fn complete(&mut self) -> Wish {
        let names: Vec<Entry> = self.matching().into_iter().cloned().collect();
        let [first, rest @ ..] = names.as_slice() else { return Wish::Nothing };
        let mut common = first.name.clone();
        for entry in rest {
            let same = common.chars().zip(entry.name.chars()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
            common = common.chars().take(same).collect();
        }
        let slash = if rest.is_empty() && first.folder { "/" } else { "" };
        let typed = self.path.text();
        let head = typed.rfind(['/', '\\']).map_or("", |at| typed.get(..=at).unwrap_or_default());
        let completed = format!("{head}{common}{slash}");
        if completed.len() <= typed.len() && slash.is_empty() {
            return Wish::Nothing;
        }
        self.type_path(&completed)
    }

    /// Enter: opens what is marked, selected or typed; goes into a folder.
    pub fn enter(&mut self) -> Wish {
        match self.current() {
            Some(entry) if entry.folder => {
                let inside = format!("{}/", entry.path.trim_end_matches(['/', '\\']));
                self.type_path(&inside)
            }
            Some(entry) if self.marked.is_empty() => Wish::Open(vec![entry.path]),
            _ if !self.marked.is_empty() => Wish::Open(self.marked.iter().cloned().collect()),
            _ if self.path.text().trim().is_empty() => Wish::Nothing,
            _ => {
                let typed = self.path.text().to_owned();
                match self.matching().as_slice() {
                    [only] if only.folder && !typed.ends_with(['/', '\\']) => {
                        let inside = format!("{}/", only.path);
                        self.type_path(&inside)
                    }
                    _ => Wish::Open(vec![typed]),
                }
            }
        }
    }

    /// The path line was changed: the list follows.
    pub fn changed(&mut self) -> Wish {
        (self.selected, self.refused) = (None, None);
        Wish::List(self.path.text().to_owned())
    }

    /// The selected entry.
    pub fn current(&self) -> Option<Entry> {
        self.matching().get(self.selected?).map(|&entry| entry.clone())
    }

    fn type_path(&mut self, text: &str) -> Wish {
        self.path.set(text);
        self.path.go(crate::text::Motion::TextEnd, false);
        self.changed()
    }
}

impl Default for Picker {
    fn default() -> Self {
        Self::new()
    }
}
