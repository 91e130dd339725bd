//! A passphrase that is asked for by `jotbench key`: it is typed unseen, goes nowhere
//! else, and the terminal is as it was afterwards, however it ends.

use std::fs;
use std::path::{Path, PathBuf};

use super::window::{Start, Window, folder, signal};

const PASSPHRASE: &str = "shared test pass phrase";
const PROMPT: &str = "Passphrase of locked.pem: ";

/// Runs the program between two looks at the terminal; `DO` is the command line.
const AROUND: &str = r#"
before=$(stty -g)
DO
code=$?
test "$before" = "$(stty -g)" && echo 'MODES AS BEFORE'
echo "EXIT $code."
"#;

/// A folder with an encrypted key, for this user alone.
fn keys(test: &str) -> PathBuf {
    let folder = folder(test);
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/keys/p256");
    for (from, to) in [("private.pkcs8.encrypted.pem", "locked.pem"), ("private.pkcs8.pem", "plain.pem")] {
        fs::copy(vectors.join(from), folder.join(to)).unwrap();
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(folder.join(to), private).unwrap();
    }
    folder
}

/// A shell that runs this, in which `"$JOTBENCH"` is the program.
fn run(folder: &Path, line: &str) -> Window {
    Start::new().folder(folder).script(&AROUND.replace("DO", line)).open()
}

/// The end with this code, the terminal as it was, nothing typed ever shown.
fn ends(window: &mut Window, code: u32) -> String {
    assert_eq!(window.ends(), 0, "the shell");
    let text = window.seen().text();
    assert!(text.contains("MODES AS BEFORE") && text.contains(&format!("EXIT {code}.")), "{text}");
    assert!(window.seen().find(PASSPHRASE).is_none(), "{text}");
    assert!(window.seen().find("pass phrase").is_none(), "{text}");
    text
}

/// The files that `--out` made.
fn written(folder: &Path) -> String {
    fs::read_to_string(folder.join("open.pem")).unwrap_or_default()
}

const UNLOCK: &str = r#""$JOTBENCH" key convert locked.pem --to pkcs8 --out open.pem"#;

#[test]
fn what_is_typed_is_not_shown_and_opens_the_key() {
    let folder = keys("typed");
    let mut window = run(&folder, UNLOCK);
    window.shows(PROMPT.trim_end());
    window.keys(PASSPHRASE).send("\r");
    ends(&mut window, 0);
    assert_eq!(written(&folder), fs::read_to_string(folder.join("plain.pem")).unwrap());
}

#[test]
fn standard_output_and_input_are_left_alone() {
    let folder = keys("pipes");
    let line = r#"cat locked.pem | "$JOTBENCH" key convert - --to spki >out 2>err"#;
    let mut window = run(&folder, line);
    window.shows("Passphrase of standard input:");
    window.send(format!("{PASSPHRASE}\r"));
    ends(&mut window, 0);
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/keys/p256");
    let read = |path: PathBuf| fs::read_to_string(path).unwrap();
    assert_eq!(read(folder.join("out")), read(vectors.join("public.spki.pem")));
    assert_eq!(read(folder.join("err")), "");
}

#[test]
fn a_wrong_passphrase_is_asked_for_again_and_not_for_ever() {
    let folder = keys("wrong");
    let mut window = run(&folder, UNLOCK);
    for answer in ["wrong\r", "\r"] {
        window.until("a prompt", |seen| seen.text().trim_end().ends_with("locked.pem:"));
        let before = window.seen().text().matches("Passphrase of").count();
        window.send(answer);
        window.until("another prompt", |seen| seen.text().matches("Passphrase of").count() > before);
    }
    window.shows("That does not open it. Passphrase of locked.pem:");
    window.send(format!("{PASSPHRASE}\r"));
    ends(&mut window, 0);
    let mut window = run(&folder, &UNLOCK.replace("open.pem", "again.pem"));
    for count in 1..=3 {
        window.until("a prompt", |seen| seen.text().matches("Passphrase of").count() == count);
        window.send("wrong\r");
    }
    ends(&mut window, 5);
    assert!(!folder.join("again.pem").exists());
}

