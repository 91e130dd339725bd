//! What finding out why a token fails costs: taking it apart, trying the key, and going down the ladder of causes.
//! The tokens are those of `tests/vectors/broken`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark that cannot go on fails")]

use std::hint::black_box;

use divan::Bencher;
use jotbench::jose::algorithm::{VerifyingKey, by_name};
use jotbench::jose::decode::decode;
use jotbench::jose::judge::{self, Keys};
use jotbench::jose::key::{self, Secret, SecretEncoding};
use jotbench::jose::keyset::{self, Candidate, Candidates, How};
use jotbench::jose::policy::Expect;
use jotbench::jose::problem::Part;
use jotbench::jose::why::AtHand;
use serde_json::Value;

fn main() {
    divan::main();
}

const CASES: &str = include_str!("../tests/vectors/broken/cases.json");

/// A token that is good, and the causes from the first rung to the last.
const IDS: [&str; 8] = [
    "good RS256 2048",
    "secret in base64 read as text",
    "DER ES256",
    "RS256 is RS512 2048",
    "packed after signing RS256",
    "edited RS256 4096",
    "other key RS256 2048",
    "other key ES256",
];

#[divan::bench(args = IDS)]
fn judge_a_token(bencher: Bencher<'_, '_>, id: &str) {
    let corpus: Value = serde_json::from_str(CASES).unwrap();
    let case = corpus["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap().clone();
    let token = case["token"].as_str().unwrap();
    let row = by_name(decode(token).alg().unwrap()).unwrap();
    let (keys, at_hand): (Keys, AtHand) = if let Some(secret) = case["secret"].as_str() {
        let key = VerifyingKey::Secret(Secret::read(secret, SecretEncoding::Text).unwrap());
        let keys = Candidates { keys: vec![Candidate { key, kid: None, derived: false }], how: How::Alone };
        let at_hand = AtHand { secret: Some((secret.to_owned().into(), SecretEncoding::Text)), ..AtHand::default() };
        (Some(Ok(keys)), at_hand)
    } else {
        let file = key::read(case["key"].as_str().unwrap(), Part::Key).unwrap();
        (Some(keyset::to_verify(&file, row, None)), AtHand::default())
    };
    let keys = [keys];
    bencher.bench_local(|| judge::judge(&decode(black_box(token)), &keys, &at_hand, &Expect::default()));
}
