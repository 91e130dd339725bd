//! What cmd.exe and the C runtime make of a line, from what is published: the phases of
//! the command processor ("How does the Windows Command Interpreter parse scripts?" on
//! Stack Overflow, question 4094699) and "Parsing C command-line arguments" of Microsoft.

/// Where a line is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// At the prompt.
    Prompt,
    /// In a batch file.
    Batch,
}

/// The arguments that a program gets, without its own name.
pub(crate) fn arguments(line: &str, mode: Mode) -> Vec<String> {
    let words = argv(&escapes(&percent(line, mode)));
    words[1..].to_vec()
}

/// A variable that may be defined: every one that a person could have defined by accident.
fn is_defined(name: &str) -> bool {
    !name.contains(['"', '^'])
}

/// Phase 1: variables and, in a batch file, arguments.
fn percent(line: &str, mode: Mode) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once('%') {
        out.push_str(before);
        let name = behind.split(['%', ':']).next().unwrap();
        let ends = behind[name.len()..].chars().next();
        if mode == Mode::Batch && behind.starts_with('%') {
            out.push('%');
            rest = &behind[1..];
        } else if mode == Mode::Batch && behind.starts_with(|c: char| c.is_ascii_digit() || c == '*') {
            out.push_str("(an argument)");
            rest = &behind[1..];
        } else if ends.is_some() && !name.is_empty() && is_defined(name) {
            out.push_str("(a variable)");
            rest = &behind[name.len()..];
        } else if mode == Mode::Batch {
            // What is not defined is nothing.
            rest = if ends == Some('%') { &behind[name.len() + 1..] } else { behind };
        } else {
            out.push('%');
            rest = behind;
        }
    }
    out + rest
}

/// Phase 2: carets outside of quotes, where nothing may stand that means something.
fn escapes(line: &str) -> String {
    let mut out = String::new();
    let mut quoted = false;
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' => {
                quoted = !quoted;
                out.push(c);
            }
            '^' if !quoted => out.push(rest.next().unwrap()),
            '&' | '|' | '<' | '>' | '(' | ')' | '\n' if !quoted => panic!("{c:?} is not quoted in {line}"),
            _ => out.push(c),
        }
    }
    assert!(!quoted, "a quotation does not end in {line}");
    out
}

/// The C runtime.
fn argv(line: &str) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    let (mut words, mut word, mut quoted, mut at) = (Vec::new(), None::<String>, false, 0);
    while at < chars.len() {
        let c = chars[at];
        if matches!(c, ' ' | '\t') && !quoted {
            words.extend(word.take());
            at += 1;
            continue;
        }
        let word = word.get_or_insert_default();
        let backslashes = chars[at..].iter().take_while(|c| **c == '\\').count();
        if backslashes > 0 {
            at += backslashes;
            if chars.get(at) == Some(&'"') {
                word.push_str(&"\\".repeat(backslashes / 2));
                if backslashes % 2 == 1 {
                    word.push('"');
                    at += 1;
                }
            } else {
                word.push_str(&"\\".repeat(backslashes));
            }
        } else if c == '"' {
            if quoted && chars.get(at + 1) == Some(&'"') {
                word.push('"');
                at += 1;
            } else {
                quoted = !quoted;
            }
            at += 1;
        } else {
            word.push(c);
            at += 1;
        }
    }
    words.extend(word);
    words
}

#[test]
fn the_parser_reads_the_published_examples() {
    // Microsoft's table of results of command-line parsing.
    for (line, expected) in [
        (r#"x "abc" d e"#, ["abc", "d", "e"]),
        (r#"x a\\b d"e f"g h"#, [r"a\\b", "de fg", "h"]),
        (r#"x a\\\"b c d"#, [r#"a\"b"#, "c", "d"]),
        (r#"x a\\\\"b c" d e"#, [r"a\\b c", "d", "e"]),
    ] {
        assert_eq!(argv(line)[1..], expected);
    }
    assert_eq!(argv(r#"x a"b"" c d"#)[1..], [r#"ab" c d"#]);
    assert_eq!(percent("a%PATH%b", Mode::Prompt), "a(a variable)%b");
    assert_eq!(percent("100% a", Mode::Prompt), "100% a");
    assert_eq!(percent("100%% a %1", Mode::Batch), "100% a (an argument)");
    assert_eq!(escapes("a ^& \"b & ^\" ^%"), "a & \"b & ^\" %");
}
