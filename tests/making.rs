//! Keys and certificates that are made here: every kind works, and a certificate says
//! what it should. `making/convert.rs`, `making/fields.rs` and `making/sets.rs` are
//! about keys in other forms, `making/given.rs` is about what of them is given away.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use der::{Decode as _, Encode as _};
use jotbench::jose::algorithm::{Algorithm, SigningKey, VerifyingKey};
use jotbench::jose::key::generate::{KINDS, Kind, Made, Wish, generate, kind};
use jotbench::jose::key::self_signed::{SKEW, self_signed};
use jotbench::jose::key::{Certificate, Item, PrivateKey, PublicKey, read_bytes};
use jotbench::jose::problem::Part;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, KeyUsage, KeyUsages, SubjectAltName, SubjectKeyIdentifier,
};
use x509_cert::time::Time;

#[path = "making/convert.rs"]
mod convert;
#[path = "making/fields.rs"]
mod fields;
#[path = "making/given.rs"]
mod given;
#[path = "making/sets.rs"]
mod sets;

const DAY: i64 = 86_400;
/// 2026-11-22T00:00:00Z.
const NOW: i64 = 1_795_305_600;
const WISH: Wish<'_> = Wish { subject: "CN=qlik01.corp.local,O=Corp", days: 365, now: NOW };

/// The kinds that take no more than a second or two.
fn quick() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().filter(|kind| !["rsa:4096", "rsa:8192"].contains(&&*kind.name))
}

fn private(made: &Made) -> &PrivateKey {
    match &made.key {
        Item::Private(key) => key,
        other => panic!("{other:?} is no private key"),
    }
}

fn made(name: &str) -> PrivateKey {
    private(&generate(&kind(name).unwrap(), None).unwrap()).clone()
}

#[test]
fn every_kind_is_made_as_its_row_says_and_never_twice_the_same() {
    for kind in quick() {
        let [one, two] = [generate(kind, None).unwrap(), generate(kind, None).unwrap()];
        assert_ne!(one.key, two.key, "{kind:?}");
        assert_eq!((one.certificate, kind.is_secret()), (None, matches!(one.key, Item::Secret(_))), "{kind:?}");
        let (title, key) = match one.key {
            Item::Private(key) => (key.key_type().to_string(), SigningKey::Private(key)),
            Item::Secret(secret) => (format!("HMAC secret, {} bits", secret.bits()), SigningKey::Secret(secret)),
            other => panic!("{other:?}"),
        };
        assert_eq!(title, kind.title);
        let serves: Vec<&str> = kind.serves.split(", ").collect();
        let fitting: Vec<&str> = Algorithm::fitting(&key).iter().map(|algorithm| algorithm.name).collect();
        match &key {
            // Longer hashes take a shorter secret, and are weaker for it.
            SigningKey::Secret(_) => assert!(serves.iter().all(|name| fitting.contains(name)), "{kind:?}: {fitting:?}"),
            SigningKey::Private(_) => {
                assert!(fitting.iter().all(|name| serves.contains(name)), "{kind:?}: {fitting:?}");
            }
        }
    }
}

#[test]
fn a_secret_is_as_long_as_its_longest_hash() {
    for kind in KINDS.iter().filter(|kind| kind.is_secret()) {
        let Item::Secret(secret) = generate(kind, None).unwrap().key else { panic!("{kind:?}") };
        for name in kind.serves.split(", ") {
            let algorithm = jotbench::jose::algorithm::by_name(name).unwrap();
            assert_eq!(algorithm.weakness(&SigningKey::Secret(secret.clone())), None, "{name}");
        }
    }
    let odd = generate(&kind("hmac:264").unwrap(), None).unwrap().key;
    assert!(matches!(odd, Item::Secret(secret) if secret.bits() == 264));
}

#[test]
fn rsa_keys_have_the_usual_exponent() {
    let key = made("rsa:2048");
    // INTEGER 65537 at the end of the RSAPublicKey.
    assert!(key.public().unwrap().verifying_material().ends_with(&[2, 3, 1, 0, 1]));
}

/// The vectors are by openssl and Python's cryptography: around the private bytes everything is the same.
#[test]
fn a_new_key_has_the_structure_that_others_write() {
    for (name, vector, private_bytes) in [
        ("ed25519", &include_bytes!("vectors/keys/ed25519/private.pkcs8.der")[..], 32),
        ("ed448", include_bytes!("vectors/keys/ed448/private.pkcs8.der"), 57),
        ("ml-dsa-65", include_bytes!("vectors/keys/mldsa65/private.pkcs8.der"), 32),
    ] {
        let written = made(name).written_pkcs8();
        let around = vector.len() - private_bytes;
        assert_eq!((written.len(), &written[..around]), (vector.len(), &vector[..around]), "{name}");
    }
}

