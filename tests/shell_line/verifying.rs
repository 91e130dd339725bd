//! `jotbench verify`: the same verdict, in the same words, for every token of
//! `tests/vectors/broken`, and for keys of every kind.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jotbench::app::event::Event;
use jotbench::jose::key::SecretEncoding;
use jotbench::jose::policy::{Expect, Policy, leeway};
use jotbench::text::visible;
use serde_json::Value;

use super::support::{Desk, NOW, vector};
use super::{Folder, PASSPHRASE, bytes, copied, desk};

/// The verdict of the workbench as the program prints it, and the ways in which the program may end then.
fn expected(desk: &Desk) -> (String, &'static [i32]) {
    let verdict = desk.verdict();
    let (word, sentence) = verdict.split_once(' ').unwrap();
    let (icon, codes): (_, &[i32]) = match word {
        "VERIFIED" => ("✓", &[0]),
        "FAILED" => ("✗", &[1, 3, 4]),
        "UNCHECKED" => ("?", &[5]),
        _ => panic!("{verdict}"),
    };
    // What was taken away around the token on the screen is in no file any more, and a kid that was given is not looked
    // for.
    let sentence = match sentence.split_once(": signature valid with ") {
        Some((but, key)) if but.contains("\"Bearer\" stood twice") || but.contains("kid") => {
            format!("signature valid with {key}")
        }
        _ => sentence.replace("; none of them verifies it", ""),
    };
    (format!("{icon} {word}  {}", visible(&sentence)), codes)
}

/// What the run says in its first line and how it ends, where that is not what the screen says.
fn differs(folder: &Folder, desk: &Desk, line: &str) -> Option<String> {
    let output = folder.run(desk, line, &(desk.now / 1000).to_string());
    let out = String::from_utf8(output.stdout).unwrap();
    // What is in no file has another name here and there.
    let said = out.lines().next().unwrap_or_default();
    let said = said.replace("environment variable JOTBENCH_SECRET", "pane 3");
    let (verdict, codes) = expected(desk);
    let code = output.status.code().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    // Nobody gave the payload: the words ask for it.
    let missing = verdict.contains("the payload is not in the token") && said.is_empty() && code == 5;
    let same = (said == verdict && codes.contains(&code)) || missing;
    (!same).then(|| format!("{line}\n  {verdict}\n  {said} ({code}) {err}"))
}

fn policy(case: &Value) -> Policy {
    let mut policy = Policy::default();
    let mut options = case["options"].as_array().unwrap().iter().map(|option| option.as_str().unwrap());
    while let Some(option) = options.next() {
        let Expect { iss, aud, sub, typ, require, alg } = &mut policy.expect;
        let mut value = || options.next().unwrap().to_owned();
        match option {
            "--iss" => iss.push(value()),
            "--aud" => aud.push(value()),
            "--sub" => sub.push(value()),
            "--typ" => typ.push(value()),
            "--require" => require.extend(value().split(',').map(str::to_owned)),
            "--alg" => alg.extend(value().split(',').map(str::to_owned)),
            "--leeway" => policy.leeway = leeway(&value()).unwrap(),
            "--at" => policy.at = Some(value().parse().unwrap()),
            "--ignore-time" => policy.ignore_time = true,
            "--any-payload" => policy.any_payload = true,
            other => panic!("{other}"),
        }
    }
    policy
}

/// The desk with the case's key, token, payload and options.
fn at_desk(folder: &Folder, case: &Value, now: i64) -> Desk {
    let mut desk = desk(now);
    if let Some(secret) = case["secret"].as_str() {
        let encoding = SecretEncoding::ALL.into_iter().find(|one| one.name() == case["encoding"]).unwrap();
        desk.keys("<alt-3><alt-x>").paste(secret);
        desk.app.bench.set_encoding(encoding);
    } else {
        let name = "it's a \"key\".pem";
        let bytes = case["key_b64"].as_str().map(|key| STANDARD.decode(key).unwrap());
        let bytes = bytes.unwrap_or_else(|| case["key"].as_str().unwrap().as_bytes().to_vec());
        desk = folder.file(desk, name, bytes);
        desk.open(&[name]);
    }
    desk.keys("<alt-5>").paste(case["token"].as_str().unwrap());
    if let Some(payload) = case["payload_b64"].as_str() {
        desk.app.bench.give_payload(STANDARD.decode(payload).unwrap());
    }
    desk.app.bench.set_policy(policy(case));
    desk.send(Event::Tick);
    desk
}

