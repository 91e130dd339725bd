//! `--key`, `--key-env`, `--secret-file`, `--secret-env` and `--kid` of `jotbench key`. Secrets and their
//! encodings come from `tests/vectors/keys`.

use serde_json::{Value, json};

use super::{Folder, PASSPHRASE, Run, done, manifest, vector, vector_bytes};

/// The secret of the vectors, for this user alone.
const SECRET: &str = "correct horse battery staple 0123456789abcdef!";
const SET: &str = "jwks/public.jwks.json";

fn thumbprint(pair: &str) -> Value {
    manifest()["pairs"][pair]["jwk_thumbprint_sha256"].clone()
}

#[test]
fn key_names_an_operand_and_may_be_repeated() {
    let run = Run::key("inspect p256/public.spki.pem -k p384/public.spki.pem --key - --json");
    let (document, told) = run.input(vector_bytes("p521/public.spki.der")).json("key-inspect");
    assert_eq!((told.err.as_str(), told.code), ("", 0));
    let files = document["files"].as_array().unwrap();
    let seen: Vec<_> = files.iter().map(|file| (&file["file"], &file["keys"][0]["thumbprint"])).collect();
    let names = ["p256/public.spki.pem", "p384/public.spki.pem", "standard input"].map(Value::from);
    let prints = ["p256", "p384", "p521"].map(thumbprint);
    assert_eq!(seen, names.iter().zip(&prints).collect::<Vec<_>>());
    let spki = Run::key("convert -k p256/public.jwk.json --to spki").done();
    assert_eq!(spki, done(&vector("p256/public.spki.pem"), "", 0));
}

#[test]
fn every_source_of_one_command_is_shown() {
    let run = Run::key("inspect p256/public.spki.pem --key-env A_KEY --secret-env A_SECRET --json");
    let run = run.var("A_KEY", &vector("ed25519/public.jwk.json")).var("A_SECRET", SECRET);
    let (document, told) = run.json("key-inspect");
    assert_eq!((told.err.as_str(), told.code), ("", 0));
    let files = document["files"].as_array().unwrap().iter();
    let seen: Vec<_> = files.map(|file| json!([file["file"], file["keys"][0]["type"], file["warnings"]])).collect();
    let wanted = [
        json!(["p256/public.spki.pem", "EC", []]),
        json!(["environment variable A_KEY", "Ed25519", []]),
        json!(["environment variable A_SECRET", "HMAC", []]),
    ];
    assert_eq!(seen, wanted);
}

#[test]
fn a_secret_becomes_the_jwk_that_its_maker_wrote() {
    let folder = Folder::new("secrets");
    let jwk: Value = serde_json::from_str(&vector("secret/secret.jwk.json")).unwrap();
    for (file, encoding) in [("txt", "text"), ("b64", "base64"), ("b64u", "base64url"), ("hex", "hex")] {
        folder.copy(&format!("secret/secret.{file}"), "s");
        let words = format!("--secret-encoding {encoding} --to jwk --kid s1");
        let told = folder.key(&format!("convert --secret-file s {words}")).done();
        assert_eq!((told.err.as_str(), told.code), ("", 0), "{encoding}");
        assert_eq!(serde_json::from_str::<Value>(&told.out).unwrap(), jwk, "{encoding}");
        let from_input = folder.key(&format!("convert --secret-file - {words}")).input(folder.read("s")).done();
        let from_variable = folder.key(&format!("convert --secret-env S {words}")).var("S", &folder.read("s")).done();
        assert_eq!([&from_input, &from_variable], [&told, &told], "{encoding}");
    }
    folder.copy("secret-binary/secret.bin", "s");
    let told = folder.key("convert --secret-file s --to jwk").done();
    let digits = vector("secret-binary/secret.b64").trim_end_matches('=').replace('+', "-").replace('/', "_");
    assert_eq!(serde_json::from_str::<Value>(&told.out).unwrap(), json!({"kty": "oct", "k": digits}));
}

#[test]
fn one_line_break_of_a_secret_file_is_dropped_and_said() {
    let folder = Folder::new("line-break");
    folder.copy("secret/secret.txt", "s");
    let plain = folder.key("convert --secret-file s --to jwk").done();
    assert_eq!((plain.err.as_str(), plain.code), ("", 0));
    let note = "note: the line break at the end of s is no part of the secret: it was dropped\n";
    for end in ["\n", "\r\n"] {
        folder.write("s", format!("{SECRET}{end}"));
        let told = folder.key("convert --secret-file s --to jwk").done();
        assert_eq!(told, done(&plain.out, note, 0), "{end:?}");
    }
    let told = folder.key("inspect --secret-file s").done();
    assert_eq!((told.out.contains("368-bit secret"), told.err.as_str(), told.code), (true, note, 0), "{}", told.out);
    folder.write("s", format!("{SECRET}\n\n"));
    assert_ne!(folder.key("convert --secret-file s --to jwk").done().out, plain.out, "one, not two");
    let variable = folder.key("convert --secret-env S --to jwk").var("S", &format!("{SECRET}\n")).done();
    assert_eq!((variable.err.as_str(), variable.out == plain.out), ("", false), "a variable is taken as it is");
}

