//! Every way to get a command line wrong, and what is said about it.

use clap::{CommandFactory as _, Parser as _};

use super::super::{Arguments, Asked, ask, exit};
use super::*;

/// What standard error says of a line of words, and the code of it.
fn refused(line: &str) -> (String, &'static str) {
    let given: Vec<OsString> = line.split(' ').map(Into::into).collect();
    let words = || [OsString::from("jotbench")].into_iter().chain(given.clone());
    let Asked::Answer(answer) = ask(words()) else { panic!("{line}") };
    assert_eq!((answer.out.as_slice(), answer.code), (&b""[..], exit::USAGE), "{line}");
    let mut program = Arguments::command();
    program.build();
    let error = Arguments::try_parse_from(words()).map(drop).unwrap_err();
    (answer.err, report(&error, &program, &given).code)
}

/// A line, the code of its mistake, and what is said.
const MISTAKES: [(&str, &str, &str); 25] = [
    (
        "decode --colour a",
        "unknown_option",
        "there is no option --colour\n  in jotbench decode\nhint: `jotbench decode --help` lists all",
    ),
    (
        "verify --requir x",
        "unknown_option",
        "there is no option --requir\n  in jotbench verify\nhint: did you mean --require? `jotbench verify --help` lists all",
    ),
    (
        "decode -k a",
        "unknown_option",
        "there is no option -k\n  in jotbench decode\nhint: `jotbench verify` has it; `jotbench decode --help` lists all",
    ),
    (
        "key inspect --pass-file=hunter2",
        "unknown_option",
        "there is no option --pass-file\n  in jotbench key inspect\nhint: did you mean --passphrase-file? `jotbench key inspect --help` lists all",
    ),
    (
        "decode a b",
        "extra_operand",
        "`jotbench decode` takes one TOKEN, and there is a second operand: b\nhint: put a token with spaces in quotes",
    ),
    (
        "decode Bearer eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UifQ.c2ln",
        "extra_operand",
        "`jotbench decode` takes one TOKEN, and there is a second operand: eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ…\nhint: put a token with spaces in quotes",
    ),
    (
        "decode -- a -b",
        "extra_operand",
        "`jotbench decode` takes one TOKEN, and there is a second operand: -b\nhint: put a token with spaces in quotes",
    ),
    (
        "key match a b c",
        "extra_operand",
        "`jotbench key match` takes A and B, and there is one operand more: c\nhint: usage: jotbench key match [OPTIONS] <A> [B]",
    ),
    (
        "keys all",
        "extra_operand",
        "`jotbench keys` takes no operand, and there is one: all\nhint: usage: jotbench keys [OPTIONS]",
    ),
    (
        "key inspekt a",
        "no_command",
        "there is no command `jotbench key inspekt`\nhint: did you mean `jotbench key inspect`? `jotbench key --help` lists all",
    ),
    ("key sell a", "no_command", "there is no command `jotbench key sell`\nhint: `jotbench key --help` lists all"),
    (
        "key convert a --to",
        "missing_value",
        "--to has no value\n  in jotbench key convert\nhint: it takes pem, pkcs8, pkcs1, sec1, spki, der, jwk, jwks, cert, cert-line, spki-line, fingerprint, spki-sha256 or thumbprint",
    ),
    ("verify -k", "missing_value", "--key has no value\n  in jotbench verify\nhint: it is written --key FILE"),
    (
        "key convert a --to jwx",
        "bad_value",
        "--to does not take \"jwx\"\n  in jotbench key convert\nhint: did you mean jwk? it takes pem, pkcs8, pkcs1, sec1, spki, der, jwk, jwks, cert, cert-line, spki-line, fingerprint, spki-sha256 or thumbprint",
    ),
    (
        "verify --secret-encoding hunter2",
        "bad_value",
        "--secret-encoding does not take this value\n  in jotbench verify\nhint: it takes text, base64, base64url or hex",
    ),
    (
        "key inspect a --now tomorrow",
        "bad_value",
        "--now does not take \"tomorrow\"\n  in jotbench key inspect\nhint: a time is RFC 3339, as 2026-11-22T05:10:04Z, or Unix seconds",
    ),
    (
        "key generate p256 --out a --cert CN=a --days 0",
        "bad_value",
        "--days does not take \"0\"\n  in jotbench key generate\nhint: it is a whole number of days, 1 or more",
    ),
    (
        "completions tcsh",
        "bad_value",
        "SHELL does not take \"tcsh\"\n  in jotbench completions\nhint: did you mean zsh? it takes bash, elvish, fish, powershell or zsh",
    ),
    (
        "key convert a --to jwk --force=yes",
        "bad_value",
        "--force takes no value\n  in jotbench key convert\nhint: usage: jotbench key convert [OPTIONS] --to <FORM> [FILE]",
    ),
    (
        "key match",
        "missing_argument",
        "A and B are missing\n  in jotbench key match\nhint: usage: jotbench key match [OPTIONS] <A> [B]",
    ),
    (
        "key convert a",
        "missing_argument",
        "--to FORM is missing\n  in jotbench key convert\nhint: usage: jotbench key convert [OPTIONS] --to <FORM> [FILE]",
    ),
    (
        "verify --secret-encoding hex",
        "missing_argument",
        "--secret-file FILE or --secret-env VAR is missing\n  in jotbench verify\nhint: an option that is given needs it",
    ),
    (
        "verify --at now --ignore-time",
        "conflict",
        "--at and --ignore-time exclude each other\n  in jotbench verify\nhint: give one of them",
    ),
    (
        "key match a b --key-env C",
        "conflict",
        "B and --key-env exclude each other\n  in jotbench key match\nhint: give one of them",
    ),
    ("verify --now 1 --now 2", "given_twice", "--now is given twice\n  in jotbench verify\nhint: give it once"),
];

