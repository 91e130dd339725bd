//! Tokens of other forms than the compact JWS in the workbench: the examples of the
//! RFCs, and tokens made with other programs (`vectors/broken/make_forms.py`).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use jotbench::app::pane::Pane;
use serde_json::Value;

use super::support::{Desk, vector};
use super::{desk, signed};

fn cases(file: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(&vector(file)).unwrap();
    file["cases"].as_array().unwrap().clone()
}

/// A case of the tokens printed in RFCs.
fn rfc(id: &str) -> Value {
    cases("rfc/cases.json").into_iter().find(|case| case["id"] == id).unwrap()
}

/// A case of `broken/forms.json`: its token and its key.
fn form(id: &str) -> (String, String) {
    let case = cases("broken/forms.json").into_iter().find(|case| case["id"] == id).unwrap();
    (case["token"].as_str().unwrap().to_owned(), case["key"].as_str().unwrap().to_owned())
}

/// A desk with a case's token and key pasted, at a moment when the tokens of RFC 7515 were valid.
fn pasted(case: &Value, width: u16, height: u16) -> Desk {
    let key = &case["key"];
    let key = if key["jwks"].is_object() { &key["jwks"] } else { &key["jwk"] };
    let token = case["token"].as_str().map_or_else(|| case["token"].to_string(), str::to_owned);
    let mut desk = desk(width, height);
    desk.paste(&token).keys("<alt-4>").paste(&key.to_string());
    desk.keys("<alt-a>").keys("<ctrl-a>1300819000<enter>");
    desk
}

/// RFC 7515 appendix A.6: two signatures, each with its own key.
#[test]
fn each_signature_in_json_is_judged() {
    let mut desk = pasted(&rfc("rfc7515-a6"), 120, 36);
    assert_eq!(
        desk.verdict(),
        "VERIFIED as of 2011-03-22 18:36:40 UTC: but the token's kid \"2010-12-29\" is not in the set, and every fitting key was tried: signature 1 of 2: signature valid with pane 4, RSA 2048"
    );
    desk.keys("<alt-6><f12>");
    let screen = desk.screen();
    assert!(screen.contains("signature 2 of 2 (ES256): verifies too"), "{screen}");
    assert!(screen.contains("JWS JSON serialization, 2 signatures"), "{screen}");
    // With the other key alone it is the other signature that counts.
    let case = rfc("rfc7515-a6");
    desk.keys("<alt-4><alt-x>").paste(&case["key"]["jwks"]["keys"][1].to_string());
    assert_eq!(
        desk.verdict(),
        "VERIFIED as of 2011-03-22 18:36:40 UTC: signature 2 of 2: signature valid with pane 4, EC P-256"
    );
    desk.keys("<f5>");
    assert!(desk.notice().contains("does not fit into a header"), "{}", desk.notice());
    assert!(desk.copied.is_empty());
}

/// What loses nothing by it becomes a compact token on a key, and undo brings the JSON back.
#[test]
fn a_flattened_token_is_written_as_a_compact_one() {
    let token = signed().token();
    let [header, payload, signature]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let json = serde_json::json!({"payload": payload, "protected": header, "signature": signature}).to_string();
    let mut desk = desk(120, 36);
    desk.open(&["server.pem"]).paste(&json);
    assert_eq!(desk.verdict(), "VERIFIED signature valid with server.pem, RSA 2048");
    desk.keys("<alt-6><f12>");
    for _ in 0..12 {
        if desk.screen().contains("   Enter: write it as a compact token") {
            break;
        }
        desk.keys("<down>");
    }
    desk.keys("<enter>");
    assert_eq!(desk.token(), token);
    assert_eq!(desk.verdict(), "VERIFIED signature valid with server.pem, RSA 2048");
    desk.keys("<ctrl-z>");
    assert_eq!(desk.token(), json);
}

/// RFC 7520 section 4.5: the payload comes from elsewhere, by paste or from a file.
#[test]
fn a_detached_payload_is_given_and_taken_back() {
    let case = rfc("rfc7520-4.5");
    let payload = case["payload_text"].as_str().unwrap();
    let mut desk = pasted(&case, 120, 36).file("payload.txt", payload.as_bytes().to_vec());
    assert!(
        desk.verdict().starts_with("UNCHECKED the payload is not in the token (detached): paste it into pane 2"),
        "{}",
        desk.verdict()
    );
    desk.keys("<alt-2>").paste(payload);
    let verdict = desk.verdict();
    assert!(
        verdict.contains("FAILED") && verdict.contains("signature valid, but the payload is no claims set"),
        "{verdict}"
    );
    assert_eq!(desk.text(Pane::Payload), payload);
    desk.keys("<ctrl-z>");
    assert!(desk.verdict().starts_with("UNCHECKED"), "{}", desk.verdict());
    desk.open(&["payload.txt"]);
    assert!(desk.verdict().starts_with("FAILED signature valid, but"), "{}", desk.verdict());
    // Opened together, in any order.
    let mut both = pasted(&case, 120, 36)
        .file("payload.txt", payload.as_bytes().to_vec())
        .file("token.jwt", case["token"].as_str().unwrap());
    both.open(&["payload.txt", "token.jwt"]);
    assert!(both.verdict().contains("FAILED signature valid, but"), "{}", both.verdict());
    assert!(both.notice().contains("payload.txt in 2"), "{}", both.notice());
    desk.keys("<ctrl-z><alt-2>").paste("something else");
    assert!(desk.verdict().starts_with("FAILED another secret or changed text"), "{}", desk.verdict());
    assert!(desk.screen().contains("Inspecting"), "nothing is signed again");
}

