//! Profiles: saved with Ctrl+S, chosen from F7's list, and never with a key in them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use jotbench::app::event::{Event, Opened};
use jotbench::app::pane::Pane;
use jotbench::app::profile::Shelf;
use jotbench::app::template::library::OwnFile;
use jotbench::app::workbench::Source;
use zeroize::Zeroizing;

use super::support::{Desk, vector};
use super::{desk, signed};

const PROD: &str = r#"# A profile of jotbench: a template, paths and settings. No key text, secret or token belongs here.
template = "qlik-qseow"
key = "/keys/server_key.pem"
certificate = "/keys/server.pem"
expect = "iss=https://idp.example/ aud=qlik"
leeway = "30s"

[values]
"#;

/// A desk for Qlik Sense on Windows with its keys and expectations.
fn qlik(width: u16, height: u16) -> Desk {
    let mut desk = desk(width, height);
    desk.keys("<f7>sense on win\njde<tab>CORP\n").open(&["server_key.pem", "server.pem"]);
    desk.keys("<alt-c>").keys("iss=https://idp.example/ aud=qlik\n");
    desk.keys("<alt-y>").keys("<ctrl-a>30\n");
    desk
}

/// A desk with these files in the folder of profiles.
fn shelved(files: &[(&str, &str)]) -> Desk {
    let own: Vec<OwnFile> = files
        .iter()
        .map(|(stem, text)| OwnFile {
            stem: (*stem).to_owned(),
            path: format!("/config/profiles/{stem}.toml"),
            text: Ok((*text).to_owned()),
        })
        .collect();
    let mut desk = desk(120, 36);
    desk.app.setup.profiles = Shelf::with(&own, &desk.app.setup.library);
    desk
}

fn written(desk: &Desk, name: &str) -> String {
    let path = format!("/config/profiles/{name}.toml");
    let file = desk.written.iter().rev().find(|(written, ..)| *written == path).unwrap();
    String::from_utf8(file.1.clone()).unwrap()
}

#[test]
fn what_is_on_screen_becomes_a_profile_and_comes_back_from_it() {
    let mut desk = qlik(120, 36);
    desk.keys("<ctrl-s>");
    assert!(desk.screen().contains("> qlik-qseow "), "{}", desk.screen());
    desk.keys("<ctrl-a>Qlik Prod\n");
    assert_eq!(desk.notice(), "Saved the profile as /config/profiles/qlik-prod.toml: no key text is in it");
    let text = written(&desk, "qlik-prod");
    assert!(text.starts_with(PROD), "{text}");
    for line in ["user = \"jde\"", "directory = \"CORP\"", "lifetime = \"60m\"", "user_claim = \"userId\""] {
        assert!(text.lines().any(|written| written == line), "{line} in {text}");
    }
    // Another start, with the file that was written.
    let mut other = shelved(&[("qlik-prod", &text)]);
    other.keys("<f7>prod\n");
    assert_eq!(
        other.notice(),
        "Profile qlik-prod: Qlik Sense on Windows, server_key.pem in 3 (RSA 2048 private key), server.pem in 4 (RSA 2048 \
         certificate). F5 copies it"
    );
    assert_eq!(other.text(Pane::Payload), desk.text(Pane::Payload));
    assert_eq!(other.token(), desk.token());
    assert_eq!((other.verdict(), other.app.bench.policy()), (desk.verdict(), desk.app.bench.policy()));
    // It is saved under its own name again, and nothing in it has changed.
    other.keys("<ctrl-s>\n\n");
    assert_eq!(written(&other, "qlik-prod"), text);
}

#[test]
fn the_question_and_the_list_on_screen() {
    let mut desk = qlik(80, 24);
    desk.keys("<ctrl-s>");
    insta::assert_snapshot!("profile_name_80x24", desk.screen_with_roles());
    desk.keys("<ctrl-a>prod\n");
    insta::assert_snapshot!("profile_saved_80x24", desk.screen_with_roles());
    desk.keys("<ctrl-s>\n");
    insta::assert_snapshot!("profile_exists_80x24", desk.screen_with_roles());
    desk.keys("<esc><f7>");
    insta::assert_snapshot!("profiles_80x24", desk.screen_with_roles());
    desk.keys("<esc><ctrl-z><ctrl-z><ctrl-z>").keys("<f7>\n");
    insta::assert_snapshot!("profile_opened_80x24", desk.screen_with_roles());
}

