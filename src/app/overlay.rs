//! What lies over the panes: help, the log, the inside of keys, two tokens compared,
//! a command line, a list to choose from, the file picker, a question, a form.

use super::chooser::Chooser;
use super::comparing::Compared;
use super::form::Form;
use super::picker::Picker;
use super::prompt::Prompt;
use super::shell_line::Shown;

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
    /// What is inside the keys, scrolled by so many rows.
    Inside(usize),
    /// The token beside the previous one.
    Compare(Compared),
    /// The command line that does what the screen shows.
    Shell(Shown),
    /// A question.
    Ask(Prompt),
    /// The form of a template.
    Form(Form),
}
