//! A token, or what should be one: it is taken apart, told and judged whatever it is. It
//! never verifies, for the keys here made no token, and nothing of it is shown raw.

use std::ffi::OsString;
use std::path::Path;
use std::sync::LazyLock;

use jotbench::cli::{self, Asked};
use jotbench::jose::algorithm::{ALGORITHMS, Algorithm, VerifyingKey};
use jotbench::jose::clean::clean;
use jotbench::jose::decode::{self, Decoded};
use jotbench::jose::explain::{self, kinds};
use jotbench::jose::json;
use jotbench::jose::judge;
use jotbench::jose::key::throw_away::generate_throw_away;
use jotbench::jose::key::{self, KeyFile, Secret, SecretEncoding};
use jotbench::jose::keyset;
use jotbench::jose::policy::Expect;
use jotbench::jose::problem::Part;
use jotbench::jose::verify::{Signature, verify};
use jotbench::jose::why::AtHand;

use super::raw::is_raw;
use super::{seeds, shown};

/// The longest text that goes through the commands, which have it on their line.
const LONGEST_ARGUMENT: usize = 8 << 10;

/// Keys that signed nothing: one of each kind that can be had, and a secret.
static KEYS: LazyLock<(Vec<VerifyingKey>, KeyFile)> = LazyLock::new(|| {
    let pair = generate_throw_away().expect("a key is made");
    let mut file = key::read(&pair.public_pem, Part::VerificationKey).expect("what was made is read");
    // Of the negative vectors: no token of the seeds is theirs.
    for (_, bytes) in
        seeds::keys().iter().filter(|(path, _)| path.starts_with("making/") || path.starts_with("openssh/"))
    {
        file.found.extend(key::read_bytes(bytes, Part::VerificationKey).into_iter().flat_map(|read| read.found));
    }
    let secret = pair.private_pem.lines().nth(1).expect("PEM has lines");
    let secret = Secret::read(secret, SecretEncoding::Text).expect("half a key is a secret");
    let public = file.found.iter().filter_map(|found| found.public().cloned()).map(VerifyingKey::Public);
    (public.chain([VerifyingKey::Secret(secret)]).collect(), file)
});

/// Takes any bytes.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let cleaned = clean(&text);
    if decode::decode(&cleaned.text).problems.is_empty() {
        assert_eq!(clean(&cleaned.text).text, cleaned.text, "a clean token stays as it is");
    }
    for token in [&*text, cleaned.text.as_str()] {
        let decoded = decode::decode(token);
        look(&decoded, 3);
        judge(&decoded);
        look(&decode::decode_with(token, Some(b"{}")), 0);
    }
    command(&text);
}

/// Everything that is told of it; a token within it, too.
fn look(decoded: &Decoded, deep: usize) {
    let told = decoded
        .problems
        .iter()
        .chain(&decoded.notes)
        .chain(decoded.claims.iter().filter_map(|claims| claims.as_ref().err()));
    told.for_each(shown::problem);
    let header = decoded.header.as_deref().map(decode::text).unwrap_or_default();
    let payload = decoded.claims_text();
    for text in [&header, &payload] {
        shown::text(text);
    }
    let kind = kinds::recognise(&header, &payload);
    for (part, text) in [(Part::Header, &header), (Part::Payload, &payload)] {
        for explanation in explain::all(part, text, kind.as_ref()) {
            shown::text(&explanation.meaning);
        }
        if let Ok(object) = json::object(text, part) {
            object.members.iter().for_each(|member| shown::text(&member.name));
        }
    }
    if let Some(nested) = decoded.nested.as_deref().filter(|_| deep > 0) {
        look(&decode::decode(nested), deep - 1);
    }
    decoded.more.iter().for_each(|one| look(one, 0));
}

/// No key here made it.
fn judge(decoded: &Decoded) {
    let (keys, file) = &*KEYS;
    for key in keys {
        assert_ne!(verify(decoded, Some(key)), Signature::Valid, "it verifies with {key:?}");
    }
    let candidates = |one: &Decoded| {
        let algorithm: &Algorithm = ALGORITHMS.iter().find(|row| Some(row.name) == one.alg())?;
        Some(keyset::to_verify(file, algorithm, None))
    };
    let keys: Vec<judge::Keys> = decoded.signatures().map(candidates).collect();
    let judged = judge::judge(decoded, &keys, &AtHand::default(), &Expect::default());
    assert!(!judged.all.contains(&Signature::Valid), "{judged:?}");
    assert_eq!((judged.by, judged.key_binding), (None, None));
    for signature in [&judged.signature].into_iter().chain(&judged.all) {
        if let Signature::Refused(problem) | Signature::CannotCheck(problem) = signature {
            shown::problem(problem);
        }
    }
    if let Some(why) = judged.why {
        shown::problem(&why.problem);
    }
}

/// What the commands answer, which are given the text itself.
fn command(text: &str) {
    if text.len() > LONGEST_ARGUMENT || text == "-" || Path::new(text).exists() {
        return;
    }
    for json in [None, Some("--json")] {
        let line = ["jotbench", "decode", "--now", "1795324204"].into_iter().chain(json).chain(["--", text]);
        let Asked::Decode(decode) = cli::ask(line.map(OsString::from)) else { continue };
        let answer = decode.run();
        let out = std::str::from_utf8(&answer.out).expect("an answer is text");
        assert!(!is_raw(out), "{out:?}");
        assert!(!is_raw(&answer.err), "{:?}", answer.err);
        assert!([0, 5].contains(&answer.code), "{}", answer.code);
        if json.is_some() {
            serde_json::from_str::<serde_json::Value>(out).expect("an answer in JSON is JSON");
        }
    }
}