#[test]
fn a_line_can_be_corrected_and_pasted() {
    let folder = keys("edited");
    let mut window = run(&folder, UNLOCK);
    window.shows(PROMPT.trim_end());
    window.send("nonsense\x15").send("\x1b[D\x1b[Ashared test pass phräse");
    window.send("\x7f\x7f\x7f").send("ase\r");
    ends(&mut window, 0);
    // 4000 bytes in one piece; it is wrong, and whole.
    let mut window = run(&folder, r#""$JOTBENCH" key inspect locked.pem"#);
    window.shows(PROMPT.trim_end());
    window.send("x".repeat(4000)).send(format!("\x15{PASSPHRASE}\r"));
    let text = ends(&mut window, 0);
    assert!(!text.contains("xxx"), "{text}");
}

#[test]
fn every_way_to_give_up_leaves_the_terminal_as_it_was() {
    let folder = keys("given-up");
    for (key, code) in [("\x03", 130), ("\x04", 5), ("\x1b", 5)] {
        let mut window = run(&folder, UNLOCK);
        window.shows(PROMPT.trim_end());
        window.send("half").send(key);
        let text = ends(&mut window, code);
        assert_eq!(text.contains("hint: "), code == 5, "{text}");
        assert!(!folder.join("open.pem").exists());
    }
}

#[test]
fn a_signal_leaves_the_terminal_as_it_was() {
    let folder = keys("signalled");
    for (name, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let line = format!(r#"sh -c 'echo "process $$."; exec {}'"#, UNLOCK.replace('\'', ""));
        let mut window = run(&folder, &line);
        let text = window.shows(PROMPT.trim_end());
        let process = text.split_once("process ").unwrap().1.split_once('.').unwrap().0.parse().unwrap();
        window.send("half");
        signal(name, process);
        ends(&mut window, code);
    }
}

#[test]
fn a_program_that_was_stopped_asks_again_unseen() {
    let folder = keys("continued");
    let line = format!(r#"sh -c 'echo "process $$."; exec {UNLOCK}'"#);
    let mut window = run(&folder, &line);
    let text = window.shows(PROMPT.trim_end());
    let process = text.split_once("process ").unwrap().1.split_once('.').unwrap().0.parse().unwrap();
    signal("STOP", process);
    signal("CONT", process);
    window.until("the question again", |seen| seen.text().matches("Passphrase of").count() == 2);
    window.send(format!("{PASSPHRASE}\r"));
    ends(&mut window, 0);
}

#[cfg(all(target_os = "linux", feature = "outside-tests"))]
#[test]
fn without_a_terminal_the_options_are_named() {
    let folder = keys("without");
    let mut window = run(&folder, r#"setsid -w "$JOTBENCH" key inspect locked.pem </dev/null 2>err; cat err"#);
    assert_eq!(window.ends(), 0, "the shell");
    // The window's width breaks the sentence where it likes.
    let text = window.seen().text().replace('\n', "");
    assert!(!text.contains("Passphrase of"), "{text}");
    assert!(text.contains("there is no terminal to ask on") && text.contains("--passphrase-file"), "{text}");
}

#[test]
fn a_private_key_is_shown_on_a_terminal_only_if_that_is_asked_for() {
    let folder = keys("reveal");
    let begin = "-----BEGIN PRIVATE KEY-----";
    for (line, code, says, shows) in [
        ("plain.pem --to pkcs8", 2, "--reveal shows it", false),
        ("plain.pem --to pkcs8 --reveal", 0, begin, true),
        ("plain.pem --to pkcs8 | cat", 0, begin, true),
        ("plain.pem --to der --reveal", 2, "--out FILE writes it to a file", false),
        ("plain.pem --to der --public", 2, "this form is binary", false),
        ("plain.pem --to spki", 0, "-----BEGIN PUBLIC KEY-----", false),
    ] {
        let mut window = run(&folder, &format!("\"$JOTBENCH\" key convert {line}"));
        let text = ends(&mut window, code);
        assert!(text.contains(says), "{line}: {text}");
        assert_eq!(text.contains(begin), shows, "{line}: {text}");
    }
}

#[test]
fn what_is_pasted_behind_a_secret_is_neither_shown_nor_left_to_the_shell() {
    let folder = keys("rest");
    let sign = r#""$JOTBENCH" sign --secret-file - --claim a=b"#;
    // What the shell would read next, for as long as it waits.
    let mut window = run(
        &folder,
        &format!(
            "{sign}\nread -r next < /dev/null; stty -icanon -echo min 0 time 5; next=$(dd bs=4096 count=1 2>/dev/null); stty icanon echo; echo \"NEXT [$next]\"; false"
        ),
    );
    window.shows("HMAC secret:");
    let key =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/keys/rsa4096/private.pkcs8.pem"));
    window.send(key.unwrap());
    let text = window.shows("NEXT [");
    let end = window.until("the end", |seen| seen.text().contains("EXIT 1."));
    assert!(end.contains("NEXT []") && end.contains("this is a key or certificate, not a secret"), "{text}\n{end}");
    assert!(!end.contains("MII") && !end.contains("PRIVATE KEY"), "{end}");
    assert_eq!(window.ends(), 0, "the shell");
}
