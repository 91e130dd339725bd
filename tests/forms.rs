//! Tokens of every form, changed at random: nothing panics, and what still verifies says
//! what it said before. The good tokens are those of `vectors/broken` and of the RFCs.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jotbench::jose::algorithm::{VerifyingKey, by_name};
use jotbench::jose::check;
use jotbench::jose::clean::clean;
use jotbench::jose::compare::{Side, compare};
use jotbench::jose::decode::{Decoded, Kind, decode_with};
use jotbench::jose::judge::{self, Judged, Keys};
use jotbench::jose::key::{self, KeyFile, Secret, SecretEncoding};
use jotbench::jose::keyset::{self, Candidate, Candidates, How};
use jotbench::jose::policy::Expect;
use jotbench::jose::problem::{Part, Spot};
use jotbench::jose::verify::Signature;
use jotbench::jose::why::AtHand;
use jotbench::text::{is_suspicious, visible};
use proptest::prelude::*;
use serde_json::Value;

#[path = "support/mutate.rs"]
mod support;

use support::{changed, halves};

/// A token that verifies.
struct Good {
    id: String,
    token: String,
    keys: Material,
    payload: Option<Vec<u8>>,
}

enum Material {
    File(KeyFile),
    Secret(Secret),
}

impl Material {
    fn of(&self, decoded: &Decoded) -> Vec<Keys> {
        let keys = |one: &Decoded| {
            let row = by_name(one.alg()?)?;
            let kid = one.jose.as_ref().and_then(|jose| jose.kid.as_deref());
            Some(match self {
                Self::File(file) => keyset::to_verify(file, row, kid),
                Self::Secret(secret) => {
                    let key = VerifyingKey::Secret(secret.clone());
                    Ok(Candidates { keys: vec![Candidate { key, kid: None, derived: false }], how: How::Alone })
                }
            })
        };
        decoded.signatures().map(keys).collect()
    }
}

impl Good {
    fn judge(&self, token: &str) -> (Decoded, Judged) {
        let decoded = decode_with(&clean(token).text, self.payload.as_deref());
        let judged = judge::judge(&decoded, &self.keys.of(&decoded), &AtHand::default(), &Expect::default());
        (decoded, judged)
    }
}

static GOOD: LazyLock<Vec<Good>> = LazyLock::new(|| {
    let mut good = Vec::new();
    for text in [include_str!("vectors/broken/forms.json"), include_str!("vectors/broken/cases.json")] {
        let file: Value = serde_json::from_str(text).unwrap();
        for case in file["cases"].as_array().unwrap().iter().filter(|case| case["exit"] == 0) {
            let [id, token] = ["id", "token"].map(|name| case[name].as_str().unwrap().to_owned());
            let keys = match case["secret"].as_str() {
                None => Material::File(key::read(case["key"].as_str().unwrap(), Part::Key).unwrap()),
                Some(secret) => {
                    let encoding = case["encoding"].as_str().unwrap();
                    let encoding = SecretEncoding::ALL.into_iter().find(|one| one.name() == encoding).unwrap();
                    Material::Secret(Secret::read(secret, encoding).unwrap())
                }
            };
            let payload = case["payload_b64"].as_str().map(|text| STANDARD.decode(text).unwrap());
            // `--kid` is the command's own.
            if case["options"].as_array().unwrap().iter().all(|option| option != "--kid") {
                good.push(Good { id, token, keys, payload });
            }
        }
    }
    good
});

/// What a token says: the headers that are signed, the payload, what is disclosed.
fn content(decoded: &Decoded, at: usize) -> (Vec<u8>, Option<Vec<u8>>) {
    let one = decoded.signature_at(at);
    (one.signing_input.clone(), one.payload.clone())
}

#[test]
fn the_good_ones_verify() {
    let forms = |kind: Kind| GOOD.iter().filter(|good| good.judge(&good.token).0.kind == kind).count();
    for good in GOOD.iter() {
        assert_eq!(good.judge(&good.token).1.signature, Signature::Valid, "{}", good.id);
    }
    let counts = [Kind::Jws, Kind::JwsJson, Kind::SdJwt].map(forms);
    assert!(counts.iter().all(|count| *count >= 15), "{counts:?}");
}

/// A token in JSON that can be written in compact form verifies there too, and says the same.
#[test]
fn the_compact_form_says_the_same() {
    let mut count = 0;
    for good in GOOD.iter() {
        let (decoded, judged) = good.judge(&good.token);
        let Some(compact) = decoded.compact() else { continue };
        let (other, again) = good.judge(&compact);
        assert_eq!((again.signature, other.kind), (judged.signature, Kind::Jws), "{}", good.id);
        assert_eq!(content(&other, 0), content(&decoded, 0), "{}", good.id);
        count += 1;
    }
    assert!(count > 8, "{count}");
}

const PIECES: [&str; 44] = [
    "A",
    "Q",
    "e",
    "9",
    "-",
    "_",
    ".",
    "..",
    "~",
    "~~",
    "=",
    "+",
    "/",
    " ",
    "\n",
    "\t",
    "\"",
    "\\",
    "\\u0061",
    "{",
    "}",
    "{}",
    "[",
    "]",
    "[]",
    ",",
    ":",
    "null",
    "7",
    "true",
    "\"payload\":\"e30\"",
    "\"protected\":\"e30\"",
    "\"header\":{\"alg\":\"none\"}",
    "\"signature\":\"\"",
    "\"signatures\":[]",
    "eyJhbGciOiJub25lIn0",
    "e30",
    "WyJhIiwiYiIsMV0",
    "\"disclosures\":[\"WyJhIiwiYiIsMV0\"]",
    "\"crit\":[\"b64\"]",
    "\"b64\":false",
    "\u{1b}[2J",
    "\u{202e}",
    "é",
];

