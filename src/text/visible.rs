//! How foreign text is shown: the one place that decides what a terminal may be given.
//!
//! A claim, a key's label or a file name may hold characters that move the cursor, reverse the
//! reading order or cannot be seen. They are written out as JSON escapes (`\u001B`, `\u202E`;
//! beyond U+FFFF as the pair `\uDB40\uDC41`), so that nothing is obeyed and nothing is hidden. The
//! same letters typed by the user look alike; [`Glyph::escaped`] tells them apart. What is shown
//! is decided here and nowhere else; colours and cutting at the edge of a pane are the screen's.

use super::cluster::clusters;
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Cells of a tab, wherever it stands.
const TAB: &str = "  ";

/// Characters of a cluster that are shown as they are; no writing system comes near it (the
/// Stream-Safe Text Format of UAX #15 allows 30 marks). More are written out, so that one cell is
/// never sent a megabyte of accents.
const LONGEST: usize = 32;

const JOINER: char = '\u{200D}';
const TEXT_STYLE: char = '\u{FE0E}';
const EMOJI_STYLE: char = '\u{FE0F}';
const KEYCAP: char = '\u{20E3}';

/// The emoji tag sequences that are recommended for interchange (UTS #51): England, Scotland and
/// Wales. In any other place tags are invisible text.
const TAGGED_FLAGS: [&str; 3] = [
    "\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    "\u{1F3F4}\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}",
];

/// How one cluster is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// The text to draw: no control, direction or invisible characters.
    pub shown: Cow<'a, str>,
    /// Its width in cells; at least 1 for every cluster that is not empty.
    pub width: usize,
    /// Whether a part of it is written out as an escape.
    pub escaped: bool,
}

/// How the cluster `grapheme` is shown.
///
/// A tab is two spaces. Written out are control characters (C0, DEL, C1; line breaks too), line and
/// paragraph separators, every format character (category Cf: direction, zero width, tags), every
/// default-ignorable character, and combining marks without a base. Shown as they are: marks on
/// their base, joiners and style selectors within an emoji (UTS #51), and one variation selector on
/// an ideograph.
pub fn glyph(grapheme: &str) -> Glyph<'_> {
    match grapheme.as_bytes() {
        b"\t" => return Glyph { shown: Cow::Borrowed(TAB), width: TAB.len(), escaped: false },
        [b' '..=b'~'] => return Glyph { shown: Cow::Borrowed(grapheme), width: 1, escaped: false },
        _ => {}
    }
    let width = grapheme.width();
    if is_plain(grapheme) && (width > 0 || grapheme.is_empty()) {
        return Glyph { shown: Cow::Borrowed(grapheme), width, escaped: false };
    }
    let mut shown = String::with_capacity(grapheme.len().saturating_mul(2));
    for (char, written_out) in judged(grapheme) {
        if written_out || width == 0 {
            push_escape(&mut shown, char);
        } else {
            shown.push(char);
        }
    }
    Glyph { width: shown.width(), shown: Cow::Owned(shown), escaped: true }
}

/// A whole text on one line, each of its clusters as [`glyph`] shows it; a line break is `\u000A`.
///
/// For notices, error messages and what is printed.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_printable_ascii(text) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for (_, cluster) in clusters(text) {
        shown.push_str(&glyph(cluster).shown);
    }
    if shown == text { Cow::Borrowed(text) } else { Cow::Owned(shown) }
}

/// Whether `text` holds anything that [`glyph`] writes out, line breaks (`\n`, `\r\n`) apart.
pub fn is_suspicious(text: &str) -> bool {
    !is_printable_ascii(text)
        && clusters(text).any(|(_, cluster)| !matches!(cluster, "\n" | "\r\n" | "\t") && !is_shown_as_is(cluster))
}

/// The cells that [`visible`] of `text` takes.
pub fn width(text: &str) -> usize {
    if is_printable_ascii(text) { text.len() } else { clusters(text).map(|(_, cluster)| cells(cluster)).sum() }
}

/// The width of [`glyph`], without building it where that can be avoided.
pub(super) fn cells(cluster: &str) -> usize {
    match cluster.as_bytes() {
        b"\t" => TAB.len(),
        [b' '..=b'~'] => 1,
        _ if is_shown_as_is(cluster) => cluster.width(),
        _ => {
            let mut chars = cluster.chars();
            match (chars.next(), chars.next()) {
                (Some(only), None) => escape_width(only),
                _ => glyph(cluster).width,
            }
        }
    }
}

/// Whether each character of `text` is one cell wide and shown as it is.
pub(super) fn is_printable_ascii(text: &str) -> bool {
    // In blocks without an early exit the compiler uses vector instructions.
    text.as_bytes().chunks(64).all(|block| block.iter().fold(true, |all, byte| all & matches!(byte, b' '..=b'~')))
}

fn is_shown_as_is(cluster: &str) -> bool {
    matches!(cluster.as_bytes(), [b' '..=b'~']) || (is_plain(cluster) && cluster.width() > 0)
}

