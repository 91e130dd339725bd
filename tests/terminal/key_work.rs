//! Locked keys, key sets and new keys in the workbench, with files that openssl makes
//! and reads while the test runs.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::copying::copied;
use super::window::{Start, Window, folder, signal};

const PASSPHRASE: &str = "Tr0ub4dor & drei";

/// A folder in which openssl works.
struct Bench(PathBuf);

impl Bench {
    /// With an RSA pair in it: `key.pem` (PKCS#8), `cert.pem` and `public.pem`.
    fn new(test: &str) -> Self {
        let bench = Self(folder(&format!("key-work-{test}")));
        fs::write(bench.0.join("pass"), PASSPHRASE).unwrap();
        bench.openssl("req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=outside -keyout key.pem -out cert.pem");
        bench.openssl("x509 -in cert.pem -noout -pubkey -out public.pem");
        bench
    }

    /// What openssl writes, after it succeeded.
    fn openssl(&self, words: &str) -> String {
        let output = Command::new("openssl").args(words.split(' ')).current_dir(&self.0).output().unwrap();
        assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.0.join(name)).unwrap().permissions().mode() & 0o7777
    }

    /// The workbench in this folder, where copies reach the terminal and files are readable as everywhere.
    fn open(&self, arguments: &[&str]) -> Window {
        let script = "umask 022; exec \"$JOTBENCH\" \"$@\"";
        Start::new().folder(&self.0).var("SSH_TTY", "/dev/pts/9").script(script).arguments(arguments).open()
    }

    /// Copies the token; openssl must find its RS256 signature good with `public.pem`, and only its own.
    fn openssl_verifies_the_copy(&self, window: &mut Window) {
        let bearer = copied(window);
        let (input, signature) = bearer.strip_prefix("Bearer ").unwrap().rsplit_once('.').unwrap();
        fs::write(self.0.join("input"), input).unwrap();
        fs::write(self.0.join("signature"), URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        let verify = "dgst -sha256 -verify public.pem -signature signature input";
        assert_eq!(self.openssl(verify), "Verified OK\n");
        fs::write(self.0.join("input"), format!("{input}A")).unwrap();
        let other = Command::new("openssl").args(verify.split(' ')).current_dir(&self.0).output().unwrap();
        assert!(!other.status.success(), "a changed token must not verify");
    }

    /// A token of this header that openssl signs with a key.
    fn token(&self, header: &str, key: &str) -> String {
        let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode("{\"sub\":\"jde\"}"));
        fs::write(self.0.join("input"), &input).unwrap();
        self.openssl(&format!("dgst -sha256 -sign {key} -out signature input"));
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(fs::read(self.0.join("signature")).unwrap()))
    }
}

/// The texts of which nothing may be shown: the passphrase, and of a private RSA key in PEM the beginning of each line
/// after its modulus, which is public.
fn secrets(pem: &str) -> Vec<String> {
    let lines = pem.lines().filter(|line| !line.starts_with('-')).skip(8);
    let lines: Vec<String> = lines.filter_map(|line| line.get(..20)).map(str::to_owned).collect();
    assert!(lines.len() > 10, "{} lines", lines.len());
    [PASSPHRASE, "Tr0ub4dor", "drei"].into_iter().map(str::to_owned).chain(lines).collect()
}

/// Nothing of these was ever sent to the terminal.
fn never_showed(window: &Window, secrets: &[String]) {
    let seen = window.seen();
    let shown: Vec<&String> = secrets.iter().filter(|secret| seen.find(secret).is_some()).collect();
    assert!(shown.is_empty(), "{shown:?}\n{}", seen.text());
    assert!(!secrets.iter().any(|secret| seen.text().contains(secret)), "{}", seen.text());
}

/// Types a line of a prompt and Enter, which is a key of its own once the line is there.
fn answer(window: &mut Window, text: &str, shown: &str) {
    window.keys(text).shows(&format!("> {shown}"));
    window.send("\r");
}

/// A wrong passphrase, then the right one.
fn unlock(window: &mut Window, name: &str) {
    window.shows_all(&["Passphrase · Enter opens", name]);
    answer(window, "wrong one", "●●●●●●●●●");
    window.shows("passphrase does not open it");
    answer(window, PASSPHRASE, &"●".repeat(PASSPHRASE.chars().count()));
}

#[test]
fn a_pfx_opens_with_its_passphrase_and_signs() {
    let bench = Bench::new("pfx");
    for (name, options) in [("new.pfx", ""), ("old.pfx", " -legacy")] {
        bench.openssl(&format!(
            "pkcs12 -export{options} -inkey key.pem -in cert.pem -name outside -passout file:pass -out {name}"
        ));
        let mut window = bench.open(&[name]);
        unlock(&mut window, name);
        window.shows(&format!("SIGNED  with {name} · verifies with {name}"));
        window.shows(&format!("Unlocked {name}: RSA 2048 private key in 3, RSA 2048 certificate in 4"));
        bench.openssl_verifies_the_copy(&mut window);
        never_showed(&window, &secrets(&bench.read("key.pem")));
        window.send("\x11");
        assert_eq!(window.ends(), 0);
        never_showed(&window, &secrets(&bench.read("key.pem")));
    }
}

