//! Times in the payload under the cursor: moved by a minute or an hour, and typed as
//! people say them. What was typed becomes the number when the cursor leaves it, on
//! Enter, or when the token is to be copied; until then it is only told.

use std::ops::Range;

use super::App;
use super::command::Command;
use super::notice::Level;
use super::pane::Pane;
use super::template::fill;
use super::timed::{self, Timed};
use super::workbench::Source;
use crate::jose::explain;
use crate::jose::problem::Part;
use crate::jose::times;
use crate::text::{Change, Editor, Motion};

/// The times of every token (RFC 7519 section 4.1).
pub(super) const TIMES: [&str; 3] = ["iat", "nbf", "exp"];
/// What there is to do without a time at the cursor.
const NO_TIME: &str = "put the cursor on exp, nbf or iat";
/// Why a time of a pasted token does not change.
const PASTED: &str = "a pasted token stays what it is: type into header or payload, and it is made here from then on";

/// A value that is being typed: where it starts, and what it was when last looked at.
#[derive(Debug)]
pub(super) struct Typing {
    start: usize,
    raw: String,
}

/// A moment that was typed in the place of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedTime {
    /// The bytes of what was typed.
    pub range: Range<usize>,
    /// The number that it becomes, Unix seconds.
    pub seconds: i64,
}

impl App {
    /// The moment that was typed at the cursor, if it is not yet the number.
    pub fn typed_time(&self) -> Option<TypedTime> {
        let timed = self.time_here()?;
        Some(TypedTime { seconds: timed.typed(self.seconds())?, range: timed.value })
    }

    /// Changes a text by hand; a time that is typed becomes a number later on.
    pub(super) fn type_into(&mut self, pane: Pane, act: impl FnOnce(&mut Editor) -> Option<Change>) {
        let mut at = None;
        self.bench.edit(pane, |editor| {
            let change = act(editor)?;
            at = Some(change.at);
            Some(change)
        });
        let Some(at) = at.filter(|_| pane == Pane::Payload) else { return };
        let typing = self.time_at(at).filter(|timed| timed.place.contains(&at) || timed.place.end == at);
        self.typing = typing.map(|timed| Typing { start: timed.value.start, raw: timed.raw.to_owned() });
    }

    /// Enter in a moment that was typed makes the number of it. True if that is what happened.
    pub(super) fn enter_time(&mut self) -> bool {
        let selects = self.bench.editor(Pane::Payload).is_some_and(|editor| editor.selection().is_some());
        let typed = self.typed_time().filter(|_| self.focus == Pane::Payload && !selects);
        typed.is_some_and(|typed| self.become_number(&typed))
    }

    /// Makes the number of what was typed, once the cursor is not there any more. What was taken back, or came in
    /// whole, is not what was typed.
    pub(super) fn leave_time(&mut self) {
        let Some(typing) = self.typing.take() else { return };
        let Some(timed) = self.time_at(typing.start) else { return };
        if timed.value.start != typing.start || timed.raw != typing.raw {
            return;
        }
        let cursor = self.bench.editor(Pane::Payload).map_or(0, Editor::cursor);
        if self.focus == Pane::Payload && (timed.place.start..=timed.place.end).contains(&cursor) {
            self.typing = Some(typing);
        } else if let Some(seconds) = timed.typed(self.seconds()) {
            let typed = TypedTime { range: timed.value, seconds };
            self.become_number(&typed);
        }
    }

    /// What was typed, where copying makes the number of it: what can be no JSON, or was typed just now.
    pub(super) fn time_to_copy(&self) -> Option<TypedTime> {
        let timed = self.time_here()?;
        let is_typing = self.typing.as_ref().is_some_and(|typing| typing.start == timed.value.start);
        let seconds = timed.typed(self.seconds()).filter(|_| is_typing || !timed.raw.starts_with('"'))?;
        Some(TypedTime { range: timed.value, seconds })
    }

    /// Before the token is copied: a typed time becomes its number. True if the copy waits for the token of it.
    pub(super) fn copy_waits(&mut self, command: &'static Command) -> bool {
        let became = self.time_to_copy().is_some_and(|typed| self.become_number(&typed));
        let waits = became && self.bench.is_pending();
        self.copies_next = waits.then_some(command);
        waits
    }