#[test]
fn what_a_new_key_signs_verifies_with_its_certificate_alone() {
    for kind in quick().filter(|kind| !kind.is_secret()) {
        let bare = generate(kind, None).unwrap();
        let outcome = generate(kind, Some(&WISH));
        // A key that cannot sign here has no certificate either; ECDSA for certificates needs no algorithm of tokens.
        let signing = SigningKey::Private(private(&bare).clone());
        if !kind.title.starts_with("EC ") && Algorithm::natural(&signing).is_none() {
            assert_eq!(outcome.unwrap_err().code, "cannot_certify", "{kind:?}");
            continue;
        }
        let made = outcome.unwrap();
        let certificate = made.certificate.clone().unwrap();
        assert!(certificate.self_signed, "{kind:?}");
        assert_eq!(Some(certificate.public()), private(&made).public());
        let signing = SigningKey::Private(private(&made).clone());
        let verifying = VerifyingKey::Public(certificate.public().clone());
        for algorithm in Algorithm::fitting(&signing) {
            let signature = algorithm.sign(&signing, b"input").unwrap();
            assert_eq!(algorithm.verify(&verifying, b"input", &signature), Ok(true), "{algorithm:?}");
            assert_eq!(algorithm.verify(&verifying, b"other", &signature), Ok(false), "{algorithm:?}");
        }
    }
}

#[test]
fn the_hash_of_a_certificate_is_as_strong_as_its_curve() {
    for (name, signature) in [
        ("rsa:2048", "sha256WithRSAEncryption"),
        ("p256", "ecdsa-with-SHA256"),
        ("p384", "ecdsa-with-SHA384"),
        ("p521", "ecdsa-with-SHA512"),
        ("secp256k1", "ecdsa-with-SHA256"),
        ("ed25519", "id-Ed25519"),
    ] {
        let certificate = self_signed(&made(name), &WISH).unwrap();
        assert_eq!((certificate.signature_algorithm(), certificate.self_signed), (signature, true), "{name}");
    }
}

#[test]
fn a_key_restricted_to_pss_signs_its_certificate_with_pss() {
    let file = read_bytes(include_bytes!("vectors/making/pss384.pkcs8.pem"), Part::Key).unwrap();
    let certificate = self_signed(file.first_private().unwrap(), &WISH).unwrap();
    assert_eq!((certificate.signature_algorithm(), certificate.self_signed), ("id-RSASSA-PSS", true));
}

fn parsed(certificate: &Certificate) -> x509_cert::Certificate {
    x509_cert::Certificate::from_der(certificate.der()).unwrap()
}

#[test]
fn a_certificate_says_what_it_is_for() {
    let key = made("p256");
    let certificate = self_signed(&key, &WISH).unwrap();
    assert_eq!(
        (certificate.subject(), certificate.issuer()),
        ("CN=qlik01.corp.local,O=Corp".into(), certificate.subject())
    );
    assert_eq!((certificate.not_before(), certificate.not_after()), (NOW - SKEW, NOW + 365 * DAY));
    assert_eq!(
        PublicKey::from_spki(certificate.public().spki_der(), jotbench::jose::problem::Place::of(Part::Key)),
        Ok(key.public().unwrap().clone())
    );
    let parsed = parsed(&certificate);
    let body = parsed.tbs_certificate();
    assert_eq!((body.version() as u8, body.signature()), (2, parsed.signature_algorithm()));
    let [constraints, usage, subject, issuer, alternative] = body.extensions().unwrap().as_slice() else {
        panic!("{:?}", body.extensions())
    };
    assert_eq!(
        [constraints, usage, subject, issuer, alternative].map(|extension| extension.critical),
        [true, true, false, false, false]
    );
    let constraints = BasicConstraints::from_der(constraints.extn_value.as_bytes()).unwrap();
    assert_eq!(constraints, BasicConstraints { ca: false, path_len_constraint: None });
    let usage = KeyUsage::from_der(usage.extn_value.as_bytes()).unwrap();
    assert_eq!(usage.0, KeyUsages::DigitalSignature);
    let subject = SubjectKeyIdentifier::from_der(subject.extn_value.as_bytes()).unwrap();
    let issuer = AuthorityKeyIdentifier::from_der(issuer.extn_value.as_bytes()).unwrap();
    assert_eq!((subject.0.as_bytes().len(), Some(subject.0)), (20, issuer.key_identifier));
    assert_eq!((issuer.authority_cert_issuer, issuer.authority_cert_serial_number), (None, None));
    let alternative = SubjectAltName::from_der(alternative.extn_value.as_bytes()).unwrap();
    assert_eq!(alternative.0, [GeneralName::DnsName(der::asn1::Ia5String::new("qlik01.corp.local").unwrap())]);
}

