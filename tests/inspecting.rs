//! What is said of keys and certificates: against OpenSSL's words for the same
//! files, at moments before, within and after, and with names made to harm.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;

use jotbench::jose::key::inspect::{What, look, private_in_public, warnings};
use jotbench::jose::key::pair::{Match, files, same_key};
use jotbench::jose::key::{Certificate, Found, Item, KeyFile, Label, Secret, Validity, read, read_bytes};
use jotbench::jose::problem::{Part, Place, Problem};
use serde_json::Value;

#[path = "inspecting/made.rs"]
mod made;
#[path = "inspecting/printed.rs"]
mod printed;

use made::{extension, name, sequence, tlv};
use printed::Printed;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/");
/// 2026-12-01 00:00:00Z.
const NOW: i64 = 1_796_083_200;
const DAY: i64 = 86_400;

fn text(file: &str) -> String {
    fs::read_to_string(format!("{FOLDER}{file}")).unwrap()
}

fn load(file: &str) -> KeyFile {
    read_bytes(&fs::read(format!("{FOLDER}{file}")).unwrap(), Part::Key).unwrap()
}

fn certificate(name: &str) -> Certificate {
    load(&format!("certificates/{name}.pem")).certificates().next().unwrap().clone()
}

fn codes(problems: &[Problem]) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.code).collect()
}

/// The certificates with the algorithm, the hash and whether they are self-signed.
const ALGORITHMS: [(&str, &str, Option<&str>, bool); 24] = [
    ("rsa1024-sha1", "sha1WithRSAEncryption", Some("SHA-1"), true),
    ("rsa2048-md5", "md5WithRSAEncryption", Some("MD5"), true),
    ("rsa2048-sha384", "sha384WithRSAEncryption", Some("SHA-384"), true),
    ("rsa2048-sha512", "sha512WithRSAEncryption", Some("SHA-512"), true),
    ("rsa2048-pss-sha256", "id-RSASSA-PSS", Some("SHA-256"), true),
    ("rsa2048-pss-sha1", "id-RSASSA-PSS", Some("SHA-1"), true),
    ("rsa4096-pss-sha512-longest-salt", "id-RSASSA-PSS", Some("SHA-512"), true),
    ("p256-sha512", "ecdsa-with-SHA512", Some("SHA-512"), true),
    ("p384-sha256", "ecdsa-with-SHA256", Some("SHA-256"), true),
    ("p521-sha256", "ecdsa-with-SHA256", Some("SHA-256"), true),
    ("p521-sha384", "ecdsa-with-SHA384", Some("SHA-384"), true),
    ("p256-sha1", "ecdsa-with-SHA1", Some("SHA-1"), true),
    ("secp256k1-sha256", "ecdsa-with-SHA256", Some("SHA-256"), true),
    ("ed25519", "id-Ed25519", None, true),
    ("ed448", "id-Ed448", None, true),
    ("names-older", "ecdsa-with-SHA256", Some("SHA-256"), true),
    ("names-universal", "ecdsa-with-SHA256", Some("SHA-256"), true),
    ("names-multivalued", "ecdsa-with-SHA256", Some("SHA-256"), true),
    ("alternative-names", "ecdsa-with-SHA256", Some("SHA-256"), true),
    ("dated", "ecdsa-with-SHA256", Some("SHA-256"), true),
    ("same-name-other-key-sha256", "sha256WithRSAEncryption", Some("SHA-256"), false),
    ("same-name-other-key-sha1", "sha1WithRSAEncryption", Some("SHA-1"), false),
    ("same-name-other-key-pss", "id-RSASSA-PSS", Some("SHA-384"), false),
    ("leaf-sha1", "sha1WithRSAEncryption", Some("SHA-1"), false),
];

#[test]
fn certificates_say_what_openssl_says_of_them() {
    for (file, ..) in ALGORITHMS.into_iter().chain([("without-end", "", None, true)]) {
        let mut printed = Printed::by_openssl(&text(&format!("certificates/{file}.txt")));
        if file == "names-multivalued" {
            // OpenSSL has other short names for two types, and turns round the parts of "CN=two+OU=parts" too.
            let ours = "SERIALNUMBER=17,UID=jde,EMAIL=a@example.org,CN=two+OU=parts,C=DE,DC=org";
            printed = Printed { subject: ours.to_owned(), issuer: ours.to_owned(), ..printed };
        }
        assert_eq!(Printed::of(&certificate(file)), printed, "{file}");
    }
}