    /// A result came in: what waited for it is copied.
    pub(super) fn copy_now(&mut self) {
        if !self.bench.is_pending()
            && let Some(command) = self.copies_next.take()
        {
            self.run(command);
        }
    }

    /// Whether the time at the cursor can be moved, or why not and what to do.
    pub(super) fn can_move_time(&self) -> Result<(), String> {
        self.time_to_move().map(drop)
    }

    /// Moves the time at the cursor by so many seconds.
    pub(super) fn move_time(&mut self, by: i64) {
        let moved = self.time_to_move().and_then(|(timed, seconds)| {
            let moved = timed::later(timed.name, seconds, by)?;
            Ok((timed.value, moved))
        });
        match moved {
            Ok((range, seconds)) => self.write_number(range, seconds),
            Err(reason) => self.say(Level::Warn, reason),
        }
    }

    fn time_to_move(&self) -> Result<(Timed<'_>, i64), String> {
        let (editor, scan) = match (self.bench.editor(Pane::Payload), self.bench.scan(Pane::Payload)) {
            (Some(editor), Some(scan)) if self.focus == Pane::Payload => (editor, scan),
            _ => return Err(NO_TIME.to_owned()),
        };
        let listed = self.listed_times();
        let is_time = |name: &str| self.is_known_time(name) || listed.iter().any(|listed| listed == name);
        let timed = Timed::near(editor.text(), scan, editor.cursor(), is_time).ok_or(NO_TIME)?;
        if self.bench.mark().source == Source::Token {
            return Err(PASTED.to_owned());
        }
        let seconds = timed.seconds()?;
        Ok((timed, seconds))
    }

    /// The time that the cursor is at, in texts that are ours to change.
    fn time_here(&self) -> Option<Timed<'_>> {
        let cursor = self.bench.editor(Pane::Payload)?.cursor();
        self.time_at(cursor).filter(|timed| timed.place.start <= cursor)
    }

    fn time_at(&self, at: usize) -> Option<Timed<'_>> {
        if self.bench.mark().source == Source::Token {
            return None;
        }
        let timed = Timed::at(self.bench.text(Pane::Payload), self.bench.scan(Pane::Payload)?, at)?;
        let is_listed = || self.listed_times().iter().any(|listed| listed == timed.name);
        (self.is_known_time(timed.name) || is_listed()).then_some(timed)
    }

    /// Names that the template makes times of.
    fn listed_times(&self) -> Vec<String> {
        let target = self.bench.mark().target.as_ref();
        let renewed = target.map(|target| fill::renewed(&target.template, &target.values));
        renewed.map(|renewed| renewed.times.into_iter().map(|(name, _)| name).collect()).unwrap_or_default()
    }

    fn is_known_time(&self, name: &str) -> bool {
        let kind = self.bench.derived().kind.as_ref();
        let date = explain::member(Part::Payload, &[name], Some("0"), kind).and_then(|explained| explained.moment);
        TIMES.contains(&name) || date.is_some()
    }

    fn become_number(&mut self, typed: &TypedTime) -> bool {
        self.typing = None;
        let words = self.bench.text(Pane::Payload).get(typed.range.clone()).unwrap_or_default().to_owned();
        self.write_number(typed.range.clone(), typed.seconds);
        let (seconds, at) = (typed.seconds, times::utc(typed.seconds));
        self.say(Level::Done, format!("{words} became {seconds}, {at}; Ctrl+Z takes it back"));
        true
    }

    /// Puts a number in place of these bytes; the cursor stays at its digit.
    fn write_number(&mut self, range: Range<usize>, seconds: i64) {
        let number = seconds.to_string();
        let cursor = self.bench.editor(Pane::Payload).map_or(0, Editor::cursor);
        let same = range.len() == number.len() && range.contains(&cursor);
        self.bench.edit(Pane::Payload, |editor| editor.replace_range(range, &number));
        if same {
            self.bench.look(Pane::Payload, |editor| editor.go(Motion::To(cursor), false));
        }
    }
}
