//! `jotbench template show`: all that a template says, for people, as a document, or as
//! the file that it is.

mod document;
mod example;

use std::fmt::Write as _;

use clap::ValueHint;

use super::super::exit;
use super::super::paint::{Paint, Tone};
use super::super::report::{Answer, Failure};
use super::{Known, find};
use crate::app::template::field::Field;
use crate::app::template::{From, Member, Template, Values, fill};
use crate::jose::times;
use crate::text::visible;

const EXAMPLES: &str = "\
Examples:
  jotbench template show qlik-cloud
  jotbench template show ./corp.toml
  jotbench template show qlik-qseow --json
  jotbench template show qlik-qseow --toml > corp.toml

The file of a template is the start of one of your own: give it another name,
and the same as its id. `jotbench template check` tells whether it is sound.

Exit code: 0 done, 2 the command line is wrong or there is no such template, 5
the file of the template cannot be read.";

/// Show a template: fields, header and payload, what the target demands and answers
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The name of a template, as in the list, or the path of its file
    #[arg(value_name = "NAME", value_hint = ValueHint::FilePath)]
    name: String,
    /// Print the file of the template itself
    #[arg(long, conflicts_with = "json")]
    toml: bool,
    /// Answer with a JSON document
    #[arg(long)]
    json: bool,
}

impl Arguments {
    pub(super) fn run(&self) -> Answer {
        self.answer().unwrap_or_else(|failure| failure.answer(self.json))
    }

    fn answer(&self) -> Result<Answer, Failure> {
        let known = find(&self.name)?;
        let out = match (self.toml, self.json) {
            (true, _) => printed(&known.text),
            (_, true) => document::document(&known).line(),
            _ => words(&known, Paint::of_standard_output()),
        };
        Ok(Answer::of(out, exit::DONE))
    }
}

/// The file as it is, but that what a terminal would obey, or a reader not see, is written as an escape: TOML's strings
/// and the JSON within them read it as the same character.
fn printed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let inside = line.trim_end_matches(['\r', '\n']);
        for (at, piece) in inside.split('\t').enumerate() {
            out.push_str(if at == 0 { "" } else { "\t" });
            out.push_str(&visible(piece));
        }
        out.push_str(line.strip_prefix(inside).unwrap_or_default());
    }
    out
}

/// Everything, in the order of reading.
fn words(known: &Known, paint: Paint) -> String {
    let template = &*known.template;
    let mut page = Page { out: String::new(), paint };
    let title = format!("{} ({})", template.title, template.id);
    let _ = writeln!(page.out, "{}", paint.tone(Tone::Title, &visible(&title)));
    page.line(2, 2, &template.about);
    page.out.push('\n');
    for (name, says) in facts(known) {
        page.pair(name, &says);
    }
    page.section("make one");
    let _ = writeln!(page.out, "  {}", visible(&example::line(&known.name(), template)));
    page.section("fields, for -s name=value");
    for field in &template.fields {
        page.pair(&field.name, &asked(field));
        page.line(4, 4, &field.help);
    }
    for (name, text) in [("header", &template.header), ("payload", &template.payload)] {
        page.section(name);
        for line in text.trim().lines() {
            let _ = writeln!(page.out, "  {}", visible(line));
        }
    }
    if !template.members.is_empty() {
        page.section("what the target demands");
    }
    for member in &template.members {
        page.pair(&member.name, &demanded(member));
        if let Some(help) = &member.help {
            page.line(4, 4, help);
        }
    }
    page.request(template);
    page.list("what to do next", &next(template));
    if !template.answers.is_empty() {
        page.section("what the target answers");
        for answer in &template.answers {
            page.line(2, 2, &answer.status);
            page.line(4, 4, &answer.means);
        }
    }
    if let Some(give) = &template.give {
        page.section("what the other side is given of the key");
        page.line(2, 2, &give.place);
        for line in example::conversions(give) {
            let _ = writeln!(page.out, "  {}", visible(&line));
        }
    }
    page.list("sources", &template.sources);
    if let Some(day) = &template.checked {
        page.line(2, 2, &format!("compared with them on {day}"));
    } else if !template.sources.is_empty() {
        page.line(2, 2, "not compared with them yet");
    }
    page.out
}

