//! Pasting tokens: what they hold, whether they verify, when they expire.

use jotbench::app::pane::Pane;

use super::support::{Desk, vector};
use super::{desk, signed};

/// The token of RFC 7515 appendix A.1, and its key as base64url.
const A1: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const A1_KEY: &str = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

/// A token of the Qlik-like key, as it stands in a mail.
fn mailed() -> (String, String) {
    let token = signed().token();
    let (head, tail) = token.split_at(100);
    (format!("Authorization: Bearer {head}\r\n  {tail}\r\n"), token)
}

#[test]
fn a_token_from_a_mail_is_cleaned_read_and_verified() {
    let (mail, token) = mailed();
    let mut desk = desk(120, 36);
    desk.open(&["server.pem"]).paste(&mail);
    assert_eq!(desk.verdict(), "VERIFIED signature valid with server.pem, RSA 2048");
    assert_eq!(desk.token(), token);
    assert!(
        desk.notice().ends_with(
            "characters into 5 Token, removed white space around it, \"Authorization:\", \"Bearer\" and 1 line break"
        ),
        "{}",
        desk.notice()
    );
    assert!(desk.text(Pane::Payload).contains("\"userDirectory\": \"CORP\""));
    assert!(desk.screen().contains("Inspecting"));
}

#[test]
fn a_token_signed_with_another_key_fails_and_says_so() {
    let (mail, _) = mailed();
    let mut desk = desk(120, 36);
    desk.open(&["other_cert.pem"]).paste(&mail);
    assert_eq!(desk.verdict(), "FAILED made by another key than this one, or damaged (other_cert.pem, RSA 2048)");
    desk.open(&["server.pem"]);
    assert!(desk.verdict().starts_with("VERIFIED"), "{}", desk.verdict());
}

#[test]
fn an_expired_token_fails_with_its_valid_signature_told_apart() {
    let (mail, _) = mailed();
    let mut desk = desk(120, 36);
    desk.open(&["server.pem"]).paste(&mail).wait((3600 + 3 * 3600 + 12 * 60) * 1000);
    assert_eq!(desk.verdict(), "FAILED expired 3 h 12 min ago (signature valid, server.pem, RSA 2048)");
    let screen = desk.screen();
    assert!(screen.contains("✓ OK    signature") && screen.contains("✗ FAIL  time"), "{screen}");
}

#[test]
fn without_a_key_of_the_users_a_token_is_unchecked() {
    let mut desk = desk(120, 36);
    desk.paste(&mailed().1);
    assert_eq!(desk.verdict(), "UNCHECKED no key to check with: F2 opens the issuer's public key or certificate");
}

#[test]
fn an_hmac_token_without_a_secret_asks_for_the_secret() {
    let mut desk = desk(120, 36);
    desk.paste(A1);
    assert_eq!(desk.verdict(), "UNCHECKED no key to check with: type or paste the HMAC secret in pane 3 (Alt+3)");
}

#[test]
fn the_samples_own_token_verifies_when_it_comes_back() {
    let mut desk = Desk::new(120, 36);
    let token = desk.token();
    desk.paste(&token);
    assert!(desk.verdict().starts_with("VERIFIED signature valid with the THROW-AWAY KEY"), "{}", desk.verdict());
}

#[test]
fn undo_of_a_pasted_token_restores_the_texts_before_it() {
    let mut desk = signed();
    let (header, payload) = (desk.text(Pane::Header).to_owned(), desk.text(Pane::Payload).to_owned());
    desk.paste(A1);
    assert!(desk.text(Pane::Payload).contains("\"iss\": \"joe\""));
    desk.keys("<ctrl-z>");
    assert_eq!((desk.text(Pane::Header), desk.text(Pane::Payload)), (header.as_str(), payload.as_str()));
    assert_eq!(desk.verdict(), "SIGNED with server_key.pem · verifies with server.pem");
}

#[test]
fn the_first_edit_turns_to_signing_and_one_undo_brings_the_exact_bytes_back() {
    let mut desk = signed();
    desk.paste(A1);
    desk.keys("<alt-2><ctrl-home><right> ");
    assert!(desk.screen().contains("Signing"));
    assert_ne!(desk.text(Pane::Token), A1);
    desk.keys("<ctrl-z>");
    assert_eq!(desk.text(Pane::Token), A1);
    assert!(desk.screen().contains("Inspecting"));
    desk.keys("<ctrl-y>");
    assert!(desk.screen().contains("Signing"));
}

