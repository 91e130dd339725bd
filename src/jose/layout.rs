//! White space between JSON tokens: taking it out for signing, laying it out for
//! reading. Strings, numbers, member order and everything else stay byte for byte.

/// The text less the white space outside its strings (RFC 8259 section 2).
///
/// This is what gets signed: nothing is reordered, renumbered or re-encoded.
pub fn minify(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(tokens(text));
    out
}

/// The tokens of a JSON text, white space left out: brackets, commas, colons, whole strings, numbers and words.
pub fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (token, after) = next_token(rest);
        rest = after;
        (!token.is_empty()).then_some(token)
    })
}

/// The text laid out in lines, two spaces a level; short lists of plain values
/// stay on one line. Text that is no JSON is laid out as far as it goes.
pub fn pretty(text: &str) -> String {
    let tokens: Vec<&str> = tokens(text).collect();
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&token) = tokens.get(at) {
        match token {
            "[" | "{" => {
                if let Some(length) = inline(tokens.get(at..).unwrap_or_default()) {
                    inline_into(&mut out, tokens.get(at..at + length).unwrap_or_default());
                    at += length;
                    continue;
                }
                out.push_str(token);
                depth += 1;
                new_line(&mut out, depth);
            }
            "]" | "}" => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push_str(token);
            }
            "," => {
                out.push(',');
                new_line(&mut out, depth);
            }
            ":" => out.push_str(": "),
            other => out.push_str(other),
        }
        at += 1;
    }
    out
}

const WHITE: [char; 4] = [' ', '\t', '\n', '\r'];
/// The longest list, in characters, that stays on one line.
const INLINE: usize = 48;
/// Deeper levels are not indented further: nesting bombs must stay linear.
const DEEPEST: usize = 64;

/// The first token after any white space (empty at the end), and what follows it.
pub(super) fn next_token(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches(WHITE);
    let end = match text.as_bytes().first() {
        None => 0,
        Some(b'"') => string_end(text),
        Some(b'{' | b'}' | b'[' | b']' | b',' | b':') => 1,
        Some(_) => text.find(|c: char| WHITE.contains(&c) || "{}[],:\"".contains(c)).unwrap_or(text.len()),
    };
    text.split_at(end)
}

fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// How many tokens the list that starts here has, if it fits on one line.
fn inline(tokens: &[&str]) -> Option<usize> {
    let mut length = 0;
    for (at, &token) in tokens.iter().enumerate() {
        length += token.len() + 1;
        match token {
            "]" if tokens.first() == Some(&"[") => return Some(at + 1),
            "}" if at == 1 => return Some(2),
            "[" | "{" if at > 0 => return None,
            "}" | ":" => return None,
            _ if length > INLINE => return None,
            _ => {}
        }
    }
    None
}

fn inline_into(out: &mut String, tokens: &[&str]) {
    for &token in tokens {
        out.push_str(if token == "," { ", " } else { token });
    }
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth.min(DEEPEST)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_numbers_escapes_and_order_as_typed() {
        let typed = "{ \"z\": 12345678901234567890123, \"a\" : 1.10,\n\t\"e\": 1e2, \"s\": \"a  \\u00e9 \\\" b\" , \"z\": [ 1 , 2 ] }";
        assert_eq!(
            minify(typed),
            "{\"z\":12345678901234567890123,\"a\":1.10,\"e\":1e2,\"s\":\"a  \\u00e9 \\\" b\",\"z\":[1,2]}"
        );
    }

    #[test]
    fn lays_out_members_on_lines_and_short_lists_inline() {
        let text = r#"{"userId":"jde","groups":["Finance","Admins"],"o":{"a":1,"b":[]},"e":{}}"#;
        let laid = "{\n  \"userId\": \"jde\",\n  \"groups\": [\"Finance\", \"Admins\"],\n  \"o\": {\n    \"a\": 1,\n    \"b\": []\n  },\n  \"e\": {}\n}";
        assert_eq!(pretty(text), laid);
        assert_eq!(minify(laid), text);
        assert_eq!(pretty(laid), laid);
    }

    #[test]
    fn breaks_long_lists() {
        let text = r#"["aaaaaaaaaaaaaaaaaaaaaaaa","bbbbbbbbbbbbbbbbbbbbbbbb"]"#;
        assert_eq!(pretty(text), "[\n  \"aaaaaaaaaaaaaaaaaaaaaaaa\",\n  \"bbbbbbbbbbbbbbbbbbbbbbbb\"\n]");
    }

    #[test]
    fn deep_nesting_stays_linear() {
        let text = "[".repeat(100_000);
        assert!(pretty(&text).len() < 100_000 * (2 * DEEPEST + 3));
    }
}
