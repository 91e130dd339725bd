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
    // A public key of any family tells as well; ML-DSA is slow to try so often.
    let unencoded = decoded.jose.as_ref().is_some_and(|jose| jose.unencoded);
    if decoded.kind != Kind::Jws || decoded.detached || unencoded || case.algorithm.family == Family::MlDsa {
        return None;
    }
    let (header, payload) = (part(decoded.header.as_ref())?, part(decoded.payload.as_ref())?);
    json::object(payload, Part::Payload).ok()?;
    let headers = [header.to_owned(), layout::minify(header)];
    let found =
        headers.iter().flat_map(|header| forms(payload).into_iter().map(move |payload| input(header, &payload)));
    let found = found.filter(|input| input.as_bytes() != case.input());
    let signed = found.into_iter().find(|input| case.few_verify(input.as_bytes()))?;
    let message = "changed after signing, but only in its white space: the same content in another form verifies";
    let why = Why::new("white_space", message, "a tool on the way wrote the JSON anew: pass tokens on as they are");
    let token = format!("{signed}.{}", base64url::encode(case.signature));
    Some(why.fix(Fix::ReplaceToken { token, what: "the text that was signed" }))
}

/// It verifies without the `=` that somebody added after signing.
pub(super) fn padding_added(case: &Case<'_>) -> Option<Why> {
    let input = std::str::from_utf8(case.input()).ok().filter(|input| input.contains('='))?;
    let unencoded = case.decoded.jose.as_ref().is_some_and(|jose| jose.unencoded);
    if case.decoded.kind != Kind::Jws || case.decoded.detached || unencoded {
        return None;
    }
    let input = input.replace('=', "");
    if !case.few_verify(input.as_bytes()) {
        return None;
    }
    let message = "= padding was added after signing: without it the signature verifies";
    let why = Why::new(
        "padding_added",
        message,
        "base64url in a JWS has no padding (RFC 7515 section 2): pass the token on as it is",
    );
    let token = format!("{input}.{}", base64url::encode(case.signature));
    Some(why.fix(Fix::ReplaceToken { token, what: "the text that was signed" }))
}

/// Whoever signed passed `b64` over: the signature is over the base64url of the payload.
pub(super) fn unencoded_ignored(case: &Case<'_>) -> Option<Why> {
    let decoded = case.decoded;
    let payload = decoded.payload.as_deref().filter(|_| decoded.jose.as_ref().is_some_and(|jose| jose.unencoded))?;
    let header = case.input().split(|byte| *byte == b'.').next()?;
    let input = [header, b".", base64url::encode(payload).as_bytes()].concat();
    let message =
        "the signature is over the base64url of the payload: whoever signed did not heed b64 false (RFC 7797)";
    case.few_verify(&input)
        .then(|| Why::new("b64_ignored", message, "whoever makes the token must sign the payload as it is"))
}

/// The payload that was given for a detached token differs from the signed one by the white space at its ends.
pub(super) fn payload_white_space(case: &Case<'_>) -> Option<Why> {
    let decoded = case.decoded;
    let given = decoded.payload.as_deref().filter(|_| decoded.detached && decoded.given)?;
    let unencoded = decoded.jose.as_ref().is_some_and(|jose| jose.unencoded);
    let header = case.input().split(|byte| *byte == b'.').next()?;
    let signs = |payload: &[u8]| {
        let payload = if unencoded { payload.to_vec() } else { base64url::encode(payload).into_bytes() };
        case.few_verify(&[header, b".", &payload].concat())
    };
    let bare = given.trim_ascii_end();
    let forms = [
        (bare.to_vec(), "without the line break at its end"),
        ([bare, b"\n"].concat(), "with a line break at its end"),
        ([bare, b"\r\n"].concat(), "with a Windows line break at its end"),
    ];
    let (_, what) = forms.into_iter().find(|(form, _)| form != given && signs(form))?;
    let message = format!("right payload but for its end: {what} it verifies");
    Some(Why::new("payload_white_space", message, "give exactly the bytes that were signed"))
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
