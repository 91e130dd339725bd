//! The claims as a table in Markdown, for a ticket or a page of a wiki.

use std::fmt::Write as _;

use super::Made;
use crate::jose::decode::{self, Decoded, Kind};
use crate::jose::explain::{self, kinds};
use crate::jose::problem::Part;
use crate::jose::{json, layout, times};
use crate::text::visible;

/// Claim, value as JSON, and for dates the time in UTC.
pub(super) fn table(decoded: &Decoded) -> Result<Made, String> {
    if decoded.kind == Kind::Jwe {
        return Err(format!("there are no claims to be seen: {}", decode::encrypted(decoded).message));
    }
    let payload = decoded.claims_text();
    let object = json::object(&payload, Part::Payload).map_err(|problem| problem.to_string())?;
    let header = decoded.header.as_deref().map(decode::text).unwrap_or_default();
    let kind = kinds::recognise(&header, &payload);
    let mut table = "| Claim | Value | Time |\n|---|---|---|\n".to_owned();
    for member in &object.members {
        let known = explain::member(Part::Payload, &[&member.name], Some(member.raw), kind.as_ref());
        let time = known.and_then(|known| known.moment).map(times::utc).unwrap_or_default();
        let _ = writeln!(table, "| {} | {} | {time} |", code(&member.name), code(&layout::minify(member.raw)));
    }
    // Like every other form it ends without a line break.
    table.truncate(table.trim_end().len());
    Ok(table.into())
}

/// Foreign text as a code span (CommonMark 0.31, 6.1): nothing in it is a link, a picture, a mention or HTML, and it
/// ends at no backtick of its own. A pipe has its backslash (GFM, 4.10), or is written out where there is one before it.
fn code(text: &str) -> String {
    let mut shown = String::new();
    for c in visible(if text.is_empty() { "\"\"" } else { text }).chars() {
        match c {
            '|' if shown.ends_with('\\') => shown.push_str("\\u007C"),
            '|' => shown.push_str("\\|"),
            _ => shown.push(c),
        }
    }
    let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // One space on each side is taken away again.
    let edge = |c: char| c == '`' || c == ' ';
    let space = if shown.starts_with(edge) || shown.ends_with(edge) { " " } else { "" };
    format!("{fence}{space}{shown}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn nothing_in_a_cell_is_markdown() {
        for (text, expected) in [
            ("\"jde\"", "`\"jde\"`"),
            ("a|b", "`a\\|b`"),
            ("a\\|b", "`a\\\\u007Cb`"),
            ("a`b", "``a`b``"),
            ("``", "``` `` ```"),
            ("", "`\"\"`"),
            (" a", "`  a `"),
            ("<b>@all</b>", "`<b>@all</b>`"),
            ("a\nb\u{202e}", "`a\\u000Ab\\u202E`"),
        ] {
            assert_eq!(code(text), expected, "{text:?}");
        }
    }
}
