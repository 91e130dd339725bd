//! Files that are cut, changed or made to harm: none hangs the program, none gives another key, each has a name.

use std::time::{Duration, Instant};

use super::*;

#[test]
fn what_costs_hours_or_terabytes_is_refused_at_once() {
    for (name, what) in [
        ("pkcs8/hostile-rounds.der", "opening it takes 2000000000 rounds; at most 10000000"),
        ("pkcs8/hostile-old.der", "opening it takes 2000000000 rounds; at most 10000000"),
        ("pkcs8/hostile-scrypt.der", "opening it takes 1048576 MiB of memory (scrypt with N = 1073741824, r = 8"),
        ("pkcs12/hostile-mac.p12", "opening it takes 2000000000 rounds; at most 10000000"),
        ("pkcs12/hostile-outer.p12", "opening it takes 2000000000 rounds; at most 10000000"),
        ("pkcs12/hostile-key.p12", "opening it takes 1048576 MiB of memory (scrypt with N = 1073741824, r = 8"),
        ("pkcs12/hostile-nested.p12", "opening it takes 2000000000 rounds; at most 10000000"),
    ] {
        let begun = Instant::now();
        let problem = open(name, PASSPHRASE).unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(2), "{name}: {:?}", begun.elapsed());
        assert_eq!(problem.code, "costly_key", "{name}");
        assert!(problem.message.starts_with(what), "{name}: {problem}");
        // The command that reads this kind of file.
        let way_out = if name.starts_with("pkcs12") { "openssl pkcs12 -in " } else { "openssl pkcs8 -topk8 -in " };
        assert!(problem.hint.is_some_and(|hint| hint.contains(way_out)), "{name}");
    }
    // Each of its three keys alone is within the bound.
    let problem = open("pkcs12/hostile-many.p12", PASSPHRASE).unwrap_err();
    assert_eq!(
        problem.message,
        "opening it takes several key derivations; at most 10000000 rounds are made for one file"
    );
}

#[test]
fn nothing_costly_is_tried_unasked() {
    for name in ["pkcs12/gnutls.p12", "pkcs12/nss.p12", "pkcs12/hostile-many.p12"] {
        let begun = Instant::now();
        assert_eq!(code(read_bytes(&vector(name), Part::Key)), "encrypted_key", "{name}");
        assert!(begun.elapsed() < Duration::from_secs(1), "{name}: {:?}", begun.elapsed());
    }
}

#[test]
fn many_and_deep_bags_are_bounded() {
    assert_eq!(code(open("pkcs12/hostile-bags.p12", PASSPHRASE)), "unusable_key");
    assert_eq!(code(open("pkcs12/hostile-deep.p12", PASSPHRASE)), "damaged_key");
}

/// One of each kind, small and cheap.
const SAMPLES: [&str; 6] = [
    "pkcs8/default.der",
    "pkcs8/v1-sha1-3des.der",
    "pkcs8/aes256-gcm.der",
    "pkcs12/no-certificate.p12",
    "pkcs12/pbmac1-sha512.p12",
    "pem/ec-aes256.pem",
];

#[test]
fn a_cut_file_never_opens() {
    for name in SAMPLES {
        let whole = vector(name);
        // The line end behind the END line of PEM may go.
        let len = whole.trim_ascii_end().len();
        for cut in whole.get(..len).unwrap().iter().enumerate().map(|(at, _)| whole.get(..at).unwrap()) {
            for outcome in [read_bytes(cut, Part::Key), unlock(cut, &Passphrase::new(PASSPHRASE), Part::Key)] {
                // A last dash that is gone does no harm, and is said.
                let said = outcome.map(|file| file.problems.iter().map(|problem| problem.code).collect::<Vec<_>>());
                assert!(said.is_err() || said == Ok(vec!["changed_marker"]), "{name} cut to {} bytes", cut.len());
            }
        }
    }
}

#[test]
fn a_file_with_one_changed_bit_never_gives_another_key() {
    for name in SAMPLES {
        let mut file = vector(name);
        let mut opened = 0;
        for at in 0..8 * file.len() {
            let flip = |file: &mut Vec<u8>| *file.get_mut(at / 8).unwrap() ^= 1 << (at % 8);
            flip(&mut file);
            if let Ok(read) = unlock(&file, &Passphrase::new(PASSPHRASE), Part::Key) {
                let public = read.first_private().and_then(PrivateKey::public);
                assert_eq!(public, the_key().public(), "{name}, bit {at}");
                opened += 1;
            }
            flip(&mut file);
        }
        // PEM has white space and text that may change, PKCS#8 a version.
        assert!(opened < file.len(), "{name} opened {opened} times");
    }
}

#[test]
fn no_problem_tells_the_passphrase() {
    let secret = "correct horse battery staple";
    for folder in ["pkcs8", "pem", "pkcs12"] {
        for entry in fs::read_dir(vectors().join("encrypted").join(folder)).unwrap() {
            let file = fs::read(entry.unwrap().path()).unwrap();
            let told = format!("{:?}", unlock(&file, &Passphrase::new(secret), Part::Key));
            assert!(!told.contains(secret), "{told}");
        }
    }
}

/// `costly.pem` is one key at 9,990,000 rounds: of the bound 10,000 are left after it, for one key of 2048 rounds and
/// none of OpenSSH.
#[test]
fn the_keys_of_one_file_cost_no_more_together_than_one() {
    let costly = String::from_utf8(vector("costly.pem")).unwrap();
    let cheap = STANDARD.encode(vector("pkcs8/default.der"));
    let cheap = format!("-----BEGIN ENCRYPTED PRIVATE KEY-----\n{cheap}\n-----END ENCRYPTED PRIVATE KEY-----\n");
    let openssh = fs::read_to_string(vectors().join("openssh/p256.encrypted")).unwrap();
    let digits: String = costly.lines().filter(|line| !line.starts_with('-')).collect();
    let der = STANDARD.decode(digits).unwrap();
    // One after the other with another last byte: what is there twice is read once.
    let others = (0..60).map(|last| {
        let der = STANDARD.encode([&der[..der.len() - 1], &[last]].concat());
        format!("-----BEGIN ENCRYPTED PRIVATE KEY-----\n{der}\n-----END ENCRYPTED PRIVATE KEY-----\n")
    });
    let text = [costly, cheap, openssh].into_iter().chain(others).collect::<String>();
    let begun = Instant::now();
    let file = unlock(text.as_bytes(), &Passphrase::new(PASSPHRASE), Part::Key).unwrap();
    assert!(begun.elapsed() < Duration::from_mins(1), "{:?}", begun.elapsed());
    assert_eq!(file.found.len(), 2);
    assert_eq!(codes(&file), vec!["costly_key"; 61]);
    assert_eq!(
        file.problems.iter().take(2).map(|problem| problem.message.as_str()).collect::<Vec<_>>(),
        [
            "deriving the key takes 16 rounds of bcrypt, and with the keys before it that is more than one file is given",
            "opening it takes several key derivations; at most 10000000 rounds are made for one file",
        ]
    );
}
