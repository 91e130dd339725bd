//! A time among the members of the payload as it is written: which one the cursor is
//! at, what was typed in the place of its number, and why a spelling is no plain number.
//! Which names are times, and what becomes of it, is decided elsewhere.

use std::ops::Range;

use crate::jose::times;
use crate::text::json::{Member, Scan};

/// A member that is a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Timed<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// The bytes of its value. One that is no JSON goes on to the next punctuation: `2026-12-01 18:00`.
    pub(super) value: Range<usize>,
    /// The value.
    pub(super) raw: &'a str,
    /// The bytes between which the cursor is at the value: blanks behind it count.
    pub(super) place: Range<usize>,
}

/// Bytes of the longest moment that somebody types.
const LONGEST: usize = 64;
/// The last second of the year 9999; larger numbers are taken for milliseconds (`jose::claims`).
const LAST: u64 = 253_402_300_799;
/// Numbers from here on are no time at all.
const NO_TIME: u64 = 100_000_000_000_000;
/// What a value in quotes or of several parts begins with.
const OPENING: [char; 3] = ['"', '{', '['];
/// What ends a value that is no JSON.
const ENDING: [char; 8] = [',', '}', ']', '"', '{', '[', '\n', '\r'];

impl<'a> Timed<'a> {
    /// The member as it stands in `text`.
    pub(super) fn of(text: &'a str, member: &'a Member) -> Option<Self> {
        let start = member.value.start;
        let rest = text.get(start..)?;
        let len = if rest.starts_with(OPENING) {
            member.value.len()
        } else {
            let bare = rest.find(ENDING).unwrap_or(rest.len());
            rest.get(..bare)?.trim_end().len()
        };
        let behind = rest.get(len..)?;
        let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
        let value = start..start + len;
        let place = start..start + len + blanks;
        Some(Self { name: &member.name, raw: rest.get(..len)?, value, place })
    }

    /// The member whose name or value the cursor is at.
    pub(super) fn at(text: &'a str, scan: &'a Scan, cursor: usize) -> Option<Self> {
        let next = scan.members.partition_point(|member| member.name_range.start <= cursor);
        let timed = Self::of(text, scan.members.get(next.checked_sub(1)?)?)?;
        (cursor <= timed.place.end).then_some(timed)
    }

    /// The same, or else the one member in the cursor's line that is a time.
    pub(super) fn near(text: &'a str, scan: &'a Scan, cursor: usize, is_time: impl Fn(&str) -> bool) -> Option<Self> {
        if let Some(here) = Self::at(text, scan, cursor).filter(|here| is_time(here.name)) {
            return Some(here);
        }
        let (before, after) = text.split_at_checked(cursor)?;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = after.find('\n').map_or(text.len(), |at| cursor + at);
        let first = scan.members.partition_point(|member| member.value.end <= start);
        let line = scan.members.iter().skip(first).take_while(|member| member.name_range.start < end);
        let mut times = line.filter(|member| is_time(&member.name));
        match (times.next(), times.next()) {
            (Some(only), None) => Self::of(text, only),
            _ => None,
        }
    }

    /// The Unix seconds that the value stands for if a moment was typed in the place of its number, bare or in quotes.
    /// What is a number already, quoted or not, is none.
    pub(super) fn typed(&self, now: i64) -> Option<i64> {
        let quoted = self.raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let words = quoted.unwrap_or(self.raw).trim();
        if words.len() > LONGEST || words.parse::<f64>().is_ok() {
            return None;
        }
        times::typed(words, now)
    }