type Changes = Vec<(prop::sample::Index, u8, &'static str)>;

fn changes() -> impl Strategy<Value = Changes> {
    proptest::collection::vec((any::<prop::sample::Index>(), 0..7u8, proptest::sample::select(&PIECES[..])), 1..4)
}

fn mutate(token: &str, changes: &Changes) -> String {
    let mut token = token.to_owned();
    for (place, how, piece) in changes {
        token = match how {
            // A part twice, and two parts in another order.
            5 => token.replacen('~', &format!("~{}~", token.split('~').nth(1).unwrap_or_default()), 1),
            6 => {
                let (before, rest) = halves(&token, *place);
                [before, rest, ",", rest].concat()
            }
            _ => changed(&token, *place, *how, piece),
        };
    }
    token
}

/// Everything that is said is safe to print, and every place is in the text.
fn said(decoded: &Decoded, judged: &Judged, text: &str) -> Result<(), TestCaseError> {
    let verdicts = judged.all.iter().filter_map(|signature| match signature {
        Signature::Refused(problem) | Signature::CannotCheck(problem) => Some(problem.clone()),
        _ => None,
    });
    let faults = decoded.sd_jwt.iter().flat_map(|sd_jwt| sd_jwt.faults.clone());
    let hidden = check::hidden_characters(Part::Payload, &decoded.claims_text(), is_suspicious);
    let all = decoded.problems.iter().chain(&decoded.notes).cloned().chain(verdicts).chain(faults).chain(hidden);
    for problem in all {
        prop_assert!(!problem.message.is_empty() && problem.message.len() < 500, "{problem:?}");
        prop_assert!(!visible(&problem.to_string()).contains(|c: char| c.is_control()), "{problem:?}");
    }
    for problem in &decoded.problems {
        if let Some(Spot::Offset(offset)) = problem.place.spot {
            prop_assert!(text.is_char_boundary(offset), "{problem:?} in {text}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_still_verifies_says_what_it_said(which in any::<prop::sample::Index>(), changes in changes()) {
        let good = which.get(&GOOD);
        let text = mutate(&good.token, &changes);
        let (decoded, judged) = good.judge(&text);
        let (was, before) = good.judge(&good.token);
        if judged.signature == Signature::Valid {
            // Any of its signatures may be the one that is left.
            let now = content(&decoded, judged.at);
            let same = (0..=was.more.len()).any(|at| content(&was, at) == now);
            prop_assert!(same, "{}: {text}", good.id);
            // Without fault, what is disclosed is a part of what was.
            let whole = was.sd_jwt.as_ref().map(|sd_jwt| &sd_jwt.disclosures);
            for one in decoded.sd_jwt.iter().filter(|sd_jwt| sd_jwt.faults.is_empty()).flat_map(|sd_jwt| &sd_jwt.disclosures) {
                prop_assert!(whole.is_some_and(|whole| whole.contains(one)), "{}: {text}", good.id);
            }
            // A key binding that vouches for it vouched for exactly this.
            if judged.key_binding == Some(Ok(())) && before.key_binding == Some(Ok(())) {
                let encoded = |decoded: &Decoded| decoded.sd_jwt.as_ref().map(|sd_jwt| sd_jwt.sd_hash.clone());
                prop_assert_eq!(encoded(&decoded), encoded(&was), "{}: {}", &good.id, text);
            }
        }
        said(&decoded, &judged, &clean(&text).text)?;
        let sides = [&was, &decoded].map(|decoded| Side { token: &text, decoded });
        prop_assert!(!compare(sides[0], sides[1]).is_empty());
    }

    #[test]
    fn disclosed_payloads_are_json(
        payload in proptest::sample::select(&["{}", "{\"_sd\":[\"@\"]}", "{\"a\":[{\"...\":\"@\"}]}", "{\"_sd\":[\"@\",\"@\"],\"b\":{\"_sd\":\"@\"}}", "[{\"...\":\"@\"}]", "7"][..]),
        disclosures in proptest::collection::vec(
            proptest::sample::select(&["[\"s\",\"a\",1]", "[\"s\",2]", "[\"s\",\"_sd\",[]]", "[\"s\",\"b\",{\"_sd\":[\"@\"]}]", "[\"s\",[{\"...\":\"@\"}]]", "[]", "{}", "[\"s\",\"\\ud800\",1]"][..]), 0..5),
    ) {
        // Digests are those of the disclosures, one within the other.
        let mut encoded: Vec<String> = Vec::new();
        for text in &disclosures {
            let digest = encoded.last().map_or_else(String::new, |last| digest(last));
            encoded.push(URL_SAFE_NO_PAD.encode(text.replace('@', &digest)));
        }
        let payload = payload.replace('@', &encoded.last().map_or_else(String::new, |last| digest(last)));
        let token = format!("eyJhbGciOiJIUzI1NiJ9.{}.AAAA~{}", URL_SAFE_NO_PAD.encode(&payload), encoded.iter().map(|one| one.clone() + "~").collect::<String>());
        let decoded = decode_with(&token, None);
        let sd_jwt = decoded.sd_jwt.unwrap();
        prop_assert!(serde_json::from_str::<Value>(&sd_jwt.processed).is_ok(), "{}", sd_jwt.processed);
        // Of a claims set no digest of a list element is left.
        let is_set = payload.starts_with('{');
        prop_assert!(!is_set || !sd_jwt.processed.contains("\"...\"") || !sd_jwt.faults.is_empty(), "{}", sd_jwt.processed);
        prop_assert_eq!(sd_jwt.disclosures.len(), disclosures.len());
    }
}

/// SHA-256 in base64url; that it is the right digest the tokens made with Python prove.
fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes()))
}
