//! The shell command that does what the screen shows: what it is in each state, what it
//! never holds, and how it is shown and copied. Running it is for `tests/shell_line.rs`.

#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use jotbench::app::overlay::Overlay;
use jotbench::app::pane::Pane;
use jotbench::jose::base64url;

use super::support::{Desk, NOW, vector};
use super::{desk, signed};

/// Opens every encrypted key of the vectors.
const PASSPHRASE: &str = "shared test pass phrase";
/// The end of every line about the sample's texts at the first moment.
const SAMPLE: &str = r#"--payload '{"userId":"jde","userDirectory":"CORP","name":"John Donne","groups":["Finance","Admins"],"iat":1795324204,"nbf":1795324204,"exp":1795327804}' --iat now --nbf now --exp +1h"#;

/// The line and the words that are shown, but for the last, which all have.
fn shown(desk: &mut Desk) -> (String, Vec<String>) {
    desk.keys("<alt-i>");
    let Some(Overlay::Shell(shown)) = &desk.app.overlay else { panic!("{}", desk.notice()) };
    let (command, mut words) = (shown.line.command.clone(), shown.line.words.clone());
    assert_eq!(words.pop().as_deref(), Some("quoted for sh, bash and zsh"));
    desk.keys("<esc>");
    (command, words)
}

fn line(desk: &mut Desk) -> String {
    shown(desk).0
}

/// Why there is none.
fn refused(desk: &mut Desk) -> String {
    desk.keys("<alt-i>");
    assert!(desk.app.overlay.is_none());
    let reason = desk.notice().strip_prefix("Show the shell command that does this: ").map(str::to_owned);
    reason.unwrap_or_else(|| panic!("{}", desk.notice()))
}

fn token(header: &str, payload: &str) -> String {
    [header.as_bytes(), payload.as_bytes(), &[1; 256]].map(base64url::encode).join(".")
}

#[test]
fn the_line_at_each_size() {
    for (width, height) in [(120, 36), (80, 24), (40, 12)] {
        let mut desk = desk(width, height);
        desk.open(&["server_key.pem", "server.pem"]).keys("<alt-i>");
        insta::assert_snapshot!(format!("sign_{width}x{height}"), desk.screen_with_roles());
        let token = desk.keys("<esc>").token();
        desk.paste(&token).keys("<alt-c>iss=x aud=\"web app\" require=exp<enter><alt-y><ctrl-a>1m<enter><alt-i>");
        insta::assert_snapshot!(format!("verify_{width}x{height}"), desk.screen_with_roles());
    }
}

#[test]
fn chord_letter_and_palette_show_it_enter_and_c_copy_it() {
    let mut desk = signed();
    let command = format!("jotbench sign -k server_key.pem {SAMPLE}");
    for script in ["<alt-i><enter>", "<alt-i>c", "<esc>!<enter>", "<ctrl-p>shell command<enter>c"] {
        desk.copied.clear();
        desk.keys(script);
        assert_eq!(desk.copied, [command.as_str()], "{script}");
        assert_eq!(desk.notice(), "Copied \"the command\" to the system clipboard; cleared in 45 s");
        assert!(desk.app.overlay.is_none());
    }
    for script in ["<alt-i><esc>", "<alt-i>x", "<alt-i><down><up><pgdn>"] {
        desk.copied.clear();
        desk.keys(script);
        assert_eq!((desk.copied.len(), desk.app.overlay.is_none()), (0, !script.ends_with("<pgdn>")), "{script}");
    }
    assert_eq!(desk.text(Pane::Payload).matches('x').count(), 1, "nothing was typed: the x of exp");
}

#[test]
fn a_line_that_is_longer_than_the_screen_scrolls() {
    let mut desk = desk(40, 12);
    desk.open(&["server_key.pem"]).keys("<alt-i>");
    assert!(desk.screen().contains("more: Down") && !desk.screen().contains("zsh"), "{}", desk.screen());
    desk.keys("<pgdn><pgdn>");
    assert!(desk.screen().contains("zsh"), "{}", desk.screen());
}

#[test]
fn a_line_on_show_goes_when_the_document_changes_under_it() {
    let mut desk = signed();
    desk.keys("<alt-i>");
    let token = desk.token();
    desk.paste(&token);
    assert!(desk.app.overlay.is_none());
}

