//! The outside, one capability per file: files read and written, the config folder, pipes, clock,
//! surroundings, clipboard, what standard output shows, a question to the person, its
//! wish to stop, what the process gives up for good, and what a fault of its own may say.
//! Nothing here knows tokens, the state machine or the screen; nothing here
//! draws. Every call may block, so the program makes them away from its loop.

pub mod clipboard;
pub mod clock;
pub mod config;
pub mod environment;
pub mod fault;
pub mod files;
pub mod hardening;
pub mod interrupt;
pub mod prompt;
pub mod screen;
pub mod stream;
pub mod write;
