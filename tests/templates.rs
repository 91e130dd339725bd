//! The built-in templates, each as a whole: it reads, renders, and is held against its
//! own demands.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jotbench::app::copy::check_url;
use jotbench::app::template::library::BUILT_IN;
use jotbench::app::template::{MemberType, Template, Values, fill, lint};
use jotbench::jose::algorithm::{self, SigningKey, VerifyingKey};
use jotbench::jose::check::Status;
use jotbench::jose::key::Item;
use jotbench::jose::key::generate::{self, Wish, generate};
use jotbench::jose::verify::Signature;
use jotbench::jose::{decode, sign, verify};
use serde_json::{Map, Value, json};

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

/// A template filled with its examples, for a new key of the kind that its first algorithm needs, with a certificate.
fn filled(template: &Template) -> (Values, fill::Filled, SigningKey) {
    let name = template.algorithms[0].as_str();
    let kind = match name {
        "HS256" => "hmac:256",
        "ES256" => "p256",
        "EdDSA" => "ed25519",
        _ => "rsa:2048",
    };
    let wish = Wish { subject: "CN=test", days: 30, now: NOW };
    let made = generate(&generate::kind(kind).unwrap(), (kind != "hmac:256").then_some(&wish)).unwrap();
    let (key, facts) = match &made.key {
        Item::Private(key) => {
            let facts = fill::KeyFacts::of(key.public(), made.certificate.as_ref());
            (SigningKey::Private(key.clone()), facts)
        }
        Item::Secret(secret) => (SigningKey::Secret(secret.clone()), fill::KeyFacts::default()),
        other => panic!("{other:?}"),
    };
    let values = examples(template);
    let filled = fill::fill(template, &values, NOW, &facts).unwrap();
    (values, filled, key)
}

fn told(template: &Template, values: &Values, header: &str, payload: &str) -> Vec<(Status, &'static str, String)> {
    let checks = lint::lint(template, values, header, payload, NOW);
    checks.into_iter().map(|check| (check.status, check.code, check.check.into_owned())).collect()
}

/// The object without a member, or with another value for it.
fn changed(text: &str, name: &str, value: Option<Value>) -> String {
    let mut object: Map<String, Value> = serde_json::from_str(text).unwrap();
    match value {
        Some(value) => drop(object.insert(name.to_owned(), value)),
        None => drop(object.remove(name).unwrap()),
    }
    Value::Object(object).to_string()
}

#[test]
fn every_template_signs_verifies_and_passes_its_own_demands() {
    for template in all() {
        let (values, filled, key) = filled(&template);
        let row = algorithm::by_name(&template.algorithms[0]).unwrap();
        let token = sign::sign(&filled.header, &filled.payload, row, &key).unwrap();
        let verifying = match &key {
            SigningKey::Private(key) => VerifyingKey::Public(key.public().unwrap().clone()),
            SigningKey::Secret(secret) => VerifyingKey::Secret(secret.clone()),
        };
        assert_eq!(verify::verify(&decode::decode(&token), Some(&verifying)), Signature::Valid, "{}", template.id);
        let checks = lint::lint(&template, &values, &filled.header, &filled.payload, NOW);
        let bad: Vec<_> = checks.iter().filter(|check| check.status != Status::Ok).collect();
        assert!(bad.is_empty(), "{}: {bad:?}\n{}\n{}", template.id, filled.header, filled.payload);
        assert!(!template.members.is_empty(), "{}", template.id);
    }
}

