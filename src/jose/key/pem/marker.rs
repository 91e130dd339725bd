//! Finding BEGIN and END lines, also those that a word processor, a mail program or a web page has changed.
//!
//! A marker with five hyphens on each side may have any label; a changed one counts
//! only with a label that is known. The work for each candidate is bounded.

use crate::jose::key::format::{FOREIGN_LABELS, KEY_FORMATS};

/// A line that begins or ends a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker<'t> {
    /// BEGIN, not END.
    pub(super) begins: bool,
    /// What stands after the word; foreign text.
    pub(super) label: &'t str,
    /// The offset of its first dash.
    pub(super) at: usize,
    /// The offset behind its last dash.
    pub(super) next: usize,
    /// How it is written.
    pub(super) form: Form,
}

/// How a marker is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As RFC 7468 section 3 says.
    Exact,
    /// Otherwise, but with a known label.
    Changed,
    /// Without the dashes at the end.
    Cut,
}

/// All markers of `text`, in order.
pub(super) fn markers(text: &str) -> impl Iterator<Item = Marker<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let (word_at, word) = next_word(text, from)?;
            from = word_at + word.len();
            if let Some(marker) = exact(text, word_at, word).or_else(|| changed(text, word_at, word)) {
                from = from.max(marker.next);
                return Some(marker);
            }
        }
    })
}

const DASHES: &str = "-----";
/// A longer label is no label.
const LONGEST_LABEL: usize = 128;
/// More dashes on one side are a ruled line.
const MOST_DASHES: usize = 16;

/// The next BEGIN or END in any case, and its offset.
fn next_word(text: &str, from: usize) -> Option<(usize, &str)> {
    let bytes = text.as_bytes().get(from..)?;
    let (mut at, mut found) = (0, None);
    while found.is_none() {
        at += bytes.get(at..)?.iter().position(|byte| matches!(byte, b'B' | b'b' | b'E' | b'e'))?;
        found = ["BEGIN", "END"]
            .into_iter()
            .find(|word| bytes.get(at..at + word.len()).is_some_and(|is| is.eq_ignore_ascii_case(word.as_bytes())));
        at += 1;
    }
    let start = from + at - 1;
    Some((start, text.get(start..start + found?.len())?))
}

/// A marker as the standard has it, or one that lacks its last dashes.
fn exact<'t>(text: &'t str, word_at: usize, word: &'t str) -> Option<Marker<'t>> {
    let before = text.get(..word_at)?;
    let label_at = word_at + word.len() + 1;
    if !before.ends_with(DASHES) || !matches!(word, "BEGIN" | "END") || text.as_bytes().get(label_at - 1) != Some(&b' ')
    {
        return None;
    }
    let marker =
        |label: &'t str, next, form| Marker { begins: word == "BEGIN", label, at: word_at - DASHES.len(), next, form };
    let rest = window(text, label_at, LONGEST_LABEL);
    let line = rest.split(['\n', '\r', '\\']).next().unwrap_or_default();
    if let Some((label, _)) = line.split_once(DASHES) {
        let is_known = labels().any(|known| known == label);
        if is_known || known(label).is_none_or(|(_, length)| length != label.len()) {
            return Some(marker(label, label_at + label.len() + DASHES.len(), Form::Exact));
        }
    }
    changed(text, word_at, word).or_else(|| Some(marker(line, label_at, Form::Cut)))
}

/// A marker whose dashes, spaces or letters were changed.
fn changed<'t>(text: &'t str, word_at: usize, word: &str) -> Option<Marker<'t>> {
    let before = text.get(..word_at)?;
    let (label, length) = known(window(text, word_at + word.len(), LONGEST_LABEL))?;
    let after_label = word_at + word.len() + length;
    let after = text.get(after_label..)?;
    let (left, left_weight) = dashes_before(before);
    let (right, right_weight) = dashes_after(after);
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let ends_well = right_weight > 0 || apart(after.chars().next());
    // Less is a list of words, not a marker.
    if left_weight + right_weight < 4 || !(left_weight > 0 || apart(before.chars().next_back())) || !ends_well {
        return None;
    }
    let begins = word.eq_ignore_ascii_case("BEGIN");
    Some(Marker { begins, label, at: word_at - left, next: after_label + right, form: Form::Changed })
}

