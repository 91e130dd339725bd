//! The program as a process: pipes that close, secrets that must stay where they are, files of others, clocks.

use super::*;

/// Runs the program with a reader that takes one line; how the program itself ended is the last line of standard error.
const ONE_LINE: &str = "{ \"$0\" \"$@\"; echo \"ended with $?\" >&2; } | head -n 1";

#[test]
fn a_reader_of_one_line_ends_every_command_quietly() {
    let folder = Folder::new("one-line");
    let long = holding(format!("{{\"list\":[{}1]}}", "1,".repeat(200_000)));
    let tokens = format!("{}\n", holding("{\"a\":1}")).repeat(3000);
    let payload = folder.write("payload.json", format!("{{\"s\":\"{}\"}}", "x".repeat(700_000)));
    let set = folder.write("set.json", {
        let key =
            |at: u32| format!("{{\"kty\":\"oct\",\"k\":\"{}\"}}", segment([&at.to_be_bytes()[..], &[7; 200]].concat()));
        format!("{{\"keys\":[{}]}}", (0..999).map(key).collect::<Vec<_>>().join(","))
    });
    for (words, input) in [
        ("decode".to_owned(), long.as_str()),
        ("decode --json".to_owned(), &long),
        ("verify --secret-env SECRET".to_owned(), &long),
        ("verify --secret-env SECRET --json".to_owned(), &long),
        ("verify --secret-env SECRET --batch".to_owned(), &tokens),
        (format!("sign --secret-env SECRET --payload {payload}"), ""),
        (format!("sign --secret-env SECRET --json --payload {payload}"), ""),
        (format!("key inspect {set}"), ""),
        (format!("key inspect --json {set}"), ""),
        (format!("key convert {set} --to jwks"), ""),
        ("key match keys/p256/public.spki.pem keys/p256/private.pkcs8.pem".to_owned(), ""),
        ("keys".to_owned(), ""),
        ("keys --json".to_owned(), ""),
        ("man".to_owned(), ""),
        ("completions bash".to_owned(), ""),
        ("template list".to_owned(), ""),
        ("template list --json".to_owned(), ""),
        ("template show qlik-qseow".to_owned(), ""),
        ("--help".to_owned(), ""),
        ("sign --help".to_owned(), ""),
        ("--version".to_owned(), ""),
    ] {
        let done = Run::new(&words).input(input).script(ONE_LINE).done();
        assert_eq!(
            (done.err.lines().last(), done.out.lines().count()),
            (Some("ended with 0"), 1),
            "{words}: {done:.300?}"
        );
        // Warnings about the token may stand before; nothing about the pipe does.
        assert!(!done.err.contains("jotbench: ") && !done.err.to_lowercase().contains("pipe"), "{words}: {}", done.err);
    }
}

/// Pieces of secrets that are in the files and variables of a run.
const NEVER: [&str; 6] = [
    "hunter2",
    // `d` of keys/p256/private.jwk.json
    "-g_IyQA46LPyx2VzsIZVskPDsHTVm5cIg4JdAUj_mFY",
    "correct horse battery",
    "Y29ycmVjdCBob3Jz",
    // keys/ed25519/private.pkcs8.pem and the beginnings of PKCS#8 of P-256 and RSA
    "MIGHAgEA",
    "MIIEv",
];

