//! Encrypted tokens (RFC 7516): what their header says about the key that opens them.

use super::{Decoded, text};
use crate::jose::json;
use crate::jose::key::jwk::clip;
use crate::jose::problem::{Part, Place, Problem};

/// A key management algorithm (RFC 7518 section 4.1, and the RSA-OAEP of the Web Cryptography API) and the key that opens what it wrapped.
struct Row {
    alg: &'static str,
    key: &'static str,
}

const fn row(alg: &'static str, key: &'static str) -> Row {
    Row { alg, key }
}

const RSA: &str = "the recipient's RSA private key";
const CURVE: &str = "the recipient's EC private key (or X25519, X448) of the curve of \"epk\"";
const PASSWORD: &str = "the password that both sides know";

/// Every key management algorithm that is registered for a key of one of these kinds.
static KEY_MANAGEMENT: &[Row] = &[
    row("RSA1_5", RSA),
    row("RSA-OAEP", RSA),
    row("RSA-OAEP-256", RSA),
    row("RSA-OAEP-384", RSA),
    row("RSA-OAEP-512", RSA),
    row("ECDH-ES", CURVE),
    row("ECDH-ES+A128KW", CURVE),
    row("ECDH-ES+A192KW", CURVE),
    row("ECDH-ES+A256KW", CURVE),
    row("dir", "the shared secret key itself, which encrypted the content,"),
    row("A128KW", "the shared secret key of 128 bits"),
    row("A192KW", "the shared secret key of 192 bits"),
    row("A256KW", "the shared secret key of 256 bits"),
    row("A128GCMKW", "the shared secret key of 128 bits"),
    row("A192GCMKW", "the shared secret key of 192 bits"),
    row("A256GCMKW", "the shared secret key of 256 bits"),
    row("PBES2-HS256+A128KW", PASSWORD),
    row("PBES2-HS384+A192KW", PASSWORD),
    row("PBES2-HS512+A256KW", PASSWORD),
];

/// Why an encrypted token cannot be judged, and what would open it.
pub fn encrypted(decoded: &Decoded) -> Problem {
    let header = decoded.header.as_deref().map(text).unwrap_or_default();
    let members = json::object(&header, Part::Header).ok();
    let named = |name: &str| members.as_ref()?.find(name)?.string().map(|value| clip(&value));
    let (alg, enc) = (named("alg"), named("enc"));
    let how = match (&alg, &enc) {
        (Some(alg), Some(enc)) => format!(" ({alg} with {enc})"),
        (Some(name), None) | (None, Some(name)) => format!(" ({name})"),
        (None, None) => String::new(),
    };
    let key = KEY_MANAGEMENT.iter().find(|row| Some(row.alg) == alg.as_deref()).map(|row| row.key);
    let kid = named("kid").map_or(String::new(), |kid| format!(" with kid \"{kid}\""));
    let message = format!("encrypted{how}: of a JWE only the header is read here, whatever key is given");
    Problem::new("encrypted", Place::of(Part::Token), message).hint(format!(
        "{}{kid} opens it in another program; to check a token here ask its issuer for a signed one (JWS)",
        key.unwrap_or("a key that this program does not know the kind of")
    ))
}

#[cfg(test)]
mod tests {
    use super::super::decode;
    use super::*;

    /// The header of RFC 7516 appendix A.1, {"alg":"RSA-OAEP","enc":"A256GCM"}.
    #[test]
    fn the_key_that_opens_it_is_named() {
        let problem = encrypted(&decode("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AA.AA.AA.AA"));
        assert_eq!(
            problem.to_string(),
            "token: encrypted (RSA-OAEP with A256GCM): of a JWE only the header is read here, whatever key is given (the recipient's RSA \
             private key opens it in another program; to check a token here ask its issuer for a signed one (JWS))"
        );
    }

    #[test]
    fn no_algorithm_stands_twice() {
        for (at, row) in KEY_MANAGEMENT.iter().enumerate() {
            assert!(KEY_MANAGEMENT.iter().skip(at + 1).all(|other| other.alg != row.alg), "{}", row.alg);
        }
    }
}
