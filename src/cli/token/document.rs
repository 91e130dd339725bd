//! The document of `jotbench decode --json` as the beginning of another token: its
//! header and payload, whatever of them was not edited byte for byte.
//!
//! A document escapes characters that a terminal would obey or nobody would see. Where
//! it does, its member `exact` has the bytes of the token, and what was escaped is put
//! back, string by string.

use std::collections::HashMap;

use super::super::report::Json;
use super::is_readable;
use crate::jose::decode::Decoded;
use crate::jose::json::{self, Member};
use crate::jose::problem::Part;
use crate::jose::{base64url, layout};

/// What a document says of header and payload.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Document {
    /// The header, a JSON text; none where the token has none that can be read.
    pub(super) header: Option<String>,
    /// The payload, a JSON text; none where it is no JSON.
    pub(super) payload: Option<String>,
    /// The kind of the token.
    pub(super) kind: String,
}

/// Reads a text as such a document; none if it is something else, such as a claims set.
pub(super) fn read(text: &str) -> Option<Document> {
    let document = json::object(text, Part::Payload).ok()?;
    let member = |name: &str| document.find(name);
    let is = |name: &str, kind: &str| member(name).is_some_and(|member| member.kind() == kind);
    if !is("kind", "a string") || !is("problems", "a list") || !is("cleaned", "a list") {
        return None;
    }
    let (header, payload) = (member("header")?, member("payload")?);
    let exact = member("exact").and_then(|exact| json::object(exact.raw, Part::Payload).ok());
    let bytes = |name: &str| {
        let segment = base64url::decode(&exact.as_ref()?.find(name)?.string()?, Part::Payload, 0);
        segment.bytes.filter(|_| segment.problem.is_none())
    };
    let text = |member: &Member<'_>, name: &str| {
        let original = bytes(name).and_then(|bytes| String::from_utf8(bytes).ok());
        (member.raw != "null").then(|| original.map_or(member.raw.to_owned(), |text| restored(member.raw, &text)))
    };
    Some(Document {
        header: text(header, "header"),
        payload: text(payload, "payload"),
        kind: member("kind")?.string()?,
    })
}

/// What another document of this program is that stands where a claims set is expected: it is no claims set, and whoever
/// sent it here expects something else of it.
pub(super) fn other(text: &str) -> Option<&'static str> {
    let object = json::object(text, Part::Payload).ok()?;
    let has = |names: &[&str]| names.iter().all(|name| object.find(name).is_some());
    let begins =
        |name: &str, with: &str| object.find(name).is_some_and(|member| layout::minify(member.raw).starts_with(with));
    let is_list = |name: &str| begins(name, "[");
    if object.members.len() == 1 && begins("problems", "[{\"code\":\"") {
        return Some("the document of a command that failed");
    }
    if has(&["valid", "verdict"]) && begins("key", "{") && begins("checks", "[{\"check\":\"") {
        return Some("the document of `jotbench verify`");
    }
    let parts = ["header", "payload", "key"].iter().all(|name| begins(name, "{"));
    (has(&["token"]) && parts && is_list("notes")).then_some("the document of `jotbench sign`")
}

/// The bytes of header and payload, if the document shows one of them otherwise than it is.
pub(super) fn exact(decoded: &Decoded) -> Option<Json> {
    let parts = [("header", &decoded.header), ("payload", &decoded.payload)];
    let differs = |bytes: &Vec<u8>| {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        is_readable(text) && Json::escaped(text) != text
    };
    let members: Vec<_> = parts
        .into_iter()
        .filter_map(|(name, bytes)| Some((name, bytes.as_ref().filter(|bytes| differs(bytes))?)))
        .map(|(name, bytes)| (name, Json::text(base64url::encode(bytes))))
        .collect();
    (!members.is_empty()).then_some(Json::Object(members))
}

