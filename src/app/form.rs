//! The form of a template: a line for each field, one of them under the cursor.

use std::sync::Arc;

use super::template::field::Field;
use super::template::fill::Refused;
use super::template::{Template, Values};
use crate::text::Editor;

/// A form that is being filled in.
pub struct Form {
    /// What it is the form of.
    pub template: Arc<Template>,
    /// The line of each field, in the template's order.
    pub lines: Vec<Editor>,
    /// The line that is typed into.
    pub at: usize,
    /// A field that will not do and why, until something else is typed there.
    pub refused: Option<(usize, String)>,
}

impl Form {
    /// A form with these values in it; what they lack is the template's own default.
    pub fn new(template: Arc<Template>, values: &Values) -> Self {
        let line = |field: &Field| {
            let mut line = Editor::single_line();
            line.set(values.get(&field.name).map_or(field.start(), String::as_str));
            line.go(crate::text::Motion::TextEnd, false);
            line
        };
        let lines: Vec<Editor> = template.fields.iter().map(line).collect();
        // What must be typed and is not there yet comes first.
        let blank = |(field, line): (&Field, &Editor)| !field.optional && line.text().is_empty();
        let at = template.fields.iter().zip(&lines).position(blank).unwrap_or_default();
        Self { template, lines, at, refused: None }
    }

    /// What was typed, blanks included: a default that was deleted stays deleted.
    pub fn values(&self) -> Values {
        let named = self.template.fields.iter().zip(&self.lines);
        named.map(|(field, line)| (field.name.clone(), line.text().trim().to_owned())).collect()
    }

    /// The line under the cursor.
    pub fn line(&mut self) -> Option<&mut Editor> {
        self.lines.get_mut(self.at)
    }

    /// The field under the cursor.
    pub fn field(&self) -> Option<&Field> {
        self.template.fields.get(self.at)
    }

    /// Moves the cursor by so many lines, round at the ends.
    pub fn step(&mut self, by: isize) {
        let count = isize::try_from(self.lines.len()).unwrap_or(isize::MAX).max(1);
        let at = isize::try_from(self.at).unwrap_or_default().saturating_add(by).rem_euclid(count);
        self.at = usize::try_from(at).unwrap_or_default();
    }

    /// Goes to the first field that will not do.
    pub fn refuse(&mut self, refused: &[Refused]) {
        let Some(first) = refused.first() else { return };
        let at = self.template.fields.iter().position(|field| field.name == first.field).unwrap_or(self.at);
        self.at = at;
        self.refused = Some((at, first.reason.clone()));
    }

    /// Something was typed: what was said of that line is said no more.
    pub fn changed(&mut self) {
        self.refused = None;
    }
}
