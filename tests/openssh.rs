//! Keys that `ssh-keygen` made: every type, every cipher, damaged in every place.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jotbench::jose::key::{
    Found, Item, KeyFile, KeyHint, Label, Passphrase, Secret, looks_like_key, read, read_bytes, unlock,
};
use jotbench::jose::problem::{Part, Place, Problem};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/openssh/");
const PAIRS: [(&str, &str); 6] = [
    ("rsa2048", "RSA 2048"),
    ("rsa3072", "RSA 3072"),
    ("p256", "EC P-256"),
    ("p384", "EC P-384"),
    ("p521", "EC P-521"),
    ("ed25519", "Ed25519"),
];

fn text(file: &str) -> String {
    fs::read_to_string(format!("{FOLDER}{file}")).unwrap()
}

fn load(file: &str) -> Result<KeyFile, Problem> {
    read(&text(file), Part::Key)
}

fn open(text: &str, passphrase: &str) -> Result<KeyFile, Problem> {
    unlock(text.as_bytes(), &Passphrase::new(passphrase), Part::Key)
}

fn named(name: &str) -> Label {
    Label { name: Some(name.to_owned()), ..Label::default() }
}

fn line(line: usize) -> Place {
    Place::line(Part::Key, line)
}

/// The bytes of a PEM text of one block.
fn blob(pem: &str) -> Vec<u8> {
    STANDARD.decode(pem.lines().filter(|line| !line.starts_with('-')).collect::<String>()).unwrap()
}

fn armoured(blob: &[u8]) -> String {
    format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n-----END OPENSSH PRIVATE KEY-----\n", STANDARD.encode(blob))
}

#[test]
fn both_halves_of_every_pair_are_read_and_are_the_key_that_ssh_keygen_exports() {
    for (pair, key_type) in PAIRS {
        let exported = load(&format!("{pair}.spki.pem")).unwrap().first_public().unwrap().clone();
        assert_eq!(exported.key_type().to_string(), key_type);
        let file = load(pair).unwrap();
        let key = file.first_private().unwrap().clone();
        assert_eq!(key.public(), Some(&exported), "{pair}");
        let expected = Found { label: named(&format!("{pair}@example")), ..Found::new(Item::Private(key), "OpenSSH") };
        assert_eq!((file.found, file.problems), (vec![expected], vec![]), "{pair}");
        for (extension, encoding) in [("pub", "OpenSSH"), ("rfc4716", "SSH2")] {
            let found = load(&format!("{pair}.{extension}")).unwrap().found.remove(0);
            assert_eq!(
                (&found.item, found.encoding),
                (&Item::Public(exported.clone()), encoding),
                "{pair}.{extension}"
            );
            assert!(found.label.name.is_some(), "{pair}.{extension}");
        }
    }
}

#[test]
fn every_cipher_opens_with_the_passphrase_and_only_with_it() {
    let plain = load("ed25519").unwrap().found.remove(0);
    for cipher in [
        "aes128-cbc",
        "aes192-cbc",
        "aes256-cbc",
        "aes128-ctr",
        "aes192-ctr",
        "aes256-ctr",
        "aes128-gcm@openssh.com",
        "aes256-gcm@openssh.com",
        "chacha20-poly1305@openssh.com",
        "3des-cbc",
    ] {
        let pem = text(&format!("ed25519.{}", cipher.split('@').next().unwrap()));
        let expected = Found { protection: Some(format!("bcrypt, 4 rounds, {cipher}")), ..plain.clone() };
        assert_eq!(open(&pem, "correct horse").unwrap().found, [expected], "{cipher}");
        for wrong in ["", "correct", "correct horse "] {
            assert_eq!(open(&pem, wrong).unwrap_err().code, "wrong_passphrase", "{cipher} {wrong:?}");
        }
        let locked = read(&pem, Part::Key).unwrap_err();
        assert_eq!((locked.code, locked.place), ("encrypted_key", line(1)), "{cipher}");
        assert_eq!(looks_like_key(&pem), Some(KeyHint { private: true, json: false }));
    }
    for pair in ["rsa2048", "p256", "p521"] {
        let opened = open(&text(&format!("{pair}.encrypted")), "correct horse").unwrap().found.remove(0);
        let protection = Some("bcrypt, 16 rounds, aes256-ctr".to_owned());
        assert_eq!(opened, Found { protection, ..load(pair).unwrap().found.remove(0) }, "{pair}");
    }
}

