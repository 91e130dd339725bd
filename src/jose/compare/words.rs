//! Values and their differences in words. Numbers keep their spelling, long values
//! are cut.

use super::tree::{self, Content, Node};
use crate::jose::json::{self, Member};
use crate::jose::key::jwk::clip;
use crate::jose::layout;
use crate::jose::problem::Part;
use crate::jose::times;

/// Bytes of a value that are looked at to show it.
const LOOKED_AT: usize = 400;
/// Characters that are told from where two texts part.
const FROM_THERE: usize = 12;

/// A value as written, less the white space outside its strings; of a long one the beginning.
pub(super) fn shown(raw: &str) -> String {
    let end = (0..=LOOKED_AT.min(raw.len())).rev().find(|&at| raw.is_char_boundary(at)).unwrap_or_default();
    let begins = clip(&layout::minify(raw.get(..end).unwrap_or_default()));
    if end < raw.len() && !begins.ends_with('…') { format!("{begins}…") } else { begins }
}

/// `a string`, `a list`, …
fn kind(raw: &str) -> &'static str {
    Member { name: String::new(), raw, at: 0 }.kind()
}

/// A value that is there on one side only; of one that is cut, how much there is.
pub(super) fn whole(node: &Node<'_>, is_time: bool) -> String {
    let shown = shown(node.raw);
    match &node.content {
        Content::Plain => match seconds(node.raw).filter(|_| is_time) {
            Some(seconds) => format!("{shown} ({})", times::utc(seconds)),
            None => shown,
        },
        _ if !shown.ends_with('…') => shown,
        Content::List(items) => format!("{shown} ({} in all)", count(items.len(), "value")),
        Content::Object(entries) => format!("{shown} ({} in all)", count(entries.len(), "member")),
    }
}

/// One value gave way to another.
pub(super) fn changed(before: &str, after: &str, is_time: bool) -> String {
    let kinds = [before, after].map(kind);
    if kinds[0] != kinds[1] {
        let [one, other] = [before, after].map(|raw| match kind(raw) {
            "null" => "null".to_owned(),
            kind => format!("{} ({kind})", shown(raw)),
        });
        return format!("{one} -> {other}");
    }
    if let (true, Some(one), Some(other)) = (is_time, seconds(before), seconds(after)) {
        return moments([before, after], one, other);
    }
    let [one, other] = [before, after].map(shown);
    if one != other {
        return format!("{one} -> {other}");
    }
    let texts = [tree::unescaped(before), tree::unescaped(after)];
    format!("{one} -> {other}, {}", parting(&texts[0], &texts[1]))
}

/// The same value, written in another way.
pub(super) fn respelled(before: &str, after: &str) -> String {
    format!("same value, other spelling: {} -> {}", shown(before), shown(after))
}

/// Whole Unix seconds of a JSON number (RFC 7519 section 2, NumericDate).
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
fn seconds(raw: &str) -> Option<i64> {
    let number = raw.parse::<f64>().ok().filter(|number| number.is_finite())?;
    Some(number.floor() as i64)
}

fn moments(raws: [&str; 2], before: i64, after: i64) -> String {
    let is_usual = |raw: &str, seconds| raw.bytes().all(|byte| byte.is_ascii_digit()) && is_in_calendar(seconds);
    let side = |raw, seconds| {
        let moment = times::utc(seconds);
        if is_usual(raw, seconds) { moment } else { format!("{} ({moment})", shown(raw)) }
    };
    let [one, other] = raws;
    let sides = format!("{} -> {}", side(one, before), side(other, after));
    let distance = times::duration(after.saturating_sub(before));
    match after.cmp(&before) {
        _ if ![before, after].into_iter().all(is_in_calendar) => sides,
        std::cmp::Ordering::Greater => format!("{sides}, {distance} later"),
        std::cmp::Ordering::Less => format!("{sides}, {distance} earlier"),
        std::cmp::Ordering::Equal => format!("{sides}, within the same second"),
    }
}

fn is_in_calendar(seconds: i64) -> bool {
    times::rfc3339(seconds).is_some()
}

/// Where two texts part.
fn parting(before: &str, after: &str) -> String {
    let same = before.chars().zip(after.chars()).take_while(|(one, other)| one == other).count();
    let from = |text: &str| {
        let mut rest = text.chars().skip(same);
        let begins: String = rest.by_ref().take(FROM_THERE).collect();
        format!("\"{begins}{}\"", if rest.next().is_some() { "…" } else { "" })
    };
    if before.chars().nth(same).is_none() || after.chars().nth(same).is_none() {
        return alike(&count(same, "character"));
    }
    format!("first difference at character {}: {} -> {}", same + 1, from(before), from(after))
}

/// Two contents of which one at least is no JSON: lengths, and where they part.
pub(super) fn contents(before: &[u8], after: &[u8]) -> String {
    let sides = format!("{} -> {}", size(before), size(after));
    if before.is_empty() || after.is_empty() {
        return sides;
    }
    if let (Ok(before), Ok(after)) = (std::str::from_utf8(before), std::str::from_utf8(after)) {
        return format!("{sides}, {}", parting(before, after));
    }
    let same = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    match (before.get(same), after.get(same)) {
        (Some(one), Some(other)) => {
            format!("{sides}, first difference at byte {}: 0x{one:02x} -> 0x{other:02x}", same + 1)
        }
        _ => format!("{sides}, {}", alike(&bytes(same))),
    }
}

/// How far two texts are the same of which one ends there.
fn alike(length: &str) -> String {
    format!("one of them ends after {length}, so far they are the same")
}

fn count(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// `1 byte`, `2 bytes`.
pub(super) fn bytes(length: usize) -> String {
    count(length, "byte")
}

/// What a content is, and how long.
pub(super) fn size(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Err(_) => format!("no text ({})", self::bytes(bytes.len())),
        Ok("") => "nothing".to_owned(),
        Ok(text) => {
            let what = if json::value(text, Part::Payload).is_ok() { "JSON" } else { "text that is no JSON" };
            format!("{what} ({})", count(text.chars().count(), "character"))
        }
    }
}

/// `a, b and 3 more`.
pub(super) fn list(values: &[String]) -> String {
    const MOST: usize = 6;
    let shown = values.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    match values.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
