//! The causes that people come for, each read off the verdict line at every size of screen, and in pane 6.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use serde_json::Value;

use super::desk;
use super::support::{Desk, vector};

/// A token of `broken/cases.json` or `broken/forms.json`, and the words that must be read.
const CAUSES: [(&str, &str); 22] = [
    ("other key RS256 2048", "made by another key than this one"),
    ("other key ES256", "wrong key or changed text"),
    ("other secret", "another secret or changed text"),
    ("edited RS256 2048", "right key, but header or payload was changed"),
    ("edited PS384 4096", "right key, but header or payload was changed"),
    ("RS256 is RS512 2048", "the signature is good, but it is RS512"),
    ("alg was changed from RS512", "the header was changed after signing"),
    ("secret in base64 read as text", "the secret is not text: read as base64"),
    ("issuer's secret ends in a line break", "made with the secret with a line break"),
    ("DER ES256", "the signature is in DER form"),
    ("packed after signing RS256", "changed after signing, but only in its white space"),
    ("certificate as the secret", "signed with the text of the certificate"),
    ("nbf in milliseconds", "\"nbf\" is in milliseconds"),
    ("exp in milliseconds", "but \"exp\" is in milliseconds"),
    ("exp is a string", "\"exp\" is a string, not a number"),
    ("expired", "expired 3 h 12 min ago"),
    ("issuer's clock is two hours ahead", "not yet valid: nbf is 2 h ahead to the minute"),
    ("padding added after signing", "= padding was added after signing"),
    ("copy cut by 1 characters", "the token was cut"),
    ("Bearer stood twice", "but \"Bearer\" stood twice before the token"),
    ("detached, no payload given RS256", "the payload is not in the token (detached)"),
    ("key binding, sd_hash of something else", "the key binding JWT is for other disclosures"),
];

fn case(id: &str) -> Value {
    let files = ["broken/cases.json", "broken/forms.json"].map(vector);
    let mut cases = files.iter().flat_map(|text| {
        let mut file: Value = serde_json::from_str(text).unwrap();
        std::mem::take(file["cases"].as_array_mut().unwrap())
    });
    cases.find(|case| case["id"] == id).unwrap()
}

/// A desk with a case's key and token.
fn at(width: u16, height: u16, case: &Value) -> Desk {
    let mut desk = desk(width, height);
    match case["secret"].as_str() {
        Some(secret) => desk.keys("<alt-3>").paste(secret),
        None => desk.keys("<alt-4>").paste(case["key"].as_str().unwrap()),
    };
    desk.keys("<alt-5>").paste(case["token"].as_str().unwrap()).wait(10_000);
    desk
}

/// The verdict as it stands on the screen, which may cut it.
fn shown(desk: &Desk, rows: usize) -> String {
    let screen = desk.screen();
    let rows: Vec<&str> = screen.lines().skip(1).take(rows).map(str::trim).collect();
    rows.join(" ")
}

#[test]
fn every_cause_is_read_at_every_size() {
    let mut cut = Vec::new();
    for (id, words) in CAUSES {
        let case = case(id);
        for (width, height, rows) in [(120, 36, 1), (80, 24, 1), (40, 12, 2)] {
            let desk = at(width, height, &case);
            if !shown(&desk, rows).contains(words) {
                cut.push(format!("{id} at {width}x{height}: {}", shown(&desk, rows)));
            }
        }
    }
    assert!(cut.is_empty(), "{}", cut.join("\n"));
}

/// Pane 6 says the same sentence, and begins with what failed.
#[test]
fn pane_6_says_what_the_verdict_says() {
    for (id, words) in CAUSES.into_iter().filter(|(id, _)| !["Bearer stood twice", "exp in milliseconds"].contains(id))
    {
        let mut desk = at(120, 36, &case(id));
        desk.keys("<alt-6><f12>");
        let screen = desk.screen();
        assert!(screen.lines().skip(2).any(|line| line.contains(words)), "{id}: {words}\n{screen}");
    }
}

/// Of a list that is longer than the pane, PgDn shows the end and PgUp the start again.
#[test]
fn pages_of_pane_6_go_past_the_selected_check() {
    let mut desk = at(80, 24, &case("DER ES256"));
    desk.keys("<alt-6>");
    assert!(!desk.screen().contains("- INFO  dates"), "{}", desk.screen());
    desk.keys("<pgdn><pgdn><pgdn><pgdn><pgdn>");
    assert!(desk.screen().contains("- INFO  dates"), "{}", desk.screen());
    desk.keys("<pgup><pgup><pgup><pgup><pgup>");
    assert!(desk.screen().contains("✗ FAIL  signature"), "{}", desk.screen());
}
