//! Which key fits which algorithm, and why not.
//!
//! Every refusal says what the key is, what the algorithm needs, and in the hint
//! which algorithms that key serves.

use super::{Algorithm, AnyKey, Family};
use crate::jose::key::{KeyType, RsaUse, USE_ANOTHER};
use crate::jose::problem::{Part, Place, Problem};

/// Why a key does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Misfit {
    /// The algorithm signs nothing.
    NoSignature,
    /// An HMAC over a public key.
    Confusion,
    /// Another kind of key.
    Kind,
    /// An RSA key that says itself that it is for RSASSA-PSS, or for one hash of it.
    PssOnly,
    /// An RSA key that is too short.
    Short,
    /// An RSA key that is too long.
    Long,
    /// A key on another curve.
    Curve,
}

pub(super) fn check(algorithm: &Algorithm, key: AnyKey<'_>, part: Part) -> Result<(), Problem> {
    misfit(algorithm, key).map_or(Ok(()), |misfit| Err(problem(misfit, algorithm, key, part)))
}

pub(super) fn fits(algorithm: &Algorithm, key: AnyKey<'_>) -> bool {
    misfit(algorithm, key).is_none()
}

/// What to know about Ed448 here.
pub(super) const ED448_NOTE: &str = "Ed448 comes from a pre-release library that was never audited";

pub(super) fn weakness(algorithm: &Algorithm, key: AnyKey<'_>) -> Option<Problem> {
    match key {
        AnyKey::Secret(secret) => weak_secret(algorithm, secret.bits()),
        AnyKey::Private(key) => pre_release(key.key_type(), Part::SigningKey),
        AnyKey::Public(key) => pre_release(key.key_type(), Part::VerificationKey),
    }
}

fn weak_secret(algorithm: &Algorithm, bits: usize) -> Option<Problem> {
    if algorithm.family != Family::Hmac || bits >= usize::try_from(algorithm.hash_bits).ok()? {
        return None;
    }
    let needed = algorithm.hash_bits;
    let message =
        format!("the secret has {bits} bits; RFC 7518 section 3.2 asks for {needed} or more with {}", algorithm.name);
    let hint = format!("use at least {} random bytes; a short secret can be guessed from one token", needed / 8);
    Some(Problem::new("weak_secret", Place::of(Part::Secret), message).hint(hint))
}

fn pre_release(key_type: &KeyType, part: Part) -> Option<Problem> {
    let problem = Problem::new("pre_release_implementation", Place::of(part), ED448_NOTE);
    (*key_type == KeyType::Ed448).then(|| problem.hint("where you can choose, use Ed25519 or ES256"))
}

fn misfit(algorithm: &Algorithm, key: AnyKey<'_>) -> Option<Misfit> {
    let (key_type, rsa_use) = match (algorithm.family, key) {
        (Family::None, _) => return Some(Misfit::NoSignature),
        (Family::Hmac, AnyKey::Secret(_)) => return None,
        (Family::Hmac, AnyKey::Public(_)) => return Some(Misfit::Confusion),
        (Family::Hmac, AnyKey::Private(_)) | (_, AnyKey::Secret(_)) => return Some(Misfit::Kind),
        (_, AnyKey::Public(key)) => (key.key_type(), key.rsa_use()),
        (_, AnyKey::Private(key)) => (key.key_type(), key.rsa_use()),
    };
    match (algorithm.family, key_type) {
        (Family::RsaPkcs1 | Family::RsaPss, KeyType::Rsa { bits }) => rsa_misfit(algorithm, *bits, rsa_use),
        _ if algorithm.keys.contains(key_type) => None,
        (Family::Ecdsa, KeyType::Ec(_)) | (Family::EdDsa, KeyType::Ed25519 | KeyType::Ed448) => Some(Misfit::Curve),
        _ => Some(Misfit::Kind),
    }
}

fn rsa_misfit(algorithm: &Algorithm, bits: u32, rsa_use: RsaUse) -> Option<Misfit> {
    match (rsa_use, algorithm.family) {
        _ if bits < 2048 => Some(Misfit::Short),
        _ if bits > 8192 => Some(Misfit::Long),
        (RsaUse::Any | RsaUse::Pss(None), Family::RsaPss) | (RsaUse::Any, _) => None,
        (RsaUse::Pss(Some(hash)), Family::RsaPss) if hash == algorithm.hash_bits => None,
        (RsaUse::Pss(_), _) => Some(Misfit::PssOnly),
    }
}

