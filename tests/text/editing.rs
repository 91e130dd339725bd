//! The editor and the history against a model that does everything the slow way.

use super::{PIECES, pieces};
use jotbench::text::{Change, Editor, History, Motion, Wrapping, normalise, wrap};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

#[derive(Debug, Clone)]
enum Action {
    Insert(String),
    Backspace,
    Delete,
    DeleteWordLeft,
    DeleteWordRight,
    Cut,
    ReplaceAll(String),
    ReplaceRange(usize, usize, String),
    Go(Motion, bool),
    SelectAll,
    ClearSelection,
}

fn motions() -> impl Strategy<Value = Motion> {
    use Motion::{Left, LineEnd, LineStart, Right, TextEnd, TextStart, To, WordLeft, WordRight};
    let fixed = [Left, Right, WordLeft, WordRight, LineStart, LineEnd, TextStart, TextEnd];
    prop_oneof![4 => proptest::sample::select(fixed.to_vec()), 1 => (0usize..60).prop_map(To)]
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let action = prop_oneof![
        6 => proptest::sample::select(&PIECES[..]).prop_map(|piece| Action::Insert(piece.to_owned())),
        2 => pieces(8).prop_map(Action::Insert),
        3 => Just(Action::Backspace),
        3 => Just(Action::Delete),
        1 => Just(Action::DeleteWordLeft),
        1 => Just(Action::DeleteWordRight),
        1 => Just(Action::Cut),
        1 => pieces(8).prop_map(Action::ReplaceAll),
        1 => (0usize..40, 0usize..40, pieces(4)).prop_map(|(a, b, text)| Action::ReplaceRange(a, b, text)),
        8 => (motions(), any::<bool>()).prop_map(|(motion, extend)| Action::Go(motion, extend)),
        1 => Just(Action::SelectAll),
        1 => Just(Action::ClearSelection),
    ];
    proptest::collection::vec(action, 0..40)
}

/// A text, its cursor and where the selection was begun: what the editor should be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Model {
    text: String,
    cursor: usize,
    anchor: Option<usize>,
}

impl Model {
    fn of(editor: &Editor) -> Self {
        Self { text: editor.text().to_owned(), cursor: editor.cursor(), anchor: editor.anchor() }
    }

    fn boundaries(&self) -> Vec<usize> {
        self.text.grapheme_indices(true).map(|(at, _)| at).chain([self.text.len()]).collect()
    }

    fn at_or_before(&self, place: usize) -> usize {
        self.boundaries().into_iter().filter(|at| *at <= place).max().unwrap_or(0)
    }

    fn at_or_after(&self, place: usize) -> usize {
        self.boundaries().into_iter().find(|at| *at >= place).unwrap_or(self.text.len())
    }

    fn selection(&self) -> Option<(usize, usize)> {
        let anchor = self.anchor.filter(|anchor| *anchor != self.cursor)?;
        Some((anchor.min(self.cursor), anchor.max(self.cursor)))
    }

    fn splice(&mut self, start: usize, end: usize, with: &str) {
        self.text = [self.text.split_at(start).0, with, self.text.split_at(end).1].concat();
        (self.cursor, self.anchor) = (self.at_or_after(start + with.len()), None);
    }

    fn class_at(&self, at: usize) -> Option<u8> {
        let char = self.text.split_at(at).1.chars().next()?;
        Some(match char {
            char if char.is_whitespace() => 0,
            '_' | 'a'..='z' | 'A'..='Z' | '0'..='9' | '\u{80}'.. => 1,
            _ => 2,
        })
    }