#[test]
fn signatures_tell_their_hash_and_whether_the_key_itself_made_them() {
    for (file, algorithm, hash, self_signed) in ALGORITHMS {
        let certificate = certificate(file);
        let is = (certificate.signature_algorithm(), certificate.signature_hash(), certificate.self_signed);
        assert_eq!(is, (algorithm, hash, self_signed), "{file}");
    }
}

#[test]
fn a_self_signature_with_one_changed_bit_is_none() {
    // All but those of which the family of the key decides.
    let checked = ALGORITHMS.into_iter().filter(|(file, _, _, self_signed)| {
        *self_signed && !["rsa2048-md5", "rsa2048-pss-sha1", "ed448"].contains(file)
    });
    let mut count = 0;
    for (file, ..) in checked {
        let mut der = certificate(file).der().to_vec();
        // Within the last number of the signature.
        let at = der.len() - 3;
        der[at] ^= 1;
        assert!(!Certificate::from_der(&der, Place::of(Part::Key)).unwrap().self_signed, "{file}");
        count += 1;
    }
    assert_eq!(count, 17);
}

#[test]
fn the_older_string_types_are_read_as_text() {
    assert_eq!(certificate("names-older").common_name().as_deref(), Some("Жанна Ёлкина"));
    assert_eq!(certificate("names-universal").common_name().as_deref(), Some("Ωmega 🔑"));
}

#[test]
fn a_certificate_is_judged_before_within_and_after_its_time() {
    let (dated, from, to) = (certificate("dated"), 1_704_164_645, 1_778_051_289);
    assert_eq!((dated.not_before(), dated.not_after()), (from, to));
    for (now, expected) in [
        (from - 10, Validity::NotYet { wait: 10 }),
        (from, Validity::Current { left: to - from }),
        (to - 1, Validity::Current { left: 1 }),
        (to, Validity::Current { left: 0 }),
        (to + 1, Validity::Over { ago: 1 }),
        (i64::MAX, Validity::Over { ago: i64::MAX - to }),
        (i64::MIN, Validity::NotYet { wait: i64::MAX }),
    ] {
        assert_eq!(dated.validity(now), expected, "{now}");
    }
}

#[test]
fn dates_are_warned_about_with_the_way_out() {
    let file = load("certificates/dated.pem");
    let say = |now| warnings(&file, now).into_iter().map(|p| (p.code, p.message, p.hint.is_some())).collect::<Vec<_>>();
    let (from, to) = (1_704_164_645, 1_778_051_289);
    let warning = |code, message: &str| vec![(code, message.to_owned(), true)];
    assert_eq!(
        say(from - 3 * DAY),
        warning(
            "certificate_not_yet",
            "EC P-256 certificate CN=dated is valid from 2024-01-02 03:04:05Z on, in 3 days"
        )
    );
    assert_eq!(say(from), []);
    assert_eq!(say(to - 30 * DAY - 1), []);
    assert_eq!(
        say(to - 30 * DAY),
        warning("certificate_ends_soon", "EC P-256 certificate CN=dated ends on 2026-05-06 07:08:09Z, in 30 days")
    );
    assert_eq!(
        say(to + 3 * 366 * DAY),
        warning("certificate_expired", "EC P-256 certificate CN=dated expired on 2026-05-06 07:08:09Z, 3 years ago")
    );
}

