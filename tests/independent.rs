//! What the workbench signs, checked by a program that is not ours: openssl, with
//! keys that openssl makes while the test runs.
#![cfg(feature = "outside-tests")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jotbench::app::pane::Pane;
use support::Desk;

/// A folder of its own for each test, with a key and a self-signed certificate.
struct Made(PathBuf);

impl Made {
    fn new(name: &str, key: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let made = Self(folder);
        let new = ["req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=qlik01.corp.local"];
        made.openssl(&[&new, key, &["-keyout", "server_key.pem", "-out", "server.pem"]].concat());
        made.openssl(&["x509", "-in", "server.pem", "-noout", "-pubkey", "-out", "public.pem"]);
        made
    }

    fn openssl(&self, arguments: &[&str]) -> bool {
        let output = Command::new("openssl").args(arguments).current_dir(&self.0).output().unwrap();
        if arguments.first() != Some(&"dgst") {
            assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        output.status.success()
    }

    fn desk(&self) -> Desk {
        let read = |name: &str| std::fs::read(self.0.join(name)).unwrap();
        let (key, certificate) = (read("server_key.pem"), read("server.pem"));
        let mut desk = Desk::new(80, 24).file("server_key.pem", key).file("server.pem", certificate);
        desk.open(&["server_key.pem", "server.pem"]);
        desk
    }

    /// Does openssl find the RS256 signature of this token good?
    fn verifies(&self, token: &str, options: &[&str]) -> bool {
        let (input, signature) = token.rsplit_once('.').unwrap();
        std::fs::write(self.0.join("input"), input).unwrap();
        std::fs::write(self.0.join("signature"), URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        let verify = ["-verify", "public.pem", "-signature", "signature", "input"];
        self.openssl(&[&["dgst", "-sha256"], options, &verify].concat())
    }
}

#[test]
fn the_token_verifies_after_every_edit() {
    let made = Made::new("every_edit", &["-newkey", "rsa:2048"]);
    let mut desk = made.desk();
    desk.keys("<f4>RS256<enter>");
    assert!(desk.verdict().starts_with("SIGNED with server_key.pem · verifies with server.pem"), "{}", desk.verdict());
    desk.keys("<alt-2><ctrl-home><down><end><left><left>");
    let mut tokens = vec![desk.token()];
    for key in "anna<backspace><left>é<delete>👍".split_inclusive('>').flat_map(keys_of) {
        desk.keys(&key);
        tokens.push(desk.token());
    }
    tokens.dedup();
    assert!(tokens.len() > 7, "{} tokens", tokens.len());
    for token in &tokens {
        assert!(made.verifies(token, &[]), "{token}");
        let other = token.replace("eyJhbGciOiJSUzI1NiI", "eyJhbGciOiJSUzI1NiK");
        assert!(!made.verifies(&other, &[]), "a changed token must not verify");
    }
    desk.keys("<f5>");
    assert_eq!(desk.copied, [format!("Bearer {}", tokens.last().unwrap())]);
}

#[test]
fn pss_tokens_verify_too() {
    let made = Made::new("pss", &["-newkey", "rsa:3072"]);
    let mut desk = made.desk();
    desk.keys("<f4>PS256<enter>");
    let pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"];
    assert!(made.verifies(&desk.token(), &pss));
    assert!(!made.verifies(&desk.token(), &[]), "PS256 is not RS256");
}

#[test]
fn a_token_that_openssl_signed_is_verified() {
    let made = Made::new("theirs", &["-newkey", "rsa:4096"]);
    let input =
        format!("{}.{}", URL_SAFE_NO_PAD.encode("{\"alg\":\"RS256\"}"), URL_SAFE_NO_PAD.encode("{\"userId\":\"jde\"}"));
    std::fs::write(made.0.join("input"), &input).unwrap();
    made.openssl(&["dgst", "-sha256", "-sign", "server_key.pem", "-out", "signature", "input"]);
    let signature = URL_SAFE_NO_PAD.encode(std::fs::read(made.0.join("signature")).unwrap());
    let mut desk = made.desk();
    desk.paste(&format!("Bearer {input}.{signature}"));
    assert_eq!(desk.verdict(), "VERIFIED signature valid with server.pem, RSA 4096");
    assert_eq!(desk.text(Pane::Payload), "{\n  \"userId\": \"jde\"\n}");
}

/// `x<left>` is two keys: `x` and `<left>`.
fn keys_of(part: &str) -> Vec<String> {
    let (typed, named) = part.split_once('<').unwrap_or((part, ""));
    let named = (!named.is_empty()).then(|| format!("<{named}"));
    typed.chars().map(String::from).chain(named).collect()
}
