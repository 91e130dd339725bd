//! Giving the other side its key: which forms are offered of which keys, and that nothing
//! private is ever among them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use jotbench::app::overlay::Overlay;
use jotbench::app::pane::Pane;
use jotbench::jose::key::generate::KINDS;

use super::support::{Desk, vector};
use super::{desk, signed};

/// The names of the forms that are offered, in their order, and of those that are refused.
fn offered(desk: &Desk) -> (Vec<String>, Vec<String>) {
    let Some(Overlay::Choose(chooser)) = &desk.app.overlay else { return (vec![], vec![]) };
    let (refused, offered): (Vec<_>, Vec<_>) = chooser.matching().into_iter().partition(|row| row.refusal.is_some());
    [offered, refused].map(|rows| rows.iter().map(|row| row.detail.clone()).collect()).into()
}

/// Gives the key in the form that stands so many rows down, on the clipboard.
fn given(desk: &mut Desk, form: usize) -> String {
    desk.keys("<alt-h>");
    for _ in 0..form {
        desk.keys("<down>");
    }
    desk.keys("<enter><enter>");
    desk.copied.last().unwrap().clone()
}

const ALL: [&str; 9] =
    ["cert", "jwks", "spki", "cert-line", "spki-line", "fingerprint", "spki-sha256", "jwk", "thumbprint"];

#[test]
fn the_list_at_80x24() {
    let mut desk = desk(80, 24);
    desk.open(&["server_key.pem", "server.pem"]).keys("<alt-h>");
    insta::assert_snapshot!("list_80x24", desk.screen_with_roles());
    desk.keys("<down><enter>");
    insta::assert_snapshot!("where_80x24", desk.screen_with_roles());
}

#[test]
fn without_a_certificate_the_list_says_how_to_get_one() {
    let mut desk = desk(80, 24);
    desk.open(&["ec.pem"]).keys("<alt-h>");
    insta::assert_snapshot!("without_certificate_80x24", desk.screen_with_roles());
    let (offered, refused) = offered(&desk);
    assert_eq!(offered, ["jwks", "spki", "spki-line", "spki-sha256", "jwk", "thumbprint"]);
    assert_eq!(refused, ["cert", "cert-line", "fingerprint"]);
    desk.keys("PEM certificate: Qlik<enter>");
    let way_out = "no certificate: F2 opens the one of this key into pane 4, Alt+G makes a new key with one";
    assert!(desk.notice().ends_with(way_out), "{}", desk.notice());
}

#[test]
fn each_form_is_what_the_outside_made_of_the_same_key() {
    let mut desk = Desk::new(120, 36)
        .file("key.pem", vector("keys/rsa2048/private.pkcs8.pem"))
        .file("cert.pem", vector("keys/rsa2048/cert.selfsigned.pem"));
    desk.open(&["key.pem", "cert.pem"]);
    let [certificate, spki] =
        ["cert.selfsigned.pem", "public.spki.pem"].map(|name| vector(&format!("keys/rsa2048/{name}")));
    let body: String = spki.lines().filter(|line| !line.starts_with('-')).collect();
    assert_eq!(given(&mut desk, 0), certificate);
    assert_eq!(given(&mut desk, 2), spki);
    // What goes between quotes or into a field has no line end.
    assert_eq!(serde_json::from_str::<String>(&format!("\"{}\"", given(&mut desk, 3))).unwrap(), certificate);
    assert_eq!(given(&mut desk, 4), body);
    let print = "SHA-1    8E:AD:68:10:44:CC:96:67:90:A7:C4:AD:0B:42:58:79:BD:C6:9C:3D\n";
    assert!(given(&mut desk, 5).starts_with(print));
    assert_eq!(given(&mut desk, 6), "3PkqFTkvT5+TfhXToVmG1rTIbFcCGe+Iu2TzIuzD10M=");
    assert_eq!(given(&mut desk, 8), "P6UoqohBrt_27gx93gAhnlJZ3ukChX9-9_NIobDZjPM");
    desk.keys("<alt-h><enter><down><enter>given.pem<enter>");
    assert_eq!(desk.written, [("given.pem".to_owned(), certificate.into_bytes(), false)]);
}

#[test]
fn a_set_says_what_the_token_says_of_its_key() {
    let mut desk = signed();
    let text = given(&mut desk, 1);
    let said = &serde_json::from_str::<serde_json::Value>(&text).unwrap()["keys"][0];
    assert_eq!((said["use"].as_str(), said["alg"].as_str()), (Some("sig"), Some("RS256")));
    let kid = said["kid"].as_str().unwrap();
    let log: Vec<_> = desk.app.notices.log().iter().map(|notice| notice.text.clone()).collect();
    let hint = format!("The header has no kid: some, as Grafana, find the key only if it says \"kid\": {kid:?}");
    assert!(log.contains(&hint), "{log:?}");
    // With a kid in the header the set has the same.
    desk.keys("<alt-1><ctrl-a>").paste("{\"alg\":\"RS384\",\"typ\":\"JWT\",\"kid\":\"2026-01\"}");
    let text = given(&mut desk, 1);
    let said = &serde_json::from_str::<serde_json::Value>(&text).unwrap()["keys"][0];
    assert_eq!((said["kid"].as_str(), said["alg"].as_str()), (Some("2026-01"), Some("RS384")));
    assert!(!desk.app.notices.log().iter().rev().take(2).any(|notice| notice.text.contains("kid")));
}

