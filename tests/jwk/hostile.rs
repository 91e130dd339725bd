//! Texts that are damaged, cut or built to do harm: no panic, no other key, no secret shown as none.

use jotbench::jose::key::{KeyHint, Secret, SecretEncoding, looks_like_key};

use super::broken::{ec, ed};
use super::*;

/// Every character of a private key in turn, changed to others.
#[test]
fn one_changed_character_never_makes_another_key() {
    for jwk in [ec(), ed(), vector("keys/p521/private.jwk.json")] {
        let text = jwk.to_string();
        let expected = public(&jwk);
        let mut read_anyway = 0;
        for (at, old) in text.char_indices() {
            for new in ['A', 'b', '0', '_', '+', '"', '{', ',', ' ', 'é'].into_iter().filter(|&new| new != old) {
                let mut changed = text.clone();
                changed.replace_range(at..=at, &new.to_string());
                match read(&changed, Part::Key) {
                    Ok(file) => {
                        assert!(file.first_public().unwrap().matches(&expected), "{changed}");
                        read_anyway += 1;
                    }
                    Err(problem) => assert!(problem.hint.is_some(), "{changed}: {problem:?}"),
                }
            }
        }
        // The characters of the kid, and the name of "d": without it the key is a public one.
        assert!((200..800).contains(&read_anyway), "{read_anyway}");
    }
}

#[test]
fn json_bombs_do_no_harm() {
    let key = public_of(&ec()).to_string();
    let inside = |more: String| read(&key.replacen('{', &format!("{{{more},"), 1), Part::Key);
    let deep = format!("\"z\":{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(inside(deep.clone()).unwrap_err().code, "too_deep");
    let many = |count: usize| (0..count).map(|n| format!("\"{n}\":0")).collect::<Vec<_>>().join(",");
    assert_eq!(inside(many(100_000)).unwrap().found, [first(&public_of(&ec()))]);
    let set = format!("{{\"keys\":[{key}],{deep}}}");
    assert_eq!(read(&set, Part::Key).unwrap_err().code, "too_deep");
    let same = vec!["\"d\":\"AA\""; 100_000].join(",");
    assert_eq!(inside(same).unwrap_err().code, "duplicate_member");
    // A secret that is a key, whose secret is a key, and so on.
    let nested = (0..30).fold(
        json!({"kty": "oct", "k": "AAAA"}),
        |inner, _| json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode(inner.to_string())}),
    );
    assert_eq!(load(&nested).unwrap_err().code, "key_as_secret");
}

#[test]
fn a_jwk_with_a_slip_in_its_json_is_told_as_one() {
    let text = serde_json::to_string_pretty(&ec()).unwrap();
    let slip = text.replacen(",\n", "\n", 1);
    let problem = read(&slip, Part::SigningKey).unwrap_err();
    assert_eq!((problem.code, problem.place.part), ("missing_comma", Part::SigningKey));
    let cut = text.get(..text.len() - 20).unwrap();
    assert_eq!(read(cut, Part::SigningKey).unwrap_err().code, "open_string");
    for broken in [slip.as_str(), cut] {
        assert_eq!(looks_like_key(broken), Some(KeyHint { private: true, json: true }));
        assert_eq!(Secret::read(broken, SecretEncoding::Text).unwrap_err().code, "key_as_secret");
        let set = format!("{{\"keys\": [{broken}");
        assert_eq!(looks_like_key(&set), Some(KeyHint { private: true, json: true }));
    }
    // A claims set that carries a key is none.
    assert_eq!(looks_like_key(&format!("{{\"cnf\": {{\"jwk\": {text}}}, ")), None);
}