#[test]
fn keys_are_named_by_the_path_that_they_were_opened_or_written_at() {
    let folder = "/srv/it's mine/keys";
    let [key, certificate, bag] = ["server_key.pem", "-server.pem", "bag.pem"].map(|name| format!("{folder}/{name}"));
    let both = format!("{}{}", vector("keys/qlik-like/server.pem"), vector("keys/qlik-like/server_key.pem"));
    let mut desk = desk(120, 36)
        .file(&key, vector("keys/qlik-like/server_key.pem"))
        .file(&certificate, vector("keys/qlik-like/server.pem"))
        .file("-server.pem", vector("keys/qlik-like/server.pem"))
        .file(&bag, both);
    desk.open(&[&key, &certificate]);
    assert_eq!(line(&mut desk), format!(r"jotbench sign -k '/srv/it'\''s mine/keys/server_key.pem' {SAMPLE}"));
    let token = desk.token();
    desk.paste(&token);
    assert_eq!(line(&mut desk), r"jotbench verify -k '/srv/it'\''s mine/keys/-server.pem' < token.txt");
    desk.open(&["-server.pem"]);
    assert_eq!(line(&mut desk), "jotbench verify -k ./-server.pem < token.txt");
    // The certificate beside a key is in the same file.
    desk.open(&[&bag]);
    assert_eq!(line(&mut desk), r"jotbench verify -k '/srv/it'\''s mine/keys/bag.pem' < token.txt");
    // Any edit makes it another text than the file's; undo brings the file back.
    desk.keys("<alt-4><ctrl-end>\n");
    assert!(line(&mut desk).starts_with("jotbench verify --key-env JOTBENCH_KEY"));
    desk.keys("<ctrl-z>");
    assert!(line(&mut desk).ends_with("bag.pem' < token.txt"));
}

#[test]
fn a_key_that_is_in_no_file_comes_from_a_variable() {
    let put = |what: &str, name: &str| format!("put {what} into the environment variable {name}");
    let mut sample = desk(120, 36);
    let (command, words) = shown(&mut sample);
    assert_eq!(command, format!("jotbench sign --key-env JOTBENCH_KEY {SAMPLE}"));
    assert_eq!(words[0], put("the private key of pane 3, which is the sample's,", "JOTBENCH_KEY"));
    let token = sample.token();
    let (command, words) = shown(sample.paste(&token));
    assert_eq!(command, "jotbench verify --key-env JOTBENCH_KEY < token.txt");
    assert_eq!(words[0], put("the public key or certificate of pane 4, which is the sample's,", "JOTBENCH_KEY"));

    let mut pasted = desk(120, 36);
    pasted.paste(&vector("keys/qlik-like/server_key.pem"));
    let (command, words) = shown(&mut pasted);
    assert_eq!(command, format!("jotbench sign --key-env JOTBENCH_KEY {SAMPLE}"));
    assert_eq!(words[0], put("the private key of pane 3", "JOTBENCH_KEY"));
    let token = pasted.token();
    let (command, words) = shown(pasted.paste(&token));
    assert_eq!(command, "jotbench verify --key-env JOTBENCH_KEY < token.txt");
    assert_eq!(words[0], put("the key of pane 3", "JOTBENCH_KEY"));

    let mut made = desk(120, 36);
    made.keys("<alt-g>P-384<enter><enter>");
    assert_eq!(line(&mut made), format!("jotbench sign --key-env JOTBENCH_KEY {SAMPLE}"));
    made.keys("<alt-w>new keys/qlik<enter>");
    assert_eq!(line(&mut made), format!("jotbench sign -k 'new keys/qlik_key.pem' {SAMPLE}"));
    let token = made.token();
    assert_eq!(line(made.paste(&token)), "jotbench verify -k 'new keys/qlik_public.pem' < token.txt");
}

#[test]
fn a_secret_is_named_with_how_it_is_written() {
    let mut desk = desk(120, 36)
        .file("secret.txt", "correct horse battery staple 0123456789\n")
        .file("two.txt", "correct horse battery staple 0123456789\n\n");
    desk.keys("<alt-3>").open(&["secret.txt"]);
    assert_eq!(line(&mut desk), format!("jotbench sign --secret-file secret.txt {SAMPLE}"));
    // A command would take the first of these line breaks for the secret's.
    desk.open(&["two.txt"]);
    assert_eq!(line(&mut desk), format!("jotbench sign --secret-env JOTBENCH_SECRET {SAMPLE}"));
    desk.keys("<ctrl-a>c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldA<alt-s>base64url<enter>");
    let (command, words) = shown(&mut desk);
    let key = "--secret-env JOTBENCH_SECRET --secret-encoding base64url";
    assert_eq!(command, format!("jotbench sign {key} {SAMPLE}"));
    assert_eq!(words[0], "put the secret of pane 3 into the environment variable JOTBENCH_SECRET");
    let token = desk.token();
    assert_eq!(line(desk.paste(&token)), format!("jotbench verify {key} < token.txt"));
    // Written to a file it is that file's.
    desk.keys("<alt-w>app<enter>");
    assert_eq!(line(&mut desk), "jotbench verify --secret-file app_secret.txt --secret-encoding base64url < token.txt");
}