#[test]
fn every_key_of_the_manifest_has_the_facts_that_it_says() {
    let manifest: Value = serde_json::from_str(&text("keys/manifest.json")).unwrap();
    let mut count = 0;
    for entry in manifest["files"].as_array().unwrap() {
        let [path, kind, encoding] = ["file", "kind", "encoding"].map(|name| entry[name].as_str().unwrap());
        let bytes = fs::read(format!("{FOLDER}keys/{path}")).unwrap();
        let readable = ["public", "private", "certificate"].contains(&kind) && !encoding.contains("JWK");
        if !readable || entry["passphrase"].is_string() {
            continue;
        }
        let file = read_bytes(&bytes, Part::Key).unwrap();
        let pair = &manifest["pairs"][entry["pair"].as_str().unwrap()];
        for found in &file.found {
            let facts = look(found, NOW);
            let Some(public) = found.public() else { continue };
            let of_the_pair = hex(&public.spki_sha256()) == pair["spki_sha256"].as_str().unwrap_or_default();
            if of_the_pair {
                assert_eq!(facts.thumbprint.as_deref(), pair["jwk_thumbprint_sha256"].as_str(), "{path}");
                assert_eq!(facts.spki_sha256, Some(public.spki_sha256()), "{path}");
                let algorithms: Vec<&str> =
                    pair["algs"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
                assert!(facts.algorithms.iter().all(|name| algorithms.contains(name)), "{path}: {facts:?}");
                count += 1;
            }
            assert_eq!(facts.warnings, [], "{path}");
        }
    }
    assert!(count >= 60, "{count}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

#[test]
fn facts_are_told_in_lines() {
    let lines = |file: &str| look(&load(file).found[0], NOW).lines();
    let owned = |lines: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        lines.iter().map(|(label, value)| (*label, (*value).to_owned())).collect()
    };
    // Thumbprint and SPKI digest as in the manifest.
    let key = [
        ("type", "EC P-256 private key"),
        ("encoding", "PKCS#8"),
        ("algorithms", "ES256"),
        ("thumbprint", "ebv4OTI-FLsXkoQhD9vmH9lJPHOXW9VdhzzUtJ8eIik"),
        (
            "SPKI SHA-256",
            "98:38:60:70:F3:4D:29:97:DF:09:8D:16:86:47:1F:87:A3:76:73:96:3A:7C:88:F5:2D:5D:CD:C6:1D:BC:B7:25",
        ),
    ];
    assert_eq!(lines("keys/p256/private.pkcs8.pem"), owned(&key));
    let printed = Printed::by_openssl(&text("certificates/alternative-names.txt"));
    let certificate = lines("certificates/alternative-names.pem");
    let value = |label: &str| certificate.iter().find(|(name, _)| *name == label).map(|(_, value)| value.as_str());
    for (label, expected) in [
        ("type", "EC P-256 certificate"),
        ("encoding", "X.509"),
        ("subject", "CN=alternative names"),
        ("issuer", "itself (self-signed)"),
        ("serial", printed.serial.as_str()),
        (
            "names",
            "DNS:a.example, DNS:*.b.example, IP:192.0.2.7, IP:2001:DB8:0:0:0:0:0:7, URI:https://c.example/x?y=z, \
             email:d@example.org, RID:1.2.3.4, \"DirName:CN=entry,O=Directory\", UPN:jde@corp.example, \
             othername:1.2.3.5:other",
        ),
        ("signed with", "ecdsa-with-SHA256, SHA-256"),
        ("key usage", "digitalSignature, keyCertSign, cRLSign"),
        ("CA", "yes"),
        ("not before", printed.not_before.as_str()),
        ("not after", printed.not_after.as_str()),
        ("SHA-256", printed.sha256.as_str()),
        ("SHA-1", printed.sha1.as_str()),
    ] {
        assert_eq!(value(label), Some(expected), "{label}");
    }
    let valid = |now| look(&load("certificates/dated.pem").found[0], now).lines();
    let valid = |now| valid(now).into_iter().find(|(label, _)| *label == "valid").unwrap().1;
    assert_eq!(valid(1_704_164_645 - DAY), "2024-01-02 to 2026-05-06, begins in 24 hours");
    assert_eq!(valid(1_778_051_289 - 400 * DAY), "2024-01-02 to 2026-05-06, 400 days left");
    assert_eq!(valid(NOW), "2024-01-02 to 2026-05-06, ended 208 days ago");
    let endless = lines("certificates/without-end.pem");
    assert!(endless.contains(&("valid", "2024-01-02 to 9999-12-31, without an end".to_owned())), "{endless:?}");
}

#[test]
fn a_secret_is_described_by_its_length_alone() {
    let found = Found::new(Item::Secret(Secret::from_bytes(b"hunter2").unwrap()), "JWK");
    let facts = look(&found, NOW);
    assert_eq!((facts.what, facts.bits, facts.thumbprint.as_deref()), (What::Secret, Some(56), None));
    let lines = [("type", "56-bit secret"), ("encoding", "JWK"), ("algorithms", "HS256, HS384, HS512")];
    assert_eq!(facts.lines(), lines.map(|(label, value)| (label, value.to_owned())));
    assert!(!format!("{facts:?}").contains("hunter"), "{facts:?}");
    assert_eq!(
        facts.warnings,
        [Problem::new(
            "weak_secret",
            Place::line(Part::Key, 1),
            "56-bit secret is weak: RFC 7518 section 3.2 asks for 256 bits or more"
        )
        .hint("use at least 32 random bytes; a short secret can be guessed from one token")]
    );
    let strong = Found::new(Item::Secret(Secret::from_bytes(&[7; 32]).unwrap()), "JWK");
    assert_eq!(look(&strong, NOW).warnings, []);
}

#[test]
fn weak_keys_and_old_signatures_are_warned_about() {
    for (file, expected) in [
        ("rsa1024-sha1", vec!["rsa_short", "certificate_sha1"]),
        ("rsa2048-md5", vec!["certificate_sha1"]),
        ("rsa2048-pss-sha1", vec!["certificate_sha1"]),
        ("p256-sha1", vec!["certificate_sha1"]),
        ("leaf-sha1", vec!["certificate_sha1"]),
        // Made with the exponent 3.
        ("rsa2048-sha512", vec!["rsa_exponent_small"]),
        ("rsa2048-sha384", vec![]),
        ("ed448", vec![]),
        ("ed25519", vec![]),
    ] {
        assert_eq!(codes(&warnings(&load(&format!("certificates/{file}.pem")), NOW)), expected, "{file}");
    }
    let message = |file: &str| warnings(&load(&format!("certificates/{file}.pem")), NOW).remove(0).message;
    assert_eq!(
        message("rsa1024-sha1"),
        "RSA 1024 certificate CN=algorithms,O=Jotbench tests,C=DE: 1024 bits are too few for RSA, RFC 7518 section 3.3 \
         asks for 2048 or more"
    );
    assert_eq!(
        message("rsa2048-sha512"),
        "RSA 2048 certificate CN=algorithms,O=Jotbench tests,C=DE has the public exponent 3: FIPS 186-5 asks for 65537 \
         or more, for with small ones mistakes in the padding have let signatures be forged"
    );
    assert_eq!(
        message("leaf-sha1"),
        "RSA 2048 certificate CN=leaf is signed with SHA-1, for which collisions can be made"
    );
    let hints = ["leaf-sha1", "p256-sha1"].map(|file| {
        warnings(&load(&format!("certificates/{file}.pem")), NOW).remove(0).hint.unwrap().starts_with("nobody")
    });
    assert_eq!(hints, [false, true]);
}

#[test]
fn the_same_weak_key_is_warned_about_once() {
    let mut file = load("certificates/rsa1024-sha1.pem");
    let public = Item::Public(file.found[0].public().unwrap().clone());
    file.found.insert(0, Found::new(public, "SPKI"));
    assert_eq!(codes(&warnings(&file, NOW)), ["rsa_short", "certificate_sha1"]);
    // Of a key that is in a set twice, only one entry may be meant for something else.
    let key = load("keys/p256/public.spki.pem").found.remove(0);
    let with = |usage: &str| {
        let label = Label { usage: Some(usage.to_owned()), ..Label::default() };
        Found { label, ..key.clone() }
    };
    let set = |usages: &[&str]| warnings(&KeyFile::of(usages.iter().map(|usage| with(usage)).collect()), NOW);
    assert_eq!(codes(&set(&["sig", "enc"])), ["key_use"]);
    assert_eq!(codes(&set(&["enc", "enc"])), ["key_use"]);
}

#[test]
fn the_label_of_a_key_tells_what_it_is_not_for() {
    let labelled = |label: Label| {
        let found = load("keys/rsa2048/public.spki.pem").found.remove(0);
        warnings(&KeyFile::of(vec![Found { label, ..found }]), NOW).into_iter().map(|p| p.message).collect::<Vec<_>>()
    };
    let words = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
    let of = |text: &str| Some(text.to_owned());
    let plain = Label::default;
    assert_eq!(
        labelled(Label { usage: of("enc"), kid: of("k1"), alg: of("RSA-OAEP"), ..plain() }),
        ["RSA 2048 public key \"k1\" is not meant for signatures: \"use\" is \"enc\", not \"sig\""]
    );
    assert_eq!(
        labelled(Label { operations: words(&["encrypt", "wrapKey"]), ..plain() }),
        ["RSA 2048 public key is not meant for signatures: \"key_ops\" has neither \"sign\" nor \"verify\", but \
          [encrypt, wrapKey]"]
    );
    assert_eq!(
        labelled(Label { alg: of("ES256"), ..plain() }),
        ["RSA 2048 public key is not meant for signatures: \"alg\" is \"ES256\", and such a key serves RS256, RS384, \
          RS512, PS256, PS384, PS512"]
    );
    let good = Label { usage: of("sig"), operations: words(&["verify"]), alg: of("PS384"), ..plain() };
    assert_eq!(labelled(good), [""; 0]);
}

#[test]
fn a_key_and_a_certificate_in_one_file_should_be_one_pair() {
    let key = text("keys/rsa2048/private.pkcs8.pem");
    let read = |text: &str| read(text, Part::Key).unwrap();
    let own = read(&format!("{key}{}", text("keys/rsa2048/chain.pem")));
    assert_eq!(warnings(&own, NOW), []);
    let other = warnings(&read(&format!("{key}{}", text("keys/p256/cert.selfsigned.pem"))), NOW);
    assert_eq!(codes(&other), ["certificate_mismatch"]);
    // The thumbprints of the manifest.
    assert!(other[0].message.ends_with(
        "do not belong together: their thumbprints are P6UoqohBrt_27gx93gAhnlJZ3ukChX9-9_NIobDZjPM and \
         ebv4OTI-FLsXkoQhD9vmH9lJPHOXW9VdhzzUtJ8eIik"
    ));
    // Nor is anything said where the public part may not be known.
    let unknown = read(&format!("{}{}", text("keys/ed448/private.pkcs8.pem"), text("keys/ed448/cert.selfsigned.pem")));
    assert_eq!(warnings(&unknown, NOW), []);
}

#[test]
fn the_key_that_is_used_of_several_is_named() {
    let both = format!("{}{}", text("keys/p256/private.sec1.pem"), text("keys/rsa2048/private.pkcs1.pem"));
    let mut file = read(&both, Part::Key).unwrap();
    let said = warnings(&file, NOW);
    assert_eq!(codes(&said), ["several_keys"]);
    assert_eq!(said[0].message, "there are 2 different keys in the file; the first is used, EC P-256 private key");
    file.is_set = true;
    assert_eq!(warnings(&file, NOW), []);
    let twice = format!("{}{}", text("keys/p256/private.sec1.pem"), text("keys/p256/private.pkcs8.pem"));
    assert_eq!(warnings(&read(&twice, Part::Key).unwrap(), NOW), []);
}

#[test]
fn a_private_key_in_the_public_pane_is_noticed() {
    let say = |file: &KeyFile| private_in_public(file).map(|problem| (problem.code, problem.message));
    assert_eq!(
        say(&load("keys/p256/cert-and-key.pem")),
        Some((
            "private_in_public",
            "pane 4 holds a private key: it is masked; the public key or certificate belongs here".to_owned()
        ))
    );
    assert_eq!(say(&load("keys/p256/chain.pem")), None);
    assert_eq!(say(&load("keys/p256/public.spki.pem")), None);
    let secret = KeyFile::of(vec![Found::new(Item::Secret(Secret::from_bytes(&[7; 32]).unwrap()), "JWK")]);
    assert_eq!(say(&secret).unwrap().1, "pane 4 holds an HMAC secret: it is masked; a secret belongs in pane 3");
}

#[path = "inspecting/hostile.rs"]
mod hostile;
#[path = "inspecting/matching.rs"]
mod matching;
