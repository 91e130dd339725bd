//! Header and payload texts of a token to be made: single members set in a JSON
//! object, every other byte left as it is.

use super::json;
use super::layout;
use super::problem::{Part, Problem};

/// A JSON object text with members set one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    text: String,
    part: Part,
}

impl Composed {
    /// The object that `text` holds, less the white space outside its strings.
    ///
    /// Codes: those of [`json::object`]; `duplicate_member` where a name stands twice, at any depth: readers disagree on
    /// which value counts (RFC 7515 section 4, RFC 7519 section 4).
    pub fn of(text: &str, part: Part) -> Result<Self, Problem> {
        match json::object(text, part)?.duplicates.first() {
            Some(duplicate) => Err(duplicate.clone()),
            None => Ok(Self { text: layout::minify(text), part }),
        }
    }

    /// Gives a member this value, a JSON text: in place of the value that it has, else as the last member. True if it was
    /// there.
    pub fn set(&mut self, name: &str, value: &str) -> bool {
        let members = json::members(&self.text).unwrap_or_default();
        if let Some(member) = members.iter().find(|member| member.name == name) {
            let range = member.at..member.at + member.raw.len();
            self.text.replace_range(range, value);
            return true;
        }
        let comma = if members.is_empty() { "" } else { "," };
        let end = self.text.len().saturating_sub(1);
        self.text.insert_str(end, &format!("{comma}{}:{value}", string(name)));
        false
    }

    /// The value of a member, as written.
    pub fn get(&self, name: &str) -> Option<&str> {
        json::members(&self.text)?.into_iter().find(|member| member.name == name).map(|member| member.raw)
    }

    /// The text, if it is still free of duplicates: a value that was set may have some.
    ///
    /// Code: `duplicate_member`.
    pub fn text(self) -> Result<String, Problem> {
        Self::of(&self.text, self.part).map(|composed| composed.text)
    }
}

/// A text as a JSON string (RFC 8259 section 7); only what must be escaped is.
pub fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(text: &str) -> Composed {
        Composed::of(text, Part::Payload).unwrap()
    }

    #[test]
    fn members_are_set_in_place_and_nothing_else_is_touched() {
        let mut composed = payload("{ \"n\": 1.10, \"exp\" : 1, \"s\":\"a \\u00e9\\/\", \"o\":{\"exp\":2} }");
        assert!(composed.set("exp", "1795327804"));
        assert!(!composed.set("jti", "\"x\""));
        assert_eq!(composed.get("o"), Some("{\"exp\":2}"));
        let text = "{\"n\":1.10,\"exp\":1795327804,\"s\":\"a \\u00e9\\/\",\"o\":{\"exp\":2},\"jti\":\"x\"}";
        assert_eq!(composed.text().unwrap(), text);
    }

    #[test]
    fn an_escaped_name_is_the_same_name() {
        let mut composed = payload(r#"{"\u0065xp":1}"#);
        assert!(composed.set("exp", "2"));
        assert_eq!(composed.text().unwrap(), r#"{"\u0065xp":2}"#);
    }

    #[test]
    fn an_empty_object_takes_its_first_member_without_a_comma() {
        let mut composed = payload("{ }");
        composed.set("a \"b\"\n", "[]");
        assert_eq!(composed.text().unwrap(), "{\"a \\\"b\\\"\\n\":[]}");
    }

    #[test]
    fn duplicates_are_refused_in_texts_and_in_values_that_are_set() {
        let code = |text: &str| Composed::of(text, Part::Payload).unwrap_err().code;
        assert_eq!(code(r#"{"a":1,"a":2}"#), "duplicate_member");
        assert_eq!(code(r#"{"a":{"b":1,"b":2}}"#), "duplicate_member");
        assert_eq!(code("[1]"), "not_an_object");
        let mut composed = payload("{}");
        composed.set("a", r#"{"b":1,"b":2}"#);
        assert_eq!(composed.text().unwrap_err().code, "duplicate_member");
    }
}
