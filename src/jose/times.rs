//! Times in words: how long, and when, in UTC and in a given zone.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A length of time in words: `42 s`, `60 min 0 s`, `3 h 12 min`, `5 d 4 h`, `2 y 31 d`.
pub fn duration(seconds: i64) -> String {
    let s = seconds.unsigned_abs();
    let (minutes, hours, days, years) = (s / 60, s / 3600, s / 86_400, s / 31_556_952);
    if s < 60 {
        format!("{s} s")
    } else if minutes < 100 {
        format!("{minutes} min {} s", s % 60)
    } else if hours < 48 {
        format!("{hours} h {} min", minutes % 60)
    } else if days < 731 {
        format!("{days} d {} h", hours % 24)
    } else {
        format!("{years} y {} d", (s - years * 31_556_952) / 86_400)
    }
}

/// `now`, `in 60 min 0 s` or `3 h 12 min ago`, for a moment seen from `now` (Unix seconds).
pub fn relative(moment: i64, now: i64) -> String {
    let distance = moment.saturating_sub(now);
    match distance {
        0 => "now".to_owned(),
        1.. => format!("in {}", duration(distance)),
        _ => format!("{} ago", duration(distance)),
    }
}

/// `2011-03-22 18:43:00 UTC`, or that no calendar reaches that far.
pub fn utc(seconds: i64) -> String {
    written(seconds, "%Y-%m-%d %H:%M:%S UTC")
}

/// `2031-05-02 10:00:00Z`, up to the last second of the year 9999, which ends certificates that have no end
/// (RFC 5280 section 4.1.2.5).
pub fn zulu(seconds: i64) -> String {
    written(seconds, "%Y-%m-%d %H:%M:%SZ")
}

/// `2031-05-02`, the day in UTC.
pub fn date(seconds: i64) -> String {
    written(seconds, "%Y-%m-%d")
}

fn written(seconds: i64, format: &str) -> String {
    civil(seconds).map_or_else(|| "a time beyond the year 9999".to_owned(), |at| at.strftime(format).to_string())
}

/// Date and time in UTC. A `Timestamp` ends a day before the calendar does, to leave room for every zone.
fn civil(seconds: i64) -> Option<DateTime> {
    DateTime::new(1970, 1, 1, 0, 0, 0, 0).ok()?.checked_add(SignedDuration::from_secs(seconds)).ok()
}

/// About how long, in one unit: `4 years`, `30 days`, `3 hours`, `90 minutes`, `1 second`.
pub fn rough(seconds: i64) -> String {
    let s = seconds.unsigned_abs();
    let (minutes, hours, days, years) = (s / 60, s / 3600, s / 86_400, s / 31_556_952);
    match s {
        1 => "1 second".to_owned(),
        _ if minutes < 2 => format!("{s} seconds"),
        _ if hours < 2 => format!("{minutes} minutes"),
        _ if days < 2 => format!("{hours} hours"),
        _ if years < 2 => format!("{days} days"),
        _ => format!("{years} years"),
    }
}

/// `2011-03-22T18:43:00Z` (RFC 3339), for programs; nothing where no calendar reaches that far.
pub fn rfc3339(seconds: i64) -> Option<String> {
    civil(seconds).map(|moment| format!("{moment}Z"))
}

/// The Unix seconds that a typed moment stands for: RFC 3339, or the seconds themselves.
/// Nothing where it is neither, or beyond the years that a calendar has.
pub fn moment(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return within(seconds);
    }
    let zoned = text.parse::<Timestamp>().ok().map(|moment| moment.as_millisecond().div_euclid(1000));
    // The last day of the calendar, which a `Timestamp` leaves out.
    zoned.or_else(|| of_civil(text.strip_suffix('Z')?.parse().ok()?))
}

/// The seconds, if a calendar reaches that far.
fn within(seconds: i64) -> Option<i64> {
    civil(seconds).map(|_| seconds)
}

/// The Unix seconds of date and time in UTC.
fn of_civil(moment: DateTime) -> Option<i64> {
    Some(DateTime::new(1970, 1, 1, 0, 0, 0, 0).ok()?.duration_until(moment).as_secs())
}