#[test]
fn the_same_holds_when_the_edit_made_a_new_token_meanwhile() {
    let (_, token) = mailed();
    for between in ["", "<f8>", "<alt-5><ctrl-home>x<ctrl-z><alt-2>"] {
        let mut desk = signed();
        desk.keys("<alt-2><ctrl-end><left>, \"x\": 1");
        let own = desk.text(Pane::Payload).to_owned();
        desk.paste(&token);
        let (header, payload) = (desk.text(Pane::Header).to_owned(), desk.text(Pane::Payload).to_owned());
        desk.keys("<alt-2>").keys(between).keys("<ctrl-home><right> <alt-1><ctrl-end><left> ");
        let made = desk.token();
        assert_eq!(desk.text(Pane::Token), made);
        desk.keys("<ctrl-z><ctrl-z>");
        assert_eq!((desk.text(Pane::Token), desk.token().as_str()), (token.as_str(), token.as_str()), "{between}");
        assert!(desk.verdict().starts_with("VERIFIED"), "{}", desk.verdict());
        if between.is_empty() {
            assert_eq!((desk.text(Pane::Header), desk.text(Pane::Payload)), (header.as_str(), payload.as_str()));
        }
        desk.keys("<ctrl-y><ctrl-y>");
        assert_eq!(desk.token(), made, "RS256 gives the same token for the same texts");
        // Laying the payload out was a step of its own.
        desk.keys(if between == "<f8>" { "<ctrl-z><ctrl-z><ctrl-z><ctrl-z>" } else { "<ctrl-z><ctrl-z><ctrl-z>" });
        assert_eq!(desk.text(Pane::Payload), own, "{between}");
        assert!(desk.verdict().starts_with("SIGNED with server_key.pem"), "{}", desk.verdict());
    }
}

#[test]
fn an_hmac_token_verifies_with_its_secret() {
    let mut desk = desk(120, 36);
    desk.paste(A1);
    desk.keys("<alt-3>").paste(A1_KEY);
    assert!(
        desk.verdict()
            .starts_with("FAILED the secret is not text: read as base64url it verifies (pane 3, HMAC secret)"),
        "{}",
        desk.verdict()
    );
    desk.keys("<alt-s>base64url<enter>");
    assert!(desk.verdict().starts_with("FAILED expired 15 y "), "{}", desk.verdict());
    assert!(desk.verdict().ends_with("(signature valid, pane 3, HMAC secret)"), "{}", desk.verdict());
}

#[test]
fn a_secret_that_the_chosen_encoding_cannot_read_is_tried_in_the_others() {
    let case: serde_json::Value = serde_json::from_str(&vector("broken/cases.json")).unwrap();
    let good = case["cases"].as_array().unwrap().iter().find(|case| case["id"] == "good HS256").unwrap();
    let mut desk = desk(120, 36);
    desk.keys("<alt-3>").paste(good["secret"].as_str().unwrap()).keys("<alt-s>base64<enter>");
    desk.keys("<alt-5>").paste(good["token"].as_str().unwrap());
    assert!(
        desk.verdict().starts_with("FAILED the secret is not base64: read as text it verifies"),
        "{}",
        desk.verdict()
    );
    desk.keys("<alt-r>");
    assert!(desk.verdict().starts_with("VERIFIED signature valid with pane 3"), "{}", desk.verdict());
}

#[test]
fn an_hmac_token_is_never_checked_with_a_public_key() {
    let mut desk = desk(120, 36);
    desk.open(&["server.pem"]).paste(A1);
    let verdict = desk.verdict();
    assert!(verdict.starts_with("FAILED") && verdict.contains("HS256"), "{verdict}");
}

#[test]
fn what_is_no_token_says_where_and_why_and_shows_what_can_be_read() {
    let two_parts = A1.rsplit_once('.').unwrap().0;
    let cases = [
        (
            two_parts.to_owned(),
            "NOT A TOKEN token: has two parts: the signature is missing (copy the whole token; an unsecured one still ends with a dot)",
        ),
        (
            A1.replace(".dBjf", ".dB jf"),
            "NOT A TOKEN signature, character 139: a space is no base64url character (only A-Z a-z 0-9 - and _ can stand here: copy the token again, whole)",
        ),
    ];
    for (text, verdict) in cases {
        let mut desk = signed();
        desk.paste(&text);
        assert_eq!(desk.verdict(), verdict);
        assert!(desk.text(Pane::Payload).contains("\"iss\": \"joe\""));
        desk.keys("<f5>");
        assert_eq!(desk.copied, Vec::<String>::new());
    }
}

#[test]
fn an_unsecured_token_fails_whatever_the_key() {
    let mut desk = signed();
    desk.paste("eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ.");
    assert_eq!(
        desk.verdict(),
        "FAILED \"alg\" is \"none\": this token is not signed at all: anybody can write such a token; ask its issuer for a signed one"
    );
}

