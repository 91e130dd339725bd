//! Keys that no JWS algorithm can use, by their names and what they are for.
//!
//! Only identifiers are looked at: such a key is refused before its material is read.

use der::asn1::ObjectIdentifier;

use super::family::{USE_ANOTHER, oid_name};
use crate::jose::problem::{Place, Problem};

const AGREEMENT: &str = "is for key agreement: it can neither sign nor verify";
const ENCAPSULATION: &str = "is for key encapsulation: it can neither sign nor verify";
const ENCRYPTION: &str = "is for encryption: it can neither sign nor verify";
const NO_JWS: &str = "is a key type that no JWS algorithm uses";
const NO_JWS_YET: &str = "is a key type that no JWS algorithm of an RFC uses yet";

/// Refuses a type of key, whether it has a name here or not. Code: `unusable_key`.
pub(super) fn key_type(oid: ObjectIdentifier, place: Place) -> Problem {
    let dotted = oid.to_string();
    let message = match KEY_TYPES.iter().find(|(known, ..)| *known == dotted) {
        Some((_, name, why)) => format!("{name} {why}"),
        None => format!("{} {NO_JWS}", oid_name(oid)),
    };
    Problem::new("unusable_key", place, message).hint(USE_ANOTHER)
}

/// Refuses an elliptic curve, whether it has a name here or not. Code: `unusable_key`.
pub(super) fn curve(oid: ObjectIdentifier, place: Place) -> Problem {
    let dotted = oid.to_string();
    let message = match CURVES.iter().find(|(known, _)| *known == dotted) {
        Some((SM2, name)) => format!("{name} {NO_JWS}"),
        Some((_, name)) => format!("the elliptic curve {name} is not one that a JWS algorithm uses"),
        None => format!("the elliptic curve {} is not one that a JWS algorithm uses", oid_name(oid)),
    };
    Problem::new("unusable_key", place, message).hint(USE_ANOTHER)
}

/// Object identifier, name, what to say about it.
const KEY_TYPES: [(&str, &str, &str); 33] = [
    // RFC 8410 section 3.
    ("1.3.101.110", "X25519", AGREEMENT),
    ("1.3.101.111", "X448", AGREEMENT),
    // PKCS #3; RFC 3279 section 2.3.3; RFC 5480 section 2.1.2.
    ("1.2.840.113549.1.3.1", "Diffie-Hellman", AGREEMENT),
    ("1.2.840.10046.2.1", "Diffie-Hellman", AGREEMENT),
    ("1.3.132.1.12", "ECDH", AGREEMENT),
    ("1.3.132.1.13", "ECMQV", AGREEMENT),
    // RFC 4055 section 4.1; OIW.
    ("1.2.840.113549.1.1.7", "RSAES-OAEP", ENCRYPTION),
    ("1.3.14.7.2.1.1", "ElGamal", ENCRYPTION),
    // RFC 3279 section 2.3.2; OIW.
    ("1.2.840.10040.4.1", "DSA", NO_JWS),
    ("1.3.14.3.2.12", "DSA", NO_JWS),
    // RFC 4491 section 2.3; RFC 9215 section 3; DSTU 4145-2002.
    ("1.2.643.2.2.20", "GOST R 34.10-94", NO_JWS),
    ("1.2.643.2.2.19", "GOST R 34.10-2001", NO_JWS),
    ("1.2.643.7.1.1.1.1", "GOST R 34.10-2012 (256 bits)", NO_JWS),
    ("1.2.643.7.1.1.1.2", "GOST R 34.10-2012 (512 bits)", NO_JWS),
    ("1.2.804.2.1.1.1.1.3.1.1", "DSTU 4145-2002", NO_JWS),
    // RFC 9708; RFC 9802.
    ("1.2.840.113549.1.9.16.3.17", "HSS/LMS", NO_JWS),
    ("1.3.6.1.5.5.7.6.34", "XMSS", NO_JWS),
    ("1.3.6.1.5.5.7.6.35", "XMSS^MT", NO_JWS),
    // FIPS 203, RFC 9935.
    ("2.16.840.1.101.3.4.4.1", "ML-KEM-512", ENCAPSULATION),
    ("2.16.840.1.101.3.4.4.2", "ML-KEM-768", ENCAPSULATION),
    ("2.16.840.1.101.3.4.4.3", "ML-KEM-1024", ENCAPSULATION),
    // FIPS 205, RFC 9909 section 3.
    ("2.16.840.1.101.3.4.3.20", "SLH-DSA-SHA2-128s", NO_JWS_YET),
    ("2.16.840.1.101.3.4.3.21", "SLH-DSA-SHA2-128f", NO_JWS_YET),
    ("2.16.840.1.101.3.4.3.22", "SLH-DSA-SHA2-192s", NO_JWS_YET),
    ("2.16.840.1.101.3.4.3.23", "SLH-DSA-SHA2-192f", NO_JWS_YET),
    ("2.16.840.1.101.3.4.3.24", "SLH-DSA-SHA2-256s", NO_JWS_YET),
    ("2.16.840.1.101.3.4.3.25", "SLH-DSA-SHA2-256f", NO_JWS_YET),
    ("2.16.840.1.101.3.4.3.26", "SLH-DSA-SHAKE-128s", NO_JWS_YET),
    ("2.16.840.1.101.3.4.3.27", "SLH-DSA-SHAKE-128f", NO_JWS_YET),
    ("2.16.840.1.101.3.4.3.28", "SLH-DSA-SHAKE-192s", NO_JWS_YET),
    ("2.16.840.1.101.3.4.3.29", "SLH-DSA-SHAKE-192f", NO_JWS_YET),
    ("2.16.840.1.101.3.4.3.30", "SLH-DSA-SHAKE-256s", NO_JWS_YET),
    ("2.16.840.1.101.3.4.3.31", "SLH-DSA-SHAKE-256f", NO_JWS_YET),
];

