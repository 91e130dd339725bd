//! `jotbench key inspect`.

use serde_json::Value;

use super::{Folder, PASSPHRASE, Run, done, listed, manifest, vector, vector_bytes};

/// The documents of one file, with the passphrase at hand.
fn inspected(file: &str) -> Value {
    let run = Run::words(&["inspect", "--json", "--passphrase-env", "PASS", file]).var("PASS", PASSPHRASE);
    let (document, told) = run.json("key-inspect");
    let file = document["files"][0].clone();
    assert_eq!(told.code, if file["keys"] == serde_json::json!([]) { 5 } else { 0 }, "{document}");
    file
}

#[test]
fn every_key_has_the_fingerprint_and_thumbprint_that_its_maker_computed() {
    let manifest = manifest();
    let mut checked = 0;
    for (file, pair, kind) in listed(&manifest) {
        let expected = &manifest["pairs"][&pair];
        // A secret has neither; a set holds several keys.
        if kind == "secret" || kind == "unusable" || expected["spki_sha256"].is_null() {
            continue;
        }
        let seen = inspected(&file);
        let key = &seen["keys"][0];
        assert_eq!(key["spki_sha256"], expected["spki_sha256"], "{file}");
        assert_eq!(key["thumbprint"], expected["jwk_thumbprint_sha256"], "{file}");
        assert_eq!(seen["file"], file.as_str());
        checked += 1;
    }
    assert!(checked > 60, "{checked} files");
}

#[test]
fn what_each_file_is_stands_in_the_document() {
    for (file, kind, name, size) in [
        ("rsa2048/public.pkcs1.pem", "public", "RSA", "2048"),
        ("rsa4096/private.pkcs1.der", "private", "RSA", "4096"),
        ("p256/cert.by-ed25519-ca.pem", "certificate", "EC", "P-256"),
        ("p521/private.sec1.pem", "private", "EC", "P-521"),
        ("secp256k1/public.jwk.json", "public", "EC", "secp256k1"),
        ("ed25519/private.pkcs8.encrypted.pem", "private", "Ed25519", ""),
        ("ed448/private.jwk.json", "private", "Ed448", ""),
        ("secret/secret.jwk.json", "secret", "HMAC", "368"),
    ] {
        let key = &inspected(file)["keys"][0];
        let found = if name == "EC" { key["curve"].as_str().unwrap().to_owned() } else { key["bits"].to_string() };
        assert_eq!((&key["kind"], &key["type"]), (&kind.into(), &name.into()), "{file}");
        if !size.is_empty() {
            assert_eq!(found, size, "{file}");
        }
    }
}

#[test]
fn certificates_are_told_as_their_maker_does() {
    let manifest = manifest();
    let certificates = manifest["files"].as_array().unwrap().iter().filter(|file| !file["cert_sha256"].is_null());
    let mut checked = 0;
    for file in certificates {
        let seen = inspected(file["file"].as_str().unwrap());
        let keys = seen["keys"].as_array().unwrap();
        let key = keys.iter().find(|key| key["kind"] == "certificate").unwrap();
        assert_eq!(key["certificate"]["sha256"], file["cert_sha256"], "{file}");
        checked += 1;
    }
    assert!(checked > 5, "{checked} certificates");
    let p256 = &inspected("p256/cert.selfsigned.pem")["keys"][0]["certificate"];
    assert_eq!(
        (&p256["subject"], &p256["issuer"], &p256["not_before"], &p256["not_after"], &p256["self_signed"]),
        (
            &"CN=p256.signer.example".into(),
            &"CN=p256.signer.example".into(),
            &"2026-01-01T00:00:00Z".into(),
            &"2056-01-01T00:00:00Z".into(),
            &true.into()
        )
    );
}

#[test]
fn the_clock_can_be_fixed() {
    let warned = |now: &str| {
        let (document, told) =
            Run::words(&["inspect", "--json", "--now", now, "p256/cert.selfsigned.pem"]).json("key-inspect");
        assert_eq!(told.code, 0);
        !document["files"][0]["warnings"].as_array().unwrap().is_empty()
    };
    // Its years are 2026 to 2056; 2797632000 is 2058-08-27.
    for (now, expected) in [("2030-01-01T00:00:00Z", false), ("2060-01-01T00:00:00+01:00", true), ("2797632000", true)]
    {
        assert_eq!(warned(now), expected, "{now}");
    }
}

#[test]
fn a_file_is_a_heading_with_lines_and_a_warning_is_marked() {
    let told = Run::key("inspect p256/cert.selfsigned.pem --now 2797632000").done();
    assert_eq!((told.err.as_str(), told.code), ("", 0));
    let lines: Vec<_> = told.out.lines().collect();
    assert_eq!(lines[0], "p256/cert.selfsigned.pem");
    assert!(lines.iter().skip(1).all(|line| line.starts_with("  ")), "{}", told.out);
    assert!(told.out.contains("CN=p256.signer.example") && told.out.contains("\n  ! WARN  "), "{}", told.out);
}