#[test]
fn no_failure_tells_a_secret() {
    let folder = Folder::new("secrets");
    let ec = vector("keys/p256/private.pkcs8.pem");
    let rsa = vector("keys/rsa2048/private.pkcs8.pem");
    let jwk = vector("keys/p256/private.jwk.json");
    let damaged = [
        ec.replace("-----END PRIVATE KEY-----", ""),
        ec.replace("-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY"),
        ec.replace('\n', " "),
        ec.replace("PRIVATE", "PUBLIC"),
        rsa.replacen("MII", "MI*", 1),
        rsa.chars().filter(|&c| c != '\n').take(900).collect(),
        jwk.replace("\"d\"", "\"d\" \"hunter2\""),
        jwk.replace('}', ""),
        jwk.replace("\"P-256\"", "\"P-257\""),
        jwk.replace("\"d\": \"", "\"d\": \"*"),
        "{\"kty\":\"oct\",\"k\":\"hunter2 is no base64\"}".to_owned(),
        "{\"kty\":\"oct\",\"k\":hunter2}".to_owned(),
        "hunter2".to_owned(),
    ];
    let mut runs = Vec::new();
    for file in &damaged {
        let path = folder.write("key", file);
        for words in [
            "verify -k",
            "sign --claim a=b -k",
            "key inspect",
            "key match keys/p256/public.spki.pem",
            "key convert --public --to jwk",
        ] {
            runs.push(Run::new(words).with(&[&path]).input(holding("{}")).both());
        }
        runs.push(Run::new("verify --key-env KEY").var("KEY", file).input(holding("{}")).both());
    }
    for encoding in ["hex", "base64", "base64url"] {
        let words = ["--secret-encoding", encoding, "--secret-env", "BAD"];
        for command in ["verify", "sign --claim a=b", "key inspect", "key convert --to jwk"] {
            runs.push(Run::new(command).with(&words).var("BAD", "hunter2!hunter2!").input(holding("{}")).both());
        }
    }
    // In an argument, where every user can read it: refused, and not said again.
    for words in [
        &["verify", "--secret", "hunter2"][..],
        &["verify", "--secret=hunter2"],
        &["sign", "--secret", "hunter2", "--claim", "a=b"],
        &["sign", "--passphrase", "hunter2"],
        &["verify", "--secret-env", "hunter2 is $ecret"],
        &["sign", "--key", &jwk],
        &["sign", "-k", &ec],
        &["verify", "--key", &rsa],
        &["key", "inspect", &ec],
        &[&ec],
    ] {
        let done = Run::words(words).input(holding("{}")).done();
        assert!([2, 5].contains(&done.code), "{done:?}");
        runs.push(done);
    }
    let locked = "keys/p256/private.pkcs8.encrypted.pem";
    let passphrase = folder.write("passphrase", "hunter2\n");
    for words in ["verify -k", "sign --claim a=b -k", "key inspect", "key convert --to jwk"] {
        runs.push(Run::new(words).with(&[locked, "--passphrase-file", &passphrase]).input(holding("{}")).both());
    }
    // What does not fail tells as little.
    for words in ["verify -k", "key inspect", "key match keys/p256/public.spki.pem", "key convert --public --to jwk"] {
        runs.push(Run::new(words).with(&["keys/p256/private.jwk.json"]).input(token("p256-ES256")).done());
    }
    runs.push(Run::new("key inspect --secret-env SECRET").both());
    assert!(runs.iter().filter(|done| done.code != 0).count() > 80, "{}", runs.len());
    for done in runs {
        for piece in NEVER {
            assert!(!done.out.contains(piece) && !done.err.contains(piece), "{piece}: {done:?}");
        }
    }
}

/// OpenSSH refuses such a key; here it is a warning, since the key is used where the terminal is its owner's.
#[test]
fn a_key_that_others_may_read_is_used_and_warned_about_by_every_command() {
    let folder = Folder::new("modes");
    let path = folder.write("key.pem", vector("keys/p256/private.pkcs8.pem"));
    for (mode, warned) in [(0o600, false), (0o400, false), (0o640, true), (0o644, true), (0o604, true)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        for words in ["sign --claim a=b -k", "verify -k", "key inspect", "key convert --to spki --public"] {
            let done = Run::new(words).with(&[&path]).input(token("p256-ES256")).done();
            let said = [done.out, done.err].concat();
            let warns = said.contains("may read the private key in") && said.contains("chmod 600");
            assert_eq!((done.code, warns), (0, warned), "{mode:o} {words}: {said}");
        }
    }
}

