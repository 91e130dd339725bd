//! Bad input, tried from the command line: what each must get, and what none may do.
//!
//! Every run here is bounded in memory and in time, and is held to one law whatever it was given: it ends with an exit
//! code of the program's own, tells of no panic, and writes no byte that a terminal would obey or a reader not see.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

#[path = "support/der.rs"]
mod der;
#[path = "hardening/keys.rs"]
mod keys;
#[path = "hardening/program.rs"]
mod program;
#[path = "support/raw.rs"]
mod raw;
#[path = "hardening/sizes.rs"]
mod sizes;
#[path = "hardening/sources.rs"]
mod sources;
#[path = "hardening/text.rs"]
mod text;
#[path = "hardening/tokens.rs"]
mod tokens;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use raw::is_raw_char;
use serde_json::Value;

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/");
/// A run that has not ended by then is killed, and its test fails. No sound run takes a fraction of it.
const LIMIT: Duration = Duration::from_mins(1);
/// A bound on memory, as a shell sets it. Where the shell cannot, the runs are bounded in time alone.
const BOUNDED: &str =
    if cfg!(target_os = "linux") { "ulimit -v 500000 && exec \"$0\" \"$@\"" } else { "exec \"$0\" \"$@\"" };
/// 2026-11-22T05:10:04Z.
const NOW: &str = "2026-11-22T05:10:04Z";
/// What every token here is signed with, unless it says otherwise. It stands in `SECRET` of every run.
const SECRET: &str = "correct horse battery staple 0123456789abcdef!";

/// What a run gave.
#[derive(Debug, PartialEq, Eq)]
struct Done {
    out: String,
    err: String,
    code: i32,
}

/// A command line.
#[derive(Clone)]
struct Run {
    words: Vec<OsString>,
    variables: Vec<(String, String)>,
    folder: PathBuf,
    script: &'static str,
    input: Vec<u8>,
}

impl Run {
    /// `jotbench` with these words, bounded. A word is all between two spaces.
    fn new(words: &str) -> Self {
        Self::words(&words.split(' ').collect::<Vec<_>>())
    }

    fn words<W: AsRef<OsStr>>(words: &[W]) -> Self {
        let variables = vec![("SECRET".to_owned(), SECRET.to_owned()), ("RUST_BACKTRACE".to_owned(), "1".to_owned())];
        let run = Self { words: vec![], variables, folder: VECTORS.into(), script: BOUNDED, input: vec![] };
        run.with(words)
    }

    fn with<W: AsRef<OsStr>>(mut self, words: &[W]) -> Self {
        self.words.extend(words.iter().map(|word| word.as_ref().to_owned()));
        self
    }

    fn folder(mut self, folder: &Folder) -> Self {
        self.folder.clone_from(&folder.0);
        self
    }

    fn var(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = bytes.into();
        self
    }

    /// Another script, in which `"$0" "$@"` is the program with its words.
    fn script(mut self, script: &'static str) -> Self {
        self.script = script;
        self
    }

    fn command(&self) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", self.script, env!("CARGO_BIN_EXE_jotbench")]).args(&self.words).current_dir(&self.folder);
        shell.envs(self.variables.iter().map(|(name, value)| (name, value)));
        shell
    }

    fn done(self) -> Done {
        let mut command = self.command();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (id, mut stdin, input) = (child.id(), child.stdin.take().unwrap(), self.input);
        // It need not read all of it.
        thread::spawn(move || drop(stdin.write_all(&input)));
        let (send, ended) = mpsc::channel();
        thread::spawn(move || send.send(child.wait_with_output()));
        let Ok(output) = ended.recv_timeout(LIMIT) else {
            let _ = Command::new("kill").args(["-s", "KILL", &id.to_string()]).status();
            panic!("no end after {LIMIT:?}: {command:?}");
        };
        let output = output.unwrap();
        let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        let code = output.status.code().unwrap_or_else(|| panic!("{} {command:?}: {err}", output.status));
        let done = Done { out, err, code };
        assert!((0..=5).contains(&code), "{command:?}: {done:?}");
        for said in [&done.out, &done.err] {
            assert!(!said.contains("panicked") && !said.contains("stack backtrace"), "{command:?}: {said}");
            let raw = said.char_indices().find(|&(_, c)| is_raw_char(c) && c != '\n');
            assert_eq!(raw, None, "{command:?}: {said:.2000}");
        }
        done
    }

    /// What it says in words; a document is asked for too, and must be one and end alike.
    fn both(self) -> Done {
        let document = self.clone().with(&["--json"]).done();
        let parsed = serde_json::from_str::<Value>(&document.out);
        assert!(parsed.is_ok(), "{parsed:?}: {document:?}");
        let done = self.done();
        assert_eq!(done.code, document.code, "{done:?}\n{document:?}");
        done
    }

    /// The document on standard output, which `--json` asks for, and the exit code.
    fn json(self) -> (Value, i32) {
        let done = self.with(&["--json"]).done();
        let document = serde_json::from_str(&done.out).unwrap_or_else(|error| panic!("{error}: {done:?}"));
        (document, done.code)
    }

    /// The exit code and the codes of what is wrong.
    fn answer(self) -> (i32, Vec<String>) {
        let (document, code) = self.json();
        (code, codes(&document))
    }
}

/// `jotbench verify` with the usual secret.
fn verify(token: impl Into<Vec<u8>>) -> Run {
    Run::new("verify --secret-env SECRET --now").with(&[NOW]).input(token)
}

fn decode(token: impl Into<Vec<u8>>) -> Run {
    Run::new("decode --now").with(&[NOW]).input(token)
}

/// What fails in a document: checks of `verify`, else problems, those of every file of `key inspect` among them.
fn codes(document: &Value) -> Vec<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let checks =
        list(&document["checks"]).into_iter().filter(|check| ["fail", "unknown"].contains(&text(&check["status"])));
    let mut found: Vec<Value> = checks.collect();
    if found.is_empty() {
        let inside = list(&document["files"]).into_iter().flat_map(|file| list(&file["problems"]));
        found = list(&document["problems"]).into_iter().chain(inside).collect();
    }
    found.iter().map(|problem| text(&problem["code"]).to_owned()).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A segment of a token.
fn segment(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token whose HS256 signature is right for this secret.
fn signed_with(secret: &[u8], header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    let input = format!("{}.{}", segment(header), segment(payload));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input.as_bytes());
    format!("{input}.{}", segment(tag))
}

/// The same for the usual secret.
fn signed(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    signed_with(SECRET.as_bytes(), header, payload)
}

/// A token with an ordinary header.
fn holding(payload: impl AsRef<[u8]>) -> String {
    signed("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", payload)
}

fn bytes(vector: &str) -> Vec<u8> {
    fs::read(Path::new(VECTORS).join(vector)).unwrap()
}

fn vector(vector: &str) -> String {
    String::from_utf8(bytes(vector)).unwrap()
}

/// The cases of a file of vectors.
fn cases(file: &str) -> Vec<Value> {
    let mut file: Value = serde_json::from_str(&vector(file)).unwrap();
    serde_json::from_value(file["cases"].take()).unwrap()
}

/// The token of a case in `keys/cases.json`, valid with the public key of its pair.
fn token(id: &str) -> String {
    let cases = cases("keys/cases.json");
    text(&cases.iter().find(|case| case["id"] == id).unwrap()["token"]).to_owned()
}

/// A folder of its own for one test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hardening-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A file for this user alone; its whole path.
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path.into_os_string().into_string().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}