/// RFC 9901 section 5.2: disclosures are listed, and the holder's signature is judged.
#[test]
fn the_disclosures_of_an_sd_jwt_are_listed() {
    for (width, height) in [(120, 36), (80, 24)] {
        let mut desk = pasted(&rfc("rfc9901-presentation"), width, height);
        desk.keys("<alt-a>").keys("<ctrl-a>1800000000<enter>");
        assert_eq!(desk.verdict(), "VERIFIED as of 2027-01-15 08:00:00 UTC: signature valid with pane 4, EC P-256");
        desk.keys("<alt-6><f12>").wait(10_000);
        insta::assert_snapshot!(format!("disclosures_{width}x{height}"), desk.screen());
    }
    let token = rfc("rfc9901-presentation")["token"].as_str().unwrap().to_owned();
    let (_, rest) = token.split_once('~').unwrap();
    let mut less = pasted(&rfc("rfc9901-presentation"), 120, 36);
    less.keys("<alt-a>").keys("<ctrl-a>1800000000<enter>");
    let (first, _) = rest.split_once('~').unwrap();
    less.paste(&token.replacen(&format!("~{first}"), "", 1));
    let verdict = less.verdict();
    assert!(
        verdict.starts_with("FAILED as of 2027-01-15 08:00:00 UTC: the key binding JWT is for other disclosures"),
        "{verdict}"
    );
}

/// The token inside is one key away, with its own signature.
#[test]
fn a_token_in_a_token_is_opened() {
    let (token, key) = form("nested, cty JWT");
    let mut desk = desk(120, 36);
    desk.paste(&token).keys("<alt-4>").paste(&key);
    let verdict = desk.verdict();
    assert!(verdict.starts_with("FAILED signature valid, but the payload is a token itself"), "{verdict}");
    desk.keys("<alt-r>");
    assert!(desk.verdict().starts_with("VERIFIED signature valid"), "{}", desk.verdict());
    assert!(desk.text(Pane::Payload).contains("\"userId\": \"jde\""), "{}", desk.text(Pane::Payload));
    desk.keys("<ctrl-z>");
    assert_eq!(desk.token(), token);
}

/// Plain base64 in place of base64url: named with its place, and mended on a key.
#[test]
fn the_alphabet_of_plain_base64_is_mended_on_a_key() {
    let mut desk = signed();
    let token = desk.token();
    let plain = token.replace('-', "+").replace('_', "/");
    assert_ne!(plain, token);
    desk.keys("<alt-5>").paste(&plain);
    assert!(desk.verdict().contains("belongs to plain base64"), "{}", desk.verdict());
    desk.keys("<alt-r>");
    assert_eq!(
        (desk.token().as_str(), desk.verdict().as_str()),
        (
            token.as_str(),
            "VERIFIED but it was changed here, to the same in base64url: signature valid with server.pem, RSA 2048"
        )
    );
}

/// Nothing but the header of an encrypted token can be read; what opens it is told.
#[test]
fn an_encrypted_token_says_which_key_opens_it() {
    let (token, _) = form("JWE ECDH-ES");
    let mut desk = signed();
    desk.paste(&token).keys("<alt-6>");
    let screen = desk.screen();
    assert!(desk.verdict().starts_with("UNCHECKED encrypted (ECDH-ES with A128GCM)"), "{}", desk.verdict());
    assert!(screen.contains("EC private key"), "{screen}");
}

/// `b64` false is read, and never made here.
#[test]
fn an_unencoded_payload_is_verified_and_not_made() {
    let (token, key) = form("b64 false, claims between the dots");
    let mut desk = desk(120, 36);
    desk.paste(&token).keys("<alt-4>").paste(&key);
    assert!(desk.verdict().starts_with("VERIFIED signature valid with pane 4"), "{}", desk.verdict());
    let mut signing = signed();
    signing.keys("<alt-1><ctrl-a>").keys("{\"alg\":\"RS256\",\"b64\":false,\"crit\":[\"b64\"]}");
    assert!(signing.verdict().starts_with("UNSIGNED header: \"b64\" is false"), "{}", signing.verdict());
}
