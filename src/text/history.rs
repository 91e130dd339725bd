//! Undo and redo over several texts, in the groups that a person thinks in.
//!
//! The history keeps changes, not copies of texts, and a mark `M` of what else was the case before
//! and after each step (which text had the focus, which side was the source). It changes no text
//! itself: it lends out a step, and its owner reverts or reapplies it. Dropped steps wipe their text.

use super::change::{Change, ChangeKind};
use std::collections::VecDeque;

/// Steps kept; older ones are dropped.
const MOST_STEPS: usize = 1_000;
/// Memory of kept changes in bytes; older steps are dropped, but never the newest.
const MOST_BYTES: usize = 64 << 20;
/// Changes in one step, so that a key held down does not make a step without end.
const MOST_CHANGES: usize = 1_000;

/// One step: what one undo takes back.
#[derive(Debug, PartialEq, Eq)]
pub struct Step<M> {
    /// The changes in the order in which they were made, each with the number of its text. Undoing
    /// reverts them from the last to the first.
    pub changes: Vec<(usize, Change)>,
    /// What was the case before the step.
    pub before: M,
    /// What was the case after it.
    pub after: M,
}

/// Steps that can be undone and redone.
#[derive(Debug)]
pub struct History<M> {
    done: VecDeque<Step<M>>,
    undone: Vec<Step<M>>,
    sealed: bool,
    bytes: usize,
}

impl<M> Default for History<M> {
    fn default() -> Self {
        Self { done: VecDeque::new(), undone: Vec::new(), sealed: false, bytes: 0 }
    }
}

impl<M: Clone + PartialEq> History<M> {
    /// An empty history.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in one `change` of the text number `slot`. Typing goes on in the last step until a
    /// new word, a line break or a [`seal`](Self::seal); deleting goes on in it while it stays in
    /// place; everything else is a step of its own. Nothing can be redone after this.
    pub fn record(&mut self, slot: usize, change: Change, before: M, after: M) {
        self.forget_undone();
        let bytes = bytes_of(&change);
        let sealed = std::mem::replace(&mut self.sealed, false);
        match self.done.back_mut() {
            Some(last) if !sealed && continues(last, slot, &change, &before) => {
                last.changes.push((slot, change));
                last.after = after;
                self.bytes += bytes;
                self.drop_oldest();
            }
            _ => self.push(Step { changes: vec![(slot, change)], before, after }),
        }
    }

    /// Takes in several changes as one step that nothing joins: a paste that fills several texts.
    /// A step may also change nothing but what is the case. Nothing can be redone after this.
    pub fn record_step(&mut self, changes: Vec<(usize, Change)>, before: M, after: M) {
        if changes.is_empty() && before == after {
            return;
        }
        self.forget_undone();
        self.push(Step { changes, before, after });
        self.sealed = true;
    }

    /// Ends the last step: the next change begins a new one.
    pub fn seal(&mut self) {
        self.sealed = true;
    }

    /// Moves the last step to those that can be redone, and lends it: the caller reverts its
    /// changes from the last to the first. `None` if nothing is left to undo.
    pub fn undo(&mut self) -> Option<&Step<M>> {
        let step = self.done.pop_back()?;
        self.sealed = true;
        self.undone.push(step);
        self.undone.last()
    }

    /// Moves the step undone last back, and lends it: the caller reapplies its changes from the
    /// first to the last. `None` if nothing is left to redo.
    pub fn redo(&mut self) -> Option<&Step<M>> {
        let step = self.undone.pop()?;
        self.sealed = true;
        self.done.push_back(step);
        self.done.back()
    }

    /// Whether there is a step to undo.
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether there is a step to redo.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Forgets every step and wipes its text.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    fn push(&mut self, step: Step<M>) {
        self.bytes += weight(&step);
        self.done.push_back(step);
        self.drop_oldest();
    }

    fn forget_undone(&mut self) {
        self.bytes -= self.undone.drain(..).map(|step| weight(&step)).sum::<usize>();
    }