#[test]
fn a_file_that_a_passphrase_opened_wants_it_again() {
    let mut desk = desk(120, 36)
        .file("my keys/server.p8", vector("keys/rsa2048/private.pkcs8.encrypted.pem"))
        .file("set.json", vector("keys/jwks/public.jwks.json"));
    desk.open(&["my keys/server.p8"]).keys(PASSPHRASE).keys("<enter>");
    let (command, words) = shown(&mut desk);
    let key = "-k 'my keys/server.p8' --passphrase-env JOTBENCH_PASSPHRASE";
    assert_eq!(command, format!("jotbench sign {key} {SAMPLE}"));
    assert_eq!(words[0], "put the passphrase of my keys/server.p8 into the environment variable JOTBENCH_PASSPHRASE");
    let token = desk.token();
    assert_eq!(line(desk.paste(&token)), format!("jotbench verify {key} < token.txt"));
    desk.open(&["set.json"]);
    // The token names no kid: as here, every key of the set is tried.
    assert_eq!(line(&mut desk), "jotbench verify -k set.json < token.txt");
    // A kid that the set does not have is no hindrance here, and it is for a command.
    desk.keys("<alt-1><ctrl-a>").paste("{\"alg\":\"RS256\",\"kid\":\"gone\"}");
    let token = desk.token();
    desk.paste(&token);
    assert!(desk.verdict().starts_with("VERIFIED but the token's kid \"gone\""), "{}", desk.verdict());
    assert_eq!(line(&mut desk), "jotbench verify -k set.json --kid rsa2048 < token.txt");
}

#[test]
fn a_key_of_a_set_is_picked_by_the_kid_of_the_header() {
    let key = |name: &str| vector(&format!("keys/{name}/private.jwk.json")).trim().to_owned();
    let set = format!("{{\"keys\":[{},{}]}}", key("rsa2048"), key("p256"));
    let mut desk = desk(120, 36).file("set.json", set).file("key.json", key("p256"));
    desk.open(&["set.json"]).keys("<alt-1><ctrl-a>");
    let kid = serde_json::from_str::<serde_json::Value>(&key("p256")).unwrap()["kid"].as_str().unwrap().to_owned();
    desk.paste(&format!("{{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}}"));
    assert_eq!(line(&mut desk), format!("jotbench sign -k set.json --kid {kid} {SAMPLE}"));
    desk.open(&["key.json"]);
    assert_eq!(line(&mut desk), format!("jotbench sign -k key.json {SAMPLE}"));
    desk.keys("<alt-1><ctrl-a>").paste("{\"alg\":\"ES256\",\"typ\":\"JWT\"}");
    assert_eq!(
        line(&mut desk),
        format!("jotbench sign -k key.json --header '{{\"alg\":\"ES256\",\"typ\":\"JWT\"}}' {SAMPLE}")
    );
}

#[test]
fn all_of_the_policy_that_is_in_force_is_in_the_line() {
    let mut desk = signed();
    let token = desk.token();
    desk.paste(&token);
    desk.keys("<alt-c>iss=https://issuer.example/ aud=api aud=\"it's\" typ=jwt require=exp,userId alg=RS256<enter>");
    desk.keys("<alt-a>2026-11-22 05:10<enter><alt-y><ctrl-a>5m<enter>");
    assert_eq!(
        line(&mut desk),
        r"jotbench verify -k server.pem --alg RS256 --iss https://issuer.example/ --aud api --aud 'it'\''s' --typ jwt --require exp,userId --leeway 300s --at 2026-11-22T05:10:00Z < token.txt"
    );
}

