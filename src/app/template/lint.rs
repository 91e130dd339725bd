//! What a target would say to a header and payload: its template's demands, one check
//! each. Judges no signature and no clock beyond lifetimes.

use super::fill;
use super::{From, Member, MemberType, Template, Values};
use crate::jose::check::{Check, Status};
use crate::jose::claims::Claims;
use crate::jose::header::JoseHeader;
use crate::jose::json::{self, Member as Found, Object};
use crate::jose::problem::{Part, Problem};
use crate::jose::{claims, header, times};

/// Holds header and payload against a template at `now` (Unix seconds): what fails first, then warnings, then what is
/// as it should be.
///
/// Codes: those of [`demands`] and [`lifetime`], and `target_unreadable`.
pub fn lint(template: &Template, values: &Values, header_text: &str, payload_text: &str, now: i64) -> Vec<Check> {
    let read = header::read(header_text).and_then(|header| claims::read(payload_text).map(|claims| (header, claims)));
    let (header, claims) = match read {
        Ok(read) => read,
        Err(problem) => return vec![unreadable(template, &problem)],
    };
    let mut checks = demands(template, values, &header, [header_text, payload_text]);
    checks.extend(lifetime(template, &claims, now));
    sorted(checks)
}

/// What fails first, then warnings, then what is as it should be.
pub fn sorted(mut checks: Vec<Check>) -> Vec<Check> {
    checks.sort_by_key(|check| match check.status {
        Status::Fail => 0,
        Status::Warn => 1,
        _ => 2,
    });
    checks
}

/// What a template demands of texts (header and payload) that are JSON objects, at whatever time.
///
/// Codes: `target_algorithm`, `target_missing`, `target_mistaken`, `target_type`, `target_value`, `target_unfilled`,
/// `target_member`.
pub fn demands(template: &Template, values: &Values, header: &JoseHeader, texts: [&str; 2]) -> Vec<Check> {
    let [header_text, payload_text] = texts;
    let mut checks = algorithm(template, header);
    checks.extend(texts.iter().filter_map(|text| unfilled(template, text)));
    let (Ok(header), Ok(payload)) =
        (json::object(header_text, Part::Header), json::object(payload_text, Part::Payload))
    else {
        return checks;
    };
    let told = checks.iter().any(|check| check.code == "target_algorithm");
    for wanted in template.members.iter().filter(|member| !(told && member.in_header && member.name == "alg")) {
        checks.extend(member(template, values, wanted, if wanted.in_header { &header } else { &payload }));
    }
    checks
}

/// The first thing that the target refuses, in a few words.
pub fn refusal(checks: &[Check]) -> Option<String> {
    let first = checks.iter().find(|check| check.status == Status::Fail)?;
    Some(format!("{}: {}", first.check, first.message))
}

fn check(
    name: impl Into<std::borrow::Cow<'static, str>>,
    status: Status,
    code: &'static str,
    message: String,
) -> Check {
    Check { check: name.into(), status, code, message, hint: None, fix: None }
}

fn unreadable(template: &Template, problem: &Problem) -> Check {
    let message = format!("{} cannot read it: {}: {}", template.title, problem.place, problem.clause());
    Check { hint: problem.hint.clone(), ..check("target", Status::Fail, "target_unreadable", message) }
}

fn algorithm(template: &Template, header: &JoseHeader) -> Vec<Check> {
    let Ok(alg) = &header.alg else { return Vec::new() };
    if template.algorithms.contains(alg) {
        return Vec::new();
    }
    let wanted = template.algorithms.join(", ");
    let message = format!("{alg} is not taken by {}", template.title);
    let hint = format!("it takes {wanted}, with {}; F4 chooses", template.key_words());
    vec![Check { hint: Some(hint), ..check("alg", Status::Fail, "target_algorithm", message) }]
}

/// A placeholder that nobody filled in.
fn unfilled(template: &Template, text: &str) -> Option<Check> {
    let open = |name: &str| {
        let fact = super::placeholder::KEY_FACTS.iter().any(|(fact, _)| *fact == name);
        (fact || template.field(name.trim_end_matches('?')).is_some()).then_some(fact)
    };
    let mut holes = text.split("{{").skip(1).filter_map(|rest| Some(rest.split_once("}}")?.0));
    let (name, fact) = holes.find_map(|name| Some((name, open(name)?)))?;
    let hint = if fact {
        "open the key and its certificate with F2: it is filled in from them"
    } else {
        "type a value in its place"
    };
    let message = format!("{{{{{name}}}}} stands where its value belongs");
    Some(Check { hint: Some(hint.to_owned()), ..check("target", Status::Fail, "target_unfilled", message) })
}

