//! Every key of the vectors in every form: it is written as the programs that made the
//! vectors wrote it, or refused with a reason and a way out.

use std::fs;

use jotbench::jose::key::convert::{FORMS, Wanted, Written, convert, form, possible};
use jotbench::jose::key::generate::{generate, kind};
use jotbench::jose::key::{Found, Item, KeyFile, read_bytes};
use jotbench::jose::problem::{Part, Problem};
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/");

pub(super) fn bytes(file: &str) -> Vec<u8> {
    fs::read(format!("{FOLDER}{file}")).unwrap_or_else(|error| panic!("{file}: {error}"))
}

pub(super) fn load(file: &str) -> KeyFile {
    read_bytes(&bytes(file), Part::Key).unwrap_or_else(|problem| panic!("{file}: {problem}"))
}

pub(super) fn write(file: &KeyFile, name: &str) -> Result<Written, Problem> {
    convert(file, form(name).unwrap(), &Wanted::default())
}

pub(super) fn write_public(file: &KeyFile, name: &str) -> Result<Written, Problem> {
    convert(file, form(name).unwrap(), &Wanted { public: true, kid: None })
}

pub(super) fn json_of(written: &Written) -> Value {
    serde_json::from_slice(&written.bytes).unwrap()
}

pub(super) fn codes(written: &Written) -> Vec<&'static str> {
    written.notes.iter().map(|note| note.code).collect()
}

/// Every file of the vectors that holds keys without a passphrase and outside JSON.
fn files() -> Vec<(String, String)> {
    let manifest: Value = serde_json::from_slice(&bytes("keys/manifest.json")).unwrap();
    let entries = manifest["files"].as_array().unwrap().iter().filter(|entry| {
        let [kind, encoding] = ["kind", "encoding"].map(|name| entry[name].as_str().unwrap());
        ["private", "public", "certificate"].contains(&kind)
            && !encoding.contains("JWK")
            && entry["passphrase"].is_null()
    });
    entries.map(|entry| ["file", "pair"].map(|name| entry[name].as_str().unwrap().to_owned()).into()).collect()
}

/// The forms that hold nothing private, whatever they are made from.
const PUBLIC: [&str; 7] = ["spki", "cert", "cert-line", "spki-line", "fingerprint", "spki-sha256", "thumbprint"];

/// The forms that a file of the vectors can be written in.
fn forms_of(file: &KeyFile, pair: &str) -> Vec<&'static str> {
    let private = file.first_private();
    let public = private.map_or_else(|| file.first_public(), |key| key.public()).is_some();
    let [rsa, ec] = [pair.starts_with("rsa") || pair.starts_with("qlik"), pair.starts_with('p') || pair == "secp256k1"];
    let rows = [
        ("pem", true),
        ("pkcs8", private.is_some()),
        ("pkcs1", rsa),
        ("sec1", ec && private.is_some()),
        ("spki", public),
        ("der", true),
        ("jwk", public),
        ("jwks", public),
        ("cert", file.certificates().next().is_some()),
        ("cert-line", file.certificates().next().is_some()),
        ("spki-line", public),
        ("fingerprint", file.certificates().next().is_some()),
        ("spki-sha256", public),
        ("thumbprint", public),
    ];
    rows.into_iter().filter_map(|(name, fits)| fits.then_some(name)).collect()
}

