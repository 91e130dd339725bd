//! What is left of a secret in the memory of the process: after it was forgotten, and at the last moment before the
//! end. The memory is closed to programs of the same user, so that root has to look.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pkcs1::der::Decode as _;
use pkcs1::{RsaPrivateKey, UintRef};

use super::window::{Start, Window, folder, signal};
use super::{QLIK, sample};

const LIMIT: Duration = Duration::from_secs(30);
const SECRET: &str = "a secret of forty-eight letters for HMAC SHA-384";
const PASSPHRASE: &str = "shared test pass phrase";

/// A secret in the forms in which memory may hold it, each with a name.
struct Traces(Vec<(String, Vec<u8>)>);

impl Traces {
    /// Lines of an RSA key's PEM text, and the end of each private number as in DER and as in words of this machine.
    fn of_key(text: &str) -> Self {
        let body: Vec<&str> = text.lines().filter(|line| !line.starts_with('-')).collect();
        let lines = [1, body.len() / 2, body.len() - 2].map(|at| (format!("line {at}"), body[at].as_bytes().to_vec()));
        let der = STANDARD.decode(body.concat()).unwrap();
        let key = RsaPrivateKey::from_der(&der).unwrap();
        let numbers: [(&str, UintRef<'_>); 5] = [
            ("d", key.private_exponent),
            ("p", key.prime1),
            ("q", key.prime2),
            ("dP", key.exponent1),
            ("qInv", key.coefficient),
        ];
        let both = numbers.into_iter().flat_map(|(name, number)| {
            let bytes = number.as_bytes();
            let end = bytes[bytes.len() - 24..].to_vec();
            [(name.to_owned(), end.clone()), (format!("{name}, reversed"), end.into_iter().rev().collect())]
        });
        Self(lines.into_iter().chain(both).collect())
    }

    fn of_text(text: &str) -> Self {
        Self(vec![(text.to_owned(), text.as_bytes().to_vec())])
    }

    /// Those that are in the memory of the process.
    fn in_memory(&self, process: u32) -> Vec<&str> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/terminal/memory.py");
        let mut command = Command::new(if rustix::process::geteuid().is_root() { "env" } else { "sudo" });
        command.args(["python3", script, &process.to_string()]);
        let output = command.args(self.0.iter().map(|(_, trace)| STANDARD.encode(trace))).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let found = String::from_utf8(output.stdout).unwrap();
        found.split_whitespace().map(|number| self.0[number.parse::<usize>().unwrap()].0.as_str()).collect()
    }

    fn are_in_memory(&self, process: u32) {
        assert_ne!(self.in_memory(process), Vec::<&str>::new());
    }

    /// They are gone, or go: what was pasted does when nothing has come for a while.
    fn go(&self, process: u32) {
        let begun = Instant::now();
        loop {
            match self.in_memory(process) {
                left if left.is_empty() => return,
                left => assert!(begun.elapsed() < LIMIT, "{left:?} stayed"),
            }
        }
    }
}

fn key_text() -> String {
    fs::read_to_string(format!("{QLIK}/server_key.pem")).unwrap()
}

fn opened() -> Window {
    let window = Start::new().folder(QLIK).arguments(&["server_key.pem"]).open();
    window.shows("SIGNED  with server_key.pem");
    window
}

fn forgets(window: &mut Window) {
    window.send("\x1bx").shows("Forgot what was in 3 Signing key");
}

#[test]
fn nothing_is_left_of_an_opened_key_that_is_forgotten() {
    let mut window = opened();
    let traces = Traces::of_key(&key_text());
    traces.are_in_memory(window.process());
    forgets(&mut window);
    traces.go(window.process());
}

#[test]
fn nothing_is_left_of_a_key_that_was_shown_and_edited_and_is_forgotten() {
    let mut window = opened();
    let key = key_text();
    window.send("\x1b[20~").shows(key.lines().nth(1).and_then(|line| line.get(..50)).unwrap());
    window.send("\x1b3").send("\x1b[1;5H").keys("#").shows("#-----BEGIN RSA");
    Traces::of_key(&key).are_in_memory(window.process());
    window.send("\x1a").until("the edit undone", |seen| !seen.text().contains("#-----BEGIN RSA"));
    forgets(&mut window);
    Traces::of_key(&key).go(window.process());
}

#[test]
fn nothing_is_left_of_a_pasted_key_that_is_forgotten() {
    let mut window = sample(120, 36);
    let key = key_text();
    window.paste(&key).shows("RSA 2048");
    let traces = Traces::of_key(&key);
    traces.are_in_memory(window.process());
    forgets(&mut window);
    traces.go(window.process());
}

