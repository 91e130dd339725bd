//! Keys as they arrive from CI systems, mails, web pages and other programs:
//! service accounts, base64 without armour, PKCS#7, PEM with something done to it.

#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test that cannot go on fails")]

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use jotbench::jose::key::{
    Found, Item, KeyFile, KeyHint, Label, Passphrase, Secret, SecretEncoding, looks_like_key, read, read_bytes, unlock,
};
use jotbench::jose::problem::{Part, Place, Problem};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/");
const PASSPHRASE: &str = "shared test pass phrase";

fn bytes(file: &str) -> Vec<u8> {
    fs::read(format!("{FOLDER}{file}")).unwrap()
}

fn text(file: &str) -> String {
    String::from_utf8(bytes(file)).unwrap()
}

fn load(text: &str) -> Result<KeyFile, Problem> {
    read_bytes(text.as_bytes(), Part::Key)
}

fn only(file: KeyFile) -> Found {
    let [found] = <[Found; 1]>::try_from(file.found).unwrap();
    found
}

fn line(line: usize) -> Place {
    Place::line(Part::Key, line)
}

fn noted(file: &KeyFile) -> Vec<(&'static str, Place)> {
    file.problems.iter().map(|problem| (problem.code, problem.place)).collect()
}

const PRIVATE: Option<KeyHint> = Some(KeyHint { private: true, json: false });
const PUBLIC: Option<KeyHint> = Some(KeyHint { private: false, json: false });

fn is_refused_as_a_secret(text: &str) {
    assert_eq!(Secret::from_bytes(text.as_bytes()).unwrap_err().code, "key_as_secret", "{text}");
    for encoding in SecretEncoding::ALL {
        assert_eq!(Secret::read(text, encoding).unwrap_err().code, "key_as_secret", "{text}");
    }
}

#[test]
fn the_key_of_a_service_account_is_read_with_its_names() {
    for (file, key, line, kid, name) in [
        (
            "odd/service-account.json",
            "keys/rsa2048/private.pkcs8.pem",
            5,
            "0123456789abcdef0123456789abcdef01234567",
            Some("robot@demo.iam.gserviceaccount.com"),
        ),
        ("odd/gdch.json", "keys/p256/private.sec1.pem", 6, "k1", None),
    ] {
        let label = Label { kid: Some(kid.to_owned()), name: name.map(str::to_owned), ..Label::default() };
        let expected = Found { line, label, ..only(load(&text(key)).unwrap()) };
        let json = text(file);
        let read = load(&json).unwrap();
        assert_eq!(noted(&read), []);
        assert_eq!(only(read), expected, "{file}");
        assert_eq!(looks_like_key(&json), Some(KeyHint { private: true, json: true }));
        is_refused_as_a_secret(&json);
        let base64 = STANDARD.encode(&json);
        assert_eq!(only(load(&base64).unwrap()).item, expected.item, "{file} in base64");
        assert_eq!(looks_like_key(&base64), PRIVATE);
        is_refused_as_a_secret(&base64);
    }
}

#[test]
fn what_is_wrong_with_a_service_account_is_told_by_the_name_of_the_member() {
    let json = text("odd/service-account.json");
    let sealed = text("openssh/p256.encrypted").replace('\n', "\\n");
    let sealed = format!("{{\"type\": \"service_account\",\n \"private_key\": \"{sealed}\"}}");
    for (text, code, place, words) in [
        (json.replace("-----END", "---END OF"), "truncated", line(5), "in private_key: the block that begins with"),
        (
            json.replace("\"private_key\": \"", "\"private_key\": \"x\", \"was\": \""),
            "no_key",
            line(5),
            "in private_key: there is no key",
        ),
        (json.replace("\"private_key\":", "\"was\":"), "no_key", Place::of(Part::Key), "has no member private_key"),
        (
            "{\"type\":\"service_account\",\"private_key\":7}".to_owned(),
            "no_key",
            line(1),
            "private_key is no JSON string",
        ),
        (json.replacen("MII", "M I!", 1), "bad_base64", line(5), "in private_key: '!' is no base64 character"),
        (sealed.clone(), "encrypted_key", line(2), "in private_key: "),
        (
            text("odd/authorized-user.json"),
            "no_key",
            Place::of(Part::Key),
            "authorized_user: the credentials of a user",
        ),
        ("{\"type\":\"external_account\"}".to_owned(), "no_key", Place::of(Part::Key), "external_account"),
    ] {
        let problem = load(&text).unwrap_err();
        assert_eq!((problem.code, problem.place), (code, place), "{problem:?}");
        assert!(problem.message.contains(words) && problem.hint.is_some(), "{problem:?}");
        is_refused_as_a_secret(&text);
    }
    let opened = unlock(sealed.as_bytes(), &Passphrase::new("correct horse"), Part::Key).unwrap();
    assert_eq!(only(opened).item, only(load(&text("openssh/p256")).unwrap()).item);
    let escaped = json.replace("-----BEGIN PRIVATE", "\\u002d----BEGIN\\u0020PRIVATE");
    assert_eq!(only(load(&escaped).unwrap()).item, only(load(&json).unwrap()).item);
}

