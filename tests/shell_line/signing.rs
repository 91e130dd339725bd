//! `jotbench sign`: the very token of the screen, or, where a signature has chance in
//! it, the very header and payload and a signature that verifies.

use jotbench::app::pane::Pane;

use super::support::{Desk, NOW, vector};
use super::{Folder, PASSPHRASE, bytes, copied, desk};

/// The moment that the times of the line count from, as the words tell; else any.
fn moment(words: &[String]) -> String {
    let told = words.iter().find_map(|words| words.split_once("with --now ")?.1.split_once(' '));
    told.map_or_else(|| (NOW / 1000).to_string(), |(moment, _)| moment.to_owned())
}

/// Runs the line of the texts on the desk; the line and the token that it made.
fn made(folder: &Folder, desk: &mut Desk) -> (String, String) {
    assert!(desk.verdict().starts_with("SIGNED"), "{}", desk.verdict());
    let (line, words) = copied(desk).unwrap();
    let output = folder.run(desk, &line, &moment(&words));
    let err = String::from_utf8_lossy(&output.stderr);
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{line}\n{err}");
    let token = out.strip_suffix('\n').unwrap_or_else(|| panic!("{line}\n{out}")).to_owned();
    (line, token)
}

/// The line, which must make the very token of the screen.
fn makes_it(folder: &Folder, desk: &mut Desk) -> String {
    let (line, token) = made(folder, desk);
    assert_eq!(token, desk.token(), "{line}");
    line
}

/// A desk with a key of a file, opened with the focus on pane 3.
fn with_key(folder: &Folder, name: &str, content: impl AsRef<[u8]>) -> Desk {
    let mut desk = folder.file(desk(NOW / 1000), name, content);
    desk.keys("<alt-3>").open(&[name]);
    desk
}

fn rsa(folder: &Folder) -> Desk {
    with_key(folder, "server_key.pem", bytes("keys/qlik-like/server_key.pem"))
}

/// Another text in a pane.
fn write(desk: &mut Desk, pane: Pane, text: &str) {
    desk.keys(&format!("<alt-{}><ctrl-a>", pane.index() + 1)).paste(text);
    assert_eq!(desk.text(pane), text);
}