const SM2: &str = "1.2.156.10197.1.301";

/// Object identifier and name of a curve.
const CURVES: [(&str, &str); 33] = [
    // GB/T 32918.5: a curve by its identifier, and a signature scheme of its own by its use.
    (SM2, "SM2"),
    // RFC 5639 section 3.
    ("1.3.36.3.3.2.8.1.1.1", "brainpoolP160r1"),
    ("1.3.36.3.3.2.8.1.1.2", "brainpoolP160t1"),
    ("1.3.36.3.3.2.8.1.1.3", "brainpoolP192r1"),
    ("1.3.36.3.3.2.8.1.1.4", "brainpoolP192t1"),
    ("1.3.36.3.3.2.8.1.1.5", "brainpoolP224r1"),
    ("1.3.36.3.3.2.8.1.1.6", "brainpoolP224t1"),
    ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"),
    ("1.3.36.3.3.2.8.1.1.8", "brainpoolP256t1"),
    ("1.3.36.3.3.2.8.1.1.9", "brainpoolP320r1"),
    ("1.3.36.3.3.2.8.1.1.10", "brainpoolP320t1"),
    ("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1"),
    ("1.3.36.3.3.2.8.1.1.12", "brainpoolP384t1"),
    ("1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1"),
    ("1.3.36.3.3.2.8.1.1.14", "brainpoolP512t1"),
    // RFC 5480 section 2.1.1.1.
    ("1.2.840.10045.3.1.1", "P-192"),
    ("1.3.132.0.33", "P-224"),
    ("1.3.132.0.1", "sect163k1"),
    ("1.3.132.0.15", "sect163r2"),
    ("1.3.132.0.26", "sect233k1"),
    ("1.3.132.0.27", "sect233r1"),
    ("1.3.132.0.16", "sect283k1"),
    ("1.3.132.0.17", "sect283r1"),
    ("1.3.132.0.36", "sect409k1"),
    ("1.3.132.0.37", "sect409r1"),
    ("1.3.132.0.38", "sect571k1"),
    ("1.3.132.0.39", "sect571r1"),
    // SEC 2 version 1 section 2.
    ("1.3.132.0.8", "secp160r1"),
    ("1.3.132.0.9", "secp160k1"),
    ("1.3.132.0.30", "secp160r2"),
    ("1.3.132.0.31", "secp192k1"),
    ("1.3.132.0.32", "secp224k1"),
    // ANSSI, JORF 241 of 2011.
    ("1.2.250.1.223.101.256.1", "FRP256v1"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use der::Decode as _;
    use spki::AlgorithmIdentifierRef;

    use super::*;
    use crate::jose::key::family::announced;
    use crate::jose::problem::Part;

    const AT: Place = Place::of(Part::Key);

    /// What is said about the identifier of a public key, in base64.
    fn said(identifier: &str) -> String {
        let der = STANDARD.decode(identifier).unwrap();
        let problem = announced(AlgorithmIdentifierRef::from_der(&der).unwrap(), AT).unwrap_err();
        assert_eq!((problem.code, problem.place, problem.hint.as_deref()), ("unusable_key", AT, Some(USE_ANOTHER)));
        problem.message
    }

    #[test]
    fn keys_that_other_programs_make_are_called_by_their_names() {
        let agreement = "is for key agreement: it can neither sign nor verify";
        let no_jws = "is a key type that no JWS algorithm uses";
        for (identifier, expected) in [
            // openssl genpkey -algorithm X25519, X448, SM2, EC with the curve; openssl pkey -pubout -outform DER.
            ("MAUGAytlbg==", format!("X25519 {agreement}")),
            ("MAUGAytlbw==", format!("X448 {agreement}")),
            ("MBMGByqGSM49AgEGCCqBHM9VAYIt", format!("SM2 {no_jws}")),
            (
                "MBQGByqGSM49AgEGCSskAwMCCAEBBw==",
                "the elliptic curve brainpoolP256r1 is not one that a JWS algorithm uses".to_owned(),
            ),
            ("MBAGByqGSM49AgEGBSuBBAAh", "the elliptic curve P-224 is not one that a JWS algorithm uses".to_owned()),
            (
                "MBAGByqGSM49AgEGBSuBBAAm",
                "the elliptic curve sect571k1 is not one that a JWS algorithm uses".to_owned(),
            ),
            // As CryptoPro and Bouncy Castle write them.
            ("MBwGBiqFAwICEzASBgcqhQMCAiMCBgcqhQMCAh4B", format!("GOST R 34.10-2001 {no_jws}")),
            ("MB8GCCqFAwcBAQEBMBMGByqFAwICIwEGCCqFAwcBAQIC", format!("GOST R 34.10-2012 (256 bits) {no_jws}")),
            ("MCEGCCqFAwcBAQECMBUGCSqFAwcBAgECAQYIKoUDBwEBAgM=", format!("GOST R 34.10-2012 (512 bits) {no_jws}")),
            // RFC 9909 and RFC 9935, the example public keys.
            (
                "MAsGCWCGSAFlAwQDFA==",
                "SLH-DSA-SHA2-128s is a key type that no JWS algorithm of an RFC uses yet".to_owned(),
            ),
            ("MAsGCWCGSAFlAwQEAQ==", "ML-KEM-512 is for key encapsulation: it can neither sign nor verify".to_owned()),
            // A type with a registered name that is no key, and one without any name.
            ("MAsGCWCGSAFlAwQCAQ==", format!("id-sha256 {no_jws}")),
            ("MAUGAyoDBA==", format!("1.2.3.4 {no_jws}")),
        ] {
            assert_eq!(said(identifier), expected, "{identifier}");
        }
    }

    #[test]
    fn every_identifier_of_the_tables_is_one_and_stands_there_once() {
        let all: Vec<&str> = KEY_TYPES.iter().map(|row| row.0).chain(CURVES.iter().map(|row| row.0)).collect();
        for dotted in &all {
            assert_eq!(ObjectIdentifier::new(dotted).unwrap().to_string(), **dotted);
        }
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }

    /// Where the registry of names knows an identifier too, it means the same.
    #[test]
    fn names_are_those_of_the_registry() {
        let plain = |name: &str| name.to_lowercase().replace("id-", "").replace("alg-", "").replace('-', "");
        let mut compared = 0;
        for (dotted, name) in KEY_TYPES.iter().map(|row| (row.0, row.1)).chain(CURVES) {
            let registered = oid_name(ObjectIdentifier::new(dotted).unwrap());
            let named = ["slh", "mlkem", "brainpool", "sect", "secp"];
            if !name.starts_with("P-") && named.iter().any(|start| plain(&registered).starts_with(start)) {
                assert_eq!(plain(&registered), plain(name), "{dotted}");
                compared += 1;
            }
        }
        assert!(compared > 30, "{compared}");
    }
}
