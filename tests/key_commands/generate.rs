//! `jotbench key generate`.

use super::{Folder, done, schema};

#[test]
fn every_kind_makes_a_pair_that_matches() {
    for (kind, name, size) in [
        ("rsa:2048", "RSA", "2048"),
        ("rsa:3072", "RSA", "3072"),
        ("rsa:4096", "RSA", "4096"),
        ("p256", "EC", "P-256"),
        ("p384", "EC", "P-384"),
        ("p521", "EC", "P-521"),
        ("secp256k1", "EC", "secp256k1"),
        ("ed25519", "Ed25519", ""),
        ("ed448", "Ed448", ""),
    ] {
        let folder = Folder::new(&format!("pair-{}", kind.replace(':', "-")));
        let (document, told) = folder.key(&format!("generate {kind} --out server --json")).json("key-generate");
        assert_eq!((told.err.as_str(), told.code), ("", 0), "{kind}");
        let file =
            |file: &str, kind: &str, private: bool| serde_json::json!({"file": file, "kind": kind, "private": private});
        assert_eq!(
            document["files"],
            serde_json::json!([file("server_key.pem", "private", true), file("server_public.pem", "public", false)])
        );
        assert_eq!(folder.names(), ["server_key.pem", "server_public.pem"]);
        assert!(folder.read("server_key.pem").starts_with("-----BEGIN PRIVATE KEY-----\n"));
        assert!(folder.read("server_public.pem").starts_with("-----BEGIN PUBLIC KEY-----\n"));
        assert_eq!(folder.key("match server_key.pem server_public.pem").done().code, 0, "{kind}");
        let (seen, _) = folder.key("inspect server_public.pem --json").json("key-inspect");
        let key = &seen["files"][0]["keys"][0];
        assert_eq!((&key["type"], &key["thumbprint"]), (&name.into(), &document["thumbprint"]), "{kind}");
        if !size.is_empty() {
            let found = if name == "RSA" { key["bits"].to_string() } else { key["curve"].as_str().unwrap().to_owned() };
            assert_eq!(found, size, "{kind}");
        }
    }
}

#[test]
fn a_certificate_is_of_that_subject_and_time() {
    let folder = Folder::new("certificate");
    let words = "generate p256 --out server --cert CN=qlik01.corp.local,O=Corp --days 30 --now 2026-11-22T05:10:04Z";
    let told = folder.key(words).done();
    assert_eq!((told.err.as_str(), told.code), ("", 0));
    let lines: Vec<_> = told.out.lines().map(|line| line.split_whitespace().next().unwrap()).collect();
    assert_eq!(lines, ["server_key.pem", "server_public.pem", "server.pem", "thumbprint"]);
    assert_eq!(folder.names(), ["server.pem", "server_key.pem", "server_public.pem"]);
    assert_eq!(folder.key("match server_key.pem server.pem").done().code, 0);
    let (seen, _) = folder.key("inspect server.pem --json --now 2026-11-23T00:00:00Z").json("key-inspect");
    let certificate = &seen["files"][0]["keys"][0]["certificate"];
    assert_eq!(
        (&certificate["self_signed"], &certificate["not_before"], &certificate["not_after"]),
        // It begins five minutes early, for clocks that are behind.
        (&true.into(), &"2026-11-22T05:05:04Z".into(), &"2026-12-22T05:10:04Z".into())
    );
    assert_eq!(certificate["signature_hash"].as_str().unwrap().replace('-', ""), "SHA256");
    let subject = certificate["subject"].as_str().unwrap();
    assert!(subject.contains("CN=qlik01.corp.local") && subject.contains("O=Corp"), "{subject}");
}

#[test]
fn a_certificate_lives_a_year_unless_told_otherwise() {
    let folder = Folder::new("year");
    folder.key("generate ed25519 --out a --cert CN=a --now 2026-11-22T05:10:04Z").done();
    let (seen, _) = folder.key("inspect a.pem --json").json("key-inspect");
    assert_eq!(seen["files"][0]["keys"][0]["certificate"]["not_after"], "2027-11-22T05:10:04Z");
}