#[test]
fn every_key_is_written_in_every_form_or_told_why_not() {
    let files = files();
    assert_eq!(files.len(), 74);
    for (path, pair) in files {
        let file = load(&format!("keys/{path}"));
        let mut expected = forms_of(&file, &pair);
        // Whether these have a JWK is up to what is known of their public part.
        let unsure = ["ed448", "mldsa65"].contains(&pair.as_str()) && write(&file, "jwk").is_err();
        expected.retain(|name| !(unsure && name.starts_with("jwk")));
        assert_eq!(possible(&file).iter().map(|form| form.name).collect::<Vec<_>>(), expected, "{path}");
        for form in &FORMS {
            match convert(&file, form, &Wanted::default()) {
                Ok(written) => {
                    assert!(expected.contains(&form.name), "{path}");
                    assert_eq!(written.binary, form.binary, "{path} {}", form.name);
                    let secret = file.first_private().is_some() && !PUBLIC.contains(&form.name);
                    assert_eq!(written.private, secret, "{path} {}", form.name);
                    assert!(form.binary || written.bytes.ends_with(b"\n"), "{path} {}", form.name);
                }
                Err(_) if unsure && form.name.starts_with("jwk") => {}
                Err(problem) => {
                    let certified = ["cert", "cert-line", "fingerprint"].contains(&form.name);
                    let code = if certified { "no_certificate" } else { "cannot_convert" };
                    assert!(problem.code == code && !expected.contains(&form.name), "{path}: {problem:?}");
                    assert!(problem.hint.is_some(), "{path}: {problem:?}");
                }
            }
        }
    }
}

#[test]
fn what_is_written_reads_as_the_same_keys() {
    for (path, _) in files() {
        let file = load(&format!("keys/{path}"));
        for form in possible(&file).into_iter().filter(|form| !form.name.starts_with("jwk") && !form.digest) {
            let written = convert(&file, form, &Wanted::default()).unwrap();
            let again = read_bytes(&written.bytes, Part::Key).unwrap();
            // It is told that line ends which are written out are taken for such.
            let told: Vec<_> = again.problems.iter().map(|problem| problem.code).collect();
            assert_eq!(told, vec!["escaped_line_ends"; usize::from(form.name == "cert-line")], "{path} {}", form.name);
            if let Some(key) = again.first_private() {
                let same = file.first_private().unwrap();
                assert_eq!((key.written_pkcs8(), key.public()), (same.written_pkcs8(), same.public()), "{path}");
            }
            let of = |file: &KeyFile| file.found.iter().find_map(Found::public).cloned();
            assert_eq!(of(&again), of(&file), "{path} {}", form.name);
            // Once in a form, it stays as it is.
            let twice = convert(&again, form, &Wanted::default()).unwrap();
            assert_eq!(twice.bytes, written.bytes, "{path} {}", form.name);
        }
    }
}

