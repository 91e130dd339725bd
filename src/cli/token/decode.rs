//! `jotbench decode`: what a token holds. Verifies nothing, and says so.

use std::path::{Path, PathBuf};

use clap::ValueHint;

use super::super::exit;
use super::super::key::{moment, now};
use super::super::material;
use super::super::paint::Paint;
use super::super::report::{Answer, Failure, Json};
use super::{document, forms, given, kind, plain, problem, shown, value};
use crate::jose::base64url;
use crate::jose::check;
use crate::jose::claims::Claims;
use crate::jose::decode::{self, Decoded, Kind, decode_with, text};
use crate::jose::explain;
use crate::jose::explain::kinds::{self, TokenKind};
use crate::jose::json;
use crate::jose::layout;
use crate::jose::problem::{Part, Problem};
use crate::jose::times;
use crate::text::visible::is_suspicious;

const EXAMPLES: &str = "\
Examples:
  jotbench decode token.txt
  pbpaste | jotbench decode
  jotbench decode --json token.txt

Exit code: 0 header and payload can be read, 2 the command line is wrong, 5 they
cannot be read.

Nothing is verified: `jotbench verify` does that.";

/// Show what a token holds: header, payload, times in words; nothing is verified
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Arguments {
    /// A token, a file that holds one, or - for standard input (as without it)
    #[arg(value_hint = ValueHint::FilePath)]
    token: Option<String>,
    /// Answer with a JSON document
    #[arg(long)]
    json: bool,
    /// The payload of a token without one (detached, RFC 7515 appendix F)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    payload: Option<PathBuf>,
    /// The moment that relative times count from: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_hint = ValueHint::Other, value_parser = moment, allow_hyphen_values = true)]
    now: Option<i64>,
}

impl Arguments {
    /// Does it. Reads files and standard input.
    pub fn run(&self) -> Answer {
        self.answer().unwrap_or_else(|failure| failure.answer(self.json))
    }

    fn answer(&self) -> Result<Answer, Failure> {
        let token = self.token.as_deref().unwrap_or("-");
        material::standard_input_once([Path::new(token)].into_iter().chain(self.payload.as_deref()))?;
        let payload = self.payload.as_deref().map(material::bytes_and_name).transpose()?;
        let cleaned = given::token(self.token.as_deref())?;
        let decoded = decode_with(&cleaned.text, payload.as_ref().map(|(bytes, _)| bytes.as_slice()));
        let now = now(self.now);
        let problems = problems(&decoded);
        // Disclosures that must be refused can be read all the same.
        let readable = decoded.problems.is_empty() && decoded.kind != Kind::Jwe;
        let code = if readable { exit::DONE } else { exit::INPUT };
        let err = given::told(&cleaned);
        let recognised = recognised(&decoded);
        let out = if self.json {
            let mut members =
                vec![("header", value(decoded.header.as_ref())), ("payload", value(decoded.payload.as_ref()))];
            members.extend(plain(decoded.payload.as_ref()).map(|text| ("payload_text", text)));
            members.extend([
                (
                    "signature",
                    decoded.signature.as_ref().map_or(Json::Null, |bytes| Json::text(base64url::encode(bytes))),
                ),
                ("kind", Json::text(kind(&decoded))),
            ]);
            members.extend(recognised.as_ref().map(|kind| ("token_kind", kind_json(kind))));
            let claims = claims(&decoded, recognised.as_ref(), now);
            members.extend([
                ("claims", Json::List(claims.iter().map(Claim::json).collect())),
                ("problems", Json::List(problems.iter().map(problem).collect())),
                ("notes", Json::List(notes(&decoded).iter().map(problem).collect())),
                ("cleaned", Json::texts(&cleaned.removed)),
            ]);
            members.extend(forms::members(&decoded));
            members.extend(document::exact(&decoded).map(|exact| ("exact", exact)));
            Json::Object(members).line()
        } else {
            shown::words(&decoded, recognised.as_ref(), &problems, now, Paint::of_standard_output())
        };
        Ok(Answer { err, ..Answer::of(out, code) })
    }
}

