//! The token on screen beside the one that it came after: what is compared, and what
//! is on show of that.

use std::borrow::Cow;

use super::App;
use super::derive::Derived;
use super::notice::Level;
use super::overlay::Overlay;
use super::pane::Pane;
use super::workbench::{Source, Workbench};
use crate::jose::compare::{self, Difference, Side};
use crate::jose::sign;

/// A comparison on show.
pub struct Compared {
    /// Rows that it is scrolled by.
    pub top: usize,
    /// What there is to say.
    pub found: Vec<Difference>,
    /// The state of the document that it was made of.
    state: u64,
}

/// The token that is compared with the previous one: as it stands, or header and payload as they would be signed.
fn current(bench: &Workbench) -> Result<Cow<'_, str>, String> {
    if let Some(token) = bench.current_token() {
        return Ok(Cow::Borrowed(token));
    }
    if bench.mark().source == Source::Token {
        return Err("pane 5 holds no token that can be read".to_owned());
    }
    if let Some(problem) = bench.derived().editing() {
        return Err(problem.to_string());
    }
    let texts = [Pane::Header, Pane::Payload].map(|pane| bench.text(pane));
    Ok(Cow::Owned(format!("{}.", sign::signing_input(texts[0], texts[1]))))
}

impl App {
    /// Whether there are two tokens, or why not.
    pub(super) fn can_compare(&self) -> Result<(), String> {
        if self.bench.previous().is_none() {
            return Err("paste a second token first: there is nothing to compare with".to_owned());
        }
        current(&self.bench).map(drop)
    }

    /// Shows the comparison.
    pub(super) fn compare(&mut self) {
        self.show_compared(0);
    }

    /// A comparison on show is one of the tokens that are there now.
    pub(super) fn keep_compared(&mut self) {
        if let Some(Overlay::Compare(compared)) = &self.overlay
            && compared.state != self.bench.state()
        {
            self.show_compared(compared.top);
        }
    }

    fn show_compared(&mut self, top: usize) {
        let bench = &self.bench;
        self.overlay = match (bench.previous(), current(bench)) {
            (Some(before), Ok(after)) => {
                let read = |text: &str| Derived::read_token(text, None);
                let [(before, one), (after, other)] = [read(before), read(&after)];
                let (before, after) = (Side { token: &before, decoded: &one }, Side { token: &after, decoded: &other });
                Some(Overlay::Compare(Compared { top, found: compare::compare(before, after), state: bench.state() }))
            }
            _ => None,
        };
        if self.overlay.is_none() {
            self.say(Level::Info, "There is nothing to compare any more");
        }
    }
}
