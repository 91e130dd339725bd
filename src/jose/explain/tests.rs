//! Laws over the tables, and single rows in words.

use std::collections::HashSet;

use super::*;

const PARTS: [Part; 2] = [Part::Header, Part::Payload];

fn meaning(part: Part, path: &[&str], raw: Option<&str>) -> Option<(String, &'static str)> {
    member(part, path, raw, None).map(|explained| (explained.meaning, explained.source))
}

fn kind(code: &'static str) -> TokenKind {
    TokenKind { code, name: String::new(), key: String::new() }
}

#[test]
fn no_row_stands_twice_and_every_row_is_a_plain_line_with_a_source() {
    for part in PARTS {
        let mut seen = HashSet::new();
        for term in terms(part) {
            assert!(seen.insert((term.name, term.kinds)), "{} stands twice", term.name);
            plain(term.name, term.meaning, term.source);
            assert!(term.kinds.is_empty() || kinds::KINDS.iter().any(|row| row.code.starts_with(term.kinds)));
        }
    }
    let mut seen = HashSet::new();
    for value in values::VALUES {
        assert!(seen.insert((value.part == Part::Header, value.name, value.is)), "{} stands twice", value.is);
        plain(value.is, value.meaning, value.source);
        let known = term(value.part, &[value.name], None).or_else(|| terms(value.part).find(|t| t.name == value.name));
        assert!(known.is_some(), "{} is no row of its own", value.name);
    }
}

fn plain(name: &str, meaning: &str, source: &str) {
    assert!(meaning.chars().count() <= 70 && !meaning.is_empty(), "{name}: {meaning}");
    assert!(!meaning.ends_with('.') && !meaning.contains('\n'), "{name}: {meaning}");
    let first = meaning.split(' ').next().unwrap();
    // A capital letter at the start is a name's: of more than one, or within a number.
    let is_word = first.chars().skip(1).all(char::is_lowercase) && first.len() > 1;
    assert!(!is_word || !first.starts_with(char::is_uppercase), "{name}: {meaning}");
    assert!(source.len() >= 4 && source.len() <= 60, "{name}: {source}");
}

#[test]
fn rows_say_what_standards_say() {
    let said = |part, path: &[&str], raw| meaning(part, path, raw).unwrap();
    assert_eq!(said(Part::Payload, &["exp"], Some("1")), ("when the token ends".to_owned(), "RFC 7519 section 4.1.4"));
    assert_eq!(
        said(Part::Header, &["alg"], Some("\"RS256\"")),
        ("RS256: RSA signature (PKCS #1 v1.5) with SHA-256".to_owned(), "RFC 7518 section 3.3")
    );
    assert_eq!(
        said(Part::Header, &["alg"], Some("\"ES256K\"")),
        ("ES256K: ECDSA with SHA-256, key on the curve secp256k1".to_owned(), "RFC 8812 section 3.2")
    );
    assert_eq!(said(Part::Header, &["alg"], Some("\"RSA-OAEP\"")).1, "RFC 7518 section 4.3");
    assert_eq!(said(Part::Header, &["alg"], Some("\"nOnE\"")).1, "RFC 7515 section 4.1.1");
    assert_eq!(said(Part::Header, &["alg"], Some("7")).1, "RFC 7515 section 4.1.1");
    for typ in ["\"at+jwt\"", "\"application/AT+JWT\""] {
        assert_eq!(said(Part::Header, &["typ"], Some(typ)).0, "at+jwt: an OAuth access token");
    }
    assert_eq!(said(Part::Payload, &["token_use"], Some("\"id\"")).1, "AWS Cognito");
    assert_eq!(said(Part::Payload, &["cnf", "jkt"], None).1, "RFC 9449 section 6.1");
    assert_eq!(
        said(Part::Payload, &["resource_access", "my.client", "roles"], None).0,
        "the user's roles in that client"
    );
    assert_eq!(said(Part::Payload, &["kubernetes.io", "pod", "name"], None).0, "the name of the pod");
}