#[test]
fn a_jwk_is_no_service_account_and_other_json_is_neither() {
    let jwk =
        "{\"kty\":\"oct\",\"k\":\"AAAA\",\"type\":\"service_account\",\"private_key\":\"-----BEGIN PRIVATE KEY-----\"}";
    // Whatever the reader of JWKs makes of it, the reader of service accounts does not see it.
    assert!(
        load(jwk).is_ok_and(|file| file.found[0].encoding == "JWK")
            || load(jwk).unwrap_err().code == "unsupported_format"
    );
    for json in [
        "{\"type\":\"page\"}",
        "{\"private_key\":\"none\"}",
        "{\"type\":7}",
        "{\"type\":\"service_account\"",
        "[]",
        "[1]",
    ] {
        assert_eq!(looks_like_key(json), None, "{json}");
        assert_eq!(load(json).unwrap_err().code, "no_key", "{json}");
    }
}

/// Every way of writing these bytes in base64 that is read.
fn written(der: &[u8]) -> Vec<String> {
    let plain = STANDARD.encode(der);
    let wrapped = plain.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>();
    vec![
        wrapped.join("\n"),
        wrapped.join("\r\n  "),
        format!("\u{feff}\n{plain}\n"),
        format!("\"{plain}\""),
        format!("'{plain}',"),
        format!("\"{}\",", plain.replace('/', "\\/")),
        format!("\"{}\\n\"", wrapped.join("\\n")),
        STANDARD_NO_PAD.encode(der),
        URL_SAFE.encode(der),
        URL_SAFE_NO_PAD.encode(der),
        plain,
    ]
}

#[test]
fn base64_alone_is_read_as_the_bytes_it_stands_for() {
    for (file, hint) in [
        ("rsa2048/private.pkcs8", PRIVATE),
        ("rsa2048/private.pkcs1", PRIVATE),
        ("p256/private.pkcs8", PRIVATE),
        ("ed25519/private.pkcs8", PRIVATE),
        ("rsa2048/public.spki", PUBLIC),
        ("ed448/public.spki", PUBLIC),
        ("p256/cert.selfsigned", PUBLIC),
        ("rsa2048/cert.selfsigned", PUBLIC),
    ] {
        let der = bytes(&format!("keys/{file}.der"));
        let expected = only(read_bytes(&der, Part::Key).unwrap());
        for text in written(&der) {
            let read = load(&text).unwrap();
            assert_eq!(noted(&read), []);
            assert_eq!(only(read), expected, "{file}: {text}");
            assert_eq!(looks_like_key(&text), hint, "{file}: {text}");
            is_refused_as_a_secret(&text);
        }
    }
}

#[test]
fn a_key_file_that_is_in_base64_as_a_whole_is_read() {
    let plain = text("keys/rsa2048/private.pkcs8.pem");
    let expected = only(load(&plain).unwrap());
    assert_eq!(text("odd/pem.b64"), STANDARD.encode(&plain));
    for written in written(plain.as_bytes()) {
        assert_eq!(only(load(&written).unwrap()), expected, "{written}");
        assert_eq!(looks_like_key(&written), PRIVATE);
        is_refused_as_a_secret(&written);
    }
    let public = STANDARD.encode(text("openssh/p256.pub"));
    assert_eq!((only(load(&public).unwrap()).encoding, looks_like_key(&public)), ("OpenSSH", PUBLIC));
    let broken = STANDARD.encode(plain.replacen("\nMII", "\n!II", 1));
    let problem = load(&broken).unwrap_err();
    assert_eq!((problem.code, problem.place), ("bad_base64", Place::of(Part::Key)));
    assert_eq!(problem.message, "in line 2 of the text that the base64 stands for: '!' is no base64 character");
    assert_eq!(looks_like_key(&broken), PRIVATE);
}

