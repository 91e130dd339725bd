//! What no screen and no answer may hold: characters that steer a terminal or mislead a reader.
#![allow(dead_code, reason = "each test file uses its part of it")]

use unicode_segmentation::UnicodeSegmentation as _;

/// True if there is one in a text of many lines. A joiner within an emoji is what makes it one.
pub(crate) fn is_raw(text: &str) -> bool {
    let raw = |c: char| is_raw_char(c) && c != '\n';
    // Most texts have nothing to look at twice.
    if !text.contains(raw) {
        return false;
    }
    let emoji = |cluster: &str| cluster.starts_with(|c| u32::from(c) >= 0x1f000);
    text.graphemes(true).any(|cluster| cluster.chars().any(|c| raw(c) && !(c == '\u{200d}' && emoji(cluster))))
}

/// True for one; a line break is one too.
pub(crate) fn is_raw_char(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c), 0x61c | 0xad | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xe0000..=0xe007f)
}
