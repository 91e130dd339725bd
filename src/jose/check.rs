//! What can be said about a token: one row a statement, each with a stable code.
//!
//! Signature, time, key match and the fit of algorithm and key are separate
//! verdicts; no row looks at another's.

use super::algorithm::{Algorithm, Family};
use super::claims::{Claims, Time};
use super::key::pair::Match;
use super::problem::Problem;
use super::times;
use super::verify::Signature;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// As it should be.
    Ok,
    /// Worth a look; it does not fail the token.
    Warn,
    /// It fails the token.
    Fail,
    /// Only to know.
    Info,
    /// It could not be judged.
    Unknown,
}

impl Status {
    /// The icon and the word for it: never colour alone.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Ok => ("✓", "OK"),
            Self::Warn => ("!", "WARN"),
            Self::Fail => ("✗", "FAIL"),
            Self::Info => ("-", "INFO"),
            Self::Unknown => ("?", "UNKNOWN"),
        }
    }
}

/// One statement about a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Which row of [`CHECKS`] says it.
    pub check: &'static str,
    /// How it came out.
    pub status: Status,
    /// Stable code of this outcome.
    pub code: &'static str,
    /// The statement.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// All that the checks look at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The algorithm of the header, or why there is none.
    pub algorithm: Result<&'static Algorithm, &'a Problem>,
    /// The verdict on the signature, once there is one.
    pub signature: Option<&'a Signature>,
    /// The key that the signature was checked with: `server.pem, RSA 2048`.
    pub key: Option<&'a str>,
    /// The claims set, or why there is none.
    pub claims: Result<&'a Claims, &'a Problem>,
    /// The moment to judge at, Unix seconds.
    pub now: i64,
    /// Whether signing key and public key belong together, where both are there.
    pub pair: Option<Match>,
    /// Whether the key to sign or verify with fits the algorithm, where there is one.
    pub fit: Option<Result<(), &'a Problem>>,
    /// A key that fits and is weak.
    pub weakness: Option<&'a Problem>,
    /// What is worth a warning about the keys themselves (`key::inspect::warnings`).
    pub key_warnings: &'a [Problem],
    /// What else was noticed on the way: duplicate members, padding, offered keys.
    pub notes: &'a [Problem],
}

/// One row: its name, and what it says about the facts.
pub struct Row {
    /// Stable name, as in pane 6 and in JSON.
    pub name: &'static str,
    say: fn(&Facts<'_>) -> Vec<Said>,
}

/// Every check, in the order of showing.
pub static CHECKS: &[Row] = &[
    Row { name: "signature", say: signature },
    Row { name: "time", say: time },
    Row { name: "key match", say: key_match },
    Row { name: "algorithm", say: algorithm },
    Row { name: "key", say: keys },
    Row { name: "note", say: notes },
];

/// Runs every row.
pub fn run(facts: &Facts<'_>) -> Vec<Check> {
    let complete = |row: &Row| {
        let name = row.name;
        (row.say)(facts)
            .into_iter()
            .map(move |Said(status, code, message, hint)| Check { check: name, status, code, message, hint })
            .collect::<Vec<_>>()
    };
    CHECKS.iter().flat_map(complete).collect()
}

/// How to come by the key that a token of this algorithm is checked with.
pub fn wanted_key(algorithm: Option<&Algorithm>) -> &'static str {
    match algorithm {
        Some(row) if row.family == Family::Hmac => "type or paste the HMAC secret in pane 3 (Alt+3)",
        _ => "F2 opens the issuer's public key or certificate",
    }
}

