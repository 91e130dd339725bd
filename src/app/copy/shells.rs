//! Words for shells: each so quoted that the shell hands it on unchanged, whatever is in
//! it. Control characters are kept out before ([`super::Request::check`]).

/// A word for POSIX shells: nothing has a meaning between apostrophes (POSIX, Shell Command Language, 2.2.2).
pub(super) fn posix(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// A string for PowerShell: between apostrophes nothing has a meaning, and an apostrophe is doubled. The curved ones
/// count as apostrophes too (PowerShell language specification, 2.3.5.2).
pub(super) fn powershell(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        if matches!(c, '\'' | '\u{2018}'..='\u{201B}') {
            out.push(c);
        }
        out.push(c);
    }
    out.push('\'');
    out
}

/// A word for the prompt of cmd.exe and a program of the C runtime behind it.
///
/// Between quotes cmd.exe sees nothing but `%`, and `!` where delayed expansion was switched on. So `%` stands outside
/// of them with a caret behind which no name of a variable can end. A quote that belongs to the word stands outside too,
/// where its caret keeps it from beginning a quotation, with the backslash that the C runtime wants. In front of a
/// closing quote backslashes are doubled for the C runtime. A batch file needs `%%` for each `%`, which the prompt does
/// not take.
pub(super) fn cmd(word: &str) -> String {
    let mut out = String::new();
    for part in word.split_inclusive(['%', '"']) {
        let (run, end) = match part.strip_suffix('%') {
            Some(run) => (run, "^%"),
            None => part.strip_suffix('"').map_or((part, ""), |run| (run, "\\^\"")),
        };
        if !run.is_empty() {
            let backslashes = run.len() - run.trim_end_matches('\\').len();
            out.extend(["\"", run, &"\\".repeat(backslashes), "\""]);
        }
        out.push_str(end);
    }
    if out.is_empty() { "\"\"".to_owned() } else { out }
}

/// The most characters of a line at the prompt of cmd.exe.
const MOST: usize = 8191;

/// The line, if the prompt of cmd.exe takes one of its length.
pub(super) fn for_cmd(line: String) -> Result<String, String> {
    let length = line.encode_utf16().count();
    if length > MOST {
        return Err(format!("cmd.exe takes {MOST} characters in a line, and this one has {length}: use PowerShell"));
    }
    Ok(line)
}