#[test]
fn every_mistake_has_its_code_and_sentence_and_a_way_out() {
    for (line, code, says) in MISTAKES {
        let (words, told) = refused(line);
        assert_eq!((words.as_str(), told), (format!("jotbench: {says}\n").as_str(), code), "{line}");
    }
}

#[test]
fn a_word_of_the_person_is_repeated_as_it_was_typed_and_nothing_of_it_is_raw() {
    let says = "`jotbench decode` takes one TOKEN, and there is a second operand: <b>\\u001B[2J\\u202E...";
    assert_eq!(
        refused("decode a <b>\u{1b}[2J\u{202e}...").0.lines().next(),
        Some(format!("jotbench: {says}").as_str())
    );
    let says = "jotbench: there is no option --[a]\\u001B[2J";
    assert_eq!(refused("decode --[a]\u{1b}[2J").0.lines().next(), Some(says));
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_not_repeated() {
    use std::os::unix::ffi::OsStringExt as _;
    let given = [OsString::from_vec(b"caf\xe9.pem".to_vec())];
    let Asked::Answer(answer) = ask([OsString::from("jotbench")].into_iter().chain(given)) else { panic!("a refusal") };
    let says = "jotbench: an argument is not UTF-8 text\n  in jotbench\n\
                hint: a file with such a name can be given on standard input\n";
    assert_eq!((answer.err.as_str(), answer.code), (says, exit::USAGE));
}

#[test]
fn help_names_the_commands_as_they_are_typed() {
    let (words, _) = refused("help key inspekt");
    let says = "jotbench: there is no command `jotbench key inspekt`\n  in jotbench help key\n\
                hint: did you mean `jotbench key inspect`? `jotbench key --help` lists all\n";
    assert_eq!(words, says);
}

#[test]
fn only_a_near_miss_is_taken_for_a_command() {
    let program = Command::new("jotbench").subcommands(["key", "keys", "verify", "completions"].map(Command::new));
    for (word, meant) in [
        ("verify", Some("verify")),
        ("VERIFY", Some("verify")),
        ("verfy", Some("verify")),
        ("evrify", Some("verify")),
        ("verifyit", Some("verify")),
        ("completion", Some("completions")),
        ("kye", Some("key")),
        ("very", Some("verify")),
        ("kes", Some("key")),
        ("keyss", Some("keys")),
        ("keyring", None),
        ("token", None),
        ("", None),
        ("verify.txt", None),
        ("./verify", None),
        ("verifies2", None),
    ] {
        assert_eq!(nearest(&program, word), meant, "{word}");
    }
}

#[test]
fn what_cannot_be_said_of_this_program_is_said_all_the_same() {
    let mut program = Command::new("jotbench")
        .subcommand_required(true)
        .subcommand(Command::new("pair").arg(Arg::new("two").long("two").num_args(2)))
        .subcommand(Command::new("equal").arg(Arg::new("to").long("to").require_equals(true)));
    program.build();
    for (words, code, message, hint) in [
        (&[][..], "missing_argument", "`jotbench` is not the whole command", "`jotbench --help` lists all"),
        (
            &["pair", "--two", "a"],
            "missing_value",
            "--two takes another number of values",
            "usage: jotbench pair [OPTIONS]",
        ),
        (
            &["equal", "--to", "a"],
            "missing_value",
            "the value of --to stands behind =",
            "usage: jotbench equal [OPTIONS]",
        ),
    ] {
        let line = std::iter::once("jotbench").chain(words.iter().copied());
        let error = program.clone().try_get_matches_from(line).unwrap_err();
        let told = report(&error, &program, &words.iter().map(Into::into).collect::<Vec<_>>());
        assert_eq!((told.code, told.message.as_str(), told.hint.as_deref()), (code, message, Some(hint)));
    }
}
