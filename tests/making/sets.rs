//! Files of several keys, JWK Sets and chains in other forms: which key is taken, what it
//! is called, and which certificates go with it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jotbench::jose::key::convert::{Wanted, Written, convert, form, possible};
use jotbench::jose::key::{Found, KeyFile, Label, read_bytes};
use jotbench::jose::problem::Part;
use serde_json::{Value, json};

use super::convert::{bytes, codes, json_of, load, write, write_public};

/// Both files in one.
fn both(one: &str, other: &str) -> KeyFile {
    read_bytes(&[bytes(one), bytes(other)].concat(), Part::Key).unwrap()
}

/// The set of these keys, under these kids.
fn set(keys: &[(&str, Option<&str>)]) -> KeyFile {
    let labelled = |(file, kid): &(&str, Option<&str>)| {
        let label = Label { kid: kid.map(str::to_owned), ..Label::default() };
        load(file).found.into_iter().map(move |found| Found { label: label.clone(), ..found })
    };
    KeyFile { is_set: true, ..KeyFile::of(keys.iter().flat_map(labelled).collect()) }
}

#[test]
fn in_a_set_the_kid_picks() {
    let file = set(&[
        ("keys/rsa2048/private.pkcs8.pem", Some("a")),
        ("keys/p256/public.spki.pem", None),
        ("keys/ed25519/public.spki.pem", Some("c")),
    ]);
    let thumbprint = "ebv4OTI-FLsXkoQhD9vmH9lJPHOXW9VdhzzUtJ8eIik";
    let problem = write(&file, "spki").unwrap_err();
    assert_eq!(
        (problem.code, problem.message.as_str(), problem.hint.as_deref()),
        (
            "several_keys",
            "the set holds 3 keys, and SPKI holds one",
            Some(format!("choose one with --kid: \"a\", \"{thumbprint}\", \"c\"").as_str())
        )
    );
    for (kid, pair) in [("a", "rsa2048"), (thumbprint, "p256"), ("c", "ed25519")] {
        let wanted = Wanted { public: false, kid: Some(kid) };
        let written = convert(&file, form("spki").unwrap(), &wanted).unwrap();
        assert_eq!(written.bytes.as_slice(), bytes(&format!("keys/{pair}/public.spki.pem")));
        assert_eq!(codes(&written), [""; 0]);
    }
    let wanted = Wanted { public: false, kid: Some("b") };
    let problem = convert(&file, form("jwks").unwrap(), &wanted).unwrap_err();
    assert_eq!((problem.code, problem.message.as_str()), ("no_such_kid", "no key of this set has the kid \"b\""));
    let names: Vec<&str> = possible(&file).iter().map(|form| form.name).collect();
    let fields = ["spki-line", "spki-sha256", "thumbprint"];
    assert_eq!(names, [&["pem", "pkcs8", "pkcs1", "spki", "der", "jwk", "jwks"], &fields[..]].concat());
}

#[test]
fn a_certificate_in_a_set_is_no_key_beside_its_own() {
    let file = set(&[("keys/p256/public.spki.pem", Some("a")), ("keys/rsa2048/cert.selfsigned.pem", Some("a"))]);
    let written = write(&file, "spki").unwrap();
    assert_eq!((written.bytes.as_slice(), codes(&written)), (bytes("keys/p256/public.spki.pem").as_slice(), vec![]));
    assert_eq!(json_of(&write(&file, "jwks").unwrap())["keys"].as_array().unwrap().len(), 1);
}

#[test]
fn a_set_names_every_key_and_says_that_it_is_private() {
    let file = both("keys/p256/private.sec1.pem", "keys/ed25519/public.spki.pem");
    let manifest: Value = serde_json::from_slice(&bytes("keys/manifest.json")).unwrap();
    let thumbprint = |pair: &str| manifest["pairs"][pair]["jwk_thumbprint_sha256"].clone();
    let written = write(&file, "jwks").unwrap();
    let keys = json_of(&written)["keys"].clone();
    assert_eq!(json!([keys[0]["kid"], keys[1]["kid"]]), json!([thumbprint("p256"), thumbprint("ed25519")]));
    assert_eq!((keys[0]["d"].is_string(), keys[1]["d"].is_string(), written.private), (true, false, true));
    assert_eq!(codes(&written), ["private_set"]);
    let written = write_public(&file, "jwks").unwrap();
    assert_eq!((json_of(&written)["keys"][0].get("d"), written.private, codes(&written)), (None, false, vec![]));
}

