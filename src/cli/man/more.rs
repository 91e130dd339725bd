//! What the definition of the command line does not know: exit codes, environment
//! variables, files, and what is safe.

use clap_mangen::roff::{Roff, bold, roman};

use super::super::exit;
use crate::sys::config::VARIABLE;

/// Exit codes; where several hold, the first of 5, 1, 3, 4.
const CODES: [(u8, &str); 6] = [
    (exit::DONE, "Done. Of verify: the signature verifies and every check passes. Of key match: they belong together."),
    (
        exit::NO,
        "Of verify: the signature does not verify, the algorithm is not allowed for the key, or no key fits. \
         Of key match: they do not belong together.",
    ),
    (exit::USAGE, "The command line is wrong, or a file to be written exists."),
    (exit::TIME, "Of verify: the signature verifies, and the token is outside its time (exp, nbf, iat)."),
    (
        exit::CLAIM,
        "Of verify: the signature verifies, and another check fails (iss, aud, sub, typ, a required claim; the payload \
         is no claims set). Of template check: the target would refuse the token.",
    ),
    (
        exit::INPUT,
        "An input cannot be read or understood: no token, bad JSON, a bad key, a wrong passphrase, an algorithm that \
         is not supported; a template that is not sound. Of sign with a template: the target would refuse the token.",
    ),
];

/// Variables that the program looks at by itself.
const VARIABLES: [(&str, &str); 8] = [
    ("NO_COLOR", "If it is set and not empty, nothing has a colour."),
    ("COLORTERM, COLORFGBG", "What the terminal can show, and on which background: the workbench is coloured to suit."),
    ("SSH_TTY, SSH_CONNECTION", "If one is set, what is copied goes to the clipboard of your own terminal (OSC 52)."),
    ("TMUX, STY", "tmux or screen stands between the program and the terminal."),
    ("WAYLAND_DISPLAY, DISPLAY", "The desktop whose clipboard is used."),
    ("TZ", "The time zone of local times."),
    (VARIABLE, "The folder of your own templates and profiles, in place of the usual one."),
    ("XDG_CONFIG_HOME", "Where that folder is, as jotbench; otherwise it is in ~/.config."),
];

/// Files, and what they are for.
const FILES: [(&str, &str); 3] = [
    (
        "~/.config/jotbench",
        "The config folder. On macOS it is ~/Library/Application Support/jotbench, on Windows %APPDATA%\\jotbench.",
    ),
    ("templates/*.toml", "Templates of your own, in that folder. They come before built-in ones of the same name."),
    (
        "profiles/*.toml",
        "Profiles, which the workbench saves there when it is asked to: a template and what was typed into its form, paths of \
         keys, what is expected of tokens. No key text, secret or token is in them.",
    ),
];

const WRITTEN: &str = "Nothing is written but the files that are asked for: those of --out, and the keys and profiles that \
                       the workbench writes. There is no history and no temporary file.";

const SECURITY: [&str; 3] = [
    "The program has no network code. What it reads stays on this machine. On Linux the process gives up for good, before \
     it reads anything, the right to open any socket but a local one; it is closed to other programs of its user, and \
     leaves no core dump. `jotbench --version` says what is in force.",
    "A command line can be read by every user of the machine, and a shell keeps it in its history. Keys, secrets and \
     passphrases are therefore read from files, standard input and environment variables, never from arguments; and a \
     token that is still valid is better given as a file or on standard input.",
    "Files with private keys and secrets are made for you alone (mode 0600), and a file that is there is not replaced \
     without --force. What a token or a key contains is never sent raw to the terminal: control and invisible \
     characters are written as escapes.",
];

/// The sections below the commands.
pub(super) fn sections(page: &mut Roff) {
    page.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in CODES {
        entry(&code.to_string(), meaning, page);
    }
    page.control("PP", []);
    page.text([roman("Where several of them hold, the first of 5, 1, 3, 4 is given. A broken pipe is no failure.")]);
    page.control("SH", ["ENVIRONMENT"]);
    for (name, meaning) in VARIABLES {
        entry(name, meaning, page);
    }
    page.control("PP", []);
    page.text([roman("Keys, secrets and passphrases are read from the variables that options name, and no others.")]);
    page.control("SH", ["FILES"]);
    for (name, meaning) in FILES {
        entry(name, meaning, page);
    }
    page.control("PP", []);
    page.text([roman(WRITTEN)]);
    page.control("SH", ["SECURITY"]);
    for (at, paragraph) in SECURITY.into_iter().enumerate() {
        if at > 0 {
            page.control("PP", []);
        }
        page.text([roman(paragraph)]);
    }
}

fn entry(name: &str, meaning: &str, page: &mut Roff) {
    page.control("TP", []);
    page.text([bold(name)]);
    page.text([roman(meaning)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_is_one_that_the_program_reads() {
        let sources = [include_str!("../../sys/environment.rs"), include_str!("../../sys/config.rs")].concat();
        for name in VARIABLES.iter().flat_map(|(names, _)| names.split(", ")) {
            // The time zone is read by the library that knows time zones.
            assert!(["TZ", VARIABLE].contains(&name) || sources.contains(&format!("(\"{name}\")")), "{name}");
        }
    }

    #[test]
    fn every_exit_code_is_told_once() {
        let codes = CODES.map(|(code, _)| code);
        assert_eq!(codes, [exit::DONE, exit::NO, exit::USAGE, exit::TIME, exit::CLAIM, exit::INPUT]);
    }
}
