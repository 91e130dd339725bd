//! The line that signs the texts on the screen with the same key: in the shortest form
//! that comes to the same header and payload, with the times counted from the moment
//! that it runs.

use super::ShellLine;
use super::line::{KeyName, Line};
use crate::jose::layout;
use crate::jose::problem::Part;
use crate::jose::{json, times};

/// What such a line says; nothing of a key.
pub(super) struct Signing<'a> {
    /// What is signed with.
    pub(super) key: &'a KeyName,
    /// What `jotbench sign` makes of that key when the line says nothing.
    pub(super) defaults: &'a Defaults,
    /// The header's text, a JSON object.
    pub(super) header: &'a str,
    /// Its `alg`.
    pub(super) alg: &'a str,
    /// Its `kid`, if it is a string.
    pub(super) kid: Option<&'a str>,
    /// The payload's text, a JSON object.
    pub(super) payload: &'a str,
    /// The clock, Unix seconds.
    pub(super) now: i64,
}

/// What `jotbench sign` takes from the key itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Defaults {
    /// The algorithm, where it is certain which one.
    pub(super) alg: Option<&'static str>,
    /// The `kid` that the key bears; it gets into the header.
    pub(super) kid: Option<String>,
    /// The file is a JWK Set: its keys are picked by `kid`.
    pub(super) is_set: bool,
    /// It is certain what gets into the header as `kid`.
    pub(super) is_certain: bool,
}

/// The line, or why there can be none.
pub(super) fn line(facts: &Signing<'_>) -> Result<ShellLine, String> {
    for (text, part) in [(facts.header, Part::Header), (facts.payload, Part::Payload)] {
        let object = json::object(text, part).map_err(|problem| problem.to_string())?;
        if let Some(twice) = object.duplicates.first() {
            return Err(twice.to_string());
        }
    }
    let payload = layout::minify(facts.payload);
    let mut line = Line::of("sign");
    line.key(facts.key);
    header(&mut line, facts);
    line.option("--payload", &payload);
    let (base, moments) = moments(&payload, facts.now);
    for (option, distance) in &moments {
        line.option(option, &relative(*distance));
    }
    if !moments.is_empty() {
        let base = times::rfc3339(base).unwrap_or_else(|| base.to_string());
        line.say(format!(
            "the times count from the moment that it runs; with --now {base} they are those of the screen"
        ));
    }
    line.end()
}

/// What the header is, as short as possible: left to the program, by its `alg` and `kid`, or in full.
fn header(line: &mut Line, facts: &Signing<'_>) {
    let Signing { defaults, alg, kid, .. } = facts;
    let text = layout::minify(facts.header);
    // The kid that the header gets without being written, and whether the line has to name it for that.
    let (gets, named) = match (defaults.is_set, defaults.kid.as_deref()) {
        (true, own) if own.is_some() && own == *kid => (own, true),
        (false, None) => (*kid, kid.is_some()),
        (_, own) => (own, false),
    };
    let is_default = defaults.is_certain && default(alg, gets).is_some_and(|default| default == text);
    if let Some(kid) = gets.filter(|_| named && (is_default || defaults.is_set)) {
        line.option("--kid", kid);
    }
    if !is_default {
        line.option("--header", &text);
    } else if defaults.alg != Some(alg) {
        line.option("--alg", alg);
    }
}

/// The header that `jotbench sign` makes; nothing where its spelling depends on how a string is escaped.
fn default(alg: &str, kid: Option<&str>) -> Option<String> {
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && !b"\"\\".contains(&byte);
    if !kid.unwrap_or_default().bytes().all(plain) {
        return None;
    }
    let kid = kid.map_or(String::new(), |kid| format!(",\"kid\":\"{kid}\""));
    Some(format!("{{\"alg\":\"{alg}\",\"typ\":\"JWT\"{kid}}}"))
}

/// Seconds from which on a time is a date, and not counted from the present: ten years.
const FARTHEST: u64 = 3653 * 86_400;