    fn drop_oldest(&mut self) {
        while self.done.len() > MOST_STEPS || (self.bytes > MOST_BYTES && self.done.len() > 1) {
            self.bytes -= self.done.pop_front().map_or(0, |step| weight(&step));
        }
    }
}

/// Whether a person takes `change` for a part of the step `last`.
fn continues<M: PartialEq>(last: &Step<M>, slot: usize, change: &Change, before: &M) -> bool {
    let Some((last_slot, previous)) = last.changes.last() else { return false };
    if *last_slot != slot || last.after != *before || last.changes.len() >= MOST_CHANGES {
        return false;
    }
    match (previous.kind, change.kind) {
        (ChangeKind::Type, ChangeKind::Type) => goes_on_typing(previous, change),
        (ChangeKind::Erase, ChangeKind::Erase) => goes_on_erasing(previous, change),
        _ => false,
    }
}

/// Right behind the last character, neither a line break nor the start of a word.
fn goes_on_typing(previous: &Change, change: &Change) -> bool {
    let starts_word =
        previous.inserted().ends_with(char::is_whitespace) && !change.inserted().starts_with(char::is_whitespace);
    change.removed().is_empty()
        && change.at == previous.at + previous.inserted().len()
        && change.inserted() != "\n"
        && !starts_word
}

/// Before or behind what was deleted last. Deleting a selection is a step of its own.
fn goes_on_erasing(previous: &Change, change: &Change) -> bool {
    let backward = change.at + change.removed().len() == previous.at;
    let forward = change.at == previous.at;
    (backward || forward) && !previous.before.selects() && !change.before.selects()
}

fn weight<M>(step: &Step<M>) -> usize {
    step.changes.iter().map(|(_, change)| bytes_of(change)).sum()
}

fn bytes_of(change: &Change) -> usize {
    size_of::<Change>() + change.removed().len() + change.inserted().len()
}

#[cfg(test)]
mod tests {
    use super::super::buffer::{Editor, Motion};
    use super::{History, MOST_BYTES, MOST_CHANGES, MOST_STEPS};

    /// Records each edit of one editor with the same mark.
    fn type_all(editor: &mut Editor, history: &mut History<u8>, keys: &str) {
        for key in keys.split_inclusive(|_| true) {
            history.record(0, editor.insert(key).unwrap(), 0, 0);
        }
    }

    /// The text after each undo.
    fn undo_all(editor: &mut Editor, history: &mut History<u8>) -> Vec<String> {
        let mut texts = Vec::new();
        while let Some(step) = history.undo() {
            for (_, change) in step.changes.iter().rev() {
                editor.revert(change);
            }
            texts.push(editor.text().to_owned());
        }
        texts
    }

    #[test]
    fn typing_is_undone_by_words_and_lines() {
        let (mut editor, mut history) = (Editor::multi_line(), History::new());
        type_all(&mut editor, &mut history, "two  words\nline");
        assert_eq!(undo_all(&mut editor, &mut history), ["two  words\n", "two  words", "two  ", ""]);
    }

    #[test]
    fn erasing_in_one_place_is_one_step_and_a_selection_is_its_own() {
        let (mut editor, mut history) = (Editor::multi_line(), History::<u8>::new());
        editor.set("abcdefgh");
        editor.go(Motion::To(4), false);
        for change in [editor.backspace(), editor.delete(), editor.backspace()] {
            history.record(0, change.unwrap(), 0, 0);
        }
        editor.select_all();
        history.record(0, editor.backspace().unwrap(), 0, 0);
        assert_eq!(undo_all(&mut editor, &mut history), ["abfgh", "abcdefgh"]);
    }

