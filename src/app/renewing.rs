//! Times and identifiers of a payload made anew (Ctrl+T): the token is as if it were
//! made now. The times keep their distances, and every other byte stays.
//!
//! [`renew`] is the one place that says how, for the command and for what copies.

use std::ops::Range;

use super::App;
use super::notice::Level;
use super::pane::Pane;
use super::template::fill::{self, Renewed};
use super::template::placeholder::IdKind;
use super::timed::{self, Timed};
use super::timing::TIMES;
use super::workbench::Source;
use crate::jose::problem::Problem;
use crate::jose::{times, uuid};
use crate::text::json::{self, Member, Scan};

/// The member that is an identifier in every token (RFC 7519 section 4.1.7).
const ID: &str = "jti";
/// Seconds that a token lives of which nothing says how long it was to live.
const LIFETIME: i64 = 3600;
/// Why a pasted token is not renewed.
const PASTED: &str =
    "a pasted token is another one's: type into header or payload, and it is made here and can be renewed";

/// A payload to be made anew.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Renewal {
    /// What takes the place of which bytes, in their order.
    pub(super) parts: Vec<(Range<usize>, String)>,
    /// What is renewed, for a notice: `iat, nbf, exp (60 min 0 s) and jti`.
    pub(super) words: String,
}

/// Makes the times and identifiers of a payload anew, at `now` (Unix seconds); `make` makes an identifier.
///
/// `iat`, or else `nbf`, becomes now, and the other times go along. `listed` are members that are times or identifiers
/// for another reason, with the seconds from now that a time is meant to have: those count for the one that the
/// others go along with, and for each where there is none.
pub(super) fn renew(
    payload: &str,
    listed: &Renewed,
    now: i64,
    make: impl Fn(IdKind) -> Result<String, Problem>,
) -> Result<Renewal, String> {
    let scan = json::scan(payload);
    let mut times = Vec::new();
    for name in time_names(listed) {
        let Some(found) = find(&scan, name).and_then(|member| Timed::of(payload, member)) else { continue };
        times.push((found.name, found.value.clone(), found.seconds()?));
    }
    let base = ["iat", "nbf"].iter().find_map(|base| times.iter().find(|(name, ..)| name == base));
    let base = base.map(|(name, _, seconds)| (*name, *seconds));
    let offset = |name: &str| listed.times.iter().find(|(of, _)| of == name).map(|(_, span)| *span);
    let (mut parts, mut words) = (Vec::new(), Vec::new());
    for (name, range, old) in times {
        let (from, by) = match base {
            Some((of, seconds)) => (now, old.saturating_sub(seconds).saturating_add(offset(of).unwrap_or(0))),
            None => (now, offset(name).unwrap_or(LIFETIME)),
        };
        let new = timed::later(name, from, by)?;
        words.push(word(name, base.map(|(_, seconds)| old.saturating_sub(seconds)), new.saturating_sub(now)));
        parts.push((range, new.to_string()));
    }
    for (name, kind) in ids(listed) {
        let Some(member) = find(&scan, name) else { continue };
        let Some(kind) = string(payload, member).map(|old| kind.unwrap_or_else(|| kind_of(old))) else { continue };
        let new = make(kind).map_err(|problem| problem.message)?;
        parts.push((member.value.clone(), format!("\"{new}\"")));
        words.push(name.to_owned());
    }
    if parts.is_empty() {
        return Err("there is no iat, nbf, exp or jti to renew".to_owned());
    }
    parts.sort_by_key(|(range, _)| range.start);
    Ok(Renewal { parts, words: listing(&words) })
}

impl App {
    /// Whether there is something to renew, or why not and what to do.
    pub(super) fn can_renew(&self) -> Result<(), String> {
        self.renewal().map(drop)
    }

    /// Makes times and identifiers of the payload anew, in one step. What was renewed, or why nothing was.
    pub(super) fn renew(&mut self) -> Result<String, String> {
        let renewal = self.renewal()?;
        self.bench.rewrite(Pane::Payload, renewal.parts);
        Ok(renewal.words)
    }

    /// The same, and says it.
    pub(super) fn renew_and_say(&mut self) {
        match self.renew() {
            Ok(words) => self.say(Level::Done, format!("Renewed {words}")),
            Err(reason) => self.say(Level::Warn, format!("Nothing was renewed: {reason}")),
        }
    }

    fn renewal(&self) -> Result<Renewal, String> {
        if self.bench.mark().source == Source::Token {
            return Err(PASTED.to_owned());
        }
        let target = self.bench.mark().target.as_ref();
        let listed = target.map(|target| fill::renewed(&target.template, &target.values)).unwrap_or_default();
        renew(self.bench.text(Pane::Payload), &listed, self.seconds(), random)
    }
}

