//! Which keys belong together, of every two kinds, and which files.

use super::{Found, Item, KeyFile, Label, Match, Part, Secret, files, load, read, same_key, text};

const PAIRS: [&str; 6] = ["rsa2048", "rsa4096", "p256", "p384", "p521", "ed25519"];
const FILES: [&str; 3] = ["private.pkcs8.pem", "public.spki.pem", "cert.selfsigned.pem"];

fn secret(bytes: &[u8]) -> Found {
    Found::new(Item::Secret(Secret::from_bytes(bytes).unwrap()), "JWK")
}

#[test]
fn keys_of_all_kinds_match_within_their_pair_alone() {
    let mut items: Vec<(&str, Found)> = Vec::new();
    for pair in PAIRS {
        items.extend(FILES.map(|file| (pair, load(&format!("keys/{pair}/{file}")).found.remove(0))));
    }
    items.push(("a", secret(b"first secret")));
    items.push(("b", secret(b"other secret")));
    for (pair, a) in &items {
        for (other, b) in &items {
            let expected = if pair == other { Match::Yes } else { Match::No };
            assert_eq!(same_key(a, b), expected, "{a:?} {b:?}");
        }
    }
}

#[test]
fn one_key_in_several_encodings_is_one_key() {
    for (a, b) in [
        ("rsa2048/private.pkcs1.pem", "rsa2048/private.pkcs8.der"),
        ("rsa2048/public.pkcs1.pem", "rsa2048/public.spki.der"),
        ("p256/private.sec1.params.pem", "p256/private.pkcs8.crlf.pem"),
        ("secp256k1/private.sec1.pem", "secp256k1/public.spki.pem"),
    ] {
        assert_eq!(files(&load(&format!("keys/{a}")), &load(&format!("keys/{b}"))).verdict, Match::Yes, "{a} {b}");
    }
}

#[test]
fn yes_and_no_are_said_in_a_sentence() {
    let say = |a: &str, b: &str| {
        let answer = files(&load(&format!("keys/{a}")), &load(&format!("keys/{b}")));
        (answer.verdict, answer.pairs, answer.sentence)
    };
    // Thumbprints as in the manifest.
    assert_eq!(
        say("rsa2048/private.pkcs1.pem", "rsa2048/cert.selfsigned.pem"),
        (
            Match::Yes,
            vec![(0, 0)],
            "RSA 2048 private key and RSA 2048 certificate CN=rsa2048.signer.example: the same key, thumbprint \
             P6UoqohBrt_27gx93gAhnlJZ3ukChX9-9_NIobDZjPM"
                .to_owned()
        )
    );
    assert_eq!(
        say("qlik-like/server_key.pem", "rsa2048/cert.selfsigned.pem"),
        (
            Match::No,
            vec![],
            "RSA 2048 private key and RSA 2048 certificate CN=rsa2048.signer.example: different keys: thumbprints \
             bpBJ3gvqY9A3_SJSMAO2FlsVaSA9uDVcQJpjnxJaty8, P6UoqohBrt_27gx93gAhnlJZ3ukChX9-9_NIobDZjPM"
                .to_owned()
        )
    );
    let of = |found| KeyFile::of(vec![found]);
    let (a, b) = (of(secret(b"first secret")), of(secret(b"other secret")));
    assert_eq!(files(&a, &a).sentence, "96-bit secret and 96-bit secret: the same secret");
    assert_eq!(files(&a, &b).sentence, "96-bit secret and 96-bit secret: they differ");
    assert_eq!(
        files(&a, &load("keys/p256/public.spki.pem")).sentence,
        "96-bit secret and EC P-256 public key: they are of different kinds"
    );
}

#[test]
fn of_a_chain_the_leaf_counts() {
    let join = |files: &[&str]| {
        let blocks: String = files.iter().map(|file| text(&format!("keys/{file}"))).collect();
        read(&blocks, Part::Key).unwrap()
    };
    let root = load("keys/qlik-like/root.pem");
    let chain = join(&["qlik-like/server.pem", "qlik-like/root.pem"]);
    let answer = files(&root, &chain);
    assert_eq!(answer.verdict, Match::No);
    assert!(answer.sentence.contains("which is not the leaf of its chain"), "{}", answer.sentence);
    assert_eq!(files(&load("keys/qlik-like/server_key.pem"), &chain).verdict, Match::Yes);
    // With a key in the file, its own certificate is the leaf wherever it stands.
    let mixed = join(&["qlik-like/root.pem", "qlik-like/server.pem", "qlik-like/server_key.pem"]);
    assert_eq!(files(&root, &mixed).verdict, Match::No);
    let answer = files(&mixed, &load("keys/qlik-like/server.pem"));
    assert_eq!((answer.verdict, answer.pairs), (Match::Yes, vec![(1, 0), (2, 0)]));
}