fn member(template: &Template, values: &Values, wanted: &Member, object: &Object<'_>) -> Option<Check> {
    let name = fill::name(template, values, &wanted.name)?;
    let with_help = |check: Check| Check { hint: check.hint.or_else(|| wanted.help.clone()), ..check };
    let Some(found) = object.find(&name) else {
        let slip = object.members.iter().find(|member| is_slip(&member.name, &name, &wanted.mistaken));
        return match slip {
            Some(slip) => {
                let message = format!("\"{}\" stands where {} reads \"{name}\"", slip.name, template.title);
                let hint = format!("rename it to \"{name}\": names are case-sensitive");
                let status = if wanted.required { Status::Fail } else { Status::Warn };
                Some(Check { hint: Some(hint), ..check(name, status, "target_mistaken", message) })
            }
            None if wanted.required => {
                let place = if wanted.in_header { "header" } else { "payload" };
                let message = format!("missing in the {place}, {} wants {}", template.title, wanted.kind.words());
                Some(with_help(check(name, Status::Fail, "target_missing", message)))
            }
            None => None,
        };
    };
    if let Some(message) = mistyped(wanted.kind, found) {
        return Some(with_help(check(name, Status::Fail, "target_type", message)));
    }
    if !wanted.values.is_empty() && !wanted.values.iter().any(|value| same(value, found.raw)) {
        let message = format!("is {}, {} takes {}", short(found.raw), template.title, wanted.values.join(" or "));
        return Some(with_help(check(name, Status::Fail, "target_value", message)));
    }
    wanted.required.then(|| {
        let said = if wanted.values.is_empty() { wanted.kind.words().replacen("a ", "", 1) } else { short(found.raw) };
        with_help(check(name, Status::Ok, "target_member", said))
    })
}

/// A name that was meant to be another: a known one, or the same in other letters.
fn is_slip(name: &str, wanted: &str, mistaken: &[String]) -> bool {
    let plain = |name: &str| name.to_lowercase().replace(['_', '-'], "");
    mistaken.iter().any(|known| known == name) || plain(name) == plain(wanted)
}

fn mistyped(kind: MemberType, found: &Found<'_>) -> Option<String> {
    let is = found.kind();
    let integer = || found.raw.parse::<i64>().is_ok();
    let all_strings = || json::elements(found.raw).is_some_and(|all| all.iter().all(|one| one.starts_with('"')));
    let blank = || found.string().is_some_and(|text| text.trim().is_empty());
    let fits = match kind {
        MemberType::String => is == "a string" && !blank(),
        MemberType::Integer => is == "a number" && integer(),
        MemberType::Boolean => is == "a boolean",
        MemberType::Array => is == "a list",
        MemberType::Strings => is == "a list" && all_strings(),
        MemberType::Object => is == "an object",
        MemberType::StringOrStrings => (is == "a string" && !blank()) || (is == "a list" && all_strings()),
    };
    let what = if is == "a string" && blank() { "an empty string" } else { is };
    (!fits).then(|| format!("is {what}, and must be {}", kind.words()))
}

/// Two JSON values that are the same, whatever their spelling.
fn same(one: &str, other: &str) -> bool {
    let texts = [one, other].map(|raw| Found { name: String::new(), raw, at: 0 }.string());
    match texts {
        [Some(one), Some(other)] => one == other,
        _ => crate::jose::layout::minify(one) == crate::jose::layout::minify(other),
    }
}

/// A value in a sentence.
fn short(raw: &str) -> String {
    if raw.chars().count() <= 60 { raw.to_owned() } else { format!("{}…", raw.chars().take(60).collect::<String>()) }
}

/// How long a token lives, against what the target takes, at `now` (Unix seconds).
///
/// Codes: `target_lifetime`, `target_lifetime_long`, `target_no_end`, `target_time`.
pub fn lifetime(template: &Template, claims: &Claims, now: i64) -> Option<Check> {
    let limits = &template.lifetime;
    if limits.most.is_none() && limits.advised.is_none() {
        return None;
    }
    let date = |date: &Option<Result<claims::NumericDate, Problem>>| {
        date.as_ref().and_then(|date| date.as_ref().ok()).map(|date| date.seconds)
    };
    let Some(exp) = date(&claims.exp) else {
        let message = format!("without \"exp\" the token never ends; {} cannot end it", template.title);
        return Some(check("lifetime", Status::Warn, "target_no_end", message));
    };
    let claimed = |claim: &str, at: Option<i64>| at.map(|at| (format!("from {claim}"), at));
    let start = match limits.from {
        From::Iat => claimed("iat", date(&claims.iat)).or_else(|| claimed("nbf", date(&claims.nbf))),
        From::Nbf => claimed("nbf", date(&claims.nbf)).or_else(|| claimed("iat", date(&claims.iat))),
        From::Now => None,
    };
    let (from, start) = start.unwrap_or_else(|| ("from now".to_owned(), now));
    let lives = exp.saturating_sub(start);
    let long = times::duration(lives);
    let (status, code, message) = match (limits.most, limits.advised) {
        (Some(most), _) if lives > most => {
            let message = format!("{long} {from}, {} takes {} at most", template.title, times::duration(most));
            (Status::Fail, "target_lifetime", message)
        }
        (_, Some(advised)) if lives > advised => {
            let message = format!("{long} {from}, and {} is advised for {}", times::duration(advised), template.title);
            (Status::Warn, "target_lifetime_long", message)
        }
        (most, advised) => {
            let limit = most.or(advised).map(times::duration).unwrap_or_default();
            (Status::Ok, "target_time", format!("{long} {from}, at most {limit}"))
        }
    };
    Some(check("lifetime", status, code, message))
}
