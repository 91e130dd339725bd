//! The documents of `--json`: their schemas are sound, the page that explains them is made of
//! the schemas, and what the commands print is as they say. `tests/key_commands.rs` and
//! `tests/broken.rs` hold every other document to them too.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

#[path = "support/schema.rs"]
mod schema;

/// The documents in the order of the page.
const NAMES: [&str; 13] = [
    "decode",
    "verify",
    "verify-batch",
    "sign",
    "key-inspect",
    "key-match",
    "key-convert",
    "key-generate",
    "template-list",
    "template-show",
    "template-check",
    "keys",
    "problems",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_schema_is_one_and_is_on_the_page() {
    let files = fs::read_dir(root().join("assets/schema")).unwrap();
    let files: BTreeSet<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files, NAMES.iter().map(|name| format!("{name}.json")).collect());
    for name in NAMES {
        jsonschema::draft202012::meta::validate(&schema::schema(name))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn the_page_about_documents_is_made_of_the_schemas() {
    let mut page = "# JSON documents\n\n\
        With `--json` a command prints one document on standard output, on one line, also when it fails. New members may be \
        added; those that are here stay. Sentences (`message`, `hint`, `sentence`, `meaning`, `relative`) are for people and may \
        change their words: go by `code`, `verdict`, `status` and the exit code. The tables are made of the schemas in \
        [assets/schema](../assets/schema), JSON Schema 2020-12.\n"
        .to_owned();
    for name in NAMES {
        let schema = schema::schema(name);
        write!(page, "\n## {}\n\n[{name}.json](../assets/schema/{name}.json)\n\n", schema["title"].as_str().unwrap())
            .unwrap();
        page.push_str("| member | is | says |\n|---|---|---|\n");
        let mut rows = Vec::new();
        members(&schema, &schema, "", &mut rows);
        page.push_str(&rows.concat());
    }
    let file = root().join("docs/json.md");
    if std::env::var_os("JOTBENCH_RENEW_DOCUMENTS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, &page).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap().replace("\r\n", "\n");
    assert!(
        there == page,
        "docs/json.md is not what the schemas say: JOTBENCH_RENEW_DOCUMENTS=1 cargo test --test documents"
    );
}

/// A row for each member of an object and of the objects in it.
fn members(root: &Value, object: &Value, path: &str, rows: &mut Vec<String>) {
    let required = object["required"].as_array().cloned().unwrap_or_default();
    let Some(properties) = object["properties"].as_object() else { return };
    for (name, member) in properties {
        let target = resolved(root, member);
        let says = member["description"].as_str().or_else(|| target["description"].as_str());
        let says = says.unwrap_or_else(|| panic!("{path}{name} has no description"));
        let sometimes = if required.contains(&Value::from(name.as_str())) { "" } else { ", sometimes" };
        rows.push(format!("| `{path}{name}` | {}{sometimes} | {says} |\n", kind(root, target)));
        let (inner, path) = match target["items"].as_object() {
            Some(_) => (resolved(root, &target["items"]), format!("{path}{name}[].")),
            None => (target, format!("{path}{name}.")),
        };
        members(root, inner, &path, rows);
    }
}

fn resolved<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    match schema["$ref"].as_str() {
        Some(name) => root.pointer(name.strip_prefix('#').unwrap()).unwrap(),
        None => schema,
    }
}

fn kind(root: &Value, schema: &Value) -> String {
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(|value| format!("`{}`", value.as_str().unwrap())).collect::<Vec<_>>().join(" or ");
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => {
            format!("list of {}s", kind(root, resolved(root, &schema["items"])).trim_end_matches('s'))
        }
        Value::String(name) => name.clone(),
        Value::Array(names) => names.iter().map(|name| name.as_str().unwrap()).collect::<Vec<_>>().join(" or "),
        _ => "any value".to_owned(),
    }
}

/// A folder of this test with the token of an RSA pair in `token.txt`.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("documents-{test}"));
    fs::create_dir_all(&folder).unwrap();
    for name in ["server_key.pem", "server.pem"] {
        fs::copy(root().join("tests/vectors/keys/qlik-like").join(name), folder.join(name)).unwrap();
    }
    folder
}

/// The document and the exit code of a command line.
fn document(folder: &Path, words: &[&str]) -> (Value, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_jotbench"))
        .args(words)
        .current_dir(folder)
        .env_remove("JOTBENCH_NO_SUCH_VARIABLE")
        .env("JOTBENCH_CONFIG_DIR", "no-config")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(out.matches('\n').count(), 1, "{words:?} print one line: {out:?}");
    let document = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{words:?}: {error}: {out:?}"));
    (document, output.status.code().unwrap())
}

#[test]
fn what_sign_prints_is_as_its_schema_says() {
    let folder = folder("sign");
    let key = ["sign", "--json", "-k", "server_key.pem", "--now", "1795324204"];
    for more in [
        &["--claim", "userId=jde", "--exp", "+10m"][..],
        &["--payload", "{\"a\":1.10}", "--header", "{\"alg\":\"PS256\"}", "--as", "bearer"],
        &["-t", "qlik-qseow", "-s", "user=jde", "-s", "directory=CORP", "-s", "lifetime=2d"],
        &["--claim", "sub=x\u{202e}", "--exp", "-1h", "--as", "curl", "--url", "https://a.example/"],
    ] {
        let words: Vec<&str> = key.iter().chain(more).copied().collect();
        let (document, code) = document(&folder, &words);
        schema::holds("sign", &document);
        assert_eq!(code, 0, "{words:?}");
    }
    let (as_json, _) =
        document(&folder, &["sign", "-k", "server_key.pem", "--now", "1", "--iat", "now", "--as", "json"]);
    let (json, _) = document(&folder, &["sign", "-k", "server_key.pem", "--now", "1", "--iat", "now", "--json"]);
    assert_eq!(as_json, json);
}

