//! Tokens that are built to mislead: what `verify` and `decode` end with, the code in the document, and what is not
//! done on the way.

use std::io::ErrorKind;
use std::net::TcpListener;

use super::*;

/// `jotbench verify` with the key of a case of `hostile/cases.json`, all options that it takes at hand.
fn with_its_key(case: &Value, folder: &Folder) -> Run {
    let run = Run::new("verify --now").with(&[NOW]).input(text(&case["token"]));
    match (case["key"]["jwk"]["k"].as_str(), case["key"]["files"]["spki-pem"].as_str()) {
        (Some(k), _) => run.with(&["--secret-encoding", "base64url", "--secret-file", &folder.write("secret", k)]),
        (None, file) => run.with(&["-k", &format!("hostile/{}", file.unwrap())]),
    }
}

/// Each case: the exit code, the verdict, the code of the first check that fails, and that of a warning that must stand
/// beside.
type Answer = (i32, &'static str, &'static str, &'static str);

const NOT_ALLOWED: &str = "algorithm_not_allowed";

#[rustfmt::skip]
const ANSWERS: &[(&str, Answer)] = &[
    ("control", (0, "valid", "", "")),
    ("alg-none", (1, NOT_ALLOWED, "alg_none", "")),
    ("alg-None", (1, NOT_ALLOWED, "alg_none", "")),
    ("alg-nOnE", (1, NOT_ALLOWED, "alg_none", "")),
    ("confusion-hs256-with-rsa-pem", (1, NOT_ALLOWED, "public_key_as_secret", "")),
    ("confusion-hs256-with-rsa-pem-trimmed", (1, NOT_ALLOWED, "public_key_as_secret", "")),
    ("embedded-jwk", (1, "bad_signature", "offered_key", "key_in_header")),
    ("psychic-signature", (1, "bad_signature", "zero_signature", "")),
    ("ecdsa-der-signature", (1, "bad_signature", "der_signature", "")),
    ("crit-unknown", (1, "bad_signature", "crit_unknown", "")),
    ("crit-empty", (1, "bad_signature", "crit_malformed", "")),
    ("duplicate-alg", (1, "bad_signature", "duplicate_member", "")),
    ("duplicate-claim", (4, "claim_mismatch", "duplicate_member", "")),
    ("trailing-bits", (5, "unreadable", "base64_trailing_bits", "")),
    ("padding", (0, "valid", "", "base64_padding")),
    ("inner-space", (5, "unreadable", "bad_character", "")),
    ("trailing-newline", (0, "valid", "", "")),
    ("bearer-prefix", (0, "valid", "", "")),
    ("two-parts", (5, "unreadable", "two_parts", "")),
    ("four-parts", (5, "unreadable", "four_parts", "")),
    ("signature-stripped", (1, "bad_signature", "empty_signature", "")),
    ("exp-past", (3, "expired", "expired", "")),
    ("nbf-future", (3, "not_yet_valid", "not_yet_valid", "")),
    ("exp-string", (4, "claim_mismatch", "time_not_a_number", "")),
    ("exp-milliseconds", (0, "valid", "", "time_in_milliseconds")),
    ("payload-not-json", (4, "not_a_claims_set", "not_a_claims_set", "")),
    ("payload-invalid-utf8", (4, "not_a_claims_set", "not_a_claims_set", "")),
    ("big-integer", (0, "valid", "", "")),
    ("decimal", (0, "valid", "", "")),
    ("terminal-csi-claim", (0, "valid", "", "hidden_characters")),
    ("terminal-csi-alg", (5, "unsupported", "unknown_algorithm", "hidden_characters")),
    ("terminal-osc52-claim", (0, "valid", "", "hidden_characters")),
    ("terminal-osc52-alg", (5, "unsupported", "unknown_algorithm", "hidden_characters")),
    ("terminal-c1-claim", (0, "valid", "", "hidden_characters")),
    ("terminal-c1-alg", (5, "unsupported", "unknown_algorithm", "hidden_characters")),
    ("terminal-bidi-claim", (0, "valid", "", "hidden_characters")),
    ("terminal-bidi-alg", (5, "unsupported", "unknown_algorithm", "hidden_characters")),
    ("terminal-zero-width-claim", (0, "valid", "", "hidden_characters")),
    ("terminal-zero-width-alg", (5, "unsupported", "unknown_algorithm", "hidden_characters")),
    ("jwe", (5, "unsupported", "encrypted", "")),
    ("weak-secret", (0, "valid", "", "weak_secret")),
];

#[test]
fn every_hostile_token_ends_verify_as_its_row_says() {
    let (cases, folder) = (cases("hostile/cases.json"), Folder::new("hostile"));
    let ids: Vec<&str> = cases.iter().map(|case| text(&case["id"])).collect();
    assert_eq!(ids, ANSWERS.iter().map(|&(id, _)| id).collect::<Vec<_>>());
    let mut wrong = Vec::new();
    for (case, (id, (code, verdict, fails, warns))) in cases.iter().zip(ANSWERS) {
        let (document, ended) = with_its_key(case, &folder).json();
        let failed = codes(&document).first().cloned().unwrap_or_default();
        let warned =
            |check: &Value| check["code"] == *warns && ["warn", "info", "fail"].contains(&text(&check["status"]));
        let beside = warns.is_empty() || document["checks"].as_array().unwrap().iter().any(warned);
        let expected = (*code, *verdict, *fails, true, *code == 0);
        let found = (ended, text(&document["verdict"]), failed.as_str(), beside, document["valid"] == true);
        if found != expected {
            wrong.push(format!("{id}: {found:?}, not {expected:?}"));
        }
        // The same in words, and what could be read stands under the name that says what it is worth.
        let words = with_its_key(case, &folder).done();
        let trusted = document.get("payload").is_some();
        assert_eq!((words.code, trusted), (ended, [0, 3, 4].contains(&ended)), "{id}: {words:?}");
        let icon = match ended {
            0 => "✓ VERIFIED",
            5 => "",
            _ => "✗ FAILED",
        };
        assert!(words.out.starts_with(icon) && (ended == 0) == words.out.contains("VERIFIED"), "{id}: {}", words.out);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn none_in_any_case_is_refused_with_every_key_and_without_a_signature_or_with_one() {
    let keys = ["keys/rsa2048/public.spki.pem", "keys/p256/cert.selfsigned.pem", "keys/ed25519/public.jwk.json"];
    for name in ["none", "None", "NONE", "nOnE"] {
        let input = format!("{}.{}", segment(format!("{{\"alg\":\"{name}\"}}")), segment("{\"admin\":true}"));
        for token in [format!("{input}."), format!("{input}.AAAA")] {
            for key in keys {
                let (document, code) = Run::new("verify -k").with(&[key]).input(token.clone()).json();
                assert_eq!(
                    (code, text(&document["verdict"]), codes(&document)[0].as_str()),
                    (1, NOT_ALLOWED, "alg_none")
                );
                assert_eq!(document["unverified_payload"]["admin"], true);
            }
            let (code, failed) = verify(token.clone()).answer();
            assert_eq!((code, failed[0].as_str()), (1, "alg_none"));
        }
    }
}

#[test]
fn a_key_that_the_token_brings_along_is_shown_and_not_trusted() {
    let jwk = vector("keys/p256/public.jwk.json");
    let x5c = base64::engine::general_purpose::STANDARD.encode(bytes("keys/p256/cert.selfsigned.der"));
    for (member, value) in [("jwk", jwk.trim().to_owned()), ("x5c", format!("[\"{x5c}\"]"))] {
        let header = format!("{{\"alg\":\"ES256\",\"{member}\":{value}}}");
        let made = Run::new("sign -k keys/p256/private.pkcs8.pem --payload {\"a\":1} --header").with(&[&header]).done();
        assert_eq!(made.code, 0, "{made:?}");
        // With its own key it is good, so it is the key alone that makes the difference.
        let own = Run::new("verify -k keys/p256/public.spki.pem").input(made.out.clone()).answer();
        assert_eq!(own, (0, vec![]));
        for key in ["keys/secp256k1/public.spki.pem", "keys/rsa2048/cert.selfsigned.pem"] {
            let done = Run::new("verify -k").with(&[key]).input(made.out.clone()).both();
            assert_eq!(done.code, 1, "{key}: {done:?}");
            assert!(done.out.starts_with("✗ FAILED  "), "{key}: {}", done.out);
            let says = format!("made with the key that the token itself brings along in \"{member}\", not with yours");
            assert!(done.out.contains(&says), "{key}: {}", done.out);
        }
    }
}

#[test]
fn an_address_in_a_token_is_never_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    for member in ["jku", "x5u", "iss", "kid"] {
        for scheme in ["http", "https"] {
            let url = format!("{scheme}://{address}/keys");
            let token =
                signed(format!("{{\"alg\":\"HS256\",\"{member}\":\"{url}\"}}"), format!("{{\"iss\":\"{url}\"}}"));
            assert_eq!(verify(token.clone()).both().code, 0);
            assert_eq!(decode(token.clone()).both().code, 0);
            let other = Run::new("verify -k keys/p256/public.spki.pem").input(token).answer();
            assert_eq!(other.0, 1, "{other:?}");
        }
    }
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[test]
fn what_crit_lists_must_be_known_and_there_and_the_header_is_shown_all_the_same() {
    for (crit, code) in [
        ("\"crit\":[\"exp\"],\"exp\":1", "crit_unknown"),
        ("\"crit\":[\"b64\"]", "crit_malformed"),
        ("\"crit\":[\"made-up\"]", "crit_malformed"),
        ("\"crit\":[]", "crit_malformed"),
        ("\"crit\":\"b64\",\"b64\":true", "crit_malformed"),
        ("\"crit\":{\"b64\":true}", "crit_malformed"),
        ("\"crit\":null", "crit_malformed"),
        ("\"crit\":[1]", "crit_malformed"),
        ("\"crit\":[\"b64\",\"b64\"],\"b64\":true", "crit_malformed"),
        ("\"crit\":[\"alg\"]", "crit_unknown"),
    ] {
        let token = signed(format!("{{\"alg\":\"HS256\",{crit}}}"), "{\"a\":1}");
        let (document, ended) = verify(token.clone()).json();
        let found = codes(&document);
        assert_eq!((ended, found.as_slice()), (1, &[code.to_owned()][..]), "{crit}");
        assert_eq!(document["header"]["alg"], "HS256", "{crit}");
        let shown = decode(token).json().0;
        assert_eq!(shown["header"]["alg"], "HS256", "{crit}");
    }
}

/// RFC 7797: the payload is what is signed, and stands in the token as it is.
#[test]
fn an_unencoded_payload_is_never_decoded_as_base64() {
    let header = "{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}";
    // The bytes of the payload are also good base64url of a claims set.
    let payload = segment("{\"admin\":true}");
    let input = format!("{}.{payload}", segment(header));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), input.as_bytes());
    let token = format!("{input}.{}", segment(tag));
    let (document, code) = verify(token.clone()).json();
    assert_eq!((code, text(&document["verdict"])), (4, "not_a_claims_set"));
    assert_eq!(document["payload_text"], payload.as_str());
    assert_eq!(decode(token).json().0["payload_text"], payload.as_str());
    // Without crit nobody is bound to know it.
    let token = signed("{\"alg\":\"HS256\",\"b64\":false}", "{\"admin\":true}");
    let (document, code) = verify(token).json();
    assert_eq!(code, 1, "{document}");
    assert_ne!(document["unverified_payload"]["admin"], true);
}

#[test]
fn base64_that_is_not_strict_is_told_with_its_place() {
    let good = holding("{\"a\":1}");
    let parts: Vec<&str> = good.split('.').collect();
    for (token, code, place) in [
        (
            format!("{}.{}.{}", parts[0], parts[1].replacen('h', "*", 1), parts[2]),
            "bad_character",
            "payload, character 41",
        ),
        (
            format!("{}.{}.{}", parts[0], parts[1].replacen('h', "h ", 1), parts[2]),
            "bad_character",
            "payload, character 42",
        ),
        (format!("{good}.AAAA"), "four_parts", "token"),
        (format!("{good}AA"), "base64_length", "signature"),
    ] {
        let (document, ended) = verify(token.clone()).json();
        assert_eq!((ended, codes(&document)), (5, vec![code.to_owned()]), "{token}: {document}");
        let problem = &decode(token.clone()).json().0["problems"][0];
        assert_eq!((text(&problem["code"]), text(&problem["place"]).starts_with(place)), (code, true), "{problem}");
        assert_eq!(decode(token).done().code, 5);
    }
}

/// Every text of a payload that JSON or UTF-8 does not allow is told by its code, and the bytes are shown.
#[test]
fn a_payload_that_is_no_json_is_told_and_shown() {
    let wide: Vec<u8> = "\u{feff}{\"a\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (payload, code, shown) in [
        (b"{\"a\":\"\xff\xfe\"}".to_vec(), "not_utf8", "7b 22 61 22 3a 22 ff fe 22 7d"),
        (wide, "not_utf8", "ff fe 7b 00 22 00 61 00 22 00 3a 00 31 00 7d 00"),
        (b"\xef\xbb\xbf{\"a\":1}".to_vec(), "byte_order_mark", "\u{feff}{\"a\":1}"),
        (b"{\"a\":NaN}".to_vec(), "bad_value", "{\"a\":NaN}"),
        (b"{\"a\":-Infinity}".to_vec(), "bad_number", "{\"a\":-Infinity}"),
        (b"hello".to_vec(), "bad_value", "hello"),
    ] {
        let token = holding(payload);
        let (document, code_of_decode) = decode(token.clone()).json();
        assert_eq!((code_of_decode, text(&document["notes"][0]["code"])), (0, code), "{document}");
        assert_eq!((&document["payload"], text(&document["payload_text"])), (&Value::Null, shown));
        let (document, ended) = verify(token.clone()).json();
        assert_eq!((ended, text(&document["verdict"])), (4, "not_a_claims_set"), "{document}");
        assert_eq!(document["checks"][0]["code"], "valid", "the signature is a fact of its own");
        assert!(verify(token).done().out.contains("signature valid"));
    }
    // JSON by its grammar, and readers refuse it: it must not spoil the document.
    let deep = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
    for (payload, code) in
        [("{\"a\":\"\\ud800\"}", "bad_surrogate"), ("{\"a\":1e999}", "number_range"), (&deep, "too_deep")]
    {
        let (document, ended) = decode(holding(payload)).json();
        assert_eq!((ended, text(&document["notes"][0]["code"]), &document["payload"]), (0, code, &Value::Null));
        assert_eq!(text(&document["payload_text"]), payload);
        let (document, ended) = verify(holding(payload)).json();
        assert_eq!((ended, codes(&document)), (4, vec!["not_a_claims_set".to_owned()]));
        assert_eq!((text(&document["payload_text"]), &document["payload"]), (payload, &Value::Null));
    }
    for (header, code) in [
        (&b"\xef\xbb\xbf{\"alg\":\"HS256\"}"[..], "byte_order_mark"),
        (b"{\"alg\":\"HS256\",\"x\":\"\xff\"}", "not_utf8"),
        (b"{\"alg\":\"HS256\",\"x\":NaN}", "bad_value"),
        (b"{\"alg\":\"HS256\",\"x\":\"\\ud800\"}", "bad_surrogate"),
        (b"{\"alg\":\"HS256\",\"x\":1e999}", "number_range"),
    ] {
        let token = signed(header, "{}");
        assert_eq!(decode(token.clone()).answer(), (5, vec![code.to_owned()]));
        assert_eq!(verify(token).answer(), (5, vec![code.to_owned()]));
    }
}

