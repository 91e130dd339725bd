//! Characters that would steer a terminal or mislead a reader, wherever foreign text is shown. The harness looks at
//! every byte that comes out; these tests bring the text to every place, and look that it is told and not dropped.

use serde_json::{Value, json};

use super::*;

/// Sets the title, writes the clipboard (OSC 52), a C1 control, DEL, then characters that nobody sees or that turn the
/// direction of others.
const HOSTILE: &str =
    "\u{1b}]0;pwned\u{7}\u{1b}]52;c;cHduZWQ=\u{7}\u{9b}31m\u{7f}\u{202e}\u{200b}\u{feff}\u{2066}\u{ad}";
/// The same in words: each character as JSON writes it.
const SHOWN: &str = r"\u001B]0;pwned\u0007\u001B]52;c;cHduZWQ=\u0007\u009B31m\u007F\u202E\u200B\uFEFF\u2066\u00AD";

/// As a JSON string whose characters are escapes where JSON wants that, and else stand raw.
fn quoted() -> String {
    Value::from(HOSTILE).to_string()
}

/// A header or payload with `@` in the place of the text.
fn filled(json: &str) -> String {
    json.replace('@', &quoted())
}

/// Whether the hostile text is told, whatever the spelling of its escapes.
fn tells(said: &str) -> bool {
    said.to_ascii_lowercase().contains(&SHOWN.to_ascii_lowercase())
}

#[test]
fn every_place_of_a_token_is_shown_and_nothing_of_it_is_obeyed_or_dropped() {
    let oct = format!("{{\"kty\":\"oct\",\"k\":\"{}\"}}", segment(SECRET));
    for (header, payload) in [
        ("{\"alg\":\"HS256\"}", "{\"sub\":@}"),
        ("{\"alg\":\"HS256\"}", "{@:1}"),
        ("{\"alg\":\"HS256\"}", "{\"a\":{@:[@]}}"),
        ("{\"alg\":\"HS256\"}", "{\"iss\":@,\"aud\":[@],\"jti\":@}"),
        ("{\"alg\":\"HS256\"}", "{\"exp\":@,\"nbf\":@}"),
        ("{\"alg\":\"HS256\"}", "{@:1,@:2}"),
        ("{\"alg\":\"HS256\"}", "{\"a\":@"),
        ("{\"alg\":\"HS256\",\"kid\":@}", "{}"),
        ("{\"alg\":\"HS256\",\"typ\":@,\"cty\":@}", "{}"),
        ("{\"alg\":\"HS256\",\"jku\":@,\"x5u\":@,\"x5t\":@}", "{}"),
        ("{\"alg\":\"HS256\",\"jwk\":{\"kty\":@},\"x5c\":[@]}", "{}"),
        ("{\"alg\":\"HS256\",\"crit\":[@],@:1}", "{}"),
        ("{\"alg\":\"HS256\",\"b64\":@}", "{}"),
        ("{\"alg\":@}", "{}"),
        ("{\"alg\":\"HS256\",@:@}", "{}"),
        ("{\"alg\":\"HS256\"", "{\"sub\":@}"),
    ] {
        let [header, payload] = [header, payload].map(filled);
        let token = signed(&header, &payload);
        let told = decode(token.clone()).both();
        assert!(tells(&told.out), "{header} {payload}: {}", told.out);
        let expected = ["--iss", HOSTILE, "--aud", HOSTILE, "--sub", HOSTILE, "--typ", HOSTILE, "--require", HOSTILE];
        for (run, list) in [(decode(token.clone()), "notes"), (verify(token.clone()), "checks")] {
            let (document, _) = run.json();
            let noted = document[list].as_array().unwrap().iter().filter(|note| note["code"] == "hidden_characters");
            let readable = document["header"].is_object();
            assert_eq!(noted.count() > 0, readable || list == "notes", "{header} {payload}: {document}");
        }
        verify(token.clone()).both();
        verify(token.clone()).with(&expected).both();
        Run::new("verify --key-env OCT").var("OCT", &oct).with(&["--kid", HOSTILE]).input(token).both();
    }
}

#[test]
fn a_jwk_that_is_written_has_nothing_raw_and_the_same_kid() {
    let folder = Folder::new("jwk");
    let mut jwk: Value = serde_json::from_str(&vector("keys/p256/public.jwk.json")).unwrap();
    jwk["kid"] = json!(HOSTILE);
    let file = folder.write("given.json", jwk.to_string());
    for form in ["jwk", "jwks"] {
        for words in
            [&["key", "convert", &file, "--to", form][..], &["key", "convert", &file, "--to", form, "--kid", HOSTILE]]
        {
            let done = Run::words(words).done();
            assert_eq!(done.code, 0, "{words:?} {done:?}");
            let written: Value = serde_json::from_str(&done.out).unwrap();
            let key = if form == "jwk" { &written } else { &written["keys"][0] };
            assert_eq!(key["kid"], HOSTILE);
        }
        let words = ["key", "convert", &file, "--to", form, "--out", &format!("{form}.json")];
        assert_eq!(Run::words(&words).folder(&folder).done().code, 0);
        let written = fs::read_to_string(folder.0.join(format!("{form}.json"))).unwrap();
        assert_eq!(written.chars().find(|&c| is_raw(c)), None, "{written}");
    }
}