/// Shapes of a moment in UTC, and how they are read.
const FORMS: [(&str, &str); 6] = [
    ("0000-00-00 00:00", "%Y-%m-%d %H:%M"),
    ("0000-00-00T00:00", "%Y-%m-%dT%H:%M"),
    ("0000-00-00 00:00 UTC", "%Y-%m-%d %H:%M UTC"),
    ("0000-00-00 00:00:00", "%Y-%m-%d %H:%M:%S"),
    ("0000-00-00T00:00:00", "%Y-%m-%dT%H:%M:%S"),
    ("0000-00-00 00:00:00 UTC", "%Y-%m-%d %H:%M:%S UTC"),
];

/// The Unix seconds that somebody typed: as [`moment`], or `now`, `+1h30m`, `-2d`, `2026-11-28`, `2026-11-28 09:00`
/// (in UTC), counted from `now`.
pub fn typed(text: &str, now: i64) -> Option<i64> {
    let text = text.trim();
    if text == "now" {
        return Some(now);
    }
    if let Some(rest) = text.strip_prefix(['+', '-']) {
        let span = span(rest)?;
        return within(now.checked_add(if text.starts_with('-') { -span } else { span })?);
    }
    let shape = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "0");
    let text = &if shape(text) == "0000-00-00" { format!("{text} 00:00") } else { text.to_owned() };
    let form = FORMS.iter().find(|(of, _)| *of == shape(text)).map(|(_, form)| *form);
    let civil = form.and_then(|form| DateTime::strptime(form, text).ok());
    civil.and_then(of_civil).or_else(|| moment(text))
}

/// Seconds of a span such as `1h30m`.
fn span(text: &str) -> Option<i64> {
    let (mut total, mut number) = (0_i64, String::new());
    for c in text.chars() {
        let unit = match c {
            '0'..='9' => {
                number.push(c);
                continue;
            }
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            _ => return None,
        };
        total = total.checked_add(number.parse::<i64>().ok()?.checked_mul(unit)?)?;
        number.clear();
    }
    (number.is_empty() && !text.is_empty()).then_some(total)
}