#[test]
fn an_encrypted_token_is_unchecked_and_shows_its_header() {
    let mut desk = signed();
    desk.paste("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AAAA.AAAA.AAAA.AAAA");
    assert!(desk.verdict().starts_with("UNCHECKED encrypted (RSA-OAEP with A256GCM): of a JWE"), "{}", desk.verdict());
    assert!(desk.text(Pane::Header).contains("RSA-OAEP"));
}

#[test]
fn a_paste_goes_where_its_content_belongs_whatever_the_focus() {
    let token = mailed().1;
    for focus in ["<alt-1>", "<alt-2>", "<alt-4>", "<alt-6>"] {
        let mut desk = desk(120, 36);
        desk.keys(focus);
        let before = desk.app.focus;
        desk.paste(&format!("Bag Attributes\n  friendlyName: x\n{}", vector("keys/qlik-like/server_key.pem")));
        desk.paste(&vector("keys/qlik-like/server.pem"));
        desk.paste(&token);
        assert_eq!(desk.app.focus, before);
        assert!(
            desk.verdict().starts_with("VERIFIED signature valid with pane 4, RSA 2048"),
            "{focus}: {}",
            desk.verdict()
        );
        assert!(!desk.screen().contains("MIIE"), "a pasted private key is hidden at once");
        for _ in 0..3 {
            desk.keys("<ctrl-z>");
        }
        assert!(desk.verdict().starts_with("SIGNED with a THROW-AWAY KEY"), "{}", desk.verdict());
    }
}

#[test]
fn json_and_text_stay_where_the_focus_is() {
    let mut desk = signed();
    desk.keys("<alt-2><ctrl-a>").paste("{\"sub\":\r\n\"x\"}");
    assert_eq!(desk.text(Pane::Payload), "{\"sub\":\n\"x\"}");
    desk.keys("<alt-1><ctrl-end><left>").paste(",\"kid\":\"k1\"");
    assert!(desk.text(Pane::Header).ends_with(",\"kid\":\"k1\"}"));
}

#[test]
fn f3_reads_the_clipboard_and_says_when_it_cannot() {
    let mut desk = desk(120, 36);
    desk.clipboard = Some(format!("\"{A1}\""));
    desk.keys("<f3>");
    assert_eq!(desk.token(), A1);
    desk.clipboard = None;
    desk.keys("<f3>");
    assert_eq!(desk.notice(), "the clipboard is empty");
}

#[test]
fn a_secret_that_cannot_be_read_is_told_from_one_that_is_missing() {
    let mut desk = desk(120, 36);
    desk.paste(A1).keys("<alt-3>!!<alt-s>hex<enter>");
    assert!(
        desk.verdict().starts_with("UNCHECKED the key to check with cannot be used: secret, character 1"),
        "{}",
        desk.verdict()
    );
}

#[test]
fn a_short_secret_and_hidden_characters_are_warned_of() {
    let mut desk = desk(120, 36);
    desk.paste("eyJhbGciOiJIUzI1NiJ9.eyJuYW1lIjoiYeKArmIifQ.AAAA").keys("<alt-3>secret<f12><alt-6><f12>");
    let screen = desk.screen();
    assert!(screen.contains("48 bits") && screen.contains("! WARN  algorithm"), "{screen}");
    assert!(
        screen.contains("! WARN  note") && screen.contains("holds control, direction or invisible characters"),
        "{screen}"
    );
}

#[test]
fn a_token_that_failed_is_copied_at_the_second_press_only() {
    let mut desk = desk(120, 36);
    desk.open(&["other_cert.pem"]).paste(&mailed().1).keys("<f5>");
    assert_eq!((desk.copied.len(), desk.notice().starts_with("This token FAILED its checks")), (0, true));
    desk.keys("<f5>");
    assert_eq!(desk.copied.len(), 1);
}

#[test]
fn times_in_one_row_are_told_by_name() {
    let mut desk = signed();
    desk.keys("<alt-2><ctrl-a>").paste("{\"iat\":1795324204,\"exp\":1795327804}");
    assert!(desk.screen().contains("} ◂ iat now · exp i"), "{}", desk.screen());
    desk.keys("<f8>");
    assert!(desk.screen().contains("\"exp\": 1795327804   ◂ in 60 min 0 s, 06:10:04"));
}

/// What the first failed check offers is one key press, and undo takes it back.
#[test]
fn a_secret_in_another_encoding_is_read_so_on_a_key() {
    let mut desk = desk(120, 36);
    desk.paste(A1);
    desk.keys("<alt-3>").paste(A1_KEY);
    desk.keys("<alt-6>");
    assert!(desk.screen().contains("Enter: read the secret as base64url"), "{}", desk.screen());
    desk.keys("<enter>");
    assert!(desk.verdict().starts_with("FAILED expired"), "{}", desk.verdict());
    assert!(desk.verdict().contains("signature valid"), "{}", desk.verdict());
    desk.keys("<ctrl-z>");
    assert!(desk.verdict().starts_with("FAILED the secret is not text"), "{}", desk.verdict());
    desk.keys("<alt-r>");
    assert!(desk.verdict().starts_with("FAILED expired"), "{}", desk.verdict());
    desk.keys("<alt-r>");
    assert!(desk.notice().contains("nothing here can mend what failed"), "{}", desk.notice());
}

