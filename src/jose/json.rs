//! JSON texts as JOSE needs them: strict, with the order, the spelling and the
//! duplicates of their members, and errors that name the line and the way out.
//!
//! serde_json decides what is JSON (RFC 8259); nothing is ever written back
//! through it.

mod explain;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::key::jwk::clip;
use super::layout;
use super::problem::{Part, Place, Problem};

/// One member of an object, its value as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member<'a> {
    /// The name, unescaped.
    pub name: String,
    /// The value's JSON text.
    pub raw: &'a str,
    /// The byte offset of the value within the text that was read.
    pub at: usize,
}

impl Member<'_> {
    /// The value, if it is a string.
    pub fn string(&self) -> Option<String> {
        serde_json::from_str(self.raw).ok()
    }

    /// What kind of value this is, for sentences.
    pub fn kind(&self) -> &'static str {
        match self.raw.as_bytes().first() {
            Some(b'"') => "a string",
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            _ => "a number",
        }
    }
}

/// The members of a JSON object, in their order, duplicates included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object<'a> {
    /// All members as written.
    pub members: Vec<Member<'a>>,
    /// Names that stand more than once in one object, at any depth: a note each.
    pub duplicates: Vec<Problem>,
}

impl<'a> Object<'a> {
    /// The last member of that name: what most readers see.
    pub fn find(&self, name: &str) -> Option<&Member<'a>> {
        self.members.iter().rev().find(|member| member.name == name)
    }
}

/// Reads a text that must be a JSON object (a JOSE header, a claims set).
pub fn object(text: &str, part: Part) -> Result<Object<'_>, Problem> {
    value(text, part)?;
    let duplicates = duplicates(text).into_iter().map(|found| found.problem(text, part)).collect();
    let members = members(text).ok_or_else(|| not_an_object(text, part))?;
    Ok(Object { members, duplicates })
}

/// The members of a text that is known to be a JSON object; nothing is checked again.
pub fn members(text: &str) -> Option<Vec<Member<'_>>> {
    let members: Members<'_> = serde_json::from_str(text).ok()?;
    let place = |raw: &RawValue| raw.get().as_ptr() as usize - text.as_ptr() as usize;
    Some(members.0.into_iter().map(|(name, raw)| Member { name, raw: raw.get(), at: place(raw) }).collect())
}

/// The elements of a text that is known to be a JSON list, as written.
pub fn elements(text: &str) -> Option<Vec<&str>> {
    let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    Some(elements.into_iter().map(RawValue::get).collect())
}

/// Checks that a text is JSON of any kind.
pub fn value(text: &str, part: Part) -> Result<(), Problem> {
    let mut reader = serde_json::Deserializer::from_str(text);
    Walk::deserialize(&mut reader).and_then(|Walk| reader.end()).map_err(|error| explain::explain(text, part, &error))
}

/// Checks that a text is JSON of any kind, and that no name stands twice in one object of it.
pub fn distinct(text: &str, part: Part) -> Result<(), Problem> {
    value(text, part)?;
    duplicates(text).first().map_or(Ok(()), |found| Err(found.problem(text, part)))
}

fn not_an_object(text: &str, part: Part) -> Problem {
    let kind = Member { name: String::new(), raw: text.trim_start(), at: 0 }.kind();
    let what = if part == Part::Payload { "a claims set" } else { "a JOSE header" };
    Problem::new("not_an_object", Place::of(part), format!("is {kind}, and {what} is a JSON object"))
        .hint("write its members between { and }")
}

/// A name that stands twice in one object, and where: byte offsets of both.
struct Duplicate {
    name: String,
    first: usize,
    second: usize,
}

/// Duplicates that are told; a text with more has been understood well enough.
const MOST_DUPLICATES: usize = 8;
/// Bytes of a value that are told.
const LONGEST_VALUE: usize = 60;

impl Duplicate {
    fn problem(&self, text: &str, part: Part) -> Problem {
        let [first, second] = [self.first, self.second].map(|at| line_column(text, at).0);
        let place = spot(text, part, self.second);
        let values = [self.first, self.second].map(|at| value_of(text, at));
        let [one, other] = values;
        let message =
            format!("\"{}\" stands twice: {one} (line {first}) and {other} (line {second})", clip(&self.name));
        Problem::new("duplicate_member", place, message).hint("readers disagree on which one counts: keep one")
    }
}

