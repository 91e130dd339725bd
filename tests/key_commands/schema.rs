//! The part of JSON Schema that the files in `assets/schema` use. Every other keyword
//! is a failure, so that none is passed over.

use serde_json::Value;

/// Fails if a document is not as the schema of that name says.
pub(crate) fn holds(name: &str, document: &Value) {
    let path = format!("{}/assets/schema/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut wrong = Vec::new();
    check(&schema, &schema, document, "$", &mut wrong);
    assert!(wrong.is_empty(), "{name}: {wrong:#?}\n{document:#}");
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    for (keyword, says) in schema.as_object().unwrap() {
        let fits = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let pointer = says.as_str().unwrap().strip_prefix('#').unwrap();
                check(root, root.pointer(pointer).unwrap(), value, at, wrong);
                true
            }
            "type" => is_a(says.as_str().unwrap(), value),
            "enum" => says.as_array().unwrap().contains(value),
            "pattern" => value.as_str().is_none_or(|text| matches(says.as_str().unwrap(), text)),
            "minimum" => value.as_i64() >= says.as_i64(),
            "minItems" => value.as_array().unwrap().len() as u64 >= says.as_u64().unwrap(),
            "maxItems" => value.as_array().unwrap().len() as u64 <= says.as_u64().unwrap(),
            "items" => {
                for (number, item) in value.as_array().unwrap().iter().enumerate() {
                    check(root, says, item, &format!("{at}[{number}]"), wrong);
                }
                true
            }
            "properties" => {
                for (name, schema) in says.as_object().unwrap() {
                    if let Some(member) = value.get(name) {
                        check(root, schema, member, &format!("{at}.{name}"), wrong);
                    }
                }
                true
            }
            "required" => says.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some()),
            "additionalProperties" => {
                assert_eq!(*says, Value::Bool(false));
                let known = schema["properties"].as_object().unwrap();
                value.as_object().unwrap().keys().all(|name| known.contains_key(name))
            }
            other => panic!("the schema says {other}"),
        };
        if !fits {
            wrong.push(format!("{at}: {keyword} {says}"));
        }
    }
}

fn is_a(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        other => panic!("the schema says type {other}"),
    }
}

/// `^`, then characters and classes, each with `{n}`, `+` or nothing, then `$`.
fn matches(pattern: &str, text: &str) -> bool {
    let mut rest = pattern.strip_prefix('^').unwrap().strip_suffix('$').unwrap();
    let mut text = text.chars().peekable();
    while !rest.is_empty() {
        let class;
        if let Some(inside) = rest.strip_prefix('[') {
            (class, rest) = inside.split_once(']').unwrap();
        } else {
            (class, rest) = rest.split_at(1);
        }
        let (least, most) = if let Some(more) = rest.strip_prefix('+') {
            rest = more;
            (1, usize::MAX)
        } else if let Some(more) = rest.strip_prefix('{') {
            let (count, more) = more.split_once('}').unwrap();
            rest = more;
            (count.parse().unwrap(), count.parse().unwrap())
        } else {
            (1, 1)
        };
        let mut count = 0;
        while count < most && text.next_if(|&c| in_class(class, c)).is_some() {
            count += 1;
        }
        if count < least {
            return false;
        }
    }
    text.next().is_none()
}

fn in_class(class: &str, c: char) -> bool {
    let chars: Vec<char> = class.chars().collect();
    (0..chars.len()).any(|at| match chars.get(at + 1..at + 3) {
        Some(&['-', end]) => (chars[at]..=end).contains(&c),
        _ => chars[at] == c,
    })
}

#[test]
fn what_is_not_as_the_schema_says_is_found() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"], "additionalProperties": false,
        "properties": {"a": {"type": "string", "pattern": "^[a-c_]{2}x+$"}, "b": {"type": "array", "items": {"enum": [1]}}}
    });
    for (document, right) in [
        (serde_json::json!({"a": "a_xx", "b": [1, 1]}), true),
        (serde_json::json!({"a": "a_"}), false),
        (serde_json::json!({"a": "adx"}), false),
        (serde_json::json!({"a": "aaxy"}), false),
        (serde_json::json!({"a": 1}), false),
        (serde_json::json!({"b": []}), false),
        (serde_json::json!({"a": "aax", "b": [2]}), false),
        (serde_json::json!({"a": "aax", "c": 1}), false),
    ] {
        let mut wrong = Vec::new();
        check(&schema, &schema, &document, "$", &mut wrong);
        assert_eq!(wrong.is_empty(), right, "{document}: {wrong:?}");
    }
}