    fn destination(&self, motion: Motion) -> usize {
        let char_before = |at: usize| self.text.char_indices().map(|(at, _)| at).filter(|start| *start < at).max();
        let char_after = |at: usize| self.text.char_indices().map(|(at, _)| at).find(|start| *start > at);
        let (mut at, length) = (self.cursor, self.text.len());
        match motion {
            Motion::Left => self.at_or_before(at.saturating_sub(1)),
            Motion::Right => self.at_or_after(at + 1),
            Motion::WordLeft => {
                let mut class = Some(0);
                while let Some(before) =
                    char_before(at).filter(|before| class == Some(0) || self.class_at(*before) == class)
                {
                    (at, class) = (before, self.class_at(before));
                }
                self.at_or_before(at)
            }
            Motion::WordRight => {
                let mut class = Some(0);
                while at < length && (class == Some(0) || self.class_at(at) == class) {
                    class = self.class_at(at);
                    at = char_after(at).unwrap_or(length);
                }
                self.at_or_after(at)
            }
            Motion::LineStart => self.text.split_at(at).0.rfind('\n').map_or(0, |line_break| line_break + 1),
            Motion::LineEnd => self.text.split_at(at).1.find('\n').map_or(length, |line_break| at + line_break),
            Motion::TextStart => 0,
            Motion::TextEnd => length,
            Motion::To(place) => self.at_or_before(place),
        }
    }

    fn erase(&mut self, from: usize, to: usize) {
        let (start, end) = self.selection().unwrap_or((from, to));
        if start < end {
            self.splice(start, end, "");
        }
    }

    fn perform(&mut self, action: &Action) {
        let cursor = self.cursor;
        match action {
            Action::Insert(text) if text.is_empty() => {}
            Action::Insert(text) => {
                let (start, end) = self.selection().unwrap_or((cursor, cursor));
                self.splice(start, end, &text.replace("\r\n", "\n").replace('\r', "\n"));
            }
            Action::Backspace => self.erase(self.destination(Motion::Left), cursor),
            Action::Delete => self.erase(cursor, self.destination(Motion::Right)),
            Action::DeleteWordLeft => self.erase(self.destination(Motion::WordLeft), cursor),
            Action::DeleteWordRight => self.erase(cursor, self.destination(Motion::WordRight)),
            Action::Cut => {
                if self.selection().is_some() {
                    self.erase(0, 0);
                }
            }
            Action::ReplaceAll(text) => {
                let text = normalise(text).into_owned();
                if text != self.text {
                    self.splice(0, self.text.len(), &text);
                    self.cursor = self.at_or_before(cursor);
                }
            }
            Action::ReplaceRange(from, to, text) => {
                let start = self.text.floor_char_boundary(*from);
                let end = self.text.ceil_char_boundary((*to).min(self.text.len())).max(start);
                let text = normalise(text).into_owned();
                if self.text.get(start..end) != Some(&text) {
                    self.splice(start, end, &text);
                    self.cursor = self.at_or_after(match cursor {
                        _ if cursor <= start => cursor,
                        _ if cursor < end => start + text.len(),
                        _ => cursor - (end - start) + text.len(),
                    });
                }
            }
            Action::Go(motion, extend) => {
                let to = match (motion, self.selection()) {
                    (Motion::Left, Some((start, _))) if !extend => start,
                    (Motion::Right, Some((_, end))) if !extend => end,
                    _ => self.destination(*motion),
                };
                self.anchor = extend.then_some(self.anchor.unwrap_or(cursor));
                self.cursor = to;
            }
            Action::SelectAll => (self.cursor, self.anchor) = (self.text.len(), Some(0)),
            Action::ClearSelection => self.anchor = None,
        }
    }
}