/// The edited text with every string that is only escaped put back as it stood in the original.
fn restored(edited: &str, original: &str) -> String {
    let originals: Vec<&str> = layout::tokens(original).collect();
    let shown: Vec<String> = originals.iter().map(|token| Json::escaped(token)).collect();
    let edited: Vec<&str> = layout::tokens(edited).collect();
    // Before and behind what was edited every token is in its place.
    let same = |(shown, edited): &(&String, &&str)| shown == *edited;
    let before = shown.iter().zip(&edited).take_while(same).count();
    let most = shown.len().min(edited.len()) - before;
    let behind = shown.iter().rev().zip(edited.iter().rev()).take(most).take_while(same).count();
    // Between, one is known by what it looks like, unless two of the original look like it.
    let mut spelled: HashMap<&str, Option<&str>> = HashMap::new();
    for (shown, token) in shown.iter().zip(&originals) {
        let same = |known: &mut Option<&str>| *known = known.filter(|known| known == token);
        spelled.entry(shown).and_modify(same).or_insert(Some(token));
    }
    let back = |token: &&str| spelled.get(*token).copied().flatten().unwrap_or(token).to_owned();
    let between = edited.get(before..edited.len() - behind).unwrap_or_default().iter().map(back);
    let untouched = |from: usize, to: usize| originals.get(from..to).unwrap_or_default().concat();
    let between: String = between.collect();
    untouched(0, before) + &between + &untouched(originals.len() - behind, originals.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::decode::decode;

    fn document(payload: &str) -> String {
        let token =
            format!("{}.{}.AAAA", base64url::encode(b"{\"alg\":\"HS256\"}"), base64url::encode(payload.as_bytes()));
        let decoded = decode(&token);
        let mut members = vec![
            ("header", super::super::value(decoded.header.as_ref())),
            ("payload", super::super::value(decoded.payload.as_ref())),
            ("kind", Json::text("jws")),
            ("problems", Json::List(vec![])),
            ("cleaned", Json::List(vec![])),
        ];
        members.extend(exact(&decoded).map(|exact| ("exact", exact)));
        Json::Object(members).line()
    }

    #[test]
    fn what_was_escaped_for_the_screen_comes_back_as_it_was() {
        // A family of three, a Persian word with a zero-width non-joiner, an override, and one that was escaped before.
        let payload = "{\"n\":1.10,\"f\":\"👨\u{200d}👩\u{200d}👧\",\"m\":\"می\u{200c}خواهم\",\"o\":\"\u{202e}x\",\"e\":\"\\u202Ey\"}";
        let shown = document(payload);
        assert!(shown.contains("\\u200C") && !shown.contains('\u{202e}'), "{shown}");
        let read = read(&shown).unwrap();
        assert_eq!((read.header.as_deref(), read.payload.as_deref()), (Some("{\"alg\":\"HS256\"}"), Some(payload)));
        let edited = shown.replace("1.10", "12345678901234567890123");
        let expected = payload.replace("1.10", "12345678901234567890123");
        assert_eq!(super::read(&edited).unwrap().payload, Some(expected));
    }

    #[test]
    fn a_document_without_anything_escaped_has_no_bytes_in_it() {
        let shown = document("{\"a\":\"\\u00e9 é\",\"b\":12345678901234567890123}");
        assert!(!shown.contains("exact"), "{shown}");
        let payload = read(&shown).unwrap().payload;
        assert_eq!(payload.as_deref(), Some("{\"a\":\"\\u00e9 é\",\"b\":12345678901234567890123}"));
    }

    #[test]
    fn two_spellings_that_look_the_same_keep_their_places() {
        let payload =
            "{\"a\":\"\u{200b}\",\"b\":\"\\u200B\",\"\u{7f}\":\"\\u007F\",\"c\":1,\"d\":[\"\\u200B\",\"\u{200b}\"]}";
        let shown = document(payload);
        assert_eq!(read(&shown).unwrap().payload.as_deref(), Some(payload));
        let edited = shown.replace("\"c\":1,", "\"c\":{\"x\":[]},\"e\":2,");
        let expected = payload.replace("\"c\":1,", "\"c\":{\"x\":[]},\"e\":2,");
        assert_eq!(read(&edited).unwrap().payload, Some(expected));
        let shorter = shown.replace("\"c\":1,", "");
        assert_eq!(read(&shorter).unwrap().payload, Some(payload.replace("\"c\":1,", "")));
    }

    #[test]
    fn documents_of_other_commands_are_known() {
        assert_eq!(other("{\"problems\": [{\"code\":\"missing\"}]}"), Some("the document of a command that failed"));
        let verify = "{\"valid\":true,\"verdict\":\"valid\",\"checks\":[{\"check\":\"time\"}],\"key\":{}}";
        assert_eq!(other(verify), Some("the document of `jotbench verify`"));
        let sign = "{\"token\":\"\",\"header\":{},\"payload\":{},\"key\":{},\"notes\":[]}";
        assert_eq!(other(sign), Some("the document of `jotbench sign`"));
        for text in [
            "{\"problems\":[],\"sub\":\"x\"}",
            "{\"problems\":1}",
            "{\"problems\":[\"math\"]}",
            "{\"problems\":[{\"id\":1}]}",
            "{\"valid\":true,\"key\":1}",
            "[]",
            "{}",
        ] {
            assert_eq!(other(text), None, "{text}");
        }
    }

    #[test]
    fn a_claims_set_is_no_document() {
        for text in [
            "{\"header\":{},\"payload\":{}}",
            "{\"kind\":\"jws\",\"header\":{},\"payload\":{}}",
            "{\"kind\":\"jws\",\"problems\":[],\"cleaned\":[]}",
            "[]",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
