//! Editing text: what a text field holds, how it changes, and how it is cut into rows.
//!
//! | module | what it does |
//! |---|---|
//! | [`buffer`] | one text with a cursor and a selection; every edit gives a [`Change`] |
//! | [`history`] | undo and redo of changes over several texts |
//! | [`wrap`](mod@wrap) | the rows of a text at a width in cells |
//! | [`visible`](mod@visible) | how foreign text is shown without obeying it |
//! | [`json`] | where JSON has names, strings and numbers, and where it stops being JSON |
//!
//! This module knows no screen, no key press and no token, and it does no input or output. Places
//! in a text are byte offsets into it, columns and widths are terminal cells, and a *cluster* is an
//! extended grapheme cluster (UAX #29): what a reader takes for one character.

pub mod buffer;
mod change;
mod cluster;
pub mod history;
pub mod json;
mod json_lexeme;
mod json_path;
mod motion;
mod store;
pub mod visible;
pub mod wrap;

pub use buffer::{Change, ChangeKind, Editor, Motion, normalise};
pub use history::{History, Step};
pub use json::scan;
pub use visible::{Glyph, glyph, is_suspicious, visible, width};
pub use wrap::{Rows, Wrapping, wrap};
