//! Times in words: how long, and when, in UTC and in a given zone.

use jiff::Timestamp;
use jiff::tz::TimeZone;

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
    Timestamp::from_second(seconds).map_or_else(
        |_| "a time beyond the year 9999".to_owned(),
        |moment| moment.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
    )
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
    fn clock_times_carry_their_offset_and_the_date_where_it_differs() {
        let berlin = TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(local(1_795_327_804, 1_795_324_204, &berlin), "07:10:04 +01:00");
        assert_eq!(local(1_300_819_380, 1_795_324_204, &TimeZone::UTC), "2011-03-22 18:43:00 +00:00");
        assert_eq!(utc(1_300_819_380), "2011-03-22 18:43:00 UTC");
        assert_eq!(utc(i64::MAX), "a time beyond the year 9999");
    }
}