fn is_plain(cluster: &str) -> bool {
    judged(cluster).all(|(_, written_out)| !written_out)
}

/// The characters of a cluster, each with whether it has to be written out.
fn judged(cluster: &str) -> impl Iterator<Item = (char, bool)> {
    let flag = TAGGED_FLAGS.contains(&cluster);
    let mut chars = cluster.chars().enumerate().peekable();
    let mut before = None;
    std::iter::from_fn(move || {
        let (index, char) = chars.next()?;
        let after = chars.peek().map(|(_, char)| *char);
        let written_out = index >= LONGEST || (!flag && is_written_out(before, char, after));
        // What follows an escape has no base any more.
        before = (!written_out).then_some(char);
        Some((char, written_out))
    })
}

/// Whether `char` is written out between `before` (`None` at the start and after an escape) and
/// `after` in its cluster.
fn is_written_out(before: Option<char>, char: char, after: Option<char>) -> bool {
    match char {
        ' '..='~' => false,
        TEXT_STYLE => !before.is_some_and(is_pictographic),
        EMOJI_STYLE => !before.is_some_and(|base| is_pictographic(base) || (is_key(base) && after == Some(KEYCAP))),
        JOINER => !(before.is_some_and(ends_emoji) && after.is_some_and(is_pictographic)),
        '\u{FE00}'..='\u{FE02}' | '\u{E0100}'..='\u{E01EF}' => !before.is_some_and(is_ideograph),
        _ if char.is_control() || is_invisible(char) => true,
        _ => before.is_none() && (char.width().unwrap_or(0) == 0 || is_mark(char)),
    }
}