fn random(kind: IdKind) -> Result<String, Problem> {
    match kind {
        IdKind::Uuid => uuid::random(),
        IdKind::Random => uuid::random_32(),
    }
}

/// Each name once, those of every token first.
fn time_names(listed: &Renewed) -> Vec<&str> {
    let more = listed.times.iter().map(|(name, _)| name.as_str()).filter(|name| !TIMES.contains(name));
    TIMES.into_iter().chain(more).collect()
}

/// Each name once, with what kind it is meant to be.
fn ids(listed: &Renewed) -> Vec<(&str, Option<IdKind>)> {
    let mut ids: Vec<_> = listed.ids.iter().map(|(name, kind)| (name.as_str(), Some(*kind))).collect();
    if ids.iter().all(|(name, _)| *name != ID) {
        ids.push((ID, None));
    }
    ids
}

/// Of members with one name the last counts, as it does for most who read them.
fn find<'a>(scan: &'a Scan, name: &str) -> Option<&'a Member> {
    scan.members.iter().rev().find(|member| member.name == name)
}

/// What a string holds, as it is written.
fn string<'a>(payload: &'a str, member: &Member) -> Option<&'a str> {
    payload.get(member.value.clone())?.strip_prefix('"')?.strip_suffix('"')
}

/// What an identifier looks like: a UUID, in whatever case, or anything else.
fn kind_of(old: &str) -> IdKind {
    let shape = |(at, c): (usize, char)| if [8, 13, 18, 23].contains(&at) { c == '-' } else { c.is_ascii_hexdigit() };
    if old.len() == 36 && old.char_indices().all(shape) { IdKind::Uuid } else { IdKind::Random }
}

/// `exp (60 min 0 s)`: how long the token lives, where that is known.
fn word(name: &str, distance: Option<i64>, ahead: i64) -> String {
    match (name, distance) {
        ("exp", Some(distance)) if distance < 0 => format!("exp ({} before it is made)", times::duration(distance)),
        ("exp", Some(distance)) => format!("exp ({})", times::duration(distance)),
        ("exp", None) => format!("exp ({} from now, as no iat or nbf says how long it lived)", times::duration(ahead)),
        _ => name.to_owned(),
    }
}