/// `06:10:04 +01:00` in a zone; with the date in front where the day differs from `now`'s.
pub fn local(seconds: i64, now: i64, zone: &TimeZone) -> String {
    let at = |s: i64| Timestamp::from_second(s).map(|moment| moment.to_zoned(zone.clone()));
    let (Ok(moment), today) = (at(seconds), at(now)) else {
        return "a time beyond the year 9999".to_owned();
    };
    let same_day = today.is_ok_and(|today| today.date() == moment.date());
    moment.strftime(if same_day { "%H:%M:%S %:z" } else { "%Y-%m-%d %H:%M:%S %:z" }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_as_people_say_them() {
        let cases = [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min 0 s"),
            (3600, "60 min 0 s"),
            (6000, "1 h 40 min"),
            (11_520, "3 h 12 min"),
            (172_800, "2 d 0 h"),
            (31_536_000, "365 d 0 h"),
            (94_694_400, "3 y 0 d"),
            (-60, "1 min 0 s"),
        ];
        for (seconds, words) in cases {
            assert_eq!(duration(seconds), words);
        }
        assert!(duration(i64::MIN).ends_with(" d"));
    }

    #[test]
    fn moments_are_told_from_now() {
        assert_eq!(relative(10, 10), "now");
        assert_eq!(relative(3610, 10), "in 60 min 0 s");
        assert_eq!(relative(0, 11_520), "3 h 12 min ago");
        assert!(relative(i64::MAX, i64::MIN).starts_with("in "));
    }

    #[test]
    fn days_reach_to_the_end_of_the_calendar() {
        assert_eq!(zulu(1_300_819_380), "2011-03-22 18:43:00Z");
        assert_eq!(zulu(253_402_300_799), "9999-12-31 23:59:59Z");
        assert_eq!(date(253_402_300_799), "9999-12-31");
        assert_eq!(utc(253_402_300_799), "9999-12-31 23:59:59 UTC");
        assert_eq!(rfc3339(253_402_300_799), Some("9999-12-31T23:59:59Z".to_owned()));
        assert_eq!(date(-1), "1969-12-31");
        for out in [253_402_300_800, i64::MAX] {
            assert_eq!(zulu(out), "a time beyond the year 9999");
            assert_eq!((utc(out).as_str(), rfc3339(out)), ("a time beyond the year 9999", None));
        }
    }

    #[test]
    fn rough_lengths_have_one_unit() {
        let day = 86_400;
        let cases = [
            (0, "0 seconds"),
            (1, "1 second"),
            (-1, "1 second"),
            (119, "119 seconds"),
            (120, "2 minutes"),
            (7199, "119 minutes"),
            (7200, "2 hours"),
            (2 * day - 1, "47 hours"),
            (2 * day, "2 days"),
            (730 * day, "730 days"),
            (731 * day, "2 years"),
            (i64::MIN, "292277024626 years"),
        ];
        for (seconds, words) in cases {
            assert_eq!(rough(seconds), words, "{seconds}");
        }
    }

    #[test]
    fn a_typed_moment_is_rfc_3339_or_seconds() {
        // The examples of RFC 3339 section 5.8, and what they stand for by `date -u +%s -d`.
        for (text, seconds) in [
            ("1985-04-12T23:20:50.52Z", Some(482_196_050)),
            ("1996-12-19T16:39:57-08:00", Some(851_042_397)),
            ("1937-01-01T12:00:27.87+00:20", Some(-1_041_337_173)),
            (" 1795324204\n", Some(1_795_324_204)),
            ("-1", Some(-1)),
            ("9223372036854775807", None),
            ("tomorrow", None),
            ("", None),
            ("2026-11-22", None),
            ("2026-02-30T00:00:00Z", None),
            ("9999-12-31T23:59:59Z", Some(253_402_300_799)),
            ("253402300799", Some(253_402_300_799)),
            ("253402300800", None),
            ("10000-01-01T00:00:00Z", None),
        ] {
            assert_eq!(moment(text), seconds, "{text}");
        }
        assert_eq!(rfc3339(851_042_397), Some("1996-12-20T00:39:57Z".to_owned()));
        assert_eq!(rfc3339(i64::MAX), None);
    }

    #[test]
    fn moments_can_be_typed_as_people_write_them() {
        let now = 1_795_324_204;
        for (text, seconds) in [
            ("now", Some(now)),
            ("+1h30m", Some(now + 5400)),
            ("-2d", Some(now - 172_800)),
            ("2026-11-22", Some(1_795_305_600)),
            ("2026-11-22 05:10", Some(1_795_324_200)),
            ("2026-11-22 05:10:04", Some(now)),
            ("2026-11-22 05:10:04 UTC", Some(now)),
            ("2026-11-22T05:10:04Z", Some(now)),
            ("1795324204", Some(now)),
            ("2026-11-22 05:10 UTC", Some(1_795_324_200)),
            ("2026-11-22T05:10", Some(1_795_324_200)),
            ("9999-12-31", Some(253_402_214_400)),
            ("+", None),
            ("-", None),
            ("-5", None),
            ("+90", None),
            ("-2026-11-28", None),
            ("+2026-11-28", None),
            ("26-11-28", None),
            ("2026-11-2809:00", None),
            ("2026-11-28 09:0", None),
            ("+9223372036854775807s", None),
            ("-9223372036854775807s", None),
            ("+253402300800s", None),
            ("+h", None),
            ("+1h3", None),
            ("+99999999999999999999d", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(typed(text, now), seconds, "{text}");
        }
    }

    #[test]
    fn clock_times_carry_their_offset_and_the_date_where_it_differs() {
        let berlin = TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(local(1_795_327_804, 1_795_324_204, &berlin), "07:10:04 +01:00");
        assert_eq!(local(1_300_819_380, 1_795_324_204, &TimeZone::UTC), "2011-03-22 18:43:00 +00:00");
        assert_eq!(utc(1_300_819_380), "2011-03-22 18:43:00 UTC");
        assert_eq!(utc(i64::MAX), "a time beyond the year 9999");
    }
}
