//! `jotbench sign`: a token of the texts and claims of a command line.

mod claims;
mod draft;
mod form;
mod remarks;
mod signer;
mod target;

use std::path::Path;

use clap::ValueHint;
use zeroize::Zeroizing;

use super::super::clip;
use super::super::exit;
use super::super::key::{moment, now};
use super::super::material::{self, KeyOptions, Material, Origin};
use super::super::report::{Answer, Failure, Failures, Report, grade};
use super::document::{self, Document};
use super::{algorithm, given};
use crate::app::template::fill::KeyFacts;
use crate::jose::algorithm::Algorithm;
use crate::jose::compose::string;
use crate::jose::{clean, key, times, uuid};
use claims::{Claim, Claims};
use draft::{Given, Header};
use signer::Signer;
use target::Target;

const EXAMPLES: &str = "\
Examples:
  jotbench sign -k server_key.pem --claim userId=jde --claim userDirectory=CORP \\
    --iat now --exp +1h
  jotbench sign -t qlik-qseow -s user=jde -s directory=CORP -k server_key.pem \
    --as header
  jotbench sign -k key.pem --payload claims.json --jti uuid --as header
  jotbench sign --secret-env WEBHOOK_SECRET --payload - < claims.json
  jotbench decode --json token.txt | jotbench sign -k key.pem --payload - \\
    --exp +10m
  jotbench sign -k key.pem --claim sub=me --exp +5m --as curl \\
    --url https://api.example/
  jotbench sign -k key.pem --payload claims.json --as shareable --redact sub

Nothing but the result goes to standard output, and nothing at all if there is
none. JSON texts are signed as they are written, less the white space between
their members. A document of `jotbench decode --json` is taken for its header
and payload.

Exit code: 0 done, 2 the command line is wrong, 5 an input cannot be read: bad
JSON, a member that stands twice, a key that does not fit the algorithm, or the
target of the template would refuse the token.";

/// Make a token of claims or JSON texts, and print it
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    keys: KeyOptions,
    /// Sign with this key of a JWK Set; the header names it as kid, whatever the key is
    #[arg(long, value_name = "KID", value_hint = ValueHint::Other, help_heading = "Keys")]
    kid: Option<String>,
    /// The algorithm; without it the header's, else the key's natural one
    ///
    /// Natural are RS256, ES256, ES384, ES512 or ES256K by the curve, EdDSA, and HS256 for a secret.
    #[arg(long, value_name = "ALG", value_hint = ValueHint::Other, value_parser = row)]
    alg: Option<&'static Algorithm>,
    /// The payload: a file with a JSON object, - for standard input, or the object itself
    #[arg(long, value_name = "FILE|{JSON}", value_hint = ValueHint::FilePath)]
    payload: Option<String>,
    /// The JOSE header, likewise; without it {"alg":…,"typ":"JWT"} and the kid
    #[arg(long, value_name = "FILE|{JSON}", value_hint = ValueHint::FilePath)]
    header: Option<String>,
    #[command(flatten)]
    target: target::Options,
    #[command(flatten)]
    claims: Claims,
    /// When it is issued: now, -5m, RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_hint = ValueHint::Other, value_parser = typed, allow_hyphen_values = true)]
    iat: Option<String>,
    /// From when on it is valid: now, -5m, +1h, RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_hint = ValueHint::Other, value_parser = typed, allow_hyphen_values = true)]
    nbf: Option<String>,
    /// When it ends: +10m, +1h30m, RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_hint = ValueHint::Other, value_parser = typed, allow_hyphen_values = true)]
    exp: Option<String>,
    /// The token's identifier; uuid makes a random one
    #[arg(long, value_name = "uuid|TEXT", value_hint = ValueHint::Other)]
    jti: Option<String>,
    /// The typ of the header
    #[arg(long, value_name = "TYPE", value_hint = ValueHint::Other)]
    typ: Option<String>,
    #[command(flatten)]
    form: form::Options,
    /// Put it on the clipboard as well, for 45 seconds
    #[arg(long)]
    copy: bool,
    /// Answer with a JSON document, as --as json does
    #[arg(long)]
    json: bool,
    /// The clock that times count from: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_hint = ValueHint::Other, value_parser = moment, allow_hyphen_values = true)]
    now: Option<i64>,
}

/// A moment, which is counted from the clock later.
fn typed(text: &str) -> Result<String, String> {
    if times::typed(text, 0).is_some() {
        return Ok(text.to_owned());
    }
    let forms = "a time is now, +1h30m, -5m, RFC 3339 as 2026-11-22T05:10:04Z, or Unix seconds";
    match times::typed(&format!("+{text}"), 0) {
        Some(_) => Err(format!("{forms}; for a span from now write +{text}")),
        None => Err(forms.to_owned()),
    }
}