#[test]
fn another_profile_of_the_name_is_replaced_only_after_a_second_enter() {
    let mut desk = qlik(120, 36);
    desk.keys("<ctrl-s><ctrl-a>prod\n").keys("<ctrl-s>\n");
    let question = "there is a profile prod already: Enter again replaces it";
    assert!(desk.screen().contains(question), "{}", desk.screen());
    assert_eq!(desk.written.len(), 1);
    // What is typed in between is another answer.
    desk.keys("x<backspace>\n");
    assert!(desk.screen().contains(question), "{}", desk.screen());
    assert_eq!(desk.written.len(), 1);
    desk.keys("\n");
    assert_eq!(desk.written.len(), 2);
    // One that came into the folder meanwhile is not replaced unasked either.
    let mut other = qlik(120, 36).file("/config/profiles/new.toml", "x");
    other.keys("<ctrl-s><ctrl-a>new\n");
    assert!(other.screen().contains("there is a profile new already"), "{}", other.screen());
    assert_eq!(other.written.len(), 0);
    other.keys("\n");
    assert_eq!(other.notice(), "Saved the profile as /config/profiles/new.toml: no key text is in it");
}

#[test]
fn a_name_that_is_none_and_a_folder_that_cannot_be_written_are_told() {
    let mut desk = qlik(120, 36);
    desk.keys("<ctrl-s><ctrl-a>…\n");
    assert!(desk.screen().contains("type a name of letters and digits, as qlik-prod"), "{}", desk.screen());
    desk.keys("<ctrl-a>prod").refuses = Some("there is no room to write \"prod.toml\"".to_owned());
    desk.keys("\n");
    assert!(desk.screen().contains("there is no room to write \"prod.toml\""), "{}", desk.screen());
    assert!(desk.screen().contains("Save a profile"), "the question stays");
    desk.refuses = None;
    desk.keys("\n");
    assert_eq!(desk.notice(), "Saved the profile as /config/profiles/prod.toml: no key text is in it");
}

#[test]
fn a_sample_alone_is_no_profile() {
    let mut desk = desk(120, 36);
    desk.keys("<ctrl-s>");
    assert_eq!(
        desk.notice(),
        "Save a profile: template, paths, expectations: there is nothing to save yet: F7 chooses what the token is for, F2 \
         opens key files"
    );
}

/// Every way in which a key, a secret or a token can be on screen, and nothing of it in the file.
#[test]
fn no_key_text_secret_or_token_is_ever_written() {
    let token = signed().token();
    let secret = "a shared secret that nobody else knows";
    let pem = vector("keys/qlik-like/server_key.pem");
    let jwk = vector("keys/p256/private.jwk.json");
    let oct = r#"{"kty":"oct","k":"YSBzaGFyZWQgc2VjcmV0IHRoYXQgbm9ib2R5IGVsc2Uga25vd3M"}"#;
    let mut desks: Vec<Desk> = (0..6).map(|_| qlik(120, 36).file("s.txt", secret)).collect();
    desks[1].keys("<alt-3>").paste(&pem);
    desks[2].keys("<alt-3>").paste(&jwk);
    desks[3].paste(&token);
    desks[4].keys("<alt-3>").open(&["s.txt"]);
    desks[5].keys("<alt-3>").paste(oct);
    // Into the form, where none of them belongs.
    for (desk, typed) in desks.iter_mut().zip([&token, &pem, &jwk, &token, secret, secret]) {
        desk.keys("<f7>sense on win\n<ctrl-a>").paste(&typed.replace('\n', "")).keys("\n");
        desk.keys("<alt-c>").keys("<ctrl-a>").paste(&format!("sub={token}")).keys("\n");
        desk.keys("<ctrl-s><ctrl-a>x\n");
        let text = written(desk, "x");
        assert!(text.contains("directory = \"CORP\"") && !text.contains("user ="), "{text}");
        assert!(!text.contains("expect") && !text.contains("PRIVATE") && !text.contains(secret), "{text}");
        for part in token.split('.').chain(pem.lines().filter(|line| line.len() > 30)).chain(jwk.split('"')) {
            assert!(part.len() < 20 || !text.contains(part), "{part} in {text}");
        }
        assert!(desk.notice().contains("no key text is in it. Left out: "), "{}", desk.notice());
        assert!(desk.notice().contains("what was typed as user, which looks like a "), "{}", desk.notice());
        assert!(desk.notice().contains("what is expected, which looks like a token"), "{}", desk.notice());
    }
    let pasted = "what is in pane 3, which is from no file (Alt+W writes it)";
    let left_out: Vec<bool> = desks.iter().map(|desk| desk.notice().contains(pasted)).collect();
    assert_eq!(left_out, [false, true, true, false, false, true]);
}