/// The moment that the times of a payload count from, which is `iat` where that is a time, and how far from it they are.
/// One that is no whole number of seconds, or no time, is left out: what the payload says then stands.
fn moments(payload: &str, now: i64) -> (i64, Vec<(&'static str, i64)>) {
    let object = json::object(payload, Part::Payload).ok();
    let number = |name: &str| {
        let raw = object.as_ref()?.find(name)?.raw;
        // Another spelling of the number would be another text.
        raw.parse::<i64>().ok().filter(|number| number.to_string() == raw && times::moment(raw).is_some())
    };
    let base = number("iat").unwrap_or(now);
    let names = [("--iat", "iat"), ("--nbf", "nbf"), ("--exp", "exp")];
    let distance = |(option, name)| {
        let distance = number(name)?.checked_sub(base)?;
        (distance.unsigned_abs() <= FARTHEST).then_some((option, distance))
    };
    (base, names.into_iter().filter_map(distance).collect())
}

/// `now`, `+1h30m`, `-1m`.
fn relative(seconds: i64) -> String {
    let s = seconds.unsigned_abs();
    let unit = |count, unit| if count == 0 { String::new() } else { format!("{count}{unit}") };
    let written = [unit(s / 3600, 'h'), unit(s / 60 % 60, 'm'), unit(s % 60, 's')].concat();
    match seconds {
        0 => "now".to_owned(),
        1.. => format!("+{written}"),
        _ => format!("-{written}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::workbench::KeyPath;
    use crate::jose::header;

    const NOW: i64 = 1_795_324_204;

    fn defaults(alg: &'static str) -> Defaults {
        Defaults { alg: Some(alg), kid: None, is_set: false, is_certain: true }
    }

    fn with(defaults: &Defaults, header: &str, payload: &str) -> Result<ShellLine, String> {
        let key = KeyName::File(KeyPath { path: "server_key.pem".to_owned(), locked: false });
        let jose = header::read(header).unwrap();
        let (alg, kid) = (jose.alg.unwrap(), jose.kid);
        line(&Signing { key: &key, defaults, header, alg: &alg, kid: kid.as_deref(), payload, now: NOW })
    }

    fn command(defaults: &Defaults, header: &str, payload: &str) -> String {
        with(defaults, header, payload).unwrap().command
    }

    #[test]
    fn the_usual_header_is_left_out_and_times_count_from_iat() {
        let header = "{\n  \"alg\": \"RS256\",\n  \"typ\": \"JWT\"\n}";
        let payload = "{\n  \"userId\": \"jde\",\n  \"groups\": [\"Finance\", \"Admins\"],\n  \"iat\": 1300819380,\n  \
                       \"nbf\": 1300819320,\n  \"exp\": 1300824780\n}";
        let made = with(&defaults("RS256"), header, payload).unwrap();
        assert_eq!(
            made.command,
            r#"jotbench sign -k server_key.pem --payload '{"userId":"jde","groups":["Finance","Admins"],"iat":1300819380,"nbf":1300819320,"exp":1300824780}' --iat now --nbf=-1m --exp +1h30m"#
        );
        let times = "the times count from the moment that it runs; with --now 2011-03-22T18:43:00Z they are those of the screen";
        assert_eq!(made.words, [times, "quoted for sh, bash and zsh"]);
    }

    #[test]
    fn the_header_is_said_as_shortly_as_it_can_be() {
        let plain = defaults("RS256");
        let own = Defaults { kid: Some("k1".to_owned()), ..plain.clone() };
        let set = Defaults { is_set: true, ..own.clone() };
        let nameless = Defaults { alg: None, kid: None, ..set.clone() };
        let doubtful = Defaults { is_certain: false, ..own.clone() };
        for (defaults, header, options) in [
            (&plain, r#"{ "alg":"RS256", "typ":"JWT" }"#, ""),
            (&plain, r#"{"alg":"RS512","typ":"JWT"}"#, " --alg RS512"),
            (&plain, r#"{"alg":"RS256","typ":"JWT","kid":"2026 a"}"#, " --kid '2026 a'"),
            (&plain, r#"{"alg":"RS512","typ":"JWT","kid":"-k"}"#, " --kid=-k --alg RS512"),
            (&plain, r#"{"typ":"JWT","alg":"RS256"}"#, r#" --header '{"typ":"JWT","alg":"RS256"}'"#),
            (&plain, r#"{"alg":"RS256"}"#, r#" --header '{"alg":"RS256"}'"#),
            (
                &plain,
                r#"{"alg":"RS256","typ":"JWT","kid":"é"}"#,
                r#" --header '{"alg":"RS256","typ":"JWT","kid":"é"}'"#,
            ),
            (
                &plain,
                r#"{"alg":"RS256","typ":"JWT","kid":"a\"b"}"#,
                r#" --header '{"alg":"RS256","typ":"JWT","kid":"a\"b"}'"#,
            ),
            (&plain, r#"{"alg":"RS256","typ":"JWT","kid":1}"#, r#" --header '{"alg":"RS256","typ":"JWT","kid":1}'"#),
            (&own, r#"{"alg":"RS256","typ":"JWT","kid":"k1"}"#, ""),
            (&own, r#"{"alg":"RS256","typ":"JWT"}"#, r#" --header '{"alg":"RS256","typ":"JWT"}'"#),
            (
                &own,
                r#"{"alg":"RS256","typ":"JWT","kid":"k2"}"#,
                r#" --header '{"alg":"RS256","typ":"JWT","kid":"k2"}'"#,
            ),
            (&set, r#"{"alg":"RS256","typ":"JWT","kid":"k1"}"#, " --kid k1"),
            (&set, r#"{"alg":"RS256","kid":"k1"}"#, r#" --kid k1 --header '{"alg":"RS256","kid":"k1"}'"#),
            (&set, r#"{"alg":"RS256","typ":"JWT"}"#, r#" --header '{"alg":"RS256","typ":"JWT"}'"#),
            (&nameless, r#"{"alg":"RS256","typ":"JWT"}"#, " --alg RS256"),
            (
                &doubtful,
                r#"{"alg":"RS256","typ":"JWT","kid":"k1"}"#,
                r#" --header '{"alg":"RS256","typ":"JWT","kid":"k1"}'"#,
            ),
        ] {
            let expected = format!("jotbench sign -k server_key.pem{options} --payload '{{}}'");
            assert_eq!(command(defaults, header, "{}"), expected, "{header}");
        }
    }

    #[test]
    fn times_that_cannot_be_counted_stand_as_they_are() {
        let header = r#"{"alg":"RS256","typ":"JWT"}"#;
        for (payload, options) in [
            (r#"{"exp":1795327803}"#, " --exp +59m59s"),
            (r#"{"nbf":1795324204,"exp":1795324205}"#, " --nbf now --exp +1s"),
            (r#"{"iat":1795324204.0,"exp":1795327804}"#, " --exp +1h"),
            (r#"{"iat":1795324204,"exp":1795327804.0}"#, " --iat now"),
            (r#"{"iat":1795324204,"exp":1.795327804e9}"#, " --iat now"),
            (r#"{"iat":1795324204,"exp":"1795327804"}"#, " --iat now"),
            (r#"{"iat":1795324204,"exp":1795327804000}"#, " --iat now"),
            (r#"{"iat":1795324204,"exp":9999999999}"#, " --iat now"),
            (r#"{"iat":1795324204,"exp":99999999999999999999}"#, " --iat now"),
            (r#"{"iat":1795324204000,"exp":1795327804000}"#, ""),
            (r#"{"iat":1795324204,"exp":1797916204}"#, " --iat now --exp +720h"),
            (r#"{"iat":-0,"exp":null}"#, ""),
            (r#"{"iat":-60,"nbf":-61}"#, " --iat now --nbf=-1s"),
            (r#"{"a":{"iat":1795324204}}"#, ""),
        ] {
            let expected = format!("jotbench sign -k server_key.pem --payload '{payload}'{options}");
            assert_eq!(command(&defaults("RS256"), header, payload), expected);
        }
    }

    #[test]
    fn texts_are_as_typed_less_white_space() {
        let payload = "{ \"z\": 12345678901234567890123, \"a\" : 1.10, \"n\": \"it's  \\u00e9 é 字 \\\" \u{202e}\" }";
        let made = with(&defaults("RS256"), r#"{"alg":"RS256","typ":"JWT"}"#, payload).unwrap();
        let expected = "jotbench sign -k server_key.pem --payload '{\"z\":12345678901234567890123,\"a\":1.10,\"n\":\"it'\\''s  \
                        \\u00e9 é 字 \\\" \u{202e}\"}'";
        assert_eq!(made.command, expected);
    }

    #[test]
    fn a_member_that_stands_twice_is_the_reason() {
        let header = r#"{"alg":"RS256","typ":"JWT"}"#;
        let twice = "payload, line 2, column 1: \"a\" stands twice: 1 (line 1) and 2 (line 2) (readers disagree on which one counts: keep one)";
        assert_eq!(with(&defaults("RS256"), header, "{\"a\":1,\n\"a\":2}"), Err(twice.to_owned()));
        let made = with(&defaults("RS256"), r#"{"alg":"RS256","a":{"b":1,"b":1}}"#, "{}");
        assert!(made.is_err_and(|reason| reason.starts_with("header, line 1")));
    }
}
