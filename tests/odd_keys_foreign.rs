//! Files of other programs that hold no key that can be read: each is named, with the way out.
//!
//! `tests/vectors/foreign/README.md` says what made each file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jotbench::jose::key::{Secret, read_bytes};
use jotbench::jose::problem::{Part, Place, Problem};

fn vector(name: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn refused(bytes: &[u8]) -> (&'static str, String, String) {
    let problem = read_bytes(bytes, Part::Key).unwrap_err();
    (problem.code, problem.message, problem.hint.unwrap())
}

const KEYTOOL: &str = "keytool -importkeystore -srckeystore FILE -destkeystore NEW.p12 -deststoretype PKCS12 writes it as PKCS#12, which is read";
const PGP: &str = "use a key in PEM; of the public part gpg --export-ssh-key ID! makes one that is read";
const REQUEST: &str = "use the certificate that was issued for it, or its key: openssl req -in FILE -noout -pubkey";
const PUTTY: &str = "in PuTTYgen choose Conversions, Export OpenSSH key: that file is read";

#[test]
fn files_of_other_programs_are_named_with_the_way_out() {
    let putty = b"PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: none\r\nComment: \xfcber\r\n".to_vec();
    for (bytes, code, message, hint) in [
        (
            vector("foreign/store.jks"),
            "unsupported_format",
            "this is a Java keystore (JKS), which cannot be read",
            KEYTOOL,
        ),
        (
            vector("foreign/store.jceks"),
            "unsupported_format",
            "this is a Java keystore (JCEKS), which cannot be read",
            KEYTOOL,
        ),
        (vector("foreign/public.gpg"), "unsupported_format", "this is an OpenPGP key, which cannot be read", PGP),
        (vector("foreign/secret.gpg"), "unsupported_format", "this is an OpenPGP key, which cannot be read", PGP),
        (putty, "unsupported_format", "this is a private key in PuTTY's own format, which cannot be read", PUTTY),
        (vector("foreign/request.der"), "unusable_key", "a certificate request is no certificate", REQUEST),
    ] {
        assert_eq!(refused(&bytes), (code, message.to_owned(), hint.to_owned()));
    }
}

#[test]
fn they_are_the_same_in_base64_and_no_secret() {
    for name in ["store.jks", "store.jceks", "request.der"] {
        let bytes = vector(&format!("foreign/{name}"));
        let base64 = STANDARD.encode(&bytes);
        assert_eq!(refused(base64.as_bytes()), refused(&bytes), "{name}");
        assert_eq!(Secret::from_bytes(&bytes).unwrap_err().code, "key_as_secret", "{name}");
    }
}

#[test]
fn a_certificate_of_the_time_before_1970_is_named() {
    let message = "its dates lie before 1970, which is not read here";
    let hint = "use its key alone: openssl x509 -in FILE -noout -pubkey; or have it issued again with today's dates";
    for (name, place) in [("early.der", Place::of(Part::Key)), ("early.pem", Place::line(Part::Key, 1))] {
        let problem = read_bytes(&vector(&format!("foreign/{name}")), Part::Key).unwrap_err();
        assert_eq!(problem, Problem::new("unsupported_format", place, message).hint(hint), "{name}");
    }
}

#[test]
fn a_private_key_under_a_public_label_is_called_one() {
    let text = String::from_utf8(vector("keys/p256/private.pkcs8.pem")).unwrap();
    for label in ["PUBLIC KEY", "CERTIFICATE"] {
        let file = read_bytes(text.replace("PRIVATE KEY", label).as_bytes(), Part::Key).unwrap();
        let message =
            format!("the block is called {label:?} and holds a PRIVATE key (PKCS#8): it is not for handing out");
        let expected = Problem::new("wrong_label", Place::line(Part::Key, 1), message).hint(
            "whoever has the file can sign: jotbench key convert FILE --to spki --public writes the public key alone",
        );
        assert_eq!((file.problems, file.found.len()), (vec![expected], 1));
    }
}
