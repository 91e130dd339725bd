//! What is read as a private key, and what is refused.

use super::*;
use crate::jose::key::throw_away::generate_throw_away;
use crate::jose::problem::Part;

const AT: Place = Place::of(Part::SigningKey);

fn sealed(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8], public: Option<&[u8]>) -> Vec<u8> {
    let mut info = PrivateKeyInfoRef::new(algorithm, OctetStringRef::new(key).unwrap());
    info.public_key = public.map(|bits| der::asn1::BitStringRef::from_bytes(bits).unwrap());
    info.to_der().unwrap()
}

const ED: AlgorithmIdentifierRef<'static> = AlgorithmIdentifierRef { oid: family::ED25519, parameters: None };

/// RFC 8410 section 10.3, the private key of the first example and its public part.
const SEED: [u8; 34] = [
    0x04, 0x20, 0xD4, 0xEE, 0x72, 0xDB, 0xF9, 0x13, 0x58, 0x4A, 0xD5, 0xB6, 0xD8, 0xF1, 0xF7, 0x69, 0xF8, 0xAD, 0x3A,
    0xFE, 0x7C, 0x28, 0xCB, 0xF1, 0xD4, 0xFB, 0xE0, 0x97, 0xA8, 0x8F, 0x44, 0x75, 0x58, 0x42,
];
const PUBLIC: [u8; 32] = [
    0x19, 0xBF, 0x44, 0x09, 0x69, 0x84, 0xCD, 0xFE, 0x85, 0x41, 0xBA, 0xC1, 0x67, 0xDC, 0x3B, 0x96, 0xC8, 0x50, 0x86,
    0xAA, 0x30, 0xB6, 0xB6, 0xCB, 0x0C, 0x5C, 0x38, 0xAD, 0x70, 0x31, 0x66, 0xE1,
];

#[test]
fn the_public_part_is_derived_and_compared_with_a_stated_one() {
    for public in [None, Some(&PUBLIC as &[u8])] {
        let key = PrivateKey::from_pkcs8(&sealed(ED, &SEED, public), AT).unwrap();
        assert_eq!(key.public().unwrap().verifying_material(), PUBLIC);
    }
    let other = sealed(ED, &SEED, Some(&[9; 32]));
    assert_eq!(PrivateKey::from_pkcs8(&other, AT).unwrap_err().code, "inconsistent_key");
}

#[test]
fn an_edwards_seed_has_32_bytes() {
    for len in [0_u8, 31, 33, 64] {
        let inner = [vec![4, len], vec![1; usize::from(len)]].concat();
        let problem = PrivateKey::from_pkcs8(&sealed(ED, &inner, None), AT).unwrap_err();
        assert_eq!(problem.message, format!("an Ed25519 private key has 32 bytes, and this one has {len}"));
    }
    assert_eq!(PrivateKey::from_pkcs8(&sealed(ED, &[1; 32], None), AT).unwrap_err().code, "bad_der");
}

fn sec1(number: &[u8], curve: Option<Curve>, public: Option<&[u8]>) -> Vec<u8> {
    let parameters = curve.map(|curve| sec1::EcParameters::NamedCurve(curve.oid()));
    EcPrivateKey { private_key: number, parameters, public_key: public }.to_der().unwrap()
}

#[test]
fn an_ec_key_whose_halves_differ_is_refused() {
    let key = PrivateKey::from_sec1(&sec1(&[7; 32], Some(Curve::P256), None), AT).unwrap();
    let public = key.public().unwrap().verifying_material();
    let same = PrivateKey::from_sec1(&sec1(&[7; 32], Some(Curve::P256), Some(public)), AT).unwrap();
    assert_eq!(same.public(), key.public());
    let code = |der: &[u8]| PrivateKey::from_sec1(der, AT).unwrap_err().code;
    assert_eq!(code(&sec1(&[8; 32], Some(Curve::P256), Some(public))), "inconsistent_key");
    assert_eq!(code(&sec1(&[0; 32], Some(Curve::P256), None)), "inconsistent_key");
    assert_eq!(code(&sec1(&[0xff; 32], Some(Curve::P256), None)), "inconsistent_key");
    assert_eq!(code(&sec1(&[7; 32], None, None)), "unusable_key");
}

#[test]
fn the_curve_inside_must_be_the_curve_outside() {
    let oid = Curve::P256.oid();
    let outer = AlgorithmIdentifierRef { oid: family::EC, parameters: Some((&oid).into()) };
    let read = |curve| PrivateKey::from_pkcs8(&sealed(outer, &sec1(&[7; 32], curve, None), None), AT);
    assert_eq!(read(Some(Curve::P256)), read(None));
    assert_eq!(read(Some(Curve::P384)).unwrap_err().code, "inconsistent_key");
}

#[test]
fn an_rsa_key_with_one_changed_number_is_refused() {
    let der = include_bytes!("../../../../tests/vectors/keys/rsa2048/private.pkcs1.der");
    assert!(PrivateKey::from_pkcs1(der, AT).is_ok());
    let good = RsaPrivateKeyRef::from_der(der).unwrap();
    let numbers = [
        good.modulus,
        good.private_exponent,
        good.prime1,
        good.prime2,
        good.exponent1,
        good.exponent2,
        good.coefficient,
    ];
    for at in 0..numbers.len() {
        let mut changed = numbers.map(|number| number.as_bytes().to_vec());
        *changed[at].last_mut().unwrap() ^= 2;
        let [n, d, p, q, dp, dq, qi] = changed.each_ref().map(|bytes| der::asn1::UintRef::new(bytes).unwrap());
        let bad = RsaPrivateKeyRef {
            modulus: n,
            private_exponent: d,
            prime1: p,
            prime2: q,
            exponent1: dp,
            exponent2: dq,
            coefficient: qi,
            ..good.clone()
        };
        let problem = PrivateKey::from_pkcs1(&bad.to_der().unwrap(), AT).unwrap_err();
        assert_eq!(problem.code, "inconsistent_key", "number {at}");
    }
}

#[test]
fn no_private_byte_is_printed() {
    let key = generate_throw_away().unwrap().private;
    assert_eq!(format!("{key:?}"), "PrivateKey(EC P-256, PKCS#8, [redacted])");
}

#[test]
fn keys_can_go_to_a_worker_thread() {
    fn movable<T: Send + Sync + Clone + 'static>() {}
    movable::<PrivateKey>();
    movable::<crate::jose::key::Secret>();
    movable::<crate::jose::algorithm::SigningKey>();
    movable::<crate::jose::algorithm::VerifyingKey>();
}