/// An algorithm that signs.
fn row(name: &str) -> Result<&'static Algorithm, String> {
    if name.eq_ignore_ascii_case("none") {
        return Err("such a token is not signed at all: name an algorithm, as RS256".to_owned());
    }
    algorithm(name)
}

impl Arguments {
    /// Does it. Reads files and standard input, may ask for a passphrase, and may set the clipboard.
    pub fn run(&self) -> Answer {
        self.answer().unwrap_or_else(|failures| failures.answer(self.is_json()))
    }

    fn is_json(&self) -> bool {
        self.json || self.form.is_json()
    }

    fn answer(&self) -> Result<Answer, Failures> {
        let target = Target::of(&self.target, self.alg)?;
        let form = self.form.form(self.is_json(), target.as_ref())?;
        let now = now(self.now);
        let (mut material, certificates) = self.material()?;
        let mut notes = Vec::new();
        let texts = match &target {
            // What the key is known by comes later; which key it is may stand in the header.
            Some(target) => target.texts(now, &KeyFacts::default())?,
            None => self.texts(&mut notes)?,
        };
        let (mut header, mut payload) = self.compose(texts, now)?;
        let named = header.jose.kid.clone().filter(|kid| target.is_none() || !kid.contains("{{"));
        let wanted = self.kid.clone().or(named);
        if let Some(kid) = &wanted {
            material.pick(kid)?;
        }
        let named = match (self.alg, &target) {
            (Some(row), None) => Some(row),
            (alg, Some(target)) => target.algorithm(&material)?.filter(|_| alg.is_none()).or(alg),
            (None, None) => header.algorithm()?,
        };
        let signer = Signer::of(&material, named, wanted.as_deref())?;
        notes.extend(signer.other_kid(wanted.as_deref()));
        if let Some(target) = &target {
            let facts = target.facts(&signer, &material, certificates.as_ref())?;
            (header, payload) = self.compose(target.texts(now, &facts)?, now)?;
            notes.extend(target.unused(certificates.as_ref()));
        }
        let header = header.finish(signer.algorithm, self.typ.as_deref(), self.kid.as_deref(), signer.kid())?;
        let token = signer.sign(&header, &payload)?;
        let demands =
            target.as_ref().map(|target| target.judge(&header, &payload, now)).transpose()?.unwrap_or_default();
        // What the target says of a token without an end says more.
        let told = |note: &Report| note.code != "no_exp" || demands.iter().all(|demand| demand.code != "target_no_end");
        notes.extend(remarks::of_texts(&header, &payload, now).into_iter().filter(told));
        notes.extend(demands.clone());
        notes.extend(signer.weakness());
        notes.extend(remarks::of_size(&token));
        let made = form.map(|form| form.of(&token)).transpose()?;
        let (text, remark) = made.map(|(made, remark)| (made.text, remark)).unzip();
        let remark = remark.flatten();
        let warnings: String = notes.iter().map(|note| note.words(grade::WARNING)).collect();
        let mut err = material.remarks() + &warnings;
        err.extend(remark.iter().map(|remark| remark.words(grade::NOTE)));
        if self.copy {
            let copied = clip::copy(text.as_ref().unwrap_or(&token)).map_err(Failure::input)?;
            err.push_str(&copied.words(grade::NOTE));
        }
        let mut out = Zeroizing::new(Vec::new());
        if self.is_json() {
            let notes = material.reports().into_iter().chain(notes).chain(remark);
            let named = target.as_ref().map(Target::id);
            let document = signer.document(&token, text.as_deref(), [header, payload], named, notes);
            out.extend_from_slice(document.line().as_bytes());
        } else {
            out.extend_from_slice(text.as_ref().unwrap_or(&token).as_bytes());
            out.push(b'\n');
        }
        Ok(Answer { out, err, code: exit::DONE })
    }

    /// Header and payload of these texts, with the claims of the command line.
    fn compose(
        &self,
        (header, payload): (Option<Given>, Option<Given>),
        now: i64,
    ) -> Result<(Header, String), Failure> {
        let header = Header::of(header)?;
        Ok((header, draft::payload(payload, &self.claims, &self.registered(now)?)?))
    }

    /// The key, and the certificate that was named beside it.
    fn material(&self) -> Result<(Material, Option<Material>), Failure> {
        let origin = self.keys.origin(None).map_err(given::named_key)?;
        let certificate = self.target.cert.as_deref().map(Origin::File);
        let texts = [&self.payload, &self.header].into_iter().flatten();
        let standard_input = texts.filter(|text| *text == "-").map(|_| Origin::File("-".as_ref()));
        let named: Vec<Origin<'_>> = [origin].into_iter().chain(certificate).chain(standard_input).collect();
        let mut opener = self.keys.opener(&named)?;
        let material = opener.read(origin)?;
        Ok((material, certificate.map(|origin| opener.read(origin)).transpose()?))
    }

