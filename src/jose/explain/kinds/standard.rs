//! Kinds that standards define, whoever makes them.

use super::told::{Issuer, Told};

/// Name and key of a kind that was found.
fn found(name: &str, key: impl Into<String>) -> (String, String) {
    (name.to_owned(), key.into())
}

/// The issuer's published keys, or where to ask for them.
fn of_issuer(told: &Told<'_>) -> String {
    told.issuer().map_or_else(|| "keys: ask whoever made it for its JWK Set".to_owned(), Issuer::discovered)
}

/// RFC 9449 section 4.2.
pub(super) fn dpop(told: &Told<'_>) -> Option<(String, String)> {
    let is_proof = told.typ() == "dpop+jwt" && told.has_all(&["htm", "htu"]);
    is_proof.then(|| {
        found(
            "DPoP proof",
            "key: \"jwk\" in its own header; it proves something only if cnf.jkt of the access token fits it",
        )
    })
}

/// RFC 9901 section 4.3.
pub(super) fn key_binding(told: &Told<'_>) -> Option<(String, String)> {
    (told.typ() == "kb+jwt" && told.has("sd_hash")).then(|| {
        found(
            "key binding JWT of an SD-JWT",
            "key: the holder's, which stands in \"cnf\" of the SD-JWT that it goes with",
        )
    })
}

/// OpenID Connect Back-Channel Logout section 2.4.
pub(super) fn logout(told: &Told<'_>) -> Option<(String, String)> {
    let named = told.typ() == "logout+jwt";
    let events = told.begins("events", '{') && told.has_any(&["sub", "sid"]) && told.has("aud");
    (events && (named || told.events_name("http://schemas.openid.net/event/backchannel-logout")))
        .then(|| found("logout token (OpenID Connect)", of_issuer(told)))
}

/// RFC 8417.
pub(super) fn security_event(told: &Told<'_>) -> Option<(String, String)> {
    (told.typ() == "secevent+jwt" && told.begins("events", '{')).then(|| found("security event token", of_issuer(told)))
}

/// RFC 9068 section 2.1.
pub(super) fn access_token(told: &Told<'_>) -> Option<(String, String)> {
    (told.typ() == "at+jwt" && told.has("iss")).then(|| found("access token (RFC 9068)", of_issuer(told)))
}

/// OpenID Connect Core section 2.
pub(super) fn id_token(told: &Told<'_>) -> Option<(String, String)> {
    let login = told.has_any(&["nonce", "at_hash", "c_hash"]);
    (login && told.has_all(&["iss", "sub", "aud", "exp"])).then(|| found("ID token (OpenID Connect)", of_issuer(told)))
}