struct Said(Status, &'static str, String, Option<String>);

fn of(status: Status, problem: &Problem) -> Said {
    Said(status, problem.code, problem.message.clone(), problem.hint.clone())
}

fn signature(facts: &Facts<'_>) -> Vec<Said> {
    let name = facts.algorithm.map_or("", |row| row.name);
    let key = facts.key.unwrap_or("the key");
    let said = match facts.signature {
        None => return Vec::new(),
        Some(Signature::Valid) => Said(Status::Ok, "valid", format!("{name}, {key}"), None),
        Some(Signature::Invalid) => Said(
            Status::Fail,
            "bad_signature",
            format!("{name}: does not verify with {key}"),
            Some("it was made by another key, or header or payload were changed after signing".to_owned()),
        ),
        Some(Signature::Refused(problem)) => of(Status::Fail, problem),
        Some(Signature::CannotCheck(problem)) => of(Status::Unknown, problem),
        Some(Signature::NoKey) => Said(
            Status::Unknown,
            "no_key",
            "no key to check with".to_owned(),
            Some(wanted_key(facts.algorithm.ok()).to_owned()),
        ),
    };
    vec![said]
}

fn time(facts: &Facts<'_>) -> Vec<Said> {
    let claims = match facts.claims {
        Ok(claims) => claims,
        Err(problem) => {
            let message = format!("the payload is no claims set: {}", problem.clause());
            return vec![Said(Status::Fail, "not_a_claims_set", message, problem.hint.clone())];
        }
    };
    let said = |status, code, message: String| vec![Said(status, code, message, None)];
    match claims.time(facts.now) {
        Time::Unlimited => vec![Said(
            Status::Warn,
            "no_times",
            "no exp, nbf or iat: valid for ever".to_owned(),
            Some("add \"exp\": a token without it cannot run out".to_owned()),
        )],
        Time::Current { left: Some(left) } => {
            said(Status::Ok, "in_time", format!("exp in {}, skew 0", times::duration(left)))
        }
        Time::Current { left: None } => said(Status::Warn, "no_exp", "no exp: it never runs out".to_owned()),
        Time::Expired { ago } => said(Status::Fail, "expired", format!("expired {} ago, skew 0", times::duration(ago))),
        Time::NotYet { wait } => {
            said(Status::Fail, "not_yet_valid", format!("nbf: valid in {}, skew 0", times::duration(wait)))
        }
        Time::IssuedAhead { ahead } => vec![Said(
            Status::Fail,
            "issued_in_future",
            format!("iat lies {} ahead, skew 0", times::duration(ahead)),
            Some("this machine's clock or the issuer's is wrong".to_owned()),
        )],
        Time::Malformed(problem) => vec![of(Status::Fail, &problem)],
    }
}

fn key_match(facts: &Facts<'_>) -> Vec<Said> {
    let said = match facts.pair {
        None => return Vec::new(),
        Some(Match::Yes) => {
            Said(Status::Ok, "pair_matches", "signing key and public key belong together".to_owned(), None)
        }
        Some(Match::No) => Said(
            Status::Warn,
            "pair_differs",
            "signing key and public key do not belong together".to_owned(),
            Some("open the certificate that was made for this private key".to_owned()),
        ),
        Some(Match::Unknown) => {
            Said(Status::Unknown, "pair_unknown", "cannot tell whether the two keys belong together".to_owned(), None)
        }
    };
    vec![said]
}

fn algorithm(facts: &Facts<'_>) -> Vec<Said> {
    let row = match facts.algorithm {
        Err(problem) => return vec![of(Status::Fail, problem)],
        Ok(row) => row,
    };
    // A refused signature says the same sentence already.
    let said_already = matches!(facts.signature, Some(Signature::Refused(_)));
    let mut said = match facts.fit {
        Some(Ok(())) => vec![Said(Status::Ok, "fits", format!("{} fits the key", row.name), None)],
        Some(Err(problem)) if !said_already => vec![of(Status::Fail, problem)],
        Some(Err(_)) | None => Vec::new(),
    };
    said.extend(facts.weakness.map(|problem| of(Status::Warn, problem)));
    said
}

fn keys(facts: &Facts<'_>) -> Vec<Said> {
    // The fit of algorithm and key says the same about a weak secret or a short key.
    let misfit = facts.fit.is_some_and(|fit| fit.is_err_and(|problem| problem.code == "key_size"));
    let said_already = |problem: &&Problem| match problem.code {
        "weak_secret" => facts.weakness.is_some_and(|weakness| weakness.code == problem.code),
        "rsa_short" => misfit,
        _ => false,
    };
    facts
        .key_warnings
        .iter()
        .filter(|problem| !said_already(problem))
        .map(|problem| of(Status::Warn, problem))
        .collect()
}

fn notes(facts: &Facts<'_>) -> Vec<Said> {
    facts
        .notes
        .iter()
        .map(|note| Said(Status::Warn, note.code, format!("{}: {}", note.place, note.message), note.hint.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::{algorithm, claims};

    fn say(signature: &Signature, payload: &str, now: i64) -> Vec<(&'static str, &'static str, &'static str, String)> {
        let claims = claims::read(payload);
        let facts = Facts {
            algorithm: Ok(algorithm::by_name("RS256").unwrap()),
            signature: Some(signature),
            key: Some("server.pem, RSA 2048"),
            claims: claims.as_ref(),
            now,
            pair: Some(Match::Yes),
            fit: Some(Ok(())),
            weakness: None,
            key_warnings: &[],
            notes: &[],
        };
        run(&facts).into_iter().map(|c| (c.check, c.status.words().1, c.code, c.message)).collect()
    }

    #[test]
    fn signature_and_time_are_two_verdicts() {
        let good_but_late = say(&Signature::Valid, r#"{"exp":1000}"#, 12_520);
        assert_eq!(good_but_late[0], ("signature", "OK", "valid", "RS256, server.pem, RSA 2048".into()));
        assert_eq!(good_but_late[1], ("time", "FAIL", "expired", "expired 3 h 12 min ago, skew 0".into()));
        let bad_but_current = say(&Signature::Invalid, r#"{"exp":1000}"#, 100);
        assert_eq!(
            bad_but_current[0],
            ("signature", "FAIL", "bad_signature", "RS256: does not verify with server.pem, RSA 2048".into())
        );
        assert_eq!(bad_but_current[1], ("time", "OK", "in_time", "exp in 15 min 0 s, skew 0".into()));
    }

    #[test]
    fn warnings_about_keys_are_said_once() {
        use crate::jose::problem::{Part, Place};
        let problem = |code| Problem::new(code, Place::of(Part::Key), code).hint("do it");
        let warnings = ["weak_secret", "rsa_short", "certificate_expired"].map(problem);
        let (weak, short) = (problem("weak_secret"), problem("key_size"));
        let claims = claims::read("{}");
        let facts = Facts {
            algorithm: Ok(algorithm::by_name("RS256").unwrap()),
            signature: None,
            key: None,
            claims: claims.as_ref(),
            now: 0,
            pair: None,
            fit: None,
            weakness: None,
            key_warnings: &warnings,
            notes: &[],
        };
        let say = |facts: &Facts<'_>| {
            let keys = run(facts).into_iter().filter(|check| check.check == "key");
            keys.map(|check| (check.status, check.code, check.hint.unwrap())).collect::<Vec<_>>()
        };
        let warn = |code| (Status::Warn, code, "do it".to_owned());
        assert_eq!(say(&facts), ["weak_secret", "rsa_short", "certificate_expired"].map(warn));
        let said = Facts { fit: Some(Err(&short)), weakness: Some(&weak), ..facts };
        assert_eq!(say(&said), [warn("certificate_expired")]);
    }

    #[test]
    fn every_row_has_a_name_of_its_own() {
        let mut names: Vec<_> = CHECKS.iter().map(|row| row.name).collect();
        names.dedup();
        assert_eq!(names.len(), CHECKS.len());
    }
}