    /// The whole seconds that the value is, or why it is no plain number of them and what to do.
    pub(super) fn seconds(&self) -> Result<i64, String> {
        let name = self.name;
        let digits = self.raw.strip_prefix('-').unwrap_or(self.raw);
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits.len() == 1 || !digits.starts_with('0'));
        let whole = self.raw.parse::<i64>().ok().filter(|_| plain);
        if let Some(seconds) = whole.filter(|seconds| seconds.unsigned_abs() <= LAST) {
            return Ok(seconds);
        }
        if self.typed(0).is_some() {
            return Err(format!("\"{name}\" is yet to become a number: put the cursor on it and press Enter"));
        }
        if let Some(rest) = self.raw.strip_prefix('"') {
            let inside = rest.strip_suffix('"').unwrap_or(rest).trim();
            return Err(match inside.parse::<i64>() {
                Ok(seconds) => format!("\"{name}\" is in quotes: write it without them, \"{name}\": {seconds}"),
                Err(_) => format!("\"{name}\" is a string: write seconds since 1970 in its place, or now and Enter"),
            });
        }
        let number = self.raw.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        let exact = self.raw.parse::<f64>().ok().filter(|exact| number && exact.is_finite());
        let Some(exact) = exact else {
            return Err(format!("\"{name}\" is no number: write seconds since 1970 in its place, or now and Enter"));
        };
        #[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and what is told is below 1e14")]
        let (seconds, of_milliseconds) = (exact.floor() as i64, (exact / 1000.0).floor() as i64);
        let size = seconds.unsigned_abs();
        Err(if size <= LAST {
            format!("\"{name}\" is not written as a whole number: write \"{name}\": {seconds}")
        } else if size < NO_TIME {
            format!("\"{name}\" is in milliseconds: write seconds, \"{name}\": {of_milliseconds}")
        } else {
            format!("\"{name}\" is beyond every calendar: write seconds since 1970 in its place, or now and Enter")
        })
    }
}

