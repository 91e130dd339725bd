//! A collection, held to the parts of Postman's published schema (Collection 2.1.0,
//! JSON Schema draft 7) that it uses, and what it says.

use serde_json::Value;

use super::requests::Arrived;

/// The members of an object: these, with all that are required, and no others.
fn members<'v>(value: &'v Value, required: &[&str], others: &[&str]) -> &'v serde_json::Map<String, Value> {
    let object = value.as_object().unwrap();
    for name in required {
        assert!(object.contains_key(*name), "{name} is missing in {value}");
    }
    for name in object.keys() {
        assert!(required.contains(&name.as_str()) || others.contains(&name.as_str()), "{name} is not known in {value}");
    }
    object
}

fn text(value: &Value) -> String {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no string"));
    assert!(!text.contains("{{"), "{text} has a variable");
    text.to_owned()
}

/// Objects with `key` and `value`, which both headers and fields of a form are.
fn pairs(value: &Value) -> Vec<(String, String)> {
    let pair = |value: &Value| {
        let pair = members(value, &["key", "value"], &["disabled", "description"]);
        (text(&pair["key"]), text(&pair["value"]))
    };
    value.as_array().unwrap().iter().map(pair).collect()
}

/// The request of a collection with one.
pub(crate) fn sent(collection: &str) -> Arrived {
    let collection: Value = serde_json::from_str(collection).unwrap();
    let collection = members(&collection, &["info", "item"], &["event", "variable", "auth"]);
    let info = members(&collection["info"], &["name", "schema"], &["_postman_id", "description", "version"]);
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    assert_eq!(text(&info["schema"]), schema);
    assert!(!text(&info["name"]).is_empty());
    let [item] = collection["item"].as_array().unwrap().as_slice() else { panic!("{collection:?}") };
    let item = members(item, &["request"], &["id", "name", "description", "variable", "event", "response"]);
    text(&item["name"]);
    let known = ["url", "auth", "proxy", "certificate", "method", "description", "header", "body"];
    let request = members(&item["request"], &["url", "method", "header"], &known);
    let mut headers = pairs(&request["header"]);
    let auth = members(&request["auth"], &["type"], &["bearer"]);
    match text(&auth["type"]).as_str() {
        "bearer" => {
            let [attribute] = auth["bearer"].as_array().unwrap().as_slice() else { panic!("{auth:?}") };
            let attribute = members(attribute, &["key"], &["value", "type"]);
            let named = [&attribute["key"], &attribute["type"]].map(text);
            assert_eq!(named, ["token", "string"]);
            headers.insert(0, ("Authorization".to_owned(), format!("Bearer {}", text(&attribute["value"]))));
        }
        other => assert_eq!(other, "noauth"),
    }
    let body = request.get("body").map(|body| members(body, &["mode", "urlencoded"], &["disabled"]));
    let form = body.map(|body| {
        assert_eq!(text(&body["mode"]), "urlencoded");
        pairs(&body["urlencoded"])
    });
    let url = text(&request["url"]);
    let path = url.split_once("://").unwrap().1;
    assert!(!path.contains("/:"), "{url} has a path variable");
    Arrived { method: text(&request["method"]), url, headers, form: form.unwrap_or_default() }
}