/// Why header or payload cannot be read.
fn problems(decoded: &Decoded) -> Vec<Problem> {
    let encrypted = (decoded.kind == Kind::Jwe).then(|| decode::encrypted(decoded));
    let faults = decoded.sd_jwt.iter().flat_map(|sd_jwt| sd_jwt.faults.iter().chain(&sd_jwt.unsupported)).cloned();
    decoded.problems.iter().cloned().chain(encrypted).chain(faults).collect()
}

/// What is unusual, times that are no times, a payload that is no claims set and characters that nobody sees among it.
pub(super) fn notes(decoded: &Decoded) -> Vec<Problem> {
    let no_claims = decoded.claims.iter().filter_map(|claims| claims.as_ref().err());
    let no_claims = no_claims.filter(|_| decoded.nested.is_none() && (decoded.given || !decoded.detached));
    let times = decoded.claims.iter().filter_map(|claims| claims.as_ref().ok()).flat_map(Claims::odd_times);
    let header = decoded.header.as_deref().map(text).unwrap_or_default();
    let seen = [(Part::Header, header), (Part::Payload, decoded.claims_text())];
    let hidden = seen.iter().filter_map(|(part, text)| check::hidden_characters(*part, text, is_suspicious));
    decoded.notes.iter().chain(no_claims).chain(times).cloned().chain(hidden).collect()
}

/// A member of the payload.
pub(super) struct Claim {
    pub(super) name: String,
    raw: String,
    /// For a date: Unix seconds, and how far away it is in words.
    pub(super) time: Option<(i64, String)>,
    /// What it means, where that is known.
    meaning: Option<String>,
}

pub(super) fn claims(decoded: &Decoded, kind: Option<&TokenKind>, now: i64) -> Vec<Claim> {
    let text = decoded.claims_text();
    let Ok(object) = json::object(&text, Part::Payload) else { return Vec::new() };
    let claim = |member: &json::Member<'_>| {
        let explained = explain::member(Part::Payload, &[&member.name], Some(member.raw), kind);
        let seconds = explained.as_ref().and_then(|explained| explained.moment);
        let time = seconds.map(|seconds| (seconds, times::relative(seconds, now)));
        let meaning = explained.map(|explained| explained.meaning);
        Claim { name: member.name.clone(), raw: layout::minify(member.raw), time, meaning }
    };
    object.members.iter().map(claim).collect()
}

/// The kind that the token looks like.
fn recognised(decoded: &Decoded) -> Option<TokenKind> {
    let header = decoded.header.as_deref().map(text).unwrap_or_default();
    kinds::recognise(&header, &decoded.claims_text())
}

fn kind_json(kind: &TokenKind) -> Json {
    Json::Object(vec![
        ("code", Json::text(kind.code)),
        ("name", Json::text(&kind.name)),
        ("key", Json::text(&kind.key)),
    ])
}

