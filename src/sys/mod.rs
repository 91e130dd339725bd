//! The outside, one capability per file: files, clock, surroundings, clipboard.
//! Nothing here knows tokens, the state machine or the screen; nothing here
//! draws. Every call may block, so the program makes them away from its loop.

pub mod clipboard;
pub mod clock;
pub mod environment;
pub mod files;