#[test]
fn a_private_key_is_written_for_its_owner_alone_and_over_nothing() {
    const OPEN: &str = "umask 0; exec \"$0\" \"$@\"";
    let folder = Folder::new("written");
    let private = "keys/p256/private.pkcs8.pem";
    let source = format!("{VECTORS}{private}");
    let convert =
        |out: &str| Run::new("key convert --to pkcs8").with(&[&source, "--out", out]).folder(&folder).script(OPEN);
    let mode = |name: &str| fs::symlink_metadata(folder.0.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((convert("new.pem").done().code, mode("new.pem")), (0, 0o600));
    let generate = Run::new("key generate ed25519 --out made").folder(&folder).script(OPEN);
    assert_eq!((generate.clone().done().code, mode("made_key.pem")), (0, 0o600));
    folder.write("other.txt", "other");
    std::os::unix::fs::symlink("other.txt", folder.0.join("link.pem")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.0.join("dangling.pem")).unwrap();
    for name in ["new.pem", "link.pem", "dangling.pem"] {
        let done = convert(name).done();
        assert_eq!((done.out.as_str(), done.code), ("", 2), "{name}: {done:?}");
        assert!(done.err.contains("exists already") && done.err.contains("--force"), "{name}: {}", done.err);
    }
    assert_eq!(generate.answer().0, 2);
    assert_eq!(fs::read_to_string(folder.0.join("other.txt")).unwrap(), "other");
    assert!(!folder.0.join("nowhere").exists());
}

/// Dates: 2024 has a 29 February (it can be divided by four), 2023 and 1900 have none (RFC 3339 appendix C).
#[test]
fn every_clock_and_every_date_has_an_answer() {
    let far = holding("{\"exp\":9223372036854775807,\"nbf\":-9223372036854775808}");
    let farther = holding("{\"exp\":9223372036854775808,\"nbf\":-9223372036854775809,\"iat\":1e300}");
    let leap = holding("{\"exp\":1709208000,\"nbf\":-62135596800,\"iat\":-1}");
    let rows: [(&str, [i32; 3]); 8] = [
        ("1969-12-31T00:00:00Z", [0, 3, 3]),
        ("1900-01-01T00:00:00Z", [0, 3, 3]),
        ("0", [0, 3, 0]),
        ("-1", [0, 3, 0]),
        ("2024-02-29T11:59:59Z", [0, 3, 0]),
        ("2024-02-29T12:00:00Z", [0, 3, 3]),
        ("2038-01-19T03:14:08Z", [0, 3, 3]),
        ("9999-12-31T23:59:59Z", [0, 3, 3]),
    ];
    for (now, expected) in rows {
        let tokens = [&far, &farther, &leap];
        let run =
            |token: &&String| Run::new("verify --secret-env SECRET --now").with(&[now]).input(token.as_bytes()).both();
        assert_eq!(tokens.each_ref().map(|token| run(token).code), expected, "{now}");
        for token in tokens {
            let shown = Run::new("decode --now").with(&[now]).input(token.as_bytes()).both();
            assert_eq!(shown.code, 0, "{now}: {shown:?}");
        }
        Run::new("key inspect keys/p256/cert.selfsigned.pem --now").with(&[now]).both();
    }
    for unknown in [
        "2023-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "9223372036854775808",
        "99999999999999999999",
        "-9223372036854775808",
    ] {
        for words in ["verify --secret-env SECRET --now", "decode --now", "sign --secret-env SECRET --claim a=b --now"]
        {
            let run = Run::new(words).with(&[unknown]).input(leap.as_bytes());
            assert_eq!(run.answer(), (2, vec!["bad_value".to_owned()]), "{words} {unknown}");
        }
    }
    for (time, code) in
        [("+9223372036854775807s", 2), ("+1h", 0), ("-1h", 0), ("9223372036854775807", 2), ("2023-02-29T00:00:00Z", 2)]
    {
        for now in ["1969-12-31T00:00:00Z", "9999-12-31T23:59:59Z"] {
            let run = Run::new("sign --secret-env SECRET --alg HS256 --claim a=b --now").with(&[now, "--nbf", time]);
            let expected = if now.starts_with("9999") && time == "+1h" { 2 } else { code };
            assert_eq!(run.both().code, expected, "{now} {time}");
        }
    }
}

/// RFC 7519 section 4.1.4: NumericDate is a number of seconds.
#[test]
fn a_time_that_is_no_number_of_seconds_fails_and_is_named() {
    for (exp, code, failed) in [
        ("\"1795327804\"", 4, "time_not_a_number"),
        ("null", 4, "time_not_a_number"),
        ("{}", 4, "time_not_a_number"),
        ("[1795327804]", 4, "time_not_a_number"),
        ("true", 4, "time_not_a_number"),
        ("-1", 3, "expired"),
        ("1795324203", 3, "expired"),
        ("1795324204", 3, "expired"),
        ("1795324203.5", 3, "expired"),
    ] {
        let token = holding(format!("{{\"exp\":{exp}}}"));
        assert_eq!(verify(token.clone()).answer(), (code, vec![failed.to_owned()]), "{exp}");
        let done = verify(token).done();
        assert!(done.out.starts_with("✗ FAILED") && done.out.contains("signature valid"), "{exp}: {}", done.out);
    }
    let done = verify(holding("{\"exp\":1795327804000}")).done();
    assert!(done.out.contains("milliseconds"), "{}", done.out);
    // What is expected and absent, or of another type, is not passed over.
    for aud in ["{}", "{\"aud\":7}", "{\"aud\":null}", "{\"aud\":[7]}", "{\"aud\":\"other\"}", "{\"aud\":[]}"] {
        let (document, code) = verify(holding(aud)).with(&["--aud", "api"]).json();
        assert_eq!((code, text(&document["verdict"])), (4, "claim_mismatch"), "{aud}: {document}");
    }
}

/// No editor's swap file, no history, no temporary file: what is asked for is all that is written.
#[test]
fn no_command_leaves_a_file_behind() {
    let (home, work) = (Folder::new("home"), Folder::new("work"));
    let at_home = home.0.to_str().unwrap();
    let key = format!("{VECTORS}keys/p256/private.pkcs8.pem");
    let locked = format!("{VECTORS}keys/p256/private.pkcs8.encrypted.pem");
    let tokens = format!("{}\nno token\n", token("p256-ES256"));
    for words in [
        "decode".to_owned(),
        "decode --json".to_owned(),
        format!("verify --ignore-time -k {key}"),
        "verify --secret-env SECRET".to_owned(),
        format!("verify --batch -k {key}"),
        format!("sign -k {key} --claim a=b --as curl --url https://a.example/"),
        format!("sign -k {locked} --claim a=b --passphrase-env PASSPHRASE"),
        "sign --secret-env SECRET --template qlik-qseow".to_owned(),
        format!("key inspect {key}"),
        format!("key convert {key} --to jwk"),
        format!("key match {key} {locked} --passphrase-env PASSPHRASE"),
        "key generate nonsense --out a".to_owned(),
        "template list".to_owned(),
        "keys".to_owned(),
        "man".to_owned(),
        "--profile none".to_owned(),
    ] {
        let run = Run::new(&words).folder(&work).var("HOME", at_home).var("TMPDIR", at_home);
        let run = run.var("XDG_CONFIG_HOME", "").var("XDG_CACHE_HOME", "").var("XDG_STATE_HOME", "");
        run.var("PASSPHRASE", "shared test pass phrase").input(tokens.clone()).done();
        for folder in [&home, &work] {
            assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0, "{words}");
        }
    }
}