/// Short facts, each with its name.
fn facts(known: &Known) -> Vec<(&'static str, String)> {
    let template = &*known.template;
    let mut facts = vec![("algorithms", template.algorithms.join(", ")), ("key", template.key_words())];
    if template.certificate {
        facts.push(("certificate", "its certificate is needed here too".to_owned()));
    }
    facts.extend(lifetime(template).map(|limits| ("lifetime", limits)));
    if template.fresh {
        facts.push((
            "fresh",
            "every token has times and identifiers of its own: make a new one for each use".to_owned(),
        ));
    }
    facts.extend(known.path.clone().map(|path| ("file", path)));
    facts
}

fn lifetime(template: &Template) -> Option<String> {
    let limits = template.lifetime;
    let most = limits.most.map(|most| format!("{} at most", times::duration(most)));
    let advised = limits.advised.map(|advised| format!("{} advised", times::duration(advised)));
    let told: Vec<String> = most.into_iter().chain(advised).collect();
    (!told.is_empty()).then(|| format!("{}, from {} to exp", told.join(", "), measured(limits.from)))
}

/// What to do next, with the titles of fields in it.
fn next(template: &Template) -> Vec<String> {
    template.next.iter().map(|step| fill::sentence(template, &Values::new(), step)).collect()
}

/// What a lifetime is measured from, as template files call it.
const fn measured(from: From) -> &'static str {
    match from {
        From::Iat => "iat",
        From::Nbf => "nbf",
        From::Now => "now",
    }
}

/// What a field is: "Groups, texts with commas between them, optional, as finance, sales".
fn asked(field: &Field) -> String {
    let need = match &field.default {
        Some(default) if !default.is_empty() => format!("{default} without it"),
        _ if field.optional => "optional".to_owned(),
        _ => "needed".to_owned(),
    };
    let setting = if field.setting { "; a setting of the site" } else { "" };
    let example = if field.default.as_ref() == Some(&field.example) || field.example.is_empty() {
        String::new()
    } else {
        format!("; as {}", field.example)
    };
    format!("{}: {}, {need}{setting}{example}", field.title, field.kind.words)
}

fn demanded(member: &Member) -> String {
    let place = if member.in_header { "header" } else { "payload" };
    let need = if member.required { "needed" } else { "optional" };
    let values = match member.values.as_slice() {
        [] => String::new(),
        values => format!(", only {}", values.join(" or ")),
    };
    format!("{place}, {need}: {}{values}", member.kind.words())
}

/// A page on its way.
struct Page {
    out: String,
    paint: Paint,
}

impl Page {
    fn section(&mut self, title: &str) {
        let _ = writeln!(self.out, "\n{}", self.paint.tone(Tone::Title, title));
    }

    /// A text in lines that the terminal has room for, made visible.
    fn line(&mut self, first: usize, indent: usize, text: &str) {
        let text = self.paint.folded(&visible(text), first, indent, None);
        let _ = writeln!(self.out, "{:first$}{text}", "");
    }

    /// A name in its column with what is said of it.
    fn pair(&mut self, name: &str, says: &str) {
        let name = format!("{:15}", visible(name));
        let says = self.paint.folded(&visible(says), name.chars().count() + 4, 4, None);
        let _ = writeln!(self.out, "  {}  {says}", self.paint.tone(Tone::Name, &name));
    }

    /// Lines below a title; nothing without lines.
    fn list(&mut self, title: &str, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        self.section(title);
        for line in lines {
            self.line(2, 4, line);
        }
    }

    fn request(&mut self, template: &Template) {
        let Some(call) = &template.call else { return };
        self.section("the request");
        self.line(2, 4, &format!("{} {}", call.method, call.url));
        for (name, value) in &call.headers {
            self.line(2, 4, &format!("{name}: {value}"));
        }
        for (name, value) in &call.form {
            self.line(2, 4, &format!("{name}={value}"));
        }
    }
}
