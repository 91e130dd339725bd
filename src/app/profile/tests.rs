//! Profiles read as they were written, say what is wrong by its line, and hold nothing
//! that must not be in a file.

use proptest::prelude::{Strategy as _, any, prop_assert_eq, proptest};

use super::*;
use crate::app::template::Fault;

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UifQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn library() -> Library {
    Library::with(&[])
}

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn whole() -> Profile {
    Profile {
        name: "prod".to_owned(),
        template: Some("qlik-qseow".to_owned()),
        values: values(&[("user", "j\"de\u{202e}"), ("directory", "CORP\\x"), ("lifetime", "1h")]),
        key: Some("C:\\keys\\server_key.pem".to_owned()),
        certificate: Some("~/keys/server.pem".to_owned()),
        encoding: Some(SecretEncoding::Base64Url),
        url: Some("https://qlik01.corp.example/hdr/hub".to_owned()),
        expect: policy::expected("iss=https://a/ aud=\"web app\" require=exp,sub alg=RS256").unwrap(),
        leeway: 90,
    }
}

const WHOLE: &str = r#"# A profile of jotbench: a template, paths and settings. No key text, secret or token belongs here.
template = "qlik-qseow"
key = "C:\\keys\\server_key.pem"
secret_encoding = "base64url"
certificate = "~/keys/server.pem"
url = "https://qlik01.corp.example/hdr/hub"
expect = "iss=https://a/ aud=\"web app\" require=exp,sub alg=RS256"
leeway = "90s"

[values]
directory = "CORP\\x"
lifetime = "1h"
user = "j\"de\U0000202E"
"#;

#[test]
fn a_profile_is_written_as_toml_and_reads_as_itself() {
    assert_eq!(whole().written(), WHOLE);
    assert_eq!(Profile::read(WHOLE, "prod", &library()), Ok(whole()));
    let bare = Profile { name: "x".to_owned(), ..Profile::default() };
    assert_eq!(Profile::read(&bare.written(), "x", &library()), Ok(bare.clone()));
    assert!(bare.is_empty() && !whole().is_empty());
}

#[test]
fn a_file_made_by_hand_may_name_no_more_than_a_certificate() {
    let read = Profile::read("certificate = 'C:\\keys\\server.pem'\r\nleeway = \"1m\"\r\n", "x", &library()).unwrap();
    let expected = Profile {
        name: "x".to_owned(),
        certificate: Some("C:\\keys\\server.pem".to_owned()),
        leeway: 60,
        ..Profile::default()
    };
    assert_eq!(read, expected);
}

proptest! {
    #[test]
    fn whatever_was_typed_is_read_as_it_was_written(
        user in any::<String>(), path in "\\PC+".prop_map(|path| format!("/{path}/x")), leeway in 0..86_400_i64
    ) {
        let mut profile = Profile { values: values(&[("user", &user)]), key: Some(path), leeway, ..whole() };
        profile.leave_out(&[]);
        prop_assert_eq!(Profile::read(&profile.written(), "prod", &library()), Ok(profile));
    }
}

fn fault(text: &str) -> (&'static str, String) {
    let fault: Fault = Profile::read(text, "x", &library()).unwrap_err();
    (fault.code, fault.to_string())
}

#[test]
fn every_way_to_be_wrong_has_its_line_and_its_sentence() {
    for (text, code, sentence) in [
        ("leeway = \"1s\"\nkey = server.pem\n", "not_toml", "line 2: this is not TOML: "),
        ("\n\nkey = 7\n", "wrong_type", "line 3: key is an integer, and must be a text in quotes"),
        ("\nkey = \"\"\n", "empty", "line 2: key is empty (give it a value, or take the line out)"),
        (
            "\ntemplat = \"x\"\n",
            "unknown_key",
            "line 2: it has no key \"templat\" (its keys are certificate, expect, key,",
        ),
        (
            "template = \"qlik\"\n",
            "unknown_template",
            "line 1: there is no template \"qlik\" (F7 lists those that there are)",
        ),
        ("\n[values]\nuser = \"x\"\n", "unknown_field", "line 3: there are values, and no template that they are for"),
        (
            "template = \"test-hs256\"\n[values]\nuserid = \"x\"\n",
            "unknown_field",
            "line 3: the template test-hs256 has no field \"userid\" (its fields are ",
        ),
        (
            "template = \"test-hs256\"\n[values]\nsub = 1\n",
            "wrong_type",
            "line 3: [values] sub is an integer, and must be",
        ),
        ("values = 1\n", "wrong_type", "line 1: values is an integer, and must be a table"),
        (
            "secret_encoding = \"b64\"\n",
            "bad_value",
            "line 1: secret_encoding: \"b64\" is none of text, base64, base64url, hex",
        ),
        ("url = \"qlik01\"\n", "bad_value", "line 1: url: an address begins with https:// or http://"),
        (
            "url = \"https://u:p@qlik01/\"\n",
            "bad_value",
            "line 1: url: the address has a user name in front of its host",
        ),
        ("\nexpect = \"issuer=x\"\n", "bad_value", "line 2: expect: \"issuer\" is not known here: iss, aud, sub,"),
        ("leeway = \"2d\"\n", "bad_value", "line 1: leeway: a leeway is 0 s to 24 h"),
        ("leeway = 60\n", "wrong_type", "line 1: leeway is an integer, and must be a text in quotes"),
    ] {
        let (found, told) = fault(text);
        assert!(found == code && told.starts_with(sentence), "{text:?}: {found}: {told}");
    }
}