#[test]
fn files_that_cannot_be_read_do_not_hide_the_others() {
    let told = Run::key("inspect no.pem p256/public.spki.pem negative/truncated.pem rsa2048/public.spki.pem").done();
    assert_eq!(told.code, 5);
    let headings: Vec<_> = told.out.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).collect();
    assert_eq!(headings, ["p256/public.spki.pem", "rsa2048/public.spki.pem"]);
    assert_eq!(
        told.err,
        "jotbench: \"no.pem\" does not exist\nhint: check the path\n\
         jotbench: the block that begins with \"PUBLIC KEY\" has no END line\n  in negative/truncated.pem, line 1\n\
         hint: the text was cut: copy it again, from the first dash to the last\n"
    );
    let (document, _) = Run::key("inspect --json no.pem p256/public.spki.pem").json("key-inspect");
    let files = document["files"].as_array().unwrap();
    assert_eq!((files.len(), &files[0]["keys"]), (2, &serde_json::json!([])));
    assert_eq!(files[0]["problems"][0]["code"], "missing");
}

#[test]
fn no_usable_key_ends_with_5_and_a_code() {
    for (file, pair, kind) in listed(&manifest()) {
        if kind == "unusable" {
            let seen = inspected(&file);
            assert_eq!((&seen["keys"], pair.as_str()), (&serde_json::json!([]), ""), "{file}");
            assert_eq!(seen["problems"].as_array().unwrap().len(), 1, "{file}");
        }
    }
}

#[test]
fn nothing_of_a_secret_is_ever_shown() {
    let mut checked = 0;
    for (file, _, kind) in listed(&manifest()) {
        if kind != "private" && file != "secret/secret.jwk.json" {
            continue;
        }
        let Ok(text) = String::from_utf8(vector_bytes(&file)) else { continue };
        let secrets: Vec<String> = if text.starts_with('{') {
            let jwk: Value = serde_json::from_str(&text).unwrap();
            let members = ["d", "p", "q", "dp", "dq", "qi", "k", "priv"].iter();
            members.filter_map(|name| jwk[name].as_str()).map(str::to_owned).collect()
        } else {
            let blocks = text.split("-----BEGIN ");
            let private = blocks.filter(|block| block.lines().next().is_some_and(|label| label.contains("PRIVATE")));
            private
                .flat_map(str::lines)
                .filter(|line| line.len() > 20 && !line.contains([' ', ':']))
                .map(str::to_owned)
                .collect()
        };
        assert!(!secrets.is_empty(), "{file}");
        for form in ["--json", "--now=0"] {
            let run = Run::words(&["inspect", form, "--passphrase-env", "PASS", &file]).var("PASS", PASSPHRASE);
            let told = run.done();
            for secret in &secrets {
                assert!(!told.out.contains(secret) && !told.err.contains(secret), "{file}: {told:?}");
            }
            assert!(!told.out.contains(PASSPHRASE) && !told.err.contains(PASSPHRASE), "{file}");
        }
        checked += 1;
    }
    assert!(checked > 25, "{checked} files");
}

#[test]
fn an_encrypted_key_is_opened_by_the_right_passphrase_alone() {
    let folder = Folder::new("locked");
    folder.copy("p256/private.pkcs8.encrypted.pem", "locked.pem");
    folder.write("right", format!("{PASSPHRASE}\r\n"));
    folder.write("wrong", "shared test pass phrase \n");
    for words in ["inspect locked.pem --passphrase-file right", "inspect --passphrase-file - locked.pem"] {
        let told = folder.key(words).input(format!("{PASSPHRASE}\n")).done();
        assert_eq!((told.err.as_str(), told.code), ("", 0), "{words}: {}", told.out);
    }
    let (document, told) = folder.key("inspect locked.pem --passphrase-file wrong --json").json("key-inspect");
    assert_eq!((&document["files"][0]["problems"][0]["code"], told.code), (&"wrong_passphrase".into(), 5));
    for words in
        ["match locked.pem locked.pem --passphrase-file wrong", "convert locked.pem --to pkcs8 --passphrase-file wrong"]
    {
        let told = folder.key(words).done();
        assert_eq!((told.out.as_str(), told.code), ("", 5), "{words}: {}", told.err);
    }
    // A passphrase that is not needed does no harm.
    let told = Run::key("inspect p256/public.spki.pem --passphrase-env PASS").var("PASS", "x").done();
    assert_eq!((told.err.as_str(), told.code), ("", 0));
}

#[cfg(unix)]
#[test]
fn a_private_key_that_others_can_read_is_used_and_warned_about() {
    let folder = Folder::new("readable");
    folder.copy("p256/private.pkcs8.pem", "key.pem");
    folder.copy("p256/public.spki.pem", "public.pem");
    let codes = |name: &str| {
        let (document, told) = folder.key(&format!("inspect {name} --json")).json("key-inspect");
        assert_eq!(told.code, 0);
        let codes = document["files"][0]["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].clone());
        codes.collect::<Vec<_>>()
    };
    for (mode, expected) in [(0o600, 0), (0o640, 1), (0o604, 1)] {
        folder.set_mode("key.pem", mode);
        folder.set_mode("public.pem", mode);
        assert_eq!(codes("key.pem"), vec!["readable_by_others"; expected], "{mode:o}");
        assert_eq!(codes("public.pem"), Vec::<Value>::new(), "{mode:o}");
        let warning = "warning: other users of this machine may read the private key in key.pem\n\
                       hint: chmod 600 makes it readable by you alone\n";
        let told = folder.key("convert key.pem --to spki").done();
        assert_eq!(told, done(&vector("p256/public.spki.pem"), [warning][..expected].concat().as_str(), 0), "{mode:o}");
    }
    let told = folder.key("inspect key.pem").done();
    assert!(told.out.contains("  ! WARN  other users of this machine may read the private key in key.pem\n"));
}
