//! What `jotbench verify` holds tokens against, made once for any number of them, and the verdict on each: in a
//! conclusion, a sentence, checks, and the members of its JSON document. Nothing here reads or prints, and several
//! threads may ask at once.

use jiff::tz::TimeZone;
use zeroize::Zeroizing;

use super::super::exit;
use super::super::key::now;
use super::super::material::Material;
use super::super::report::{Json, Report};
use super::told::check_json;
use super::{forms, plain, value};
use crate::jose::algorithm::{self, Algorithm, Family};
use crate::jose::check::{self, Check, Conclusion, Facts, Status};
use crate::jose::clean::Cleaned;
use crate::jose::decode::{Decoded, Kind, SdJwt, encrypted, text};
use crate::jose::explain::kinds::{self, TokenKind};
use crate::jose::judge::{self, Judged, Keys};
use crate::jose::key::{self, KeyFile, inspect};
use crate::jose::keyset::{self, Candidates, How};
use crate::jose::policy::Policy;
use crate::jose::problem::{Part, Place, Problem};
use crate::jose::verify::{Signature, unknown};
use crate::jose::why::AtHand;
use crate::text::visible::is_suspicious;

/// Keys, policy and clock.
pub(super) struct Verifier {
    /// Where the keys come from; foreign text.
    name: String,
    keys: KeyFile,
    /// The key was picked by name: the token's own `kid` has no say.
    picked: bool,
    /// What is worth a warning about the keys.
    warnings: Vec<Problem>,
    at_hand: AtHand,
    policy: Policy,
    /// The clock, if it was fixed.
    now: Option<i64>,
    zone: TimeZone,
}

impl Verifier {
    /// Of these keys, of which one may have been picked by its kid; `fixed` is the clock, Unix seconds.
    pub(super) fn new(material: Material, picked: bool, policy: Policy, fixed: Option<i64>) -> Self {
        let (warnings, at_hand) = (inspect::warnings(&material.keys, now(fixed)), at_hand(&material));
        let Material { name, keys, .. } = material;
        Self { name, keys, picked, warnings, at_hand, policy, now: fixed, zone: TimeZone::system() }
    }

    /// The verdict on what was left of a text after cleaning, which was taken apart.
    pub(super) fn judge(&self, cleaned: &Cleaned, decoded: &Decoded) -> Verdict {
        let view = View::of(decoded, cleaned, self);
        // A batch may run for hours: each token is judged as of when it comes.
        let facts = view.facts(&cleaned.text, self, now(self.now));
        let ran = if decoded.problems.is_empty() { check::run(&facts) } else { Vec::new() };
        let (conclusion, sentence) = check::conclude(&facts, &ran);
        let checks = if decoded.kind == Kind::Jwe {
            vec![Check::of("signature", Status::Unknown, &encrypted(decoded))]
        } else if decoded.problems.is_empty() {
            ran
        } else {
            decoded.problems.iter().map(unreadable).collect()
        };
        let members = view.members(conclusion, &checks, &self.name, &cleaned.removed);
        Verdict { conclusion, sentence, checks, members }
    }

    /// The keys for one signature. A kid that the set does not have is no match: nothing is tried in its place.
    fn keys(&self, decoded: &Decoded) -> Keys {
        let row = row(decoded).ok().filter(|row| row.family != Family::None)?;
        let kid = decoded.jose.as_ref().and_then(|jose| jose.kid.as_deref()).filter(|_| !self.picked);
        let found = keyset::to_verify(&self.keys, row, kid);
        Some(match found {
            Ok(Candidates { how: How::Tried { unknown_kid: Some(kid) }, keys }) => {
                Err(keyset::no_such_kid(&kid, &Candidates { keys, how: How::Kid }, false))
            }
            other => other,
        })
    }
}

/// The verdict on one token.
pub(super) struct Verdict {
    /// What everything comes to.
    pub(super) conclusion: Conclusion,
    /// The same in a sentence, with the cause.
    pub(super) sentence: String,
    /// The checks; of a token that cannot be read its problems.
    pub(super) checks: Vec<Check>,
    /// The members of its JSON document.
    pub(super) members: Vec<(&'static str, Json)>,
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
}

impl<'a> View<'a> {
    fn of(decoded: &'a Decoded, cleaned: &Cleaned, verifier: &Verifier) -> Self {
        let keys: Vec<Keys> = decoded.signatures().map(|one| verifier.keys(one)).collect();
        let judged = judge::judge(decoded, &keys, &verifier.at_hand, &verifier.policy.expect);
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
            None if several > 1 => format!("any of {several} keys of {}", verifier.name),
            _ => candidate.called(&verifier.name),
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
            algorithm,
            judged,
            unread: Problem::new("unreadable", Place::of(Part::Token), "cannot be read"),
        }
    }

    fn facts<'f>(&'f self, token: &'f str, verifier: &'f Verifier, now: i64) -> Facts<'f> {
        let payload_text = &self.claims_text;
        let unread = &self.unread;
        Facts {
            algorithm: self.algorithm.as_ref().copied(),
            judged: Some(&self.judged),
            key: self.key.as_deref(),
            claims: self.decoded.claims.as_ref().map_or(Err(unread), Result::as_ref),
            now,
            zone: &verifier.zone,
            policy: &verifier.policy,
            header: self.decoded.signature_at(self.judged.at).jose.as_ref().ok_or(unread),
            payload_text,
            decoded: Some(self.decoded),
            kind: self.kind.as_ref(),
            token: Some(token),
            pair: None,
            fit: self.fit.as_ref().map(|fit| fit.as_ref().copied()),
            weakness: self.weakness.as_ref(),
            derived: self.derived,
            key_warnings: &verifier.warnings,
            notes: &self.notes,
        }
    }

    fn members(
        &self,
        conclusion: Conclusion,
        checks: &[Check],
        key: &str,
        cleaned: &[String],
    ) -> Vec<(&'static str, Json)> {
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
        members
    }
}

/// The members of the document on an input that cannot be read as a token: that is a verdict too.
pub(super) fn unread(report: &Report) -> Vec<(&'static str, Json)> {
    let Report { code, message, hint, .. } = report.clone();
    let check = Check { check: "input".into(), status: Status::Fail, code, message, hint, fix: None };
    vec![
        ("valid", Json::Truth(false)),
        ("verdict", Json::text(Conclusion::Unreadable.name())),
        ("checks", Json::List(vec![check_json(&check)])),
        ("header", Json::Null),
        ("unverified_payload", Json::Null),
        ("key", Json::Object(Vec::new())),
        ("cleaned", Json::List(Vec::new())),
        ("problems", Json::List(vec![report.json()])),
    ]
}

/// A problem of a token that cannot be read, as a check.
fn unreadable(problem: &Problem) -> Check {
    Check {
        message: format!("{}: {}", problem.place, problem.message),
        ..Check::of(problem.place.part.name(), Status::Fail, problem)
    }
}

fn row(decoded: &Decoded) -> Result<&'static Algorithm, Problem> {
    let missing = || Problem::new("alg_missing", Place::of(Part::Header), "names no algorithm");
    let alg = decoded.alg().ok_or_else(missing)?;
    algorithm::by_name(alg).ok_or_else(|| unknown(alg))
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
pub(super) const fn code(conclusion: Conclusion) -> u8 {
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