#[test]
fn the_key_that_signs_is_given_and_not_another_in_pane_4() {
    let mut desk = desk(120, 36);
    desk.open(&["server_key.pem"]).open(&["other_cert.pem"]).keys("<alt-h>");
    assert_eq!(desk.notice(), "Pane 4 holds another key than pane 3 signs with: what is given is pane 3's");
    assert_eq!(offered(&desk).1, ["cert", "cert-line", "fingerprint"]);
    // Of a pasted token the key that it is verified with is given.
    let token = signed().token();
    desk.keys("<esc>").paste(&token).keys("<alt-h>");
    assert_eq!(offered(&desk).0, ALL);
    desk.keys("<enter><enter>");
    assert_eq!(desk.copied.last(), Some(&vector("keys/rsa2048/cert.selfsigned.pem")));
}

#[test]
fn of_a_key_set_in_pane_4_the_set_is_given_and_the_key_that_the_header_names() {
    let mut desk = Desk::new(120, 36).file("jwks.json", vector("keys/jwks/public.jwks.json"));
    desk.open(&["jwks.json"]).keys("<alt-h>");
    assert_eq!(offered(&desk).0, ["jwks"]);
    desk.keys("<esc><alt-1><ctrl-a>").paste("{\"alg\":\"ES256\",\"kid\":\"p256\"}").keys("<alt-h>");
    assert_eq!(offered(&desk).0, ["jwks", "spki", "spki-line", "spki-sha256", "jwk", "thumbprint"]);
    desk.keys("<down><enter><enter>");
    assert_eq!(desk.copied.last(), Some(&vector("keys/p256/public.spki.pem")));
}

#[test]
fn what_a_template_wants_comes_first_under_the_name_of_its_place() {
    let mut desk = desk(80, 24);
    desk.open(&["ec.pem"]);
    desk.app.give_key(&["cert", "spki-line"], Some("QMC > Virtual proxies > JWT certificate"));
    insta::assert_snapshot!("wanted_80x24", desk.screen_with_roles());
}

#[test]
fn a_shared_secret_a_locked_key_and_the_samples_are_not_given() {
    let mut desk = desk(120, 36).file("locked.pem", vector("keys/rsa2048/private.pkcs8.encrypted.pem"));
    let refused = |desk: &mut Desk| {
        desk.keys("<alt-h>");
        assert!(desk.app.overlay.is_none());
        desk.notice().strip_prefix("Give the other side its key: ").unwrap().to_owned()
    };
    assert_eq!(refused(&mut desk), "the key of the sample is to be thrown away: F2 opens yours, Alt+G makes one");
    desk.keys("<alt-g>HMAC 256<enter>");
    let secret = "a shared secret is not given as a file: both sides hold it, and whoever has it can sign";
    assert_eq!(refused(&mut desk), secret);
    desk.keys("<alt-3>").paste(&vector("rfc/keys/rfc7520-3.5-oct-mac.json"));
    assert_eq!(refused(&mut desk), secret);
    desk.open(&["locked.pem"]).keys("<esc>");
    assert_eq!(refused(&mut desk), "the key in pane 3 is encrypted: Alt+U asks for its passphrase");
}

#[test]
fn nothing_private_is_given_of_a_new_key_of_any_kind() {
    let private = ["PRIVATE", "\"d\":", "\"p\":", "\"q\":", "\"dp\":", "\"dq\":", "\"qi\":", "\"k\":", "\"priv\":"];
    for kind in KINDS.iter().filter(|kind| !["rsa:3072", "rsa:4096", "rsa:8192"].contains(&&*kind.name)) {
        let mut desk = Desk::new(120, 36);
        desk.keys(&format!("<alt-g>{}<enter>", kind.title));
        if !kind.is_secret() {
            desk.keys("CN=a<enter><enter>");
        }
        assert!(desk.screen().contains("│ NEW"), "{}\n{}", kind.title, desk.screen());
        desk.keys("<alt-h>");
        let rows = offered(&desk).0.len();
        desk.keys("<esc>");
        assert_eq!(rows, if kind.is_secret() { 0 } else { ALL.len() }, "{}", kind.title);
        for row in 0..rows {
            let text = given(&mut desk, row);
            assert!(private.iter().all(|member| !text.contains(member)), "{}: {text}", kind.title);
            assert!(!desk.text(Pane::Signing).contains(&text));
        }
    }
}
