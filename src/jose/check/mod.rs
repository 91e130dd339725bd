//! What can be said about a token: one row a statement, each with a stable code.
//!
//! Signature, time and claims are separate verdicts; no row judges what is another's. A
//! row may keep silent where another one says the same.

use std::borrow::Cow;

use crate::jose::algorithm::{Algorithm, Family};
use crate::jose::claims::Claims;
use crate::jose::decode::Decoded;
use crate::jose::explain::kinds::TokenKind;
use crate::jose::fix::Fix;
use crate::jose::header::JoseHeader;
use crate::jose::judge::Judged;
use crate::jose::key::pair::Match;
use crate::jose::policy::Policy;
use crate::jose::problem::Problem;
use jiff::tz::TimeZone;

mod conclusion;
mod expected;
mod forms;
mod keys;
mod lints;
mod signature;
mod time;

pub use conclusion::{Conclusion, conclude};
pub use lints::hidden_characters;

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
    pub check: Cow<'static, str>,
    /// How it came out.
    pub status: Status,
    /// Stable code of this outcome.
    pub code: &'static str,
    /// The statement.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// What a key press can do about it.
    pub fix: Option<Fix>,
}

impl Check {
    /// What a problem says, in a row of that name.
    pub fn of(check: impl Into<Cow<'static, str>>, status: Status, problem: &Problem) -> Self {
        let Problem { code, message, hint, .. } = problem;
        Self { check: check.into(), status, code, message: message.clone(), hint: hint.clone(), fix: None }
    }
}

/// All that the checks look at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The algorithm of the header, or why there is none.
    pub algorithm: Result<&'static Algorithm, &'a Problem>,
    /// The verdict on the signatures, once there is one.
    pub judged: Option<&'a Judged>,
    /// The key that the signature was checked with: `server.pem, RSA 2048`.
    pub key: Option<&'a str>,
    /// The claims set, or why there is none.
    pub claims: Result<&'a Claims, &'a Problem>,
    /// The clock, Unix seconds; the moment to judge at is `policy.moment(now)`.
    pub now: i64,
    /// The zone that local times are told in.
    pub zone: &'a TimeZone,
    /// Leeway, moment and expected values.
    pub policy: &'a Policy,
    /// The JOSE header, or why there is none.
    pub header: Result<&'a JoseHeader, &'a Problem>,
    /// The text that claims are looked up in: as typed, or as the token holds it, with what it discloses.
    pub payload_text: &'a str,
    /// The token taken apart, if it was pasted and not made here.
    pub decoded: Option<&'a Decoded>,
    /// The kind that the token looks like, where it is known.
    pub kind: Option<&'a TokenKind>,
    /// The token, once there is one: its length is judged.
    pub token: Option<&'a str>,
    /// Whether signing key and public key belong together, where both are there.
    pub pair: Option<Match>,
    /// Whether the key to sign or verify with fits the algorithm, where there is one.
    pub fit: Option<Result<(), &'a Problem>>,
    /// A key that fits and is weak.
    pub weakness: Option<&'a Problem>,
    /// The key that verified is the public part of a private key that was given for it.
    pub derived: bool,
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
    Row { name: "signature", say: signature::say },
    Row { name: "time", say: time::say },
    Row { name: "claims", say: expected::say },
    Row { name: "disclosures", say: forms::disclosures },
    Row { name: "key match", say: keys::matching },
    Row { name: "algorithm", say: keys::algorithm },
    Row { name: "key", say: keys::warnings },
    Row { name: "form", say: forms::form },
    Row { name: "note", say: lints::noticed },
    Row { name: "size", say: lints::size },
    Row { name: "kind", say: lints::kind },
    Row { name: "dates", say: time::dates },
];

/// Runs every row. What is only to know comes last: it must not push a warning out of sight.
pub fn run(facts: &Facts<'_>) -> Vec<Check> {
    let complete = |row: &Row| {
        let name = row.name;
        (row.say)(facts)
            .into_iter()
            .map(move |Said { status, code, message, hint, fix }| Check {
                check: name.into(),
                status,
                code,
                message,
                hint,
                fix,
            })
            .collect::<Vec<_>>()
    };
    let mut checks: Vec<Check> = CHECKS.iter().flat_map(complete).collect();
    checks.sort_by_key(|check| check.status == Status::Info);
    checks
}

/// How to come by the key that a token of this algorithm is checked with.
pub fn wanted_key(algorithm: Option<&Algorithm>) -> &'static str {
    match algorithm {
        Some(row) if row.family == Family::Hmac => "type or paste the HMAC secret in pane 3 (Alt+3)",
        _ => "F2 opens the issuer's public key or certificate",
    }
}

