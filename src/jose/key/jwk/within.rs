//! A private JWK somewhere within a JSON text, such as a header or a claims set: there it would be published.

use crate::jose::json;

/// Members of private and symmetric keys (RFC 7518 section 6, RFC 9964).
const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// Types of keys that have such members.
const TYPES: [&str; 5] = ["RSA", "EC", "OKP", "oct", "AKP"];

/// Where the first private JWK stands in a JSON text: `jwk`, `cnf.jwk`, `keys[0]`; empty for the text itself.
pub fn private_within(text: &str) -> Option<String> {
    let text = text.trim_start();
    if text.starts_with('[') {
        let elements = json::elements(text)?;
        return elements
            .into_iter()
            .enumerate()
            .find_map(|(at, element)| Some(joined(&format!("[{at}]"), &private_within(element)?)));
    }
    if !text.starts_with('{') {
        return None;
    }
    let members = json::members(text)?;
    let is_private = members.iter().any(|member| PRIVATE.contains(&member.name.as_str()));
    let is_key = |member: &json::Member<'_>| {
        member.name == "kty" && member.string().is_some_and(|kty| TYPES.contains(&kty.as_str()))
    };
    if is_private && members.iter().any(is_key) {
        return Some(String::new());
    }
    members.iter().find_map(|member| Some(joined(&member.name, &private_within(member.raw)?)))
}

fn joined(name: &str, below: &str) -> String {
    if below.is_empty() || below.starts_with('[') { format!("{name}{below}") } else { format!("{name}.{below}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_key_is_found_at_any_depth_and_a_public_one_is_none() {
        let found = |text: &str| private_within(text);
        assert_eq!(found(r#"{"kty":"oct","k":"c2VjcmV0"}"#).as_deref(), Some(""));
        assert_eq!(found(r#"{"alg":"ES256","jwk":{"kty":"EC","x":"a","d":"b"}}"#).as_deref(), Some("jwk"));
        assert_eq!(found(r#"{"cnf":{"keys":[1,{"kty":"OKP"},{"d":"","kty":"OKP"}]}}"#).as_deref(), Some("cnf.keys[2]"));
        assert_eq!(found(r#" [ {"a":[{"kty":"RSA","\u0064":"x"}]} ]"#).as_deref(), Some("[0].a[0]"));
        for text in [
            r#"{"cnf":{"jwk":{"kty":"EC","x":"d","y":"k"}}}"#,
            r#"{"d":1,"k":2}"#,
            r#"{"kty":"keyboard","p":"usb"}"#,
            "{",
            "[1",
            "\"kty\"",
            "7",
            "",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