#[test]
fn keys_and_secrets_of_every_kind_make_the_token_of_the_screen() {
    let mut folder = Folder::new("sign-keys");
    for (name, content) in [
        ("server_key.pem", bytes("keys/qlik-like/server_key.pem")),
        ("my \"keys\"/it's $HOME `id`.pem", bytes("keys/qlik-like/server_key.pem")),
        ("-key.pem", bytes("keys/rsa2048/private.pkcs1.pem")),
        ("key.der", bytes("keys/rsa2048/private.pkcs8.der")),
        ("ed25519.pem", bytes("keys/ed25519/private.pkcs8.pem")),
        ("secret.jwk", bytes("keys/secret/secret.jwk.json")),
        ("secret.txt", b"correct horse battery staple 0123456789\n".to_vec()),
        ("two.txt", b"correct horse battery staple 0123456789\n\n".to_vec()),
    ] {
        let line = makes_it(&folder, &mut with_key(&folder, name, content));
        assert!(line.ends_with(" --iat now --nbf now --exp +1h"), "{line}");
    }
    let mut locked = with_key(&folder, "server.p8", bytes("keys/rsa2048/private.pkcs8.encrypted.pem"));
    let line = makes_it(&folder, locked.keys(PASSPHRASE).keys("<enter>"));
    assert!(line.starts_with("jotbench sign -k server.p8 --passphrase-env JOTBENCH_PASSPHRASE --payload"), "{line}");
    folder.passphrase = "hunter2";
    let mut locked = with_key(&folder, "server.p12", bytes("encrypted/pkcs12/default.p12"));
    locked.keys("hunter2<enter>");
    let (line, token) = made(&folder, &mut locked);
    assert_eq!(token.rsplit_once('.').unwrap().0, locked.token().rsplit_once('.').unwrap().0, "{line}");
    let mut pasted = desk(NOW / 1000);
    let line = makes_it(&folder, pasted.paste(&vector("keys/qlik-like/server_key.pem")));
    assert!(line.starts_with("jotbench sign --key-env JOTBENCH_KEY --payload"), "{line}");
    for (encoding, secret) in [
        ("text", "it's a \"secret\" of $HOME, long enough"),
        ("base64", "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldA=="),
        ("hex", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
    ] {
        let mut typed = desk(NOW / 1000);
        typed.keys("<alt-3><alt-x>").paste(secret).keys(&format!("<alt-s>{encoding}<enter>"));
        let line = makes_it(&folder, &mut typed);
        assert!(line.starts_with("jotbench sign --secret-env JOTBENCH_SECRET --"), "{line}");
    }
}

#[test]
fn headers_come_out_as_they_are_written() {
    let folder = Folder::new("sign-headers");
    for (header, option) in [
        ("{\n  \"alg\": \"RS256\",\n  \"typ\": \"JWT\"\n}", " --payload"),
        (r#"{"alg":"RS512","typ":"JWT"}"#, " --alg RS512 --payload"),
        (r#"{"alg":"RS256","typ":"JWT","kid":"2026 a's"}"#, r" --kid '2026 a'\''s' --payload"),
        (r#"{"alg":"RS384","typ":"JWT","kid":"-k"}"#, " --kid=-k --alg RS384 --payload"),
        (r#"{"typ":"JWT","alg":"RS256"}"#, " --header"),
        (
            r#"{"alg":"RS256","typ":"at+jwt","kid":"a\"b\\","x":[1.10,12345678901234567890,"it's \u00e9 é 字"]}"#,
            " --header",
        ),
        (r#"{"alg":"RS256","typ":"JWT","kid":"é"}"#, " --header"),
        (r#"{"alg":"RS256","typ":"JWT","kid":7}"#, " --header"),
        (r#"{"kid":"k","alg":"RS256"}"#, " --header"),
    ] {
        let mut desk = rsa(&folder);
        write(&mut desk, Pane::Header, header);
        let line = makes_it(&folder, &mut desk);
        assert!(line.starts_with(&format!("jotbench sign -k server_key.pem{option}")), "{line}");
    }
}

#[test]
fn the_kid_of_a_jwk_and_of_a_set_is_that_of_the_screen() {
    let folder = Folder::new("sign-kids");
    let jwk = |name: &str, kid: &str| {
        let mut key: serde_json::Value =
            serde_json::from_str(&vector(&format!("keys/{name}/private.jwk.json"))).unwrap();
        key["kid"] = kid.into();
        key.to_string()
    };
    let set = format!("{{\"keys\":[{},{},{}]}}", jwk("rsa2048", "a"), jwk("ed25519", "b c"), jwk("rsa4096", "d"));
    for (name, content, header) in [
        ("key.jwk", jwk("rsa2048", "a"), r#"{"alg":"RS256","typ":"JWT","kid":"a"}"#),
        ("key.jwk", jwk("rsa2048", "a"), r#"{"alg":"RS256","typ":"JWT"}"#),
        ("key.jwk", jwk("rsa2048", "a"), r#"{"alg":"RS512","typ":"JWT","kid":"other"}"#),
        ("set.json", set.clone(), r#"{"alg":"RS256","typ":"JWT","kid":"d"}"#),
        ("set.json", set.clone(), r#"{"alg":"EdDSA","typ":"JWT","kid":"b c"}"#),
        ("set.json", set.clone(), r#"{"alg":"RS512","kid":"d"}"#),
        ("set.json", set.clone(), r#"{"alg":"EdDSA","typ":"JWT"}"#),
    ] {
        let mut desk = with_key(&folder, name, content);
        write(&mut desk, Pane::Header, header);
        makes_it(&folder, &mut desk);
    }
    let two = [bytes("keys/rsa2048/private.pkcs8.pem"), bytes("keys/rsa4096/private.pkcs8.pem")].concat();
    let several = "2 keys in pane 3 could sign, and the header names none";
    let gone = "no key of the set in pane 3 has the kid \"gone\" of the header";
    for (name, content, header, reason) in [
        ("set.json", set.clone().into_bytes(), r#"{"alg":"RS256","typ":"JWT","kid":"gone"}"#, gone),
        ("set.json", set.into_bytes(), r#"{"alg":"RS256","typ":"JWT"}"#, several),
        ("two.pem", two, r#"{"alg":"RS256","typ":"JWT","kid":"gone"}"#, several),
    ] {
        let mut desk = with_key(&folder, name, content);
        write(&mut desk, Pane::Header, header);
        assert_eq!(copied(&mut desk), Err(format!("Show the shell command that does this: {reason}")));
        // What the workbench leaves out, the command refuses.
        let output = folder.run(&desk, &format!("jotbench sign -k {name} --header '{header}'"), "0");
        assert_eq!(output.status.code(), Some(5));
    }
}

#[test]
fn payloads_come_out_as_they_are_typed() {
    let folder = Folder::new("sign-payloads");
    for payload in [
        "{}",
        "{ \"z\": 12345678901234567890123, \"a\" : 1.10,\n\t\"e\": 1E2, \"m\": -0, \"s\": \"a  \\u00e9 \\\" \\\\ \\/ \\n b\" }",
        "{\"it's\":\"it''s \\\"$HOME\\\" `id` $(id) ! * ~ {a,b} & | < > # % ; '\"}",
        "{\"'\":\"'\",\"\\\\'\":\"'\\\\''\"}",
        "{\"é\":\"字 👨‍👩‍👧‍👦 \u{202e}\u{200b}\u{7f}\u{9b}\"}",
        "{\"sub\":\"jde\",\"a\":{\"iat\":1795324204,\"exp\":[1]},\"b\":[true,false,null]}",
    ] {
        let mut desk = rsa(&folder);
        write(&mut desk, Pane::Payload, payload);
        makes_it(&folder, &mut desk);
    }
}

#[test]
fn times_come_out_as_they_are_at_the_moment_that_the_words_name() {
    let folder = Folder::new("sign-times");
    for (payload, options) in [
        (r#"{"iat":1300819380,"nbf":1300819320,"exp":1300909441}"#, " --iat now --nbf=-1m --exp +25h1m1s"),
        (r#"{"exp":1795327804,"a":1,"nbf":1795324144}"#, " --nbf=-1m --exp +1h"),
        (r#"{ "iat" : 1795324204, "exp" : 1795324204 , "jti":"x"}"#, " --iat now --exp now"),
        (r#"{"iat":1795324204.5,"exp":1795327804}"#, " --exp +1h"),
        (r#"{"iat":1795324204,"exp":1.795327804e9}"#, " --iat now"),
        (r#"{"iat":1795324204,"nbf":"1795324204","exp":1795327804000}"#, " --iat now"),
        (r#"{"iat":1795324204000,"exp":1795327804000}"#, ""),
        (r#"{"iat":1795324204,"exp":9999999999}"#, " --iat now"),
        (r#"{"iat":0,"exp":315619200}"#, " --iat now --exp +87672h"),
    ] {
        let mut desk = rsa(&folder);
        write(&mut desk, Pane::Payload, payload);
        let line = makes_it(&folder, &mut desk);
        assert!(line.ends_with(&format!("}}'{options}")), "{line}");
    }
}

/// ECDSA and RSASSA-PSS sign otherwise each time.
#[test]
fn where_signatures_have_chance_in_them_header_and_payload_are_the_same_and_it_verifies() {
    let folder = Folder::new("sign-chance");
    for (name, alg) in
        [("p256", "ES256"), ("p384", "ES384"), ("p521", "ES512"), ("secp256k1", "ES256K"), ("rsa2048", "PS256")]
    {
        let mut desk = with_key(&folder, "key.pem", bytes(&format!("keys/{name}/private.pkcs8.pem")));
        desk.keys(&format!("<f4>{alg}<enter>"));
        let (line, token) = made(&folder, &mut desk);
        assert_eq!(line.contains("--alg"), alg == "PS256", "{line}");
        assert_eq!(token.rsplit_once('.').unwrap().0, desk.token().rsplit_once('.').unwrap().0, "{line}");
        desk.paste(&token);
        assert!(desk.verdict().starts_with("VERIFIED"), "{}", desk.verdict());
    }
}