/// Format characters (category Cf), default-ignorable characters, and the line and paragraph
/// separators. Source: Unicode 17, `DerivedGeneralCategory.txt` and `DerivedCoreProperties.txt`.
fn is_invisible(char: char) -> bool {
    matches!(char,
        '\u{AD}' | '\u{34F}' | '\u{600}'..='\u{605}' | '\u{61C}' | '\u{6DD}' | '\u{70F}' | '\u{890}'..='\u{891}'
        | '\u{8E2}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{110BD}' | '\u{110CD}'
        | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Han ideographs, the only characters whose variants are chosen by VS1 to VS3 and VS17 to VS256.
fn is_ideograph(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The bases of keycap emoji (UTS #51).
fn is_key(char: char) -> bool {
    matches!(char, '0'..='9' | '#' | '*')
}

/// Whether an emoji that is joined to the next may end in `char`: a picture, its style or skin tone.
fn ends_emoji(char: char) -> bool {
    matches!(char, EMOJI_STYLE | '\u{1F3FB}'..='\u{1F3FF}') || is_pictographic(char)
}

/// Extended_Pictographic. By rule GB11 of UAX #29, only such characters stay together with a heart
/// over a joiner: the question is put to the segmentation's own table.
fn is_pictographic(char: char) -> bool {
    !char.is_ascii() && is_one_cluster(&[char, JOINER, '\u{2764}'])
}

/// Whether `char`, of one cell or more, is a mark that joins the character before it. None of them
/// is below U+0900.
fn is_mark(char: char) -> bool {
    char >= '\u{900}' && is_one_cluster(&['a', char])
}

fn is_one_cluster(chars: &[char]) -> bool {
    chars.iter().collect::<String>().graphemes(true).nth(1).is_none()
}

/// Cells of the escape of `char`.
fn escape_width(char: char) -> usize {
    r"\u0000".len() * char.len_utf16()
}

/// Writes `char` as JSON does (RFC 8259, section 7).
fn push_escape(shown: &mut String, char: char) {
    for unit in char.encode_utf16(&mut [0; 2]) {
        shown.push_str("\\u");
        for shift in [12, 8, 4, 0] {
            let digit = char::from_digit(u32::from(*unit >> shift) & 0xF, 16).unwrap_or('0');
            shown.push(digit.to_ascii_uppercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Glyph, cells, glyph, is_invisible, is_suspicious, visible, width};
    use std::borrow::Cow;

    /// What is shown for each text as one cluster, and its width.
    fn shown(text: &str) -> (String, usize, bool) {
        let Glyph { shown, width, escaped } = glyph(text);
        (shown.into_owned(), width, escaped)
    }

    #[test]
    fn controls_and_directions_are_written_as_json_does() {
        for (text, expected) in [
            ("\0", r"\u0000"),
            ("\u{1B}", r"\u001B"),
            ("\n", r"\u000A"),
            ("\r\n", r"\u000D\u000A"),
            ("\u{7F}", r"\u007F"),
            ("\u{9B}", r"\u009B"),
            ("\u{202E}", r"\u202E"),
            ("\u{2066}", r"\u2066"),
            ("\u{61C}", r"\u061C"),
            ("\u{200B}", r"\u200B"),
            ("\u{FEFF}", r"\uFEFF"),
            ("\u{AD}", r"\u00AD"),
            ("\u{2028}", r"\u2028"),
            ("\u{FE0F}", r"\uFE0F"),
            ("\u{3164}", r"\u3164"),
            ("\u{E0041}", r"\uDB40\uDC41"),
        ] {
            assert_eq!(shown(text), (expected.to_owned(), expected.len(), true));
        }
    }

    #[test]
    fn the_escape_of_every_character_reads_back_as_that_character() {
        for char in ('\0'..=char::MAX).filter(|char| is_invisible(*char) || char.is_control()) {
            if char == '\t' {
                continue;
            }
            let text = char.to_string();
            let shown = glyph(&text).shown.into_owned();
            let units = shown.split("\\u").skip(1).map(|unit| u16::from_str_radix(unit, 16).unwrap());
            assert_eq!(String::from_utf16(&units.collect::<Vec<_>>()).unwrap(), text);
        }
    }

    #[test]
    fn visible_text_of_any_script_is_left_alone() {
        for (text, width) in [
            ("a", 1),
            ("é", 1),
            ("e\u{301}", 1),
            ("ж", 1),
            ("字", 2),
            ("각", 2),
            ("\u{1100}\u{1161}\u{11A8}", 2),
            ("שׁ", 1),
            ("👍", 2),
            ("👍🏽", 2),
            ("👨‍👩‍👧‍👦", 2),
            ("👩🏽‍💻", 2),
            ("❤\u{FE0F}", 2),
            ("❤\u{FE0F}\u{200D}🔥", 2),
            ("1\u{FE0F}\u{20E3}", 2),
            ("🇩🇪", 2),
            ("🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}", 2),
            ("葛\u{E0100}", 2),
            ("\u{E000}", 1),
        ] {
            assert_eq!(glyph(text), Glyph { shown: Cow::Borrowed(text), width, escaped: false });
        }
        assert_eq!(shown("\t"), ("  ".to_owned(), 2, false));
    }

    #[test]
    fn hidden_characters_on_a_visible_base_are_written_out() {
        for (text, expected) in [
            ("a\u{200D}", r"a\u200D"),
            ("a\u{FE0F}", r"a\uFE0F"),
            ("👍\u{FE0F}\u{FE0F}", "👍\u{FE0F}\\uFE0F"),
            ("👍\u{200D}", "👍\\u200D"),
            ("👍\u{E0061}", r"👍\uDB40\uDC61"),
            ("🏴\u{E0061}\u{E007F}", r"🏴\uDB40\uDC61\uDB40\uDC7F"),
            ("字\u{E0100}\u{E0101}", "字\u{E0100}\\uDB40\\uDD01"),
            ("a\u{34F}\u{301}", r"a\u034F\u0301"),
            ("\u{600}5", r"\u06005"),
        ] {
            let (text, _, escaped) = shown(text);
            assert_eq!((text.as_str(), escaped), (expected, true));
        }
    }

    #[test]
    fn marks_without_a_base_are_written_out() {
        for (text, expected) in [
            ("\u{301}", r"\u0301"),
            ("\u{903}", r"\u0903"),
            ("\u{1161}", r"\u1161"),
            ("\u{200B}\u{301}", r"\u200B\u0301"),
        ] {
            assert_eq!(visible(text), expected);
        }
    }

    #[test]
    fn a_pile_of_marks_ends_in_escapes() {
        let text = format!("e{}", "\u{301}".repeat(33));
        let expected = format!("e{}{}", "\u{301}".repeat(31), r"\u0301".repeat(2));
        assert_eq!(shown(&text), (expected, 13, true));
    }

    #[test]
    fn a_whole_text_is_on_one_line() {
        assert_eq!(visible("admin\r\nuser\t\u{202E}nimda"), r"admin\u000D\u000Auser  \u202Enimda");
        assert!(matches!(visible("plain é 字"), Cow::Borrowed(_)));
        assert_eq!(width("é字\n\u{1B}"), 15);
    }

    #[test]
    fn line_breaks_and_tabs_are_not_suspicious() {
        for text in ["", "{\n\t\"a\": 1\r\n}", "é 字 👨‍👩‍👧‍👦"] {
            assert!(!is_suspicious(text), "{text:?}");
        }
        for text in ["a\rb", "\u{1B}[2J", "a\u{200B}", "\u{202E}", "a\u{FE0F}", "\0", "\u{301}"] {
            assert!(is_suspicious(text), "{text:?}");
        }
    }

    #[test]
    fn every_single_character_has_a_width_and_hides_nothing() {
        for char in '\0'..=char::MAX {
            let text = char.to_string();
            let glyph = glyph(&text);
            assert!(glyph.width > 0, "{char:?}");
            assert_eq!(cells(&text), glyph.width, "{char:?}");
            assert!(!glyph.shown.chars().any(|char| char.is_control() || is_invisible(char)), "{char:?}");
        }
    }
}
