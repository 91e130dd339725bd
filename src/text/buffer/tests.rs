//! Single edits and motions; the laws over any sequence of them are in `tests/text.rs`.

use super::super::wrap::{Wrapping, wrap};
use super::{ChangeKind, Editor, Motion};

fn editor(text: &str, cursor: usize) -> Editor {
    let mut editor = Editor::multi_line();
    editor.set(text);
    editor.go(Motion::To(cursor), false);
    editor
}

fn places(text: &str, from: usize, motion: Motion) -> Vec<usize> {
    let mut editor = editor(text, from);
    let mut places = vec![editor.cursor()];
    loop {
        editor.go(motion, false);
        if places.last() == Some(&editor.cursor()) {
            return places;
        }
        places.push(editor.cursor());
    }
}

#[test]
fn the_cursor_steps_over_whole_clusters() {
    let text = "a👨‍👩‍👧‍👦e\u{301}🇩🇪👍🏽\nb";
    let expected = [0, 1, 26, 29, 37, 45, 46, 47];
    assert_eq!(places(text, 0, Motion::Right), expected);
    assert_eq!(places(text, 47, Motion::Left).into_iter().rev().collect::<Vec<_>>(), expected);
}

#[test]
fn words_and_signs_are_stepped_over_as_runs() {
    let text = "eyJ_a.b9-x  {\"né\": 1}";
    assert_eq!(places(text, 0, Motion::WordRight), [0, 5, 6, 8, 9, 10, 14, 17, 19, 21, 22]);
    assert_eq!(places(text, 22, Motion::WordLeft), [22, 21, 20, 17, 14, 12, 9, 8, 6, 5, 0]);
}

#[test]
fn lines_have_a_start_and_an_end() {
    let mut editor = editor("ab\ncd\n", 4);
    editor.go(Motion::LineEnd, true);
    assert_eq!((editor.cursor(), editor.selected()), (5, Some("d")));
    editor.go(Motion::LineStart, true);
    assert_eq!((editor.cursor(), editor.selected(), editor.anchor()), (3, Some("c"), Some(4)));
    editor.go(Motion::TextEnd, false);
    assert_eq!((editor.cursor(), editor.selection()), (6, None));
}

#[test]
fn left_and_right_end_a_selection_at_its_ends() {
    let mut editor = editor("abcd", 1);
    editor.go(Motion::To(3), true);
    editor.go(Motion::Left, false);
    assert_eq!(editor.cursor(), 1);
    editor.select_all();
    editor.go(Motion::Right, false);
    assert_eq!((editor.cursor(), editor.selection()), (4, None));
}

#[test]
fn an_edit_says_what_it_did() {
    let mut editor = editor("one two", 3);
    editor.go(Motion::WordRight, true);
    let change = editor.insert("👍").unwrap();
    assert_eq!((change.at, change.removed(), change.inserted(), change.kind), (3, " two", "👍", ChangeKind::Type));
    assert_eq!((change.cursor_before(), change.cursor_after(), editor.text()), (7, 7, "one👍"));
    assert_eq!(editor.insert("a\r\nb").unwrap().kind, ChangeKind::Paste);
    assert_eq!(editor.backspace().unwrap().kind, ChangeKind::Erase);
    assert_eq!(editor.replace_all("x").unwrap().kind, ChangeKind::Whole);
}

#[test]
fn what_changes_nothing_gives_no_change() {
    let mut editor = editor("ab", 2);
    let changes = [
        editor.insert(""),
        editor.delete(),
        editor.delete_word_right(),
        editor.cut_selection(),
        editor.replace_all("ab"),
        editor.replace_range(1..2, "b"),
        editor.replace_range(7..9, ""),
    ];
    assert_eq!(changes, [const { None }; 7]);
    editor.select_all();
    assert_eq!(editor.insert("ab"), None);
    assert_eq!((editor.cursor(), editor.selection()), (2, None));
}

#[test]
fn words_are_deleted_on_either_side() {
    let mut editor = editor("one two three", 7);
    assert_eq!(editor.delete_word_left().unwrap().removed(), "two");
    assert_eq!(editor.delete_word_right().unwrap().removed(), " three");
    assert_eq!((editor.text(), editor.cursor()), ("one ", 4));
}

#[test]
fn a_single_line_stays_one() {
    let mut editor = Editor::single_line();
    assert_eq!(editor.insert("\n"), None);
    editor.insert("a\tb\r\nc\n");
    assert_eq!(editor.text(), "a b c");
    editor.set("x\ny");
    assert_eq!(editor.text(), "x y");
}

#[test]
fn replacing_a_range_carries_the_cursor_along() {
    for (cursor, expected) in [(1, 1), (2, 2), (3, 5), (4, 5), (6, 7)] {
        let mut editor = editor("abcdef", cursor);
        editor.replace_range(2..4, "xyz");
        assert_eq!((editor.text(), editor.cursor()), ("abxyzef", expected));
    }
}

#[test]
fn derived_text_leaves_the_cursor_at_its_offset() {
    let mut editor = editor("abcdef", 4);
    editor.go(Motion::Right, true);
    editor.set("abc👍👍");
    assert_eq!((editor.cursor(), editor.anchor()), (3, None));
    editor.set("a");
    assert_eq!(editor.cursor(), 1);
}

#[test]
fn undo_brings_back_cursor_and_selection() {
    let mut editor = editor("abcdef", 1);
    editor.go(Motion::To(4), true);
    let change = editor.insert("x\ny").unwrap();
    editor.go(Motion::TextStart, false);
    editor.revert(&change);
    assert_eq!((editor.text(), editor.cursor(), editor.selected()), ("abcdef", 4, Some("bcd")));
    editor.reapply(&change);
    assert_eq!((editor.text(), editor.cursor(), editor.anchor()), ("ax\nyef", 4, None));
}

#[test]
fn a_change_of_another_text_is_undone_as_far_as_it_goes() {
    let mut other = editor("a long line of text", 10);
    let change = other.replace_all("something else, and longer").unwrap();
    for text in ["", "é", "short"] {
        let mut editor = editor(text, 0);
        editor.reapply(&change);
        editor.revert(&change);
        assert_eq!(editor.text(), "a long line of text");
    }
}

#[test]
fn moves_by_rows_keep_to_their_column() {
    let mut editor = editor("abcdef\nx\n字字字", 5);
    let rows = wrap(editor.text(), 80, Wrapping::Words);
    let mut places = Vec::new();
    for delta in [1, 1, 1, -1, -2, -1, 1] {
        editor.go_rows(&rows, delta, false);
        places.push(editor.cursor());
    }
    assert_eq!(places, [8, 18, 18, 8, 0, 0, 8]);
    editor.go(Motion::TextStart, false);
    editor.go_rows(&rows, isize::MAX, true);
    assert_eq!(editor.selection(), Some(0..18));
}
