//! What the REST Client of VS Code and the HTTP Client of JetBrains make of a text, as
//! far as such texts go: variables of the file, a request line, headers, a body.

use super::requests::{Arrived, fields};

/// The request of a text with one.
pub(crate) fn sent(text: &str) -> Arrived {
    let mut lines = text.lines().peekable();
    let mut variables = Vec::new();
    while let Some(line) = lines.next_if(|line| line.starts_with('@') || line.is_empty()) {
        if let Some((name, value)) = line.strip_prefix('@').and_then(|line| line.split_once(" = ")) {
            variables.push((format!("{{{{{name}}}}}"), value.to_owned()));
        }
    }
    let fill = |text: &str| {
        let filled = variables.iter().fold(text.to_owned(), |text, (place, value)| text.replace(place, value));
        assert!(!filled.contains("{{"), "{filled} has a variable without a value");
        filled
    };
    let (method, url) = lines.next().unwrap().split_once(' ').unwrap();
    assert!(!url.contains(' '), "{url} would end with the version of HTTP");
    let mut headers = Vec::new();
    while let Some(line) = lines.next_if(|line| !line.is_empty()) {
        assert!(!line.starts_with(['#', '?', '&']) && !line.starts_with("//"), "{line}");
        let (name, value) = line.split_once(": ").unwrap();
        headers.push((name.to_owned(), fill(value)));
    }
    lines.next();
    let body = lines.next().unwrap_or_default();
    assert!(!body.starts_with(['<', '#', '>']), "{body}");
    assert_eq!(lines.next(), None);
    Arrived { method: method.to_owned(), url: fill(url), headers, form: fields(&fill(body)) }
}
