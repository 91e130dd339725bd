//! `jotbench sign -t`: header and payload of a template, the algorithm that target and
//! key have in common, what the key is known by, and what the target would say to the
//! result.

use std::path::PathBuf;

use clap::ValueHint;

use super::super::super::exit;
use super::super::super::material::Material;
use super::super::super::report::{Failure, Failures, Report};
use super::super::super::template::{Known, demand, find, set, signs_with, values};
use super::draft::Given;
use super::signer::Signer;
use crate::app::copy::Request;
use crate::app::template::fill::{self, KeyFacts};
use crate::app::template::placeholder::KeyFact;
use crate::app::template::{KeyKind, Template, Values, lint};
use crate::jose::algorithm::{self, Algorithm};
use crate::jose::check::Status;
use crate::jose::key::{Certificate, Found, Item, KeyType, inspect};
use crate::jose::keyset;

/// What the token is made for.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Make it for this target: header and payload are those of a template
    ///
    /// NAME is that of `jotbench template list`, or the path of a template file. What the target would refuse is not
    /// made; without -t nothing is held against a target.
    #[arg(short = 't', long, value_name = "NAME", value_hint = ValueHint::FilePath, conflicts_with_all = ["payload", "header"])]
    template: Option<String>,
    /// A field of the template; repeatable
    #[arg(short = 's', long = "set", value_name = "NAME=VALUE", value_hint = ValueHint::Other, requires = "template", value_parser = set)]
    set: Vec<(String, String)>,
    /// The certificate of the key, for a template that names it, where the key's file has none; - is standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "template")]
    pub(super) cert: Option<PathBuf>,
}

/// A template with what was typed for its fields.
pub(super) struct Target {
    known: Known,
    values: Values,
}

impl Target {
    /// The target that was named, if one was. An algorithm that was named must be one that it takes.
    pub(super) fn of(options: &Options, alg: Option<&Algorithm>) -> Result<Option<Self>, Failures> {
        let Some(name) = &options.template else { return Ok(None) };
        let known = find(name)?;
        let values = values(&known, &options.set)?;
        let target = Self { known, values };
        if let Some(alg) = alg.filter(|alg| !target.template().algorithms.iter().any(|name| name == alg.name)) {
            let message = format!("{} does not take {}", target.template().title, alg.name);
            return Err(Failure::input(Report::new("target_algorithm", "--alg", message).hint(target.takes())).into());
        }
        Ok(Some(target))
    }

    fn template(&self) -> &Template {
        &self.known.template
    }

    /// Its name, for documents.
    pub(super) fn id(&self) -> &str {
        &self.template().id
    }

    fn takes(&self) -> String {
        format!("it takes {}, with {}", self.template().algorithms.join(", "), self.template().key_words())
    }

