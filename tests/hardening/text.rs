//! Characters that would steer a terminal or mislead a reader, wherever foreign text is shown. The harness looks at
//! every byte that comes out; these tests bring the text to every place, and look that it is told and not dropped.

use serde_json::{Value, json};

use super::der::{pem, sequence, tlv};
use super::keys::certificate;
use super::*;

/// Sets the title, writes the clipboard (OSC 52), a C1 control, DEL, then characters that nobody sees or that turn the
/// direction of others.
const HOSTILE: &str = "\u{1b}]0;pwned\u{7}\u{1b}]52;c;cHdu\u{7}\u{9b}31m\u{7f}\u{202e}\u{200b}\u{feff}\u{2066}\u{ad}";
/// The same in words: each character as JSON writes it.
const SHOWN: &str = r"\u001B]0;pwned\u0007\u001B]52;c;cHdu\u0007\u009B31m\u007F\u202E\u200B\uFEFF\u2066\u00AD";

/// As a JSON string whose characters are escapes where JSON wants that, and else stand raw.
fn quoted() -> String {
    Value::from(HOSTILE).to_string()
}

/// A header or payload with `@` in the place of the text.
fn filled(json: &str) -> String {
    json.replace('@', &quoted())
}

/// Whether the hostile text is told, whatever the spelling of its escapes.
fn tells(said: &str) -> bool {
    said.to_ascii_lowercase().contains(&SHOWN.to_ascii_lowercase())
}

#[test]
fn every_place_of_a_token_is_shown_and_nothing_of_it_is_obeyed_or_dropped() {
    let oct = format!("{{\"kty\":\"oct\",\"k\":\"{}\"}}", segment(SECRET));
    for (header, payload) in [
        ("{\"alg\":\"HS256\"}", "{\"sub\":@}"),
        ("{\"alg\":\"HS256\"}", "{@:1}"),
        ("{\"alg\":\"HS256\"}", "{\"a\":{@:[@]}}"),
        ("{\"alg\":\"HS256\"}", "{\"iss\":@,\"aud\":[@],\"jti\":@}"),
        ("{\"alg\":\"HS256\"}", "{\"exp\":@,\"nbf\":@}"),
        ("{\"alg\":\"HS256\"}", "{@:1,@:2}"),
        ("{\"alg\":\"HS256\"}", "{\"a\":@"),
        ("{\"alg\":\"HS256\",\"kid\":@}", "{}"),
        ("{\"alg\":\"HS256\",\"typ\":@,\"cty\":@}", "{}"),
        ("{\"alg\":\"HS256\",\"jku\":@,\"x5u\":@,\"x5t\":@}", "{}"),
        ("{\"alg\":\"HS256\",\"jwk\":{\"kty\":@},\"x5c\":[@]}", "{}"),
        ("{\"alg\":\"HS256\",\"crit\":[@],@:1}", "{}"),
        ("{\"alg\":\"HS256\",\"b64\":@}", "{}"),
        ("{\"alg\":@}", "{}"),
        ("{\"alg\":\"HS256\",@:@}", "{}"),
        ("{\"alg\":\"HS256\"", "{\"sub\":@}"),
    ] {
        let [header, payload] = [header, payload].map(filled);
        let token = signed(&header, &payload);
        let told = decode(token.clone()).both();
        assert!(tells(&told.out), "{header} {payload}: {}", told.out);
        let expected = ["--iss", HOSTILE, "--aud", HOSTILE, "--sub", HOSTILE, "--typ", HOSTILE, "--require", HOSTILE];
        for (run, list) in [(decode(token.clone()), "notes"), (verify(token.clone()), "checks")] {
            let (document, _) = run.json();
            let noted = document[list].as_array().unwrap().iter().filter(|note| note["code"] == "hidden_characters");
            let readable = document["header"].is_object();
            assert_eq!(noted.count() > 0, readable || list == "notes", "{header} {payload}: {document}");
        }
        verify(token.clone()).both();
        verify(token.clone()).with(&expected).both();
        Run::new("verify --key-env OCT").var("OCT", &oct).with(&["--kid", HOSTILE]).input(token).both();
    }
}