#[test]
fn a_key_or_certificate_is_no_secret() {
    let says = "this is a key or certificate, not a secret";
    for file in [
        "rsa2048/public.spki.pem",
        "p256/public.spki.der",
        "p256/cert.selfsigned.der",
        "rsa2048/cert.selfsigned.pem",
        "ed25519/public.jwk.json",
        "rsa2048/private.pkcs8.encrypted.pem",
        "secret/secret.jwk.json",
        SET,
    ] {
        for encoding in ["text", "base64", "base64url", "hex"] {
            let options = format!("--secret-encoding {encoding}");
            let told = Run::key(&format!("convert --secret-file {file} {options} --to jwk")).done();
            let hint =
                "hint: an HMAC over a key or certificate can be forged by everyone who has that: name it with --key";
            assert!(told.err.starts_with(&format!("jotbench: {says}\n  in {file}\n{hint}")), "{}", told.err);
            assert_eq!((told.out.as_str(), told.code), ("", 5), "{file} {encoding}");
        }
        let (document, told) = Run::key(&format!("inspect --secret-file {file} --json")).json("key-inspect");
        let only = &document["files"][0];
        assert_eq!((told.code, &only["keys"]), (5, &json!([])), "{file}");
        assert_eq!(only["problems"][0]["code"], "key_as_secret", "{file}");
    }
    let variable = Run::key("inspect --secret-env S").var("S", &vector("rsa2048/public.spki.pem")).done();
    assert_eq!((variable.out.as_str(), variable.code), ("", 5), "{}", variable.err);
    assert!(variable.err.starts_with(&format!("jotbench: {says}\n  in environment variable S\n")), "{}", variable.err);
}

#[test]
fn a_secret_that_cannot_be_read_is_not_repeated() {
    let folder = Folder::new("bad-secret");
    for (secret, encoding, code, hint) in [
        ("hunter2-hunter2!", "hex", "bad_character", "--secret-encoding says how it is written"),
        ("hunter2_hunter2_", "base64", "bad_character", "the secret seems to be base64url"),
        ("abc", "hex", "hex_length", "copy it again, whole"),
        ("\n", "text", "empty_secret", "256 for HS256"),
    ] {
        folder.write("s", secret);
        let words = format!("convert --secret-file s --secret-encoding {encoding} --to jwk --json");
        let (document, told) = folder.key(&words).json("problems");
        let problem = &document["problems"][0];
        assert_eq!((told.code, &problem["code"]), (5, &code.into()), "{told:?}");
        assert!(problem["hint"].as_str().unwrap().contains(hint), "{problem}");
        assert!(problem["place"].as_str().unwrap().starts_with('s'), "{problem}");
        assert!(!told.err.contains("hunter2") && !told.out.contains("hunter2"), "{told:?}");
    }
}

