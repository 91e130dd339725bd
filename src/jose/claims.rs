//! The claims set (RFC 7519 section 4) read for its times, and the times judged
//! against a moment that the caller gives.

use super::json::{self, Member};
use super::problem::{Part, Place, Problem};
use super::times;

/// A NumericDate (RFC 7519 section 2): seconds since 1970-01-01T00:00:00Z, whole
/// seconds towards the past; fractions are kept for comparing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumericDate {
    exact: f64,
    /// Whole seconds since the epoch, limited to what 64 bits hold.
    pub seconds: i64,
}

/// What the claims set says about time.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    /// Number of members.
    pub count: usize,
    /// `exp`, or why it is no NumericDate.
    pub exp: Option<Result<NumericDate, Problem>>,
    /// `nbf`, likewise.
    pub nbf: Option<Result<NumericDate, Problem>>,
    /// `iat`, likewise.
    pub iat: Option<Result<NumericDate, Problem>>,
    /// Duplicate members.
    pub notes: Vec<Problem>,
}

/// Reads a payload text as a claims set.
pub fn read(text: &str) -> Result<Claims, Problem> {
    let object = json::object(text, Part::Payload)?;
    let date = |name: &str| object.find(name).map(|member| numeric_date(text, member));
    let far = ["exp", "nbf", "iat"].into_iter().filter_map(|name| too_far(text, object.find(name)?));
    let notes = object.duplicates.iter().cloned().chain(far).collect();
    Ok(Claims { count: object.members.len(), exp: date("exp"), nbf: date("nbf"), iat: date("iat"), notes })
}

/// What a token's times say at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Time {
    /// No `exp`, `nbf` or `iat`: always in time.
    Unlimited,
    /// In time; seconds until `exp`, where there is one.
    Current {
        /// Seconds until `exp`.
        left: Option<i64>,
    },
    /// `exp` is reached; seconds since then.
    Expired {
        /// Seconds since `exp`.
        ago: i64,
    },
    /// `nbf` is not reached; seconds until then.
    NotYet {
        /// Seconds until `nbf`.
        wait: i64,
    },
    /// `iat` lies ahead: a clock is wrong; seconds until then.
    IssuedAhead {
        /// Seconds until `iat`.
        ahead: i64,
    },
    /// A time claim is no NumericDate.
    Malformed(Problem),
}

impl Time {
    /// True if nothing about the times speaks against the token.
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Unlimited | Self::Current { .. })
    }
}

impl Claims {
    /// Judges the times at `now` (Unix seconds). `exp` itself is already too late
    /// (RFC 7519 section 4.1.4), `nbf` itself is in time (section 4.1.5).
    pub fn time(&self, now: i64) -> Time {
        let dates = [&self.exp, &self.nbf, &self.iat];
        if let Some(problem) = dates.iter().find_map(|date| date.as_ref()?.as_ref().err()) {
            return Time::Malformed(problem.clone());
        }
        let [exp, nbf, iat] = dates.map(|date| date.as_ref().and_then(|date| date.as_ref().ok()).copied());
        if let Some(exp) = exp.filter(|exp| !exp.is_after(now)) {
            Time::Expired { ago: now.saturating_sub(exp.seconds) }
        } else if let Some(nbf) = nbf.filter(|nbf| nbf.is_after(now)) {
            Time::NotYet { wait: nbf.seconds.saturating_sub(now).max(1) }
        } else if let Some(iat) = iat.filter(|iat| iat.is_after(now)) {
            Time::IssuedAhead { ahead: iat.seconds.saturating_sub(now).max(1) }
        } else if exp.or(nbf).or(iat).is_none() {
            Time::Unlimited
        } else {
            Time::Current { left: exp.map(|exp| exp.seconds.saturating_sub(now)) }
        }
    }
}

impl NumericDate {
    /// Strictly later than `now` (Unix seconds).
    #[expect(clippy::cast_precision_loss, reason = "seconds beyond 2^53 are 285 million years away")]
    fn is_after(self, now: i64) -> bool {
        self.exact > now as f64
    }
}

/// Numbers from here on (the year 5138) up to [`NO_TIME`] are taken for milliseconds.
const MILLISECONDS: f64 = 1e11;
/// Numbers from here on are no time at all.
const NO_TIME: f64 = 1e14;

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
fn numeric_date(text: &str, member: &Member<'_>) -> Result<NumericDate, Problem> {
    let name = &member.name;
    let number = member.raw.parse::<f64>().ok().filter(|n| n.is_finite());
    let Some(exact) = number else {
        let hint = match member.string().map(|s| s.trim().parse::<i64>()) {
            Some(Ok(seconds)) => format!("take the quotes off: \"{name}\": {seconds}"),
            _ => format!("write seconds since 1970 without quotes, such as \"{name}\": 1795324204"),
        };
        let message = format!("\"{name}\" is {}, not a number", member.kind());
        return Err(Problem::new("time_not_a_number", place(text, member), message).hint(hint));
    };
    Ok(NumericDate { exact, seconds: exact.floor() as i64 })
}