#[test]
fn a_jwk_that_is_written_has_nothing_raw_and_the_same_kid() {
    let folder = Folder::new("jwk");
    let mut jwk: Value = serde_json::from_str(&vector("keys/p256/public.jwk.json")).unwrap();
    jwk["kid"] = json!(HOSTILE);
    let file = folder.write("given.json", jwk.to_string());
    for form in ["jwk", "jwks"] {
        for words in
            [&["key", "convert", &file, "--to", form][..], &["key", "convert", &file, "--to", form, "--kid", HOSTILE]]
        {
            let done = Run::words(words).done();
            assert_eq!(done.code, 0, "{words:?} {done:?}");
            let written: Value = serde_json::from_str(&done.out).unwrap();
            let key = if form == "jwk" { &written } else { &written["keys"][0] };
            assert_eq!(key["kid"], HOSTILE);
        }
        let words = ["key", "convert", &file, "--to", form, "--out", &format!("{form}.json")];
        assert_eq!(Run::words(&words).folder(&folder).done().code, 0);
        let written = fs::read_to_string(folder.0.join(format!("{form}.json"))).unwrap();
        assert_eq!(written.chars().find(|&c| is_raw_char(c) && c != '\n'), None, "{written}");
    }
}

/// Key files with the text in every place where foreign text can stand.
fn key_files() -> Vec<(&'static str, Vec<u8>)> {
    let public = vector("keys/p256/public.spki.pem");
    let private = vector("keys/p256/private.pkcs8.pem");
    let with = |file: &str, name: &str, value: Value| {
        let mut jwk: Value = serde_json::from_str(&vector(file)).unwrap();
        jwk[name] = value;
        jwk
    };
    let jwk = with("keys/p256/public.jwk.json", "kid", json!(HOSTILE));
    let account = json!({"type": "service_account", "client_email": HOSTILE, "private_key_id": HOSTILE});
    let whole = with_members(&account, &json!({"private_key": private}));
    let damaged = with_members(&account, &json!({"private_key": HOSTILE}));
    let name = sequence(&[&tlv(0x31, &[&sequence(&[&[6, 3, 0x55, 4, 3], &tlv(0x0c, &[HOSTILE.as_bytes()])])])]);
    let dek = format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: {HOSTILE},00\n\nAAAA");
    vec![
        ("PEM label", public.replace("PUBLIC KEY", HOSTILE).into_bytes()),
        ("BEGIN line", public.replace("BEGIN PUBLIC", &format!("BEGIN {HOSTILE} PUBLIC")).into_bytes()),
        ("END line", public.replace("END PUBLIC", &format!("END {HOSTILE} PUBLIC")).into_bytes()),
        ("PEM body", public.replace('+', HOSTILE).into_bytes()),
        ("label of the vectors", bytes("keys/negative/escape-in-label.pem")),
        ("text before", format!("friendlyName: {HOSTILE}\n{private}").into_bytes()),
        ("old header", format!("-----BEGIN EC PRIVATE KEY-----\n{dek}\n-----END EC PRIVATE KEY-----\n").into_bytes()),
        ("certificate", pem("CERTIFICATE", &certificate(&name)).into_bytes()),
        ("certificate in DER", certificate(&name)),
        ("kid", jwk.to_string().into_bytes()),
        ("use", with("keys/p256/public.jwk.json", "use", json!(HOSTILE)).to_string().into_bytes()),
        ("alg", with("keys/p256/public.jwk.json", "alg", json!(HOSTILE)).to_string().into_bytes()),
        ("key_ops", with("keys/p256/public.jwk.json", "key_ops", json!([HOSTILE])).to_string().into_bytes()),
        ("crv", with("keys/p256/public.jwk.json", "crv", json!(HOSTILE)).to_string().into_bytes()),
        ("kty", json!({"kty": HOSTILE}).to_string().into_bytes()),
        ("x", with("keys/p256/public.jwk.json", "x", json!(HOSTILE)).to_string().into_bytes()),
        ("a name", with("keys/p256/public.jwk.json", HOSTILE, json!(1)).to_string().into_bytes()),
        ("a set", json!({"keys": [jwk, {"kty": HOSTILE, "kid": HOSTILE}]}).to_string().into_bytes()),
        ("broken JSON", format!("{{\"kty\":\"EC\",\"x\":\"{HOSTILE}\"").into_bytes()),
        ("service account", whole.to_string().into_bytes()),
        ("damaged service account", damaged.to_string().into_bytes()),
        ("OpenSSH line", format!("{} {HOSTILE}", vector("openssh/ed25519.pub").trim()).into_bytes()),
        ("OpenSSH options", format!("command=\"{HOSTILE}\" {}", vector("openssh/ed25519.pub")).into_bytes()),
        ("nothing else", HOSTILE.as_bytes().to_vec()),
    ]
}

fn with_members(one: &Value, other: &Value) -> Value {
    let [one, other] = [one, other].map(|value| value.as_object().unwrap().clone());
    Value::Object(one.into_iter().chain(other).collect())
}