fn problem(misfit: Misfit, algorithm: &Algorithm, key: AnyKey<'_>, part: Part) -> Problem {
    let (name, needs, what) = (algorithm.name, algorithm.needs, describe(key));
    let (code, message) = match misfit {
        Misfit::NoSignature => {
            let message =
                "alg \"none\" means that there is no signature: nothing is signed and nothing can be verified";
            let hint = format!("set \"alg\" to a real algorithm: {}", served(key));
            return Problem::new("alg_none", Place::of(part), message).hint(hint);
        }
        Misfit::Confusion => {
            ("algorithm_confusion", format!("{name} is checked with a shared secret, and this is {what}"))
        }
        Misfit::Kind => ("algorithm_key_mismatch", format!("{name} needs {needs}, and this is {what}")),
        Misfit::PssOnly => (
            "algorithm_key_mismatch",
            format!("this is {what} that its own file restricts to RSASSA-PSS, so {name} does not fit"),
        ),
        Misfit::Short => {
            ("key_size", format!("{} is too short: RFC 7518 section 3.3 asks for 2048 bits or more", type_name(key)))
        }
        Misfit::Long => ("key_size", format!("{} is too long: 8192 bits is the most that can be used", type_name(key))),
        Misfit::Curve => ("curve_mismatch", format!("{name} needs {needs}, and this is {what}")),
    };
    Problem::new(code, Place::of(part), message).hint(hint(misfit, key))
}

/// The way out: what the key serves, or another key.
fn hint(misfit: Misfit, key: AnyKey<'_>) -> String {
    match misfit {
        Misfit::Short => "make a new key: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048".to_owned(),
        Misfit::Long => "use an RSA key of 2048 to 4096 bits".to_owned(),
        Misfit::Confusion => format!(
            "give the secret (pane 3, in the shell --secret-file); a server that took this key for the secret could be fooled by everyone. {}",
            served(key)
        ),
        _ => served(key),
    }
}

/// "RS256, RS384 … fit RSA 2048".
fn served(key: AnyKey<'_>) -> String {
    let names: Vec<&str> = Algorithm::fitting(key).iter().map(|algorithm| algorithm.name).collect();
    match names.as_slice() {
        [] => format!("no algorithm takes {}: {USE_ANOTHER}", type_name(key)),
        [name] => format!("{name} fits {}", type_name(key)),
        names => format!("{} fit {}", names.join(", "), type_name(key)),
    }
}

/// "an RSA 2048 public key", "an HMAC secret of 256 bits". Every name of a type begins with a vowel sound.
fn describe(key: AnyKey<'_>) -> String {
    match key {
        AnyKey::Private(key) => format!("an {} private key", key.key_type()),
        AnyKey::Public(key) => format!("an {} public key", key.key_type()),
        AnyKey::Secret(secret) => format!("an HMAC secret of {} bits", secret.bits()),
    }
}