#[test]
fn what_signing_cannot_keep_is_refused_and_nothing_is_printed() {
    for (words, code) in [
        (["--payload", "{\"a\":1,\"a\":2}"], "duplicate_member"),
        (["--payload", "{\"a\":{\"b\":1,\"b\":1}}"], "duplicate_member"),
        (["--header", "{\"alg\":\"HS256\",\"kid\":\"a\",\"kid\":\"b\"}"], "duplicate_member"),
        (["--payload", "{\"a\":1"], "open_bracket"),
        (["--payload", "{\"a\":NaN}"], "bad_value"),
        (["--payload", "{\"a\":\"\\ud800\"}"], "bad_surrogate"),
        (["--payload", "{\"a\":1e999}"], "number_range"),
    ] {
        let run = Run::new("sign --secret-env SECRET").with(&words);
        assert_eq!(run.clone().answer(), (5, vec![code.to_owned()]), "{words:?}");
        let done = run.done();
        assert_eq!((done.out.as_str(), done.code), ("", 5), "{words:?}");
        assert!(done.err.contains("line 1, column") && done.err.contains("\nhint: "), "{}", done.err);
    }
}

/// What was typed is what is signed: RFC 8259 leaves all of this open, and other tools change it.
#[test]
fn numbers_escapes_and_the_order_of_members_are_signed_as_they_were_typed() {
    let payload = r#"{"z":12345678901234567890123,"a":1.10,"e":1e2,"m":-0,"u":"\u00e9","v":"é","s":"\/"}"#;
    let laid_out = payload.replace(",\"", " ,\n\t\"").replace(':', " : ");
    let made =
        Run::new("sign --secret-env SECRET --alg HS256 --header {\"alg\":\"HS256\"} --payload").with(&[&laid_out]);
    assert_eq!(made.done().out, format!("{}\n", signed("{\"alg\":\"HS256\"}", payload)));
    let shown = decode(signed("{\"alg\":\"HS256\"}", payload)).with(&["--json"]).done();
    assert!(shown.out.contains(&format!("\"payload\":{payload},")), "{}", shown.out);
}

