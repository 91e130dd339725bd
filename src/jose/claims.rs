//! The claims set (RFC 7519 section 4) read for its times, and the times judged
//! against a moment that the caller gives.

use super::json::{self, Member, Object};
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
    /// Names of the members, in their order.
    pub names: Vec<String>,
    /// `exp`, or why it is no NumericDate.
    pub exp: Option<Result<NumericDate, Problem>>,
    /// `nbf`, likewise.
    pub nbf: Option<Result<NumericDate, Problem>>,
    /// `iat`, likewise.
    pub iat: Option<Result<NumericDate, Problem>>,
    /// Duplicate members, values of another type than their name promises, names that are almost registered ones.
    pub notes: Vec<Problem>,
    /// A time that is no time: in milliseconds, or beyond every calendar; with the name and the value that mends it.
    far: Vec<(Problem, &'static str, Option<String>)>,
    /// A time in a string, with the number in it.
    stringed: Option<(&'static str, String)>,
}

/// The times that are judged (RFC 7519 section 4.1).
const NAMES: [&str; 3] = ["exp", "nbf", "iat"];

/// Reads a payload text as a claims set.
pub fn read(text: &str) -> Result<Claims, Problem> {
    let object = json::object(text, Part::Payload)?;
    let date = |name: &str| object.find(name).map(|member| numeric_date(text, member));
    let mut far: Vec<_> = NAMES.into_iter().filter_map(|name| too_far(text, name, object.find(name)?)).collect();
    name_all(&mut far);
    let number = |name| object.find(name)?.string()?.trim().parse::<i64>().ok();
    let stringed = NAMES.into_iter().find_map(|name| Some((name, number(name)?.to_string())));
    let names = object.members.iter().map(|member| member.name.clone()).collect();
    let notes =
        object.duplicates.iter().cloned().chain(odd_types(text, &object)).chain(odd_names(text, &object)).collect();
    Ok(Claims { names, exp: date("exp"), nbf: date("nbf"), iat: date("iat"), notes, far, stringed })
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
    /// (RFC 7519 section 4.1.4), `nbf` itself is in time (section 4.1.5). The leeway (seconds) is given to all three.
    pub fn time(&self, now: i64, leeway: i64) -> Time {
        let dates = [&self.exp, &self.nbf, &self.iat];
        if let Some(problem) = dates.iter().find_map(|date| date.as_ref()?.as_ref().err()) {
            return Time::Malformed(problem.clone());
        }
        let (late, early) = (now.saturating_sub(leeway), now.saturating_add(leeway));
        let [exp, nbf, iat] = dates.map(|date| date.as_ref().and_then(|date| date.as_ref().ok()).copied());
        // An `exp` that far counts as it stands, in milliseconds or not; the others are not reached for that reason.
        let ahead = |name: &str| {
            [("nbf", nbf), ("iat", iat)]
                .iter()
                .any(|(of, date)| *of == name && date.is_some_and(|date| date.is_after(early)))
        };
        if let Some((problem, ..)) = self.far.iter().find(|(_, name, _)| ahead(name)) {
            return Time::Malformed(problem.clone());
        }
        if let Some(exp) = exp.filter(|exp| !exp.is_after(late)) {
            Time::Expired { ago: now.saturating_sub(exp.seconds) }
        } else if let Some(nbf) = nbf.filter(|nbf| nbf.is_after(early)) {
            Time::NotYet { wait: nbf.seconds.saturating_sub(now).max(1) }
        } else if let Some(iat) = iat.filter(|iat| iat.is_after(early)) {
            Time::IssuedAhead { ahead: iat.seconds.saturating_sub(now).max(1) }
        } else if exp.or(nbf).or(iat).is_none() {
            Time::Unlimited
        } else {
            Time::Current { left: exp.map(|exp| exp.seconds.saturating_sub(now)) }
        }
    }

    /// True if `nbf` or `iat` lies ahead of the moment as it stands, even if it is not in seconds.
    pub fn lies_ahead(&self, moment: i64) -> bool {
        [&self.nbf, &self.iat]
            .iter()
            .any(|date| date.as_ref().is_some_and(|date| date.as_ref().is_ok_and(|date| date.is_after(moment))))
    }

    /// The claim that is no time as it stands, and the JSON number that was most likely meant.
    pub fn mend(&self) -> Option<(&'static str, String)> {
        let of_far = self.far.iter().find_map(|(_, name, value)| Some((*name, value.clone()?)));
        self.stringed.clone().or(of_far)
    }

    /// Every time that is no time as it stands, and why; one sentence for all that are wrong in one way.
    pub fn odd_times(&self) -> impl Iterator<Item = &Problem> {
        let dates = [&self.exp, &self.nbf, &self.iat].into_iter().flatten();
        // The first in milliseconds names the others.
        let named =
            |problem: &&Problem| self.far().is_some_and(|first| first.code == problem.code && first != *problem);
        let far = self.far.iter().map(|(problem, ..)| problem).filter(move |problem| !named(problem));
        dates.filter_map(|date| date.as_ref().err()).chain(far)
    }

    /// What is said of a time that is no time although it speaks against nothing: `exp` in milliseconds.
    pub fn far(&self) -> Option<&Problem> {
        self.far.first().map(|(problem, ..)| problem)
    }
}

impl NumericDate {
    /// Strictly later than `now` (Unix seconds).
    #[expect(clippy::cast_precision_loss, reason = "seconds beyond 2^53 are 285 million years away")]
    fn is_after(self, now: i64) -> bool {
        self.exact > now as f64
    }
}

/// Larger numbers, up to [`NO_TIME`], are taken for milliseconds: in seconds this is the end of the year 9999, which stands
/// for "never" in some tokens, and in milliseconds a moment of the year 1978.
const MILLISECONDS: f64 = 253_402_300_799.0;
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

/// A number that no clock will reach: a mistake of whoever made the token, and servers disagree on what to make of it.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
fn too_far(text: &str, name: &'static str, member: &Member<'_>) -> Option<(Problem, &'static str, Option<String>)> {
    let exact = member.raw.parse::<f64>().ok().filter(|n| n.abs() > MILLISECONDS)?;
    let problem = |code, message| Problem::new(code, place(text, member), message);
    if exact.abs() >= NO_TIME {
        let problem = problem("time_out_of_range", format!("\"{name}\" is beyond every calendar"));
        return Some((problem.hint("a NumericDate counts seconds since 1970"), name, None));
    }
    let seconds = (exact / 1000.0) as i64;
    let message = format!("\"{name}\" is in milliseconds, and a NumericDate counts seconds (RFC 7519 section 2)");
    let problem = problem("time_in_milliseconds", message);
    Some((
        problem.hint(format!("in seconds it would be {seconds}, which is {}", times::utc(seconds))),
        name,
        Some(seconds.to_string()),
    ))
}

/// Of several times in milliseconds the first names all.
fn name_all(far: &mut [(Problem, &'static str, Option<String>)]) {
    let names: Vec<String> =
        far.iter().filter(|(_, _, value)| value.is_some()).map(|(_, name, _)| format!("\"{name}\"")).collect();
    if let ([most @ .., last], Some((first, _, Some(_)))) = (names.as_slice(), far.first_mut())
        && !most.is_empty()
    {
        first.message = format!(
            "{} and {last} are in milliseconds, and a NumericDate counts seconds (RFC 7519 section 2)",
            most.join(", ")
        );
    }
}

/// Claims that are strings (RFC 7519 section 4.1), `aud` a list of them too, and one that is a boolean (OpenID Connect
/// Core section 5.1): name, code, what it must be.
const TYPES: [(&str, &str, &str); 5] = [
    ("iss", "iss_not_string", "a string"),
    ("sub", "sub_not_string", "a string"),
    ("jti", "jti_not_string", "a string"),
    ("aud", "aud_not_string", "a string or a list of strings"),
    ("email_verified", "email_verified_string", "true or false without quotes"),
];

fn odd_types<'a>(text: &'a str, object: &'a Object<'_>) -> impl Iterator<Item = Problem> + 'a {
    TYPES.into_iter().filter_map(|(name, code, wanted)| {
        let member = object.find(name)?;
        let fits = match name {
            "email_verified" => ["true", "false"].contains(&member.raw),
            "aud" => member.string().is_some() || serde_json::from_str::<Vec<String>>(member.raw).is_ok(),
            _ => member.string().is_some(),
        };
        let hint = "servers that look at the type refuse the token, or read it as something else";
        (!fits).then(|| {
            let message = format!("\"{name}\" is {}, and it should be {wanted}", member.kind());
            Problem::new(code, place(text, member), message).hint(hint)
        })
    })
}

/// Names that differ from a registered one by case alone, where that is not there.
fn odd_names<'a>(text: &'a str, object: &'a Object<'_>) -> impl Iterator<Item = Problem> + 'a {
    const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
    REGISTERED.into_iter().filter(|name| object.find(name).is_none()).filter_map(|name| {
        let member = object.members.iter().find(|member| member.name.eq_ignore_ascii_case(name))?;
        let message = format!("\"{}\" is not \"{name}\": names are compared character by character", member.name);
        let problem = Problem::new("claim_case", place(text, member), message);
        Some(problem.hint(format!("as it stands the token has no \"{name}\" (RFC 7519 section 4)")))
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
        read(text).unwrap().time(now, 0)
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
    fn milliseconds_and_numbers_beyond_every_calendar_are_named() {
        let far = |text: &str| read(text).unwrap().far().unwrap().to_string();
        let named = "\"exp\" is in milliseconds, and a NumericDate counts seconds (RFC 7519 section 2) \
                     (in seconds it would be 1300819380, which is 2011-03-22 18:43:00 UTC)";
        assert_eq!(far(r#"{"exp":1300819380000}"#), format!("payload, line 1, column 8: {named}"));
        assert_eq!(
            far(r#"{"iat":1,"exp":1e300}"#),
            "payload, line 1, column 16: \"exp\" is beyond every calendar (a NumericDate counts seconds since 1970)"
        );
        // As it stands it is reached in the year 43191.
        assert_eq!(time(r#"{"exp":1300819380000}"#, 1_300_819_380), Time::Current { left: Some(1_299_518_560_620) });
        let Time::Malformed(problem) = time(r#"{"exp":1300819380000,"nbf":1300819380000}"#, 1_300_819_380) else {
            panic!("nbf is not reached")
        };
        assert_eq!(problem.code, "time_in_milliseconds");
        assert_eq!(read(r#"{"exp":1300819380000}"#).unwrap().mend(), Some(("exp", "1300819380".to_owned())));
        assert_eq!(read(r#"{"nbf":"1300819380"}"#).unwrap().mend(), Some(("nbf", "1300819380".to_owned())));
        assert_eq!(read(r#"{"nbf":1300819380}"#).unwrap().mend(), None);
    }

    #[test]
    fn odd_types_and_names_are_named() {
        let codes = |text: &str| read(text).unwrap().notes.iter().map(|note| note.code).collect::<Vec<_>>();
        assert_eq!(codes(r#"{"iss":"a","sub":"b","aud":["c"],"jti":"d","email_verified":true,"Name":"x"}"#), [""; 0]);
        let odd = r#"{"iss":1,"sub":null,"aud":[1],"jti":7,"email_verified":"true"}"#;
        let expected =
            ["iss_not_string", "sub_not_string", "jti_not_string", "aud_not_string", "email_verified_string"];
        assert_eq!(codes(odd), expected);
        assert_eq!(codes(r#"{"Exp":1,"ISS":"a","iat":1,"IAT":2}"#), ["claim_case", "claim_case"]);
    }

    #[test]
    fn the_leeway_counts_for_all_three() {
        let time = |text: &str, now| read(text).unwrap().time(now, 60);
        assert_eq!(time(r#"{"exp":1000}"#, 1_059), Time::Current { left: Some(-59) });
        assert_eq!(time(r#"{"exp":1000}"#, 1_060), Time::Expired { ago: 60 });
        assert_eq!(time(r#"{"nbf":1000}"#, 940), Time::Current { left: None });
        assert_eq!(time(r#"{"nbf":1000}"#, 939), Time::NotYet { wait: 61 });
        assert_eq!(time(r#"{"iat":1000,"exp":2000}"#, 939), Time::IssuedAhead { ahead: 61 });
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