#[test]
fn an_encrypted_key_in_base64_asks_for_its_passphrase() {
    let pem = text("keys/p256/private.pkcs8.encrypted.pem");
    let base64 = STANDARD.encode(&pem);
    let outcome = |text: &str| {
        let locked = load(text).unwrap_err().code;
        let opened = unlock(text.as_bytes(), &Passphrase::new(PASSPHRASE), Part::Key);
        (locked, opened.map(|file| only(file).item).map_err(|problem| problem.code))
    };
    assert_eq!(outcome(&base64), outcome(&pem));
    is_refused_as_a_secret(&base64);
    let ssh = STANDARD.encode(text("openssh/p256.encrypted"));
    assert_eq!(load(&ssh).unwrap_err().code, "encrypted_key");
    let opened = unlock(ssh.as_bytes(), &Passphrase::new("correct horse"), Part::Key).unwrap();
    assert_eq!(only(opened).item, only(load(&text("openssh/p256")).unwrap()).item);
}

#[test]
fn x5c_is_read_as_the_chain_that_it_is() {
    let chain = load(&text("keys/rsa2048/chain.pem")).unwrap();
    let x5c = text("odd/x5c.json");
    let read = load(&x5c).unwrap();
    let lines: Vec<usize> = read.found.iter().map(|found| found.line).collect();
    assert_eq!((read.certificates().eq(chain.certificates()), lines), (true, vec![2, 3]));
    assert_eq!(looks_like_key(&x5c), PUBLIC);
    is_refused_as_a_secret(&x5c);
    let broken = load(&x5c.replace("\"\n]", "\", \"AAAA\"\n]")).unwrap();
    assert_eq!((broken.found.len(), noted(&broken)), (2, vec![("no_key", line(3))]));
}

#[test]
fn an_hmac_secret_is_never_taken_for_a_key() {
    let mut state = 7_u64;
    let mut random = |length: usize| -> Vec<u8> {
        let next = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        };
        (0..length).map(next).collect()
    };
    for round in 0..2000 {
        let mut secret = random(16 + round % 100);
        // The hardest: bytes that begin like DER of their own length.
        if round % 2 == 0 {
            secret[0] = 0x30;
            secret[1] = u8::try_from(secret.len() - 2).unwrap();
        }
        for text in
            [STANDARD.encode(&secret), URL_SAFE_NO_PAD.encode(&secret), format!("\"{}\"", STANDARD.encode(&secret))]
        {
            assert_eq!(looks_like_key(&text), None, "{text}");
            assert!(Secret::read(&text, SecretEncoding::Text).is_ok(), "{text}");
        }
    }
    for text in [
        "secret",
        "MIIB",
        "LS0tLS1CRUdJTi",
        "AAAA",
        "\"\"",
        ",",
        "[\"\"]",
        "[\"AAAA\"]",
        "ssh-rsa",
        "b3BlbnNzaC1rZXktdjE",
    ] {
        assert_eq!(looks_like_key(text), None, "{text}");
    }
    // A part of a key is no key, as long as nothing says what it is.
    let der = bytes("keys/rsa2048/private.pkcs8.der");
    assert_eq!(looks_like_key(&STANDARD.encode(&der[..300])), None);
}

#[test]
fn certificates_are_read_out_of_pkcs7_and_of_openssls_trusted_form() {
    let chain = load(&text("keys/rsa2048/chain.pem")).unwrap();
    for file in ["odd/chain.p7b", "odd/chain.p7b.pem"] {
        let read = read_bytes(&bytes(file), Part::Key).unwrap();
        assert!(read.certificates().eq(chain.certificates()), "{file}");
        assert_eq!(read.found.iter().map(|found| found.encoding).collect::<Vec<_>>(), ["PKCS#7"; 2], "{file}");
    }
    let signed = load(&text("odd/signed.p7m.pem")).unwrap();
    assert!(signed.certificates().eq(load(&text("keys/rsa2048/cert.selfsigned.pem")).unwrap().certificates()));
    assert_eq!(load(&text("odd/enveloped.p7m.pem")).unwrap_err().code, "unsupported_format");
    let trusted = only(load(&text("odd/trusted.pem")).unwrap());
    assert_eq!(trusted, only(load(&text("keys/p256/cert.selfsigned.pem")).unwrap()));
    let der = bytes("odd/chain.p7b");
    for end in 0..der.len() {
        assert!(read_bytes(&der[..end], Part::Key).is_err(), "cut at {end}");
    }
}

