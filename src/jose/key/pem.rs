//! The PEM armour (RFC 7468): finds the blocks of a text and their bytes.
//!
//! Generous with what stands around and between: text, a byte order mark, any
//! line ends, indentation, any line length, RFC 1421 headers, and with changes that
//! leave no doubt, which are said. What the bytes mean is decided in `format`.

mod body;
mod marker;

use marker::{Form, Marker};
use zeroize::Zeroizing;

use super::format::FOREIGN_LABELS;
use super::lines::line_of;
use crate::jose::problem::{Part, Place, Problem};

/// A text with more blocks than this is no key file.
pub(super) const MAX_BLOCKS: usize = 64;

/// One block.
pub(super) struct Block<'t> {
    /// What stands after BEGIN; foreign text.
    pub(super) label: &'t str,
    /// Line of the BEGIN marker, 1-based.
    pub(super) line: usize,
    /// Its DEK-Info header if its headers say that it is encrypted (RFC 1421 sections 4.6.1.1 and 4.6.1.3); empty
    /// where that header is missing.
    pub(super) dek: Option<String>,
    /// What its base64 stands for; empty for a label that is only named.
    pub(super) der: Zeroizing<Vec<u8>>,
}

/// All blocks of `text` in order, each with its own success. What was read although it is not as it should be is said
/// by a problem behind the block.
///
/// Codes: `truncated`, `label_mismatch`, `bad_base64`, `nested_block`, `too_many_blocks`; behind a block that was read
/// `escaped_line_ends`, `html_entities`, `invisible_characters`, `quoted_lines`, `changed_marker`; in place of a block
/// that was read before `repeated_block`.
pub(super) fn blocks(text: &str, part: Part) -> Vec<Result<Block<'_>, Problem>> {
    let markers: Vec<Marker<'_>> = marker::markers(text).collect();
    let mut reader = Reader { text, part, found: Vec::new() };
    let mut rest = markers.as_slice();
    let mut begun = 0;
    while let Some((first, after)) = rest.split_first() {
        begun += 1;
        if begun > MAX_BLOCKS {
            let message = format!("there are more than {MAX_BLOCKS} PEM blocks; the rest is not read");
            reader.problem("too_many_blocks", first.at, message, None);
            break;
        }
        rest = reader.block(first, after);
    }
    reader.found
}

/// The labels of all markers, whether or not their blocks can be read.
pub(super) fn labels(text: &str) -> impl Iterator<Item = &str> {
    marker::markers(text).map(|marker| marker.label)
}

/// A label in quotes if it can be one: where dashes are lost, what stands there may be the key itself.
pub(super) fn quoted(label: &str) -> String {
    let word = |word: &str| word.len() <= 12 && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if label.len() <= 40 && label.split([' ', '-']).all(word) {
        format!("\"{label}\"")
    } else {
        "an unknown label".to_owned()
    }
}

const COPY_AGAIN: &str = "the text was cut: copy it again, from the first dash to the last";

struct Reader<'t> {
    text: &'t str,
    part: Part,
    found: Vec<Result<Block<'t>, Problem>>,
}