/// Labels that mean something here.
fn labels() -> impl Iterator<Item = &'static str> {
    let keys = KEY_FORMATS.iter().flat_map(|format| format.labels.iter().copied());
    keys.chain(FOREIGN_LABELS.iter().map(|foreign| foreign.sign)).chain(["EC PARAMETERS"])
}

/// The longest known label that `text` begins with, spaces and case aside, and how many bytes of `text` it takes.
fn known(text: &str) -> Option<(&'static str, usize)> {
    labels().filter_map(|label| Some((label, spelled(text, label)?))).max_by_key(|(label, _)| label.len())
}

/// How many bytes of `text` spell the label.
fn spelled(text: &str, label: &str) -> Option<usize> {
    let mut rest = text;
    for expected in label.chars().filter(|&c| c != ' ') {
        rest = without_space(rest);
        let c = rest.chars().next().filter(|c| c.eq_ignore_ascii_case(&expected))?;
        rest = rest.get(c.len_utf8()..)?;
    }
    Some(text.len() - rest.len())
}

fn without_space(text: &str) -> &str {
    let mut rest = text;
    while let Some(shorter) = rest
        .strip_prefix([' ', '\t', '\u{a0}'])
        .or_else(|| ["&nbsp;", "&#160;", "&#32;"].iter().find_map(|entity| rest.strip_prefix(entity)))
    {
        rest = shorter;
    }
    rest
}

/// What a dash may have become, and how many it stands for.
const DASH_FORMS: [(&str, usize); 24] = [
    ("-", 1),
    ("\u{2010}", 1),
    ("\u{2011}", 1),
    ("\u{2012}", 1),
    ("\u{2013}", 2),
    ("\u{2014}", 2),
    ("\u{2015}", 2),
    ("\u{2212}", 1),
    ("\u{fe63}", 1),
    ("\u{ff0d}", 1),
    ("&#45;", 1),
    ("&#045;", 1),
    ("&#x2d;", 1),
    ("&#x2D;", 1),
    ("&hyphen;", 1),
    ("&dash;", 1),
    ("&minus;", 1),
    ("&ndash;", 2),
    ("&mdash;", 2),
    ("&#8211;", 2),
    ("&#8212;", 2),
    ("&#8722;", 1),
    ("\\-", 1),
    ("\u{ad}", 0),
];

/// Length and weight of the dashes at the end of `text`, spaces behind them included.
fn dashes_before(text: &str) -> (usize, usize) {
    let near = text.get(text.len().saturating_sub(4)..).unwrap_or(text);
    let spaces = near.len() - near.trim_end_matches([' ', '\t', '\u{a0}']).len();
    let (mut rest, mut weight) = (text.get(..text.len() - spaces).unwrap_or(text), 0);
    for _ in 0..MOST_DASHES {
        let Some((shorter, counts)) = DASH_FORMS.iter().rev().find_map(|(form, n)| Some((rest.strip_suffix(form)?, n)))
        else {
            break;
        };
        rest = shorter;
        weight += counts;
    }
    if weight == 0 { (0, 0) } else { (text.len() - rest.len(), weight) }
}

/// Length and weight of the dashes at the start of `text`, spaces before them included.
fn dashes_after(text: &str) -> (usize, usize) {
    let near = window(text, 0, 4);
    let spaces = near.len() - near.trim_start_matches([' ', '\t', '\u{a0}']).len();
    let (mut rest, mut weight) = (text.get(spaces..).unwrap_or(text), 0);
    for _ in 0..MOST_DASHES {
        let Some((shorter, counts)) = DASH_FORMS.iter().rev().find_map(|(form, n)| Some((rest.strip_prefix(form)?, n)))
        else {
            break;
        };
        rest = shorter;
        weight += counts;
    }
    if weight == 0 { (0, 0) } else { (text.len() - rest.len(), weight) }
}