#[test]
fn keys_that_sign_no_tokens_are_named() {
    // The key of a security key needs the device to be made; its public line is from PROTOCOL.u2f's form.
    let sk = |name: &str| {
        let fields = [name.as_bytes(), &[7; 32], b"ssh:"];
        let blob: Vec<u8> = fields
            .iter()
            .flat_map(|field| [&u32::try_from(field.len()).unwrap().to_be_bytes()[..], field].concat())
            .collect();
        format!("{name} {} me", STANDARD.encode(blob))
    };
    for (text, what) in [
        (text("dsa"), "DSA is a key type that no JWS algorithm uses"),
        (text("dsa.pub"), "DSA is a key type that no JWS algorithm uses"),
        (
            text("ed25519-cert.pub"),
            "\"ssh-ed25519-cert-v01@openssh.com\" is an OpenSSH certificate: no JWS program can check one",
        ),
        (
            sk("sk-ssh-ed25519@openssh.com"),
            "\"sk-ssh-ed25519@openssh.com\" is a key in a security key (FIDO): it signs no tokens",
        ),
        (sk("ssh-xmss@openssh.com"), "XMSS is a key type that no JWS algorithm uses"),
        (sk("ssh-new@example"), "\"ssh-new@example\" is an SSH key type that no JWS algorithm uses"),
    ] {
        let problem = read(&text, Part::Key).unwrap_err();
        assert_eq!((problem.code, problem.place, problem.message.as_str()), ("unusable_key", line(1), what));
        assert!(problem.hint.is_some());
    }
}

#[test]
fn each_line_of_authorized_keys_is_read_with_its_options_or_told() {
    let public = |pair: &str| load(&format!("{pair}.pub")).unwrap().found.remove(0);
    let bare = |pair: &str| text(&format!("{pair}.pub")).trim().rsplit_once(' ').unwrap().0.to_owned();
    let authorized = format!(
        "# my keys\r\n\r\n{}\r\n  no-pty,command=\"echo \\\"ssh-rsa AAAA\\\" \" {} two words \r\nssh-rsa\r\n{}\r\nssh-rsa {}\r\n{}",
        text("rsa2048.pub").trim(),
        bare("p256"),
        bare("p384"),
        bare("ed25519").split_once(' ').unwrap().1,
        text("dsa.pub"),
    );
    let file = read(&authorized, Part::VerificationKey).unwrap();
    let expected = [
        Found { line: 3, ..public("rsa2048") },
        Found { line: 4, label: named("two words"), ..public("p256") },
        Found { line: 6, label: Label::default(), ..public("p384") },
    ];
    assert_eq!(file.found, expected);
    let problems: Vec<_> = file.problems.iter().map(|problem| (problem.code, problem.place)).collect();
    let place = |line| Place::line(Part::VerificationKey, line);
    assert_eq!(problems, [("not_a_key_line", place(5)), ("label_mismatch", place(7)), ("unusable_key", place(8))]);
    assert_eq!(looks_like_key(&authorized), Some(KeyHint { private: false, json: false }));
}