#[test]
fn a_token_without_a_key_or_payload_says_what_to_put_where() {
    let mut rsa = desk(120, 36);
    let (command, words) = shown(rsa.paste(&token("{\"alg\":\"RS256\"}", "{\"sub\":\"jde\"}")));
    assert_eq!(command, "jotbench verify --key-env JOTBENCH_KEY < token.txt");
    let key = "put the issuer's public key or certificate, which is in no pane yet, into the environment variable JOTBENCH_KEY";
    assert_eq!(words, [key, "put the token of pane 5 into the file token.txt"]);
    let mut hmac = desk(120, 36);
    let (command, words) = shown(hmac.paste(&token("{\"alg\":\"HS256\"}", "{\"sub\":\"jde\"}")));
    assert_eq!(command, "jotbench verify --secret-env JOTBENCH_SECRET < token.txt");
    assert_eq!(words[0], "put the secret, which is in no pane yet, into the environment variable JOTBENCH_SECRET");
    let mut unknown = desk(120, 36);
    unknown.open(&["server.pem"]).paste(&token("{\"alg\":\"XY1\"}", "{}"));
    assert_eq!(line(&mut unknown), "jotbench verify -k server.pem < token.txt");
    let mut detached = desk(120, 36);
    detached.open(&["server.pem"]).paste(&token("{\"alg\":\"RS256\"}", ""));
    let (command, words) = shown(&mut detached);
    assert_eq!(command, "jotbench verify -k server.pem --payload payload.bin < token.txt");
    assert_eq!(words[0], "put the payload, byte for byte, into the file payload.bin");
}

#[test]
fn where_there_is_no_line_the_reason_is_told() {
    let editing = |payload: &str| {
        let mut desk = signed();
        refused(desk.keys("<alt-2><ctrl-a>").paste(payload))
    };
    assert_eq!(
        editing("{\"a\":1"),
        "payload, line 1, column 7: } is missing: the object that starts on line 1 is not closed (write the missing part and a } at the end)"
    );
    assert_eq!(
        editing("{\"a\":1,\n\"a\":2}"),
        "payload, line 2, column 1: \"a\" stands twice: 1 (line 1) and 2 (line 2) (readers disagree on which one counts: keep one)"
    );
    let pasted = |text: &str| {
        let mut desk = signed();
        desk.keys("<alt-5>").paste(text);
        refused(&mut desk)
    };
    assert!(pasted("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0").starts_with("token: has two parts"));
    let jwe = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AA.AA.AA.AA";
    assert!(pasted(jwe).contains("encrypted"), "{}", pasted(jwe));
    let mut unsigned = desk(120, 36);
    unsigned.open(&["server_key.pem"]).keys("<f4>RS512<enter><alt-3><alt-x>");
    assert!(refused(&mut unsigned).starts_with("signing key: there is none"));
    let mut slow = signed();
    slow.slow = true;
    assert_eq!(refused(slow.keys("<alt-2><ctrl-end><left>,\"a\":1")), "the token is still being signed");
    let token = signed().token();
    slow.finish().paste(&token);
    assert_eq!(refused(&mut slow), "the token is still being checked");
    let mut broken = signed();
    broken.paste(&token).keys("<alt-4><ctrl-home><down><right><delete>");
    assert!(refused(&mut broken).starts_with("the key to check with cannot be used: public key"));
    let mut hex = desk(120, 36);
    hex.keys("<alt-3>not hex<alt-s>hex<enter>").paste(&self::token("{\"alg\":\"HS256\"}", "{}"));
    assert!(refused(&mut hex).starts_with("the key to check with cannot be used: secret"));
    // The palette says it too.
    hex.keys("<ctrl-p>shell command");
    assert!(hex.screen().contains("does this  ✗ the key to check"), "{}", hex.screen());
}

#[test]
fn a_private_key_in_the_payload_gets_into_no_command_line() {
    let jwk = vector("keys/p256/private.jwk.json");
    let mut desk = signed();
    // Typed: pasted it would be taken for a key.
    desk.keys("<alt-2><ctrl-a>").keys(jwk.trim());
    assert!(desk.verdict().starts_with("SIGNED"), "{}", desk.verdict());
    assert_eq!(
        refused(&mut desk),
        "the value of --payload would be a private key, which every user of this machine could read"
    );
}

/// Long enough pieces of a text that no line may have.
fn pieces(secret: &str) -> Vec<String> {
    let text: Vec<char> = secret.chars().filter(|c| !c.is_whitespace()).collect();
    text.chunks_exact(12).map(|piece| piece.iter().collect()).collect()
}

