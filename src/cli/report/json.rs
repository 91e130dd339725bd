//! JSON documents with their members in the order in which they are told.

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Json {
    /// `null`.
    Null,
    /// A JSON text, which keeps the spelling of its numbers and the order of its members.
    Raw(String),
    /// `true` or `false`.
    Truth(bool),
    /// A whole number.
    Number(i64),
    /// A string; any text.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Object(Vec<(&'static str, Self)>),
}

impl Json {
    /// A string.
    pub(in crate::cli) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An array of strings.
    pub(in crate::cli) fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    /// A JSON text as a document shows it: every character that a terminal would obey, or a reader not see, escaped.
    pub(in crate::cli) fn escaped(json: &str) -> String {
        // Room for the longest escapes at once: what may be wiped later leaves no piece behind.
        let mut out = String::with_capacity(if is_printable(json) { json.len() } else { 6 * json.len() });
        write_escaped(json, &mut out);
        out
    }

    /// The document on one line.
    pub(in crate::cli) fn line(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out.push('\n');
        out
    }

    /// The same without a line break, behind what is there.
    pub(in crate::cli) fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Raw(text) => write_escaped(text, out),
            Self::Truth(truth) => out.push_str(if *truth { "true" } else { "false" }),
            Self::Number(number) => out.push_str(&number.to_string()),
            Self::Text(text) => write_text(text, out),
            Self::List(values) => {
                out.push('[');
                for (at, value) in values.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    value.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    write_text(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// A JSON string in which every character that a terminal would obey, or a reader not
/// see, is written as an escape: it is the same string to whoever parses it.
fn write_text(text: &str, out: &mut String) {
    if is_printable(text) && !text.contains(['"', '\\']) {
        out.extend(["\"", text, "\""]);
    } else {
        write_escaped(&serde_json::Value::from(text).to_string(), out);
    }
}

/// True for most texts: nothing in them needs a look.
fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn write_escaped(json: &str, out: &mut String) {
    if is_printable(json) {
        out.push_str(json);
        return;
    }
    let mut utf8 = [0; 4];
    for c in json.chars() {
        if c.is_ascii() && !c.is_ascii_control() {
            out.push(c);
        } else {
            // What is shown visibly is shown as JSON writes it.
            out.push_str(&crate::text::visible(c.encode_utf8(&mut utf8)));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn members_stay_in_their_order() {
        let json = Json::Object(vec![
            ("z", Json::Truth(true)),
            ("a", Json::List(vec![Json::Number(-1), Json::texts(["x", "\"y\""]), Json::Object(vec![])])),
        ]);
        assert_eq!(json.line(), "{\"z\":true,\"a\":[-1,[\"x\",\"\\\"y\\\"\"],{}]}\n");
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        let json = Json::text("Müller\u{1b}[31m\u{202e}\u{200b}\u{7f}\u{9b}\t\n\u{e0041}");
        let line = "\"Müller\\u001b[31m\\u202E\\u200B\\u007F\\u009B\\t\\n\\uDB40\\uDC41\"\n";
        assert_eq!(json.line(), line);
    }

    proptest! {
        #[test]
        fn every_text_parses_to_itself_and_shows_nothing_hidden(text in any::<String>()) {
            let line = Json::text(text.as_str()).line();
            prop_assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
            let shown = |c: char| crate::text::visible(&c.to_string()) == c.to_string();
            prop_assert!(line.trim_end().chars().all(shown), "{}", line);
        }
    }
}
