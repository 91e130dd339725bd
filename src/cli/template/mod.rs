//! `jotbench template`: what targets want of a token. Finds templates by their name or
//! their file, for `jotbench sign -t` as well. What a template means is left to
//! `app::template`.

mod check;
mod fields;
mod list;
mod show;

use std::path::Path;
use std::sync::Arc;

use super::material;
use super::report::{Answer, Failure, Report};
use super::usage::near;
use crate::app::template::library::{BUILT_IN, Bad, Library, OwnFile};
use crate::app::template::{Fault, KeyKind, Template};
use crate::jose::algorithm::{Algorithm, Family};
use crate::jose::check::Check;
use crate::jose::key;
use crate::sys::config::{Config, ConfigFile, Kind};

pub(super) use fields::{set, values};

const EXAMPLES: &str = "\
Examples:
  jotbench template list
  jotbench template show qlik-qseow
  jotbench template check qlik-qseow token.txt
  jotbench template show qlik-qseow --toml > corp.toml

NAME is that of the list, or the path of a template file, as ./corp.toml.
`jotbench sign -t NAME` makes a token.";

/// List what targets want of a token, show one of them, hold a token against it
#[derive(Debug, clap::Args)]
#[command(subcommand_required = true, arg_required_else_help = true, after_long_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    List(list::Arguments),
    Show(show::Arguments),
    Check(check::Arguments),
}

impl Arguments {
    /// Does it. Reads files and standard input.
    pub fn run(&self) -> Answer {
        match &self.command {
            Command::List(arguments) => arguments.run(),
            Command::Show(arguments) => arguments.run(),
            Command::Check(arguments) => arguments.run(),
        }
    }
}

/// The person's own templates.
fn own() -> Vec<OwnFile> {
    files(&Config::of_environment(), Kind::Templates)
}

/// The person's files of a kind.
pub(super) fn files(config: &Config, kind: Kind) -> Vec<OwnFile> {
    let own = |file: ConfigFile| {
        let path = file.path.to_string_lossy().into_owned();
        OwnFile { stem: file.stem, path, text: file.text }
    };
    config.files(kind).into_iter().map(own).collect()
}

/// A template with the file that it is read from.
#[derive(Debug)]
pub(super) struct Known {
    /// The template.
    pub(super) template: Arc<Template>,
    /// The text of its file.
    pub(super) text: String,
    /// The path of its file, foreign text; none for a built-in one.
    pub(super) path: Option<String>,
}

impl Known {
    /// What it is called on the command line.
    fn name(&self) -> String {
        self.path.clone().unwrap_or_else(|| self.template.id.clone())
    }

    /// For sentences: `template qlik-cloud`.
    pub(super) fn place(&self) -> String {
        self.path.clone().unwrap_or_else(|| format!("template {}", self.template.id))
    }
}

/// The template of a name, or of the file that a path names.
pub(super) fn find(name: &str) -> Result<Known, Failure> {
    let is_file = Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    if is_file || name.contains(['/', '\\']) { of_file(name) } else { among(&own(), name) }
}

/// The template of a name among the built-in ones and these files.
fn among(own: &[OwnFile], name: &str) -> Result<Known, Failure> {
    let library = Library::with(own);
    // A file of the person that cannot be read stands for nothing: the built-in one of its name is not what was meant.
    if let Some(bad) = library.bad.iter().find(|bad| bad.stem == name) {
        return Err(Failure::input(bad_file(bad)));
    }
    let Some(template) = library.find(name).cloned() else {
        return Err(Failure::usage(unknown(name, &library)));
    };
    let mine = own.iter().find(|file| file.stem == name);
    let built_in = || BUILT_IN.iter().find(|(stem, _)| *stem == name).map(|(_, text)| (*text).to_owned());
    let text = mine.and_then(|file| file.text.clone().ok()).or_else(built_in).unwrap_or_default();
    Ok(Known { template, text, path: mine.map(|file| file.path.clone()) })
}

fn of_file(path: &str) -> Result<Known, Failure> {
    let (bytes, name) = material::bytes_and_name(Path::new(path))?;
    let refuse = |code, what: &str, hint: &str| {
        Failure::input(Report::new(code, &name, format!("this is {what}, and no template")).hint(hint))
    };
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| refuse("not_text", "no UTF-8 text", "a template is a text file in TOML"))?;
    if key::looks_like_key(text).is_some() {
        return Err(refuse("key_as_template", "a key or certificate", "name keys with -k FILE"));
    }
    let text = text.trim_start_matches('\u{feff}').to_owned();
    let stem = Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    match Template::read(&text, &stem) {
        Ok(template) => Ok(Known { template: Arc::new(template), text, path: Some(name) }),
        Err(fault) => Err(Failure::input(faulty(&name, &fault))),
    }
}

/// Characters of a name that are repeated.
const SHOWN: usize = 40;

