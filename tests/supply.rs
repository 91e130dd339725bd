//! What the program is built from, held to `deny.toml`: the licence of every package, and where it comes from. Crates
//! that are nowhere in it are `tests/architecture.rs`'s matter, which reads the same file.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, ParseMode};
use toml::de::{DeTable, DeValue};

/// The text, or the texts, of a member of a table of `deny.toml`.
fn listed(table: &str, member: &str) -> Vec<String> {
    let deny = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml")).unwrap();
    let deny = DeTable::parse(&deny).unwrap();
    let table = deny.get_ref().get(table).unwrap().get_ref().as_table().unwrap();
    match table.get(member).unwrap().get_ref() {
        DeValue::Array(list) => list.iter().map(|entry| entry.get_ref().as_str().unwrap().to_owned()).collect(),
        value => vec![value.as_str().unwrap().to_owned()],
    }
}

/// What `cargo metadata` says of this machine's build, from the packages that are here.
fn metadata() -> Value {
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The packages that the program is built from, without what only tests need.
fn packages(metadata: &Value) -> Vec<&Value> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let uses = |node: &Value| {
        let is_built = |used: &&Value| used["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"] != "dev");
        node["deps"].as_array().unwrap().iter().filter(is_built).map(|used| text(&used["pkg"])).collect()
    };
    let uses: BTreeMap<String, Vec<String>> = nodes.iter().map(|node| (text(&node["id"]), uses(node))).collect();
    let (mut reached, mut next) = (BTreeSet::new(), vec![text(&metadata["resolve"]["root"])]);
    while let Some(id) = next.pop() {
        if reached.insert(id.clone()) {
            next.extend(uses[&id].iter().cloned());
        }
    }
    let all = metadata["packages"].as_array().unwrap();
    all.iter().filter(|package| reached.contains(package["id"].as_str().unwrap())).collect()
}

/// Whether a package may be had under the licences that are allowed alone.
fn is_allowed(licence: &str, allowed: &[String]) -> bool {
    // Older packages write a slash for OR.
    let expression = Expression::parse_mode(licence, ParseMode::LAX).unwrap();
    expression.evaluate(|requirement| allowed.contains(&requirement.to_string()))
}

#[test]
fn every_package_has_a_licence_that_is_allowed_and_comes_from_the_registry() {
    let metadata = metadata();
    let allowed = listed("licenses", "allow");
    assert_eq!(listed("sources", "unknown-registry"), ["deny"]);
    assert_eq!(listed("sources", "unknown-git"), ["deny"]);
    let packages = packages(&metadata);
    assert!(packages.len() > 100, "only {} packages", packages.len());
    let mut refused = Vec::new();
    for package in packages {
        let (name, licence) = (&package["name"], package["license"].as_str().unwrap_or_default());
        if !is_allowed(licence, &allowed) {
            refused.push(format!("{name}: {licence}"));
        }
        let source = package["source"].as_str();
        if name != env!("CARGO_PKG_NAME") && !source.is_some_and(|source| source.starts_with("registry+")) {
            refused.push(format!("{name}: {source:?}"));
        }
    }
    assert_eq!(refused, Vec::<String>::new());
}

#[test]
fn a_licence_outside_the_list_is_refused() {
    let allowed = listed("licenses", "allow");
    for (licence, allows) in [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0-only OR MIT", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-3.0-only", false),
        ("MIT AND GPL-3.0-only", false),
        ("AGPL-3.0-only OR SSPL-1.0", false),
    ] {
        assert_eq!(is_allowed(licence, &allowed), allows, "{licence}");
    }
}
