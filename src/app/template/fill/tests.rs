//! A template with everything in it, filled.

use super::*;

const TEMPLATE: &str = r#"
id = "t"
title = "T"
about = "A test."
algorithms = ["HS256"]
keys = ["secret"]
header = '{"alg":"HS256","x5t#S256":"{{x5t_s256}}"}'
payload = '''
{
  "{{claim}}": "{{user}}",
  "full": "{{user}} of {{dir?}}!",
  "mail": "{{mail?}}",
  "groups": ["{{groups?}}"],
  "all": ["x", "{{groups?}}", {"n": {{count}}}],
  "sure": {{sure}},
  "esc": "a\/b \u00e9",
  "num": 1.50,
  "jti": "{{rand32}}",
  "iat": {{now-60s}},
  "exp": {{now+10m}},
  "deep": {"tokenExp": {{now+10m}}}
}
'''
[[field]]
name = "user"
help = "h"
example = "jde"
[[field]]
name = "claim"
help = "h"
type = "claim"
default = "userId"
[[field]]
name = "dir"
help = "h"
example = "CORP"
[[field]]
name = "mail"
help = "h"
example = "a@b"
[[field]]
name = "groups"
help = "h"
type = "list"
example = "A, B"
[[field]]
name = "count"
help = "h"
type = "integer"
default = "7"
[[field]]
name = "sure"
help = "h"
type = "boolean"
default = "true"
[request]
method = "POST"
url = "https://{{dir}}.example/{{user}}"
form = ["assertion={{token}}"]
"#;

fn template() -> Template {
    Template::read(TEMPLATE, "t").unwrap()
}

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn payload(pairs: &[(&str, &str)]) -> String {
    let filled = fill(&template(), &values(pairs), 1000, &KeyFacts::default()).unwrap();
    let payload = layout::minify(&filled.payload);
    let (before, rest) = payload.split_once("\"jti\":\"").unwrap();
    format!("{before}\"jti\":\"…{}", rest.split_at(43).1)
}

#[test]
fn what_is_blank_takes_its_member_along_and_the_rest_keeps_its_spelling() {
    assert_eq!(
        payload(&[("user", "j\"de")]),
        r#"{"userId":"j\"de","full":"j\"de of !","all":["x",{"n":7}],"sure":true,"esc":"a\/b \u00e9","num":1.50,"jti":"…","iat":940,"exp":1600,"deep":{"tokenExp":1600}}"#
    );
}

#[test]
fn every_value_stands_where_its_type_belongs() {
    let all = [
        ("user", "jde"),
        ("claim", "uid"),
        ("dir", "CORP"),
        ("mail", "a@b"),
        ("groups", "Finance, Admins"),
        ("count", "-3"),
        ("sure", "FALSE"),
        ("lifetime", "1h"),
    ];
    assert_eq!(
        payload(&all),
        r#"{"uid":"jde","full":"jde of CORP!","mail":"a@b","groups":["Finance","Admins"],"all":["x","Finance","Admins",{"n":-3}],"sure":false,"esc":"a\/b \u00e9","num":1.50,"jti":"…","iat":940,"exp":4600,"deep":{"tokenExp":4600}}"#
    );
}

#[test]
fn each_field_that_will_not_do_is_told() {
    let refused = fill(&template(), &values(&[("count", "many"), ("sure", "")]), 0, &KeyFacts::default()).unwrap_err();
    let told: Vec<(&str, &str)> =
        refused.iter().map(|refused| (refused.field.as_str(), refused.reason.as_str())).collect();
    assert_eq!(
        told,
        [
            ("user", "user is missing: h"),
            ("count", "count is \"many\", and must be a whole number"),
            ("sure", "sure is missing: h"),
        ]
    );
}

#[test]
fn a_request_is_whole_or_not_there() {
    assert_eq!(request(&template(), &values(&[("user", "jde")]), None), None);
    let expected = Request {
        method: "POST".to_owned(),
        url: "https://corp.example/jde".to_owned(),
        headers: Vec::new(),
        form: vec![("assertion".to_owned(), "{{token}}".to_owned())],
    };
    assert_eq!(request(&template(), &values(&[("user", "jde"), ("dir", "corp")]), None), Some(expected));
}

#[test]
fn times_and_identifiers_are_known_by_their_members() {
    let expected = Renewed {
        times: vec![("iat".to_owned(), -60), ("exp".to_owned(), 600)],
        ids: vec![("jti".to_owned(), IdKind::Random)],
    };
    assert_eq!(renewed(&template(), &values(&[("user", "jde")])), expected);
}

#[test]
fn facts_of_a_key_stay_open_until_there_is_one() {
    let filled = fill(&template(), &values(&[("user", "x")]), 0, &KeyFacts::default()).unwrap();
    assert_eq!(layout::minify(&filled.header), r#"{"alg":"HS256","x5t#S256":"{{x5t_s256}}"}"#);
    let facts = KeyFacts(vec![(KeyFact::X5tS256, "abc".to_owned())]);
    let filled = fill(&template(), &values(&[("user", "x")]), 0, &facts).unwrap();
    assert_eq!(layout::minify(&filled.header), r#"{"alg":"HS256","x5t#S256":"abc"}"#);
}

#[test]
fn a_sentence_names_what_is_not_known_yet() {
    let told = sentence(&template(), &values(&[("user", "jde")]), "open {{dir}} as {{user}}");
    assert_eq!(told, "open <dir> as jde");
}