#[test]
fn every_place_of_a_key_file_is_shown_and_nothing_of_it_is_obeyed() {
    let folder = Folder::new("key-text");
    let token = holding("{}");
    let mut told = 0;
    for (place, file) in key_files() {
        // The name of the file is foreign too.
        let path = folder.write(&format!("{HOSTILE}.pem"), &file);
        let inspected = Run::words(&["key", "inspect", &path]).both();
        told += usize::from(tells(&inspected.out.replace(&path, "")));
        for words in
            ["verify -k", "sign --claim a=b -k", "key match keys/p256/public.spki.pem", "key inspect --kid x -k"]
        {
            let done = Run::new(words).with(&[&path]).input(token.clone()).both();
            assert!(done.code == 0 || tells(&done.err) || done.code == 1, "{place}: {words}: {done:?}");
        }
        for form in ["jwk", "jwks", "spki", "cert", "cert-line", "fingerprint", "thumbprint"] {
            Run::words(&["key", "convert", &path, "--to", form, "--kid", HOSTILE]).done();
            Run::words(&["key", "convert", &path, "--to", form, "--public"]).done();
        }
        Run::words(&["key", "inspect", "--secret-file", &path]).both();
    }
    assert!(told >= 8, "the text itself is shown in {told} files");
}

#[test]
fn what_stands_on_the_command_line_is_shown_and_nothing_of_it_is_obeyed() {
    let folder = Folder::new("line-text");
    let payload = folder.write("payload.json", format!("{{\"a\":\"{HOSTILE}\""));
    let header = format!("{{\"alg\":\"HS256\",{}:1,{}:2}}", quoted(), quoted());
    for more in [
        &["--alg", HOSTILE][..],
        &["--claim", HOSTILE],
        &["--claim-json", HOSTILE],
        &["--claim-json", &format!("a={HOSTILE}")],
        &["--header", &header],
        &["--header", &filled("{\"alg\":@}")],
        &["--payload", HOSTILE],
        &["--payload", &payload],
        &["--exp", HOSTILE],
        &["--template", HOSTILE],
        &["--template", "qlik-qseow", "-s", &format!("{HOSTILE}=1")],
        &["--as", HOSTILE],
        &["--as", "curl", "--claim", "a=b", "--url", HOSTILE],
        &["--redact", HOSTILE, "--as", "shareable", "--claim", "a=b"],
        &["-k", HOSTILE],
        &[HOSTILE],
        &[&format!("--{HOSTILE}")],
    ] {
        let done = Run::new("sign --secret-env SECRET").with(more).done();
        assert!([2, 5].contains(&done.code) && done.out.is_empty(), "{more:?}: {done:?}");
        assert_ne!(Run::new("sign --secret-env SECRET --json").with(more).done().code, 0, "{more:?}");
    }
    for form in
        ["claims", "json", "shareable", "header", "curl", "powershell", "http", "postman", "modheader", "env-sh"]
    {
        let claim = format!("{HOSTILE}={HOSTILE}");
        let words =
            ["--as", form, "--claim", &claim, "--kid", HOSTILE, "--typ", HOSTILE, "--url", "https://a.example/"];
        let needs_no_url = ["claims", "json", "shareable", "env-sh", "header"].contains(&form);
        let words = if needs_no_url { &words[..8] } else { &words };
        assert_eq!(Run::new("sign --secret-env SECRET").with(words).done().code, 0, "{form}");
    }
    for words in [
        &[HOSTILE][..],
        &["decode", HOSTILE],
        &["verify", "--secret-env", "SECRET", HOSTILE],
        &["verify", "--secret-env", HOSTILE],
        &["verify", "--secret-env", "SECRET", "--alg", HOSTILE],
        &["verify", "--secret-env", "SECRET", "--at", HOSTILE],
        &["verify", "--secret-env", "SECRET", "--leeway", HOSTILE],
        &["key", HOSTILE],
        &["key", "inspect", HOSTILE],
        &["key", "convert", "keys/p256/public.spki.pem", "--to", HOSTILE],
        &["key", "generate", HOSTILE, "--out", "a"],
        &["key", "generate", "p256", "--out", "a", "--cert", HOSTILE],
        &["template", "show", HOSTILE],
        &["template", "check", HOSTILE],
        &["completions", HOSTILE],
        &["man", HOSTILE],
        &["--profile", HOSTILE],
        &["--theme", HOSTILE],
        &["help", HOSTILE],
    ] {
        let done = Run::words(words).folder(&folder).done();
        assert!([2, 5].contains(&done.code) && done.out.is_empty(), "{words:?}: {done:?}");
    }
}

