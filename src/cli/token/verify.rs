//! `jotbench verify`: signature, times and expected claims of one token.

use std::path::PathBuf;

use jiff::tz::TimeZone;
use zeroize::Zeroizing;

use super::super::exit;
use super::super::key::{moment, now};
use super::super::material::{self, KeyOptions, Material, Origin};
use super::super::paint::Paint;
use super::super::report::{Answer, Failure, Json, Report};
use super::told::{check_json, words};
use super::{forms, given, plain, value};
use crate::jose::algorithm::{self, Algorithm, Family};
use crate::jose::check::{self, Check, Conclusion, Facts, Status};
use crate::jose::clean::Cleaned;
use crate::jose::decode::{Decoded, Kind, SdJwt, decode_with, encrypted, text};
use crate::jose::explain::kinds::{self, TokenKind};
use crate::jose::judge::{self, Judged, Keys};
use crate::jose::key::{self, inspect};
use crate::jose::keyset::{self, Candidates, How};
use crate::jose::policy::{self, Expect, Policy, leeway};
use crate::jose::problem::{Part, Place, Problem};
use crate::jose::times;
use crate::jose::verify::{Signature, unknown};
use crate::jose::why::AtHand;
use crate::text::visible::is_suspicious;

const EXAMPLES: &str = "\
Examples:
  jotbench verify token.txt -k server.pem
  jotbench verify token.txt -k jwks.json --iss https://login.example.com/ --aud api
  pbpaste | jotbench verify --secret-file secret.txt --secret-encoding base64
  jotbench verify token.txt -k server.pem --at 2026-11-22T05:10:04Z --leeway 60s

Exit code: 0 the signature verifies and every check passes; 1 it does not verify, the algorithm is not allowed, or no
key fits; 2 the command line is wrong; 3 it verifies, and is outside its time; 4 it verifies, and another check fails;
5 an input cannot be read.";

/// Tell whether a token verifies, and if not, why
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Arguments {
    /// A token, a file that holds one, or - for standard input (as without it)
    token: Option<String>,
    #[command(flatten)]
    keys: KeyOptions,
    /// Use this key of a JWK Set; without it the token's own kid picks
    #[arg(long, value_name = "KID", help_heading = "Keys")]
    kid: Option<String>,
    /// Algorithms that are allowed; without it every one that fits the key
    #[arg(long, value_name = "ALG,…", value_delimiter = ',', value_parser = allowed)]
    alg: Vec<String>,
    /// Expected issuer; one of several if repeated
    #[arg(long, value_name = "ISSUER")]
    iss: Vec<String>,
    /// Expected audience; one of several if repeated
    #[arg(long, value_name = "AUDIENCE")]
    aud: Vec<String>,
    /// Expected subject; one of several if repeated
    #[arg(long, value_name = "SUBJECT")]
    sub: Vec<String>,
    /// Expected typ of the header; one of several if repeated
    #[arg(long, value_name = "TYPE")]
    typ: Vec<String>,
    /// Claims that must be there
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    require: Vec<String>,
    /// Seconds that clocks may differ by: 60, 60s, 5m, 1h
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = leeway)]
    leeway: i64,
    /// Judge the times as of then: RFC 3339, "2026-11-22 05:10" in UTC, -2d, +1h, or Unix seconds
    #[arg(long, value_name = "TIME", value_parser = typed, allow_hyphen_values = true, conflicts_with = "ignore_time")]
    at: Option<String>,
    /// Do not judge exp, nbf and iat
    #[arg(long)]
    ignore_time: bool,
    /// Accept a payload that is no claims set (a plain JWS)
    #[arg(long)]
    any_payload: bool,
    /// The payload of a token without one (detached, RFC 7515 appendix F)
    #[arg(long, value_name = "FILE")]
    payload: Option<PathBuf>,
    /// Answer with a JSON document
    #[arg(long)]
    json: bool,
    /// The clock: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true)]
    now: Option<i64>,
}

const TIME: &str = "a time is RFC 3339, as 2026-11-22T05:10:04Z, or 2026-11-22 05:10 (UTC), -2d, +1h, or Unix seconds";

