//! What the member at the cursor means: told in the line for notices while nothing else is.

use super::App;
use super::pane::Pane;
use crate::jose::explain::{self, Explanation};
use crate::jose::problem::Part;
use crate::text::json;

impl App {
    /// What the member of header or payload means that the cursor is in; nothing for a member that is not known, or
    /// while the line for notices is taken. Looks once over the text's spans up to the cursor.
    pub fn explained(&self) -> Option<Explanation> {
        let part = match self.focus {
            Pane::Header => Part::Header,
            Pane::Payload => Part::Payload,
            _ => return None,
        };
        if self.overlay.is_some() || self.notices.shown().is_some() || self.progress().is_some() {
            return None;
        }
        let (editor, scan) = (self.bench.editor(self.focus)?, self.bench.scan(self.focus)?);
        let spot = json::path_at(editor.text(), scan, editor.cursor())?;
        let value = spot.value.and_then(|range| editor.text().get(range));
        let explained = explain::member(part, &spot.path, value, self.bench.derived().kind.as_ref())?;
        let typed = self.typed_time().filter(|_| part == Part::Payload).map(|typed| typed.seconds);
        Some(Explanation { moment: explained.moment.or(typed), ..explained })
    }
}