#[test]
fn no_line_and_no_word_about_it_holds_a_key_a_secret_a_passphrase_or_a_token() {
    let body = |path: &str| vector(path).lines().filter(|line| !line.starts_with("-----")).collect::<String>();
    let secret = "correct horse battery staple 0123456789";
    let forbidden: Vec<String> = [
        body("keys/qlik-like/server_key.pem"),
        body("keys/rsa2048/private.pkcs8.pem"),
        body("keys/rsa2048/private.pkcs8.encrypted.pem"),
        PASSPHRASE.to_owned(),
        secret.to_owned(),
    ]
    .iter()
    .flat_map(|text| pieces(text))
    .collect();
    let mut desk = desk(120, 36).file("server.p8", vector("keys/rsa2048/private.pkcs8.encrypted.pem"));
    let mut lines = 0;
    for keys in 0..5 {
        match keys {
            0 => drop(desk.open(&["server_key.pem", "server.pem"])),
            1 => drop(desk.paste(&vector("keys/qlik-like/server_key.pem"))),
            2 => drop(desk.open(&["server.p8"]).keys(PASSPHRASE).keys("<enter>")),
            3 => drop(desk.keys("<alt-3><alt-x>").keys(secret)),
            _ => drop(desk.keys("<alt-g>P-256<enter><enter>")),
        }
        assert!(desk.verdict().starts_with("SIGNED"), "{keys}: {}", desk.verdict());
        let token = desk.token();
        for text in ["sign", "verify"] {
            if text == "verify" {
                desk.paste(&token);
            }
            let own = [Pane::Signing, Pane::Public].map(|pane| desk.text(pane).to_owned());
            let own = own.iter().flat_map(|text| text.lines()).filter(|line| !line.starts_with("-----"));
            let own: Vec<String> = own.chain(token.split('.')).flat_map(pieces).collect();
            let (command, words) = shown(&mut desk);
            assert!(command.starts_with(&format!("jotbench {text} ")), "{command}");
            let all = format!("{command} {}", words.join(" ")).replace(' ', "");
            let found: Vec<_> = forbidden.iter().chain(&own).filter(|piece| all.contains(*piece)).collect();
            assert!(found.is_empty(), "{found:?} in {all}");
            lines += 1;
        }
        desk.keys("<ctrl-z>");
    }
    assert_eq!(lines, 10);
}

#[test]
fn hidden_characters_are_shown_as_escapes_and_copied_as_they_are() {
    let path = "ke\u{1b}[31mys\n/a\u{202e}b.pem";
    let mut desk = desk(120, 36).file(path, vector("keys/qlik-like/server_key.pem"));
    desk.open(&[path]).keys("<alt-2><ctrl-a>").paste("{\"a\":\"x\u{202e}y\u{200b}z\u{9b}\",\"b\":\"é 字\"}");
    desk.keys("<alt-i>");
    let screen = desk.screen();
    assert!(screen.contains("'ke\\u001B[31mys\\u000A/a\\u202Eb.pem'"), "{screen}");
    assert!(
        screen.contains("x\\u202Ey\\u200Bz\\u009B\",\"b\":\"é 字 \"}'"),
        "a wide character has two cells\n{screen}"
    );
    assert!(
        !screen.chars().any(|c| c != '\n' && (c.is_control() || ['\u{202e}', '\u{200b}'].contains(&c))),
        "{screen}"
    );
    assert!(screen.contains("there are control characters in it"), "{screen}");
    desk.keys("<enter>");
    let expected = "jotbench sign -k 'ke\u{1b}[31mys\n/a\u{202e}b.pem' --payload '{\"a\":\"x\u{202e}y\u{200b}z\u{9b}\",\"b\":\"é 字\"}'";
    assert_eq!(desk.copied, [expected]);
}

#[test]
fn without_iat_times_count_from_the_moment_of_looking() {
    let mut desk = signed();
    desk.keys("<alt-2><ctrl-a>").paste(&format!("{{\"exp\":{}}}", NOW / 1000 + 3600)).wait(60_000);
    let (command, words) = shown(&mut desk);
    assert_eq!(command, "jotbench sign -k server_key.pem --payload '{\"exp\":1795327804}' --exp +59m");
    let moment =
        "the times count from the moment that it runs; with --now 2026-11-22T05:11:04Z they are those of the screen";
    assert_eq!(words, [moment]);
}