/// The value of the member whose name is at `at`; of a long object or list the beginning.
fn value_of(text: &str, at: usize) -> String {
    let (_, after) = layout::next_token(text.get(at..).unwrap_or_default());
    let (mut value, mut depth, mut rest) = (String::new(), 0_usize, layout::next_token(after).1);
    while value.len() < LONGEST_VALUE {
        let (token, after) = layout::next_token(rest);
        depth = match token {
            "{" | "[" => depth + 1,
            "}" | "]" => depth.saturating_sub(1),
            _ => depth,
        };
        value.push_str(token);
        rest = after;
        if depth == 0 || token.is_empty() {
            break;
        }
    }
    clip(&value)
}

/// Names that repeat within one object, at any depth, of a text that is JSON.
fn duplicates(text: &str) -> Vec<Duplicate> {
    let mut found = Vec::new();
    // The names of each open object; a list has none.
    let mut open: Vec<Option<HashMap<Cow<'_, str>, usize>>> = Vec::new();
    let mut rest = text;
    while found.len() < MOST_DUPLICATES {
        let (token, after) = layout::next_token(rest);
        if token.is_empty() {
            break;
        }
        let at = text.len() - after.len() - token.len();
        rest = after;
        match token {
            "{" => open.push(Some(HashMap::new())),
            "[" => open.push(None),
            "}" | "]" => drop(open.pop()),
            name if name.starts_with('"') && layout::next_token(after).0 == ":" => {
                let Some(Some(names)) = open.last_mut() else { continue };
                let name = serde_json::from_str(name).unwrap_or(Cow::Borrowed(name));
                if let Some(&first) = names.get(&name) {
                    found.push(Duplicate { name: name.into_owned(), first, second: at });
                } else {
                    names.insert(name, at);
                }
            }
            _ => {}
        }
    }
    found
}

/// Line and column (1-based, in characters) of a byte offset.
pub fn line_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

fn spot(text: &str, part: Part, at: usize) -> Place {
    let (line, column) = line_column(text, at);
    Place::line_column(part, line, column, at)
}

struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// Walks any value and reads its strings and numbers, so that what no reader could
/// take is refused.
struct Walk;

impl<'de> Deserialize<'de> for Walk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Walk {
    type Value = Self;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self, A::Error> {
        while seq.next_element::<Self>()?.is_some() {}
        Ok(self)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}

/// The characters that are written as escapes (RFC 8259 section 7): `\n`, `\u202e`, a pair of surrogates.
pub fn escaped(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (_, after) = rest.split_once('\\')?;
            let mut chars = after.chars();
            let kind = chars.next()?;
            rest = chars.as_str();
            match kind {
                'n' => return Some('\n'),
                'r' => return Some('\r'),
                'b' => return Some('\u{8}'),
                'f' => return Some('\u{c}'),
                'u' => {}
                _ => continue,
            }
            let unit = |text: &str| u32::from_str_radix(text.get(..4)?, 16).ok();
            let Some(first) = unit(rest) else { continue };
            rest = rest.get(4..)?;
            let second = rest.strip_prefix("\\u").and_then(unit).filter(|unit| (0xdc00..0xe000).contains(unit));
            let point = match second.filter(|_| (0xd800..0xdc00).contains(&first)) {
                Some(second) => {
                    rest = rest.get(6..)?;
                    0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                }
                None => first,
            };
            if let Some(c) = char::from_u32(point) {
                return Some(c);
            }
        }
    })
}