#[test]
fn what_the_template_commands_print_is_as_their_schemas_say() {
    let folder = folder("template");
    let (list, code) = document(&folder, &["template", "list", "--json"]);
    schema::holds("template-list", &list);
    assert_eq!(code, 0);
    let names: Vec<&str> =
        list["templates"].as_array().unwrap().iter().map(|row| row["template"].as_str().unwrap()).collect();
    assert!(names.contains(&"qlik-qseow") && names.contains(&"qlik-cloud"), "{names:?}");
    let own = root().join("tests/transcripts/desk/templates/gateway.toml");
    for name in names.into_iter().chain([own.to_str().unwrap()]) {
        let (shown, code) = document(&folder, &["template", "show", name, "--json"]);
        schema::holds("template-show", &shown);
        assert_eq!(code, 0, "{name}");
        let (checked, code) = document(&folder, &["template", "check", name, "--json"]);
        schema::holds("template-check", &checked);
        assert_eq!((checked["judged"].as_str(), checked["passes"].as_bool(), code), (Some("template"), Some(true), 0));
    }
    // A hidden character in a token is shown as an escape.
    let token = ["sign", "-k", "server_key.pem", "--json", "--claim", "sub=x\u{202e}", "--exp", "+2h"];
    let (signed, _) = document(&folder, &token);
    fs::write(folder.join("token.txt"), signed["token"].as_str().unwrap()).unwrap();
    let (checked, code) = document(&folder, &["template", "check", "qlik-cloud", "token.txt", "--json"]);
    schema::holds("template-check", &checked);
    assert_eq!((checked["judged"].as_str(), checked["passes"].as_bool(), code), (Some("token"), Some(false), 4));
}

#[test]
fn a_failure_is_one_document_of_every_command() {
    let folder = folder("failure");
    fs::write(folder.join("empty.txt"), "").unwrap();
    for (words, codes, exit) in [
        (&["sign", "--json", "-k", "server_key.pem", "--payload", "{\"a\":1,\"a\":2}"][..], "duplicate_member", 5),
        (&["sign", "--json", "-k", "server.pem"], "public_as_signing_key", 5),
        (&["sign", "--json", "-k", "none.pem"], "missing", 5),
        (&["sign", "--json"], "no_key", 2),
        (&["sign", "-k", "server_key.pem", "--as", "json", "--claim-json", "a=["], "open_bracket", 5),
        (&["sign", "--json", "--key-env", "JOTBENCH_NO_SUCH_VARIABLE"], "missing_variable", 5),
        (&["sign", "--json", "-k", "server_key.pem", "--as", "curl"], "no_url", 2),
        (&["sign", "--json", "-k", "server_key.pem", "-t", "qlik-qseow"], "missing_field", 2),
        (&["sign", "--json", "-k", "server_key.pem", "-t", "qlik"], "no_template", 2),
        (&["template", "show", "--json", "none.toml"], "missing", 5),
        (&["template", "check", "--json", "qlik-cloud", "empty.txt"], "empty", 5),
        (&["decode", "--json", "empty.txt"], "empty", 5),
        (&["decode", "--json", "none.txt"], "missing", 5),
        (&["decode", "--json", "server.pem"], "key_as_token", 5),
        (&["decode", "--json"], "empty", 5),
        (&["verify", "--json"], "no_key", 2),
        (&["key", "match", "--json", "server.pem", "none.pem"], "missing", 5),
    ] {
        let (document, code) = document(&folder, words);
        schema::holds("problems", &document);
        assert_eq!((document["problems"][0]["code"].as_str().unwrap(), code), (codes, exit), "{words:?}");
    }
    for words in [["verify", "--json", "-k", "none.pem"], ["verify", "--json", "-k", "server.pem"]] {
        let (document, code) = document(&folder, &words);
        schema::holds("verify", &document);
        assert_eq!((document["verdict"].as_str().unwrap(), code), ("unreadable", 5), "{words:?}");
    }
}

#[test]
fn what_decode_prints_of_every_broken_token_is_as_its_schema_says() {
    let folder = folder("decode");
    let mut wrong = Vec::new();
    for file in ["cases.json", "forms.json"] {
        let file = fs::read_to_string(root().join("tests/vectors/broken").join(file)).unwrap();
        let corpus: Value = serde_json::from_str(&file).unwrap();
        for case in corpus["cases"].as_array().unwrap() {
            fs::write(folder.join("token.txt"), case["token"].as_str().unwrap()).unwrap();
            let (document, code) = document(&folder, &["decode", "--json", "token.txt", "--now", "1795324204"]);
            let name = if document.get("kind").is_some() { "decode" } else { "problems" };
            wrong.extend(schema::wrong(name, &document));
            // What can be read has no problem but disclosures that must be refused.
            let readable = code == 0;
            let unread = document["header"].is_null() || name == "problems";
            if readable && unread && document["kind"] != "jws_json" {
                wrong.push(format!("{}: exit code 0 of {document}", case["id"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
