//! The verdict on the times, and the dates themselves in words.

use super::{Facts, Said, Status};
use crate::jose::claims::{Claims, NumericDate, Time};
use crate::jose::fix::Fix;
use crate::jose::times;

/// A lifetime from here on is worth a warning: seconds of a year.
const LONG: i64 = 366 * 86_400;

pub(super) fn say(facts: &Facts<'_>) -> Vec<Said> {
    let claims = match facts.claims {
        Ok(claims) => claims,
        // What is not there is not judged; the signature says what is missing.
        Err(_) if facts.decoded.is_some_and(|decoded| decoded.detached && !decoded.given) => return Vec::new(),
        Err(problem) => {
            let status = if facts.policy.any_payload { Status::Info } else { Status::Fail };
            let message = format!("the payload is no claims set: {}", problem.clause());
            let inner = facts.decoded.and_then(|decoded| decoded.nested.clone());
            let code = if inner.is_some() { problem.code } else { "not_a_claims_set" };
            let said = Said { hint: problem.hint.clone(), ..Said::new(status, code, message) };
            return vec![said.fix(inner.map(Fix::OpenNested))];
        }
    };
    let policy = facts.policy;
    if policy.ignore_time {
        return vec![Said::new(Status::Info, "time_ignored", "exp, nbf and iat are not judged, as asked for")];
    }
    let mut said = vec![judged(facts, claims)];
    let far = claims.far().filter(|problem| said.iter().all(|said| said.code != problem.code));
    said.extend(far.map(|problem| Said::of(Status::Warn, problem).fix(mend(facts, claims))));
    if let Some(at) = policy.at {
        let message = format!("judged as of {}, not of now", times::utc(at));
        said.push(Said::new(Status::Info, "judged_as_of", message));
    }
    said.extend(order(claims, policy.leeway));
    said.extend(lifetime(claims));
    said
}

fn judged(facts: &Facts<'_>, claims: &Claims) -> Said {
    let (moment, leeway) = (facts.policy.moment(facts.now), facts.policy.leeway);
    let skew = skew(leeway);
    match claims.time(moment, leeway) {
        Time::Unlimited => Said::new(Status::Warn, "no_times", "no exp, nbf or iat: valid for ever")
            .hint("add \"exp\": a token without it cannot run out"),
        Time::Current { left: Some(left) } if left <= 0 => {
            let message = format!("exp was {} ago, within the leeway, {skew}", times::duration(-left));
            Said::new(Status::Warn, "within_leeway", message)
        }
        Time::Current { left: Some(left) } => {
            Said::new(Status::Ok, "in_time", format!("exp in {}, {skew}", times::duration(left)))
        }
        Time::Current { left: None } => Said::new(Status::Warn, "no_exp", "no exp: it never runs out"),
        Time::Expired { ago } => {
            let said = Said::new(Status::Fail, "expired", format!("expired {} ago, {skew}", times::duration(ago)));
            let issued = claims.iat.as_ref().and_then(|date| date.as_ref().ok());
            let late =
                issued.map(|issued| moment.saturating_sub(issued.seconds)).and_then(|late| whole_hours(facts, late));
            match late {
                Some(hours) => said.hint(format!(
                    "iat was {hours} h ago, to the minute: if the token is new, its issuer's clock or time zone is wrong"
                )),
                None => said,
            }
        }
        Time::NotYet { wait } => {
            let message = format!("{}, {skew}", early(facts, "nbf", wait));
            Said::new(Status::Fail, "not_yet_valid", message).hint(clock(facts, wait))
        }
        Time::IssuedAhead { ahead } => {
            let message = format!("{}, {skew}", early(facts, "iat", ahead));
            Said::new(Status::Fail, "issued_in_future", message).hint(clock(facts, ahead))
        }
        Time::Malformed(problem) => Said::of(Status::Fail, &problem).fix(mend(facts, claims)),
    }
}

/// That `nbf` or `iat` lies ahead, in words: in the verdict and in the check.
pub(super) fn early(facts: &Facts<'_>, name: &str, ahead: i64) -> String {
    match whole_hours(facts, ahead) {
        Some(hours) => format!("not yet valid: {name} is {hours} h ahead to the minute, as if a time zone were wrong"),
        None => format!("not yet valid: {name} is {} ahead", times::duration(ahead)),
    }
}