#[test]
fn the_kid_of_another_file_names_the_result() {
    let file = load("keys/p256/public.spki.pem");
    let named = |name: &str| convert(&file, form(name).unwrap(), &Wanted { public: false, kid: Some("k1") }).unwrap();
    assert_eq!(json_of(&named("jwk"))["kid"], "k1");
    assert_eq!(json_of(&named("jwks"))["keys"][0]["kid"], "k1");
    assert_eq!(codes(&named("spki")), ["kid_unused"]);
    // One name for two keys would name none.
    let file = both("keys/p256/public.spki.pem", "keys/ed25519/public.spki.pem");
    let written = convert(&file, form("jwks").unwrap(), &Wanted { public: false, kid: Some("k1") }).unwrap();
    let keys = json_of(&written)["keys"].clone();
    assert!(keys[0]["kid"] != "k1" && keys[1]["kid"] != "k1" && codes(&written) == ["kid_unused"], "{keys}");
}

#[test]
fn certificates_go_with_their_keys() {
    let text = |file: &str| String::from_utf8(bytes(file)).unwrap();
    let pem = |written: Written| String::from_utf8(written.bytes.to_vec()).unwrap();
    // The certificate of another key stands before that of the private key.
    let mixed = [
        text("keys/rsa2048/cert.selfsigned.pem"),
        text("keys/p256/cert.selfsigned.pem"),
        text("keys/p256/private.sec1.pem"),
    ];
    let file = read_bytes(mixed.concat().as_bytes(), Part::Key).unwrap();
    assert_eq!(pem(write(&file, "cert").unwrap()), [mixed[1].as_str(), &mixed[0]].concat());
    let written = write(&file, "jwks").unwrap();
    let keys = json_of(&written)["keys"].clone();
    for (at, pair) in [(0, "rsa2048"), (1, "p256")] {
        let der = load(&format!("keys/{pair}/cert.selfsigned.pem"));
        let certificate = der.certificates().next().unwrap();
        assert_eq!(keys[at]["x5c"], json!([STANDARD.encode(certificate.der())]), "{pair}");
        assert_eq!(keys[at]["x5t#S256"], URL_SAFE_NO_PAD.encode(certificate.sha256()), "{pair}");
    }
    // And out of x5c again.
    let again = read_bytes(&written.bytes, Part::Key).unwrap();
    let wanted = Wanted { public: false, kid: keys[1]["kid"].as_str() };
    assert_eq!(pem(convert(&again, form("cert").unwrap(), &wanted).unwrap()), mixed[1]);
}

#[test]
fn one_who_only_vouches_is_no_key_of_its_own() {
    for file in ["keys/rsa2048/chain.pem", "keys/p256/chain.pem"] {
        let chain = load(file);
        let leaf = chain.certificates().next().unwrap();
        let written = write(&chain, "spki").unwrap();
        assert_eq!((written.bytes.as_slice(), codes(&written)), (leaf.public().spki_pem().as_bytes(), vec![]));
        assert_eq!(json_of(&write(&chain, "jwks").unwrap())["keys"].as_array().unwrap().len(), 1);
        // The leaf comes first, wherever it stood.
        let turned = KeyFile::of(chain.found.iter().rev().cloned().collect());
        let order = |file: &KeyFile| write(file, "cert").unwrap().bytes;
        assert_eq!(order(&turned), order(&chain));
    }
}

#[test]
fn of_several_keys_a_private_one_is_taken_and_the_choice_is_told() {
    let file = both("keys/rsa2048/public.spki.pem", "keys/p256/private.sec1.pem");
    let written = write(&file, "spki").unwrap();
    assert_eq!(written.bytes.as_slice(), bytes("keys/p256/public.spki.pem"));
    let [note] = written.notes.as_slice() else { panic!("{:?}", written.notes) };
    assert_eq!(
        (note.code, note.message.as_str()),
        ("several_keys", "there are 2 keys in it, and SPKI holds one: this is an EC P-256 private key, line 10")
    );
}

#[test]
fn a_kid_whose_key_cannot_be_used_is_told_with_the_reason() {
    let key = |kid: &str| json_text("keys/p256/public.jwk.json", kid);
    let long = "b".repeat(50);
    let other = json!({"kty": "XYZ", "kid": long});
    let text = json!({"keys": [key("a"), other, key("a"), key("c")]}).to_string();
    let file = read_bytes(text.as_bytes(), Part::Key).unwrap();
    let pick = |kid| convert(&file, form("jwk").unwrap(), &Wanted { public: false, kid: Some(kid) }).unwrap_err();
    let problem = pick(&long);
    let message = format!(
        "the key of this set with the kid \"{long}\" cannot be used: the key type \"XYZ\" (\"kty\") is not known here"
    );
    assert_eq!((problem.code, problem.message), ("unknown_kty", message));
    let problem = pick("d");
    assert_eq!((problem.code, problem.hint.as_deref()), ("no_such_kid", Some("choose one with --kid: \"a\", \"c\"")));
}

fn json_text(file: &str, kid: &str) -> Value {
    let mut jwk: Value = serde_json::from_slice(&bytes(file)).unwrap();
    jwk["kid"] = json!(kid);
    jwk
}