/// TOML takes every one of these but C0 and DEL as they are.
#[test]
fn the_text_of_a_template_or_profile_is_shown_and_nothing_of_it_is_obeyed() {
    const BARE: &str = "\u{9b}31m\u{202e}\u{200b}\u{feff}\u{2066}";
    let folder = Folder::new("template-text");
    for kind in ["templates", "profiles"] {
        fs::create_dir_all(folder.0.join(kind)).unwrap();
    }
    let gateway = vector("../transcripts/desk/templates/gateway.toml");
    let steering = ["title = \"", "about = \"", "help = \"", "next = [\""]
        .iter()
        .fold(gateway, |text, member| text.replace(member, &format!("{member}{BARE}")));
    folder.write("templates/gateway.toml", steering);
    folder.write("templates/broken.toml", format!("{HOSTILE} = {HOSTILE}"));
    folder.write("profiles/broken.toml", format!("{HOSTILE} = {HOSTILE}"));
    folder.write("profiles/odd.toml", format!("key = \"{BARE}\"\n"));
    let config = folder.0.to_str().unwrap();
    for (words, code) in [
        ("template show gateway", 0),
        ("template list", 0),
        ("template check gateway", 0),
        ("template show broken", 5),
        ("template check broken", 5),
        ("sign --template gateway -k keys/p256/private.pkcs8.pem", 2),
    ] {
        let run = Run::new(words).var("JOTBENCH_CONFIG_DIR", config);
        assert_eq!(run.clone().both().code, code, "{words}");
        if words == "template show gateway" {
            let shown = run.done().out;
            assert!(shown.contains(r"\u009B31m\u202E\u200B\uFEFF\u2066"), "{shown}");
        }
    }
    for words in ["--profile broken", "--profile odd"] {
        Run::new(words).var("JOTBENCH_CONFIG_DIR", config).done();
    }
    // The file that is printed is a template that says the same.
    let file = Run::new("template show gateway --toml").var("JOTBENCH_CONFIG_DIR", config).done().out;
    let copy = Folder::new("template-copy");
    copy.write("gateway.toml", file);
    let shown = |path: &str| Run::words(&["template", "show", path]).with(&["--json"]).done();
    let [mut one, mut other] = [folder.0.join("templates/gateway.toml"), copy.0.join("gateway.toml")]
        .map(|path| serde_json::from_str::<Value>(&shown(path.to_str().unwrap()).out).unwrap());
    assert!(text(&one["title"]).starts_with(BARE), "{one}");
    for document in [&mut one, &mut other] {
        // They name the file.
        let members = document.as_object_mut().unwrap();
        assert!(members.remove("example").is_some());
        members.remove("file");
    }
    assert_eq!(one, other);
}

/// A line break within a value must not begin a line of the answer.
#[test]
fn a_line_break_in_a_token_forges_no_line() {
    let forged = "a\\r\\n\\u2713 VERIFIED  signature valid";
    let raw = "a\r\n✓ VERIFIED  signature valid";
    for (header, payload) in [
        (format!("{{\"alg\":\"HS256\",\"kid\":\"{forged}\"}}"), "{}".to_owned()),
        (format!("{{\"alg\":\"{forged}\"}}"), "{}".to_owned()),
        (format!("{{\"alg\":\"HS256\",\"typ\":\"{forged}\"}}"), format!("{{\"iss\":\"{forged}\",\"{forged}\":1}}")),
        ("{\"alg\":\"HS256\"}".to_owned(), raw.to_owned()),
        (raw.to_owned(), "{}".to_owned()),
    ] {
        let token = signed_with(b"another secret", &header, &payload);
        for run in [verify(token.clone()).with(&["--iss", raw]), decode(token.clone())] {
            let done = run.both();
            let begins = |line: &str| line.starts_with("✓ VERIFIED");
            assert!(!done.out.lines().chain(done.err.lines()).any(begins), "{header}: {}{}", done.out, done.err);
        }
    }
}

#[test]
fn a_batch_shows_what_its_lines_hold_and_obeys_none_of_it() {
    let lines = [
        signed("{\"alg\":\"HS256\"}", filled("{\"sub\":@,@:1}")),
        signed(filled("{\"alg\":\"HS256\",\"kid\":@,\"typ\":@}"), "{}"),
        signed(filled("{\"alg\":@}"), "{}"),
        signed("{\"alg\":\"HS256\"}", HOSTILE),
        HOSTILE.to_owned(),
        format!("Bearer {HOSTILE}.{HOSTILE}.{HOSTILE}"),
    ];
    let done = Run::new("verify --batch --secret-env SECRET").input(lines.join("\n")).done();
    let answers: Vec<Value> = done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let valid: Vec<bool> = answers.iter().map(|answer| answer["valid"] == true).collect();
    assert_eq!((done.code, valid), (5, vec![true, true, false, false, false, false]), "{done:?}");
    assert_eq!(answers[0]["payload"][HOSTILE], 1, "nothing is dropped");
}