/// Runs the lines of every case of a file; there must be so many or more lines.
fn run(file: &str, least: usize) {
    let folder = Folder::new(file);
    let corpus: Value = serde_json::from_str(&vector(&format!("broken/{file}"))).unwrap();
    let (now, cases) = (corpus["now"].as_i64().unwrap(), corpus["cases"].as_array().unwrap());
    let (mut wrong, mut lines) = (Vec::new(), 0);
    // The workbench picks the key of a set by itself.
    for case in cases.iter().filter(|case| case["options"][0] != "--kid") {
        let mut desk = at_desk(&folder, case, now);
        let verdict = desk.verdict();
        match copied(&mut desk) {
            Ok((line, _)) => {
                lines += 1;
                wrong.extend(differs(&folder, &desk, &line).map(|what| format!("{}: {what}", case["id"])));
            }
            Err(reason) => {
                let unread = verdict.starts_with("NOT A TOKEN") || reason.contains("encrypted");
                let unusable = reason.contains("the key to check with cannot be used");
                if !unread && !unusable {
                    wrong.push(format!("{}: {verdict}: {reason}", case["id"]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(lines >= least, "{lines} lines for {file}");
}

#[test]
fn every_broken_token_gets_the_verdict_of_the_screen() {
    run("cases.json", 200);
}

#[test]
fn every_form_of_token_gets_the_verdict_of_the_screen() {
    run("forms.json", 100);
}

/// The line for the token on the desk, which must be told as on the screen and have this beginning.
fn is_same(folder: &Folder, mut desk: Desk, verdict: &str, begins: &str) {
    assert!(desk.verdict().starts_with(verdict), "{}", desk.verdict());
    let (line, _) = copied(&mut desk).unwrap();
    assert!(line.starts_with(begins), "{line}");
    assert_eq!(differs(folder, &desk, &line), None);
}

/// A desk that signed the sample's texts with this file and shows the token as a pasted one.
fn of_its_own(folder: &Folder, name: &str, content: &[u8], passphrase: &str) -> Desk {
    let mut desk = folder.file(desk(NOW / 1000), name, content);
    desk.keys("<alt-3>").open(&[name]);
    if !passphrase.is_empty() {
        desk.keys(passphrase).keys("<enter>");
    }
    let token = desk.token();
    desk.paste(&token);
    desk
}

#[test]
fn every_kind_of_file_is_named_so_that_the_program_reads_the_same_key() {
    let mut folder = Folder::new("files");
    let both = format!("{}{}", vector("keys/qlik-like/server.pem"), vector("keys/qlik-like/server_key.pem"));
    let set = |name: &str| format!("{{\"keys\":[{}]}}", vector(&format!("keys/{name}/private.jwk.json")));
    for (name, content) in [
        ("key.pem", bytes("keys/qlik-like/server_key.pem")),
        ("key and certificate.pem", both.into_bytes()),
        ("key.der", bytes("keys/rsa2048/private.pkcs1.der")),
        ("key.jwk", bytes("keys/ed25519/private.jwk.json")),
        ("set.json", set("p256").into_bytes()),
        ("secret.jwk", bytes("keys/secret/secret.jwk.json")),
        ("bom.pem", bytes("keys/rsa2048/private.pkcs8.bom.pem")),
        ("crlf.pem", bytes("keys/rsa2048/private.pkcs8.crlf.pem")),
    ] {
        let begins = if name.contains(' ') {
            format!("jotbench verify -k '{name}' <")
        } else {
            format!("jotbench verify -k {name} <")
        };
        is_same(&folder, of_its_own(&folder, name, &content, ""), "VERIFIED", &begins);
    }
    let locked = of_its_own(&folder, "locked.p8", &bytes("keys/rsa2048/private.pkcs8.encrypted.pem"), PASSPHRASE);
    is_same(&folder, locked, "VERIFIED", "jotbench verify -k locked.p8 --passphrase-env JOTBENCH_PASSPHRASE <");
    folder.passphrase = "hunter2";
    let locked = of_its_own(&folder, "server.p12", &bytes("encrypted/pkcs12/default.p12"), "hunter2");
    is_same(&folder, locked, "VERIFIED", "jotbench verify -k server.p12 --passphrase-env JOTBENCH_PASSPHRASE <");
    for (name, secret) in
        [("secret.txt", "correct horse battery staple 0123456789\r\n"), ("one", "secret secret secret secret secret")]
    {
        let begins = format!("jotbench verify --secret-file {name} <");
        is_same(&folder, of_its_own(&folder, name, secret.as_bytes(), ""), "VERIFIED", &begins);
    }
}

#[test]
fn what_no_file_holds_as_the_screen_has_it_comes_from_a_variable() {
    let folder = Folder::new("variables");
    let wide = format!("\u{feff}{}", vector("keys/p256/private.sec1.pem"));
    let wide: Vec<u8> = wide.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut pasted = desk(NOW / 1000);
    pasted.paste(&vector("keys/qlik-like/server_key.pem"));
    let token = pasted.token();
    pasted.paste(&token);
    let mut sample = desk(NOW / 1000);
    let token = sample.token();
    sample.paste(&token);
    let two = of_its_own(&folder, "two.txt", b"a secret with two line breaks behind it\n\n", "");
    let wide = of_its_own(&folder, "wide.pem", &wide, "");
    let comes_from = |mut desk: Desk, option: &str, name: &str| {
        assert!(desk.verdict().starts_with("VERIFIED"), "{}", desk.verdict());
        let (line, words) = copied(&mut desk).unwrap();
        assert_eq!(line, format!("jotbench verify {option} {name} < token.txt"));
        assert!(words[0].ends_with(&format!("into the environment variable {name}")), "{words:?}");
        let output = folder.run(&desk, &line, &(NOW / 1000).to_string());
        let out = String::from_utf8(output.stdout).unwrap();
        assert!(out.starts_with(&format!("✓ VERIFIED  signature valid with environment variable {name}")), "{out}");
        assert_eq!(output.status.code(), Some(0));
    };
    comes_from(pasted, "--key-env", "JOTBENCH_KEY");
    comes_from(sample, "--key-env", "JOTBENCH_KEY");
    comes_from(wide, "--key-env", "JOTBENCH_KEY");
    comes_from(two, "--secret-env", "JOTBENCH_SECRET");
}

#[test]
fn expectations_and_names_of_any_characters_reach_the_program_as_they_are() {
    let folder = Folder::new("characters");
    let name = "it's \"$HOME\" `id`;* \u{202e}\u{1b}[2J\n\\é 字.pem";
    let hostile = "it's \"$HOME\" `id` $(id) \\ ! * ~ {a,b} & | < > # \u{202e}\u{1b} é 字";
    for (iss, verdict) in [(hostile, "VERIFIED"), ("it's", "FAILED"), ("-x", "FAILED"), ("~", "FAILED")] {
        let mut desk = of_its_own(&folder, name, vector("keys/qlik-like/server_key.pem").as_bytes(), "");
        let payload = serde_json::json!({"iss": hostile, "exp": NOW / 1000 + 60, "it's": 1, "$HOME": 2});
        desk.keys("<alt-2><ctrl-a>").paste(&payload.to_string());
        let token = desk.token();
        desk.paste(&token);
        let require = ["it's", "$HOME", "exp"].map(str::to_owned).to_vec();
        let expect = Expect { iss: vec!["none".to_owned(), iss.to_owned()], require, ..Expect::default() };
        desk.app.bench.set_policy(Policy { expect, leeway: 60, at: Some(NOW / 1000 + 100), ..Policy::default() });
        desk.send(Event::Tick);
        is_same(&folder, desk, verdict, "jotbench verify -k 'it'\\''s ");
    }
}