    /// Header and payload as they were given. A document of `jotbench decode --json` as payload brings its header along.
    fn texts(&self, notes: &mut Vec<Report>) -> Result<(Option<Given>, Option<Given>), Failure> {
        let of = |option: &str, text: &Option<String>| text.as_deref().map(|text| given(option, text)).transpose();
        let (mut header, mut payload) = (of("--header", &self.header)?, of("--payload", &self.payload)?);
        if let Some((given, document)) = header.as_mut().and_then(documented) {
            *given = part(&given.name, "header", document.header)?;
        }
        if let Some((given, document)) = payload.as_mut().and_then(documented) {
            let from = given.name.clone();
            *given = part(&from, "payload", document.payload)?;
            if header.is_none() {
                header = Some(part(&from, "header", document.header)?);
            }
            if document.kind != "jws" && document.kind != "unsecured" {
                let message = format!(
                    "the document is of a token of the kind {}: of it header and payload are signed, and nothing else",
                    document.kind
                );
                notes.push(Report::new("kind_not_kept", from, message));
            }
        }
        Ok((header, payload))
    }

    /// The claims that have options of their own.
    fn registered(&self, now: i64) -> Result<Vec<Claim>, Failure> {
        let mut claims = Vec::new();
        for (name, text) in [("iat", &self.iat), ("nbf", &self.nbf), ("exp", &self.exp)] {
            let Some(text) = text else { continue };
            let place = format!("--{name}");
            let Some(seconds) = times::typed(text, now) else {
                let report = Report::new("invalid_time", place, "this lies beyond every calendar");
                return Err(Failure::usage(report.hint("the last moment is 9999-12-31T23:59:59Z")));
            };
            claims.push(Claim { place, name: name.to_owned(), value: seconds.to_string() });
        }
        if let Some(text) = &self.jti {
            let value = if text == "uuid" {
                uuid::random().map_err(|problem| Failure::input(Report::in_argument("--jti", &problem)))?
            } else {
                text.clone()
            };
            claims.push(Claim { place: "--jti".to_owned(), name: "jti".to_owned(), value: string(&value) });
        }
        Ok(claims)
    }
}

/// A text with the document that it is, if it is one.
fn documented(given: &mut Given) -> Option<(&mut Given, Document)> {
    let document = document::read(&given.text)?;
    Some((given, document))
}

/// Header or payload of a document of `jotbench decode`.
fn part(document: &str, part: &str, text: Option<String>) -> Result<Given, Failure> {
    let name = format!("{part} in {document}");
    text.map(|text| Given { text, name }).ok_or_else(|| {
        let message = format!("this document of `jotbench decode` has no {part} that is a JSON object");
        Failure::input(Report::new("no_json", document, message).hint(format!("give one with --{part}")))
    })
}

/// The JSON text of an option: itself if it begins with a brace, else a file or standard input.
fn given(option: &str, text: &str) -> Result<Given, Failure> {
    let given = of_file_or_line(option, text)?;
    if let Some(what) = document::other(&given.text) {
        let report = Report::new(
            "other_document",
            &given.name,
            format!("this is {what}, not a {}", option.trim_start_matches('-')),
        );
        return Err(Failure::input(report.hint("`jotbench decode --json` prints what can be signed again")));
    }
    Ok(given)
}

fn of_file_or_line(option: &str, text: &str) -> Result<Given, Failure> {
    if text.trim_start().starts_with('{') {
        return Ok(Given { text: text.to_owned(), name: option.to_owned() });
    }
    let path = Path::new(text);
    let contents = given::contents(path, "JSON").map_err(|failure| {
        let hint = format!("{option} takes a file, - for standard input, or a JSON object in braces");
        if failure.report.code == "missing" { failure.hint(hint) } else { failure }
    })?;
    let name = material::name(path);
    let refuse = |code, what: &str, hint: &str| {
        Err(Failure::input(Report::new(code, &name, format!("this is {what}, not JSON")).hint(hint)))
    };
    match key::looks_like_key(&contents) {
        Some(hint) if hint.private => return refuse("key_as_json", "a private key", "name keys with -k FILE"),
        Some(_) if !contents.trim_start().starts_with('{') => {
            return refuse("key_as_json", "a key or certificate", "name keys with -k FILE");
        }
        _ => {}
    }
    let contents = contents.trim_start_matches('\u{feff}');
    if !contents.trim_start().starts_with(['{', '[', '"']) && clean::looks_like_token(contents.trim()) {
        return refuse("token_as_json", "a token", "`jotbench decode --json` gives its texts to sign again");
    }
    Ok(Given { text: contents.to_owned(), name })
}