/// `a, b and c`.
fn listing(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22T05:10:04Z.
    const NOW: i64 = 1_795_324_204;
    const OLD: &str = "0b6f2f0a-6c8e-4d5c-9a53-0c5c2f8d1e11";

    #[expect(clippy::unnecessary_wraps, reason = "the shape of what makes identifiers")]
    fn made(kind: IdKind) -> Result<String, Problem> {
        Ok(match kind {
            IdKind::Uuid => "a-uuid".to_owned(),
            IdKind::Random => "random".to_owned(),
        })
    }

    /// The payload afterwards, and what was said.
    fn after(payload: &str, listed: &Renewed) -> Result<(String, String), String> {
        let renewal = renew(payload, listed, NOW, made)?;
        let mut text = payload.to_owned();
        for (range, part) in renewal.parts.into_iter().rev() {
            text.replace_range(range, &part);
        }
        Ok((text, renewal.words))
    }

    fn plain(payload: &str) -> Result<(String, String), String> {
        after(payload, &Renewed::default())
    }

    #[expect(clippy::unnecessary_wraps, reason = "what is compared with")]
    fn done(text: &str, words: &str) -> Result<(String, String), String> {
        Ok((text.to_owned(), words.to_owned()))
    }

    fn listed(times: &[(&str, i64)], ids: &[(&str, IdKind)]) -> Renewed {
        Renewed {
            times: times.iter().map(|(name, span)| ((*name).to_owned(), *span)).collect(),
            ids: ids.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect(),
        }
    }

    #[test]
    fn iat_becomes_now_and_the_others_keep_their_distances() {
        assert_eq!(
            plain(&format!(
                "{{ \"exp\":1300819380 ,\"n\":1.10,\n\t\"iat\" : 1300815780, \"jti\":\"{OLD}\", \"nbf\":1300815720}}"
            )),
            done(
                "{ \"exp\":1795327804 ,\"n\":1.10,\n\t\"iat\" : 1795324204, \"jti\":\"a-uuid\", \"nbf\":1795324144}",
                "iat, nbf, exp (60 min 0 s) and jti"
            )
        );
    }

    #[test]
    fn without_iat_nbf_becomes_now_and_exp_alone_is_an_hour_from_now() {
        assert_eq!(
            plain("{\"nbf\":100,\"exp\":400}"),
            done("{\"nbf\":1795324204,\"exp\":1795324504}", "nbf and exp (5 min 0 s)")
        );
        let words = "exp (60 min 0 s from now, as no iat or nbf says how long it lived)";
        assert_eq!(plain("{\"exp\":400}"), done("{\"exp\":1795327804}", words));
        assert_eq!(plain("{\"iat\":400}"), done("{\"iat\":1795324204}", "iat"));
        assert_eq!(
            plain("{\"iat\":400,\"exp\":340}"),
            done("{\"iat\":1795324204,\"exp\":1795324144}", "iat and exp (1 min 0 s before it is made)")
        );
    }

    #[test]
    fn identifiers_stay_of_their_kind_and_what_is_no_string_stays() {
        let id = |old: &str| plain(&format!("{{\"jti\":{old}}}")).map(|(text, _)| text);
        assert_eq!(id(&format!("\"{OLD}\"")), Ok("{\"jti\":\"a-uuid\"}".to_owned()));
        assert_eq!(id(&format!("\"{}\"", OLD.to_uppercase())), Ok("{\"jti\":\"a-uuid\"}".to_owned()));
        for old in ["\"\"", "\"abc\"", "\"a\\\"b\"", &format!("\"{OLD}0\""), &format!("\"{}\"", OLD.replace('-', "0"))]
        {
            assert_eq!(id(old), Ok("{\"jti\":\"random\"}".to_owned()), "{old}");
        }
        let none = "there is no iat, nbf, exp or jti to renew".to_owned();
        for payload in ["{\"jti\":7}", "{\"jti\":[\"a\"]}", "{\"jti\":null}", "{}", "", "{\"a\":{\"exp\":5}}"] {
            assert_eq!(plain(payload), Err(none.clone()), "{payload}");
        }
    }

    #[test]
    fn what_a_template_lists_counts_for_the_time_that_the_others_go_along_with() {
        let cloud = listed(&[("nbf", -60), ("exp", 1800)], &[("jti", IdKind::Random), ("nonce", IdKind::Uuid)]);
        assert_eq!(
            // A lifetime that was edited is kept.
            after(&format!("{{\"nbf\":40,\"exp\":640,\"jti\":\"{OLD}\",\"nonce\":\"x\"}}"), &cloud),
            done(
                "{\"nbf\":1795324144,\"exp\":1795324744,\"jti\":\"random\",\"nonce\":\"a-uuid\"}",
                "nbf, exp (10 min 0 s), jti and nonce"
            )
        );
        let words = "exp (30 min 0 s from now, as no iat or nbf says how long it lived) and auth_time";
        let more = listed(&[("auth_time", -5), ("exp", 1800)], &[]);
        assert_eq!(
            after("{\"exp\":640,\"auth_time\":30,\"other\":30}", &more),
            done("{\"exp\":1795326004,\"auth_time\":1795324199,\"other\":30}", words)
        );
        assert_eq!(
            after("{\"iat\":100,\"auth_time\":30}", &more),
            done("{\"iat\":1795324204,\"auth_time\":1795324134}", "iat and auth_time")
        );
    }

    #[test]
    fn a_time_that_is_no_plain_number_keeps_all_from_being_renewed() {
        for (payload, reason) in [
            ("{\"iat\":5,\"exp\":1.5e9}", "\"exp\" is not written as a whole number: write \"exp\": 1500000000"),
            ("{\"iat\":\"5\",\"exp\":9}", "\"iat\" is in quotes: write it without them, \"iat\": 5"),
            ("{\"iat\":5,\"exp\":+1h}", "\"exp\" is yet to become a number: put the cursor on it and press Enter"),
            (
                "{\"iat\":5,\"exp\":253402300799}",
                "\"exp\" would be beyond the year 9999: write another time in its place",
            ),
        ] {
            assert_eq!(plain(payload), Err(reason.to_owned()), "{payload}");
        }
    }

    #[test]
    fn of_two_with_one_name_the_last_counts_and_broken_json_elsewhere_does_not_hinder() {
        assert_eq!(
            plain("{\"exp\":1,\"iat\":100,\"exp\":400,\n\"a\": \"open,\n\"jti\":\"b\""),
            done(
                "{\"exp\":1,\"iat\":1795324204,\"exp\":1795324504,\n\"a\": \"open,\n\"jti\":\"random\"",
                "iat, exp (5 min 0 s) and jti"
            )
        );
    }

    #[test]
    fn no_identifier_means_no_change() {
        let none = |_| Err(uuid_problem());
        assert_eq!(
            renew("{\"iat\":5,\"jti\":\"a\"}", &Renewed::default(), NOW, none),
            Err("the system gives no random numbers".to_owned())
        );
    }

    fn uuid_problem() -> Problem {
        use crate::jose::problem::{Part, Place};
        Problem::new("no_randomness", Place::of(Part::Payload), "the system gives no random numbers")
    }
}
