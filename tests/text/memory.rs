//! No text that went through an editor is left in memory that was given back, or behind the end of a
//! text that has become shorter.
//!
//! The allocator of this test program looks at every block that a watched thread frees, and knows
//! the last large block that it was given. The tests of other files run unwatched.

use jotbench::text::{Editor, History, Motion};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What is looked for: part of a key as it is typed.
const KEY: &str = "K3y-B1ts";

thread_local! {
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static FOUND: Cell<usize> = const { Cell::new(0) };
    /// The last block of [`LARGE`] bytes or more, and its size.
    static LAST_LARGE: Cell<(*mut u8, usize)> = const { Cell::new((std::ptr::null_mut(), 0)) };
}

const LARGE: usize = 4096;

struct Watch;

#[global_allocator]
static WATCH: Watch = Watch;

#[expect(unsafe_code, reason = "an allocator is the only place from which freed memory can be seen")]
// SAFETY: every call goes to the system's allocator with the layout that came in. Blocks are zeroed
// when they are handed out, so all their bytes are initialised when they are read.
unsafe impl GlobalAlloc for Watch {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises about `layout` are passed on.
        let block = unsafe { System.alloc_zeroed(layout) };
        if layout.size() >= LARGE && WATCHED.try_with(Cell::get).unwrap_or(false) {
            LAST_LARGE.set((block, layout.size()));
        }
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if WATCHED.try_with(Cell::get).unwrap_or(false) {
            // SAFETY: the caller gives back a block of this layout, so it is readable up to its size.
            let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
            if holds_the_key(bytes) {
                FOUND.set(FOUND.get() + 1);
            }
        }
        // SAFETY: the caller's promises about `block` and `layout` are passed on.
        unsafe { System.dealloc(block, layout) };
    }
}

/// How many freed blocks held [`KEY`] while `work` ran.
fn blocks_with_the_key(work: impl FnOnce()) -> usize {
    FOUND.set(0);
    WATCHED.set(true);
    work();
    WATCHED.set(false);
    FOUND.get()
}

fn holds_the_key(bytes: &[u8]) -> bool {
    bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes())
}

#[test]
fn an_ordinary_string_leaves_its_text_behind() {
    assert_eq!(blocks_with_the_key(|| drop(KEY.repeat(3))), 1);
}

#[test]
fn growing_an_editor_leaves_nothing_behind() {
    let found = blocks_with_the_key(|| {
        let mut editor = Editor::multi_line();
        for _ in 0..100 {
            for key in KEY.split_inclusive(|_| true) {
                editor.insert(key);
            }
        }
        assert_eq!(editor.len(), 100 * KEY.len());
    });
    assert_eq!(found, 0);
}

#[test]
fn every_kind_of_edit_its_undo_and_the_history_leave_nothing_behind() {
    let pasted = format!("{KEY}\r\n{KEY}\r").repeat(40);
    let found = blocks_with_the_key(|| {
        let (mut editor, mut prompt, mut history) = (Editor::multi_line(), Editor::single_line(), History::new());
        prompt.insert(&pasted);
        prompt.set(&pasted);
        let mut record = |editor: &mut Editor, edit: &dyn Fn(&mut Editor) -> Option<_>| {
            history.record(0, edit(editor).unwrap(), (), ());
        };
        record(&mut editor, &|editor| editor.insert(&pasted));
        record(&mut editor, &|editor| editor.replace_range(3..90, KEY));
        record(&mut editor, &|editor| editor.backspace());
        record(&mut editor, &|editor| editor.delete_word_left());
        editor.go(Motion::TextStart, true);
        record(&mut editor, &|editor| editor.cut_selection());
        record(&mut editor, &|editor| editor.replace_all(&pasted));
        while let Some(step) = history.undo() {
            step.changes.iter().rev().for_each(|(_, change)| editor.revert(change));
        }
        while let Some(step) = history.redo() {
            step.changes.iter().for_each(|(_, change)| editor.reapply(change));
        }
        history.undo();
        history.record(0, editor.insert(KEY).unwrap(), (), ());
        editor.set(&pasted);
        history.clear();
        let shown = format!("{editor:?} {history:?}");
        assert!(!shown.contains(KEY));
    });
    assert_eq!(found, 0);
}

#[expect(unsafe_code, reason = "what is behind the end of a text cannot be seen otherwise")]
#[test]
fn a_text_that_becomes_shorter_leaves_nothing_behind_its_end() {
    let mut editor = Editor::multi_line();
    WATCHED.set(true);
    editor.insert(&"x".repeat(LARGE));
    WATCHED.set(false);
    let (block, size) = LAST_LARGE.get();
    // SAFETY: the editor, which lives to the end of this test, holds this block until it grows, and
    // it only shrinks below; all bytes were zeroed at first, and nothing writes while this is read.
    let holds = || unsafe { std::slice::from_raw_parts(block.cast_const(), size) }.to_vec();
    editor.replace_range(LARGE - KEY.len()..LARGE, KEY);
    assert!(holds().starts_with(b"xxxx") && holds_the_key(&holds()));
    editor.go(Motion::To(LARGE - KEY.len()), false);
    editor.go(Motion::TextEnd, true);
    editor.cut_selection();
    assert!(holds().starts_with(b"xxxx") && !holds_the_key(&holds()));
}
