//! ML-DSA against keys and tokens of another library, in the forms of RFC 9881 and RFC 9964.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jotbench::jose::algorithm::{SigningKey, VerifyingKey, by_name};
use jotbench::jose::key::{KeyFile, PrivateKey, PublicKey, read, read_bytes};
use jotbench::jose::problem::{Part, Problem};
use serde_json::{Value, json};

use super::laws::split;

/// Parameter set, last byte of the identifier (RFC 9881 section 2), and the lengths of a public key, an expanded
/// private key and a signature (FIPS 204 table 2).
const SETS: [(&str, u8, usize, usize, usize); 3] =
    [("ML-DSA-44", 17, 1312, 2560, 2420), ("ML-DSA-65", 18, 1952, 4032, 3309), ("ML-DSA-87", 19, 2592, 4896, 4627)];

fn text(file: &str) -> String {
    let path = format!("{}/tests/vectors/mldsa/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn load(file: &str) -> Result<KeyFile, Problem> {
    read(&text(file), Part::Key)
}

fn public(name: &str) -> PublicKey {
    load(&format!("{name}.public.pem")).unwrap().first_public().unwrap().clone()
}

fn der(file: &str) -> Vec<u8> {
    let base64: String = text(file).lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(base64).unwrap()
}

/// The last bytes of a file that has them there alone.
fn tail(file: &str, len: usize) -> Vec<u8> {
    let der = der(file);
    der[der.len() - len..].to_vec()
}

fn seed(name: &str) -> Vec<u8> {
    tail(&format!("{name}.seed.pem"), 32)
}

fn expanded(name: &str) -> Vec<u8> {
    let len = SETS.iter().find(|set| set.0 == name).unwrap().3;
    tail(&format!("{name}.expanded.pem"), len)
}

/// Tag, length, value (X.690 section 8.1); up to 65535 bytes.
fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(value.len()).unwrap().to_be_bytes();
    let head = if value.len() < 0x80 { vec![tag, low] } else { vec![tag, 0x82, high, low] };
    [head.as_slice(), value].concat()
}

/// A PrivateKeyInfo (RFC 5958 section 2) around an ML-DSA-PrivateKey.
fn pkcs8(name: &str, choice: &[u8]) -> Vec<u8> {
    let last = SETS.iter().find(|set| set.0 == name).unwrap().1;
    let oid = tlv(6, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, last]);
    tlv(0x30, &[tlv(2, &[0]), tlv(0x30, &oid), tlv(4, choice)].concat())
}

/// The form `both` of RFC 9881 section 6.
fn both(name: &str, seed: &[u8], expanded: &[u8]) -> Vec<u8> {
    pkcs8(name, &tlv(0x30, &[tlv(4, seed), tlv(4, expanded)].concat()))
}

fn private(der: &[u8]) -> PrivateKey {
    read_bytes(der, Part::Key).unwrap().first_private().unwrap().clone()
}

/// The key of a set as seed, expanded, and both.
pub(crate) fn forms(name: &str) -> [PrivateKey; 3] {
    let [seed_der, expanded_der] = ["seed", "expanded"].map(|form| der(&format!("{name}.{form}.pem")));
    assert_eq!(seed_der, pkcs8(name, &tlv(0x80, &seed(name))));
    assert_eq!(expanded_der, pkcs8(name, &tlv(4, &expanded(name))));
    [seed_der, expanded_der, both(name, &seed(name), &expanded(name))].map(|der| private(&der))
}

#[test]
fn a_key_reads_the_same_in_all_forms_of_rfc_9881() {
    for (name, _, public_len, ..) in SETS {
        let public = public(name);
        assert_eq!((public.key_type().to_string(), public.verifying_material().len()), (name.to_owned(), public_len));
        assert_eq!(public.spki_der(), der(&format!("{name}.public.pem")));
        let [seed, expanded, both] = forms(name);
        for key in [&seed, &expanded, &both] {
            assert_eq!((key.key_type().to_string(), key.encoding()), (name.to_owned(), "PKCS#8"));
            assert_eq!(key.public(), Some(&public), "{name}");
        }
        // What is written is the seed alone where it is known.
        assert_eq!(both, seed, "{name}");
        assert_eq!(*seed.pkcs8_pem(), text(&format!("{name}.seed.pem")));
        assert_eq!(*expanded.pkcs8_pem(), text(&format!("{name}.expanded.pem")));
    }
}

#[test]
fn a_key_of_rfc_9964_is_the_one_of_the_other_forms() {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    for (name, ..) in SETS {
        let public = public(name);
        let mut jwk = json!({ "kty": "AKP", "alg": name, "pub": encode(public.verifying_material()) });
        let load = |jwk: &Value| read(&jwk.to_string(), Part::Key);
        let file = load(&jwk).unwrap();
        assert_eq!((file.first_public(), file.first_private()), (Some(&public), None), "{name}");
        jwk["priv"] = encode(&seed(name)).into();
        assert_eq!(load(&jwk).unwrap().first_private().unwrap().pkcs8_pem(), forms(name)[0].pkcs8_pem(), "{name}");
        let mut wrong = seed(name);
        wrong[31] ^= 1;
        jwk["priv"] = encode(&wrong).into();
        assert_eq!(load(&jwk).unwrap_err().code, "inconsistent_key", "{name}");
        // RFC 9964 has the seed alone.
        jwk["priv"] = encode(&expanded(name)).into();
        assert!(load(&jwk).is_err(), "{name}");
    }
}

