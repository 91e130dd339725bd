//! Signing exactly the text that was typed, less the white space outside its
//! strings (RFC 7515 section 5.1).

use super::algorithm::{Algorithm, SigningKey};
use super::header::JoseHeader;
use super::problem::{Part, Place, Problem};
use super::{base64url, layout};

/// The JWS in compact serialization over `header` and `payload` texts.
///
/// Both must be JSON already; member order, number spelling, unknown and duplicate
/// members are signed as they stand.
pub fn sign(header: &str, payload: &str, algorithm: &Algorithm, key: &SigningKey) -> Result<String, Problem> {
    let mut token = signing_input(header, payload);
    let signature = algorithm.sign(key, token.as_bytes())?;
    token.push('.');
    token.push_str(&base64url::encode(&signature));
    Ok(token)
}

/// Whether a token with this header can be made here: its payload must be in base64url (RFC 7797 section 3).
pub fn can_sign(header: &JoseHeader) -> Result<(), Problem> {
    if !header.unencoded {
        return Ok(());
    }
    let message = "\"b64\" is false: tokens with an unencoded payload (RFC 7797) are verified here, not made";
    Err(Problem::new("b64_unsupported", Place::of(Part::Header), message)
        .hint("take \"b64\" and \"crit\" out of the header; a JWT must not use them"))
}

/// The JWS signing input (RFC 7515 section 2) of two texts.
pub fn signing_input(header: &str, payload: &str) -> String {
    let header = base64url::encode(layout::minify(header).as_bytes());
    let payload = base64url::encode(layout::minify(payload).as_bytes());
    format!("{header}.{payload}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_order_and_escapes_reach_the_signing_input_as_typed() {
        let input =
            signing_input("{ \"typ\":\"JWT\", \"alg\":\"RS256\" }", "{\n \"b\": 1.10,\n \"a\": \"\\u00e9 é\"\n}");
        let decoded = crate::jose::decode::decode(&format!("{input}."));
        assert_eq!(decoded.header.as_deref(), Some(&b"{\"typ\":\"JWT\",\"alg\":\"RS256\"}"[..]));
        assert_eq!(decoded.payload.as_deref(), Some("{\"b\":1.10,\"a\":\"\\u00e9 é\"}".as_bytes()));
    }
}