/// The number that was most likely meant, where the text can be changed: a pasted token cannot.
fn mend(facts: &Facts<'_>, claims: &Claims) -> Option<Fix> {
    let (name, value) = claims.mend().filter(|_| facts.decoded.is_none())?;
    Some(Fix::SetClaim { name: name.to_owned(), value })
}

/// What a time ahead of the clock means.
fn clock(facts: &Facts<'_>, ahead: i64) -> String {
    match whole_hours(facts, ahead) {
        Some(hours) => format!(
            "that is {hours} h to the minute: the issuer most likely wrote local time in place of UTC, or a time zone is set wrong"
        ),
        None => "this machine's clock or the issuer's is wrong, or local time was written in place of UTC".to_owned(),
    }
}

/// The whole hours that a clock in another time zone is off by: 1 to 14, a minute give or take. Of a moment that was
/// chosen they tell nothing.
fn whole_hours(facts: &Facts<'_>, seconds: i64) -> Option<i64> {
    const HOUR: i64 = 3600;
    let hours = seconds.saturating_add(HOUR / 2).div_euclid(HOUR);
    let close = (1..=14).contains(&hours) && seconds.abs_diff(hours * HOUR) <= 60;
    (close && facts.policy.at.is_none()).then_some(hours)
}

pub(super) fn skew(leeway: i64) -> String {
    if leeway == 0 { "skew 0".to_owned() } else { format!("skew {leeway} s") }
}

fn good(date: Option<&Result<NumericDate, crate::jose::problem::Problem>>) -> Option<i64> {
    Some(date?.as_ref().ok()?.seconds)
}

/// Times that contradict each other.
fn order(claims: &Claims, leeway: i64) -> Option<Said> {
    if claims.far().is_some() {
        // Milliseconds and seconds cannot be compared.
        return None;
    }
    let exp = good(claims.exp.as_ref())?;
    // With that much leeway at both ends there is a moment that is right.
    let bridged = |start: i64| exp.saturating_add(leeway) > start.saturating_sub(leeway);
    let status = |start: i64| if bridged(start) { Status::Warn } else { Status::Fail };
    if let Some(nbf) = good(claims.nbf.as_ref()).filter(|nbf| exp <= *nbf) {
        let said = Said::new(status(nbf), "exp_before_nbf", "exp is not after nbf: no moment is right for this token");
        return Some(said.hint("the issuer must set exp later than nbf"));
    }
    let before = good(claims.iat.as_ref()).filter(|iat| exp <= *iat);
    before.map(|iat| {
        Said::new(status(iat), "exp_before_iat", "exp is not after iat: it ran out before it was made")
            .hint("the issuer must set exp later than iat")
    })
}

fn lifetime(claims: &Claims) -> Option<Said> {
    if claims.far().is_some() {
        return None;
    }
    let exp = good(claims.exp.as_ref())?;
    let from = good(claims.iat.as_ref()).or_else(|| good(claims.nbf.as_ref()))?;
    let lifetime = exp.saturating_sub(from);
    (lifetime >= LONG).then(|| {
        let message =
            format!("made to live for {}: whoever gets hold of it can use it for as long", times::rough(lifetime));
        Said::new(Status::Warn, "long_lifetime", message).hint("minutes or hours are usual; some servers refuse more")
    })
}

/// Each date in local time, UTC and relative words.
pub(super) fn dates(facts: &Facts<'_>) -> Vec<Said> {
    let Ok(claims) = facts.claims else { return Vec::new() };
    let dates = [("exp", &claims.exp), ("nbf", &claims.nbf), ("iat", &claims.iat)];
    let known = dates.into_iter().filter_map(|(name, date)| Some((name, good(date.as_ref())?)));
    known
        .map(|(name, seconds)| {
            let (utc, relative) = (times::utc(seconds), times::relative(seconds, facts.policy.moment(facts.now)));
            let local = times::local(seconds, i64::MIN, facts.zone);
            // Where UTC is the local time it is told once.
            let local = if local.ends_with("+00:00") || !local.starts_with(|c: char| c.is_ascii_digit()) {
                String::new()
            } else {
                format!("{local} · ")
            };
            Said::new(Status::Info, "date", format!("{name}: {local}{utc} · {relative}"))
        })
        .collect()
}