/// PEM with something done to it that leaves no doubt what it was, and what is said about it.
#[test]
fn pem_that_was_changed_on_the_way_is_read_and_said() {
    let pem = text("keys/rsa2048/private.pkcs8.pem");
    let item = only(load(&pem).unwrap()).item;
    let each_line = |mark: &str| pem.lines().flat_map(|line| [mark, line, "\n"]).collect::<String>();
    let entities = pem.replace('+', "&#43;").replace('/', "&#x2F;").replace('=', "&equals;");
    for (how, text, expected) in [
        (
            "a shell's environment",
            format!("KEY=\"{}\"", pem.replace('\n', "\\n")),
            vec![("escaped_line_ends", line(1))],
        ),
        ("JSON's line ends", pem.replace('\n', "\\r\\n"), vec![("escaped_line_ends", line(1))]),
        ("JSON in JSON", pem.replace('\n', "\\\\n"), vec![("escaped_line_ends", line(1))]),
        ("spaces for line ends", pem.replace('\n', " "), vec![]),
        ("line ends lost", pem.replace('\n', ""), vec![]),
        ("YAML", format!("key: |\n{}", each_line("    ")), vec![]),
        ("tabs", each_line("\t"), vec![]),
        ("a mail", each_line("> "), vec![("quoted_lines", line(1))]),
        ("a mail in a mail", each_line(">> "), vec![("quoted_lines", line(1))]),
        ("a table", each_line("| "), vec![("quoted_lines", line(1))]),
        ("a comment", each_line("# "), vec![("quoted_lines", line(1))]),
        ("a word processor", pem.replace("-----", "—–"), vec![("changed_marker", line(1))]),
        ("a word processor's quotation marks", format!("“{}”", pem.trim()), vec![]),
        ("four dashes", pem.replace("-----", "----"), vec![("changed_marker", line(1))]),
        ("four dashes at the end", pem.replace("-----END", "----END"), vec![("changed_marker", line(28))]),
        ("lower case", pem.replace("BEGIN PRIVATE KEY", "begin private key"), vec![("changed_marker", line(1))]),
        (
            "a web page",
            pem.replace("BEGIN PRIVATE KEY", "BEGIN\u{a0}PRIVATE\u{a0}KEY"),
            vec![("changed_marker", line(1))],
        ),
        ("HTML", entities, vec![("html_entities", line(1))]),
        ("marks of word breaks", pem.replacen('\n', "\n\u{200b}", 5), vec![("invisible_characters", line(1))]),
        ("a byte order mark within", pem.replacen('\n', "\n\u{feff}", 1), vec![("invisible_characters", line(1))]),
        ("pasting twice", format!("{pem}{pem}"), vec![("repeated_block", line(29))]),
    ] {
        let read = load(&text).unwrap();
        assert_eq!(noted(&read), expected, "{how}");
        assert!(read.problems.iter().all(|problem| !problem.message.is_empty()));
        assert_eq!(only(read).item, item, "{how}");
        assert_eq!(looks_like_key(&text), PRIVATE, "{how}");
        is_refused_as_a_secret(&text);
    }
}

