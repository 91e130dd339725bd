//! Locked keys, key sets, new keys, other forms.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

use jotbench::app::event::Effect;
use jotbench::app::pane::Pane;
use jotbench::jose::key::{self, Item};
use jotbench::jose::problem::Part;

use super::support::{Desk, vector};

/// Opens every encrypted key of the vectors.
const PASSPHRASE: &str = "shared test pass phrase";

fn bytes(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/vectors/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A token of `keys/cases.json`.
fn token(id: &str) -> String {
    let cases: serde_json::Value = serde_json::from_str(&vector("keys/cases.json")).unwrap();
    let case = cases["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap();
    case["token"].as_str().unwrap().to_owned()
}

fn locked() -> Desk {
    Desk::new(120, 36)
        .file("server.p8", vector("keys/rsa2048/private.pkcs8.encrypted.pem"))
        .file("old.pem", vector("keys/rsa2048/private.pkcs1.encrypted.pem"))
        .file("server.pem", vector("keys/rsa2048/cert.selfsigned.pem"))
}

#[test]
fn an_encrypted_key_asks_for_its_passphrase_unseen_and_signs() {
    for name in ["server.p8", "old.pem"] {
        let mut desk = locked();
        desk.open(&[name, "server.pem"]);
        let screen = desk.screen();
        assert!(screen.contains("Passphrase") && screen.contains(name), "{screen}");
        desk.keys("wrong one");
        assert!(desk.screen().contains("●●●●●●●●●") && !desk.screen().contains("wrong one"), "{}", desk.screen());
        desk.keys("<enter>");
        assert!(desk.screen().contains("passphrase does not open it"), "{}", desk.screen());
        // What is typed next replaces the wrong one.
        desk.keys(PASSPHRASE).keys("<enter>");
        assert_eq!(desk.verdict(), format!("SIGNED with {name} · verifies with server.pem"));
        assert!(desk.notice().starts_with(&format!("Unlocked {name}: RSA 2048 private key in 3")), "{}", desk.notice());
        assert!(!desk.screen().contains(PASSPHRASE));
        let expected = key::read(&vector("keys/rsa2048/private.pkcs8.pem"), Part::Key).unwrap();
        let signing = desk.app.bench.keys().signing.file().unwrap();
        assert_eq!(signing.first_private(), expected.first_private());
        desk.keys("<ctrl-z>");
        assert!(desk.text(Pane::Signing).contains("ENCRYPTED"), "the locked text is back");
    }
}

#[test]
fn without_the_passphrase_a_key_stays_locked_and_says_what_opens_it() {
    let mut desk = locked();
    desk.open(&["server.p8"]).keys("<esc>");
    assert!(desk.verdict().starts_with("UNSIGNED signing key"), "{}", desk.verdict());
    assert!(desk.verdict().contains("Alt+U asks for its passphrase"), "{}", desk.verdict());
    assert!(desk.screen().contains("LOCKED"), "{}", desk.screen());
    desk.keys("<alt-u>").paste(PASSPHRASE).keys("<enter>");
    assert!(desk.verdict().starts_with("SIGNED with server.p8"), "{}", desk.verdict());
    desk.keys("<alt-u>");
    assert!(desk.notice().contains("no key pane holds an encrypted key"), "{}", desk.notice());
}

#[test]
fn a_late_answer_to_a_passphrase_that_was_given_up_changes_nothing() {
    let mut desk = locked();
    desk.slow = true;
    desk.open(&["server.p8"]).keys(PASSPHRASE).keys("<enter>");
    assert!(desk.screen().contains("Opening it"), "{}", desk.screen());
    desk.keys("<esc>").finish_keys();
    assert!(desk.text(Pane::Signing).contains("ENCRYPTED"));
    desk.keys("<alt-u>x<enter>").finish_keys();
    assert!(desk.screen().contains("passphrase does not open it"), "{}", desk.screen());
}

#[test]
fn keys_in_der_become_pem_in_the_panes() {
    let mut desk = Desk::new(120, 36)
        .file("key.der", bytes("keys/rsa2048/private.pkcs1.der"))
        .file("cert.cer", bytes("keys/rsa2048/cert.selfsigned.der"))
        .file("public.der", bytes("keys/rsa2048/public.spki.der"));
    desk.open(&["key.der", "cert.cer"]);
    assert_eq!(desk.verdict(), "SIGNED with key.der · verifies with cert.cer");
    assert_eq!(desk.text(Pane::Signing), vector("keys/rsa2048/private.pkcs1.pem"));
    assert_eq!(desk.text(Pane::Public), vector("keys/rsa2048/cert.selfsigned.pem"));
    desk.open(&["public.der"]);
    assert_eq!(desk.text(Pane::Public), vector("keys/rsa2048/public.spki.pem"));
}

#[test]
fn a_jwk_set_verifies_with_the_key_that_kid_names() {
    let mut desk = Desk::new(120, 36).file("jwks.json", vector("keys/jwks/public.jwks.json"));
    desk.open(&["jwks.json"]);
    for (id, name) in [
        ("rsa2048-RS256", "kid \"rsa2048\", RSA 2048"),
        ("p256-ES256", "kid \"p256\", EC P-256"),
        ("ed25519-EdDSA", "kid \"ed25519\", Ed25519"),
        ("p521-ES512", "kid \"p521\", EC P-521"),
    ] {
        desk.paste(&token(id));
        assert_eq!(desk.verdict(), format!("VERIFIED signature valid with jwks.json, {name}"), "{id}");
    }
    desk.paste(&token("p384-ES384"));
    assert!(desk.verdict().starts_with("FAILED"), "{}", desk.verdict());
    // The key of this token is meant for RS256 alone.
    desk.paste(&token("rsa2048-PS256"));
    assert!(desk.verdict().starts_with("FAILED"), "{}", desk.verdict());
    let (input, _) = token("p256-ES256").rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    desk.paste(&format!("{input}.{}", "A".repeat(86)));
    assert!(desk.verdict().starts_with("FAILED"), "{}", desk.verdict());
}

#[test]
fn a_private_jwk_goes_to_the_signing_pane_hidden_and_signs() {
    let jwk = vector("keys/p521/private.jwk.json");
    let secret: serde_json::Value = serde_json::from_str(&jwk).unwrap();
    let mut desk = Desk::new(120, 36);
    desk.keys("<alt-4>").paste(&jwk);
    assert!(desk.verdict().starts_with("SIGNED"), "{}", desk.verdict());
    assert!(!desk.screen().contains(&secret["d"].as_str().unwrap()[..12]), "{}", desk.screen());
    assert!(desk.notice().contains("into 3 Signing key; alg is ES512 now"), "{}", desk.notice());
}

#[test]
fn a_private_key_in_the_public_pane_is_masked_at_once() {
    let jwk = vector("keys/ed25519/private.jwk.json").replace(['\r', '\n'], " ");
    let mut desk = Desk::new(120, 36);
    desk.keys("<alt-4><alt-x>").keys(jwk.trim());
    let d = serde_json::from_str::<serde_json::Value>(&jwk).unwrap()["d"].as_str().unwrap()[..16].to_owned();
    assert!(!desk.screen().contains(&d), "{}", desk.screen());
}

#[test]
fn a_new_key_comes_with_its_certificate_and_can_be_written_once() {
    let mut desk = Desk::new(120, 36);
    desk.keys("<alt-3><esc>nP-256<enter>");
    desk.keys("CN=qlik<enter>");
    desk.keys("<ctrl-a>30<enter>");
    assert_eq!(desk.verdict(), "SIGNED with the key in pane 3 · verifies with pane 4, EC P-256");
    assert!(desk.notice().contains("in no file yet: Alt+W writes it"), "{}", desk.notice());
    let certificate = key::read(desk.text(Pane::Public), Part::Key).unwrap();
    let certificate = certificate.certificates().next().unwrap();
    assert_eq!((certificate.subject().as_str(), certificate.self_signed), ("CN=qlik", true));
    desk.keys("<ctrl-q>");
    assert!(desk.notice().contains("The new key is in no file"), "{}", desk.notice());
    desk.keys("<alt-w>qlik<enter>");
    let names: Vec<_> = desk.written.iter().map(|(path, _, private)| (path.as_str(), *private)).collect();
    assert_eq!(names, [("qlik_key.pem", true), ("qlik.pem", false)]);
    let written = |at: usize| String::from_utf8(desk.written[at].1.clone()).unwrap();
    assert_eq!([written(0), written(1)], [Pane::Signing, Pane::Public].map(|pane| desk.text(pane).to_owned()));
    assert_eq!(desk.verdict(), "SIGNED with qlik_key.pem · verifies with qlik.pem");
    desk.keys("<alt-w>qlik<enter>");
    assert!(desk.screen().contains("qlik_key.pem exists"), "{}", desk.screen());
    desk.keys("<esc><ctrl-q>");
    assert!(matches!(desk.effects.last(), Some(Effect::Quit { .. })), "{:?}", desk.effects);
}

#[test]
fn a_key_in_the_making_leaves_the_texts_alone_and_can_be_given_up() {
    let mut desk = Desk::new(120, 36);
    desk.slow = true;
    desk.keys("<alt-g>RSA 2048<enter><enter>").wait(7_000);
    assert!(desk.screen().contains("Making a new key, RSA 2048: 7 s so far. Alt+G gives it up"), "{}", desk.screen());
    desk.keys("<alt-2><ctrl-end>x");
    assert!(desk.text(Pane::Payload).ends_with("}x"), "typing goes on");
    let before = desk.text(Pane::Signing).to_owned();
    desk.keys("<alt-g>").finish_keys();
    assert_eq!(desk.text(Pane::Signing), before);
    assert!(!desk.screen().contains("so far"), "{}", desk.screen());
}

#[test]
fn a_new_secret_is_read_as_it_is_written() {
    let mut desk = Desk::new(120, 36);
    desk.keys("<alt-g>HMAC 512<enter>");
    assert!(desk.verdict().starts_with("SIGNED"), "{}", desk.verdict());
    desk.keys("<alt-3>");
    assert!(desk.screen().contains("512 bits") && desk.screen().contains("read as base64url"), "{}", desk.screen());
}

#[test]
fn the_public_key_can_be_given_as_a_jwk_set_and_the_private_one_wants_a_second_enter() {
    let mut desk = locked().file("key.pem", vector("keys/p256/private.pkcs8.pem"));
    desk.open(&["key.pem"]).keys("<alt-3><alt-j><enter>");
    let copied = desk.copied.last().unwrap().clone();
    let set = key::read(&copied, Part::Key).unwrap();
    assert!(set.is_set && matches!(set.found[0].item, Item::Public(_)), "{copied}");
    assert!(!copied.contains("\"d\""), "{copied}");
    let thumbprints: serde_json::Value = serde_json::from_str(&vector("keys/manifest.json")).unwrap();
    assert_eq!(set.found[0].label.kid.as_deref(), thumbprints["pairs"]["p256"]["jwk_thumbprint_sha256"].as_str());
    let before = desk.copied.len();
    desk.keys("<alt-e>sec1private<enter><enter>");
    assert_eq!(desk.copied.len(), before, "{}", desk.screen());
    desk.keys("<enter>");
    assert_eq!(desk.copied.last().map(String::as_str), Some(vector("keys/p256/private.sec1.pem").as_str()));
}

#[test]
fn an_unsecured_token_is_copied_only_after_a_warning() {
    let mut desk = Desk::new(120, 36);
    desk.keys("<f6>unsecured<enter>");
    assert!(desk.copied.is_empty());
    assert!(desk.notice().contains("anybody can write such a token"), "{}", desk.notice());
    desk.keys("<enter>");
    let token = desk.copied.last().unwrap();
    assert!(token.ends_with('.') && token.starts_with("eyJhbGciOiJub25lIi"), "{token}");
    desk.paste(&token.clone());
    assert!(desk.verdict().starts_with("FAILED \"alg\" is \"none\""), "{}", desk.verdict());
}

#[test]
fn the_inside_of_both_keys_is_listed() {
    let mut desk = Desk::new(120, 60).file("key.pem", vector("keys/rsa2048/private.pkcs8.pem"));
    desk = desk.file("cert.pem", vector("keys/rsa2048/cert.selfsigned.pem"));
    desk.open(&["key.pem", "cert.pem"]).keys("<alt-k>");
    let screen = desk.screen();
    let manifest: serde_json::Value = serde_json::from_str(&vector("keys/manifest.json")).unwrap();
    let thumbprint = manifest["pairs"]["rsa2048"]["jwk_thumbprint_sha256"].as_str().unwrap();
    assert_eq!(screen.matches(thumbprint).count(), 2, "{screen}");
    for part in ["RSA 2048", "subject", "issuer", "SHA-1", "SHA-256", "self-signed"] {
        assert!(screen.contains(part), "{part}\n{screen}");
    }
}

#[test]
fn a_private_key_in_json_never_lands_in_the_payload() {
    for path in ["keys/rsa2048/private.jwk.json", "odd/service-account.json"] {
        let mut desk = Desk::new(120, 36);
        let before = desk.text(Pane::Payload).to_owned();
        desk.keys("<ctrl-a>").paste(&vector(path));
        assert_eq!(desk.text(Pane::Payload), before, "{path}");
        assert!(desk.notice().starts_with("Pasted RSA 2048 private key into 3"), "{path}: {}", desk.notice());
    }
}

#[test]
fn nothing_that_is_meant_for_the_passphrase_reaches_a_pane() {
    let mut desk = locked();
    let before = desk.text(Pane::Payload).to_owned();
    desk.open(&["server.p8"]).keys("shared<f9> test<alt-x><alt-2><f5>");
    assert!(desk.screen().contains("Passphrase"), "{}", desk.screen());
    assert_eq!(desk.notice(), "Esc closes the question first");
    desk.slow = true;
    desk.keys(" pass phrase<enter>").paste("late").keys("typed").finish_keys().finish();
    assert_eq!(desk.text(Pane::Payload), before);
    assert!(desk.verdict().starts_with("SIGNED with server.p8"), "{}", desk.verdict());
    // Ctrl+C and Ctrl+Q still end the program.
    desk.slow = false;
    desk.open(&["server.p8"]).keys("<ctrl-q>");
    assert!(matches!(desk.effects.last(), Some(Effect::Quit { .. })), "{:?}", desk.effects);
}

#[test]
fn a_new_key_waits_if_the_panes_got_another_meanwhile() {
    let mut desk = locked().file("mine.pem", vector("keys/p256/private.pkcs8.pem"));
    desk.slow = true;
    desk.keys("<alt-g>Ed25519<enter><enter>").open(&["mine.pem"]).finish_keys();
    assert_eq!(desk.text(Pane::Signing), vector("keys/p256/private.pkcs8.pem"));
    desk.wait(10_000);
    assert!(
        desk.screen().contains("A new key, Ed25519, is ready: Alt+G puts it into the key panes"),
        "{}",
        desk.screen()
    );
    desk.keys("<alt-g>");
    assert!(desk.screen().contains("NEW KEY, unsaved"), "{}", desk.screen());
    // A prompt that is open keeps its pane.
    desk.keys("<alt-g>P-384<enter><enter>").open(&["server.p8"]).finish_keys();
    assert!(desk.screen().contains("Passphrase"), "{}", desk.screen());
    assert!(desk.text(Pane::Signing).contains("ENCRYPTED"));
}

#[test]
fn a_new_key_that_is_in_no_file_is_asked_for_before_the_end() {
    let quits = |desk: &Desk| matches!(desk.effects.last(), Some(Effect::Quit { .. }));
    let fresh = || {
        let mut desk = Desk::new(120, 36);
        desk.keys("<alt-g>P-256<enter><enter>");
        desk
    };
    let mut replaced = fresh();
    replaced.paste(&vector("keys/rsa2048/private.pkcs8.pem")).keys("<ctrl-q>");
    assert!(!quits(&replaced), "{}", replaced.notice());
    assert!(replaced.notice().contains("Ctrl+Z brings it back"), "{}", replaced.notice());
    replaced.keys("<ctrl-q>");
    assert!(quits(&replaced));
    let mut converted = fresh();
    converted.keys("<alt-3><alt-e>sec1<enter>pane<enter>");
    assert!(converted.text(Pane::Signing).starts_with("-----BEGIN EC PRIVATE KEY"), "{}", converted.screen());
    converted.keys("<ctrl-q>");
    assert!(!quits(&converted) && converted.screen().contains("NEW KEY, unsaved"), "{}", converted.screen());
    let mut forgotten = fresh();
    forgotten.keys("<alt-3><alt-x>");
    assert!(!forgotten.text(Pane::Signing).is_empty(), "{}", forgotten.notice());
    forgotten.keys("<alt-x><ctrl-q>");
    assert!(forgotten.text(Pane::Signing).is_empty() && quits(&forgotten), "{}", forgotten.notice());
    let mut public = fresh();
    public.keys("<alt-3><alt-j>pane<enter>");
    assert!(public.text(Pane::Public).contains("\"keys\""), "{}", public.screen());
    assert!(public.text(Pane::Signing).starts_with("-----BEGIN PRIVATE KEY"), "the private key stays");
    let mut written = fresh();
    written.keys("<alt-w>new<enter><ctrl-z><ctrl-y><ctrl-q>");
    assert!(quits(&written), "{}", written.notice());
}

#[test]
fn keys_are_written_as_what_the_names_of_their_files_say() {
    let x5c = vector("odd/x5c.json");
    let mut desk = Desk::new(120, 36).file("sa.json", vector("odd/service-account.json")).file("x5c.json", x5c);
    desk.open(&["sa.json", "x5c.json"]).keys("<alt-w>a<enter>");
    let names: Vec<_> = desk.written.iter().map(|(path, ..)| path.as_str()).collect();
    assert_eq!(names, ["a_key.pem", "a.pem"]);
    assert!(desk.written[0].1.starts_with(b"-----BEGIN PRIVATE KEY-----\n"));
    assert!(desk.written[1].1.starts_with(b"-----BEGIN CERTIFICATE-----\n"));
    desk.paste(&vector("keys/ed25519/private.jwk.json")).keys("<alt-w>b<enter>");
    assert_eq!(desk.written[2].0, "b_key.json");
}

#[test]
fn a_subject_or_a_number_of_days_that_will_not_do_is_said_at_once() {
    let mut desk = Desk::new(120, 36);
    desk.keys("<alt-g>P-256<enter>CN=<enter>");
    assert!(desk.screen().contains("New key: EC P-256") && desk.screen().contains("subject"), "{}", desk.screen());
    desk.keys("<ctrl-a>CN=a<enter><ctrl-a>0<enter>");
    assert!(desk.screen().contains("from 1 to 36500"), "{}", desk.screen());
    desk.keys("<ctrl-a>36501<enter>");
    assert!(desk.screen().contains("from 1 to 36500"), "{}", desk.screen());
    desk.keys("<ctrl-a>2<enter>");
    assert!(desk.verdict().starts_with("SIGNED with the key in pane 3 · verifies with pane 4"), "{}", desk.verdict());
}

#[test]
fn a_kid_that_the_set_does_not_have_is_said_though_a_key_of_it_verifies() {
    let set = vector("keys/jwks/public.jwks.json").replace("\"p521\"", "\"other\"");
    let mut desk = Desk::new(120, 36).file("jwks.json", set);
    desk.open(&["jwks.json"]).paste(&token("p521-ES512")).keys("<alt-6>");
    assert_eq!(
        desk.verdict(),
        "VERIFIED but the token's kid \"p521\" is not in the set, and every fitting key was tried: signature valid with jwks.json, kid \"other\", EC P-521"
    );
    let screen = desk.screen();
    assert!(screen.contains("! WARN") && screen.contains("the token's kid \"p521\" is not in"), "{screen}");
}

#[test]
fn a_pfx_fills_both_panes_and_says_what_was_left_out() {
    let mut desk = Desk::new(120, 36).file("server.pfx", bytes("encrypted/pkcs12/default.p12"));
    desk.open(&["server.pfx"]).paste("hunter2").keys("<enter>");
    let notice = desk.notice();
    assert!(
        notice.starts_with("Unlocked server.pfx: ") && notice.contains(" in 3") && notice.contains(" in 4"),
        "{notice}"
    );
    assert!(desk.verdict().starts_with("SIGNED with server.pfx · verifies with server.pfx"), "{}", desk.verdict());
    let mut desk = Desk::new(120, 36).file("two.pfx", bytes("encrypted/pkcs12/other-passphrase.p12"));
    desk.open(&["two.pfx"]).paste("hunter2").keys("<enter>");
    assert!(desk.notice().contains("Not all of it could be used"), "{}", desk.notice());
}

#[test]
fn of_a_chain_that_begins_with_the_issuer_the_leaf_is_told_and_verifies() {
    let chain = vector("encrypted/ca.pem") + &vector("encrypted/leaf.pem");
    let leaf = key::read(&vector("encrypted/leaf.pem"), Part::Key).unwrap();
    let leaf = leaf.certificates().next().unwrap().clone();
    let mut desk = Desk::new(120, 36).file("chain.pem", chain).file("key.pem", vector("keys/p256/private.pkcs8.pem"));
    desk.open(&["key.pem", "chain.pem"]);
    assert_eq!(desk.verdict(), "SIGNED with key.pem · verifies with chain.pem");
    assert!(desk.notice().contains("certificate, the leaf of 2"), "{}", desk.notice());
    let name = leaf.common_name().unwrap();
    assert!(desk.screen().contains(&format!("CN={name}")), "{name}\n{}", desk.screen());
}