#[test]
fn a_secret_is_one_line_of_base64url() {
    let folder = Folder::new("secret");
    for (kind, digits) in [("hmac:256", 43), ("hmac:384", 64), ("hmac:512", 86)] {
        let told = folder.key(&format!("generate {kind} --out webhook --force")).done();
        assert_eq!((told.err.as_str(), told.code), ("", 0), "{kind}");
        assert!(told.out.starts_with("webhook_secret.txt  ") && told.out.contains("--secret-encoding base64url"));
        let text = folder.read("webhook_secret.txt");
        let line = text.strip_suffix('\n').unwrap();
        assert!(line.len() == digits && line.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
        assert!(!told.out.contains(line));
        assert_eq!(folder.names(), ["webhook_secret.txt"]);
    }
}

#[test]
fn two_runs_make_two_keys() {
    let folder = Folder::new("two");
    for kind in ["p256", "hmac:256"] {
        for name in ["a", "b"] {
            assert_eq!(folder.key(&format!("generate {kind} --out {name}")).done().code, 0);
        }
    }
    assert_ne!(folder.read("a_key.pem"), folder.read("b_key.pem"));
    assert_ne!(folder.read("a_secret.txt"), folder.read("b_secret.txt"));
}

#[test]
fn a_name_may_have_a_folder_and_an_end() {
    let folder = Folder::new("name");
    std::fs::create_dir(folder.path("keys")).unwrap();
    assert_eq!(folder.key("generate p256 --out keys/server.pem --cert CN=a").done().code, 0);
    for name in ["keys/server.pem", "keys/server_key.pem", "keys/server_public.pem"] {
        assert!(folder.path(name).is_file(), "{name}");
    }
    for (out, code, says) in [
        ("keys", "folder", "--out names a folder, and several files are made"),
        ("none/server", "missing_folder", "the folder \"none\" does not exist"),
        ("keys/server.pem/x", "not_a_folder", "\"keys/server.pem\" is not a folder"),
    ] {
        let (document, told) = folder.key(&format!("generate p256 --out {out} --json")).json("problems");
        let problem = &document["problems"][0];
        assert_eq!((&problem["code"], &problem["message"], told.code), (&code.into(), &says.into(), 2), "{out}");
    }
}

#[test]
fn names_that_are_taken_are_all_told_and_nothing_is_made() {
    let folder = Folder::new("taken");
    folder.write("server_key.pem", "old");
    folder.write("server.pem", "old");
    let words = "generate rsa:2048 --out server --cert CN=a";
    let refused = "jotbench: \"server_key.pem\" and \"server.pem\" exist already\n  in --out\n\
                   hint: give another name, or --force to replace what is there\n";
    assert_eq!(folder.key(words).done(), done("", refused, 2));
    assert_eq!(folder.names(), ["server.pem", "server_key.pem"]);
    assert_eq!((folder.read("server.pem").as_str(), folder.read("server_key.pem").as_str()), ("old", "old"));
    let (document, _) = folder.key(&format!("{words} --json")).json("problems");
    assert_eq!(document["problems"][0]["code"], "exists");
    let told = folder.key(&format!("{words} --force --json")).done();
    schema::holds("key-generate", &serde_json::from_str(&told.out).unwrap());
    assert_eq!((told.code, folder.names().len()), (0, 3));
    assert_eq!(folder.key("match server_key.pem server.pem").done().code, 0);
}

#[test]
fn what_cannot_be_made_is_a_mistake_and_makes_nothing() {
    let folder = Folder::new("mistakes");
    for words in [
        "generate rsa:1024 --out a",
        "generate rsa --out a",
        "generate p999 --out a",
        "generate hmac:0 --out a",
        "generate hmac:256 --out a --cert CN=a",
        "generate p256 --out a --cert CN=",
    ] {
        let (document, told) = folder.key(&format!("{words} --json")).json("problems");
        assert_eq!((told.code, document["problems"].as_array().unwrap().len()), (2, 1), "{words}");
        assert_eq!(folder.names(), Vec::<String>::new(), "{words}");
    }
}