#[test]
fn an_address_is_read_as_the_standard_library_reads_it() {
    let key = made("p256");
    for text in [
        "0.0.0.0",
        "255.255.255.255",
        "192.0.2.1",
        "1.2.3",
        "1.2.3.4.5",
        "256.0.0.1",
        "01.2.3.4",
        "+1.2.3.4",
        "1.2.3.",
        "::",
        "::1",
        "1::",
        "2001:db8::8:800:200C:417A",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8::",
        "1::2::3",
        ":1",
        "1:",
        ":::",
        "12345::",
        "g::",
        "::ffff:192.0.2.1",
        "1:2:3:4:5:6:192.0.2.1",
        "192.0.2.1::",
        "::192.0.2.1:1",
        "1:2:3:4:5:6:7:192.0.2.1",
        "::+1",
        "fe80::1%eth0",
        "[::1]",
    ] {
        let certificate = parsed(&self_signed(&key, &Wish { subject: text, ..WISH }).unwrap());
        let (_, SubjectAltName(names)) = certificate.tbs_certificate().get_extension().unwrap().unwrap();
        let ours = match names.as_slice() {
            [GeneralName::IpAddress(bytes)] => Some(bytes.as_bytes().to_vec()),
            _ => None,
        };
        let theirs = text.parse::<std::net::IpAddr>().ok().map(|address| match address {
            std::net::IpAddr::V4(address) => address.octets().to_vec(),
            std::net::IpAddr::V6(address) => address.octets().to_vec(),
        });
        assert_eq!(ours, theirs, "{text}");
    }
}

#[test]
fn serial_numbers_are_positive_and_random() {
    let key = made("p256");
    let serials: Vec<Vec<u8>> = (0..8)
        .map(|_| parsed(&self_signed(&key, &WISH).unwrap()).tbs_certificate().serial_number().as_bytes().to_vec())
        .collect();
    for (at, serial) in serials.iter().enumerate() {
        assert!(serial.len() == 20 && (0x40..0x80).contains(&serial[0]), "{serial:x?}");
        assert!(!serials[..at].contains(serial));
    }
}

/// RFC 5280 section 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050.
#[test]
fn times_change_their_form_in_2050() {
    let key = made("p256");
    let y2050 = 2_524_608_000;
    for (until, utc) in [(y2050 - 1, true), (y2050, false), (y2050 + 1, false)] {
        let certificate = self_signed(&key, &Wish { days: 1, now: until - DAY, ..WISH }).unwrap();
        assert_eq!(certificate.not_after(), until);
        let validity = *parsed(&certificate).tbs_certificate().validity();
        assert!(matches!(validity.not_before, Time::UtcTime(_)));
        assert_eq!(matches!(validity.not_after, Time::UtcTime(_)), utc, "{until}");
        let tag = if utc { [0x17, 13] } else { [0x18, 15] };
        assert_eq!(validity.not_after.to_der().unwrap()[..2], tag);
    }
}

#[test]
fn a_wrong_wish_is_told_before_the_key_is_made() {
    // An RSA key of 8192 bits would take minutes.
    let slow = kind("rsa:8192").unwrap();
    for (wish, code) in [
        (Wish { subject: "", ..WISH }, "bad_subject"),
        (Wish { subject: "XX=1", ..WISH }, "bad_subject"),
        (Wish { days: 0, ..WISH }, "bad_days"),
        (Wish { now: -1, ..WISH }, "bad_clock"),
    ] {
        let problem = generate(&slow, Some(&wish)).unwrap_err();
        assert_eq!((problem.code, problem.hint.is_some()), (code, true));
    }
    let problem = generate(&kind("hmac:256").unwrap(), Some(&WISH)).unwrap_err();
    assert_eq!((problem.code, problem.hint.is_some()), ("cannot_certify", true));
}

#[test]
fn no_private_byte_of_a_new_key_is_printed() {
    let made = generate(&kind("p256").unwrap(), Some(&WISH)).unwrap();
    assert_eq!(
        format!("{made:?}"),
        "Made { key: Private(PrivateKey(EC P-256, PKCS#8, [redacted])), \
         certificate: Some(Certificate(\"CN=qlik01.corp.local,O=Corp\", EC P-256)) }"
    );
}
