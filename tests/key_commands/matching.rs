//! `jotbench key match`.

use super::{Folder, PASSPHRASE, Run, listed, manifest, vector};

fn matched(a: &str, b: &str) -> bool {
    let run = Run::words(&["match", "--json", "--passphrase-env", "PASS", a, b]).var("PASS", PASSPHRASE);
    let (document, told) = run.json("key-match");
    assert_eq!(document["files"], serde_json::json!([a, b]));
    let matched = document["matched"].as_bool().unwrap();
    assert_eq!(told.code, i32::from(!matched), "{a} {b}: {document}");
    matched
}

#[test]
fn files_of_one_pair_match_and_of_two_pairs_do_not() {
    let manifest = manifest();
    let files = listed(&manifest);
    let of_a_pair = files.iter().filter(|(file, pair, kind)| {
        manifest["pairs"][pair]["spki_sha256"].is_string() && kind != "unusable" && !file.ends_with("root.pem")
    });
    let files: Vec<_> = of_a_pair.collect();
    for pair in manifest["pairs"].as_object().unwrap().keys() {
        let own: Vec<_> = files.iter().filter(|(_, own, _)| own == pair).collect();
        for (file, ..) in &own {
            assert!(matched(&own[0].0, file), "{} {file}", own[0].0);
        }
        let other = files.iter().find(|(_, other, _)| other != pair).unwrap();
        if let Some((file, ..)) = own.last() {
            assert!(!matched(file, &other.0), "{file} {}", other.0);
        }
    }
}

#[test]
fn the_answer_is_one_sentence_and_the_exit_code() {
    for (words, code) in [
        ("match p256/public.spki.pem p256/cert.selfsigned.pem", 0),
        ("match p256/public.spki.pem p384/public.spki.pem", 1),
        ("match p256/public.spki.pem -", 0),
        ("match - rsa2048/public.spki.der", 1),
    ] {
        let told = Run::key(words).input(vector("p256/public.jwk.json")).done();
        assert_eq!((told.err.as_str(), told.code), ("", code), "{words}: {}", told.out);
        assert!(told.out.ends_with('\n') && told.out.lines().count() == 1 && told.out.len() > 10, "{}", told.out);
    }
}

#[test]
fn whichever_is_locked_is_opened() {
    let folder = Folder::new("match-locked");
    folder.copy("p256/private.pkcs8.encrypted.pem", "locked.pem");
    folder.copy("p256/cert.selfsigned.pem", "cert.pem");
    folder.write("pass", PASSPHRASE);
    for words in ["match locked.pem cert.pem", "match cert.pem locked.pem", "match locked.pem locked.pem"] {
        let told = folder.key(&format!("{words} --passphrase-file pass")).done();
        assert_eq!((told.err.as_str(), told.code), ("", 0), "{words}: {}", told.out);
    }
}

/// A key in the clear and one that is locked, in one file.
fn mixed(folder: &Folder) {
    let both = vector("ed25519/private.pkcs8.pem") + &vector("rsa2048/private.pkcs8.encrypted.pem");
    folder.write("mixed.pem", both);
    folder.copy("rsa2048/public.spki.pem", "rsa.pem");
    folder.copy("ed25519/public.spki.pem", "ed25519.pem");
    folder.write("pass", PASSPHRASE);
    folder.write("bad", "wrong");
}

#[test]
fn there_is_no_no_while_a_key_is_locked() {
    let folder = Folder::new("match-mixed");
    mixed(&folder);
    for (words, code) in [
        ("match mixed.pem ed25519.pem", 0),
        ("match mixed.pem rsa.pem", 5),
        ("match rsa.pem mixed.pem --passphrase-file bad", 5),
        ("inspect mixed.pem --passphrase-file bad", 5),
        ("match mixed.pem rsa.pem --passphrase-file pass", 0),
        ("inspect mixed.pem", 0),
    ] {
        let told = folder.key(words).done();
        assert_eq!(told.code, code, "{words}: {} {}", told.out, told.err);
        assert_eq!(code == 5, told.out.is_empty(), "{words}: {}", told.out);
        assert!(code == 0 || told.err.contains("mixed.pem, line "), "{words}: {}", told.err);
    }
}

#[test]
fn a_file_is_not_replaced_by_a_part_of_itself() {
    let folder = Folder::new("convert-mixed");
    mixed(&folder);
    let before = folder.read("mixed.pem");
    let told = folder.key("convert mixed.pem --to pem --out mixed.pem --force").done();
    assert_eq!((told.out.as_str(), told.code), ("", 5));
    assert!(told.err.contains("would lose that") && told.err.contains("write to another file"), "{}", told.err);
    assert_eq!(folder.read("mixed.pem"), before);
    let told = folder.key("convert mixed.pem --to pem --out mixed.pem --force --passphrase-file pass").done();
    assert_eq!(told.code, 0, "{}", told.err);
    assert_eq!(folder.read("mixed.pem").matches("-----BEGIN PRIVATE KEY-----").count(), 2);
}