#[test]
fn every_signature_algorithm_is_told() {
    for row in algorithm::ALGORITHMS {
        let (meaning, source) = meaning(Part::Header, &["alg"], Some(&format!("\"{}\"", row.name))).unwrap();
        assert!(meaning.starts_with(&format!("{}: ", row.name)) && meaning.len() <= 80, "{meaning}");
        assert_eq!(source, row.rfc);
    }
}

#[test]
fn what_is_not_known_is_not_explained() {
    for path in [
        &["userid"][..],
        &["exp", "x"],
        &["cnf.jwk"],
        &["kubernetes.io.pod"],
        &["*"],
        &[""],
        &["resource_access.*.roles"],
        &[],
    ] {
        assert_eq!(meaning(Part::Payload, path, None), None, "{path:?}");
    }
    assert_eq!(meaning(Part::Payload, &["alg"], None), None);
    assert_eq!(meaning(Part::Header, &["exp"], None), None);
    assert_eq!(meaning(Part::Token, &["exp"], None), None);
}

#[test]
fn names_that_collide_follow_the_kind() {
    let said = |name: &str, code: Option<&'static str>| {
        let kind = code.map(kind);
        term(Part::Payload, &[name], kind.as_ref()).map(|term| term.source)
    };
    assert_eq!(said("ver", None), None);
    assert_eq!(said("ver", Some("kind_entra_v2_access")), Some("Microsoft Entra ID"));
    assert_eq!(said("ver", Some("kind_okta")), Some("Okta"));
    assert_eq!(said("scp", Some("kind_tableau")), Some("Tableau connected apps"));
    assert_eq!(said("groups", None), Some("RFC 9068 section 2.2.3.1"));
    assert_eq!(said("groups", Some("kind_qlik_cloud")), Some("Qlik Cloud"));
    assert_eq!(said("groups", Some("kind_cognito")), Some("RFC 9068 section 2.2.3.1"));
    assert_eq!(said("ref", Some("kind_gitlab_ci")), Some("GitLab CI"));
}

#[test]
fn dates_come_as_moments() {
    let moment = |name: &str, raw| member(Part::Payload, &[name], Some(raw), None).unwrap().moment;
    assert_eq!(moment("exp", "1300819380"), Some(1_300_819_380));
    assert_eq!(moment("exp", "1300819380.9"), Some(1_300_819_380));
    assert_eq!(moment("exp", "-0.5"), Some(-1));
    assert_eq!(moment("auth_time", "1e300"), Some(i64::MAX));
    assert_eq!(moment("exp", "\"1300819380\""), None);
    assert_eq!(moment("exp", "1e999"), None);
    assert_eq!(moment("sub", "1300819380"), None);
}

#[test]
fn a_whole_text_is_explained_once_each_and_in_its_order() {
    let text = r#"{"sub":"x","own":1,"sub":"y","realm_access":{"roles":[],"x":{}},
        "resource_access":{"a":{"roles":[]},"b.c":{"roles":[]}},"exp":5}"#;
    let names: Vec<_> = all(Part::Payload, text, None).into_iter().map(|explained| explained.name).collect();
    let expected = ["sub", "realm_access", "realm_access.roles", "resource_access", "resource_access.*.roles", "exp"];
    assert_eq!(names, expected);
    assert_eq!(all(Part::Payload, "[1]", None), []);
    assert_eq!(all(Part::Payload, "{\"exp\":", None), []);
}

#[test]
fn hostile_texts_cost_little_and_bring_nothing_in() {
    let deep = format!("{}1{}", "{\"act\":".repeat(100), "}".repeat(100));
    assert!(all(Part::Payload, &deep, None).len() <= 3);
    let long = format!("\"{}\"", "RS256".repeat(200_000));
    assert_eq!(meaning(Part::Header, &["alg"], Some(&long)).unwrap().1, "RFC 7515 section 4.1.1");
    let many = (0..50_000).map(|n| format!("\"c{n}\":{{}}")).collect::<Vec<_>>().join(",");
    assert_eq!(all(Part::Payload, &format!("{{{many}}}"), None), []);
}
