//! The built-in templates, each as a whole: it reads, renders, and is held against its
//! own demands.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jotbench::app::template::library::BUILT_IN;
use jotbench::app::template::{Template, Values, fill, lint};
use jotbench::jose::check::Status;

const NOW: i64 = 1_795_324_204;

fn all() -> Vec<Template> {
    BUILT_IN
        .iter()
        .map(|(stem, text)| Template::read(text, stem).unwrap_or_else(|fault| panic!("{stem}: {fault}")))
        .collect()
}

fn examples(template: &Template) -> Values {
    template.fields.iter().map(|field| (field.name.clone(), field.example.clone())).collect()
}

#[test]
fn every_file_of_the_folder_is_built_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/templates");
    let files: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(files, BUILT_IN.iter().map(|(stem, _)| (*stem).to_owned()).collect());
}

#[test]
fn every_template_passes_its_own_demands() {
    for template in all() {
        let values = examples(&template);
        let filled = fill::fill(&template, &values, NOW, &fill::KeyFacts::default()).unwrap();
        let checks = lint::lint(&template, &values, &filled.header, &filled.payload, NOW);
        let bad: Vec<_> = checks
            .iter()
            .filter(|check| matches!(check.status, Status::Fail | Status::Warn) && check.code != "target_unfilled")
            .collect();
        assert!(bad.is_empty(), "{}: {bad:?}\n{}\n{}", template.id, filled.header, filled.payload);
    }
}
