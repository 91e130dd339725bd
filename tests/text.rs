//! Laws of editing text over any text and any sequence of edits: the editor against a naive model,
//! rows, what is shown, JSON against `serde_json`, and memory that is freed without secrets in it.
//!
//! Single examples stand beside the code, in `src/text/`.

#[path = "text/editing.rs"]
mod editing;
#[path = "text/json.rs"]
mod json;
#[path = "text/memory.rs"]
mod memory;
#[path = "text/showing.rs"]
mod showing;

use proptest::prelude::*;

/// Pieces that join with their neighbours, are wide, or cannot be seen.
const PIECES: [&str; 40] = [
    "a",
    "b",
    " ",
    "  ",
    ",",
    "\"",
    "word",
    "-",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "é",
    "e\u{301}",
    "\u{301}",
    "\u{903}",
    "\u{200D}",
    "\u{FE0F}",
    "👨",
    "👩",
    "👨‍👩‍👧‍👦",
    "❤",
    "🏽",
    "👍🏽",
    "🇩",
    "🇪",
    "🇩🇪",
    "1\u{FE0F}\u{20E3}",
    "क",
    "\u{94D}",
    "ष",
    "\u{1100}",
    "\u{1161}",
    "각",
    "\u{200B}",
    "\u{202E}",
    "\u{1B}",
    "\u{E0067}",
    "字",
    "葛\u{E0100}",
];

/// Text made of [`PIECES`].
fn pieces(most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..most).prop_map(|parts| parts.concat())
}

/// Text made of [`PIECES`], or of any characters at all.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![3 => pieces(24), 1 => any::<String>()]
}