    /// The first algorithm of the template that a key of the material signs with. Where none does, the first: that says
    /// why not.
    pub(super) fn algorithm(&self, material: &Material) -> Result<Option<&'static Algorithm>, Failure> {
        let signing: Vec<(&Found, Option<KeyKind>)> =
            material.keys.found.iter().filter(|found| signs(found)).map(|found| (found, kind(found))).collect();
        let taken = |kind: &Option<KeyKind>| kind.is_some_and(|kind| self.template().keys.contains(&kind));
        if let Some((found, _)) = signing.first().filter(|_| !signing.iter().any(|(_, kind)| taken(kind))) {
            let message = format!("{} signs nothing for {}", inspect::describe(found), self.template().title);
            let report = Report::new("target_key", &material.name, message);
            return Err(Failure::input(report.hint(self.takes())));
        }
        let named = self.template().algorithms.iter().filter_map(|name| algorithm::by_name(name));
        let rows: Vec<_> = named.filter(|row| taken(&signs_with(row))).collect();
        let fitting = rows.iter().find(|row| !keyset::fit_to_sign(&material.keys, Some(row)).is_empty());
        Ok(fitting.or_else(|| rows.first()).copied())
    }

    /// What the key is known by: of itself, of its certificate in `certificates` or beside it.
    pub(super) fn facts(
        &self,
        signer: &Signer<'_>,
        material: &Material,
        certificates: Option<&Material>,
    ) -> Result<KeyFacts, Failure> {
        let public = signer.public();
        let of_key = |certificate: &&Certificate| public.is_none_or(|key| certificate.public().matches(key));
        let given = match certificates.filter(|_| self.asks_certificate()) {
            None => None,
            Some(given) if given.keys.certificates().next().is_none() => {
                let report = Report::new("no_certificate", &given.name, "there is no certificate in it");
                return Err(Failure::input(report.hint("`jotbench key inspect` tells what it is")));
            }
            Some(given) => Some(given.keys.certificates().find(of_key).ok_or_else(|| {
                let message = format!("the certificate is not of the key in {}", material.name);
                let report = Report::new("other_certificate", &given.name, message);
                Failure::input(report.hint("`jotbench key match` tells which ones belong together"))
            })?),
        };
        let certificate = given.or_else(|| material.keys.certificates().find(of_key));
        if certificate.is_none() && self.asks_certificate() {
            let message =
                format!("{} wants a token that names the certificate, and there is none", self.template().title);
            let report = Report::new("no_certificate", &material.name, message);
            return Err(Failure::input(report.hint("name the certificate of the key with --cert FILE")));
        }
        Ok(KeyFacts::of(public, certificate))
    }

    fn asks_certificate(&self) -> bool {
        fill::facts(self.template()).iter().any(|fact| matches!(fact, KeyFact::X5t | KeyFact::X5tS256))
    }

    /// That a certificate was given for nothing.
    pub(super) fn unused(&self, certificates: Option<&Material>) -> Option<Report> {
        let given = certificates.filter(|_| !self.asks_certificate())?;
        let message = format!("a token for {} names no certificate: --cert is for nothing", self.template().title);
        Some(Report::new("cert_unused", &given.name, message))
    }

    /// Header and payload with the fields in them.
    pub(super) fn texts(&self, now: i64, facts: &KeyFacts) -> Result<(Option<Given>, Option<Given>), Failures> {
        let filled = fill::fill(self.template(), &self.values, now, facts).map_err(|fields| {
            let report = |field: fill::Refused| Report::new("bad_field", self.known.place(), field.reason);
            Failures { reports: fields.into_iter().map(report).collect(), code: exit::USAGE }
        })?;
        let given = |part: &str, text| Some(Given { text, name: format!("{part} of {}", self.known.place()) });
        Ok((given("header", filled.header), given("payload", filled.payload)))
    }

    /// What is worth a word about header and payload as they are signed; what the target would refuse is a failure.
    pub(super) fn judge(&self, header: &str, payload: &str, now: i64) -> Result<Vec<Report>, Failures> {
        let checks = lint::lint(self.template(), &self.values, header, payload, now);
        let of = |status: Status| {
            let checks = checks.iter().filter(|check| check.status == status).cloned();
            checks.map(|check| self.with_way_out(demand(check, &self.known))).collect::<Vec<_>>()
        };
        let fails = of(Status::Fail);
        if fails.is_empty() { Ok(of(Status::Warn)) } else { Err(Failures { reports: fails, code: exit::INPUT }) }
    }

    fn with_way_out(&self, report: Report) -> Report {
        let hint = match report.code {
            "target_lifetime" | "target_lifetime_long" if self.template().field("lifetime").is_some() => {
                "let it end earlier, with -s lifetime=… or --exp"
            }
            "target_lifetime" | "target_lifetime_long" => "let it end earlier, with --exp",
            "target_no_end" => "--exp +1h lets it end in an hour",
            _ => return report,
        };
        report.hint(hint)
    }

    /// How the token is sent, for `--as` of this name; to the address of `--url`, if that was given.
    pub(super) fn request(&self, form: &str, url: Option<&str>) -> Result<Request, Failure> {
        let no_url = |why: &str, hint: String| {
            let message = format!("--as {form} needs the address that it is for{why}");
            Failure::usage(Report::new("no_url", "command line", message).hint(hint))
        };
        if let Some(request) = fill::request(self.template(), &self.values, url) {
            return match request.check() {
                Ok(()) => Ok(request),
                Err(reason) => {
                    let report = Report::new("bad_url", "command line", format!("the request will not do: {reason}"));
                    Err(Failure::usage(report.hint("--url gives another address, -s another value of a field")))
                }
            };
        }
        let unsent = fill::unsent(self.template(), &self.values);
        let fields: Vec<String> = unsent.iter().map(|field| format!("-s {}=… ({})", field.name, field.help)).collect();
        match (unsent.first(), url) {
            (None, Some(url)) => Ok(Request::to(url)),
            (None, None) => Err(no_url(
                &format!(", and {} names none", self.template().title),
                "give it with --url https://host/path/".to_owned(),
            )),
            (Some(first), None) => Err(no_url(
                &format!(", and {} is missing", first.title),
                format!("give {}, or the address itself with --url https://host/path/", fields.join(", ")),
            )),
            (Some(first), Some(_)) => {
                let message = format!("--as {form} needs {}, which is missing", first.title);
                let report = Report::new("no_url", "command line", message);
                Err(Failure::usage(report.hint(format!("give {}", fields.join(", ")))))
            }
        }
    }

    /// The header of its own that the target reads the token from.
    pub(super) fn carrier(&self) -> Option<(String, String)> {
        fill::carrier(self.template(), &self.values).filter(|(name, _)| name != "Authorization")
    }
}

const fn signs(found: &Found) -> bool {
    matches!(found.item, Item::Secret(_) | Item::Private(_))
}

/// The kind of a key that signs, as templates name it.
fn kind(found: &Found) -> Option<KeyKind> {
    match &found.item {
        Item::Secret(_) => Some(KeyKind::Secret),
        Item::Private(key) => match key.key_type() {
            KeyType::Rsa { .. } => Some(KeyKind::Rsa),
            KeyType::Ec(_) => Some(KeyKind::Ec),
            KeyType::Ed25519 | KeyType::Ed448 => Some(KeyKind::Ed),
            KeyType::MlDsa(_) => None,
        },
        Item::Public(_) | Item::Certificate(_) => None,
    }
}
