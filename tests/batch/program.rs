//! The program as a batch runs it, tokens that it is given, and what it answers.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{fs, thread};

use jotbench::jose::algorithm::{SigningKey, by_name};
use jotbench::jose::key::Secret;
use jotbench::jose::sign::sign;
use serde_json::Value;

use crate::support;

/// The moment of every batch here: 2026-11-22T05:10:04Z.
pub(crate) const NOW: i64 = 1_795_324_204;
const SECRET: &str = "correct horse battery staple 0123456789";

/// A command line.
pub(crate) struct Run(pub(crate) Command);

/// What it came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: Option<i32>,
}

impl Run {
    /// `jotbench verify --batch` with these words.
    pub(crate) fn new(words: &[impl AsRef<str>]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jotbench"));
        command.args(["verify", "--batch"]).args(words.iter().map(AsRef::as_ref));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command)
    }

    /// The same with [`hs256`]'s secret, in a folder of the test's own.
    pub(crate) fn secret(test: &str, words: &[&str]) -> Self {
        let now = NOW.to_string();
        let words = [&["--secret-file", "secret.txt", "--now", &now], words].concat();
        Self::new(&words).folder(&folder(test))
    }

    /// What `verify --json` says of one token alone, with the same secret and at the same moment.
    pub(crate) fn alone(test: &str, token: &str) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jotbench"));
        command.args(["verify", "--json", "--secret-file", "secret.txt", "--now", &NOW.to_string(), token]);
        String::from_utf8(command.current_dir(folder(test)).output().unwrap().stdout).unwrap()
    }

    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.0.current_dir(folder);
        self
    }

    pub(crate) fn start(mut self) -> Child {
        self.0.spawn().unwrap()
    }

    /// Runs it to its end with this on standard input.
    pub(crate) fn input(self, bytes: impl Into<Vec<u8>>) -> Done {
        let (mut child, bytes) = (self.start(), bytes.into());
        let mut input = child.stdin.take().unwrap();
        // It need not read all of it.
        let feeder = thread::spawn(move || drop(input.write_all(&bytes)));
        let done = end(child);
        feeder.join().unwrap();
        done
    }
}

/// Waits for the end.
pub(crate) fn end(child: Child) -> Done {
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Done { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
}

/// A folder with the secret, for this user alone.
pub(crate) fn folder(test: &str) -> PathBuf {
    let folder = support::folder(&format!("batch-{test}"));
    let file = folder.join("secret.txt");
    fs::write(&file, SECRET).unwrap();
    #[cfg(unix)]
    fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    folder
}

/// A token with these claims.
pub(crate) fn hs256(claims: &str) -> String {
    signed(claims, SECRET)
}

/// A token with these claims by this secret.
pub(crate) fn signed(claims: &str, secret: &str) -> String {
    let key = SigningKey::Secret(Secret::from_bytes(secret.as_bytes()).unwrap());
    sign(r#"{"alg":"HS256","typ":"JWT"}"#, claims, by_name("HS256").unwrap(), &key).unwrap()
}

/// A token that is valid at [`NOW`], one of many.
pub(crate) fn valid(number: usize) -> String {
    hs256(&format!(r#"{{"sub":"user {number}","exp":{}}}"#, NOW + 3600))
}

/// The documents of whole lines.
pub(crate) fn documents(out: &str) -> Vec<Value> {
    assert!(out.is_empty() || out.ends_with('\n'), "a line is not whole: {out}");
    out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// The line and the verdict of each document.
pub(crate) fn verdicts(out: &str) -> Vec<(u64, String)> {
    let told = |one: &Value| (one["line"].as_u64().unwrap(), one["verdict"].as_str().unwrap().to_owned());
    documents(out).iter().map(told).collect()
}
