//! Opening keys and watching the token follow the texts.

use jotbench::app::pane::Pane;
use jotbench::jose::decode;

use super::support::{Desk, NOW, vector};
use super::{desk, signed};

#[test]
fn the_first_start_shows_a_signed_sample() {
    let desk = Desk::new(120, 36);
    assert_eq!(desk.verdict(), "SIGNED with a THROW-AWAY KEY · not a credential");
    assert_eq!(desk.token().split('.').next(), Some("eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9"));
}

#[test]
fn opening_key_and_certificate_replaces_the_sample_key_and_alg_follows() {
    let desk = signed();
    assert_eq!(desk.verdict(), "SIGNED with server_key.pem · verifies with server.pem");
    assert!(desk.text(Pane::Header).contains("\"alg\": \"RS256\""), "{}", desk.text(Pane::Header));
    assert_eq!(
        desk.notice(),
        "Opened server_key.pem in 3 (RSA 2048 private key), server.pem in 4 (RSA 2048 certificate); alg is RS256 now"
    );
    assert!(desk.screen().contains("pair matches ✓"));
}

#[test]
fn one_undo_takes_the_opened_files_back_and_redo_brings_them_again() {
    let mut desk = signed();
    desk.keys("<ctrl-z>");
    assert_eq!(desk.verdict(), "SIGNED with a THROW-AWAY KEY · not a credential");
    desk.keys("<ctrl-y>");
    assert_eq!(desk.verdict(), "SIGNED with server_key.pem · verifies with server.pem");
}

#[test]
fn every_key_press_makes_another_token_of_the_text_as_typed() {
    let mut desk = signed();
    desk.keys("<alt-2><ctrl-a>{\"z\": 12345678901234567890123, \"a\": 1.10");
    assert_eq!(
        desk.verdict(),
        "EDITING payload, line 1, column 41: } is missing: the object that starts on line 1 is not closed (write the missing part and a } at the end)"
    );
    desk.keys("}");
    let mut last = desk.token();
    for key in [" ", "<left><left>2", "\n"] {
        let before = desk.text(Pane::Payload).to_owned();
        desk.keys(key);
        assert_ne!(desk.text(Pane::Payload), before);
        last = desk.token();
    }
    let decoded = decode::decode(&last);
    let payload = String::from_utf8(decoded.payload.unwrap()).unwrap();
    assert_eq!(payload, "{\"z\":12345678901234567890123,\"a\":1.102}");
}

#[test]
fn a_stale_token_is_marked_and_never_copied() {
    let mut desk = signed();
    desk.keys("<alt-2><ctrl-end><backspace>");
    assert!(desk.verdict().starts_with("EDITING payload, line 8, column 20"), "{}", desk.verdict());
    assert!(desk.screen().contains("NOT CURRENT"));
    desk.keys("<f5><f6>");
    assert_eq!(desk.copied, Vec::<String>::new());
    assert!(desk.notice().contains("nothing was copied"), "{}", desk.notice());
    desk.keys("}<f5>");
    assert_eq!(desk.copied, [format!("Bearer {}", desk.token())]);
}

#[test]
fn a_late_result_of_an_older_text_is_dropped() {
    let mut desk = signed();
    desk.slow = true;
    desk.keys("<alt-2><down><right><right><right>x");
    assert_eq!(desk.verdict(), "UNSIGNED signing…");
    assert_eq!(desk.app.bench.current_token(), None);
    let older = desk.waiting.pop().unwrap();
    desk.keys("y");
    desk.send(jotbench::app::event::Event::Done(older.run()));
    assert_eq!(desk.app.bench.current_token(), None, "the result of the older text");
    desk.finish();
    let payload = decode::decode(&desk.token()).payload.unwrap();
    assert!(String::from_utf8(payload).unwrap().starts_with("{\"xyuserId\""));
}

#[test]
fn f4_offers_what_fits_first_and_says_why_the_rest_does_not() {
    let mut desk = signed();
    desk.keys("<f4>");
    let screen = desk.screen();
    let order: Vec<usize> = ["RS256", "PS512", "ES256"]
        .iter()
        .map(|name| screen.find(&format!("║ {name}")).unwrap_or_else(|| panic!("{name}\n{screen}")))
        .collect();
    assert!(order.is_sorted(), "{screen}");
    desk.keys("PS384<enter>");
    assert!(desk.text(Pane::Header).contains("\"alg\": \"PS384\""));
    assert_eq!(desk.verdict(), "SIGNED with server_key.pem · verifies with server.pem");
    desk.keys("<f4>ES256<enter>");
    assert!(desk.notice().starts_with("ES256: "), "{}", desk.notice());
    assert!(desk.text(Pane::Header).contains("PS384"), "a refused row changes nothing");
}

