//! The command line itself: help, mistakes, secrets in the wrong place, standard input.

use super::{Folder, Run, done, vector};

#[test]
fn key_alone_prints_its_help_and_is_a_mistake() {
    let alone = Run::key("").done();
    assert_eq!((alone.out.as_str(), alone.code), ("", 2));
    for command in ["inspect", "match", "convert", "generate"] {
        assert!(alone.err.contains(&format!("\n  {command} ")), "{}", alone.err);
        let (short, long) = (Run::words(&[command, "-h"]).done(), Run::words(&[command, "--help"]).done());
        assert_eq!((short.code, long.code, short.err.as_str(), long.err.as_str()), (0, 0, "", ""));
        assert!(long.out.contains("Examples:\n  jotbench key ") && !short.out.contains("Examples:"), "{}", long.out);
    }
}

#[test]
fn mistakes_end_with_2_and_leave_standard_output_alone() {
    for words in [
        "inspekt server.pem",
        "inspect",
        "inspect --jsno a",
        "inspect a --now tomorrow",
        "inspect a --passphrase-file a --passphrase-env B",
        "match a",
        "match a b c",
        "match a b --key-env C",
        "convert a",
        "convert --to jwk",
        "convert a --to pkcs9",
        "convert a b --to jwk",
        "generate p256",
        "generate --out a",
        "generate p257 --out a",
        "generate p256 --out a --days 30",
        "generate p256 --out a --cert CN=a --days 0",
        "inspect - -",
        "match - -",
        "inspect --passphrase-file - -",
    ] {
        let mistake = Run::key(words).done();
        assert_eq!((mistake.out.as_str(), mistake.code), ("", 2), "{words}: {}", mistake.err);
        assert!(mistake.err.starts_with("jotbench: ") && mistake.err.lines().count() <= 3, "{words}: {}", mistake.err);
    }
    for (words, meant) in
        [("convert a --to pkcs", "pkcs1"), ("inspekt", "`jotbench key inspect`"), ("inspect --jsn", "--json")]
    {
        let typo = Run::key(words).done();
        assert!(typo.err.contains(&format!("\nhint: did you mean {meant}? ")), "{}", typo.err);
    }
}

#[test]
fn mistakes_are_documents_where_json_is_wanted() {
    for words in ["inspect --json", "match a --json", "generate nonsense --out a --json", "inspect - - --json"] {
        let (document, mistake) = Run::key(words).json("problems");
        assert_eq!((mistake.code, document["problems"].as_array().unwrap().len()), (2, 1), "{words}");
        assert!(!mistake.err.is_empty());
    }
}

#[test]
fn a_secret_in_an_argument_is_refused_and_not_repeated() {
    let pem = vector("p256/private.pkcs8.pem");
    let jwk = vector("p256/private.jwk.json");
    for words in [
        &["inspect", "a", "--passphrase", "hunter2"][..],
        &["inspect", "a", "--passphrase=hunter2"],
        &["convert", "--secret", "hunter2"],
        &["inspect", &pem],
        &["inspect", "--", &jwk],
    ] {
        let refused = Run::words(words).done();
        assert_eq!((refused.out.as_str(), refused.code), ("", 2), "{words:?}");
        assert!(refused.err.contains(" in an argument can be read by every user") && refused.err.contains("\nhint: "));
        for part in ["hunter2", "MIGHAgEA", "-g_IyQA46LPyx2VzsIZVskPDsHTVm5cIg4JdAUj_mFY"] {
            assert!(!refused.err.contains(part), "{}", refused.err);
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_ends_with_5_and_says_why() {
    let missing = "jotbench: \"no.pem\" does not exist\nhint: check the path\n";
    for words in ["inspect no.pem", "match no.pem p256/public.spki.pem", "convert no.pem --to jwk"] {
        assert_eq!(Run::key(words).done(), done("", missing, 5), "{words}");
    }
    let (document, _) = Run::key("match no.pem p256/public.spki.pem --json").json("problems");
    let message = "\"no.pem\" does not exist";
    let problem =
        serde_json::json!({"code": "missing", "place": "no.pem", "message": message, "hint": "check the path"});
    assert_eq!(document, serde_json::json!({"problems": [problem]}));
    let folder = "jotbench: \"p256\" is a folder, not a file\nhint: give the name of a file in it\n";
    assert_eq!(Run::key("inspect p256").done(), done("", folder, 5));
    let unset = "jotbench: the environment variable JOTBENCH_NONE is not set\n\
                 hint: set and export it, or name another one; its value does not belong here\n";
    assert_eq!(Run::key("inspect --key-env JOTBENCH_NONE").done(), done("", unset, 5));
    assert_eq!(Run::key("inspect p256/public.spki.pem --passphrase-env JOTBENCH_NONE").done(), done("", unset, 5));
}

#[cfg(unix)]
#[test]
fn no_name_reaches_the_terminal_raw() {
    let folder = Folder::new("names");
    let name = "a\u{1b}]0;x\u{7}\u{202e}\u{200b}\n.pem";
    folder.write(name, "nonsense");
    folder.write("good", vector("p256/public.spki.pem"));
    for words in [&["inspect", name][..], &["match", "good", name], &["inspect", name, "no\u{9b}2J"]] {
        let told = Run::words(words).folder(&folder.0).done();
        assert_eq!(told.code, 5);
        let hidden = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{200b}');
        assert!(!told.err.contains(hidden) && !told.out.contains(hidden), "{told:?}");
        assert!(told.err.contains("\\u001B]0;x\\u0007\\u202E\\u200B\\u000A.pem"), "{}", told.err);
    }
    // In JSON it is the name itself, and still nothing raw.
    let (document, told) = Run::words(&["inspect", "--json", name]).folder(&folder.0).json("key-inspect");
    assert_eq!(document["files"][0]["file"], name);
    assert!(!told.out.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{200b}']), "{}", told.out);
}

#[test]
fn the_environment_holds_keys_and_passphrases() {
    let public = vector("p256/public.spki.pem");
    let (document, told) = Run::key("inspect --json --key-env A_KEY").var("A_KEY", &public).json("key-inspect");
    assert_eq!((told.code, &document["files"][0]["file"]), (0, &"environment variable A_KEY".into()));
    assert_eq!(document["files"][0]["keys"][0]["curve"], "P-256");
    let matched = Run::key("match p256/cert.selfsigned.pem --key-env A_KEY").var("A_KEY", &public).done();
    assert_eq!((matched.err.as_str(), matched.code), ("", 0));
    let spki = Run::key("convert --key-env A_KEY --to spki").var("A_KEY", &public).done();
    assert_eq!(spki, done(&public, "", 0));
}
