//! `jotbench template list`: every template, a line each.

use std::fmt::Write as _;

use super::super::exit;
use super::super::report::{Answer, Json, Report, grade};
use super::{bad_file, own};
use crate::app::template::Template;
use crate::app::template::library::{Library, OwnFile};
use crate::text::visible;

const EXAMPLES: &str = "\
Examples:
  jotbench template list
  jotbench template list | grep -i qlik
  jotbench template list --json

Exit code: 0 done, 2 the command line is wrong.";

/// List the templates: name, title and algorithms
///
/// A file of yours that is no template is told on standard error, with its line, the reason and the way out.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Answer with a JSON document
    #[arg(long)]
    json: bool,
}

impl Arguments {
    pub(super) fn run(&self) -> Answer {
        answer(&own(), self.json)
    }
}

fn answer(own: &[OwnFile], json: bool) -> Answer {
    let library = Library::with(own);
    let problems: Vec<Report> = library.bad.iter().map(bad_file).collect();
    let err = problems.iter().map(|problem| problem.words(grade::WARNING)).collect();
    let path = |template: &Template| own.iter().find(|file| file.stem == template.id).map(|file| file.path.as_str());
    let rows = library.templates.iter().map(|template| (template.as_ref(), path(template)));
    let out = if json { document(rows, &problems) } else { lines(&rows.collect::<Vec<_>>()) };
    Answer { err, ..Answer::of(out, exit::DONE) }
}

fn document<'t>(rows: impl Iterator<Item = (&'t Template, Option<&'t str>)>, problems: &[Report]) -> String {
    let row = |(template, path): (&Template, Option<&str>)| {
        let mut members = vec![
            ("template", Json::text(&template.id)),
            ("title", Json::text(&template.title)),
            ("algorithms", Json::texts(&template.algorithms)),
            ("own", Json::Truth(path.is_some())),
        ];
        members.extend(path.map(|path| ("file", Json::text(path))));
        Json::Object(members)
    };
    Json::Object(vec![
        ("templates", Json::List(rows.map(row).collect())),
        ("problems", Json::List(problems.iter().map(Report::json).collect())),
    ])
    .line()
}

fn lines(rows: &[(&Template, Option<&str>)]) -> String {
    let widest = |of: fn(&Template) -> &str| rows.iter().map(|(template, _)| of(template).chars().count()).max();
    let (ids, titles) = (widest(|template| &template.id), widest(|template| &template.title));
    let (ids, titles) = (ids.unwrap_or_default(), titles.unwrap_or_default());
    let mut out = String::new();
    for (template, path) in rows {
        let own = path.map(|path| format!("  yours: {}", visible(path))).unwrap_or_default();
        let (id, title) = (visible(&template.id), visible(&template.title));
        let _ = writeln!(out, "{id:ids$}  {title:titles$}  {}{own}", template.algorithms.join(", "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::template::library::BUILT_IN;

    #[test]
    fn own_templates_are_marked_and_bad_files_are_told() {
        let file = |stem: &str, text: Result<String, String>| OwnFile {
            stem: stem.to_owned(),
            path: format!("templates/{stem}\u{7}.toml"),
            text,
        };
        let corp = BUILT_IN[1].1.replace("qlik-cloud", "corp").replace("title = \"Qlik Cloud\"", "title = \"Corp\"");
        let own = [
            file("corp", Ok(corp)),
            file("bad", Ok("id = \"bad\"\ntitle = 7\n".to_owned())),
            file("locked", Err("permission denied".to_owned())),
        ];
        let told = "warning: title is an integer, and must be a text in quotes\n  in templates/bad\\u0007.toml, line 2\n\
                    warning: permission denied\n  in templates/locked\\u0007.toml\n";
        let list = answer(&own, false);
        assert_eq!((list.err.as_str(), list.code), (told, exit::DONE));
        let out = String::from_utf8(list.out.to_vec()).unwrap();
        let row = "corp        Corp                   RS256  yours: templates/corp\\u0007.toml\n";
        assert!(out.starts_with(row), "{out}");
        assert!(out.contains("\nqlik-cloud  Qlik Cloud             RS256\n"), "{out}");
        let document = answer(&own, true);
        assert_eq!(document.err, told);
        let out = String::from_utf8(document.out.to_vec()).unwrap();
        let start = "{\"templates\":[{\"template\":\"corp\",\"title\":\"Corp\",\"algorithms\":[\"RS256\"],\"own\":true,\
                     \"file\":\"templates/corp\\u0007.toml\"},{";
        let end = "\"problems\":[{\"code\":\"wrong_type\",\"place\":\"templates/bad\\u0007.toml, line 2\",\
                   \"message\":\"title is an integer, and must be a text in quotes\"},{\"code\":\"unreadable\",\
                   \"place\":\"templates/locked\\u0007.toml\",\"message\":\"permission denied\"}]}\n";
        assert!(out.starts_with(start) && out.ends_with(end), "{out}");
    }
}
