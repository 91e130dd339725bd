//! How what is said reaches a person: a text by way of `visible`, and never raw.

use jotbench::jose::problem::Problem;
use jotbench::text::visible;

use super::raw::is_raw;

/// A foreign text as it is drawn.
pub(crate) fn text(text: &str) {
    for line in text.lines() {
        let shown = visible(line);
        assert!(!is_raw(&shown), "{shown:?} is shown raw");
    }
}

/// A problem has a code, a sentence, and nothing raw once it is drawn.
pub(crate) fn problem(problem: &Problem) {
    assert!(
        problem.code.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit()),
        "{problem:?}"
    );
    assert!(!problem.message.is_empty(), "{problem:?}");
    text(&problem.to_string());
}
