//! The signed text as it may have been: other white space, another `alg`.

use super::{Case, Why};
use crate::jose::algorithm::Family;
use crate::jose::base64url;
use crate::jose::decode::Kind;
use crate::jose::fix::Fix;
use crate::jose::json;
use crate::jose::layout;
use crate::jose::problem::Part;

/// Levels that are indented: nesting bombs must stay linear.
const DEEPEST: usize = 32;
/// The longest payload that is tried in other forms, in bytes.
const LONGEST: usize = 256 * 1024;

fn part(bytes: Option<&Vec<u8>>) -> Option<&str> {
    std::str::from_utf8(bytes?).ok().filter(|text| text.len() <= LONGEST)
}

fn input(header: &str, payload: &str) -> String {
    format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()))
}

/// The signing input with this `alg` in the header, everything else as it stands.
pub(super) fn with_alg(case: &Case<'_>, alg: &str) -> Option<Vec<u8>> {
    let header = part(case.decoded.header.as_ref())?;
    let object = json::object(header, Part::Header).ok()?;
    let member = object.find("alg")?;
    let header = format!("{}\"{alg}\"{}", header.get(..member.at)?, header.get(member.at + member.raw.len()..)?);
    let payload = case.input().split(|byte| *byte == b'.').nth(1)?;
    Some([base64url::encode(header.as_bytes()).as_bytes(), b".", payload].concat())
}

/// The forms that a JSON text is written in by the usual tools.
fn forms(text: &str) -> Vec<String> {
    let packed = layout::minify(text);
    let lines = broken(&packed, "  ");
    let wide = broken(&packed, "    ");
    let tabs = broken(&packed, "\t");
    // As the workbench lays it out, and as Python's json.dumps writes it.
    let (own, spaced) = (layout::pretty(text), spaced(&packed));
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let end = text.trim_end().to_owned();
    let windows = [crlf(&lines), crlf(&wide)];
    let ends = [format!("{end}\n"), format!("{end}\r\n"), end];
    let all = [text.to_owned(), packed, lines, wide, tabs, own, spaced].into_iter().chain(windows).chain(ends);
    let mut forms: Vec<String> = Vec::new();
    for form in all {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// A packed text with each member and element on a line of its own.
fn broken(packed: &str, indent: &str) -> String {
    let (mut out, mut depth, mut rest) = (String::with_capacity(packed.len() * 2), 0_usize, packed);
    let mut last = "";
    while !rest.is_empty() {
        let (token, after) = layout::next_token(rest);
        let (opened, closes) = (matches!(last, "{" | "["), matches!(token, "}" | "]"));
        depth = if closes { depth.saturating_sub(1) } else { depth };
        if last == "," || opened != closes && (opened || closes) {
            out.push('\n');
            out.push_str(&indent.repeat(depth.min(DEEPEST)));
        }
        out.push_str(if token == ":" { ": " } else { token });
        depth += usize::from(matches!(token, "{" | "["));
        (last, rest) = (token, after);
    }
    out
}

/// A packed text with a space behind each comma and colon.
fn spaced(packed: &str) -> String {
    let (mut out, mut string, mut escaped) = (String::with_capacity(packed.len() * 2), false, false);
    for c in packed.chars() {
        out.push(c);
        match c {
            _ if escaped => escaped = false,
            '\\' if string => escaped = true,
            '"' => string = !string,
            ',' | ':' if !string => out.push(' '),
            _ => {}
        }
    }
    out
}

/// It verifies over the same header and payload in other white space: a tool wrote them anew after signing.
pub(super) fn other_white_space(case: &Case<'_>) -> Option<Why> {
    let decoded = case.decoded;
    // A public key of any family tells as well; ML-DSA and Ed448 are slow to try so often.
    if decoded.kind != Kind::Jws || decoded.detached || case.algorithm.family == Family::MlDsa {
        return None;
    }
    let (header, payload) = (part(decoded.header.as_ref())?, part(decoded.payload.as_ref())?);
    json::object(payload, Part::Payload).ok()?;
    let headers = [header.to_owned(), layout::minify(header)];
    let found =
        headers.iter().flat_map(|header| forms(payload).into_iter().map(move |payload| input(header, &payload)));
    let found = found.filter(|input| input.as_bytes() != case.input());
    let signed = found.into_iter().find(|input| case.verifies(case.algorithm, input.as_bytes()))?;
    let message = "changed after signing, but only in its white space: the same content in another form verifies";
    let why = Why::new("white_space", message, "a tool on the way wrote the JSON anew: pass tokens on as they are");
    let token = format!("{signed}.{}", base64url::encode(case.signature));
    Some(why.fix(Fix::ReplaceToken { token, what: "the text that was signed" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `json.dumps(…, indent=2)` of Python and `JSON.stringify(…, null, 2)` write it.
    #[test]
    fn texts_are_written_as_the_usual_tools_write_them() {
        let packed = r#"{"a":[1,"x,:{\"y"],"b":{},"c":{"d":[]},"e":[[2]]}"#;
        let lines = "{\n  \"a\": [\n    1,\n    \"x,:{\\\"y\"\n  ],\n  \"b\": {},\n  \"c\": {\n    \"d\": []\n  },\n  \"e\": [\n    [\n      2\n    ]\n  ]\n}";
        assert_eq!(broken(packed, "  "), lines);
        assert_eq!(layout::minify(lines), packed);
        assert_eq!(spaced(packed), r#"{"a": [1, "x,:{\"y"], "b": {}, "c": {"d": []}, "e": [[2]]}"#);
    }
}
