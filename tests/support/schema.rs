//! Documents of `--json` against the schemas in `assets/schema`.
#![allow(dead_code, reason = "each test file uses its part of it")]

use std::fs;
use std::path::Path;

use serde_json::Value;

/// The schema of that name.
pub(crate) fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/schema").join(format!("{name}.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// What is not as the schema of that name says; nothing if all is.
pub(crate) fn wrong(name: &str, document: &Value) -> Vec<String> {
    let validator = jsonschema::draft202012::new(&schema(name)).unwrap();
    validator.iter_errors(document).map(|error| format!("{name}: {}: {error}", error.instance_path())).collect()
}

/// Fails if a document is not as the schema of that name says.
pub(crate) fn holds(name: &str, document: &Value) {
    assert_eq!(wrong(name, document), Vec::<String>::new(), "{document:#}");
}
