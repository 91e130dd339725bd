//! Keys written as JWKs: member for member those of other programs, and read back to the same key.

use jotbench::jose::key::Certificate;
use jotbench::jose::key::jwk::{Options, write, write_set};
use jotbench::jose::layout::{minify, pretty};

use super::*;

const PLAIN: Options<'_> = Options { public: false, kid: None, certificates: &[] };
const PUBLIC: Options<'_> = Options { public: true, kid: None, certificates: &[] };

fn written(found: &Found, options: &Options<'_>) -> Value {
    let text = write(found, options).unwrap();
    assert_eq!(pretty(&minify(&text)), text.trim_end(), "laid out as everywhere");
    serde_json::from_str(&text).unwrap()
}

fn found(file: &str) -> Found {
    read_bytes(&fs::read(format!("{FOLDER}{file}")).unwrap(), Part::Key).unwrap().found.remove(0)
}

/// Pairs whose public part follows from the private one here.
fn derivable() -> impl Iterator<Item = &'static str> {
    PAIRS.into_iter().filter(|pair| found(&format!("keys/{pair}/private.pkcs8.pem")).public().is_some())
}

#[test]
fn a_private_key_is_written_as_other_programs_write_it() {
    let mut written_keys = 0;
    for pair in derivable() {
        let expected = vector(&format!("keys/{pair}/private.jwk.json"));
        for file in ["private.pkcs8.pem", "private.pkcs8.der", "private.jwk.json"] {
            assert_eq!(written(&found(&format!("keys/{pair}/{file}")), &PLAIN), expected, "{pair} {file}");
        }
        written_keys += 1;
    }
    assert!(written_keys >= 7, "{written_keys}");
}

#[test]
fn a_public_key_is_written_without_its_private_members() {
    for pair in PAIRS {
        let mut expected = public_of(&vector(&format!("keys/{pair}/private.jwk.json")));
        assert_eq!(written(&found(&format!("keys/{pair}/public.spki.der")), &PLAIN), expected, "{pair}");
        let private = found(&format!("keys/{pair}/private.pkcs8.pem"));
        if private.public().is_some() {
            assert_eq!(written(&private, &PUBLIC), expected, "{pair}");
        } else {
            assert_eq!(write(&private, &PUBLIC).unwrap_err().code, "no_public_part");
        }
        expected = vector(&format!("keys/{pair}/public.jwk.json"));
        assert_eq!(written(&first(&expected), &PLAIN), expected, "{pair}");
    }
}

#[test]
fn every_key_reads_back_as_it_was_written() {
    for (name, jwk, thumb) in made() {
        let found = first(&jwk);
        if found.public().is_none() {
            continue;
        }
        let out = written(&found, &PLAIN);
        assert_eq!(out, with(&jwk, "kid", thumb), "{name}");
        assert_eq!(first(&out).item, found.item, "{name}");
        let short = first(&written(&found, &PUBLIC));
        assert_eq!((short.public(), short.is_private()), (found.public(), false), "{name}");
    }
}

#[test]
fn members_stand_in_the_order_of_the_rfcs() {
    let names = |found: &Found, options: &Options<'_>| {
        let text = write(found, options).unwrap();
        let names =
            text.lines().filter_map(|line| line.strip_prefix("  \"")?.split_once('"').map(|(name, _)| name.to_owned()));
        names.collect::<Vec<_>>().join(" ")
    };
    let labelled = |mut found: Found| {
        found.label.usage = Some("sig".to_owned());
        found.label.alg = Some("ES256".to_owned());
        found.label.operations = Some(vec!["sign".to_owned(), "verify".to_owned()]);
        found
    };
    assert_eq!(names(&first(&rsa()), &PLAIN), "kty kid n e d p q dp dq qi");
    assert_eq!(names(&labelled(first(&ec())), &PLAIN), "kty kid use key_ops alg crv x y d");
    assert_eq!(names(&labelled(first(&ec())), &PUBLIC), "kty kid use key_ops alg crv x y");
    assert_eq!(written(&labelled(first(&ec())), &PUBLIC)["key_ops"], json!(["verify"]));
    assert_eq!(written(&labelled(first(&ec())), &PLAIN)["key_ops"], json!(["sign", "verify"]));
    assert_eq!(names(&found("keys/mldsa65/public.spki.der"), &PLAIN), "kty kid alg pub");
    assert_eq!(names(&first(&vector("keys/secret/secret.jwk.json")), &PLAIN), "kty kid k");
}

fn rsa() -> Value {
    vector("keys/rsa2048/private.jwk.json")
}

fn ec() -> Value {
    vector("keys/p256/private.jwk.json")
}