/// True if the text is JSON; nothing else is learnt.
pub fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        object(text, Part::Payload).unwrap_err().to_string()
    }

    #[test]
    fn keeps_order_spelling_and_duplicates() {
        let text = "{\"b\": 1.10, \"a\":12345678901234567890123, \"b\": [1]}";
        let read = object(text, Part::Payload).unwrap();
        let members: Vec<_> = read.members.iter().map(|m| (m.name.as_str(), m.raw)).collect();
        assert_eq!(members, [("b", "1.10"), ("a", "12345678901234567890123"), ("b", "[1]")]);
        assert_eq!(
            read.members.iter().map(|m| text.get(m.at..m.at + m.raw.len()).unwrap()).collect::<Vec<_>>(),
            ["1.10", "12345678901234567890123", "[1]"]
        );
        let notes: Vec<_> = read.duplicates.iter().map(ToString::to_string).collect();
        assert_eq!(
            notes,
            [
                "payload, line 1, column 42: \"b\" stands twice: 1.10 (line 1) and [1] (line 1) (readers disagree on which one counts: keep one)"
            ]
        );
    }

    #[test]
    fn escapes_are_read_as_what_they_stand_for() {
        let text = r#"{"a\u0041":"\\n\n\r\t\u202E\uDB40\uDC41\ud800x\u00","b":"\""}"#;
        assert_eq!(escaped(text).collect::<String>(), "A\n\r\u{202e}\u{e0041}");
        assert_eq!(escaped("\\").count() + escaped("\\u12").count() + escaped("\\ué").count(), 0);
    }

    #[test]
    fn tells_where_both_of_a_duplicate_are() {
        let read = object("{\"a\":{\"x\":1},\n\"x\":2,\n\"\\u0078\":3}", Part::Header).unwrap();
        let notes: Vec<_> = read.duplicates.iter().map(ToString::to_string).collect();
        assert_eq!(
            notes,
            [
                "header, line 3, column 1: \"x\" stands twice: 2 (line 2) and 3 (line 3) (readers disagree on which one counts: keep one)"
            ]
        );
    }

    #[test]
    fn thousands_of_duplicates_are_told_by_a_few() {
        let many = format!("{{\"a\":[{}]}}", vec!["{\"x\":1,\"x\":2}"; 60_000].join(","));
        assert_eq!(object(&many, Part::Payload).unwrap().duplicates.len(), MOST_DUPLICATES);
        let names = (0..50_000).map(|n| format!("\"m{n}\":0,\"m{n}\":1")).collect::<Vec<_>>().join(",");
        assert_eq!(object(&format!("{{{names}}}"), Part::Payload).unwrap().duplicates.len(), MOST_DUPLICATES);
    }

    #[test]
    fn finds_duplicates_at_any_depth() {
        let read = object("{\"a\":{\"x\":1,\n\"x\":2},\"x\":[{\"y\":0,\"y\":0,\"y\":0}]}", Part::Header).unwrap();
        assert_eq!(read.duplicates.iter().map(|d| d.code).collect::<Vec<_>>(), ["duplicate_member"; 3]);
    }

    #[test]
    fn says_what_is_missing_and_where() {
        let cases = [
            ("{\n  \"a\": 1\n  \"exp\": 2\n}", "payload, line 3, column 3: comma missing before \"exp\""),
            ("{\"a\" 1}", "payload, line 1, column 6: colon missing before 1"),
            (
                "{\"a\": [1, \"b\"}",
                "payload, line 1, column 14: ] is missing before }: the list that starts on line 1 is not closed",
            ),
            (
                "{\"a\": {\"b\": 1]}",
                "payload, line 1, column 14: } is missing before ]: the object that starts on line 1 is not closed",
            ),
            ("{\"a\": 1,}", "payload, line 1, column 9: a comma stands before the closing bracket"),
            ("{\"a\": }", "payload, line 1, column 7: a value is missing before }"),
            ("{\"a\": tru}", "payload, line 1, column 7: tru is no JSON value"),
            ("{\"a\": 1e999}", "payload, line 1, column 7: a number is larger than any reader can hold"),
            ("{a: 1}", "payload, line 1, column 2: a member name is expected, and a stands there"),
            ("{\"a\": jde}", "payload, line 1, column 7: jde is no JSON value"),
            ("{\"a\": \"x", "payload, line 1, column 7: the string that starts at line 1, column 7 is not closed"),
            (
                "{\n\"a\": [1, 2\n",
                "payload, line 2, column 11: ] is missing: the list that starts on line 2 is not closed",
            ),
            ("{\"a\":", "payload, line 1, column 6: a value is missing after the colon"),
            ("{} x", "payload, line 1, column 4: x stands after the end"),
            ("", "payload, line 1, column 1: is empty"),
            ("[1]", "payload: is a list, and a claims set is a JSON object"),
        ];
        for (text, expected) in cases {
            let said = said(text);
            assert!(said.starts_with(expected), "{text:?}\n  said     {said}\n  expected {expected}");
        }
    }

    #[test]
    fn counts_columns_in_characters() {
        assert!(said("{\"é\": \"ü\" x}").starts_with("payload, line 1, column 11"), "{}", said("{\"é\": \"ü\" x}"));
    }

    #[test]
    fn survives_deep_nesting_and_many_members() {
        assert_eq!(object(&"[".repeat(100_000), Part::Payload).unwrap_err().code, "too_deep");
        let many = format!("{{{}}}", (0..100_000).map(|n| format!("\"m{n}\":{n}")).collect::<Vec<_>>().join(","));
        assert_eq!(object(&many, Part::Payload).unwrap().members.len(), 100_000);
    }

    #[test]
    fn names_lone_surrogates_and_numbers_out_of_range() {
        assert_eq!(object("{\"a\":\"\\ud800\"}", Part::Payload).unwrap_err().code, "bad_surrogate");
        assert_eq!(object("{\"a\":1e999}", Part::Payload).unwrap_err().code, "number_range");
        assert_eq!(object("{\"a\":NaN}", Part::Payload).unwrap_err().code, "bad_value");
    }
}