fn type_name(key: AnyKey<'_>) -> String {
    match key {
        AnyKey::Private(key) => key.key_type().to_string(),
        AnyKey::Public(key) => key.key_type().to_string(),
        AnyKey::Secret(_) => "an HMAC secret".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::jose::algorithm::{ALGORITHMS, Algorithm, SigningKey, VerifyingKey, by_name};
    use crate::jose::key::{PublicKey, Secret, SecretEncoding, read_bytes};
    use crate::jose::problem::{Part, Place, Problem};

    /// The test keys, as they stand in the folder of vectors.
    fn file(name: &str) -> crate::jose::key::KeyFile {
        macro_rules! files {
            ($($name:literal),* $(,)?) => {
                match name {
                    $($name => include_bytes!(concat!("../../../tests/vectors/keys/", $name)).as_slice(),)*
                    _ => panic!("{name} is not among the keys of this test"),
                }
            };
        }
        let bytes = files![
            "ed25519/private.pkcs8.pem",
            "ed448/private.pkcs8.pem",
            "ed448/public.spki.pem",
            "mldsa65/private.pkcs8.pem",
            "mldsa65/public.spki.pem",
            "p256/private.sec1.pem",
            "p256/public.spki.pem",
            "p384/private.sec1.pem",
            "p521/private.sec1.pem",
            "p521/public.spki.pem",
            "secp256k1/private.sec1.pem",
            "rsa2048/cert.by-ed25519-ca.pem",
            "rsa2048/private.pkcs1.pem"
        ];
        read_bytes(bytes, Part::Key).unwrap()
    }

    fn public(name: &str) -> VerifyingKey {
        VerifyingKey::Public(file(name).first_public().unwrap().clone())
    }

    fn secret(text: &str) -> SigningKey {
        SigningKey::Secret(Secret::read(text, SecretEncoding::Text).unwrap())
    }

    fn refusal(alg: &str, key: &VerifyingKey) -> (&'static str, String, String) {
        let problem = by_name(alg).unwrap().fits_verifying(key).unwrap_err();
        assert_eq!(problem.place, Place::of(Part::VerificationKey));
        (problem.code, problem.message, problem.hint.unwrap())
    }

    fn is(code: &'static str, message: &str, hint: &str) -> (&'static str, String, String) {
        (code, message.to_owned(), hint.to_owned())
    }

    #[test]
    fn every_refusal_says_what_the_key_is_and_what_it_serves() {
        let fit_rsa = "RS256, RS384, RS512, PS256, PS384, PS512 fit RSA 2048";
        let rsa_key = public("rsa2048/cert.by-ed25519-ca.pem");
        assert_eq!(
            refusal("HS256", &rsa_key),
            is(
                "algorithm_confusion",
                "HS256 is checked with a shared secret, and this is an RSA 2048 public key",
                "give the secret (pane 3, in the shell --secret-file); a server that took this key for the secret could be fooled by everyone. RS256, RS384, RS512, PS256, PS384, PS512 fit RSA 2048"
            )
        );
        assert_eq!(
            refusal("ES256", &rsa_key),
            is(
                "algorithm_key_mismatch",
                "ES256 needs a key on the curve P-256, and this is an RSA 2048 public key",
                fit_rsa
            )
        );
        assert_eq!(
            refusal("ES384", &public("p256/public.spki.pem")),
            is(
                "curve_mismatch",
                "ES384 needs a key on the curve P-384, and this is an EC P-256 public key",
                "ES256 fits EC P-256"
            )
        );
        assert_eq!(
            refusal("Ed25519", &public("ed448/public.spki.pem")),
            is(
                "curve_mismatch",
                "Ed25519 needs an Ed25519 key, and this is an Ed448 public key",
                "EdDSA, Ed448 fit Ed448"
            )
        );
        assert_eq!(
            refusal("EdDSA", &public("mldsa65/public.spki.pem")),
            is(
                "algorithm_key_mismatch",
                "EdDSA needs an Ed25519 or Ed448 key, and this is an ML-DSA-65 public key",
                "ML-DSA-65 fits ML-DSA-65"
            )
        );
        assert_eq!(
            refusal("ES256", &rsa(255)),
            is(
                "algorithm_key_mismatch",
                "ES256 needs a key on the curve P-256, and this is an RSA 2040 public key",
                "no algorithm takes RSA 2040: use an RSA key of 2048 to 8192 bits, or an EC (P-256, P-384, P-521, \
                 secp256k1), Ed25519, Ed448 or ML-DSA key"
            )
        );
        assert_eq!(refusal("none", &rsa_key).0, "alg_none");
        assert_eq!(refusal("RS256", &public("p521/public.spki.pem")).0, "algorithm_key_mismatch");
        assert_eq!(refusal("ES256", &public("p521/public.spki.pem")).0, "curve_mismatch");
        assert_eq!(refusal("ML-DSA-44", &public("mldsa65/public.spki.pem")).0, "algorithm_key_mismatch");
        assert_eq!(refusal("Ed448", &public("p256/public.spki.pem")).0, "algorithm_key_mismatch");
    }

    /// An RSA public key with an odd modulus of so many bytes, less than 2000.
    fn rsa(bytes: u16) -> VerifyingKey {
        let [high, low] = (bytes + 1).to_be_bytes();
        let modulus = [&[2, 0x82, high, low, 0], vec![0xff; usize::from(bytes)].as_slice()].concat();
        let [high, low] = (bytes + 10).to_be_bytes();
        let der = [&[0x30, 0x82, high, low], modulus.as_slice(), &[2, 3, 1, 0, 1]].concat();
        VerifyingKey::Public(PublicKey::from_pkcs1(&der, Place::of(Part::Key)).unwrap())
    }

    #[test]
    fn an_rsa_key_has_2048_to_8192_bits() {
        let too_short =
            ("key_size", "RSA 2040 is too short: RFC 7518 section 3.3 asks for 2048 bits or more".to_owned());
        let too_long = ("key_size", "RSA 8200 is too long: 8192 bits is the most that can be used".to_owned());
        for alg in ["RS256", "PS512"] {
            let (code, message, _) = refusal(alg, &rsa(255));
            assert_eq!((code, message), too_short);
            let (code, message, _) = refusal(alg, &rsa(1025));
            assert_eq!((code, message), too_long);
            for bytes in [256, 1024] {
                assert_eq!(by_name(alg).unwrap().verify(&rsa(bytes), b"a.b", &vec![1; usize::from(bytes)]), Ok(false));
            }
        }
    }

    #[test]
    fn a_name_is_known_in_its_exact_case_alone() {
        for name in
            ["", "rs256", "None", "NONE", "nOnE", "RS256 ", "ES256k", "ed448", "ED25519", "MLDSA65", "ML-DSA-65 "]
        {
            assert_eq!(by_name(name), None);
        }
    }

    #[test]
    fn each_kind_of_key_has_its_natural_algorithm() {
        for (name, expected) in [
            ("rsa2048/private.pkcs1.pem", Some("RS256")),
            ("p256/private.sec1.pem", Some("ES256")),
            ("p384/private.sec1.pem", Some("ES384")),
            ("p521/private.sec1.pem", Some("ES512")),
            ("secp256k1/private.sec1.pem", Some("ES256K")),
            ("ed25519/private.pkcs8.pem", Some("EdDSA")),
            ("ed448/private.pkcs8.pem", Some("EdDSA")),
            ("mldsa65/private.pkcs8.pem", Some("ML-DSA-65")),
        ] {
            let key = SigningKey::Private(file(name).first_private().unwrap().clone());
            assert_eq!(Algorithm::natural(&key).map(|algorithm| algorithm.name), expected, "{name}");
        }
        assert_eq!(Algorithm::natural(&secret("x")), by_name("HS256"));
    }

    #[test]
    fn a_secret_shorter_than_the_hash_is_weak() {
        let weakness = |alg: &str, bytes: usize| by_name(alg).unwrap().weakness(&secret(&"x".repeat(bytes)));
        for (alg, bytes) in [("HS256", 32), ("HS384", 48), ("HS512", 64)] {
            assert_eq!(weakness(alg, bytes), None);
            assert_eq!(weakness(alg, bytes - 1).map(|problem| problem.code), Some("weak_secret"), "{alg}");
        }
        let expected = Problem::new(
            "weak_secret",
            Place::of(Part::Secret),
            "the secret has 48 bits; RFC 7518 section 3.2 asks for 256 or more with HS256",
        );
        assert_eq!(
            weakness("HS256", 6),
            Some(expected.hint("use at least 32 random bytes; a short secret can be guessed from one token"))
        );
    }

    #[test]
    fn every_use_of_an_ed448_key_says_what_it_rests_on() {
        let message = "Ed448 comes from a pre-release library that was never audited";
        let hint = "where you can choose, use Ed25519 or ES256";
        let said = |part| Some(Problem::new("pre_release_implementation", Place::of(part), message).hint(hint));
        let signing = SigningKey::Private(file("ed448/private.pkcs8.pem").first_private().unwrap().clone());
        for alg in ["EdDSA", "Ed448"].map(|alg| by_name(alg).unwrap()) {
            assert_eq!(alg.weakness(&signing), said(Part::SigningKey));
            assert_eq!(alg.weakness(&public("ed448/public.spki.pem")), said(Part::VerificationKey));
        }
        assert_eq!(by_name("EdDSA").unwrap().weakness(&public("p256/public.spki.pem")), None);
        let noted: Vec<_> = ALGORITHMS.iter().filter_map(|row| row.note.map(|note| (row.name, note))).collect();
        assert_eq!(noted, [("Ed448", message)]);
    }

    #[test]
    fn forged_and_misformed_ecdsa_signatures_do_not_verify() {
        let es256 = by_name("ES256").unwrap();
        let key = public("p256/public.spki.pem");
        // The order of P-256 (SEC 2 section 2.4.2).
        let order = [
            0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad,
            0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
        ];
        let one = [vec![0; 31], vec![1]].concat();
        let der_zero = vec![0x30, 6, 2, 1, 0, 2, 1, 0];
        let pairs = [
            vec![0; 64],
            [order, order].concat(),
            [one.as_slice(), &[0; 32]].concat(),
            [one.as_slice(), &order].concat(),
        ];
        for signature in pairs.into_iter().chain([vec![1; 63], vec![1; 65], der_zero, vec![]]) {
            assert_eq!(es256.verify(&key, b"a.b", &signature), Ok(false), "{signature:?}");
        }
    }

    #[test]
    fn names_and_places_of_the_table_are_whole() {
        for algorithm in ALGORITHMS {
            assert_eq!(by_name(algorithm.name), Some(algorithm));
            assert!(algorithm.rfc.starts_with("RFC ") && !algorithm.needs.is_empty());
        }
    }
}
