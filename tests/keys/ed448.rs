//! Ed448 against RFC 8032 section 7.4.

use std::collections::BTreeMap;

use jotbench::jose::algorithm::{SigningKey, VerifyingKey, by_name};
use jotbench::jose::key::{KeyType, PrivateKey, PublicKey, read_bytes};
use jotbench::jose::problem::{Part, Problem};

use super::{bytes, load, unhex};

/// A PrivateKeyInfo (RFC 8410 section 7) around a seed.
fn private(seed: &[u8]) -> Result<PrivateKey, Problem> {
    let len = u8::try_from(seed.len()).unwrap();
    let head = [0x30, len + 14, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x71, 4, len + 2, 4, len];
    read_bytes(&[&head, seed].concat(), Part::Key).map(|file| file.first_private().unwrap().clone())
}

/// A SubjectPublicKeyInfo (RFC 8410 section 4) around a point.
fn public(point: &[u8]) -> Result<PublicKey, Problem> {
    let len = u8::try_from(point.len()).unwrap();
    let head = [0x30, len + 10, 0x30, 5, 6, 3, 0x2b, 0x65, 0x71, 3, len + 1, 0];
    read_bytes(&[&head, point].concat(), Part::Key).map(|file| file.first_public().unwrap().clone())
}

#[test]
fn rfc_8032_signs_and_verifies_to_the_byte() {
    let examples: Vec<BTreeMap<String, String>> =
        serde_json::from_str(include_str!("../vectors/ed448/rfc8032.json")).unwrap();
    let (mut pure, mut with_context) = (0, 0);
    for example in &examples {
        let [seed, point, message, context, signature] =
            ["secret_key", "public_key", "message", "context", "signature"].map(|name| unhex(&example[name]));
        let (private, public) = (private(&seed).unwrap(), public(&point).unwrap());
        assert_eq!(private.public(), Some(&public));
        assert_eq!((public.key_type(), public.verifying_material()), (&KeyType::Ed448, point.as_slice()));
        let (signing, verifying) = (SigningKey::Private(private), VerifyingKey::Public(public));
        // RFC 8037 section 3.1: the context is empty. A signature with another is one of another scheme.
        let is_pure = context.is_empty();
        for algorithm in ["EdDSA", "Ed448"].map(|name| by_name(name).unwrap()) {
            assert_eq!(algorithm.verify(&verifying, &message, &signature), Ok(is_pure));
            assert_eq!(algorithm.sign(&signing, &message).unwrap() == signature, is_pure);
        }
        *(if is_pure { &mut pure } else { &mut with_context }) += 1;
    }
    assert_eq!((pure, with_context), (8, 1));
}

#[test]
fn a_seed_and_a_point_have_57_bytes() {
    for len in [0, 32, 56, 58] {
        let problem = private(&vec![1; len]).unwrap_err();
        let message = format!("an Ed448 private key has 57 bytes, and this one has {len}");
        assert_eq!((problem.code, problem.message), ("key_length", message));
        let problem = public(&vec![1; len]).unwrap_err();
        let message = format!("an Ed448 public key has 57 bytes, and this one has {len}");
        assert_eq!((problem.code, problem.message), ("key_length", message));
    }
}

/// RFC 8032 section 5.2.3 decoding, and the order of the point.
#[test]
fn only_the_one_encoding_of_a_point_of_large_order_is_a_public_key() {
    let good = load("ed448/public.spki.pem").unwrap().first_public().unwrap().verifying_material().to_vec();
    assert!(public(&good).is_ok());
    // p = 2^448 - 2^224 - 1, little-endian; y = 1 is the neutral element, y = -1 has order 2, y = 0 order 4.
    let p = [vec![0xff; 28], vec![0xfe], vec![0xff; 27], vec![0]].concat();
    let plus = |number: u8| {
        let mut sum = p.clone();
        sum[0] = number.wrapping_sub(1);
        for byte in &mut sum[1..] {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
        sum
    };
    let y = |low: u8| [vec![low], vec![0; 56]].concat();
    let minus_one = {
        let mut y = p.clone();
        y[0] = 0xfe;
        y
    };
    let sign = |mut y: Vec<u8>| {
        y[56] |= 0x80;
        y
    };
    let dirty = {
        let mut dirty = good.clone();
        dirty[56] ^= 1;
        dirty
    };
    for (what, point) in [
        ("neutral", y(1)),
        ("neutral, signed", sign(y(1))),
        ("order 2", minus_one.clone()),
        ("order 2, signed", sign(minus_one)),
        ("order 4", y(0)),
        ("order 4, signed", sign(y(0))),
        ("p", p.clone()),
        ("p + 1", plus(1)),
        ("bits that mean nothing", dirty),
        ("all ones", vec![0xff; 57]),
    ] {
        assert_eq!(public(&point).map_err(|problem| problem.code), Err("not_on_curve"), "{what}: {point:02x?}");
    }
    // Half of all numbers are no coordinate of a point.
    let keys: Vec<u8> = (2..130).filter(|&low| public(&y(low)).is_ok()).collect();
    assert!((1..64).contains(&keys.len()), "{keys:?}");
    // The same points with y + p, and with each bit that means nothing.
    for low in keys {
        let code = |point: Vec<u8>| public(&point).map_err(|problem| problem.code);
        assert_eq!((code(plus(low)), code(sign(plus(low)))), (Err("not_on_curve"), Err("not_on_curve")), "{low}");
        for bit in 0..7 {
            let mut dirty = y(low);
            dirty[56] = 1 << bit;
            assert_eq!(code(dirty), Err("not_on_curve"), "{low}, bit {bit}");
        }
    }
}

#[test]
fn a_stated_public_key_must_be_the_derived_one() {
    let key = load("ed448/private.pkcs8.der").unwrap().first_private().unwrap().clone();
    let der = bytes("ed448/private.pkcs8.der");
    // A OneAsymmetricKey (RFC 5958 section 2) is of version 1, and has the point in [1].
    let stated = |point: &[u8]| {
        let body = [&[2, 1, 1], &der[5..], &[0x81, 58, 0], point].concat();
        let head = [0x30, 0x81, u8::try_from(body.len()).unwrap()];
        read_bytes(&[&head, body.as_slice()].concat(), Part::Key).map(|file| file.first_private().unwrap().clone())
    };
    let own = key.public().unwrap().verifying_material();
    assert_eq!(stated(own), Ok(key.clone()));
    assert_eq!(stated(&[1; 57]).unwrap_err().code, "inconsistent_key");
}
