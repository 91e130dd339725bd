//! Copies for a target that takes a token once: times and identifiers are renewed
//! first, and the copy waits for the token that is made of them.

use super::App;
use super::copy::CopyForm;
use super::copying;
use super::job::Revision;
use super::notice::Level;
use super::workbench::Source;

/// A copy of renewed texts.
#[derive(Debug, Clone)]
pub(super) struct Fresh {
    /// The state that is copied.
    of: Revision,
    /// What was renewed.
    words: String,
    /// The form, while the token is awaited.
    waits: Option<&'static CopyForm>,
}

impl Fresh {
    /// Something else was pressed: nothing is waited for any more.
    pub(super) fn give_up(&mut self) {
        self.waits = None;
    }
}

impl App {
    /// Renews what the target wants to be new in each copy. True if nothing is to be copied yet: the copy waits for the
    /// new token, or could not be renewed, and that is said.
    pub(super) fn renews(&mut self, form: &'static CopyForm) -> bool {
        let wanted = self.bench.mark().target.as_ref().is_some_and(|target| target.template.fresh);
        let renewed = self.fresh.as_ref().is_some_and(|fresh| fresh.of == self.bench.revision());
        if !wanted || renewed || self.bench.mark().source == Source::Token {
            return false;
        }
        match self.renew() {
            Ok(words) => {
                let waits = self.bench.is_pending();
                self.fresh = Some(Fresh { of: self.bench.revision(), words, waits: waits.then_some(form) });
                waits
            }
            Err(reason) => {
                self.say(Level::Error, format!("nothing was copied, a new token is needed for each: {reason}"));
                true
            }
        }
    }

    /// The token of the renewed texts came in: it is copied.
    pub(super) fn copy_fresh(&mut self) {
        if self.bench.is_pending() {
            // What came in was the token of older texts.
            return;
        }
        let here = self.bench.revision();
        let waiting = self.fresh.as_mut().filter(|fresh| fresh.of == here).and_then(|fresh| fresh.waits.take());
        if let Some(form) = waiting {
            copying::copy(self, form);
        }
    }

    /// It is copied; the next copy wants new texts again. What was renewed for this one.
    pub(super) fn used_up(&mut self) -> String {
        self.fresh.take().map(|fresh| format!(", with renewed {}", fresh.words)).unwrap_or_default()
    }
}