#[test]
fn a_value_in_the_place_of_a_variables_name_is_not_repeated() {
    let words = ["convert", "--to", "jwk", "--json", "--secret-env", "hunter2 is $ecret"];
    let (document, told) = Run::words(&words).json("problems");
    let problem = json!({
        "code": "missing_variable", "place": "environment variable",
        "message": "this is no name of an environment variable",
        "hint": "give the name of the variable, without $, and not its value"
    });
    assert_eq!((document, told.code), (json!({"problems": [problem]}), 5));
    assert!(!told.err.contains("hunter2"), "{}", told.err);
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_can_read_is_used_and_warned_about() {
    let folder = Folder::new("exposed-secret");
    folder.copy("secret/secret.txt", "s");
    folder.set_mode("s", 0o644);
    let told = folder.key("convert --secret-file s --to jwk").done();
    let warning = "warning: other users of this machine may read the secret in s\n\
                   hint: chmod 600 makes it readable by you alone\n";
    assert_eq!((told.err.as_str(), told.code), (warning, 0));
    let (document, _) = folder.key("inspect --secret-file s --json").json("key-inspect");
    assert_eq!(document["files"][0]["warnings"][0]["code"], "readable_by_others");
}

#[test]
fn kid_shows_one_key_of_a_set() {
    let (document, told) = Run::key(&format!("inspect {SET} --kid p256 --json")).json("key-inspect");
    let keys = document["files"][0]["keys"].as_array().unwrap();
    assert_eq!((told.code, keys.len(), &keys[0]["thumbprint"]), (0, 1, &thumbprint("p256")));
    // Beside sets there may be other files, which it leaves alone.
    let mixed = Run::key(&format!("inspect p384/public.spki.pem {SET} --kid p256 --json")).json("key-inspect").0;
    let curves = |file: usize| {
        let keys = mixed["files"][file]["keys"].as_array().unwrap();
        keys.iter().map(|key| key["curve"].clone()).collect::<Value>()
    };
    assert_eq!([curves(0), curves(1)], [json!(["P-384"]), json!(["P-256"])]);
    let two = Run::key("inspect jwks/duplicate-kid.jwks.json --kid rsa2048 --json").json("key-inspect").0;
    assert_eq!(two["files"][0]["keys"].as_array().unwrap().len(), 2, "both keys of that kid");
    let nameless = json!({"keys": [serde_json::from_str::<Value>(&vector("secret/secret.jwk.json")).unwrap()]});
    let nameless = nameless.to_string().replace("\"kid\":\"s1\",", "").replace(",\"kid\":\"s1\"", "");
    let told = Run::key("inspect - --kid s1").input(nameless).done();
    assert!(told.err.contains("\nhint: no key of it has one: leave --kid out\n"), "{}", told.err);
    let text = Run::key(&format!("inspect {SET} --kid ed25519")).done();
    assert!(text.out.contains("Ed25519") && !text.out.contains("RSA"), "{}", text.out);
}

#[test]
fn a_key_of_a_set_without_a_kid_is_picked_by_its_thumbprint() {
    let mut set: Value = serde_json::from_str(&vector(SET)).unwrap();
    for key in set["keys"].as_array_mut().unwrap() {
        key.as_object_mut().unwrap().remove("kid");
    }
    let run = Run::words(&["match", "-", "p256/public.spki.pem", "--kid", thumbprint("p256").as_str().unwrap()]);
    let told = run.input(set.to_string()).done();
    assert_eq!((told.err.as_str(), told.code), ("", 0), "{}", told.out);
    let run = Run::words(&["match", "-", "p256/public.spki.pem", "--kid", thumbprint("p521").as_str().unwrap()]);
    assert_eq!(run.input(set.to_string()).done().code, 1);
}

#[test]
fn a_picked_key_keeps_its_certificate_and_no_other() {
    let certified = include_str!("../vectors/rfc/keys/rfc7517-b.json");
    let other = thumbprint("ed25519");
    let set = format!("{{\"keys\":[{certified},{}]}}", vector("ed25519/public.jwk.json"));
    for (kid, kinds) in [("1b94c", json!(["public", "certificate"])), (other.as_str().unwrap(), json!(["public"]))] {
        let run = Run::words(&["inspect", "-", "--kid", kid, "--json"]).input(set.clone());
        let (document, told) = run.json("key-inspect");
        let keys = document["files"][0]["keys"].as_array().unwrap().iter();
        assert_eq!((keys.map(|key| key["kind"].clone()).collect::<Value>(), told.code), (kinds, 0), "{kid}");
    }
}

#[test]
fn an_unknown_kid_names_those_that_are_there() {
    let told = format!(
        "jotbench: no key of this set has the kid \"none\"\n  in {SET}\n\
         hint: choose one with --kid: \"rsa2048\", \"p256\", \"ed25519\", \"p521\"\n"
    );
    for words in [
        format!("inspect {SET} --kid none"),
        format!("match {SET} p256/public.spki.pem --kid none"),
        format!("match p256/public.spki.pem {SET} --kid none"),
        format!("convert {SET} --kid none --to spki"),
    ] {
        assert_eq!(Run::key(&words).done(), done("", &told, 5), "{words}");
    }
    let (document, _) = Run::key(&format!("match {SET} p256/public.spki.pem --kid none --json")).json("problems");
    assert_eq!(document["problems"][0]["code"], "no_such_kid");
}

#[test]
fn kid_compares_one_key_of_a_set() {
    for (words, code) in [
        (format!("match {SET} p256/public.spki.pem --kid p256"), 0),
        (format!("match p256/cert.selfsigned.pem {SET} --kid p256"), 0),
        (format!("match {SET} p256/public.spki.pem --kid ed25519"), 1),
        (format!("match {SET} {SET} --kid p521"), 0),
    ] {
        let told = Run::key(&words).done();
        assert_eq!((told.err.as_str(), told.code), ("", code), "{words}: {}", told.out);
    }
    let without = Run::key("match p256/cert.selfsigned.pem p256/public.spki.pem --kid x").done();
    let note = "note: the kid picks nothing: there is no JWK Set\n  in --kid\n";
    assert_eq!((without.err.as_str(), without.code), (note, 0), "{}", without.out);
}

#[test]
fn convert_takes_exactly_one_source() {
    let sources =
        ["p256/public.spki.pem", "-k p256/public.jwk.json", "--key-env A_KEY", "--secret-file s", "--secret-env S"];
    for (at, one) in sources.iter().enumerate() {
        for other in sources.iter().skip(at) {
            if one == other && !one.starts_with("-k ") {
                continue;
            }
            let (document, told) = Run::key(&format!("convert {one} {other} --to jwk --json")).json("problems");
            assert_eq!((told.code, document["problems"].as_array().unwrap().len()), (2, 1), "{one} {other}");
        }
    }
    let told = Run::key("convert p256/public.spki.pem -k p384/public.spki.pem --to jwk").done();
    let says = "jotbench: one key at a time, and these are 2: p256/public.spki.pem, p384/public.spki.pem\n  \
                in command line\nhint: run the command once for each\n";
    assert_eq!(told, done("", says, 2));
    let none = "jotbench: no key is named\n  in command line\nhint: give a FILE, or - for standard input, or \
                --key-env, --secret-file or --secret-env\n";
    for words in ["convert --to jwk", "inspect"] {
        assert_eq!(Run::key(words).done(), done("", none, 2), "{words}");
    }
}

#[test]
fn convert_answers_in_json_with_the_file_that_it_wrote() {
    let folder = Folder::new("document");
    folder.copy("p256/private.pkcs8.pem", "key.pem");
    for (words, document) in [
        ("--to sec1 --out a", json!({"file": "a", "form": "sec1", "private": true})),
        ("--to der --public --out b", json!({"file": "b", "form": "der", "private": false})),
        ("--to jwk --out c", json!({"file": "c", "form": "jwk", "private": true})),
    ] {
        let (told, done) = folder.key(&format!("convert key.pem {words} --json")).json("key-convert");
        assert_eq!((told, done.code), (document, 0), "{}", done.err);
    }
    assert_eq!(folder.read("a"), vector("p256/private.sec1.pem"));
    // A key without a file is the document itself, where it is one.
    let jwk = folder.key("convert key.pem --to jwk --json").done();
    assert_eq!((jwk.err.as_str(), jwk.code), ("", 0));
    assert_eq!(jwk.out, folder.read("c"));
    let (document, told) = folder.key("convert key.pem --to pem --json").json("problems");
    let problem = json!({
        "code": "no_document", "place": "--json", "message": "--json wants a JSON document, and --to pem writes none",
        "hint": "--out FILE writes the key to a file, and the document names it"
    });
    assert_eq!((document, told.code), (json!({"problems": [problem]}), 2));
}

#[test]
fn every_failure_of_convert_is_a_document() {
    let folder = Folder::new("failures");
    folder.copy("p256/private.pkcs8.encrypted.pem", "locked.pem");
    folder.copy("p256/public.spki.pem", "public.pem");
    for (words, code, exit) in [
        ("convert none.pem --to jwk --json", "missing", 5),
        ("convert --key-env NOT_SET --to jwk --json", "missing_variable", 5),
        ("convert public.pem --to pkcs8 --out x --json", "cannot_convert", 5),
        ("convert public.pem --to cert --out x --json", "no_certificate", 5),
        ("convert public.pem --to spki --out public.pem --json", "exists", 2),
        ("convert public.pem --to pkcs9 --json", "bad_value", 2),
        ("convert locked.pem --to jwk --json --passphrase-env PASS", "wrong_passphrase", 5),
    ] {
        let (document, told) = folder.key(words).var("PASS", "wrong").json("problems");
        assert_eq!((&document["problems"][0]["code"], told.code), (&code.into(), exit), "{words}: {document}");
        assert!(!told.err.is_empty(), "{words}");
    }
    let opened = folder.key("convert -k locked.pem --to pkcs8 --passphrase-env PASS").var("PASS", PASSPHRASE).done();
    assert_eq!(opened, done(&vector("p256/private.pkcs8.pem"), "", 0));
}

#[test]
fn standard_input_is_named_once_among_all_options() {
    for words in [
        "inspect - -k -",
        "inspect -k - --secret-file -",
        "convert --secret-file - --passphrase-file - --to jwk",
        "inspect --key - --passphrase-file -",
    ] {
        let (document, told) = Run::key(&format!("{words} --json")).json("problems");
        assert_eq!((&document["problems"][0]["code"], told.code), (&"standard_input_twice".into(), 2), "{words}");
    }
}

#[test]
fn a_secret_as_an_argument_is_answered_with_the_options() {
    let told = Run::key("convert --secret hunter2 --to jwk").done();
    assert!(told.err.ends_with("\nhint: use --secret-file FILE or --secret-env VAR\n"), "{}", told.err);
    assert_eq!((told.out.as_str(), told.code, told.err.contains("hunter2")), ("", 2, false));
}
