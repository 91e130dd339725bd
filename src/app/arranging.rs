//! Where everything stands for the current texts: what each pane would like, and what
//! of a key is told above its text.

use super::arrangement::{Arrangement, Wishes};
use super::pane::Pane;
use super::{App, Hidden, verdict};
use crate::jose::key::inspect::Facts;
use crate::text::Wrapping;

impl App {
    pub(super) fn arrange(&mut self) {
        let lines = |pane: Pane| self.bench.text(pane).matches('\n').count() + 1;
        let summary = |pane: Pane| self.key_lines(pane).len();
        let empty = |pane: Pane| usize::from(self.bench.text(pane).is_empty());
        let content = [
            lines(Pane::Header),
            lines(Pane::Payload),
            if self.hidden(Pane::Signing) == Hidden::Summary { 3 } else { lines(Pane::Signing) }
                + summary(Pane::Signing)
                + empty(Pane::Signing),
            lines(Pane::Public) + summary(Pane::Public),
            self.bench.text(Pane::Token).len() / usize::from(self.setup.width / 2).max(20) + 2,
            self.check_rows(),
        ];
        let wishes = Wishes { focus: self.focus, zoom: self.zoom, content };
        self.arrangement = Arrangement::of(self.setup.width, self.setup.height, &wishes);
        for pane in Pane::TEXTS {
            let place = self.text_place(pane);
            let wrapping = match pane {
                Pane::Token => Wrapping::Hard,
                _ => Wrapping::Words,
            };
            let (Some(editor), Some(view)) = (self.bench.editor(pane), self.views.get_mut(pane.index())) else {
                continue;
            };
            view.lay(editor.text(), self.bench.state(), place, wrapping);
        }
        // A wheel leaves the cursor where it is; everything else shows it.
        let focus = self.focus.index();
        if let (false, Some(editor), Some(view)) =
            (self.wheeled, self.bench.editor(self.focus), self.views.get_mut(focus))
        {
            view.follow(editor);
        }
    }

    /// Rows that the list of checks would like: sentences take about one for each 30
    /// characters.
    fn check_rows(&self) -> usize {
        let rows = |check: &crate::jose::check::Check| {
            let hint = check.hint.as_ref().map_or(0, |hint| hint.chars().count() / 30 + 1);
            check.message.chars().count() / 30 + 1 + hint
        };
        verdict::checks(&self.bench, self.seconds(), &self.setup.zone).iter().map(rows).sum()
    }

    /// Lines above a key's text that say what it is: two, or with the focus all that fit above three rows of text.
    pub fn key_lines(&self, pane: Pane) -> Vec<String> {
        let keys = self.bench.keys();
        let reading = match pane {
            Pane::Signing => &keys.signing,
            Pane::Public => &keys.public,
            _ => return Vec::new(),
        };
        if self.bench.text(pane).is_empty() {
            return Vec::new();
        }
        let mut lines = reading.summary();
        if lines.is_empty() {
            lines.push(String::new());
        }
        if pane != self.focus {
            return lines;
        }
        if let Some(keys) = reading.set() {
            lines.truncate(1);
            lines.extend(keys);
        } else {
            let all = reading.facts(self.seconds(), 1);
            let facts = all.iter().flat_map(Facts::lines).skip(1);
            lines.extend(facts.map(|(label, value)| format!("{label:<12} {value}")));
        }
        lines
    }

    /// Rows above a key's text that say what it is.
    pub fn summary_rows(&self, pane: Pane) -> usize {
        let room = usize::from(self.arrangement.inner(pane).height).saturating_sub(3).max(2);
        self.key_lines(pane).len().min(room)
    }

    /// Where a pane's text is drawn: below the summary of a key.
    fn text_place(&self, pane: Pane) -> ratatui::layout::Rect {
        let mut place = self.arrangement.inner(pane);
        let summary = u16::try_from(self.summary_rows(pane)).unwrap_or(u16::MAX).min(place.height);
        place.y += summary;
        place.height -= summary;
        place
    }
}