fn perform(editor: &mut Editor, action: &Action) -> Option<Change> {
    match action {
        Action::Insert(text) => return editor.insert(text),
        Action::Backspace => return editor.backspace(),
        Action::Delete => return editor.delete(),
        Action::DeleteWordLeft => return editor.delete_word_left(),
        Action::DeleteWordRight => return editor.delete_word_right(),
        Action::Cut => return editor.cut_selection(),
        Action::ReplaceAll(text) => return editor.replace_all(text),
        Action::ReplaceRange(from, to, text) => return editor.replace_range(*from..*to, text),
        Action::Go(motion, extend) => editor.go(*motion, *extend),
        Action::SelectAll => editor.select_all(),
        Action::ClearSelection => editor.clear_selection(),
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_editor_does_what_the_model_does(start in pieces(12), actions in actions()) {
        let (mut editor, mut model) = (Editor::multi_line(), Model::default());
        editor.set(&start);
        model.text = normalise(&start).into_owned();
        for action in &actions {
            let before = model.text.clone();
            let change = perform(&mut editor, action);
            model.perform(action);
            prop_assert_eq!(&Model::of(&editor), &model, "after {:?}", action);
            prop_assert_eq!(change.is_some(), before != model.text);
            if let Some(change) = change {
                let rest = before.get(change.at..).and_then(|rest| rest.strip_prefix(change.removed()));
                let after = [before.get(..change.at).unwrap(), change.inserted(), rest.unwrap()].concat();
                prop_assert_eq!(after, model.text.clone());
            }
        }
    }

    #[test]
    fn undo_goes_back_to_the_start_and_redo_to_the_end(start in pieces(12), actions in actions(), seals in any::<u64>()) {
        let (mut editor, mut history) = (Editor::multi_line(), History::new());
        editor.set(&start);
        // The editor before and after each change.
        let mut states = Vec::new();
        for (index, action) in actions.iter().enumerate() {
            let before = Model::of(&editor);
            if let Some(change) = perform(&mut editor, action) {
                states.push((before, Model::of(&editor)));
                history.record(0, change, (), ());
            }
            if seals >> (index % 64) & 1 == 1 {
                history.seal();
            }
        }
        let end = Model::of(&editor);
        let mut undone = states.len();
        while let Some(step) = history.undo() {
            for (_, change) in step.changes.iter().rev() {
                editor.revert(change);
            }
            undone -= step.changes.len();
            prop_assert_eq!(&Model::of(&editor), &states[undone].0);
        }
        prop_assert_eq!(undone, 0);
        prop_assert_eq!(editor.text(), &*normalise(&start));
        while let Some(step) = history.redo() {
            for (_, change) in &step.changes {
                editor.reapply(change);
            }
            undone += step.changes.len();
            prop_assert_eq!(&Model::of(&editor), &states[undone - 1].1);
        }
        prop_assert_eq!(undone, states.len());
        prop_assert_eq!(editor.text(), end.text);
    }

    #[test]
    fn changes_of_another_text_leave_a_whole_editor(actions in actions(), other in pieces(12), rows in -3isize..4) {
        let (mut editor, mut stranger) = (Editor::multi_line(), Editor::multi_line());
        stranger.set(&other);
        for action in &actions {
            let Some(change) = perform(&mut editor, action) else { continue };
            stranger.reapply(&change);
            stranger.revert(&change);
            stranger.revert(&change);
            stranger.go_rows(&wrap(editor.text(), 5, Wrapping::Words), rows, true);
            let state = Model::of(&stranger);
            let boundaries = state.boundaries();
            prop_assert!(boundaries.contains(&state.cursor));
            prop_assert!(state.anchor.is_none_or(|anchor| boundaries.contains(&anchor)));
        }
    }

    #[test]
    fn a_single_line_never_has_a_break_or_a_tab(actions in actions()) {
        let mut editor = Editor::single_line();
        for action in &actions {
            perform(&mut editor, action);
            prop_assert!(!editor.text().contains(['\n', '\r', '\t']), "{:?}", editor.text());
        }
    }

    #[test]
    fn moving_down_and_up_again_comes_back(text in pieces(24), at in 0usize..60, width in 1usize..12, down in 1isize..6) {
        let mut editor = Editor::multi_line();
        editor.set(&text);
        editor.go(Motion::To(at), false);
        let rows = wrap(editor.text(), width, Wrapping::Words);
        let (row, column) = rows.locate(editor.text(), editor.cursor());
        editor.go_rows(&rows, down, false);
        let (below, _) = rows.locate(editor.text(), editor.cursor());
        let expected = row.saturating_add_signed(down).min(rows.len() - 1);
        prop_assert_eq!(below, expected);
        if row.saturating_add_signed(down) < rows.len() {
            editor.go_rows(&rows, -down, false);
            prop_assert_eq!(rows.locate(editor.text(), editor.cursor()), (row, column));
        }
    }
}