#[test]
fn an_algorithm_that_does_not_fit_the_key_is_unsigned_and_says_what_would() {
    let mut desk = signed();
    desk.keys("<alt-1><ctrl-a>{\"alg\":\"ES256\"}");
    let verdict = desk.verdict();
    assert!(verdict.starts_with("UNSIGNED ") && verdict.contains("RSA 2048") && verdict.contains("RS256"), "{verdict}");
    desk.keys("<f5>");
    assert_eq!(desk.copied, Vec::<String>::new());
}

#[test]
fn an_alg_that_the_user_typed_never_follows_a_key() {
    let mut desk = desk(120, 36);
    desk.keys("<alt-1><ctrl-a>{\"alg\":\"ES384\"}");
    desk.open(&["server_key.pem"]);
    assert_eq!(desk.text(Pane::Header), "{\"alg\":\"ES384\"}");
    assert!(desk.verdict().starts_with("UNSIGNED"), "{}", desk.verdict());
}

#[test]
fn keys_that_do_not_belong_together_are_said_to_differ() {
    let mut desk = desk(120, 36);
    desk.open(&["server_key.pem", "other_cert.pem"]);
    assert!(desk.screen().contains("pair differs ✗"));
    assert_eq!(desk.verdict(), "SIGNED with server_key.pem · does NOT verify with other_cert.pem");
}

#[test]
fn a_private_key_alone_signs_and_serves_to_verify() {
    let mut desk = desk(120, 36);
    desk.open(&["ec.pem"]);
    assert_eq!(desk.verdict(), "SIGNED with ec.pem · verifies with ec.pem");
}

#[test]
fn f8_lays_out_and_packs_and_the_token_stays_the_same() {
    let mut desk = signed();
    let token = desk.token();
    let laid_out = desk.text(Pane::Payload).to_owned();
    desk.keys("<alt-2><f8>");
    assert!(!desk.text(Pane::Payload).contains('\n'));
    assert_eq!(desk.token(), token);
    desk.keys("<f8>");
    assert_eq!(desk.text(Pane::Payload), laid_out);
    assert_eq!(desk.token(), token);
}

#[test]
fn times_are_told_beside_their_numbers_and_count_down() {
    let mut desk = signed();
    assert!(desk.screen().contains("\"exp\": 1795327804   ◂ in 60 min 0 s, 06:10:04 "));
    assert_eq!(desk.app.wakes_at().map(|at| at - NOW), Some(1000));
    desk.wait(61_000);
    assert!(desk.screen().contains("◂ in 58 min 59 s"));
    assert!(!desk.text(Pane::Payload).contains('◂'));
}

#[test]
fn an_hmac_secret_signs_masked_and_is_read_as_it_is_written() {
    let mut desk = desk(120, 36);
    desk.keys("<alt-3>0123456789abcdef0123456789abcdef");
    assert!(desk.text(Pane::Header).contains("\"alg\": \"HS256\""), "alg follows the kind of key");
    assert_eq!(desk.verdict(), "SIGNED with the key in pane 3 · verifies with pane 3, HMAC secret");
    let as_text = desk.token();
    let screen = desk.screen();
    assert!(!screen.contains("0123456789"), "{screen}");
    assert!(screen.contains("●●●●●●●●") && screen.contains("256 bits"), "{screen}");
    desk.keys("<alt-s>hex<enter>");
    assert!(desk.screen().contains("128 bits"));
    assert_ne!(desk.token(), as_text);
    desk.keys("<ctrl-z>");
    assert_eq!(desk.token(), as_text);
}

#[test]
fn forgetting_a_key_leaves_nothing_to_undo() {
    let mut desk = signed();
    desk.keys("<alt-3><alt-x>");
    assert_eq!(desk.text(Pane::Signing), "");
    assert!(desk.verdict().starts_with("UNSIGNED signing key: there is none"), "{}", desk.verdict());
    desk.keys("<ctrl-z><ctrl-y>");
    assert_eq!(desk.text(Pane::Signing), "");
    assert!(!vector("keys/qlik-like/server_key.pem").is_empty());
}