fn unknown(name: &str, library: &Library) -> Report {
    if key::looks_like_key(name).is_some() {
        return Report::no_name("no_template");
    }
    let short: String = name.chars().take(SHOWN).collect();
    let report = Report::new("no_template", "command line", format!("there is no template {short:?}"));
    let list = "`jotbench template list` lists all";
    let ids = || library.templates.iter().map(|template| template.id.as_str());
    if let Some(meant) = near(name, ids()) {
        return report.hint(format!("did you mean {meant}? {list}"));
    }
    let lower = name.to_lowercase();
    let has = |template: &&Arc<Template>| {
        [&template.id, &template.title].iter().any(|text| text.to_lowercase().contains(&lower))
    };
    let like: Vec<&str> = library.templates.iter().filter(has).map(|template| template.id.as_str()).collect();
    if like.is_empty() || name.trim().is_empty() {
        return report.hint(format!("{list}; a file is named by its path, as ./corp.toml"));
    }
    report.hint(format!("did you mean {}? {list}", like.join(" or ")))
}

/// What is wrong with a file of the person.
fn bad_file(bad: &Bad) -> Report {
    faulty(&bad.path, &bad.fault)
}

pub(super) fn faulty(path: &str, fault: &Fault) -> Report {
    let place = if fault.line == 0 { path.to_owned() } else { format!("{path}, line {}", fault.line) };
    Report { hint: fault.hint.clone(), ..Report::new(fault.code, place, &fault.message) }
}

/// The kind of key that an algorithm signs with.
pub(super) const fn signs_with(algorithm: &Algorithm) -> Option<KeyKind> {
    match algorithm.family {
        Family::Hmac => Some(KeyKind::Secret),
        Family::RsaPkcs1 | Family::RsaPss => Some(KeyKind::Rsa),
        Family::Ecdsa => Some(KeyKind::Ec),
        Family::EdDsa => Some(KeyKind::Ed),
        Family::MlDsa | Family::None => None,
    }
}

/// A demand of a template, as the command line tells it: without the keys of the workbench.
pub(super) fn told(check: Check, template: &Template) -> Check {
    let hint = match check.code {
        "target_algorithm" => {
            Some(format!("it takes {}, with {}", template.algorithms.join(", "), template.key_words()))
        }
        "target_unfilled" => Some("give its value in its place".to_owned()),
        _ => check.hint,
    };
    Check { hint, ..check }
}

/// The same as a problem of the template.
pub(super) fn demand(check: Check, known: &Known) -> Report {
    let check = told(check, &known.template);
    let message = format!("{}: {}", check.check, check.message);
    Report { hint: check.hint, ..Report::new(check.code, format!("template {}", known.template.id), message) }
}

#[cfg(test)]
mod tests {
    use super::super::exit;
    use super::*;

    fn own(stem: &str, text: &str) -> OwnFile {
        let path = format!("/home/jde/.config/jotbench/templates/{stem}.toml");
        OwnFile { stem: stem.to_owned(), path, text: Ok(text.to_owned()) }
    }

    #[test]
    fn a_file_of_the_person_stands_in_front_of_a_built_in_one() {
        let text = BUILT_IN[0].1.replace("Qlik Sense on Windows", "Our Qlik");
        let files = [own("qlik-qseow", &text)];
        let known = among(&files, "qlik-qseow").unwrap();
        assert_eq!((known.template.title.as_str(), known.text), ("Our Qlik", text));
        assert_eq!(known.path.as_deref(), Some(files[0].path.as_str()));
        let known = among(&files, "qlik-cloud").unwrap();
        assert_eq!((known.text.as_str(), known.path), (BUILT_IN[1].1, None));
    }

    #[test]
    fn a_bad_file_of_the_person_is_not_passed_over_for_the_built_in_one() {
        let failure = among(&[own("qlik-cloud", "id = \"qlik-cloud\"\ntitel = 1\n")], "qlik-cloud").unwrap_err();
        let report = Report::new(
            "missing_key",
            "/home/jde/.config/jotbench/templates/qlik-cloud.toml, line 1",
            "it has no title",
        );
        assert_eq!((failure.report, failure.code), (report.hint("add title = …"), exit::INPUT));
    }

    #[test]
    fn a_name_that_is_unknown_is_answered_with_those_that_were_meant() {
        for (name, hint) in [
            ("qlik-clout", "did you mean qlik-cloud? `jotbench template list` lists all"),
            ("Qlik Cloud", "did you mean qlik-cloud? `jotbench template list` lists all"),
            ("windows", "did you mean qlik-qseow? `jotbench template list` lists all"),
            ("", "`jotbench template list` lists all; a file is named by its path, as ./corp.toml"),
            ("zzz", "`jotbench template list` lists all; a file is named by its path, as ./corp.toml"),
        ] {
            let failure = among(&[], name).unwrap_err();
            assert_eq!((failure.report.hint.as_deref(), failure.code), (Some(hint), exit::USAGE), "{name}");
        }
    }
}
