//! A template or profile file, or what should be one: what is wrong with it has a line,
//! and what can be read can be filled in, or written and read back.

use std::sync::LazyLock;

use jotbench::app::profile::Profile;
use jotbench::app::template::fill::{self, KeyFacts};
use jotbench::app::template::library::Library;
use jotbench::app::template::{Fault, Template, Values, lint};

use super::shown;

/// 2026-11-22T05:10:04Z in seconds.
const NOW: i64 = 1_795_324_204;

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::with(&[]));

/// Takes any bytes.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    // A file is called as its template is.
    let id = text.lines().find_map(|line| line.strip_prefix("id = \"")?.split('"').next()).unwrap_or("own");
    match Template::read(&text, id) {
        Ok(template) => look(&template),
        Err(fault) => place(&text, &fault),
    }
    match Profile::read(&text, "own", &LIBRARY) {
        Ok(profile) => {
            let written = profile.written();
            assert_eq!(Profile::read(&written, "own", &LIBRARY), Ok(profile), "{written}");
        }
        Err(fault) => place(&text, &fault),
    }
}

fn place(text: &str, fault: &Fault) {
    // An empty file has a first line all the same.
    let lines = text.split('\n').count();
    assert!((1..=lines).contains(&fault.line), "{fault:?} of {lines} lines");
    assert!(!fault.code.is_empty() && !fault.message.is_empty(), "{fault:?}");
    shown::text(&fault.to_string());
}

fn look(template: &Template) {
    let defaults = template.fields.iter().filter_map(|field| Some((field.name.clone(), field.default.clone()?)));
    let typed = template.fields.iter().map(|field| (field.name.clone(), "a\"\\\u{202e}1".to_owned()));
    for values in [Values::default(), defaults.collect(), typed.collect()] {
        let values: Values = values;
        match fill::fill(template, &values, NOW, &KeyFacts::of(None, None)) {
            Ok(filled) => {
                for check in lint::lint(template, &values, &filled.header, &filled.payload, NOW) {
                    shown::text(&check.message);
                }
            }
            Err(refused) => refused.iter().for_each(|one| shown::text(&one.reason)),
        }
        let url = fill::request(template, &values, Some("https://example.com/"));
        shown::text(&format!("{url:?}"));
    }
    shown::text(&template.title);
}
