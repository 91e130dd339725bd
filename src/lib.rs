//! jotbench, a JWT workbench for the terminal: a functional core and a thin shell.
//!
//! # The map
//!
//! | module | is | may use from the crate |
//! |---|---|---|
//! | [`jose`] | the token domain: text and bytes in, values out | nothing |
//! | [`text`] | editing text: buffer, undo, wrapping, JSON spans | nothing |
//! | [`app`] | the state machine: events in, state and effects out | `jose`, `text` |
//! | [`ui`] | `&App` to cells | `app`, `text`, `jose` |
//! | [`sys`] | the outside, one capability a file | nothing |
//! | [`tui`] | the shell: event loop, terminal, workers | `app`, `ui`, `sys`, `jose` |
//! | [`cli`] | the command line | `jose`, `sys`, `text::visible`, tables of `app` |
//!
//! `cli` may use `text::visible` because a file name on the command line is foreign
//! text, and there is one place that decides how foreign text is shown. Templates and
//! profiles count among the tables: both are files that a script reads as the workbench does.
//! Of the outside crates base64 has two homes, `jose` and `sys/clipboard/osc52.rs`:
//! the clipboard sequence of terminals carries base64, and `sys` may not name `jose`.
//! serde_json has two, `jose` and `cli/report`: the documents of `--json`. signal-hook
//! has four, `tui/signals`, `sys/prompt`, `sys/write` and `sys/interrupt`: whoever holds the
//! terminal, a half-written file or a half-written line must let go of it before a signal ends
//! the program.
//!
//! # Invariants
//!
//! 1. Decoding never fails: it returns what could be read and what is wrong
//!    (`jose::decode`, tests in `tests/hostile.rs`, `tests/forms.rs`).
//! 2. What is signed is the text on screen less the white space outside its
//!    strings (`jose::layout`, `tests/laws.rs`). A pasted token keeps its bytes.
//! 3. A token is shown as current, or copied, only if it was made from the current
//!    texts and key: its revision is the document's (`app::workbench`, `tests/desk.rs`).
//! 4. Drawing changes nothing and learns nothing: layout is the pure
//!    `app::arrangement` that update and drawing share.
//! 5. `app` performs no input or output: what it wants is an `app::event::Effect`.
//! 6. Secrets wipe themselves and print as `[redacted]` (`tests/architecture.rs`); the program's
//!    allocator wipes what other crates copied (`src/main.rs`, `tests/terminal/memory.rs`).
//! 7. Foreign bytes never reach the terminal raw: `ui::cells` draws them visibly.
//! 8. Verifying is about signatures, validating about claims: two verdicts.
//! 9. What explains a failure makes no token valid: a cause is proven, most often by verifying, and
//!    only told (`jose::why`, `tests/broken.rs`; an independent library agrees, `tests/broken_outside.rs`).
//! 10. Before it reads anything the process gives up what it does not need, network sockets first
//!     (`sys::hardening`, `tests/locked.rs`, `tests/locking.rs`), and a fault tells its place only (`sys::fault`).
//!
//! `tests/architecture.rs` holds the table above, and that each outside crate is
//! used in its one home.

pub mod app;
pub mod cli;
pub mod jose;
pub mod sys;
pub mod text;
pub mod tui;
pub mod ui;