/// A moment, which is counted from the clock later.
fn typed(text: &str) -> Result<String, &'static str> {
    times::typed(text, 0).map(|_| text.to_owned()).ok_or(TIME)
}

/// A name of an algorithm that may be allowed.
fn allowed(name: &str) -> Result<String, String> {
    policy::allowed(name).map(|()| name.to_owned())
}

impl Arguments {
    /// Does it. Reads files and standard input, and may ask for a passphrase.
    pub fn run(&self) -> Answer {
        self.answer().unwrap_or_else(|failure| self.unread(failure))
    }

    /// An input that cannot be read is a verdict too.
    fn unread(&self, failure: Failure) -> Answer {
        if !self.json || failure.code != exit::INPUT {
            return failure.answer(self.json);
        }
        let Report { code, message, hint, .. } = &failure.report;
        let check = Check {
            check: "input",
            status: Status::Fail,
            code,
            message: message.clone(),
            hint: hint.clone(),
            fix: None,
        };
        let document = Json::Object(vec![
            ("valid", Json::Truth(false)),
            ("verdict", Json::text(Conclusion::Unreadable.name())),
            ("checks", Json::List(vec![check_json(&check)])),
            ("header", Json::Null),
            ("cleaned", Json::List(Vec::new())),
            ("problems", Json::List(vec![failure.report.json()])),
        ]);
        Answer { out: document.line().into_bytes().into(), ..failure.answer(false) }
    }

    fn answer(&self) -> Result<Answer, Failure> {
        let origin = self.keys.origin(None).map_err(|failure| match failure.report.code {
            "no_key" => {
                let hint = "name the key with -k FILE or --key-env, or the secret with --secret-file or --secret-env";
                Failure { report: failure.report.hint(hint), ..failure }
            }
            _ => failure,
        })?;
        let standard_input = given::is_standard_input(self.token.as_deref()).then_some(Origin::File("-".as_ref()));
        let named: Vec<Origin<'_>> = [Some(origin), standard_input].into_iter().flatten().collect();
        let mut opener = self.keys.opener(&named)?;
        let mut material = opener.read(origin)?;
        if let Some(kid) = &self.kid {
            material.pick(kid)?;
        }
        let payload = self.payload.as_deref().map(material::bytes_and_name).transpose()?;
        let cleaned = given::token(self.token.as_deref())?;
        let decoded = decode_with(&cleaned.text, payload.as_ref().map(|(bytes, _)| bytes.as_slice()));
        if payload.is_some() && !decoded.detached && decoded.problems.is_empty() {
            let report = Report::new("payload_not_detached", "--payload", "the token has a payload of its own");
            return Err(Failure::input(
                report.hint("--payload is for a token without one (detached, RFC 7515 appendix F)"),
            ));
        }
        let policy = self.policy(now(self.now))?;
        let view = View::of(&decoded, &cleaned, &material, self.kid.is_some(), &policy.expect);
        let now = now(self.now);
        let warnings = inspect::warnings(&material.keys, now);
        let facts = view.facts(&cleaned.text, &policy, now, &warnings);
        let (conclusion, sentence) = check::conclude(&facts);
        let checks = view.checks(&facts);
        let out = if self.json {
            view.json(conclusion, &checks, &material.name, &cleaned.removed).line()
        } else {
            words(conclusion, &sentence, &checks, Paint::of_standard_output())
        };
        Ok(Answer { err: given::told(&cleaned) + &material.remarks(), ..Answer::of(out, code(conclusion)) })
    }

    fn policy(&self, now: i64) -> Result<Policy, Failure> {
        let Self { iss, aud, sub, typ, require, alg, .. } = self;
        let require: Vec<String> =
            require.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        let [iss, aud, sub, typ, require, alg] = [iss, aud, sub, typ, &require, alg].map(Clone::clone);
        let at = self.at.as_ref().map(|at| {
            let beyond = || Report::new("invalid_time", "--at", "this lies beyond every calendar").hint(TIME);
            times::typed(at, now).ok_or_else(|| Failure { report: beyond(), code: exit::USAGE })
        });
        Ok(Policy {
            leeway: self.leeway,
            at: at.transpose()?,
            ignore_time: self.ignore_time,
            any_payload: self.any_payload,
            expect: Expect { iss, aud, sub, typ, require, alg },
        })
    }
}