#[test]
fn a_secret_is_read_as_it_was_when_the_profile_was_saved() {
    let mut desk = desk(120, 36).file("s.b64", "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldA\n");
    desk.keys("<f7>hs256\njde\n").keys("<alt-3>").open(&["s.b64"]).keys("<ctrl-p>read the hmac\n<down>\n");
    let verdict = desk.verdict();
    assert!(verdict.starts_with("SIGNED with s.b64"), "{verdict}");
    desk.keys("<ctrl-s><ctrl-a>hs\n");
    let text = written(&desk, "hs");
    assert!(text.contains("key = \"/keys/s.b64\"\nsecret_encoding = \"base64\"\n"), "{text}");
    let mut other = shelved(&[("hs", &text)]).file("s.b64", "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldA\n");
    other.keys("<f7>hs\n");
    assert_eq!((other.verdict(), other.token()), (verdict, desk.token()));
}

#[test]
fn a_missing_key_is_told_the_rest_stays_and_its_path_is_kept() {
    let text = PROD.replace("server_key.pem", "gone.pem") + "user = \"jde\"\ndirectory = \"CORP\"\n";
    let mut desk = shelved(&[("prod", &text)]);
    desk.keys("<f7>prod\n");
    assert_eq!(
        desk.notice(),
        "gone.pem: there is no such file. Profile prod: Qlik Sense on Windows, server.pem in 4 (RSA 2048 certificate). F2 \
         opens an RSA private key to sign it with"
    );
    assert!(desk.text(Pane::Payload).contains("\"userId\": \"jde\""), "{}", desk.text(Pane::Payload));
    assert_eq!(desk.app.bench.policy().leeway, 30);
    desk.keys("<ctrl-s>\n\n");
    assert!(
        written(&desk, "prod").starts_with(&PROD.replace("server_key.pem", "gone.pem")),
        "{}",
        written(&desk, "prod")
    );
    // A key that is opened in its place is the profile's from then on.
    desk.open(&["server_key.pem"]).keys("<ctrl-s>\n\n");
    assert!(written(&desk, "prod").starts_with(PROD), "{}", written(&desk, "prod"));
}

#[test]
fn files_that_are_something_else_are_told() {
    let text = "key = \"/keys/server.pem\"\ncertificate = \"/keys/token.txt\"\n";
    let mut desk = shelved(&[("x", text)]).file("token.txt", signed().token());
    desk.keys("<f7>x\n");
    assert_eq!(
        desk.notice(),
        "server.pem holds no private key and no secret. token.txt holds no public key and no certificate. Profile x: what it \
         expects is set"
    );
    // One file with key and certificate serves for both.
    let both = vector("keys/qlik-like/server_key.pem") + &vector("keys/qlik-like/server.pem");
    let mut desk = shelved(&[("x", "key = \"/keys/both.pem\"\n")]).file("both.pem", both);
    desk.keys("<f7>x\n");
    assert!(desk.verdict().starts_with("SIGNED with both.pem · verifies with both.pem"), "{}", desk.verdict());
    desk.keys("<ctrl-s>\n\n");
    assert!(written(&desk, "x").ends_with("\nkey = \"/keys/both.pem\"\n"), "{}", written(&desk, "x"));
}

#[test]
fn a_key_that_came_into_the_pane_meanwhile_stays() {
    let text = PROD.to_owned() + "user = \"jde\"\ndirectory = \"CORP\"\n";
    let mut desk = shelved(&[("prod", &text)]);
    desk.slow = true;
    desk.keys("<f7>prod\n").open(&["ec.pem"]);
    desk.slow = false;
    let file = |name: &str| Opened {
        name: name.to_owned(),
        path: Some(format!("/keys/{name}")),
        content: Ok(Zeroizing::new(vector(&format!("keys/qlik-like/{name}")).into_bytes())),
        others_can_read: false,
    };
    desk.send(Event::KeysRead(0, [Some(file("server_key.pem")), None]));
    assert!(desk.text(Pane::Signing).contains("EC PRIVATE KEY"), "an answer that nobody waits for");
    desk.send(Event::KeysRead(1, [Some(file("server_key.pem")), Some(file("server.pem"))]));
    assert!(desk.text(Pane::Signing).contains("EC PRIVATE KEY"), "the key that was opened");
    let left = "server_key.pem was left alone: pane 3 got another key meanwhile. Profile prod: ";
    assert!(desk.notice().starts_with(left), "{}", desk.notice());
    assert!(desk.text(Pane::Public).contains("BEGIN CERTIFICATE"));
}

