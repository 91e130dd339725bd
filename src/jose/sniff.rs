//! What kind of thing a pasted or opened text is, by its content alone.

use super::clean::{self, Cleaned};
use super::json;
use super::key::{self, KeyHint};
use super::problem::Part;

/// The kind of a text, and with a token the token itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A token, taken out of what was around it.
    Token(Cleaned),
    /// PEM text with a private key in it.
    PrivateKey,
    /// PEM text with a public key or a certificate, and no private key.
    PublicKey,
    /// A key in JSON: a JSON Web Key or a set of them (RFC 7517), a service account.
    Jwk,
    /// A JSON object or list that is none of the above.
    Json,
    /// Anything else.
    Text,
}

/// A PEM text that lost its BEGIN line: its END line, or lines of base64 as PEM has
/// them. Taken for a private key, so that nothing of it is shown.
pub fn is_cut_private_key(text: &str) -> bool {
    let base64 = |line: &str| line.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
    let mut lines = text.trim().lines().map(str::trim);
    let full = |line: Option<&str>| line.is_some_and(|line| line.len() == 64 && base64(line));
    text.contains("PRIVATE KEY-----") || (full(lines.next()) && lines.next().is_some_and(base64) && lines.all(base64))
}

/// Tells what a text is. A token must be unmistakable: segments apart by dots, the
/// first of them the base64url form of a JSON object; or a JWS or JWE in JSON serialization.
pub fn sniff(text: &str) -> Content {
    match key::looks_like_key(text) {
        Some(KeyHint { json: true, .. }) => return Content::Jwk,
        Some(KeyHint { private: true, .. }) => return Content::PrivateKey,
        Some(KeyHint { private: false, .. }) => return Content::PublicKey,
        None if is_cut_private_key(text) => return Content::PrivateKey,
        None => {}
    }
    if clean::is_json_token(text) {
        return Content::Token(clean::clean(text));
    }
    // Without dots it is no token; most secrets end here, before a copy of them is made.
    if text.contains('.') || text.contains("%2E") || text.contains("%2e") {
        let cleaned = clean::clean(text);
        // A claims set that holds a token is a claims set.
        let around = cleaned.removed.iter().any(|what| what == clean::SURROUNDINGS);
        if clean::is_token_like(&cleaned.text) && !(around && is_json(text.trim())) {
            return Content::Token(cleaned);
        }
    }
    if is_json(text.trim()) { Content::Json } else { Content::Text }
}

/// A JSON object or list.
fn is_json(text: &str) -> bool {
    text.starts_with(['{', '[']) && json::value(text, Part::Payload).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UifQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[test]
    fn tells_tokens_keys_json_and_text_apart() {
        let token = Cleaned { text: TOKEN.into(), removed: vec!["\"Bearer\"".into()], notes: vec![] };
        assert_eq!(sniff(&format!("Bearer {TOKEN}")), Content::Token(token));
        let json =
            Cleaned { text: "{\"payload\":\"e30\",\"signature\":\"AA\"}".into(), removed: vec![], notes: vec![] };
        assert_eq!(sniff(&json.text), Content::Token(json));
        assert_eq!(sniff("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"), Content::PrivateKey);
        assert_eq!(
            sniff("Bag Attributes\n-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----"),
            Content::PublicKey
        );
        assert_eq!(sniff("{\"kty\":\"RSA\",\"n\":\"AQ\",\"e\":\"AQAB\"}"), Content::Jwk);
        assert_eq!(sniff("{\"sub\": \"a.b.c\"}"), Content::Json);
        assert_eq!(sniff("www.example.com"), Content::Text);
        assert_eq!(sniff("jde"), Content::Text);
        assert_eq!(sniff(&format!("{{\"sub\": \"a\", \"inner\": [\"{TOKEN}\"]}}")), Content::Json);
        let Content::Token(found) = sniff(&format!("use {TOKEN} here")) else { panic!("a token") };
        assert_eq!(found.text, TOKEN);
    }
}