/// RFC 7516: a JWE is never a verified token, and nothing of it is opened.
#[test]
fn an_encrypted_token_is_named_and_nothing_in_it_is_opened_or_derived() {
    let key = "keys/rsa2048/private.pkcs8.pem";
    for (header, told) in [
        ("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"zip\":\"DEF\"}", "zip"),
        ("{\"alg\":\"PBES2-HS512+A256KW\",\"enc\":\"A256GCM\",\"p2c\":2147483647,\"p2s\":\"AAAA\"}", "p2c"),
        ("{\"alg\":\"dir\",\"enc\":\"A128CBC-HS256\"}", "alg"),
    ] {
        let token =
            format!("{}.AA.AAAAAAAAAAAAAAAA.{}.AAAAAAAAAAAAAAAAAAAAAA", segment(header), segment(vec![0; 60_000]));
        for run in [verify(token.clone()), Run::new("verify -k").with(&[key]).input(token.clone())] {
            let (document, code) = run.json();
            assert_eq!((code, text(&document["verdict"]), &document["valid"]), (5, "unsupported", &Value::Bool(false)));
            assert_eq!(codes(&document), ["encrypted"]);
            assert_eq!(document["unverified_payload"], Value::Null);
        }
        let (document, code) = decode(token).json();
        assert_eq!((code, text(&document["kind"]), &document["payload"]), (5, "jwe", &Value::Null));
        assert!(document["header"].get(told).is_some(), "{document}");
    }
}