#[test]
fn nothing_is_left_of_a_pasted_secret_that_is_forgotten() {
    let mut window = sample(120, 36);
    window.send("\x1b3").paste(SECRET).shows("HMAC secret");
    let traces = Traces::of_text(SECRET);
    traces.are_in_memory(window.process());
    forgets(&mut window);
    traces.go(window.process());
}

#[test]
fn nothing_is_left_of_a_passphrase_once_it_opened_a_key() {
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/keys/p256");
    let mut window = Start::new().folder(vectors).arguments(&["private.pkcs8.encrypted.pem"]).open();
    window.shows("Passphrase");
    window.keys(PASSPHRASE);
    let traces = Traces::of_text(PASSPHRASE);
    traces.are_in_memory(window.process());
    window.send("\r").shows("EC P-256");
    traces.go(window.process());
}

/// Runs the program so that it halts at its last system call, with its memory as it was.
const TRACED: &str =
    r#"strace -f -o "$LOG" -e trace=exit_group -e inject=exit_group:delay_enter=600s "$JOTBENCH" "$@""#;

/// The program, halted by its tracer.
struct Halting {
    window: Window,
    log: PathBuf,
}

impl Halting {
    /// `before` is what the shell line begins with.
    fn start(test: &str, before: &str, arguments: &[&str]) -> Self {
        let log = folder(test).join("log");
        let start = Start::new().folder(QLIK).script(&format!("{before} {TRACED}")).arguments(arguments);
        Self { window: start.var("LOG", log.to_str().unwrap()).open(), log }
    }

    /// The program, which the window's process has started.
    fn program(&self) -> u32 {
        let tracer = self.window.process();
        let children = format!("/proc/{tracer}/task/{tracer}/children");
        fs::read_to_string(children).unwrap().trim().parse().unwrap()
    }

    /// The program once it halts: the tracer writes its number and the call when the call begins.
    fn halted(&self) -> u32 {
        let begun = Instant::now();
        loop {
            let log = fs::read_to_string(&self.log).unwrap_or_default();
            if let Some((program, _)) = log.split_once(" exit_group(") {
                return program.lines().last().unwrap().trim().parse().unwrap();
            }
            assert!(begun.elapsed() < LIMIT, "it does not end:\n{}", self.window.seen().text());
            thread::yield_now();
        }
    }

    /// Waits for the last call and looks for these traces then.
    fn leaves_none(mut self, traces: &Traces) {
        let program = self.halted();
        let left = traces.in_memory(program).join(", ");
        let status = fs::read_to_string(format!("/proc/{program}/status")).unwrap();
        let by = status.lines().find_map(|line| line.strip_prefix("TracerPid:")).unwrap().trim().parse().unwrap();
        signal("KILL", program);
        signal("KILL", by);
        self.window.is_gone();
        assert_eq!(left, "");
    }
}

#[test]
fn nothing_is_left_of_a_key_when_the_workbench_ends() {
    let traces = Traces::of_key(&key_text());
    for (way, name) in ["quit", "SIGTERM", "SIGHUP"].into_iter().zip(["quit", "term", "hup"]) {
        let mut halting = Halting::start(&format!("memory-{name}"), "exec", &["server_key.pem", "server.pem"]);
        halting.window.shows("SIGNED  with server_key.pem · verifies with server.pem");
        let program = halting.program();
        traces.are_in_memory(program);
        match way {
            "SIGTERM" => signal("TERM", program),
            "SIGHUP" => signal("HUP", program),
            _ => drop(halting.window.send("\x11")),
        }
        halting.leaves_none(&traces);
    }
}

#[test]
fn nothing_is_left_of_a_key_when_a_command_ends() {
    let traces = Traces::of_key(&key_text());
    for (number, words) in [
        &["sign", "-k", "server_key.pem", "--claim", "sub=jde", "--exp", "+1h"][..],
        &["key", "convert", "server_key.pem", "--to", "spki"],
        &["key", "inspect", "server_key.pem"],
        &["key", "match", "server_key.pem", "server.pem"],
    ]
    .into_iter()
    .enumerate()
    {
        Halting::start(&format!("memory-command-{number}"), "exec", words).leaves_none(&traces);
    }
}

#[test]
fn nothing_is_left_of_what_came_on_standard_input_when_a_command_ends() {
    let sign = ["sign", "--claim", "sub=jde", "--exp", "+1h"];
    let key = Halting::start("memory-piped-key", "cat server_key.pem |", &[&sign[..], &["-k", "-"]].concat());
    key.leaves_none(&Traces::of_key(&key_text()));
    let pipe = format!("printf '{SECRET}\\n' |");
    let secret =
        Halting::start("memory-piped-secret", &pipe, &[&sign[..], &["--alg", "HS384", "--secret-file", "-"]].concat());
    secret.leaves_none(&Traces::of_text(SECRET));
}
