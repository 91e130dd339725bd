//! What is worth a word about texts that are signed all the same.

use super::super::super::report::Report;
use crate::jose::claims::{self, Time};
use crate::jose::problem::{Part, Problem};
use crate::jose::{check, header, times};
use crate::sys::files::MAX_BYTES;
use crate::text::visible::is_suspicious;

/// Characters of the longest token that fits with `Authorization: Bearer ` into a line of 8 KiB.
const HEADER: usize = 8 * 1024 - 22;

/// What is odd about header and payload as they are signed at `now` (Unix seconds).
pub(super) fn of_texts(header: &str, payload: &str, now: i64) -> Vec<Report> {
    let mut problems: Vec<Problem> = Vec::new();
    let mut reports = Vec::new();
    if let Ok(jose) = header::read(header) {
        problems.extend(jose.refusal.into_iter().chain(jose.notes));
    }
    if let Ok(claims) = claims::read(payload) {
        problems.extend(claims.notes.iter().chain(claims.odd_times()).cloned());
        reports.extend(of_time(&claims.time(now, 0)));
        if claims.exp.is_none() {
            let report = Report::new("no_exp", "payload", "the token has no exp: it never ends");
            reports.push(report.hint("--exp +1h lets it end in an hour"));
        }
    }
    let parts = [(Part::Header, header), (Part::Payload, payload)];
    problems.extend(parts.into_iter().filter_map(|(part, text)| check::hidden_characters(part, text, is_suspicious)));
    let told = problems.iter().map(|problem| Report::in_file(problem.place.part.name(), problem));
    told.chain(reports).collect()
}

/// That a token is larger than servers, or this program, will take.
pub(super) fn of_size(token: &str) -> Option<Report> {
    let length = token.len();
    let (code, whose) = match length {
        0..=HEADER => return None,
        _ if length > MAX_BYTES => ("too_large", "`jotbench verify` and `decode` take up to 1 MiB"),
        _ => ("token_over_8k", "most servers refuse a header line of more than 8 KiB (400, 431)"),
    };
    let report = Report::new(code, "token", format!("the token has {length} characters: {whose}"));
    Some(report.hint("leave claims out, such as long lists of groups"))
}

fn of_time(time: &Time) -> Option<Report> {
    let report = |code, message: String, hint: &str| Some(Report::new(code, "payload", message).hint(hint));
    match time {
        Time::Expired { ago } => {
            let message = format!("the token is expired as it is made: its exp was {} ago", times::duration(*ago));
            report("expired", message, "--exp +1h lets it end in an hour")
        }
        Time::NotYet { wait } => {
            let message = format!("the token is not valid yet: its nbf is in {}", times::duration(*wait));
            report("not_yet_valid", message, "--nbf now lets it begin now")
        }
        Time::IssuedAhead { ahead } => {
            let message =
                format!("the token says that it is issued in {}: servers may refuse it", times::duration(*ahead));
            report("issued_ahead", message, "--iat now sets it to now")
        }
        // What is no time is told by itself.
        Time::Unlimited | Time::Current { .. } | Time::Malformed(_) => None,
    }
}