#[test]
fn of_two_sets_the_pairs_are_named() {
    let set = |names: &[&str]| {
        let found = names.iter().map(|name| {
            let found = load(&format!("keys/{name}/public.spki.pem")).found.remove(0);
            Found { label: Label { kid: Some(format!("kid-{name}")), ..Label::default() }, ..found }
        });
        KeyFile { is_set: true, ..KeyFile::of(found.collect()) }
    };
    let answer = files(&set(&["p256", "ed25519", "p384"]), &set(&["rsa2048", "p384", "p256"]));
    assert_eq!((answer.verdict, answer.pairs), (Match::Yes, vec![(0, 2), (2, 1)]));
    assert_eq!(
        answer.sentence,
        "2 of the 3 keys of the first file are among the 3 of the second: EC P-256 public key \"kid-p256\" and EC P-256 public \
         key \"kid-p256\": the same key, thumbprint ebv4OTI-FLsXkoQhD9vmH9lJPHOXW9VdhzzUtJ8eIik; EC P-384 public key \
         \"kid-p384\" and EC P-384 public key \"kid-p384\": the same key, thumbprint \
         Z1CX76-xpNnN5pnCLd8uZWm2acmf_urAWPB3gMF49AI"
    );
    let starts = |a: &[&str], b: &[&str], start: &str| {
        let sentence = files(&set(a), &set(b)).sentence;
        assert!(sentence.starts_with(start), "{sentence}");
    };
    starts(&["p256"], &["p384", "p256"], "the key of the first file is among the 2 of the second: EC P-256");
    starts(&["p384", "p256"], &["p256"], "1 of the 2 keys of the first file is that of the second: EC P-256");
    let many: [&str; 6] = ["rsa2048", "rsa4096", "p256", "p384", "p521", "ed25519"];
    assert!(files(&set(&many), &set(&many)).sentence.ends_with("; and 2 more"));
    let answer = files(&set(&["p256", "p521"]), &set(&["p384"]));
    assert_eq!(
        answer.sentence,
        "no key of the first file is in the second: EC P-256 public key \"kid-p256\" \
         (ebv4OTI-FLsXkoQhD9vmH9lJPHOXW9VdhzzUtJ8eIik); EC P-521 public key \"kid-p521\" \
         (dINispWAiWjBVHGNHrdgUUAqAxB_lqe3Cjw6axaJpRg); against EC P-384 public key \"kid-p384\" \
         (Z1CX76-xpNnN5pnCLd8uZWm2acmf_urAWPB3gMF49AI)"
    );
}

#[test]
fn the_leaf_counts_wherever_it_stands() {
    let join = |files: &[&str]| {
        let blocks: String = files.iter().map(|file| text(&format!("keys/{file}"))).collect();
        read(&blocks, Part::Key).unwrap()
    };
    let (root, key) = (load("keys/qlik-like/root.pem"), load("keys/qlik-like/server_key.pem"));
    let chain = join(&["qlik-like/root.pem", "qlik-like/server.pem"]);
    let answer = files(&key, &chain);
    assert_eq!((answer.verdict, answer.pairs), (Match::Yes, vec![(0, 1)]));
    let answer = files(&root, &chain);
    assert_eq!((answer.verdict, answer.pairs), (Match::No, vec![]));
    // A PKCS#7 file is a set without an order; the one of the vectors is of the chain of this key.
    let (set, key) = (load("odd/chain.p7b"), load("keys/rsa2048/private.pkcs8.pem"));
    let leaf = set.found.iter().position(|found| same_key(found, &key.found[0]) == Match::Yes).unwrap();
    for turned in [false, true] {
        let mut set = set.clone();
        let mut leaf = leaf;
        if turned {
            set.found.reverse();
            leaf = set.found.len() - 1 - leaf;
        }
        assert_eq!(files(&key, &set).pairs, [(0, leaf)]);
        let others = set.found.iter().enumerate().filter(|(at, _)| *at != leaf);
        for (_, other) in others {
            assert_eq!(files(&KeyFile::of(vec![other.clone()]), &set).verdict, Match::No, "{other:?}");
        }
    }
    // Certificates that have nothing to do with each other are keys of their own.
    let both = join(&["p256/cert.selfsigned.pem", "rsa2048/cert.selfsigned.pem"]);
    assert_eq!(files(&key, &both).pairs, [(0, 1)]);
}