/// At most `length` bytes of `text` from `at` on.
fn window(text: &str, at: usize, length: usize) -> &str {
    let end = (at..=text.len().min(at + length)).rev().find(|&end| text.is_char_boundary(end));
    end.and_then(|end| text.get(at..end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(bool, &str, Form)> {
        markers(text).map(|marker| (marker.begins, marker.label, marker.form)).collect()
    }

    #[test]
    fn markers_that_a_program_has_changed_are_known_by_their_labels() {
        for text in [
            "—–BEGIN PRIVATE KEY—–",
            "–––BEGIN PRIVATE KEY–––",
            "----BEGIN PRIVATE KEY----",
            "----BEGIN PRIVATE KEY-----",
            "BEGIN PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY",
            "-----BEGIN PRIVATE KEY--",
            "-----begin private key-----",
            "-----Begin Private Key-----",
            "-----BEGIN  PRIVATE\u{a0}KEY-----",
            "-----BEGINPRIVATEKEY-----",
            "----- BEGIN PRIVATE KEY -----",
            "&#45;&#45;&#45;&#45;&#45;BEGIN&nbsp;PRIVATE&nbsp;KEY&#45;&#45;&#45;&#45;&#45;",
            "“—–BEGIN PRIVATE KEY—–",
        ] {
            assert_eq!(found(text), [(true, "PRIVATE KEY", Form::Changed)], "{text:?}");
        }
        for (text, expected) in [
            ("-----BEGIN PRIVATE KEY-----", (true, "PRIVATE KEY", Form::Exact)),
            ("------END WHAT EVER------", (false, "WHAT EVER", Form::Exact)),
            ("-----BEGIN CERTIFICATE BUNDLE-----", (true, "CERTIFICATE BUNDLE", Form::Exact)),
            ("-----BEGIN WHAT EV", (true, "WHAT EV", Form::Cut)),
        ] {
            assert_eq!(found(text), [expected], "{text:?}");
        }
    }

    #[test]
    fn prose_holds_no_markers() {
        for text in [
            "BEGIN PRIVATE KEY",
            "- end certificate",
            "where the BEGIN CERTIFICATE and END CERTIFICATE lines stand - with dashes",
            "APPEND CERTIFICATE----",
            "----BEGIN CERTIFICATES",
            "----BEGIN SOMETHING----",
            "---- BEGIN SSH2 PUBLIC KEY ----",
            "-----------------------",
        ] {
            assert_eq!(found(text), [], "{text:?}");
        }
    }

    /// Each byte is looked at once for a word, and each word looks at a bounded number of bytes around it.
    #[test]
    fn the_work_grows_with_the_length_alone() {
        const LEN: usize = 1 << 20;
        for unit in
            ["BEGIN", "-----BEGIN ", "-----BEGIN PRIVATE KEY", "END", "-", "—", "E", "&#45;", "BEGIN&nbsp;", "A", "\n"]
        {
            let text = unit.repeat(LEN / unit.len());
            let (mut from, mut words, mut looked_at) = (0, 0, 0);
            while let Some((at, word)) = next_word(&text, from) {
                assert!(at >= from, "{unit:?}");
                looked_at += at + word.len() - from;
                (from, words) = (at + word.len(), words + 1);
            }
            assert!(looked_at <= text.len() && words * "END".len() <= text.len(), "{unit:?}");
            assert!(markers(&text).count() <= words, "{unit:?}");
        }
        for unit in [" ", "-", "—", "&#45;", "A", "\u{ad}"] {
            let text = format!("PRIVATE KEY{}", unit.repeat(LEN / unit.len()));
            assert!(known(window(&text, 0, LONGEST_LABEL)).is_some_and(|(_, length)| length <= LONGEST_LABEL));
            assert!(dashes_after(text.trim_start_matches("PRIVATE KEY")).0 <= MOST_DASHES * 8 + 4, "{unit:?}");
            assert!(dashes_before(&text).0 <= MOST_DASHES * 8 + 4, "{unit:?}");
        }
    }
}
