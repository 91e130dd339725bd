//! How header and payload follow from what the document is made for: its template's
//! texts, an `alg` that the target takes, facts of the key.

use super::{Source, Workbench};
use crate::app::pane::Pane;
use crate::app::target::{self, Target};
use crate::app::template::Template;
use crate::app::template::fill::Filled;
use crate::jose::algorithm::{self, Algorithm};
use crate::jose::compose::string;
use crate::text::Change;

impl Workbench {
    /// Makes the document one for this target, in one step: header and payload are those of its template.
    pub(in crate::app) fn aim(&mut self, target: Target, filled: &Filled) {
        let before = self.mark.clone();
        if before.source == Source::Token {
            self.remember();
            self.turn_to_texts();
        }
        self.mark.alg_follows = true;
        self.mark.target = Some(target);
        let mut changes: Vec<(usize, Change)> = Vec::new();
        changes.extend(self.replace(Pane::Header, &filled.header));
        changes.extend(self.replace(Pane::Payload, &filled.payload));
        changes.extend(self.replace(Pane::Token, ""));
        self.follow_target(&mut changes);
        self.record(changes, before);
    }

    /// Lets what follows from the key follow it: `alg` among those that the target takes, and facts of the key.
    pub(super) fn follow_target(&mut self, changes: &mut Vec<(usize, Change)>) -> bool {
        let Some(mut aimed) = self.mark.target.clone() else { return false };
        if self.mark.source == Source::Token {
            return false;
        }
        let facts = target::facts(self);
        let taken = aimed.facts.iter().map(|(hole, old)| (hole.clone(), old.clone()));
        let holes = facts.known().map(|(hole, _)| (hole.clone(), hole));
        let replaced: Vec<_> = taken.chain(holes).collect();
        for (hole, old) in replaced {
            let Some((_, new)) = facts.known().find(|(known, _)| *known == hole) else { continue };
            if old != new && self.swap(&old, new, changes) {
                aimed.facts.retain(|(known, _)| *known != hole);
                aimed.facts.push((hole, new.to_owned()));
            }
        }
        let row = self.mark.alg_follows.then(|| self.fitting(&aimed.template)).flatten();
        self.mark.target = Some(aimed);
        match row {
            Some(row) => {
                changes.extend(self.write_alg(row.name));
                true
            }
            None => false,
        }
    }

    /// The first algorithm of a template that fits the key, if the one in the header does not.
    fn fitting(&self, template: &Template) -> Option<&'static Algorithm> {
        let key = self.keys().signing_key(None, None).ok()?;
        let alg = crate::jose::header::read(self.text(Pane::Header)).ok().and_then(|header| header.alg.ok());
        let mut rows = template.algorithms.iter().filter_map(|name| algorithm::by_name(name));
        let fits = |row: &&Algorithm| row.fits_signing(&key).is_ok();
        let now = rows.clone().filter(|row| Some(row.name) == alg.as_deref());
        if now.into_iter().any(|row| fits(&row)) { None } else { rows.find(fits) }
    }

    /// Puts a text in place of another one within the strings of header and payload. True if it was there.
    fn swap(&mut self, old: &str, new: &str, changes: &mut Vec<(usize, Change)>) -> bool {
        let [old, new] = [old, new].map(|text| string(text).trim_matches('"').to_owned());
        let mut found = false;
        for pane in [Pane::Header, Pane::Payload] {
            if self.text(pane).contains(&old) {
                let text = self.text(pane).replace(&old, &new);
                changes.extend(self.replace(pane, &text));
                found = true;
            }
        }
        found
    }
}