/// What one row says.
struct Said {
    status: Status,
    code: &'static str,
    message: String,
    hint: Option<String>,
    fix: Option<Fix>,
}

impl Said {
    fn new(status: Status, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), hint: None, fix: None }
    }

    fn of(status: Status, problem: &Problem) -> Self {
        Self { status, code: problem.code, message: problem.message.clone(), hint: problem.hint.clone(), fix: None }
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    fn fix(self, fix: Option<Fix>) -> Self {
        Self { fix, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::verify::Signature;
    use crate::jose::{algorithm, claims, header};

    const HEADER: &str = r#"{"alg":"RS256","typ":"JWT"}"#;

    /// An RS256 token of which nothing is known but its texts.
    fn nothing<'a>(header: &'a Result<JoseHeader, Problem>, claims: &'a Result<Claims, Problem>) -> Facts<'a> {
        static ZONE: TimeZone = TimeZone::UTC;
        static POLICY: std::sync::LazyLock<Policy> = std::sync::LazyLock::new(Policy::default);
        Facts {
            algorithm: Ok(algorithm::by_name("RS256").unwrap()),
            judged: None,
            key: None,
            claims: claims.as_ref(),
            now: 0,
            zone: &ZONE,
            policy: &POLICY,
            header: header.as_ref(),
            payload_text: "{}",
            decoded: None,
            kind: None,
            token: None,
            pair: None,
            fit: None,
            weakness: None,
            derived: false,
            key_warnings: &[],
            notes: &[],
        }
    }

    fn say(signature: &Signature, payload: &str, now: i64) -> Vec<(&'static str, &'static str, &'static str, String)> {
        let claims = claims::read(payload);
        let header = header::read(HEADER);
        let judged = Judged {
            signature: signature.clone(),
            at: 0,
            by: None,
            why: None,
            key_binding: None,
            all: vec![signature.clone()],
        };
        let facts = Facts {
            judged: Some(&judged),
            key: Some("server.pem, RSA 2048"),
            now,
            pair: Some(Match::Yes),
            fit: Some(Ok(())),
            payload_text: payload,
            ..nothing(&header, &claims)
        };
        let name = |check| if let Cow::Borrowed(name) = check { name } else { "" };
        run(&facts).into_iter().map(|c| (name(c.check), c.status.words().1, c.code, c.message)).collect()
    }

    #[test]
    fn signature_and_time_are_two_verdicts() {
        let good_but_late = say(&Signature::Valid, r#"{"exp":1000}"#, 12_520);
        assert_eq!(good_but_late[0], ("signature", "OK", "valid", "RS256, server.pem, RSA 2048".into()));
        assert_eq!(good_but_late[1], ("time", "FAIL", "expired", "expired 3 h 12 min ago, skew 0".into()));
        let bad_but_current = say(&Signature::Invalid, r#"{"exp":1000}"#, 100);
        assert_eq!(
            bad_but_current[0],
            (
                "signature",
                "FAIL",
                "bad_signature",
                "wrong key or changed text: does not verify with server.pem, RSA 2048".into()
            )
        );
        assert_eq!(bad_but_current[1], ("time", "OK", "in_time", "exp in 15 min 0 s, skew 0".into()));
    }

    #[test]
    fn warnings_about_keys_are_said_once() {
        use crate::jose::problem::{Part, Place};
        let problem = |code| Problem::new(code, Place::of(Part::Key), code).hint("do it");
        let warnings = ["weak_secret", "rsa_short", "certificate_expired"].map(problem);
        let (weak, short) = (problem("weak_secret"), problem("key_size"));
        let (header, claims) = (header::read(HEADER), claims::read("{}"));
        let facts = Facts { key_warnings: &warnings, ..nothing(&header, &claims) };
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
    fn the_kind_is_told_with_its_key_and_judges_nothing() {
        let kind = TokenKind { code: "kind_okta", name: "Okta access token".into(), key: "keys: there".into() };
        let (header, claims) = (header::read(HEADER), claims::read("{}"));
        let facts = Facts { kind: Some(&kind), ..nothing(&header, &claims) };
        let told = run(&facts).into_iter().find(|check| check.check == "kind").unwrap();
        let (message, hint) = ("looks like an Okta access token".to_owned(), Some("keys: there".to_owned()));
        let expected =
            Check { check: "kind".into(), status: Status::Info, code: "kind_okta", message, hint, fix: None };
        assert_eq!(told, expected);
        assert!(run(&nothing(&header, &claims)).iter().all(|check| check.check != "kind"));
    }

    #[test]
    fn every_row_has_a_name_of_its_own() {
        let mut names: Vec<_> = CHECKS.iter().map(|row| row.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CHECKS.len());
    }
}
