//! How `jotbench decode` tells a token to people: header and payload laid out, what the
//! members mean, times in words.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::super::paint::{LINE, Paint, Tone, fold};
use super::decode::{claims, notes};
use super::forms;
use crate::jose::decode::{Decoded, text};
use crate::jose::explain;
use crate::jose::explain::kinds::TokenKind;
use crate::jose::problem::{Part, Problem};
use crate::jose::{json, layout, times};
use crate::text::visible;

/// Cells of the longest name that others are put in line with.
const NAME: usize = 24;

/// Everything, in the order of reading.
pub(super) fn words(
    decoded: &Decoded,
    kind: Option<&TokenKind>,
    problems: &[Problem],
    now: i64,
    paint: Paint,
) -> String {
    let mut out = String::new();
    for problem in problems {
        let sentence = paint.folded(&visible(&problem.to_string()), 2, 2, None);
        let _ = writeln!(out, "{} {sentence}", paint.tone(Tone::Bad, "✗"));
    }
    let warning = "not verified: nothing here says that the token is genuine";
    let _ = writeln!(out, "{}", paint.tone(Tone::Warning, warning));
    if let Some(kind) = kind {
        kind_words(kind, paint, &mut out);
    }
    for (title, bytes) in [("header", &decoded.header), ("payload", &decoded.payload)] {
        let Some(bytes) = bytes else { continue };
        let text = text(bytes);
        let is_json = json::is_json(&text);
        let shown = if is_json { layout::pretty(&text) } else { text };
        section(title, paint, &mut out);
        if title == "payload" && decoded.detached && !decoded.given {
            out.push_str("  not in the token (detached, RFC 7515 appendix F): --payload gives it\n");
        }
        for line in shown.lines() {
            let line = if is_json { paint.json(line) } else { visible(line).into_owned() };
            let _ = writeln!(out, "  {line}");
        }
    }
    meanings("header", Part::Header, decoded.header.as_ref(), kind, paint, &mut out);
    meanings("claims", Part::Payload, decoded.payload.as_ref(), kind, paint, &mut out);
    times_words(decoded, kind, now, paint, &mut out);
    out.push_str(&forms::words(decoded, paint));
    for (at, note) in notes(decoded).iter().enumerate() {
        if at == 0 {
            section("notes", paint, &mut out);
        }
        let _ = writeln!(out, "  {}", paint.folded(&visible(&note.to_string()), 2, 4, None));
    }
    out
}

/// An empty line and a title.
pub(super) fn section(title: &str, paint: Paint, out: &mut String) {
    let _ = writeln!(out, "\n{}", paint.tone(Tone::Title, title));
}

/// What the known members of a part mean, names in a column, the rest in lines of what is left.
fn meanings(
    title: &str,
    part: Part,
    bytes: Option<&Vec<u8>>,
    kind: Option<&TokenKind>,
    paint: Paint,
    out: &mut String,
) {
    let known = explain::all(part, &bytes.map(|bytes| text(bytes)).unwrap_or_default(), kind);
    if known.is_empty() {
        return;
    }
    section(&format!("meaning of the {title}"), paint, out);
    let column = known.iter().map(|one| one.name.len()).filter(|&length| length <= NAME).max().unwrap_or(NAME);
    let room = paint.width().unwrap_or(LINE).saturating_sub(column + 4);
    for one in &known {
        // A name that is longer than the column has a line of its own.
        let name = format!("{:column$}", one.name);
        let source = format!("({})", one.source);
        let words = one.meaning.split(' ').chain([source.as_str()]);
        let mut lines = fold(words, room, room).into_iter();
        let first = if one.name.len() > column { String::new() } else { lines.next().unwrap_or_default() };
        let line = format!("  {}  {first}", paint.tone(Tone::Name, &name));
        let _ = writeln!(out, "{}", line.trim_end());
        for line in lines {
            let _ = writeln!(out, "  {:column$}  {line}", "");
        }
    }
}

/// The kind, and where its key comes from.
fn kind_words(kind: &TokenKind, paint: Paint, out: &mut String) {
    let _ = writeln!(out, "{}, by what it says of itself", visible(&kind.sentence()));
    let room = paint.width().unwrap_or(LINE).saturating_sub(2);
    for line in fold(visible(&kind.key).split(' '), room, room) {
        let _ = writeln!(out, "  {line}");
    }
}

fn times_words(decoded: &Decoded, kind: Option<&TokenKind>, now: i64, paint: Paint, out: &mut String) {
    let dates = claims(decoded, kind, now).into_iter().filter_map(|claim| Some((claim.name, claim.time?)));
    for (at, (name, (seconds, relative))) in dates.enumerate() {
        if at == 0 {
            section("times", paint, out);
        }
        let local = times::local(seconds, i64::MIN, &TimeZone::system());
        // Where UTC is the local time it is told once.
        let local = if local.ends_with("+00:00") || !local.starts_with(|c: char| c.is_ascii_digit()) {
            String::new()
        } else {
            format!("   {local}")
        };
        let name = paint.tone(Tone::Name, &format!("{name:10}")).into_owned();
        let _ = writeln!(out, "  {name}  {}{local}   {relative}", times::utc(seconds));
    }
}
