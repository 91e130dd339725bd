//! PKCS#12 files of many programs: what is in them, in which order, and what is said beside it.

use super::*;

const LEAF: &str = "certificate CN=vector leaf";
const CA: &str = "certificate CN=Vector CA";

/// How PBES2 is told with these rounds.
fn pbes2(cipher: &str, rounds: u32) -> String {
    format!("PKCS#12, PBES2, {cipher}, PBKDF2 with HMAC-SHA256, {rounds} rounds")
}

fn old(cipher: &str, rounds: u32) -> String {
    format!("PKCS#12, PKCS#12 PBE, {cipher}, SHA1, {rounds} rounds")
}

/// A key and its certificate of that name, in quotes, with how each is encrypted.
fn pair(name: &str, key: &str, certificate: &str) -> Vec<String> {
    vec![format!("key EC P-256{name}: {key}"), format!("{LEAF}{name}: {certificate}")]
}

/// Items, and codes of problems.
fn outcome(name: &str) -> (Vec<String>, Vec<&'static str>) {
    let file = open(&format!("pkcs12/{name}.p12"), PASSPHRASE);
    let file = file.unwrap_or_else(|problem| panic!("{name}: {problem}"));
    if let Some(key) = file.first_private() {
        assert_eq!(key, &the_key(), "{name}");
        assert_eq!(file.first_public(), the_key().public(), "{name}");
    }
    (lines(&file), codes(&file))
}

#[test]
fn files_of_every_program_open() {
    let (first, python) = (" \"first key\"", " \"python key\"");
    let aes = pbes2("AES-256-CBC", 2048);
    let java = pbes2("AES-256-CBC", 10_000);
    let (key_cipher, old_cipher) = ("DES-EDE3-CBC", "RC2-40-CBC");
    let python_aes = pbes2("AES-256-CBC", 20_000);
    for (name, expected) in [
        ("default", pair(first, &aes, &aes)),
        ("legacy", pair(first, &old(key_cipher, 2048), &old(old_cipher, 2048))),
        ("chain", [pair(" \"Schlüssel Ω\"", &aes, &aes), vec![format!("{CA}: {aes}")]].concat()),
        ("mixed", pair("", &pbes2("AES-128-CBC", 2048), &old("RC2-128-CBC", 2048))),
        ("mac-sha1", pair("", &aes, &aes)),
        ("mac-sha224", pair("", &aes, &aes)),
        ("mac-sha384", pair("", &aes, &aes)),
        ("plain", pair("", "PKCS#12, plain", "PKCS#12, plain")),
        ("no-certificate", vec![format!("key EC P-256: {aes}")]),
        ("no-key", vec![format!("{CA}: {aes}"), format!("{LEAF}: {aes}")]),
        ("java", pair(first, &java, &java)),
        ("java-legacy", pair(first, &old(key_cipher, 50_000), &old(old_cipher, 50_000))),
        ("java-trust", vec![format!("{CA} \"ca\": {java}")]),
        ("gnutls", pair(" \"gnutls key\"", &pbes2("AES-128-CBC", 600_000), &pbes2("AES-128-CBC", 600_000))),
        ("nss", pair(first, &pbes2("AES-256-CBC", 600_000), &pbes2("AES-128-CBC", 600_000))),
        ("nss-legacy", pair(first, &old(key_cipher, 600_000), &old(old_cipher, 600_000))),
        ("python-best", [pair(python, &python_aes, &python_aes), vec![format!("{CA}: {python_aes}")]].concat()),
        ("python-legacy", pair(python, &old(key_cipher, 50), &old(key_cipher, 50))),
        ("pbmac1", pair("", &pbes2("AES-256-CBC", 1000), "PKCS#12, plain")),
        ("pbmac1-sha512", vec!["key EC P-256: PKCS#12, plain".to_owned()]),
    ] {
        assert_eq!(outcome(name), (expected, vec![]), "{name}");
        let file = vector(&format!("pkcs12/{name}.p12"));
        let locked = read_bytes(&file, Part::Key).unwrap_err();
        assert!(locked.code == "encrypted_key" && locked.message.starts_with("it is encrypted (PKCS#12, "), "{locked}");
        assert_eq!(code(open(&format!("pkcs12/{name}.p12"), "hunter3")), "wrong_passphrase", "{name}");
    }
}