/// A number that no clock will reach: by RFC 7519 it counts as it stands, and most
/// likely it is a mistake.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
fn too_far(text: &str, member: &Member<'_>) -> Option<Problem> {
    let name = &member.name;
    let exact = member.raw.parse::<f64>().ok().filter(|n| n.abs() > MILLISECONDS)?;
    let problem = |code, message| Problem::new(code, place(text, member), message);
    Some(if exact.abs() < NO_TIME {
        let seconds = (exact / 1000.0) as i64;
        problem("time_in_milliseconds", format!("\"{name}\" is most likely written in milliseconds"))
            .hint(format!("a NumericDate counts seconds: {seconds} is {}", times::utc(seconds)))
    } else {
        problem("time_out_of_range", format!("\"{name}\" is beyond every calendar"))
            .hint("a NumericDate counts seconds since 1970")
    })
}

fn place(text: &str, member: &Member<'_>) -> Place {
    let (line, column) = json::line_column(text, member.at);
    Place::line_column(Part::Payload, line, column, member.at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str, now: i64) -> Time {
        read(text).unwrap().time(now)
    }

    /// The claims set of RFC 7519 section 3.1 expires at 1300819380.
    #[test]
    fn exp_itself_is_too_late_and_nbf_itself_is_in_time() {
        let text = r#"{"iss":"joe","exp":1300819380,"nbf":1300819000,"iat":1300819000}"#;
        assert_eq!(time(text, 1_300_819_379), Time::Current { left: Some(1) });
        assert_eq!(time(text, 1_300_819_380), Time::Expired { ago: 0 });
        assert_eq!(time(text, 1_300_830_900), Time::Expired { ago: 11_520 });
        assert_eq!(time(text, 1_300_819_000), Time::Current { left: Some(380) });
        assert_eq!(time(text, 1_300_818_999), Time::NotYet { wait: 1 });
    }

    #[test]
    fn fractions_count() {
        assert_eq!(time(r#"{"exp":1300819380.5}"#, 1_300_819_380), Time::Current { left: Some(0) });
        assert_eq!(time(r#"{"nbf":1300819380.5}"#, 1_300_819_380), Time::NotYet { wait: 1 });
    }

    #[test]
    fn iat_ahead_of_the_clock_is_said() {
        assert_eq!(time(r#"{"iat":1060,"exp":2000}"#, 1000), Time::IssuedAhead { ahead: 60 });
    }

    #[test]
    fn no_times_are_unlimited() {
        assert_eq!(time("{}", i64::MIN), Time::Unlimited);
        assert_eq!(time(r#"{"nbf":5}"#, 10), Time::Current { left: None });
    }

    #[test]
    fn what_is_no_number_of_seconds_is_named() {
        let cases = [
            (r#"{"exp":"1300819380"}"#, "time_not_a_number", "take the quotes off: \"exp\": 1300819380"),
            (
                r#"{"exp":null}"#,
                "time_not_a_number",
                "write seconds since 1970 without quotes, such as \"exp\": 1795324204",
            ),
            (
                r#"{"exp":{}}"#,
                "time_not_a_number",
                "write seconds since 1970 without quotes, such as \"exp\": 1795324204",
            ),
        ];
        for (text, code, hint) in cases {
            let Time::Malformed(problem) = time(text, 0) else { panic!("{text}") };
            assert_eq!((problem.code, problem.hint.as_deref()), (code, Some(hint)), "{text}");
        }
    }

    #[test]
    fn milliseconds_count_as_they_stand_and_are_named() {
        let note = |text: &str| read(text).unwrap().notes.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(time(r#"{"exp":1300819380000}"#, 1_300_819_380), Time::Current { left: Some(1_299_518_560_620) });
        assert_eq!(
            note(r#"{"exp":1300819380000}"#),
            [
                "payload, line 1, column 8: \"exp\" is most likely written in milliseconds (a NumericDate counts seconds: 1300819380 is 2011-03-22 18:43:00 UTC)"
            ]
        );
        assert_eq!(
            note(r#"{"iat":1,"exp":1e300}"#),
            ["payload, line 1, column 16: \"exp\" is beyond every calendar (a NumericDate counts seconds since 1970)"]
        );
    }

    #[test]
    fn extreme_clocks_do_not_overflow() {
        for now in [i64::MIN, -1, 0, i64::MAX] {
            for exp in ["-99999999999", "99999999999", "-1", "0"] {
                time(&format!("{{\"exp\":{exp},\"nbf\":{exp},\"iat\":{exp}}}"), now);
            }
        }
    }
}