/// The tag is compared by the library in constant time; whatever byte of it is wrong, the answer is the same.
#[test]
fn a_mac_with_any_byte_changed_or_of_another_length_is_refused() {
    for (alg, algorithm) in [("HS256", hmac::HMAC_SHA256), ("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)] {
        let input = format!("{}.{}", segment(format!("{{\"alg\":\"{alg}\"}}")), segment("{}"));
        let tag = hmac::sign(&hmac::Key::new(algorithm, SECRET.as_bytes()), input.as_bytes()).as_ref().to_vec();
        let run = |tag: &[u8]| verify(format!("{input}.{}", segment(tag))).json();
        assert_eq!(run(&tag).1, 0, "{alg}");
        let mut bad: Vec<Vec<u8>> = [0, 1, tag.len() / 2, tag.len() - 2, tag.len() - 1]
            .iter()
            .map(|&at| tag.iter().enumerate().map(|(here, byte)| if here == at { byte ^ 1 } else { *byte }).collect())
            .collect();
        bad.extend([tag[1..].to_vec(), tag[..tag.len() - 1].to_vec(), tag[..1].to_vec(), [&tag[..], &[0]].concat()]);
        bad.extend([[&[0], &tag[..]].concat(), tag.repeat(2), vec![0; tag.len()]]);
        for tag in bad {
            let (document, code) = run(&tag);
            assert_eq!((code, text(&document["verdict"])), (1, "bad_signature"), "{alg} {tag:?}");
        }
    }
}