#[test]
fn the_own_certificate_of_a_key_stands_behind_it() {
    let key = format!("key EC P-256 \"own\": {}", pbes2("AES-256-CBC", 1000));
    let expected = [key, format!("{LEAF} \"own\": PKCS#12, plain"), format!("{CA}: PKCS#12, plain")];
    assert_eq!(outcome("order"), (expected.to_vec(), vec![]));
}

#[test]
fn a_bag_that_is_no_use_does_not_spoil_the_others() {
    let inner = vec!["key EC P-256 \"inner\": PKCS#12, plain".to_owned()];
    let problems = vec!["unusable_key", "unsupported_format", "damaged_key", "unsupported_format"];
    assert_eq!(outcome("bags"), (inner, problems));
    let java = pbes2("AES-256-CBC", 10_000);
    assert_eq!(outcome("java-secret"), (pair(" \"first key\"", &java, &java), vec!["unsupported_format"]));
    let key = format!("key EC P-256: {}", pbes2("AES-256-CBC", 2048));
    assert_eq!(outcome("rc4"), (vec![key], vec!["unsupported_encryption"]));
    let leaf = format!("{LEAF}: PKCS#12, plain");
    assert_eq!(outcome("other-passphrase"), (vec![leaf], vec!["other_passphrase"]));
}

#[test]
fn files_without_a_mac_open_and_are_told() {
    let aes = pbes2("AES-256-CBC", 2048);
    let java = pbes2("AES-256-CBC", 10_000);
    for (name, expected) in [
        ("nomac", pair("", &aes, &aes)),
        ("java-nopass", pair(" \"first key\"", &java, "PKCS#12, plain")),
        ("plain-nomac", pair("", "PKCS#12, plain", "PKCS#12, plain")),
    ] {
        assert_eq!(outcome(name), (expected, vec!["no_mac"]), "{name}");
    }
    for name in ["pkcs12/nomac.p12", "pkcs12/java-nopass.p12"] {
        let locked = read_bytes(&vector(name), Part::Key).unwrap_err();
        assert_eq!(locked.message, "it is encrypted (PKCS#12): its passphrase is needed", "{name}");
        assert_eq!(code(open(name, "hunter3")), "wrong_passphrase", "{name}");
    }
}

#[test]
fn files_under_no_passphrase_open_unasked() {
    for name in ["empty", "empty-legacy", "plain-nomac", "python-none"] {
        let file = vector(&format!("pkcs12/{name}.p12"));
        let unasked = read_bytes(&file, Part::Key).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        assert_eq!(unasked.first_private(), Some(&the_key()), "{name}");
        assert_eq!(unlock(&file, &Passphrase::new(""), Part::Key), Ok(unasked), "{name}");
    }
}

#[test]
fn a_mac_that_proves_nothing_is_refused() {
    for name in ["pkcs12/pbmac1-no-length.p12", "pkcs12/pbmac1-short-key.p12"] {
        assert_eq!(code(open(name, PASSPHRASE)), "damaged_key", "{name}");
    }
}

#[test]
fn a_file_that_was_changed_may_look_like_a_wrong_passphrase_and_both_are_said() {
    let mut file = vector("pkcs12/default.p12");
    // The MAC is the last thing in it; its salt and rounds stand behind.
    let at = file.len() - 40;
    file[at] ^= 1;
    let problem = unlock(&file, &Passphrase::new(PASSPHRASE), Part::Key).unwrap_err();
    assert_eq!(
        (problem.code, problem.message.as_str()),
        ("wrong_passphrase", "the passphrase does not open it, or the file was changed after it was made")
    );
}

#[test]
fn a_secret_beside_a_key_is_named_with_the_way_out() {
    let file = open("pkcs12/java-secret.p12", PASSPHRASE).unwrap();
    assert_eq!(file.found.iter().filter(|found| found.is_private()).count(), 1);
    let hint =
        "take the value of the secret from the program that uses it, and give it as an HMAC secret or an oct JWK";
    let message =
        "the file holds a secret, as keytool -genseckey puts one in; only private keys and certificates are read";
    let expected = Problem::new("unsupported_format", Place::of(Part::Key), message).hint(hint);
    assert_eq!(file.problems, [expected]);
}