/// The token with the keys that were tried, and the verdict on its signature.
struct View<'a> {
    decoded: &'a Decoded,
    algorithm: Result<&'static Algorithm, Problem>,
    claims_text: String,
    kind: Option<TokenKind>,
    judged: Judged,
    /// The first candidate's fit and weakness, the name of the key that counts.
    fit: Option<Result<(), Problem>>,
    weakness: Option<Problem>,
    derived: bool,
    key: Option<String>,
    unread: Problem,
    notes: Vec<Problem>,
    zone: TimeZone,
}

impl<'a> View<'a> {
    fn of(decoded: &'a Decoded, cleaned: &Cleaned, material: &Material, picked: bool, expect: &Expect) -> Self {
        let keys: Vec<Keys> = decoded.signatures().map(|one| keys(one, material, picked)).collect();
        let judged = judge::judge(decoded, &keys, &at_hand(material), expect);
        let candidates = keys.get(judged.at).and_then(Option::as_ref).and_then(|keys| keys.as_ref().ok());
        let candidate = candidates.and_then(|keys| keys.keys.get(judged.by.unwrap_or_default()));
        let counts = decoded.signature_at(judged.at);
        let algorithm = row(counts);
        let row = algorithm.as_ref().ok();
        let header = counts.header.as_deref().map(text).unwrap_or_default();
        let payload = decoded.claims_text();
        let seen = [(Part::Header, &header), (Part::Payload, &payload)];
        let hidden = seen.into_iter().filter_map(|(part, text)| check::hidden_characters(part, text, is_suspicious));
        let notes = cleaned.notes.iter().cloned().chain(decoded.notes_of(judged.at)).chain(hidden).collect();
        let several = candidates.map_or(0, |candidates| candidates.keys.len());
        let key = candidate.map(|candidate| match judged.by {
            None if several > 1 => format!("any of {several} keys of {}", material.name),
            _ => candidate.called(&material.name),
        });
        Self {
            decoded,
            kind: kinds::recognise(&header, &payload),
            fit: row.zip(candidate).map(|(row, candidate)| row.fits_verifying(&candidate.key)),
            derived: judged.by.is_some() && candidate.is_some_and(|candidate| candidate.derived),
            weakness: row.zip(candidate).and_then(|(row, candidate)| row.weakness(&candidate.key)),
            key,
            claims_text: payload,
            notes,
            zone: TimeZone::system(),
            algorithm,
            judged,
            unread: Problem::new("unreadable", Place::of(Part::Token), "cannot be read"),
        }
    }

    fn facts<'f>(&'f self, token: &'f str, policy: &'f Policy, now: i64, warnings: &'f [Problem]) -> Facts<'f> {
        let payload_text = &self.claims_text;
        let unread = &self.unread;
        Facts {
            algorithm: self.algorithm.as_ref().copied(),
            judged: Some(&self.judged),
            key: self.key.as_deref(),
            claims: self.decoded.claims.as_ref().map_or(Err(unread), Result::as_ref),
            now,
            zone: &self.zone,
            policy,
            header: self.decoded.signature_at(self.judged.at).jose.as_ref().ok_or(unread),
            payload_text,
            decoded: Some(self.decoded),
            kind: self.kind.as_ref(),
            token: Some(token),
            pair: None,
            fit: self.fit.as_ref().map(|fit| fit.as_ref().copied()),
            weakness: self.weakness.as_ref(),
            derived: self.derived,
            key_warnings: warnings,
            notes: &self.notes,
        }
    }

    /// The checks; of a token that cannot be read its problems.
    fn checks(&self, facts: &Facts<'_>) -> Vec<Check> {
        if self.decoded.kind == Kind::Jwe {
            return vec![Check::of("signature", Status::Unknown, &encrypted(self.decoded))];
        }
        if self.decoded.problems.is_empty() {
            return check::run(facts);
        }
        let failed = |problem: &Problem| Check {
            message: format!("{}: {}", problem.place, problem.message),
            ..Check::of(problem.place.part.name(), Status::Fail, problem)
        };
        self.decoded.problems.iter().map(failed).collect()
    }