/// PEM that cannot be mended without guessing: where it is broken.
#[test]
fn pem_that_is_broken_says_where() {
    let pem = text("keys/rsa2048/private.pkcs8.pem");
    let lines: Vec<&str> = pem.lines().collect();
    let without = |gone: std::ops::Range<usize>| {
        [&lines[..gone.start], &lines[gone.end..]].concat().iter().flat_map(|&line| [line, "\n"]).collect::<String>()
    };
    let shorter = pem.replacen(lines[9], &lines[9][..59], 1);
    let column = |text: &str, c: char| {
        let at = text.find(c).unwrap();
        let before = &text[..at];
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        Place::line_column(Part::Key, before.matches('\n').count() + 1, at - start + 1, at)
    };
    let nul = pem.replacen(&lines[3][4..5], "\0", 1);
    let mark = pem.replacen(lines[3], &format!("*{}", lines[3]), 1);
    for (how, text, code, place) in [
        ("no END", without(27..28), "truncated", line(1)),
        ("cut in the base64", pem[..700].to_owned(), "truncated", line(1)),
        ("no BEGIN", without(0..1), "truncated", line(27)),
        ("lines left out", without(10..14), "truncated", line(23)),
        ("a line left out at the end", without(26..27), "truncated", line(26)),
        ("characters left out", shorter, "bad_base64", line(10)),
        ("a NUL", nul.clone(), "bad_base64", column(&nul, '\0')),
        ("a star", mark.clone(), "bad_base64", column(&mark, '*')),
        ("END of another", pem.replace("END PRIVATE", "END PUBLIC"), "label_mismatch", line(28)),
        ("END without dashes", pem.replace("END PRIVATE KEY-----", "END PRIV"), "truncated", line(28)),
    ] {
        let problem = load(&text).unwrap_err();
        assert_eq!((problem.code, problem.place, problem.hint.is_some()), (code, place, true), "{how}: {problem:?}");
        assert!(!problem.message.contains(lines[9]), "{how}: {problem:?}");
        assert_eq!(looks_like_key(&text), PRIVATE, "{how}");
        is_refused_as_a_secret(&text);
    }
}

#[test]
fn a_block_in_the_middle_of_another_is_read_and_its_line_told() {
    let outer = text("keys/rsa2048/private.pkcs8.pem");
    let (start, end) = outer.split_at(outer.match_indices('\n').nth(9).unwrap().0 + 1);
    let inner = text("keys/p256/cert.selfsigned.pem");
    let file = read(&format!("{start}{inner}{end}"), Part::SigningKey).unwrap();
    let problems: Vec<_> = file.problems.iter().map(|problem| (problem.code, problem.place)).collect();
    assert_eq!(problems, [("nested_block", Place::line(Part::SigningKey, 11))]);
    let found = only(file);
    assert_eq!((matches!(found.item, Item::Certificate(_)), found.line), (true, 11));
}

#[test]
fn a_key_of_old_openssl_on_one_line_keeps_its_header() {
    let pem = text("keys/rsa2048/private.pkcs1.encrypted.pem");
    let item =
        |text: &str| unlock(text.as_bytes(), &Passphrase::new(PASSPHRASE), Part::Key).map(|file| only(file).item);
    let code = |text: &str| load(text).unwrap_err().code;
    for other in
        [pem.replace('\n', "\\n"), pem.replace('\n', " "), pem.replace('\n', "\n> ").replacen("-----", "> -----", 1)]
    {
        assert_eq!(code(&other), code(&pem), "{other}");
        assert_eq!(item(&other).map_err(|problem| problem.code), item(&pem).map_err(|problem| problem.code), "{other}");
    }
}

#[test]
fn openpgp_and_putty_stay_named() {
    for text in [
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: 1\n\nmQENBF\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nmQENBF\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----",
        "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: x\nP2/56wAA\n---- END SSH2 ENCRYPTED PRIVATE KEY ----",
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
    ] {
        let problem = load(text).unwrap_err();
        assert_eq!((problem.code, problem.hint.is_some()), ("unsupported_format", true), "{text}");
        is_refused_as_a_secret(text);
    }
}

#[test]
fn every_cut_and_every_changed_character_gives_a_problem_or_keys_of_the_whole() {
    for file in [
        "odd/gdch.json",
        "odd/x5c.json",
        "odd/trusted.pem",
        "odd/chain.p7b.pem",
        "openssh/p256.pub",
        "openssh/p256.rfc4716",
        "keys/ed25519/private.pkcs8.pem",
    ] {
        let whole = text(file);
        let items: Vec<Item> = load(&whole).unwrap().found.into_iter().map(|found| found.item).collect();
        let escaped = whole.replace('\n', "\\n");
        for text in [&whole, &escaped] {
            let cuts = (0..text.len()).map(|end| text[..end].to_owned());
            let changed = (0..text.len()).flat_map(|at| {
                ["\0", "\\", "-", "&", ">", "é", "\"", "\n"].map(|c| format!("{}{c}{}", &text[..at], &text[at + 1..]))
            });
            for text in cuts.chain(changed) {
                let found = load(&text).map(|file| file.found).unwrap_or_default();
                // What changes a certificate without breaking it is seen by those who check its signature.
                let foreign =
                    |found: &Found| !matches!(found.item, Item::Certificate(_)) && !items.contains(&found.item);
                assert!(!found.iter().any(foreign), "{file}: {text}");
            }
        }
    }
}