impl<'t> Reader<'t> {
    /// Reads the block of `begin`, and returns the markers behind it.
    fn block<'m>(&mut self, begin: &Marker<'t>, after: &'m [Marker<'t>]) -> &'m [Marker<'t>] {
        let label = begin.label;
        if !begin.begins {
            let message = format!("the block that ends with {} has no BEGIN line", quoted(label));
            self.problem("truncated", begin.at, message, Some(COPY_AGAIN));
            return after;
        }
        if begin.form == Form::Cut {
            self.problem("truncated", begin.at, "the BEGIN line does not end with five dashes", Some(COPY_AGAIN));
            return after;
        }
        match after {
            [end, rest @ ..] if !end.begins => {
                self.ended(begin, end);
                rest
            }
            // One block within another: the inner one is whole.
            [inner, inner_end, end, rest @ ..]
                if !inner_end.begins && !end.begins && inner_end.label == inner.label && end.label == label =>
            {
                let line = line_of(self.text, begin.at);
                let message =
                    format!("another block was put into the middle of the {} block of line {line}", quoted(label));
                self.problem(
                    "nested_block",
                    inner.at,
                    message,
                    Some("put the inner block behind the other, with its markers"),
                );
                self.ended(inner, inner_end);
                rest
            }
            [next, ..] => {
                let line = line_of(self.text, next.at);
                let message = format!(
                    "the block that begins with {} has no END line before the next begins in line {line}",
                    quoted(label)
                );
                self.problem("truncated", begin.at, message, Some(COPY_AGAIN));
                after
            }
            [] => {
                let message = format!("the block that begins with {} has no END line", quoted(label));
                self.problem("truncated", begin.at, message, Some(COPY_AGAIN));
                after
            }
        }
    }

    /// Reads what is between two markers.
    fn ended(&mut self, begin: &Marker<'t>, end: &Marker<'t>) {
        if end.form == Form::Cut {
            self.problem("truncated", end.at, "the END line does not end with five dashes", Some(COPY_AGAIN));
            return;
        }
        if begin.label != end.label {
            let [begins, ends] = [begin.label, end.label].map(quoted);
            let message = format!("the block begins with {begins} and ends with {ends}");
            self.problem(
                "label_mismatch",
                end.at,
                message,
                Some("two blocks were mixed up: copy the file again, whole"),
            );
            return;
        }
        let line = line_of(self.text, begin.at);
        // Its body may be in another encoding than PEM's: OpenPGP adds a checksum.
        if FOREIGN_LABELS.iter().any(|foreign| foreign.sign == begin.label) {
            self.found.push(Ok(Block { label: begin.label, line, dek: None, der: Zeroizing::default() }));
            return;
        }
        let body = self.text.get(begin.next..end.at).unwrap_or_default();
        match body::read(self.text, begin.next, body, self.lead(begin.at), self.part) {
            Ok(body) => {
                self.whole(Block { label: begin.label, line, dek: body.dek, der: body.der }, begin, end, &body.notes);
            }
            Err(problem) => self.found.push(Err(problem)),
        }
    }

    fn whole(
        &mut self,
        block: Block<'t>,
        begin: &Marker<'t>,
        end: &Marker<'t>,
        notes: &[(&'static str, &'static str)],
    ) {
        let same = |other: &&Block<'_>| other.label == block.label && other.dek == block.dek && other.der == block.der;
        if let Some(first) =
            self.found.iter().filter_map(|found| found.as_ref().ok()).find(same).map(|first| first.line)
        {
            let message = format!("the block is the same as that of line {first}; it is read once");
            self.problem("repeated_block", begin.at, message, None);
            return;
        }
        self.found.push(Ok(block));
        for &(code, message) in notes {
            self.problem(code, begin.at, message, None);
        }
        if let Some(changed) = [begin, end].into_iter().find(|marker| marker.form == Form::Changed) {
            let word = if changed.begins { "BEGIN" } else { "END" };
            let message = format!("the {word} line is not written as it should be; it is read as if it were");
            let hint = format!("it should be -----{word} {}-----", changed.label);
            self.problem("changed_marker", changed.at, message, Some(&hint));
        }
    }

    /// What stands before `at` on its line.
    fn lead(&self, at: usize) -> &'t str {
        let before = self.text.get(..at).unwrap_or_default();
        before.rsplit(['\n', '\r']).next().unwrap_or_default()
    }

    fn problem(&mut self, code: &'static str, at: usize, message: impl Into<String>, hint: Option<&str>) {
        let problem = Problem::new(code, Place::line(self.part, line_of(self.text, at)), message);
        self.found.push(Err(match hint {
            Some(hint) => problem.hint(hint),
            None => problem,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Label, line, bytes and DEK-Info of a block, or code and place of its problem.
    type Outcome = Result<(String, usize, Vec<u8>, Option<String>), (&'static str, Place)>;

    fn outcomes(text: &str) -> Vec<Outcome> {
        let blocks = blocks(text, Part::Key).into_iter();
        blocks
            .map(|block| {
                block
                    .map(|block| (block.label.to_owned(), block.line, block.der.to_vec(), block.dek))
                    .map_err(|problem| (problem.code, problem.place))
            })
            .collect()
    }

    const fn line(line: usize) -> Place {
        Place::line(Part::Key, line)
    }

    #[test]
    fn blocks_are_found_with_their_lines() {
        let text = "x\r\n-----BEGIN A-----\r\nAQID\r\n-----END A-----\r\ny\r\n-----BEGIN B-----\r\n-----END B-----";
        assert_eq!(
            outcomes(text),
            [Ok(("A".to_owned(), 2, vec![1, 2, 3], None)), Ok(("B".to_owned(), 6, vec![], None))]
        );
        assert_eq!(labels(text).collect::<Vec<_>>(), ["A", "A", "B", "B"]);
    }

    #[test]
    fn headers_are_passed_over_and_tell_of_encryption() {
        let text = "-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAQID\n-----END A-----\n";
        assert_eq!(outcomes(text), [Ok(("A".to_owned(), 1, vec![1, 2, 3], Some("AES-128-CBC,00".to_owned())))]);
        let text = "-----BEGIN A-----\nComment: none\n  continued\nAQID\n-----END A-----\n";
        assert_eq!(outcomes(text), [Ok(("A".to_owned(), 1, vec![1, 2, 3], None))]);
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        for (text, expected) in [
            ("-----BEGIN A-----\nAQID\n", ("truncated", line(1))),
            ("-----BEGIN A--", ("truncated", line(1))),
            ("-----BEGIN A-----\nAQID\n-----END A--", ("truncated", line(3))),
            ("-----BEGIN A-----\nAQID\n-----END B-----", ("label_mismatch", line(3))),
            ("-----BEGIN A-----\nAQ\n D*\n-----END A-----", ("bad_base64", Place::line_column(Part::Key, 3, 3, 23))),
            ("-----BEGIN A-----\rAQID\rAQé\r-----END A-----", ("bad_base64", Place::line_column(Part::Key, 3, 3, 25))),
            ("-----BEGIN A-----\nAQID\nAQI\n-----END A-----", ("bad_base64", line(3))),
            ("-----BEGIN A-----\nAQ==\nAQID\n-----END A-----", ("bad_base64", line(3))),
            ("-----BEGIN A-----\nAR==\n-----END A-----", ("bad_base64", line(2))),
        ] {
            assert_eq!(outcomes(text), [Err(expected)], "{text:?}");
        }
    }

    #[test]
    fn a_block_without_an_end_does_not_swallow_the_next() {
        let text = "-----BEGIN A-----\nAQID\n-----BEGIN B-----\nAQID\n-----END B-----\n";
        assert_eq!(outcomes(text), [Err(("truncated", line(1))), Ok(("B".to_owned(), 3, vec![1, 2, 3], None))]);
    }

    #[test]
    fn the_number_of_blocks_is_bounded() {
        let text = "-----BEGIN A-----\n-----END A-----\n".repeat(20_000);
        let outcomes = outcomes(&text);
        assert_eq!(outcomes.len(), MAX_BLOCKS + 1);
        assert_eq!(outcomes.last(), Some(&Err(("too_many_blocks", line(129)))));
    }

    #[test]
    fn a_label_without_end_takes_no_room() {
        let begin = "-----BEGIN ";
        for text in [begin.repeat(90_000), format!("{begin}{}-----", "A".repeat(1_000_000))] {
            assert!(
                blocks(&text, Part::Key)
                    .iter()
                    .all(|block| block.as_ref().is_err_and(|problem| problem.message.len() < 200))
            );
        }
    }

    #[test]
    fn line_ends_written_as_text_are_read_where_they_are_all_written_so() {
        let block =
            |line, der: &[u8], dek: Option<&str>| Ok(("A".to_owned(), line, der.to_vec(), dek.map(str::to_owned)));
        let note = Err(("escaped_line_ends", line(1)));
        for text in [
            "-----BEGIN A-----\\nAQ\\nID\\n-----END A-----\\n",
            "KEY=\"-----BEGIN A-----\\r\\nAQID\\r\\n-----END A-----\"",
            "-----BEGIN A-----\\\\nAQID\\\\n-----END A-----",
        ] {
            assert_eq!(outcomes(text), [block(1, &[1, 2, 3], None), note.clone()], "{text:?}");
        }
        let sealed = "-----BEGIN A-----\\nProc-Type: 4,ENCRYPTED\\nDEK-Info: X,00\\n\\nAQID\\n-----END A-----";
        assert_eq!(outcomes(sealed), [block(1, &[1, 2, 3], Some("X,00")), note]);
        let mixed = blocks("-----BEGIN A-----\nAQ\\nID\nAQID\n-----END A-----", Part::Key).remove(0).err().unwrap();
        assert_eq!((mixed.code, mixed.place), ("bad_base64", Place::line_column(Part::Key, 2, 3, 20)));
        assert!(mixed.hint.unwrap().starts_with("line ends are written as \\n in one place"));
    }

    #[test]
    fn headers_on_one_line_with_the_base64_are_read() {
        let text = "-----BEGIN A----- Proc-Type: 4,ENCRYPTED DEK-Info: X,00 AQ ID -----END A-----";
        assert_eq!(outcomes(text), [Ok(("A".to_owned(), 1, vec![1, 2, 3], Some("X,00".to_owned())))]);
    }

    #[test]
    fn a_block_that_was_read_before_is_told_and_not_read_again() {
        let text = "-----BEGIN A-----\nAQID\n-----END A-----\n".repeat(2);
        let first = Ok(("A".to_owned(), 1, vec![1, 2, 3], None));
        assert_eq!(outcomes(&text), [first, Err(("repeated_block", line(4)))]);
    }

    #[test]
    fn a_block_within_another_is_read_and_its_line_told() {
        let text = "-----BEGIN A-----\nAQID\n-----BEGIN B-----\nAQID\n-----END B-----\nAQID\n-----END A-----\n";
        assert_eq!(outcomes(text), [Err(("nested_block", line(3))), Ok(("B".to_owned(), 3, vec![1, 2, 3], None))]);
    }

    #[test]
    fn an_end_without_a_beginning_is_told() {
        assert_eq!(outcomes("AQID\n-----END A-----\n"), [Err(("truncated", line(2)))]);
    }

    #[test]
    fn a_line_that_lost_characters_is_told() {
        let whole = "AQIDBAUG\n".repeat(4);
        for (body, code) in [
            (whole.replacen("BAUG\n", "BAU\n", 2).replacen("BAU\n", "BAUG\n", 1), "bad_base64"),
            (format!("MDAwMDAw\n{whole}"), "truncated"),
        ] {
            let text = format!("-----BEGIN A-----\n{body}-----END A-----");
            let expected = if code == "truncated" { 6 } else { 3 };
            assert_eq!(outcomes(&text), [Err((code, line(expected)))], "{text}");
        }
        let short = "-----BEGIN A-----\nMDAwMDAw\nMDAw\nMDAwMDAw\nMDAw\n-----END A-----";
        let problem = blocks(short, Part::Key).remove(0).err().unwrap();
        assert_eq!(
            (problem.place, problem.message.as_str()),
            (
                line(3),
                "the block holds 18 of the 50 bytes that it announces: a part of it is missing; line 3 has 4 \
                       characters, those before it 8"
            )
        );
    }

    #[test]
    fn quotation_marks_of_mails_and_what_cannot_be_seen_is_passed_over_and_said() {
        for (text, note, at) in [
            ("x\n> -----BEGIN A-----\n> AQ\n>ID\n> -----END A-----", "quoted_lines", 2),
            ("| -----BEGIN A-----\n| AQID\n| -----END A-----", "quoted_lines", 1),
            ("-----BEGIN A-----\nAQ\u{200b}ID\n-----END A-----", "invisible_characters", 1),
            ("-----BEGIN A-----\n&#65;Q&#73;D&#10;\n-----END A-----", "html_entities", 1),
        ] {
            let block = Ok(("A".to_owned(), at, vec![1, 2, 3], None));
            assert_eq!(outcomes(text), [block, Err((note, line(at)))], "{text:?}");
        }
    }
}