#[test]
fn an_encrypted_key_asks_for_its_passphrase() {
    let text = "key = \"/keys/locked.pem\"\n";
    let mut desk = shelved(&[("x", text)]).file("locked.pem", vector("keys/rsa2048/private.pkcs8.encrypted.pem"));
    desk.keys("<f7>x\n");
    assert!(desk.screen().contains("Passphrase · Enter opens"), "{}", desk.screen());
    desk.keys("shared test pass phrase\n");
    assert!(desk.verdict().starts_with("SIGNED with locked.pem"), "{}", desk.verdict());
    desk.keys("<ctrl-s>\n\n");
    assert!(written(&desk, "x").ends_with("\nkey = \"/keys/locked.pem\"\n"), "{}", written(&desk, "x"));
}

#[test]
fn what_the_profile_lacks_is_asked_for() {
    let mut desk = shelved(&[("prod", &(PROD.to_owned() + "directory = \"CORP\"\n"))]);
    desk.keys("<f7>prod\n");
    assert!(desk.screen().contains("User ID is missing: "), "{}", desk.screen());
    desk.keys("jde\n");
    assert!(desk.verdict().starts_with("SIGNED with server_key.pem · verifies with server.pem"), "{}", desk.verdict());
}

#[test]
fn a_profile_without_a_template_leaves_the_token_alone() {
    let token = signed().token();
    let mut desk = shelved(&[("check", "certificate = \"/keys/server.pem\"\nexpect = \"iss=x\"\n")]);
    desk.paste(&token).keys("<f7>check\n");
    assert_eq!((desk.token(), desk.app.bench.mark().source), (token, Source::Token));
    assert_eq!(desk.notice(), "Profile check: server.pem in 4 (RSA 2048 certificate)");
    assert!(desk.verdict().starts_with("FAILED"), "{}", desk.verdict());
}

#[test]
fn files_that_are_no_profiles_say_why_in_the_list() {
    let mut desk = shelved(&[
        ("good", "leeway = \"1s\"\n"),
        ("typo", "\ntemplat = \"qlik-qseow\"\n"),
        ("unknown", "template = \"qlik\"\n"),
    ]);
    desk.keys("<f7>typo\n");
    let typo = "typo.toml: line 2: it has no key \"templat\" (its keys are ";
    assert!(desk.notice().starts_with(typo), "{}", desk.notice());
    desk.keys("<ctrl-a>unknown\n");
    assert_eq!(desk.notice(), "unknown.toml: line 1: there is no template \"qlik\" (F7 lists those that there are)");
    // One that is named at the start, likewise.
    desk.keys("<esc>").send(Event::OpenProfile("typo".to_owned()));
    assert!(desk.notice().starts_with(typo), "{}", desk.notice());
    desk.send(Event::OpenProfile("good".to_owned()));
    assert_eq!((desk.notice().as_str(), desk.app.bench.policy().leeway), ("Profile good: what it expects is set", 1));
}

#[test]
fn the_address_that_a_token_was_copied_for_is_there_again() {
    let address = "https://qlik01.corp.example/jwt/qrs/about";
    let mut desk = signed();
    desk.keys("<f6>curl\n").keys(address).keys("\n").keys("<ctrl-s><ctrl-a>api\n");
    let text = written(&desk, "api");
    let expected = format!("key = \"/keys/server_key.pem\"\ncertificate = \"/keys/server.pem\"\nurl = \"{address}\"\n");
    assert!(text.ends_with(&expected), "{text}");
    let mut other = shelved(&[("api", &text)]);
    other.keys("<f7>api\n").keys("<f6>curl\n\n");
    assert_eq!(other.copied, desk.copied);
    assert!(other.copied.concat().contains(address), "{:?}", other.copied);
}