    fn json(&self, conclusion: Conclusion, checks: &[Check], key: &str, cleaned: &[String]) -> Json {
        let trusted = self.judged.signature == Signature::Valid && conclusion >= Conclusion::Expired;
        let payload = value(self.decoded.payload.as_ref());
        let header = self.decoded.signature_at(self.judged.at).header.as_ref();
        let mut members = vec![
            ("valid", Json::Truth(conclusion == Conclusion::Valid)),
            ("verdict", Json::text(conclusion.name())),
            ("checks", Json::List(checks.iter().map(check_json).collect())),
            ("header", value(header)),
            (if trusted { "payload" } else { "unverified_payload" }, payload),
        ];
        let name = if trusted { "payload_text" } else { "unverified_payload_text" };
        members.extend(plain(self.decoded.payload.as_ref()).map(|text| (name, text)));
        let good = |sd_jwt: &SdJwt| sd_jwt.faults.is_empty() && !matches!(self.judged.key_binding, Some(Err(_)));
        let disclosed = if trusted && self.decoded.sd_jwt.as_deref().is_some_and(good) {
            "disclosed_payload"
        } else {
            "unverified_disclosed_payload"
        };
        members.extend(self.decoded.sd_jwt.as_ref().map(|sd_jwt| (disclosed, forms::processed(sd_jwt))));
        let mut of_key = vec![("name", Json::text(key))];
        of_key.extend(self.key.as_ref().map(|key| ("description", Json::text(key))));
        members.push(("key", Json::Object(of_key)));
        members.push(("cleaned", Json::texts(cleaned)));
        Json::Object(members)
    }
}

fn row(decoded: &Decoded) -> Result<&'static Algorithm, Problem> {
    let missing = || Problem::new("alg_missing", Place::of(Part::Header), "names no algorithm");
    let alg = decoded.alg().ok_or_else(missing)?;
    algorithm::by_name(alg).ok_or_else(|| unknown(alg))
}

/// The keys for one signature. A kid that the set does not have is no match: nothing is tried in its place.
fn keys(decoded: &Decoded, material: &Material, picked: bool) -> Keys {
    let row = row(decoded).ok().filter(|row| row.family != Family::None)?;
    let kid = decoded.jose.as_ref().and_then(|jose| jose.kid.as_deref()).filter(|_| !picked);
    let found = keyset::to_verify(&material.keys, row, kid);
    Some(match found {
        Ok(Candidates { how: How::Tried { unknown_kid: Some(kid) }, keys }) => {
            Err(keyset::no_such_kid(&kid, &Candidates { keys, how: How::Kid }, false))
        }
        other => other,
    })
}

/// What else may tell why a signature does not verify.
fn at_hand(material: &Material) -> AtHand {
    let text = material.text.as_ref();
    let is_private = material.keys.found.iter().any(key::Found::is_private);
    AtHand {
        secret: text.zip(material.encoding).map(|(text, encoding)| (text.clone(), encoding)),
        others: keyset::every(&material.keys, &material.name)
            .into_iter()
            .map(|(name, key)| (name, key, None))
            .collect(),
        public_forms: keyset::certificate_forms(&material.keys),
        public_text: text
            .filter(|_| material.encoding.is_none() && !is_private)
            .map(|text: &Zeroizing<String>| text.to_string()),
    }
}

/// The exit code of a conclusion.
const fn code(conclusion: Conclusion) -> u8 {
    match conclusion {
        Conclusion::Valid => exit::DONE,
        Conclusion::BadSignature | Conclusion::AlgorithmNotAllowed | Conclusion::NoMatchingKey | Conclusion::NoKey => {
            exit::NO
        }
        Conclusion::Expired | Conclusion::NotYetValid => exit::TIME,
        Conclusion::ClaimMismatch | Conclusion::NotAClaimsSet => exit::CLAIM,
        Conclusion::Unreadable | Conclusion::Unsupported => exit::INPUT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_never_allowed() {
        assert_eq!(allowed("RS256"), Ok("RS256".to_owned()));
        assert_eq!(allowed("none"), Err("a token without a signature is never valid".to_owned()));
        assert!(allowed("rs256").is_err());
    }
}