/// The clock that times are judged by is chosen here, and always told beside the times.
#[test]
fn times_are_judged_as_of_another_moment_and_with_a_leeway() {
    let mut desk = desk(120, 36);
    desk.paste(A1);
    desk.keys("<alt-3>").paste(A1_KEY);
    desk.keys("<alt-r><alt-a>").keys("2011-03-22T18:00:00Z<enter>");
    assert!(
        desk.verdict().starts_with("VERIFIED as of 2011-03-22 18:00:00 UTC: signature valid"),
        "{}",
        desk.verdict()
    );
    assert!(desk.screen().contains("judged as of 2011-03-22 18:00:00 UTC"), "{}", desk.screen());
    desk.keys("<alt-a>").keys("<ctrl-a>1300819400<enter>");
    assert!(desk.verdict().starts_with("FAILED as of 2011-03-22 18:43:20 UTC: expired 20 s ago"), "{}", desk.verdict());
    desk.keys("<alt-y>").keys("<ctrl-a>1m<enter>");
    let within = "as of 2011-03-22 18:43:20 UTC, expired 20 s ago, within the leeway of 1 min 0 s: signature valid";
    assert!(desk.verdict().starts_with(&format!("VERIFIED {within}")), "{}", desk.verdict());
    // One undo takes the leeway back, and the keys stay.
    desk.keys("<ctrl-z>");
    assert!(desk.verdict().starts_with("FAILED as of 2011-03-22 18:43:20 UTC: expired"), "{}", desk.verdict());
    desk.keys("<ctrl-y>");
    assert!(desk.screen().contains("skew 60 s"), "{}", desk.screen());
    desk.keys("<alt-a>").keys("<ctrl-a>tomorrow<enter>");
    assert!(desk.screen().contains("type a time as 2026-11-22T05:10:04Z, 2026-11-22 05:10"), "{}", desk.screen());
}

/// A secret at hand is no key of an RS256 token: nothing was checked, whatever the token brings along.
#[test]
fn with_a_secret_alone_an_rsa_token_is_unchecked() {
    let case: serde_json::Value = serde_json::from_str(&vector("broken/cases.json")).unwrap();
    let offered = case["cases"].as_array().unwrap().iter().find(|case| case["code"] == "offered_key").unwrap();
    let mut desk = desk(120, 36);
    desk.keys("<alt-3>").paste("correct horse battery staple 0123456789");
    desk.keys("<alt-5>").paste(offered["token"].as_str().unwrap());
    assert!(desk.verdict().starts_with("UNCHECKED"), "{}", desk.verdict());
}

/// Near misses are named.
#[test]
fn claims_are_held_against_what_is_expected() {
    let mut desk = desk(120, 36);
    desk.paste(A1);
    desk.keys("<alt-3>").paste(A1_KEY);
    desk.keys("<alt-r><alt-a>").keys("2011-03-22T18:00:00Z<enter>");
    desk.keys("<alt-c>").keys("iss=Joe<enter>");
    assert!(
        desk.verdict()
            .starts_with("FAILED as of 2011-03-22 18:00:00 UTC: only upper and lower case differ: iss is \"joe\""),
        "{}",
        desk.verdict()
    );
    desk.keys("<alt-c>").keys("<ctrl-a>issuer=joe<enter>");
    assert!(desk.screen().contains("\"issuer\" is not known here"), "{}", desk.screen());
    desk.keys("<ctrl-a>iss=joe require=exp<enter>");
    assert!(desk.verdict().starts_with("VERIFIED"), "{}", desk.verdict());
}

/// The certificate does not belong to the key beside it, and that key made the token.
#[test]
fn the_key_beside_the_wrong_certificate_is_tried() {
    let mut desk = desk(120, 36);
    desk.open(&["server_key.pem", "server.pem"]);
    let made = desk.token();
    desk.open(&["other_cert.pem"]).paste(&made);
    assert_eq!(
        desk.verdict(),
        "FAILED made by another key: it verifies with the private key in server_key.pem, not with this one (other_cert.pem, RSA 2048)"
    );
    desk.keys("<alt-r>");
    assert!(desk.verdict().starts_with("VERIFIED signature valid"), "{}", desk.verdict());
    desk.keys("<ctrl-z>");
    assert!(desk.verdict().starts_with("FAILED made by another key"), "{}", desk.verdict());
}
