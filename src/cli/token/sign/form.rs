//! The form that a token is printed in: `--as` and what goes with it.

use clap::ValueHint;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::super::super::report::{Failure, Report};
use super::target::Target;
use crate::app::copy::{COPY_FORMS, CopyForm, Made, Request, Wanted, check_url, shareable};

/// The options.
#[derive(Debug, clap::Args)]
#[group(id = "form_options")]
pub(super) struct Options {
    /// The form to print
    #[arg(long = "as", value_name = "FORM", default_value = "token", value_parser = forms())]
    form: String,
    /// The address that a request or a filter is for; where {{token}} stands in it, the token is sent there
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url, value_parser = address)]
    url: Option<String>,
    /// The claims to redact in --as shareable, at any depth; without it those about a person
    #[arg(long, value_name = "NAME,…", value_hint = ValueHint::Other, value_delimiter = ',')]
    redact: Vec<String>,
}

/// An address that can stand in a command.
fn address(url: &str) -> Result<String, String> {
    check_url(url).map(|()| url.to_owned())
}

/// The name of the form that is a document and no text.
const JSON: &str = "json";

/// The forms of a text; what needs a question is not made here.
fn text_forms() -> impl Iterator<Item = &'static CopyForm> {
    COPY_FORMS.iter().filter(|form| form.question.is_none())
}

/// The names of the forms, for help and suggestions.
fn forms() -> PossibleValuesParser {
    let texts = text_forms().map(|form| PossibleValue::new(form.name).help(form.title));
    let json = PossibleValue::new(JSON).help("A JSON document: token, header, payload, key, notes");
    texts.chain([json]).collect::<Vec<_>>().into()
}

impl Options {
    /// True if the form is a document.
    pub(super) fn is_json(&self) -> bool {
        self.form == JSON
    }

    /// The form of the text with all that it needs; none for the bare token and for a document alone. `json`: the text
    /// goes into a document. `target`: what the token is for, which knows how it is sent.
    pub(super) fn form(&self, json: bool, target: Option<&Target>) -> Result<Option<Form>, Failure> {
        let row = text_forms().find(|form| form.name == self.form).filter(|form| form.name != "token");
        let sends = row.is_some_and(CopyForm::sends);
        let redacts = row.is_some_and(CopyForm::redacts);
        let usage = |code, place: &str, message: String, hint: &str| {
            Err(Failure::usage(Report::new(code, place, message).hint(hint)))
        };
        let name = &self.form;
        match &self.url {
            None if sends && target.is_none() => {
                let message = format!("--as {name} needs the address that it is for");
                return usage("no_url", "command line", message, "give it with --url https://host/path/");
            }
            Some(_) if !sends => {
                let message = format!("--as {name} has no place for an address");
                return usage("unused_url", "--url", message, "leave --url out, or choose another form with --as");
            }
            _ => {}
        }
        if !self.redact.is_empty() && !redacts {
            let message = format!("--as {name} redacts nothing");
            return usage("unused_redact", "--redact", message, "--as shareable is the form with claims redacted");
        }
        if redacts && json {
            let message = format!("a JSON document holds the token itself, which --as {name} is to keep back");
            return usage("token_shown", "--json", message, "leave --json out");
        }
        let redact =
            (!self.redact.is_empty()).then(|| self.redact.iter().flat_map(|name| shareable::typed(name)).collect());
        let request = match (target.filter(|_| sends), &self.url) {
            (Some(target), url) => Some(target.request(name, url.as_deref())?),
            (None, url) => url.as_deref().map(Request::to),
        };
        Ok(row.map(|row| Form { row, request, carrier: target.and_then(Target::carrier), redact }))
    }
}

/// A form that is ready to be made.
pub(super) struct Form {
    row: &'static CopyForm,
    request: Option<Request>,
    carrier: Option<(String, String)>,
    redact: Option<Vec<String>>,
}

impl Form {
    /// Makes it, and says what must be known to use it.
    pub(super) fn of(&self, token: &str) -> Result<(Made, Option<Report>), Failure> {
        let wanted =
            Wanted { request: self.request.as_ref(), carrier: self.carrier.as_ref(), redact: self.redact.as_deref() };
        let place = format!("--as {}", self.row.name);
        match self.row.of(token, &wanted) {
            Ok(mut made) => {
                let report = made.remark.take().map(|remark| Report::new("form", place, remark));
                Ok((made, report))
            }
            Err(message) => Err(Failure::usage(Report::new("form_refused", place, message))),
        }
    }
}