impl Claim {
    fn json(&self) -> Json {
        let mut members = vec![("name", Json::text(&self.name)), ("value", Json::Raw(self.raw.clone()))];
        if let Some((seconds, relative)) = &self.time {
            members.extend(times::rfc3339(*seconds).map(|time| ("time", Json::Text(time))));
            members.push(("relative", Json::text(relative)));
        }
        members.extend(self.meaning.as_ref().map(|meaning| ("meaning", Json::text(meaning))));
        Json::Object(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `jotbench decode` prints for a token with these texts, an hour before its `exp`.
    fn decoded(header: &str, payload: &str, json: bool) -> String {
        let token = format!("{}.{}.AAAA", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
        let arguments = Arguments { token: Some(token), json, payload: None, now: Some(1_300_815_780) };
        String::from_utf8(arguments.run().out.to_vec()).unwrap()
    }

    const HEADER: &str = r#"{"alg":"RS256","typ":"at+jwt"}"#;
    const PAYLOAD: &str = r#"{"iss":"https://sso.corp.example/realms/prod","exp":1300819380,"own":1,"typ":"Bearer","resource_access":{"app":{"roles":["x"]}}}"#;

    #[test]
    fn kind_and_meanings_are_told_in_lines_of_a_terminal() {
        let said = decoded(HEADER, PAYLOAD, false);
        let kind = "not verified: nothing here says that the token is genuine\n\
                    looks like a Keycloak access token, by what it says of itself\n  \
                    keys: https://sso.corp.example/realms/prod/protocol/openid-connect/certs (save\n  \
                    the page; F2 opens it, -k takes it)\n";
        assert!(said.starts_with(kind), "{said}");
        let meanings = "
meaning of the header
  alg  RS256: RSA signature (PKCS #1 v1.5) with SHA-256 (RFC 7518 section 3.3)
  typ  at+jwt: an OAuth access token (RFC 9068 section 2.1)

meaning of the claims
  iss                      the issuer: who made the token
                           (RFC 7519 section 4.1.1)
  exp                      when the token ends (RFC 7519 section 4.1.4)
  typ                      what the token is for: Bearer, ID, Refresh and so on
                           (Keycloak)
  resource_access          roles in single clients, by the client's ID
                           (Keycloak)
  resource_access.*.roles  the user's roles in that client (Keycloak)

times
  exp         2011-03-22 18:43:00 UTC   in 60 min 0 s
";
        assert!(said.ends_with(meanings), "{said}");
        assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    }

    #[test]
    fn times_that_are_none_and_a_payload_that_is_not_there_are_told() {
        let said = decoded(HEADER, r#"{"exp":1300819380000,"nbf":"1300819380"}"#, false);
        let notes = "
notes
  payload, line 1, column 28: \"nbf\" is a string, not a number (take the quotes off: \"nbf\": 1300819380)
  payload, line 1, column 8: \"exp\" is in milliseconds, and a NumericDate counts seconds (RFC 7519 section 2) (in seconds it would be 1300819380, which is 2011-03-22 18:43:00 UTC)
";
        assert!(said.ends_with(notes), "{said}");
        let said = decoded(HEADER, r#"{"iat":1795324204000000,"exp":1e400}"#, false);
        let notes = "\nnotes\n  payload, line 1, column 31: a number is larger than any reader can hold (write it as a string)\n";
        assert!(said.ends_with(notes), "{said}");
        let said = decoded(HEADER, "", false);
        let payload = "\npayload\n  not in the token (detached, RFC 7515 appendix F): --payload gives it\n";
        assert!(said.contains(payload), "{said}");
    }

    #[test]
    fn json_has_the_kind_and_a_meaning_where_it_is_known() {
        let said = decoded(HEADER, PAYLOAD, true);
        let kind = r#""kind":"jws","token_kind":{"code":"kind_keycloak","name":"Keycloak access token","key":"keys: https://sso.corp.example/realms/prod/protocol/openid-connect/certs (save the page; F2 opens it, -k takes it)"},"claims":["#;
        assert!(said.contains(kind), "{said}");
        let exp = r#"{"name":"exp","value":1300819380,"time":"2011-03-22T18:43:00Z","relative":"in 60 min 0 s","meaning":"when the token ends"},{"name":"own","value":1}"#;
        assert!(said.contains(exp), "{said}");
        let plain = decoded(r#"{"alg":"HS256"}"#, r#"{"iss":"joe"}"#, true);
        assert!(!plain.contains("token_kind"), "{plain}");
    }

    #[test]
    fn what_is_foreign_in_the_kind_is_shown_visibly() {
        let payload = r#"{"iss":"\u001b[2J\u202e","sub":"\u001b[2J\u202e","aud":"https://x.example/token"}"#;
        let said = decoded(HEADER, payload, false);
        assert!(said.contains("public key or secret of client") && said.contains("\\u001B[2J\\u202E"), "{said}");
        assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said}");
    }

    #[test]
    fn a_long_name_stands_alone_in_its_line() {
        let payload = r#"{"sub":"system:serviceaccount:d:d","kubernetes.io/serviceaccount/service-account.name":"d"}"#;
        let said = decoded(HEADER, payload, false);
        let lines =
            "\n  kubernetes.io/serviceaccount/service-account.name\n       the name of the account (Kubernetes)\n";
        assert!(said.contains(lines), "{said}");
    }
}
