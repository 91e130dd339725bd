//! What lies over the panes: help, the log, a list to choose from, the file picker.

use super::chooser::Chooser;
use super::picker::Picker;

/// One overlay; keys go to it alone while it is open.
pub enum Overlay {
    /// Help for the focused pane, scrolled by so many rows.
    Help(usize),
    /// All notices, scrolled by so many rows.
    Messages(usize),
    /// A list to choose from.
    Choose(Chooser),
    /// The file picker.
    Open(Picker),
}
