//! What a terminal is given, and how it is cut into rows.

use super::{any_text, pieces};
use jotbench::text::{Wrapping, glyph, is_suspicious, visible, width, wrap};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// Characters that obey nobody's eye: directions, zero widths that belong to no emoji, separators.
fn is_forbidden(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200C}' | '\u{200E}' | '\u{200F}')
        || matches!(char, '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{E0001}')
}

fn wrappings() -> impl Strategy<Value = Wrapping> {
    proptest::sample::select(vec![Wrapping::Words, Wrapping::Hard, Wrapping::None])
}

/// The boundaries of clusters, and the length.
fn boundaries(text: &str) -> Vec<usize> {
    text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn nothing_invisible_and_nothing_that_steers_is_shown(text in any_text()) {
        for cluster in text.graphemes(true) {
            let glyph = glyph(cluster);
            prop_assert!(glyph.width > 0, "{cluster:?}");
            prop_assert_eq!(glyph.width, glyph.shown.width());
            prop_assert_eq!(glyph.escaped, glyph.shown != cluster && cluster != "\t");
        }
        prop_assert!(!visible(&text).contains(is_forbidden), "{:?}", visible(&text));
        prop_assert_eq!(width(&text), text.graphemes(true).map(|cluster| glyph(cluster).width).sum::<usize>());
    }

    #[test]
    fn what_is_shown_once_is_shown_so_again(text in any_text()) {
        let once = visible(&text).into_owned();
        prop_assert_eq!(visible(&once), once.as_str());
        prop_assert!(!is_suspicious(&once));
    }

    #[test]
    fn suspicious_is_what_has_escapes_other_than_line_breaks(text in any_text()) {
        let escaped = text.graphemes(true).any(|cluster| !matches!(cluster, "\n" | "\r\n") && glyph(cluster).escaped);
        prop_assert_eq!(is_suspicious(&text), escaped);
    }

    #[test]
    fn an_escape_reads_back_as_what_it_stands_for(text in any_text()) {
        for cluster in text.graphemes(true).filter(|cluster| !cluster.contains(['"', '\\', '\t'])) {
            let json = format!("\"{}\"", glyph(cluster).shown);
            prop_assert_eq!(serde_json::from_str::<String>(&json).ok(), Some(cluster.to_owned()));
        }
    }

    #[test]
    fn rows_hold_the_text_in_order_and_fit(text in any_text(), most in 0usize..14, wrapping in wrappings()) {
        let rows = wrap(&text, most, wrapping);
        let most = most.max(1);
        prop_assert_eq!(rows.width(), most);
        let mut at = 0;
        for row in 0..rows.len() {
            let range = rows.range(row);
            let gap = text.get(at..range.start);
            let is_break = matches!(gap, Some("\n" | "\r\n")) && row > 0;
            prop_assert!(is_break || (gap == Some("") && (row == 0 || rows.continues(row - 1))), "{gap:?}");
            let shown = text.get(range.clone()).unwrap();
            prop_assert!(!shown.contains('\n'));
            let fits = width(shown) <= most || shown.graphemes(true).count() == 1;
            prop_assert!(fits || wrapping == Wrapping::None, "{shown:?}");
            at = range.end;
        }
        prop_assert_eq!(at, text.len());
    }

    #[test]
    fn words_are_parted_only_if_they_do_not_fit(line in "[a-f ,]{0,40}", most in 1usize..10) {
        let rows = wrap(&line, most, Wrapping::Words);
        for row in (0..rows.len()).filter(|row| rows.continues(*row)) {
            let shown = line.get(rows.range(row)).unwrap();
            let parts_a_word = !shown.ends_with([' ', ',']);
            prop_assert!(!parts_a_word || (!shown.contains([' ', ',']) && shown.len() == most), "{shown:?}");
        }
    }

    #[test]
    fn every_place_is_found_again_by_its_row_and_column(text in any_text(), most in 1usize..14, wrapping in wrappings()) {
        let rows = wrap(&text, most, wrapping);
        for place in boundaries(&text) {
            let (row, column) = rows.locate(&text, place);
            prop_assert_eq!(rows.byte_at(&text, row, column), place);
        }
    }

    #[test]
    fn every_cell_leads_to_a_boundary_in_its_row(text in pieces(16), most in 1usize..14, wrapping in wrappings()) {
        let rows = wrap(&text, most, wrapping);
        let boundaries = boundaries(&text);
        for row in 0..rows.len() {
            for column in 0..most + 8 {
                let place = rows.byte_at(&text, row, column);
                prop_assert!(boundaries.contains(&place));
                prop_assert_eq!(rows.locate(&text, place).0, row);
            }
        }
    }
}