#[test]
fn a_key_of_every_form_signs() {
    let input = b"header.payload";
    for (name, .., signature_len) in SETS {
        let algorithm = by_name(name).unwrap();
        let verifying = VerifyingKey::Public(public(name));
        for signing in forms(name).map(SigningKey::Private) {
            let [signature, again] = [(), ()].map(|()| algorithm.sign(&signing, input).unwrap());
            assert_eq!(signature.len(), signature_len);
            assert_ne!(signature, again, "the signatures of {name} are not randomized");
            assert_eq!(algorithm.verify(&verifying, input, &signature), Ok(true), "{name} {signing:?}");
            assert_eq!(algorithm.verify(&verifying, b"header.payloae", &signature), Ok(false), "{name} {signing:?}");
        }
    }
}

#[test]
fn the_tokens_of_another_library_verify() {
    let tokens: Value = serde_json::from_str(&text("tokens.json")).unwrap();
    for (name, .., signature_len) in SETS {
        let verifying = VerifyingKey::Public(public(name));
        let (input, signature) = split(tokens[name].as_str().unwrap());
        assert_eq!(signature.len(), signature_len);
        let verify =
            |input: &str, signature: &[u8]| by_name(name).unwrap().verify(&verifying, input.as_bytes(), signature);
        assert_eq!(verify(input, &signature), Ok(true), "{name}");
        assert_eq!(verify(&input[1..], &signature), Ok(false), "{name}");
        assert_eq!(verify(input, &signature[1..]), Ok(false), "{name}");
        // The last bytes are the hint (FIPS 204 section 7.2): a count that falls, or a place after the last.
        for back in 1..=4 {
            let mut changed = signature.clone();
            let at = changed.len() - back;
            changed[at] = 0xff;
            assert_eq!(verify(input, &changed), Ok(false), "{name}");
        }
    }
    assert_eq!(tokens.as_object().unwrap().len(), SETS.len());
}

/// The parts of an expanded key (FIPS 204 algorithm 24): rho, K, the hash of the public key, s1, s2 and t0.
#[test]
fn parts_that_do_not_belong_together_are_no_key() {
    let refused = |der: &[u8], what: &str| {
        let problem = read_bytes(der, Part::Key).unwrap_err();
        assert_eq!((problem.code, problem.hint.is_some()), ("inconsistent_key", true), "{what}");
    };
    for (name, _, _, len, _) in SETS {
        let (seed, expanded) = (seed(name), expanded(name));
        for at in [0, 15, 31] {
            let mut other = seed.clone();
            other[at] ^= 0x80;
            refused(&both(name, &other, &expanded), &format!("{name}, seed, byte {at}"));
        }
        for (part, at) in [("rho", 0), ("hash", 64), ("s1", 128), ("t0", len - 1)] {
            let mut other = expanded.clone();
            other[at] ^= 1;
            refused(&both(name, &seed, &other), &format!("{name}, both, {part}"));
            refused(&pkcs8(name, &tlv(4, &other)), &format!("{name}, expanded, {part}"));
        }
        // The library compares what follows from both parts, and nothing follows from K but signatures. It is the seed
        // that is kept, so the other K is never used.
        let mut other = expanded.clone();
        other[32] ^= 1;
        assert_eq!(private(&both(name, &seed, &other)), forms(name)[0], "{name}, both, K");
        // FIPS 204 section 7.2: no coefficient of s1 is so large.
        let mut other = expanded.clone();
        other[128] = 0xff;
        refused(&pkcs8(name, &tlv(4, &other)), &format!("{name}, expanded, s1 out of range"));
    }
}

#[test]
fn a_changed_bit_of_an_expanded_key_never_makes_another_key() {
    let good = der("ML-DSA-44.expanded.pem");
    let expected = public("ML-DSA-44");
    let (mut refused, mut the_same) = (0, 0);
    for at in (28..good.len()).step_by(7) {
        let mut changed = good.clone();
        changed[at] ^= 1 << (at % 8);
        match read_bytes(&changed, Part::Key) {
            Ok(file) => {
                assert_eq!(file.first_public(), Some(&expected), "byte {at}");
                the_same += 1;
            }
            Err(problem) => {
                assert_eq!(problem.code, "inconsistent_key", "byte {at}");
                refused += 1;
            }
        }
    }
    // The 32 bytes K are random, and nothing follows from them but signatures (FIPS 204 section 6.1).
    assert!(the_same <= 5 && refused > 350, "{the_same} {refused}");
}

#[test]
fn lengths_are_those_of_the_parameter_set() {
    let name = "ML-DSA-44";
    // The same bytes under the identifier of ML-DSA-65 are a seed of that set.
    let key = private(&pkcs8("ML-DSA-65", &tlv(0x80, &seed(name))));
    assert_eq!(key.key_type().to_string(), "ML-DSA-65");
    assert_ne!(key.public().unwrap().verifying_material(), public(name).verifying_material());

    let message = |der: &[u8]| {
        let problem = read_bytes(der, Part::Key).unwrap_err();
        (problem.code, problem.message)
    };
    let said = message(&pkcs8("ML-DSA-87", &tlv(4, &expanded(name)))).1;
    assert!(said.ends_with("an ML-DSA-87 expanded private key has 4896 bytes, and this one has 2560"), "{said}");
    let short = "an ML-DSA-44 private key has 32 bytes, and this one has 31".to_owned();
    assert_eq!(message(&pkcs8(name, &tlv(0x80, &seed(name)[1..]))), ("key_length", short.clone()));
    assert_eq!(message(&both(name, &seed(name)[1..], &expanded(name))), ("key_length", short));
    let mut spki = der("ML-DSA-65.public.pem");
    spki[16] = 17;
    assert_eq!(
        message(&spki),
        ("key_length", "an ML-DSA-44 public key has 1312 bytes, and this one has 1952".to_owned())
    );
    // An OCTET STRING under the tag of the seed, as a constructed value, is no form of RFC 9881.
    assert_eq!(message(&pkcs8(name, &tlv(0xa0, &seed(name)))).0, "bad_der");
}