#[test]
fn a_pasted_encrypted_key_asks_for_its_passphrase_and_signs() {
    let bench = Bench::new("p8");
    bench.openssl("pkcs8 -topk8 -v2 aes-256-cbc -in key.pem -passout file:pass -out key.p8");
    let encrypted = bench.read("key.p8");
    assert!(encrypted.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"), "{encrypted}");
    for bracketed in [true, false] {
        let mut window = bench.open(&["cert.pem"]);
        window.shows("Opened cert.pem in 4");
        if bracketed {
            window.paste(&encrypted);
        } else {
            // A terminal without bracketed paste sends Enter for each line break.
            window.send(encrypted.replace('\n', "\r"));
        }
        unlock(&mut window, "the pasted key");
        window.shows("SIGNED  with the key in pane 3 · verifies with cert.pem");
        bench.openssl_verifies_the_copy(&mut window);
        never_showed(&window, &secrets(&bench.read("key.pem")));
        never_showed(&window, &secrets(&encrypted));
    }
}

/// The public key of a PEM file as JWK, from what openssl says of it.
fn jwk(bench: &Bench, key: &str, kid: &str) -> serde_json::Value {
    let modulus = bench.openssl(&format!("rsa -in {key} -noout -modulus"));
    let digits = modulus.trim_end().strip_prefix("Modulus=").unwrap().as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let n: Vec<u8> = digits.chunks(2).map(byte).collect();
    serde_json::json!({"kty": "RSA", "kid": kid, "n": URL_SAFE_NO_PAD.encode(n), "e": "AQAB"})
}

#[test]
fn a_set_of_three_keys_verifies_with_the_one_that_kid_names() {
    let bench = Bench::new("set");
    let mut keys = vec![];
    for kid in ["first", "second", "third"] {
        bench.openssl(&format!("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out {kid}.pem"));
        keys.push(jwk(&bench, &format!("{kid}.pem"), kid));
    }
    fs::write(bench.0.join("keys.json"), serde_json::json!({"keys": keys}).to_string()).unwrap();
    let mut window = bench.open(&["keys.json"]);
    window.shows("JWK Set of 3 keys");
    for kid in ["second", "third", "first"] {
        let header = format!("{{\"alg\":\"RS256\",\"kid\":\"{kid}\"}}");
        window.paste(&bench.token(&header, &format!("{kid}.pem")));
        window.shows(&format!("VERIFIED  signature valid with keys.json, kid \"{kid}\", RSA 2048"));
    }
    // Signed by another key of the set than the one it names.
    window.paste(&bench.token("{\"alg\":\"RS256\",\"kid\":\"second\"}", "third.pem"));
    window.until("a verdict", |seen| seen.text().contains("FAILED  ") && !seen.text().contains("VERIFIED"));
}

/// Opens the list of kinds and chooses one.
fn choose_kind(window: &mut Window, kind: &str) {
    window.send("\x1bg").shows("New key");
    answer(window, kind, kind);
    window.shows("Subject of a self-signed certificate");
}

/// Asks for the files to be written under this name.
fn write_as(window: &mut Window, name: &str) {
    window.send("\x1bw").shows("Write keys to files");
    answer(window, name, name);
}

#[test]
fn a_new_key_and_its_certificate_are_written_once_and_openssl_reads_them() {
    let bench = Bench::new("made");
    let mut window = bench.open(&[]);
    window.shows("SIGNED");
    choose_kind(&mut window, "RSA 2048");
    answer(&mut window, "CN=qlik01.corp.local", "CN=qlik01.corp.local");
    window.shows_all(&["Days that the certificate for CN=qlik01.corp.local is valid", "> 365"]);
    window.send("\r").shows("in no file yet: Alt+W writes it");
    window.shows("SIGNED  with the key in pane 3 · verifies with pane 4");
    write_as(&mut window, "qlik");
    window.shows("Wrote qlik_key.pem and qlik.pem");
    window.shows("SIGNED  with qlik_key.pem · verifies with qlik.pem");
    assert_eq!((bench.mode("qlik_key.pem"), bench.mode("qlik.pem")), (0o600, 0o644));
    bench.openssl("pkey -in qlik_key.pem -check -noout");
    let public = bench.openssl("pkey -in qlik_key.pem -pubout");
    assert_eq!(public, bench.openssl("x509 -in qlik.pem -noout -pubkey"), "they belong together");
    assert_eq!(bench.openssl("x509 -in qlik.pem -noout -subject"), "subject=CN = qlik01.corp.local\n");
    assert_eq!(bench.openssl("verify -CAfile qlik.pem qlik.pem"), "qlik.pem: OK\n");
    bench.openssl("x509 -in qlik.pem -noout -checkend 31449600");
    fs::write(bench.0.join("public.pem"), public).unwrap();
    bench.openssl_verifies_the_copy(&mut window);
    let state = |name: &str| {
        let file = fs::metadata(bench.0.join(name)).unwrap();
        (bench.read(name), bench.mode(name), file.modified().unwrap(), file.ino())
    };
    let before = ["qlik_key.pem", "qlik.pem"].map(state);
    write_as(&mut window, "qlik");
    window.shows("\"qlik_key.pem\" and \"qlik.pem\" exist already");
    // One of the two is enough for none to be written.
    fs::rename(bench.0.join("qlik_key.pem"), bench.0.join("kept.pem")).unwrap();
    answer(&mut window, "qlik", "qlik");
    window.shows("\"qlik.pem\" exists already");
    assert!(!bench.0.join("qlik_key.pem").exists());
    fs::rename(bench.0.join("kept.pem"), bench.0.join("qlik_key.pem")).unwrap();
    let after = ["qlik_key.pem", "qlik.pem"].map(state);
    assert!(before == after, "the files are as they were");
    never_showed(&window, &secrets(&bench.read("qlik_key.pem")));
    window.send("\x1b").until("no prompt", |seen| !seen.text().contains("Write keys to files"));
    window.send("\x11");
    assert_eq!(window.ends(), 0);
}

/// The thread that makes the key is there, among the process's threads (proc(5)).
#[cfg(target_os = "linux")]
fn is_making(window: &Window) -> bool {
    let tasks = fs::read_dir(format!("/proc/{}/task", window.process())).unwrap();
    let name = |task: &Path| fs::read_to_string(task.join("comm")).unwrap_or_default();
    tasks.map(|task| task.unwrap().path()).any(|task| name(&task) == "files\n")
}

#[test]
#[cfg(target_os = "linux")]
fn a_key_in_the_making_stops_neither_typing_nor_the_end() {
    let bench = Bench::new("making");
    for give_up in [true, false] {
        let mut window = bench.open(&[]);
        // What is told of the sample would hide how far the key is.
        window.until("no notice", |seen| {
            let text = seen.text();
            // The last row is drawn last.
            let drawn = text.contains("SIGNED") && text.contains("Ctrl+Q quit");
            drawn && text.lines().nth(33).is_some_and(str::is_empty)
        });
        choose_kind(&mut window, "RSA 8192");
        window.send("\r").shows("Making a new key, RSA 8192");
        // Ctrl+Home, and past the brace.
        window.send("\x1b[1;5H").send("\x1b[C").keys("\"typed\":\"meanwhile\",");
        window.shows_all(&["\"typed\":\"meanwhile\"", "8 claims", "SIGNED  with", "Making a new key, RSA 8192"]);
        if give_up {
            window.send("\x1bg").shows("The new RSA 8192 key was given up");
            window.until("no progress", |seen| !seen.text().contains("so far"));
        }
        assert!(is_making(&window), "the key was made too soon for this test");
        let begin = Instant::now();
        window.send("\x11");
        assert_eq!(window.ends(), 0);
        assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
        assert!(!window.seen().screen().alternate_screen());
    }
}

#[test]
fn a_signal_at_the_passphrase_prompt_leaves_the_terminal_as_it_was() {
    let bench = Bench::new("signal");
    bench.openssl("pkcs12 -export -inkey key.pem -in cert.pem -passout file:pass -out server.pfx");
    let script = r#"
before=$(stty -g)
sh -c 'echo "process $$."; exec "$JOTBENCH" server.pfx'
code=$?
test "$before" = "$(stty -g)" && echo 'MODES AS BEFORE'
echo "EXIT $code."
"#;
    for (name, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let mut window = Start::new().folder(&bench.0).script(script).open();
        window.shows_all(&["Passphrase · Enter opens", "server.pfx"]);
        window.keys(PASSPHRASE).shows(&format!("> {}", "●".repeat(PASSPHRASE.chars().count())));
        let raw = String::from_utf8_lossy(&window.seen().raw).into_owned();
        let process = raw.split_once("process ").unwrap().1.split_once('.').unwrap().0.parse().unwrap();
        signal(name, process);
        assert_eq!(window.ends(), 0, "the shell");
        never_showed(&window, &secrets(&bench.read("key.pem")));
        let seen = window.seen();
        let (text, screen) = (seen.text(), seen.screen());
        assert!(text.starts_with("process ") && text.contains(&format!("MODES AS BEFORE\nEXIT {code}.")), "{text}");
        assert!(!text.contains("Passphrase") && !text.contains('●'), "{text}");
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste(), "{text}");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert_eq!((screen.fgcolor(), screen.bgcolor()), (vt100::Color::Default, vt100::Color::Default));
    }
}