#[test]
fn a_public_line_that_is_broken_says_what_is_wrong() {
    let whole = text("rsa2048.pub");
    let (start, end) = whole.split_at(100);
    for (text, code) in [
        (start.to_owned(), "damaged_key"),
        (format!("{start}\n{end}"), "damaged_key"),
        (whole.replacen("AAAAB3", "AAAAB4", 1), "label_mismatch"),
        (whole.replacen("AAAAB3", "AAAA!3", 1), "bad_base64"),
        ("ssh-rsa AAAA".to_owned(), "label_mismatch"),
        (text("ed25519.rfc4716").replace("---- END", "END"), "truncated"),
        (text("ed25519.rfc4716").replace("AAAAC3Nz", "AAAA"), "damaged_key"),
        (text("ed25519.rfc4716").replace("AAAAC3", "AAAA"), "bad_base64"),
    ] {
        let problem = read(&text, Part::Key).unwrap_err();
        assert_eq!((problem.code, problem.place, problem.hint.is_some()), (code, line(1), true), "{text}: {problem:?}");
        assert_eq!(looks_like_key(&text), Some(KeyHint { private: false, json: false }), "{text}");
    }
}

/// RFC 4716 section 3.3: a backslash at the end of a line continues a header.
#[test]
fn headers_of_rfc_4716_go_over_several_lines() {
    let file = text("ed25519.rfc4716");
    let long = file
        .replace("Comment: ", "x-first: a\\\nb\nComment: 1024-bit\\\n of ")
        .replace(", converted", "\\\n, converted");
    let found = read(&format!("before\n{long}after\n"), Part::Key).unwrap().found.remove(0);
    let plain = load("ed25519.rfc4716").unwrap().found.remove(0);
    let name = plain.label.name.as_deref().unwrap();
    assert_eq!(name, "256-bit ED25519, converted by user@host from OpenSSH");
    assert_eq!(found, Found { line: 2, label: named(&format!("1024-bit of \"{name}\"")), ..plain });
    let two = format!("{file}{}", text("p256.rfc4716"));
    assert_eq!(read(&two, Part::Key).unwrap().found.iter().map(|found| found.line).collect::<Vec<_>>(), [1, 5]);
}

#[test]
fn a_key_that_takes_too_long_to_derive_is_refused_at_once() {
    let mut bytes = blob(&text("p256.encrypted"));
    let at = bytes.windows(4).position(|window| window == [0, 0, 0, 16]).unwrap();
    // The first is the length of the salt, the second the number of rounds.
    let rounds = at + 4 + 16;
    assert_eq!(bytes[rounds..rounds + 4], [0, 0, 0, 16]);
    for (number, code) in [(u32::MAX, "costly_key"), (1001, "costly_key"), (0, "damaged_key")] {
        bytes[rounds..rounds + 4].copy_from_slice(&number.to_be_bytes());
        for outcome in [open(&armoured(&bytes), "correct horse"), read(&armoured(&bytes), Part::Key)] {
            assert_eq!(outcome.unwrap_err().code, code, "{number}");
        }
    }
}

#[test]
fn unknown_ciphers_and_key_derivations_and_files_of_several_keys_are_named() {
    let bytes = blob(&text("p256.encrypted"));
    let swapped = |from: &[u8], to: &[u8]| {
        let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
        [&bytes[..at], to, &bytes[at + from.len()..]].concat()
    };
    let several = |count: u8| {
        let plain = blob(&text("p256"));
        let at = plain.windows(8).position(|window| window == [0, 0, 0, 0, 0, 0, 0, 1]).unwrap();
        [&plain[..at + 7], &[count][..], &plain[at + 8..]].concat()
    };
    for (bytes, code, words) in [
        (swapped(b"aes256-ctr", b"aes256-xts"), "unsupported_encryption", "the cipher \"aes256-xts\""),
        (swapped(b"bcrypt", b"scrypt"), "unsupported_encryption", "the key derivation \"scrypt\""),
        (swapped(b"aes256-ctr", b"\x1b]0;bad\x07!!"), "unsupported_encryption", "\\u{1b}]0;bad\\u{7}!!"),
        (several(2), "unsupported_format", "it holds 2 keys"),
        (several(0), "unsupported_format", "it holds 0 keys"),
    ] {
        let problem = open(&armoured(&bytes), "correct horse").unwrap_err();
        assert_eq!(problem.code, code);
        assert!(problem.message.contains(words) && problem.hint.is_some(), "{problem:?}");
    }
}