/// The seconds so much later, or that no calendar reaches there.
pub(super) fn later(name: &str, seconds: i64, by: i64) -> Result<i64, String> {
    let moved = seconds.checked_add(by).filter(|moved| moved.unsigned_abs() <= LAST);
    moved.ok_or_else(|| format!("\"{name}\" would be beyond the year 9999: write another time in its place"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::json;

    /// 2026-11-22T05:10:04Z.
    const NOW: i64 = 1_795_324_204;

    /// The value at the cursor, which is the `|` in the text, and the blanks behind it.
    fn at(marked: &str) -> Option<(String, usize)> {
        let (text, cursor) = (marked.replace('|', ""), marked.find('|').unwrap());
        let scan = json::scan(&text);
        let timed = Timed::at(&text, &scan, cursor)?;
        assert_eq!(text.get(timed.value.clone()), Some(timed.raw));
        Some((format!("{}={}", timed.name, timed.raw), timed.place.end - timed.value.end))
    }

    fn near(marked: &str) -> Option<String> {
        let (text, cursor) = (marked.replace('|', ""), marked.find('|').unwrap());
        let scan = json::scan(&text);
        let timed = Timed::near(&text, &scan, cursor, |name| ["exp", "iat"].contains(&name))?;
        Some(format!("{}={}", timed.name, timed.raw))
    }

    fn with<T>(raw: &str, act: impl FnOnce(&Timed<'_>) -> T) -> T {
        let text = format!("{{\"exp\": {raw}}}");
        let scan = json::scan(&text);
        act(&Timed::of(&text, scan.members.first().unwrap()).unwrap())
    }

    #[test]
    fn a_value_goes_on_to_the_next_punctuation_while_it_is_no_json() {
        for (marked, found) in [
            ("{\"exp\": +1h3|0m, \"a\": 1}", Some(("exp=+1h30m", 0))),
            ("{\"exp\": 2026-12-01 18:00  |\n}", Some(("exp=2026-12-01 18:00", 2))),
            ("{\"exp\": 2026-12-01T18:00:00+01:00|}", Some(("exp=2026-12-01T18:00:00+01:00", 0))),
            ("{\"exp\": |now\n  \"iat\": 5}", Some(("exp=now", 0))),
            ("{|\"exp\": now", Some(("exp=now", 0))),
            ("{\"exp\": \"+1h\" |, \"a\": 1}", Some(("exp=\"+1h\"", 1))),
            ("{\"exp\": 5,| \"iat\": 6}", None),
            ("{\"exp\": 5, \"iat\"|: 6}", Some(("iat=6", 0))),
            ("{|", None),
            ("|", None),
            ("{\"exp\": |}", None),
            // What is broken above does not hinder it.
            ("{\"a\": \"open\n \"b\": [1 2], \"c\" nul,\n \"exp\": now|", Some(("exp=now", 0))),
        ] {
            assert_eq!(at(marked), found.map(|(found, blanks)| (found.to_owned(), blanks)), "{marked}");
        }
    }

    #[test]
    fn the_only_time_in_the_line_is_meant_and_of_several_the_one_at_the_cursor() {
        for (marked, found) in [
            ("{\n|  \"exp\": 5,\n  \"iat\": 6\n}", Some("exp=5")),
            ("{\n  \"exp\": 5,|\n  \"iat\": 6\n}", Some("exp=5")),
            ("{\n  \"exp\": 5,\n  \"a\": 1, \"iat\": 6|\n}", Some("iat=6")),
            ("{\n  \"a\": 1,| \"iat\": 6\n}", Some("iat=6")),
            ("{\"exp\": 5,| \"iat\": 6}", None),
            ("{\"exp\"|: 5, \"iat\": 6}", Some("exp=5")),
            ("{|\n  \"exp\": 5\n}", None),
            ("{\n  \"a\": {\"exp\": 5|}\n}", None),
            ("{\"exp\":\n|  5}", Some("exp=5")),
        ] {
            assert_eq!(near(marked).as_deref(), found, "{marked}");
        }
    }

    #[test]
    fn moments_are_typed_bare_or_in_quotes_and_numbers_are_none() {
        for (raw, seconds) in [
            ("+1h30m", Some(NOW + 5400)),
            ("\"+1h30m\"", Some(NOW + 5400)),
            ("-5m", Some(NOW - 300)),
            ("now", Some(NOW)),
            ("\" now \"", Some(NOW)),
            // date -u -d '2026-12-01 18:00' +%s
            ("2026-12-01 18:00", Some(1_796_148_000)),
            ("2026-12-01T18:00:00Z", Some(1_796_148_000)),
            ("\"2026-12-01T18:00:00+01:00\"", Some(1_796_144_400)),
            ("1795327804", None),
            ("\"1795327804\"", None),
            ("1.5e9", None),
            ("\"1.5e9\"", None),
            ("-5", None),
            ("null", None),
            ("\"soon\"", None),
            ("\"+1h", None),
            ("+1h \"now\"", Some(NOW + 3600)),
        ] {
            assert_eq!(with(raw, |timed| timed.typed(NOW)), seconds, "{raw}");
        }
        let long = format!("\"+{}1h\"", "0".repeat(100));
        assert_eq!(with(&long, |timed| timed.typed(NOW)), None);
    }

    #[test]
    fn every_spelling_that_is_no_plain_number_is_told_with_the_way_out() {
        for (raw, told) in [
            ("1795327804", Ok(1_795_327_804)),
            ("0", Ok(0)),
            ("-60", Ok(-60)),
            ("253402300799", Ok(253_402_300_799)),
            ("1.5e9", Err("\"exp\" is not written as a whole number: write \"exp\": 1500000000")),
            ("1795327804.9", Err("\"exp\" is not written as a whole number: write \"exp\": 1795327804")),
            ("1795327804000", Err("\"exp\" is in milliseconds: write seconds, \"exp\": 1795327804")),
            ("1.795327804e12", Err("\"exp\" is in milliseconds: write seconds, \"exp\": 1795327804")),
            ("1e300", Err("\"exp\" is beyond every calendar: write seconds since 1970 in its place, or now and Enter")),
            (
                "99999999999999999999",
                Err("\"exp\" is beyond every calendar: write seconds since 1970 in its place, or now and Enter"),
            ),
            ("\"1795327804\"", Err("\"exp\" is in quotes: write it without them, \"exp\": 1795327804")),
            ("\"soon\"", Err("\"exp\" is a string: write seconds since 1970 in its place, or now and Enter")),
            ("\"now\"", Err("\"exp\" is yet to become a number: put the cursor on it and press Enter")),
            ("+1h", Err("\"exp\" is yet to become a number: put the cursor on it and press Enter")),
            ("null", Err("\"exp\" is no number: write seconds since 1970 in its place, or now and Enter")),
            ("[5]", Err("\"exp\" is no number: write seconds since 1970 in its place, or now and Enter")),
            ("nan", Err("\"exp\" is no number: write seconds since 1970 in its place, or now and Enter")),
        ] {
            let seconds = |timed: &Timed<'_>| timed.seconds();
            assert_eq!(with(raw, seconds), told.map_err(str::to_owned), "{raw}");
        }
    }

    #[test]
    fn no_time_is_moved_beyond_the_calendar() {
        assert_eq!(later("exp", 5, 60), Ok(65));
        assert_eq!(later("exp", 253_402_300_739, 60), Ok(253_402_300_799));
        let beyond = Err("\"exp\" would be beyond the year 9999: write another time in its place".to_owned());
        assert_eq!(later("exp", 253_402_300_740, 60), beyond);
        assert_eq!(later("exp", i64::MAX, 60), beyond);
    }
}
