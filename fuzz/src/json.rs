//! JSON, or what should be it: the spans tile the text, there is a fault where another
//! reader has one, packing and laying out change no value, and any edit can be undone.

use jotbench::jose::problem::Part;
use jotbench::jose::{json as members, layout};
use jotbench::text::{Editor, Motion, json};
use serde_json::Value;
use serde_json::value::RawValue;

use super::random::Random;
use super::{mutate, shown};

/// Edits of one text.
const EDITS: usize = 24;

/// Takes any bytes.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    spans(&text);
    values(&text);
    edits(&text, data);
}

fn spans(text: &str) {
    let scan = json::scan(text);
    let white = |gap: &str| gap.trim_matches([' ', '\t', '\r', '\n']).is_empty();
    let mut at = 0;
    for span in &scan.spans {
        assert!(white(&text[at..span.range.start]), "{:?} before {span:?}", &text[at..span.range.start]);
        assert!(!span.range.is_empty(), "{span:?}");
        at = span.range.end;
    }
    assert!(white(&text[at..]), "{:?} is in no span", &text[at..]);
    for member in &scan.members {
        assert!(text.get(member.value.clone()).is_some(), "{member:?}");
    }
    match serde_json::from_str::<Value>(text) {
        Ok(_) => assert_eq!(scan.fault, None),
        Err(error) if error.to_string().starts_with("recursion limit") => {}
        Err(error) if error.to_string().starts_with("number out of range") => {
            assert!(scan.fault.is_some() || serde_json::from_str::<&RawValue>(text).is_ok());
        }
        Err(error) => assert!(scan.fault.is_some(), "no fault, and serde_json says {error}"),
    }
    if let Some(fault) = &scan.fault {
        assert!(text.is_char_boundary(fault.at), "{fault:?}");
    }
}

fn values(text: &str) {
    for read in [members::value(text, Part::Payload), members::distinct(text, Part::Payload)] {
        if let Err(problem) = read {
            shown::problem(&problem);
        }
    }
    if let Ok(object) = members::object(text, Part::Header) {
        for member in &object.members {
            assert_eq!(text.get(member.at..member.at + member.raw.len()), Some(member.raw), "{member:?}");
        }
    }
    let [packed, laid] = [layout::minify(text), layout::pretty(text)];
    assert_eq!(layout::minify(&packed), packed, "what is packed stays as it is");
    assert_eq!(layout::minify(&laid), packed, "laying out adds white space alone");
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        for other in [&packed, &laid] {
            assert_eq!(serde_json::from_str::<Value>(other).ok().as_ref(), Some(&value), "{other}");
        }
    }
}

/// Edits at random, taken back one by one and done again.
fn edits(text: &str, data: &[u8]) {
    let seed = data.iter().fold(0, |seed: u64, byte| seed.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    let mut random = Random::new(seed);
    let mut editor = Editor::multi_line();
    editor.set(text);
    let mut done = vec![];
    for _ in 0..EDITS {
        let before = editor.text().to_owned();
        let at = before.floor_char_boundary(mutate::below(&mut random, before.len() + 1));
        editor.go(Motion::To(at), random.number().is_multiple_of(4));
        let change = match mutate::below(&mut random, 7) {
            0 => editor.backspace(),
            1 => editor.delete(),
            2 => editor.delete_word_left(),
            3 => editor.delete_word_right(),
            4 => editor.insert("\"\u{301}é\r\n"),
            5 => editor.insert(&before[at..]),
            _ => editor.cut_selection(),
        };
        assert_eq!(change.is_none(), editor.text() == before, "a change is told");
        done.extend(change.map(|change| (before, change)));
    }
    let end = editor.text().to_owned();
    for (before, change) in done.iter().rev() {
        editor.revert(change);
        assert_eq!(editor.text(), before, "taken back");
    }
    for (_, change) in &done {
        editor.reapply(change);
    }
    assert_eq!(editor.text(), end, "done again");
}