#[test]
fn the_bytes_are_those_that_openssl_and_cryptography_wrote() {
    let canonical = [
        ("pkcs8", "private.pkcs8.pem"),
        ("pem", "private.pkcs8.pem"),
        ("der", "private.pkcs8.der"),
        ("pkcs1", "private.pkcs1.pem"),
        ("sec1", "private.sec1.pem"),
    ];
    let canonical_public = [
        ("spki", "public.spki.pem"),
        ("pem", "public.spki.pem"),
        ("der", "public.spki.der"),
        ("pkcs1", "public.pkcs1.pem"),
    ];
    let mut compared = 0;
    for (path, pair) in files().iter().filter(|(_, pair)| !pair.starts_with("qlik")) {
        let file = load(&format!("keys/{path}"));
        let certified = file.certificates().next().is_some();
        let theirs = |name: &str| fs::read(format!("{FOLDER}keys/{pair}/{name}")).ok();
        let mut compare = |name: &str, written: Result<Written, Problem>, theirs: Option<Vec<u8>>| {
            // A file with certificates has more to say as a whole.
            if certified && ["pem", "der"].contains(&name) {
                return;
            }
            if let (Ok(written), Some(theirs)) = (written, theirs) {
                assert_eq!(written.bytes.as_slice(), theirs, "{path} as {name}");
                compared += 1;
            }
        };
        for (name, vector) in canonical.iter().filter(|_| file.first_private().is_some()) {
            compare(name, write(&file, name), theirs(vector));
        }
        for (name, vector) in canonical_public {
            compare(name, write_public(&file, name), theirs(vector));
        }
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn a_jwk_has_the_numbers_that_cryptography_gave_it() {
    for pair in ["rsa2048", "rsa4096", "p256", "p384", "p521", "secp256k1", "ed25519"] {
        let file = load(&format!("keys/{pair}/private.pkcs8.pem"));
        for (written, vector) in [(write(&file, "jwk"), "private"), (write_public(&file, "jwk"), "public")] {
            let (written, theirs) = (written.unwrap(), bytes(&format!("keys/{pair}/{vector}.jwk.json")));
            assert_eq!(written.private, vector == "private");
            let (ours, theirs) = (json_of(&written), serde_json::from_slice::<Value>(&theirs).unwrap());
            for member in ["kty", "crv", "n", "e", "d", "p", "q", "dp", "dq", "qi", "x", "y"] {
                assert_eq!(ours[member], theirs[member], "{pair} {vector} {member}");
            }
        }
    }
}

#[test]
fn a_jwk_becomes_the_other_forms() {
    for pair in ["rsa2048", "p256", "p521", "secp256k1", "ed25519"] {
        let file = load(&format!("keys/{pair}/private.jwk.json"));
        for (name, vector) in
            [("pkcs8", "private.pkcs8.pem"), ("der", "private.pkcs8.der"), ("spki", "public.spki.pem")]
        {
            assert_eq!(write(&file, name).unwrap().bytes.as_slice(), bytes(&format!("keys/{pair}/{vector}")), "{pair}");
        }
    }
    let file = load("keys/jwks/public.jwks.json");
    for pair in ["rsa2048", "p256", "ed25519", "p521"] {
        let wanted = Wanted { public: false, kid: Some(pair) };
        let written = convert(&file, form("spki").unwrap(), &wanted).unwrap();
        assert_eq!(written.bytes.as_slice(), bytes(&format!("keys/{pair}/public.spki.pem")), "{pair}");
    }
}

#[test]
fn a_restriction_to_pss_is_kept_or_its_loss_is_told() {
    let file = load("making/pss384.pkcs8.pem");
    for (name, vector) in [("pkcs8", "pkcs8"), ("spki", "spki"), ("pkcs1", "pkcs1")] {
        let written = write(&file, name).unwrap();
        assert_eq!(written.bytes.as_slice(), bytes(&format!("making/pss384.{vector}.pem")), "{name}");
        let lost = if name == "pkcs1" { vec!["restriction_lost"] } else { vec![] };
        assert_eq!(codes(&written), lost, "{name}");
    }
    assert_eq!(codes(&write(&file, "jwk").unwrap()), ["restriction_lost"]);
    assert_eq!(codes(&write_public(&file, "pkcs1").unwrap()), ["restriction_lost"]);
    assert_eq!(codes(&write_public(&file, "jwks").unwrap()), ["restriction_lost"]);
}

#[test]
fn what_cannot_be_converted_says_why_and_what_can() {
    let secret = KeyFile::of(vec![Found::new(generate(&kind("hmac:256").unwrap(), None).unwrap().key, "JWK")]);
    let [ed, ec, rsa] = ["ed25519", "p256", "rsa2048"].map(|pair| load(&format!("keys/{pair}/private.pkcs8.pem")));
    let public = load("keys/p256/public.spki.pem");
    let all = Wanted::default();
    let bare = Wanted { public: true, kid: None };
    for (file, name, wanted, message, hint) in [
        (
            &ed,
            "sec1",
            all,
            "SEC1 is a form of EC private keys, and this is an Ed25519 private key",
            "pem, pkcs8, spki, der, jwk, jwks, spki-line, spki-sha256, thumbprint",
        ),
        (
            &ec,
            "pkcs1",
            all,
            "PKCS#1 is a form of RSA keys, and this is an EC P-256 private key",
            "pem, pkcs8, sec1, spki, der, jwk, jwks, spki-line, spki-sha256, thumbprint",
        ),
        (
            &public,
            "pkcs8",
            all,
            "PKCS#8 is a form of private keys, and there is none in this: it is an EC P-256 public key",
            "pem, spki, der, jwk, jwks, spki-line, spki-sha256, thumbprint",
        ),
        (
            &public,
            "sec1",
            all,
            "SEC1 is a form of private keys, and there is none in this: it is an EC P-256 public key",
            "pem, spki, der, jwk, jwks, spki-line, spki-sha256, thumbprint",
        ),
        (
            &rsa,
            "pkcs8",
            bare,
            "PKCS#8 is a form of private keys; the one of a public key is spki",
            "pem, pkcs1, spki, der, jwk, jwks, spki-line, spki-sha256, thumbprint",
        ),
        (&secret, "pem", all, "an HMAC secret has no PEM form: PEM holds keys of a pair and certificates", "jwk, jwks"),
        (&secret, "der", all, "an HMAC secret has no DER form: DER holds keys of a pair and certificates", "jwk, jwks"),
    ] {
        let problem = convert(file, form(name).unwrap(), &wanted).unwrap_err();
        assert_eq!((problem.code, problem.message.as_str()), ("cannot_convert", message));
        assert_eq!(problem.hint.unwrap(), format!("it can be written as {hint}"), "{message}");
    }
    let problem = convert(&secret, form("jwks").unwrap(), &bare).unwrap_err();
    assert_eq!(
        (problem.code, problem.hint.as_deref()),
        ("cannot_convert", Some("without its private part nothing of it can be written"))
    );
    let problem = write(&ed, "cert").unwrap_err();
    assert!(problem.code == "no_certificate" && problem.hint.unwrap().contains("jotbench key generate ed25519 --out"));
    for (file, kind) in [("p384/public.spki.pem", "p384"), ("rsa4096/private.pkcs8.pem", "rsa:4096")] {
        let hint = write(&load(&format!("keys/{file}")), "cert").unwrap_err().hint.unwrap();
        assert!(hint.contains(&format!("jotbench key generate {kind} --out NAME --cert")), "{hint}");
    }
    let problem = form("pfx").map(|form| form.name).unwrap_err();
    assert_eq!(
        problem.hint.unwrap(),
        "give one of pem, pkcs8, pkcs1, sec1, spki, der, jwk, jwks, cert, cert-line, spki-line, fingerprint, \
         spki-sha256, thumbprint"
    );
}

#[test]
fn a_secret_beside_keys_is_left_out_where_it_has_no_place() {
    let secret = Found::new(generate(&kind("hmac:256").unwrap(), None).unwrap().key, "JWK");
    let file = KeyFile::of([load("keys/p256/public.spki.pem").found, vec![secret]].concat());
    let written = write(&file, "pem").unwrap();
    assert_eq!(written.bytes.as_slice(), bytes("keys/p256/public.spki.pem"));
    assert_eq!((codes(&written), written.private), (vec!["left_out"], false));
    let written = write_public(&file, "jwks").unwrap();
    assert_eq!((json_of(&written)["keys"].as_array().unwrap().len(), codes(&written)), (1, vec!["left_out"]));
    let written = write(&file, "jwks").unwrap();
    assert!(written.private && json_of(&written)["keys"][1]["k"].is_string());
}

#[test]
fn the_public_part_of_everything_has_no_private_byte() {
    let file = load("keys/p256/cert-and-key.pem");
    let written = write_public(&file, "pem").unwrap();
    let again = read_bytes(&written.bytes, Part::Key).unwrap();
    assert!(!written.private && again.found.iter().all(|found| !matches!(found.item, Item::Private(_))));
    assert_eq!(again.found.len(), 2);
    let written = write_public(&file, "der").unwrap();
    assert_eq!(written.bytes.as_slice(), file.certificates().next().unwrap().der());
}

#[test]
fn no_private_byte_that_is_written_is_printed() {
    let written = write(&load("keys/p256/private.sec1.pem"), "pkcs8").unwrap();
    assert_eq!(format!("{written:?}"), "Written { bytes: \"[redacted]\", notes: [], .. }");
}
