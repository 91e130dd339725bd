//! What single values of a member mean: media types in `typ`, encryption algorithms, uses of a token.

use crate::jose::policy::media_type;
use crate::jose::problem::Part;

/// A value that is known.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Value {
    /// The part that it stands in.
    pub(super) part: Part,
    /// The member that it is a value of.
    pub(super) name: &'static str,
    /// The value.
    pub(super) is: &'static str,
    /// One line, lower case, without a full stop.
    pub(super) meaning: &'static str,
    /// Where it is defined.
    pub(super) source: &'static str,
}

const fn header(name: &'static str, value: &'static str, meaning: &'static str, source: &'static str) -> Value {
    Value { part: Part::Header, name, is: value, meaning, source }
}

const fn claim(name: &'static str, value: &'static str, meaning: &'static str, source: &'static str) -> Value {
    Value { part: Part::Payload, name, is: value, meaning, source }
}

/// Every value that is known.
pub(super) static VALUES: &[Value] = &[
    header("typ", "JWT", "a JWT, of no kind in particular", "RFC 7519 section 5.1"),
    header("typ", "at+jwt", "an OAuth access token", "RFC 9068 section 2.1"),
    header("typ", "dpop+jwt", "a proof that the sender holds a key (DPoP)", "RFC 9449 section 4.2"),
    header(
        "typ",
        "logout+jwt",
        "tells a client that a user logged out",
        "OpenID Connect Back-Channel Logout section 2.4",
    ),
    header("typ", "kb+jwt", "proves who presents an SD-JWT (key binding)", "RFC 9901 section 4.3"),
    header("typ", "secevent+jwt", "reports a security event", "RFC 8417 section 2.3"),
    header("typ", "dc+sd-jwt", "a credential with claims to disclose one by one", "SD-JWT VC (IETF draft)"),
    header("typ", "vc+sd-jwt", "the same as dc+sd-jwt, by its older name", "SD-JWT VC (IETF draft)"),
    header("typ", "statuslist+jwt", "a list of what was revoked", "Token Status List (IETF draft)"),
    header("typ", "oauth-authz-req+jwt", "an authorization request as a token", "RFC 9101 section 10.8"),
    header("typ", "token-introspection+jwt", "a server's answer about a token", "RFC 9701 section 5"),
    header("typ", "entity-statement+jwt", "says whom a federation trusts", "OpenID Federation 1.0"),
    header("typ", "client-authentication+jwt", "a client logs in with it", "RFC 7523 update (IETF draft)"),
    header("typ", "passport", "a signed caller identity", "RFC 8225 section 4"),
    header("typ", "JOSE", "any JWS or JWE in compact form", "RFC 7515 section 4.1.9"),
    header("typ", "JOSE+JSON", "any JWS or JWE in JSON form", "RFC 7515 section 4.1.9"),
    header("cty", "JWT", "the payload is a token of its own", "RFC 7519 section 5.2"),
    header("alg", "dir", "no key wrapping: the shared key encrypts the payload itself", "RFC 7518 section 4.5"),
    header("alg", "RSA1_5", "the key is wrapped with RSA, PKCS #1 v1.5; better avoided", "RFC 7518 section 4.2"),
    header("alg", "RSA-OAEP", "the key is wrapped with RSA-OAEP, SHA-1", "RFC 7518 section 4.3"),
    header("alg", "RSA-OAEP-256", "the key is wrapped with RSA-OAEP, SHA-256", "RFC 7518 section 4.3"),
    header("alg", "A128KW", "the key is wrapped with AES-128", "RFC 7518 section 4.4"),
    header("alg", "A192KW", "the key is wrapped with AES-192", "RFC 7518 section 4.4"),
    header("alg", "A256KW", "the key is wrapped with AES-256", "RFC 7518 section 4.4"),
    header("alg", "ECDH-ES", "the key is agreed on with an elliptic curve", "RFC 7518 section 4.6"),
    header("alg", "ECDH-ES+A128KW", "agreed on with a curve, wrapped with AES-128", "RFC 7518 section 4.6"),
    header("alg", "ECDH-ES+A192KW", "agreed on with a curve, wrapped with AES-192", "RFC 7518 section 4.6"),
    header("alg", "ECDH-ES+A256KW", "agreed on with a curve, wrapped with AES-256", "RFC 7518 section 4.6"),
    header("alg", "A128GCMKW", "the key is wrapped with AES-128-GCM", "RFC 7518 section 4.7"),
    header("alg", "A192GCMKW", "the key is wrapped with AES-192-GCM", "RFC 7518 section 4.7"),
    header("alg", "A256GCMKW", "the key is wrapped with AES-256-GCM", "RFC 7518 section 4.7"),
    header("alg", "PBES2-HS256+A128KW", "the key comes from a password (SHA-256)", "RFC 7518 section 4.8"),
    header("alg", "PBES2-HS384+A192KW", "the key comes from a password (SHA-384)", "RFC 7518 section 4.8"),
    header("alg", "PBES2-HS512+A256KW", "the key comes from a password (SHA-512)", "RFC 7518 section 4.8"),
    header("enc", "A128CBC-HS256", "AES-128-CBC with HMAC SHA-256", "RFC 7518 section 5.2.3"),
    header("enc", "A192CBC-HS384", "AES-192-CBC with HMAC SHA-384", "RFC 7518 section 5.2.4"),
    header("enc", "A256CBC-HS512", "AES-256-CBC with HMAC SHA-512", "RFC 7518 section 5.2.5"),
    header("enc", "A128GCM", "AES-128-GCM", "RFC 7518 section 5.3"),
    header("enc", "A192GCM", "AES-192-GCM", "RFC 7518 section 5.3"),
    header("enc", "A256GCM", "AES-256-GCM", "RFC 7518 section 5.3"),
    claim("token_use", "access", "an access token, for APIs", "AWS Cognito"),
    claim("token_use", "id", "an ID token, for the application alone", "AWS Cognito"),
    claim("idtyp", "app", "an application by itself, without a user", "Microsoft Entra ID"),
    claim("idtyp", "user", "a user", "Microsoft Entra ID"),
    claim("subType", "user", "sub is a user", "Qlik Cloud"),
    claim("subType", "externalClient", "sub is an external client", "Qlik Cloud"),
];

/// The row of a value. Media types count without regard to case and to `application/` (RFC 7515 section 4.1.9).
pub(super) fn find(part: Part, name: &str, value: &str) -> Option<&'static Value> {
    let media = matches!(name, "typ" | "cty") && part == Part::Header;
    let same = |row: &&Value| if media { media_type(row.is) == media_type(value) } else { row.is == value };
    VALUES.iter().filter(|row| row.part == part && row.name == name).find(same)
}
