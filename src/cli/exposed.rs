//! Secrets that were typed as arguments: refused before anything else looks at them,
//! with the right way to give them.

use std::ffi::OsString;

use super::report::Report;
use crate::jose::key;

const EVERYBODY: &str = "in an argument can be read by every user of this machine";
const HISTORY: &str = "and stays in the shell's history";

/// Options that do not exist, because what comes after them is a secret.
const OPTIONS: [(&str, &str); 8] = [
    ("--secret", "a secret"),
    ("--secret-value", "a secret"),
    ("--hmac-secret", "a secret"),
    ("--passphrase", "a passphrase"),
    ("--passphrase-value", "a passphrase"),
    ("--password", "a passphrase"),
    ("--passwd", "a passphrase"),
    ("--pass", "a passphrase"),
];

/// What to say about a secret among these arguments; it is not quoted.
pub(super) fn secret(given: &[OsString]) -> Option<Report> {
    let texts = || given.iter().filter_map(|argument| argument.to_str());
    let options = texts().take_while(|text| *text != "--");
    let named = options.filter_map(|text| {
        let name = text.split_once('=').map_or(text, |(name, _)| name);
        OPTIONS.into_iter().find(|(option, _)| *option == name)
    });
    if let Some((option, what)) = named.into_iter().next() {
        let headless = ["key", "sign", "verify"].iter().any(|name| given.first().is_some_and(|first| first == name));
        let hint = match (what, headless) {
            ("a passphrase", true) => {
                "leave it out: it is asked for; or use --passphrase-file FILE or --passphrase-env VAR"
            }
            ("a passphrase", false) => "leave it out: the workbench asks for it",
            (_, true) => "use --secret-file FILE or --secret-env VAR",
            (_, false) => "open the workbench, press Alt+3 and type or paste the secret there",
        };
        return Some(Report::new("secret_argument", option, format!("{what} {EVERYBODY}, {HISTORY}")).hint(hint));
    }
    texts().flat_map(values).any(key::has_private).then(|| {
        Report::new("secret_argument", "command line", format!("a private key {EVERYBODY}, {HISTORY}"))
            .hint("name its file instead")
    })
}

/// An argument, and what it gives to an option or a claim: `--key=…`, `-k…`, `name=…`, `--claim=name=…`.
fn values(argument: &str) -> impl Iterator<Item = &str> {
    let behind = |text: &'_ str| text.find('=').map(|at| at + 1);
    let first = behind(argument).and_then(|at| argument.get(at..));
    let second = first.and_then(|text| text.get(behind(text)?..));
    let short = argument.strip_prefix('-').filter(|rest| !rest.starts_with('-')).and_then(|rest| rest.get(1..));
    [Some(argument), first, second, short].into_iter().flatten()
}
