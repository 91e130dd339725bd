//! What help says of the target of a document: what to do there, what it answers and
//! why, what it must be given of the key, and where that is known from.

use crate::app::target::Target;
use crate::app::template::Answer;

/// Lines of two columns.
pub(super) fn help(target: &Target) -> Vec<(String, String)> {
    let template = &target.template;
    let line = |key: &str, words: String| (key.to_owned(), words);
    let mut lines = vec![line(&template.title, template.about.clone())];
    lines.extend(target.next().enumerate().map(|(at, step)| line(&format!("  step {}", at + 1), step)));
    let answer = |answer: &Answer| line("  answer", format!("{}: {}", answer.status, answer.means));
    lines.extend(template.answers.iter().map(answer));
    lines.extend(template.give.as_ref().map(|give| line("  its key goes to", give.place.clone())));
    if template.fresh {
        lines.push(line("  each copy", "times and identifiers are renewed: this target takes a token once".to_owned()));
    }
    let checked = template.checked.as_ref().map(|day| format!(", compared on {day}")).unwrap_or_default();
    if !template.sources.is_empty() {
        lines.push(line("  known from", format!("{}{checked}", template.sources.join(", "))));
    }
    lines
}