#[test]
fn the_kid_is_the_given_one_or_that_of_the_file_or_the_thumbprint() {
    let jwk = public_of(&ec());
    let named = first(&with(&jwk, "kid", "of \"file\"\u{1b}"));
    let other = "0ZN9pPXaf0cJjOMPhYbwDVqpqKcOt0LquoNGQnQW1Xk";
    assert_eq!(written(&named, &PLAIN)["kid"], "of \"file\"\u{1b}");
    assert_eq!(written(&named, &Options { kid: Some(other), ..PLAIN })["kid"], other);
    assert_eq!(written(&first(&without(&jwk, &["kid"])), &PLAIN)["kid"], "ebv4OTI-FLsXkoQhD9vmH9lJPHOXW9VdhzzUtJ8eIik");
    // A thumbprint of a secret would help to guess it (RFC 7638 section 7).
    let secret = first(&json!({"kty": "oct", "k": "AAAA"}));
    assert_eq!(*write(&secret, &PLAIN).unwrap(), "{\n  \"kty\": \"oct\",\n  \"k\": \"AAAA\"\n}\n");
    assert_eq!(write(&secret, &PUBLIC).unwrap_err().message, "a secret has no public part");
}

#[test]
fn a_restriction_of_the_key_itself_stands_in_alg() {
    // `openssl genpkey -algorithm RSA-PSS` with SHA-256, as an SPKI around the key of the vectors.
    let jwk = public_of(&rsa());
    let spki = public(&jwk).spki_der().to_vec();
    let inner = &spki[24 - 5..];
    let pss = [
        [0x30, 0x41, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10].as_slice(),
        &[0x30, 0x34, 0xa0, 0x0f, 0x30, 0x0d, 0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0],
        &[0xa1, 0x1c, 0x30, 0x1a, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8],
        &[0x30, 0x0d, 0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 0xa2, 3, 2, 1, 0x20],
        inner,
    ]
    .concat();
    let len = u16::try_from(pss.len()).unwrap().to_be_bytes();
    let der = [&[0x30, 0x82], len.as_slice(), &pss].concat();
    let found = read_bytes(&der, Part::Key).unwrap().found.remove(0);
    assert_eq!(written(&found, &PLAIN)["alg"], "PS256");
    assert_eq!(written(&found, &PLAIN)["n"], jwk["n"]);
}

#[test]
fn certificates_of_the_key_are_written_with_it() {
    let file = read(&text("keys/rsa2048/chain.pem"), Part::Key).unwrap();
    let chain: Vec<&Certificate> = file.certificates().collect();
    let [leaf, issuer] = chain.as_slice() else { panic!("{chain:?}") };
    let (key, stranger) = (first(&rsa()), found("keys/p256/cert.selfsigned.pem"));
    let Item::Certificate(stranger) = &stranger.item else { panic!("{stranger:?}") };
    let base64 = |certificate: &Certificate| base64::engine::general_purpose::STANDARD.encode(certificate.der());

    // In any order, with others between.
    let out = written(&key, &Options { certificates: &[stranger, issuer, leaf], ..PUBLIC });
    assert_eq!(out["x5c"], json!([base64(leaf), base64(issuer)]));
    assert_eq!(out["x5t#S256"], URL_SAFE_NO_PAD.encode(leaf.sha256()));
    let back = load(&out).unwrap();
    assert_eq!(back.certificates().collect::<Vec<_>>(), chain);
    assert_eq!(codes(&back.problems), Vec::<&str>::new());

    assert_eq!(written(&key, &Options { certificates: &[stranger, issuer], ..PUBLIC }).get("x5c"), None);
    let own = Found::new(Item::Certificate(stranger.clone()), "X.509");
    let out = written(&own, &PLAIN);
    assert_eq!((&out["x5c"], &out["kty"]), (&json!([base64(stranger)]), &json!("EC")));
}

#[test]
fn a_set_of_everything_reads_back() {
    let keys: Vec<Found> = made().iter().map(|(_, jwk, _)| first(jwk)).filter(|key| key.public().is_some()).collect();
    let secret = first(&vector("keys/secret/secret.jwk.json"));
    let all: Vec<&Found> = keys.iter().chain([&secret]).collect();
    let text = write_set(&all, &Options { kid: Some("not of all"), ..PLAIN }).unwrap();
    assert_eq!(pretty(&minify(&text)), text.trim_end());
    let back = read(&text, Part::Key).unwrap();
    assert!(back.is_set);
    let items = |found: &[Found]| found.iter().map(|found| found.item.clone()).collect::<Vec<_>>();
    assert_eq!(items(&back.found), [items(&keys), vec![secret.item.clone()]].concat());
    // Two of the keys are the same but for the size of "d".
    assert_eq!(codes(&back.problems), ["duplicate_kid"]);
    assert_eq!(*write_set(&[], &PLAIN).unwrap(), "{\n  \"keys\": []\n}\n");
    let one = write_set(&[&keys[0]], &Options { kid: Some("one"), ..PUBLIC }).unwrap();
    assert_eq!(read(&one, Part::Key).unwrap().found[0].label.kid.as_deref(), Some("one"));
    assert_eq!(write_set(&[&secret], &PUBLIC).unwrap_err().code, "no_public_part");
}