#[test]
fn every_required_member_that_is_missing_or_mistyped_is_refused() {
    let mut refused = 0;
    for template in all() {
        let (values, filled, _) = filled(&template);
        for member in template.members.iter().filter(|member| member.required) {
            let name = fill::name(&template, &values, &member.name).unwrap();
            let change = |value: Option<Value>| {
                let text = if member.in_header { &filled.header } else { &filled.payload };
                let text = changed(text, &name, value);
                let (header, payload) =
                    if member.in_header { (&text, &filled.payload) } else { (&filled.header, &text) };
                told(&template, &values, header, payload)
            };
            let expect = |told: Vec<_>, code| {
                assert!(told.contains(&(Status::Fail, code, name.clone())), "{} {name}: {told:?}", template.id);
            };
            expect(change(None), "target_missing");
            let other = match member.kind {
                MemberType::String | MemberType::Strings | MemberType::Array | MemberType::StringOrStrings => json!(7),
                MemberType::Integer => json!("1795324204"),
                MemberType::Boolean => json!("true"),
                MemberType::Object => json!([]),
            };
            // A header with an alg of the wrong type is no header, and a date of the wrong type no claims set.
            let read = change(Some(other));
            let code = if read.iter().any(|(_, code, _)| *code == "target_unreadable") {
                "target_unreadable"
            } else {
                "target_type"
            };
            assert!(read.iter().any(|(status, found, _)| *status == Status::Fail && *found == code), "{read:?}");
            if !member.values.is_empty() && member.kind == MemberType::String {
                let code = if name == "alg" { "target_algorithm" } else { "target_value" };
                expect(change(Some(json!("another value"))), code);
            }
            refused += 1;
        }
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn a_lifetime_over_the_limit_is_refused_and_over_the_advised_one_warned_about() {
    let (mut limits, mut advised) = (0, 0);
    for template in all() {
        let (mut values, _, _) = filled(&template);
        let mut at = |seconds: i64| {
            values.insert("lifetime".to_owned(), format!("{seconds}s"));
            let filled = fill::fill(&template, &values, NOW, &fill::KeyFacts::default()).unwrap();
            let told = told(&template, &values, &filled.header, &filled.payload);
            told.into_iter().find(|(_, _, name)| name == "lifetime").unwrap()
        };
        // What is measured from a claim begins a little before now where that claim does.
        if let Some(most) = template.lifetime.most {
            assert_eq!(at(most + 1).0, Status::Fail, "{}", template.id);
            assert_eq!(at(most + 1).1, "target_lifetime", "{}", template.id);
            assert_ne!(at(most / 2).0, Status::Fail, "{}", template.id);
            limits += 1;
        }
        if let Some(wise) =
            template.lifetime.advised.filter(|wise| template.lifetime.most.is_none_or(|most| *wise < most))
        {
            assert_eq!(at(wise + 1).0, Status::Warn, "{}", template.id);
            advised += 1;
        }
    }
    assert!(limits >= 5 && advised >= 5, "{limits} {advised}");
}

#[test]
fn an_algorithm_that_the_target_does_not_take_is_refused() {
    for template in all() {
        let (values, filled, _) = filled(&template);
        let other = ["HS512", "ES256K"].into_iter().find(|name| !template.algorithms.iter().any(|own| own == name));
        let header = changed(&filled.header, "alg", Some(json!(other.unwrap())));
        let told = told(&template, &values, &header, &filled.payload);
        assert!(told.contains(&(Status::Fail, "target_algorithm", "alg".to_owned())), "{}: {told:?}", template.id);
    }
}

#[test]
fn every_request_is_whole_and_carries_the_token() {
    for template in all().iter().filter(|template| template.call.is_some()) {
        let call = fill::request(template, &examples(template), None).unwrap_or_else(|| panic!("{}", template.id));
        let texts = [&call.url].into_iter().chain(call.headers.iter().chain(&call.form).map(|(_, value)| value));
        assert_eq!(texts.filter(|text| text.contains("{{token}}")).count(), 1, "{}: {call:?}", template.id);
        let url = call.url.replace("{{token}}", "a.b.c");
        assert_eq!(check_url(&url), Ok(()), "{}: {url}", template.id);
    }
}

const SOUND: &str = r#"id = "own"
title = "Own"
about = "A target of our own."
algorithms = ["RS256"]
keys = ["rsa"]
header = '{"alg": "RS256"}'
payload = '''
{
  "sub": "{{user}}",
  "exp": {{now+10m}}
}
'''
max_lifetime = "1h"

[[field]]
name = "user"
help = "who it is"
example = "jde"

[[member]]
name = "sub"
type = "string"
"#;

#[test]
fn a_file_that_is_broken_in_so_many_ways_gets_as_many_sentences() {
    assert!(Template::read(SOUND, "own").is_ok());
    let ways: &[(&str, &str, &str)] = &[
        (
            "keys = [\"rsa\"]",
            "keys = [\"rsa\"",
            "line 6: this is not TOML: missing comma between array elements, expected `,` (a line is a name, = and a value: texts stand in quotes, long ones between ''')",
        ),
        ("title = \"Own\"", "tittle = \"Own\"", "line 1: it has no title (add title = …)"),
        (
            "max_lifetime",
            "longest",
            "line 13: it has no key \"longest\" (its keys are about, advised_lifetime, algorithms, answer, certificate, checked, copy, field, fresh, give, header, id, keys, lifetime_from, max_lifetime, member, next, payload, request, sources, title)",
        ),
        ("\"1h\"", "60", "line 13: max_lifetime is an integer, and must be a text in quotes"),
        (
            "\"1h\"",
            "\"one hour\"",
            "line 13: max_lifetime is \"one hour\", which is no span (write it as 90s, 10m, 1h30m or 30d)",
        ),
        (
            "\"RS256\"]",
            "\"RSA256\"]",
            "line 4: \"RSA256\" is no algorithm that signs here (names are as RS256, ES256, EdDSA, HS256)",
        ),
        (
            "[\"rsa\"]",
            "[\"rsq\"]",
            "line 5: \"rsq\" is no kind of key that is known here (known are rsa, ec, ed, secret)",
        ),
        ("\"own\"", "\"other\"", "line 1: id is \"other\", and the file is called \"own\" (give both the same name)"),
        ("{{user}}", "{{usr}}", "line 9: payload has {{usr}}, and no [[field]] is called so (its fields are user)"),
        (
            "{{now+10m}}",
            "{{now+10x}}",
            "line 10: payload: {{now+10x}} is no time: write it as {{now+10m}} or {{now-60s}}",
        ),
        (
            "{{user}}\",",
            "{{user}}\"",
            "line 10: payload is no JSON object: comma missing before \"exp\" (members and list entries stand apart by commas)",
        ),
        ("{{user}}\",", "{{user\",", "line 9: payload: {{ has no }} behind it"),
        ("help = \"who it is\"\n", "", "line 15: [[field]] has no help (add help = …)"),
        (
            "example = \"jde\"",
            "type = \"integer\"\nexample = \"jde\"",
            "line 19: the example of user: user is \"jde\", and must be a whole number",
        ),
        (
            "type = \"string\"",
            "type = \"text\"",
            "line 22: \"text\" is no type of member (known are string, integer, boolean, array, strings, object, string_or_strings)",
        ),
        ("about = \"A target of our own.\"", "about = \" \"", "line 3: about is empty"),
    ];
    for (part, instead, sentence) in ways {
        assert!(SOUND.contains(part), "{part}");
        let fault = Template::read(&SOUND.replacen(part, instead, 1), "own").unwrap_err();
        assert_eq!(fault.to_string(), *sentence);
    }
    let sentences: BTreeSet<&str> = ways.iter().map(|(_, _, sentence)| *sentence).collect();
    assert_eq!(sentences.len(), ways.len());
}