    #[test]
    fn another_text_a_seal_or_another_mark_begins_a_step() {
        let mut history = History::new();
        let mut editors = [Editor::multi_line(), Editor::multi_line()];
        let mut record = |history: &mut History<u8>, slot: usize, before, after| {
            let change = editors[slot].insert("x").unwrap();
            history.record(slot, change, before, after);
        };
        record(&mut history, 0, 0, 0);
        record(&mut history, 1, 0, 0);
        history.seal();
        record(&mut history, 1, 0, 1);
        record(&mut history, 1, 0, 1);
        record(&mut history, 1, 1, 2);
        let steps: Vec<_> =
            std::iter::from_fn(|| history.undo().map(|step| (step.changes.len(), step.before, step.after))).collect();
        assert_eq!(steps, [(2, 0, 2), (1, 0, 1), (1, 0, 0), (1, 0, 0)]);
    }

    #[test]
    fn a_step_of_several_texts_is_never_joined_and_a_change_ends_redo() {
        let (mut a, mut b, mut history) = (Editor::multi_line(), Editor::multi_line(), History::new());
        history.record_step(vec![(0, a.insert("x").unwrap()), (1, b.insert("y").unwrap())], 0, 0);
        history.record_step(Vec::new(), 0, 0);
        history.record(1, b.insert("z").unwrap(), 0, 0);
        assert_eq!(history.undo().map(|step| step.changes.len()), Some(1));
        assert_eq!(history.undo().map(|step| step.changes.len()), Some(2));
        assert_eq!((history.can_undo(), history.can_redo()), (false, true));
        assert_eq!(history.redo().map(|step| step.changes.len()), Some(2));
        history.record(0, a.insert("w").unwrap(), 0, 0);
        assert_eq!((history.can_undo(), history.can_redo()), (true, false));
        assert_eq!(history.redo(), None);
        history.clear();
        assert_eq!((history.can_undo(), history.can_redo(), history.bytes), (false, false, 0));
    }

    #[test]
    fn typing_after_an_undo_does_not_join_the_step_before() {
        let (mut editor, mut history) = (Editor::multi_line(), History::new());
        type_all(&mut editor, &mut history, "ab cd");
        history.undo().unwrap().changes.iter().rev().for_each(|(_, change)| editor.revert(change));
        type_all(&mut editor, &mut history, " x");
        assert_eq!(undo_all(&mut editor, &mut history), ["ab  ", "ab ", ""]);
    }

    #[test]
    fn the_oldest_steps_are_dropped_past_the_limits() {
        let (mut editor, mut history) = (Editor::multi_line(), History::<u8>::new());
        for _ in 0..MOST_STEPS + 5 {
            history.record(0, editor.insert("\n").unwrap(), 0, 0);
        }
        assert_eq!(undo_all(&mut editor, &mut history).last().map(String::len), Some(5));
        let large = "x".repeat(MOST_BYTES / 4);
        for _ in 0..6 {
            editor.set("");
            history.record(0, editor.insert(&large).unwrap(), 0, 0);
        }
        assert_eq!(history.done.len(), 3);
        assert!(history.bytes <= MOST_BYTES);
    }

    #[test]
    fn the_newest_step_is_kept_however_large() {
        let (mut editor, mut history) = (Editor::multi_line(), History::<u8>::new());
        history.record(0, editor.insert(&"x".repeat(MOST_BYTES + 1)).unwrap(), 0, 0);
        assert!(history.can_undo());
        history.record(0, editor.insert("\n").unwrap(), 0, 0);
        assert_eq!(history.done.len(), 1);
    }

    #[test]
    fn a_key_held_down_is_cut_into_steps() {
        let (mut editor, mut history) = (Editor::multi_line(), History::<u8>::new());
        type_all(&mut editor, &mut history, &"x".repeat(MOST_CHANGES + 1));
        assert_eq!(undo_all(&mut editor, &mut history).len(), 2);
    }

    #[test]
    fn nothing_printed_shows_the_text() {
        let (mut editor, mut history) = (Editor::multi_line(), History::<u8>::new());
        history.record(0, editor.insert("hunter2").unwrap(), 0, 0);
        let printed = format!("{history:?} {editor:?}");
        assert!(printed.contains("[redacted]") && !printed.contains("hunter2"), "{printed}");
    }
}