/// What is left of a key after damage: the key itself, or a problem.
fn check_damaged(bytes: &[u8], whole: &Found, passphrase: &str) -> Option<&'static str> {
    match open(&armoured(bytes), passphrase) {
        Ok(file) => {
            assert_eq!(file.found.iter().map(|found| &found.item).collect::<Vec<_>>(), [&whole.item]);
            None
        }
        Err(problem) => {
            assert!(!problem.message.contains(char::is_control), "{problem:?}");
            Some(problem.code)
        }
    }
}

#[test]
fn every_cut_and_every_flipped_bit_gives_a_problem_or_the_same_key() {
    for pair in ["ed25519", "p256"] {
        let bytes = blob(&text(pair));
        let whole = load(pair).unwrap().found.remove(0);
        for end in 0..bytes.len() {
            assert!(check_damaged(&bytes[..end], &whole, "").is_some(), "{pair} cut at {end}");
        }
        assert_eq!(check_damaged(&[&bytes[..], &[0]].concat(), &whole, ""), Some("damaged_key"));
        let mut same = 0;
        for bit in 0..bytes.len() * 8 {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            same += usize::from(check_damaged(&bytes, &whole, "").is_none());
        }
        // Only the comment may change without a trace.
        assert_eq!(same, format!("{pair}@example").len() * 8, "{pair}");
    }
}

#[test]
fn a_flipped_bit_of_an_encrypted_key_gives_a_problem_or_the_same_key() {
    let whole = load("ed25519").unwrap().found.remove(0);
    for (cipher, authenticated) in [("aes256-gcm", true), ("chacha20-poly1305", true), ("aes256-ctr", false)] {
        // One round, and not every byte: a derivation takes its time.
        let bytes = blob(&text(&format!("ed25519.{cipher}.1")));
        let flipped = (0..bytes.len()).step_by(5).map(|at| {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1 << (at % 8);
            check_damaged(&bytes, &whole, "correct horse")
        });
        // Without authentication the comment may change without a trace.
        let same = if authenticated { 0 } else { "ed25519@example".len() / 5 };
        assert_eq!(flipped.filter(Option::is_none).count(), same, "{cipher}");
    }
}

#[test]
fn a_damaged_rsa_key_is_no_other_key() {
    let bytes = blob(&text("rsa2048"));
    let whole = load("rsa2048").unwrap().found.remove(0);
    let comment = bytes.len() - 32..bytes.len();
    for at in (0..bytes.len()).step_by(7) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        assert!(check_damaged(&bytes, &whole, "").is_some() || comment.contains(&at), "byte {at}");
    }
}

#[test]
fn no_openssh_key_passes_as_a_secret() {
    for file in ["ed25519", "p256.encrypted", "rsa2048.pub", "dsa", "dsa.pub", "ed25519-cert.pub", "p256.rfc4716"] {
        let text = text(file);
        let base64 = STANDARD.encode(&text);
        for form in [text.as_bytes(), base64.as_bytes(), format!(" \n{text}").as_bytes()] {
            assert_eq!(Secret::from_bytes(form).unwrap_err().code, "key_as_secret", "{file}");
        }
    }
    let bytes = blob(&text("ed25519"));
    for form in [&bytes[..], STANDARD.encode(&bytes).as_bytes()] {
        assert_eq!(Secret::from_bytes(form).unwrap_err().code, "key_as_secret");
    }
    let key = load("ed25519").unwrap().found.remove(0);
    let bare = read_bytes(STANDARD.encode(&bytes).as_bytes(), Part::Key).unwrap().found;
    assert_eq!(bare, [key], "base64 alone is read too");
}