#[test]
fn what_must_not_be_in_a_file_is_refused_and_not_repeated() {
    let pem = include_str!("../../../tests/vectors/keys/p256/private.sec1.pem");
    let jwk = include_str!("../../../tests/vectors/keys/p256/private.jwk.json");
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let cases = [
        (format!("key = '''\n{pem}'''\n"), "line 2: there is a private key in it"),
        (format!("leeway = \"1s\"\n# {}\n", pem.replace('\n', "\n# ")), "line 2: there is a private key in it"),
        (format!("key = {pem}"), "line 1: there is a private key in it"),
        (format!("key = '''{jwk}'''\n"), "line 1: it holds a private key as key"),
        (format!("\ncertificate = \"{base64}\"\n"), "line 2: it holds a private key as certificate"),
        (format!("key = \"{TOKEN}\"\n"), "line 1: it holds a token as key"),
        (format!("url = \"https://a.example/?t={TOKEN}\"\n"), "line 1: it holds a token as url"),
        (format!("expect = \"sub={TOKEN}\"\n"), "line 1: it holds a token as expect"),
        (
            format!("template = \"test-hs256\"\n[values]\nsub = \"Bearer {TOKEN}\"\n"),
            "line 3: it holds a token as \"sub\"",
        ),
        ("\nsecret = \"hunter2\"\n".to_owned(), "line 2: it has no key \"secret\""),
        ("passphrase = \"hunter2\"\n".to_owned(), "line 1: it has no key \"passphrase\""),
        (format!("token = \"{TOKEN}\"\n"), "line 1: it has no key \"token\""),
    ];
    for (text, sentence) in cases {
        let (code, told) = fault(&text);
        let hint = " (a profile names files and holds no key, secret or token: take it out of this file)";
        assert_eq!((code, told), ("holds_secret", format!("{sentence}{hint}")), "{text}");
    }
    let (_, told) = fault(&format!("key = {TOKEN}\n"));
    assert!(told.starts_with("line 1: this is not TOML") && !told.contains("eyJ"), "{told}");
}

#[test]
fn what_looks_like_a_secret_is_left_out_and_named() {
    let token = format!("Bearer {TOKEN}");
    let mut profile = Profile {
        values: values(&[
            ("user", token.as_str()),
            ("directory", "the shared secret"),
            ("code", "4/0AX4"),
            ("groups", "in a list, the shared secret too"),
            ("name", "Jane"),
        ]),
        url: Some(format!("https://a.example/?t={TOKEN}")),
        expect: policy::expected(&format!("sub={TOKEN}")).unwrap(),
        ..whole()
    };
    let left_out = [
        "what was typed as code, which looks like a secret",
        "what was typed as directory, which looks like a secret",
        "what was typed as groups, which looks like a secret",
        "what was typed as user, which looks like a token",
        "the address, which looks like a token",
        "what is expected, which looks like a token",
    ];
    assert_eq!(profile.leave_out(&["the shared secret"]), left_out);
    let expected = Profile { values: values(&[("name", "Jane")]), url: None, expect: Expect::default(), ..whole() };
    assert_eq!(profile, expected);
    assert_eq!(profile.leave_out(&["e", ""]), [""; 0], "a secret of one letter is in every word");
}

#[test]
fn names_are_made_so_that_every_file_system_takes_them() {
    for (typed, name) in [
        ("qlik-prod", "qlik-prod"),
        (" Qlik Prod.toml ", "qlik-prod"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\x", "c--x"),
        ("a_b.c", "a_b.c"),
        ("Ünïcode", "ncode"),
        ("...", ""),
        ("字", ""),
        ("\u{1b}[31m", "31m"),
    ] {
        assert_eq!(file_name(typed), name, "{typed:?}");
    }
    assert_eq!(file_name(&"a".repeat(1000)).len(), 64);
}

#[test]
fn the_shelf_keeps_good_and_bad_files_apart_and_one_of_a_name() {
    let file = |stem: &str, text: Result<&str, &str>| OwnFile {
        stem: stem.to_owned(),
        path: format!("/c/{stem}.toml"),
        text: text.map(str::to_owned).map_err(str::to_owned),
    };
    let own = [
        file("a", Ok("leeway = \"1s\"\n")),
        file("b", Ok("leeway = 1\n")),
        file("c", Err("it may not be read")),
        file("", Err("the folder may not be read")),
    ];
    let mut shelf = Shelf::with(&own, &library());
    let names = |shelf: &Shelf| shelf.profiles.iter().map(|profile| profile.name.clone()).collect::<Vec<_>>();
    let bad = |shelf: &Shelf| shelf.bad.iter().map(|bad| format!("{}: {}", bad.name(), bad.fault)).collect::<Vec<_>>();
    assert_eq!(names(&shelf), ["a"]);
    let wrong = "b.toml: line 1: leeway is an integer, and must be a text in quotes";
    let others = ["c.toml: it may not be read", "/c/.toml: the folder may not be read"];
    assert_eq!(bad(&shelf), [wrong, others[0], others[1]]);
    shelf.put(Profile { name: "b".to_owned(), ..whole() });
    shelf.put(Profile { name: "a".to_owned(), ..whole() });
    assert_eq!(
        (names(&shelf), bad(&shelf)),
        (vec!["a".to_owned(), "b".to_owned()], others.map(str::to_owned).to_vec())
    );
    assert_eq!(shelf.find("a"), Some(&Profile { name: "a".to_owned(), ..whole() }));
    assert!(shelf.find_bad("c").is_some() && shelf.find("c").is_none());
}
