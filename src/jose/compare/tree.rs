//! A JSON text as a tree that keeps how each value is written, and values that can be
//! held against each other whatever their spelling.

use std::borrow::Cow;

use crate::jose::json;
use crate::jose::layout;
use crate::jose::problem::Part;

/// A value, with its text as written.
#[derive(Debug)]
pub(super) struct Node<'a> {
    /// The value's text, white space within it included.
    pub(super) raw: &'a str,
    /// What it holds.
    pub(super) content: Content<'a>,
}

/// What a value holds.
#[derive(Debug)]
pub(super) enum Content<'a> {
    /// No other values: a string, a number, true, false, null.
    Plain,
    /// A list.
    List(Vec<Node<'a>>),
    /// An object, its members in their order, duplicates included.
    Object(Vec<Entry<'a>>),
}

/// A member of an object.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// The name, unescaped.
    pub(super) name: Cow<'a, str>,
    /// The name as written, in its quotes.
    pub(super) spelled: &'a str,
    /// The value.
    pub(super) value: Node<'a>,
}

impl<'a> Node<'a> {
    /// A text taken for a value that holds no others.
    pub(super) const fn plain(raw: &'a str) -> Self {
        Self { raw, content: Content::Plain }
    }

    pub(super) const fn is_plain(&self) -> bool {
        matches!(self.content, Content::Plain)
    }
}

/// The tree of a text; nothing if it is no JSON, or nested deeper than any reader goes.
pub(super) fn read(text: &str) -> Option<Node<'_>> {
    // From here on the depth is bounded, so the recursion below is.
    json::value(text, Part::Payload).ok()?;
    let mut reader = Reader { text, rest: text };
    let first = reader.next();
    Some(reader.node(first))
}

struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> &'a str {
        let (token, after) = layout::next_token(self.rest);
        self.rest = after;
        token
    }

    /// The value that begins with a token that was read already.
    fn node(&mut self, first: &'a str) -> Node<'a> {
        let start = self.text.len() - self.rest.len() - first.len();
        let content = match first {
            "{" => Content::Object(self.entries()),
            "[" => Content::List(self.items()),
            _ => Content::Plain,
        };
        let end = self.text.len() - self.rest.len();
        Node { raw: self.text.get(start..end).unwrap_or_default(), content }
    }

    fn items(&mut self) -> Vec<Node<'a>> {
        let mut items = Vec::new();
        loop {
            match self.next() {
                "]" | "" => return items,
                "," => {}
                first => items.push(self.node(first)),
            }
        }
    }

    fn entries(&mut self) -> Vec<Entry<'a>> {
        let mut entries = Vec::new();
        loop {
            match self.next() {
                "}" | "" => return entries,
                "," => {}
                spelled => {
                    self.next();
                    let first = self.next();
                    entries.push(Entry { name: unescaped(spelled), spelled, value: self.node(first) });
                }
            }
        }
    }
}

/// The content of a JSON string.
pub(super) fn unescaped(raw: &str) -> Cow<'_, str> {
    let inner = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
    match inner.filter(|inner| !inner.contains('\\')) {
        Some(inner) => Cow::Borrowed(inner),
        None => serde_json::from_str::<String>(raw).map_or(Cow::Borrowed(raw), Cow::Owned),
    }
}

/// A plain value without its spelling: `1.0` is `1.00`, `"\u00e9"` is `"é"`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Value<'a> {
    /// A string's content.
    Text(Cow<'a, str>),
    /// All digits of a number but zeros at its ends, and the power of ten that they stand at.
    Number {
        /// Below zero.
        negative: bool,
        /// The digits; none is zero.
        digits: String,
        /// Of the last digit.
        power: i64,
    },
    /// true, false, null, and what is none of these.
    Word(&'a str),
}

impl<'a> Value<'a> {
    /// The value of a plain node's text.
    pub(super) fn of(raw: &'a str) -> Self {
        match raw.as_bytes().first() {
            Some(b'"') => Self::Text(unescaped(raw)),
            Some(b'-' | b'0'..=b'9') => number(raw).unwrap_or(Self::Word(raw)),
            _ => Self::Word(raw),
        }
    }
}

/// Exact, as no float could be; nothing where the power of ten is beyond all counting.
fn number(raw: &str) -> Option<Value<'_>> {
    let (negative, rest) = raw.strip_prefix('-').map_or((false, raw), |rest| (true, rest));
    let (mantissa, power) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0').trim_end_matches('0');
    if digits.is_empty() {
        return Some(Value::Number { negative: false, digits: String::new(), power: 0 });
    }
    let zeros = all.len() - all.trim_end_matches('0').len();
    let power: i64 = power.parse().ok()?;
    let power = power.checked_sub(i64::try_from(fraction.len()).ok()?)?.checked_add(i64::try_from(zeros).ok()?)?;
    Some(Value::Number { negative, digits: digits.to_owned(), power })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_by_value_and_by_nothing_less() {
        let same = [
            ["1", "1.00"],
            ["1e2", "100"],
            ["0.010", "1E-2"],
            ["-0", "0.0"],
            ["12e-1", "1.2"],
            ["1e+3", "1000"],
            ["0e999999999999999999999", "0"],
        ];
        for [one, other] in same {
            assert_eq!(Value::of(one), Value::of(other), "{one} {other}");
        }
        let other = [
            ["12345678901234567890123", "12345678901234567890124"],
            ["1", "-1"],
            ["1", "10"],
            ["0.1", "0.10000000000000000001"],
            ["1", "\"1\""],
            ["1e-999999999999999999999", "0"],
            ["null", "\"null\""],
        ];
        for [one, other] in other {
            assert_ne!(Value::of(one), Value::of(other), "{one} {other}");
        }
        assert_eq!(Value::of("\"\\u00e9\\/\""), Value::of("\"é/\""));
    }

    #[test]
    fn a_tree_keeps_what_is_written() {
        let text = " {\"a\" : [1.0, {} ], \"\\u0061\": null, \"b\": [ ] } ";
        let tree = read(text).unwrap();
        assert_eq!(tree.raw, text.trim());
        let Content::Object(entries) = &tree.content else { panic!("{tree:?}") };
        let seen: Vec<_> = entries.iter().map(|entry| (&*entry.name, entry.spelled, entry.value.raw)).collect();
        assert_eq!(seen, [("a", "\"a\"", "[1.0, {} ]"), ("a", "\"\\u0061\"", "null"), ("b", "\"b\"", "[ ]")]);
        assert!(read("{\"a\":}").is_none() && read(&"[".repeat(100_000)).is_none());
        assert!(read(&format!("{}{}", "[".repeat(1000), "]".repeat(1000))).is_none());
    }
}
