//! `jotbench key` as scripts use it: the program itself, what it writes where, and how
//! it ends. Keys and their fingerprints come from `tests/vectors/keys`, which other
//! programs made. What a terminal makes of it is in `tests/terminal/passphrase.rs`.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

#[path = "key_commands/convert.rs"]
mod convert;
#[path = "key_commands/files.rs"]
mod files;
#[path = "key_commands/generate.rs"]
mod generate;
#[path = "key_commands/inspect.rs"]
mod inspect;
#[path = "key_commands/line.rs"]
mod line;
#[path = "key_commands/matching.rs"]
mod matching;
#[path = "support/schema.rs"]
mod schema;
#[path = "key_commands/sources.rs"]
mod sources;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The folder of the keys.
const KEYS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/keys");

/// What a run gave.
#[derive(Debug, PartialEq, Eq)]
struct Done {
    out: String,
    err: String,
    code: i32,
}

/// A run that ends with this code and says this, all of it.
fn done(out: &str, err: &str, code: i32) -> Done {
    Done { out: out.to_owned(), err: err.to_owned(), code }
}

/// A command line.
struct Run(Command, Vec<u8>);

impl Run {
    /// `jotbench key` with these words, in the folder of the keys.
    fn key(words: &str) -> Self {
        Self::words(&words.split_whitespace().collect::<Vec<_>>())
    }

    fn words(words: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jotbench"));
        command.arg("key").args(words).current_dir(KEYS);
        Self(command, vec![])
    }

    fn folder(mut self, folder: &Path) -> Self {
        self.0.current_dir(folder);
        self
    }

    fn var(mut self, name: &str, value: &str) -> Self {
        self.0.env(name, value);
        self
    }

    fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.1 = bytes.into();
        self
    }

    /// The same from a shell script, in which `"$@"` is the program with its words.
    #[cfg(unix)]
    fn within(self, script: &str) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", script, "sh"]).arg(self.0.get_program()).args(self.0.get_args());
        shell.current_dir(self.0.get_current_dir().unwrap());
        Self(shell, self.1)
    }

    /// Standard output, as bytes, and the rest.
    fn bytes(mut self) -> (Vec<u8>, Done) {
        let (input, output, errors) = (Stdio::piped(), Stdio::piped(), Stdio::piped());
        let mut child = self.0.stdin(input).stdout(output).stderr(errors).spawn().unwrap();
        // It need not read all of it.
        let _ = child.stdin.take().unwrap().write_all(&self.1);
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        let code = output.status.code().unwrap_or_else(|| panic!("{}: {err}", output.status));
        (output.stdout, Done { out: String::new(), err, code })
    }

    fn done(self) -> Done {
        let (out, done) = self.bytes();
        Done { out: String::from_utf8(out).unwrap(), ..done }
    }

    /// The only document on standard output, which must be as the schema of that name says.
    fn json(self, schema: &str) -> (Value, Done) {
        let done = self.done();
        let line = done.out.strip_suffix('\n').unwrap_or_else(|| panic!("{done:?}"));
        let document = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {done:?}"));
        schema::holds(schema, &document);
        (document, done)
    }
}

/// A folder of its own for one test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("key-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn key(&self, words: &str) -> Run {
        Run::key(words).folder(&self.0)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// A key of the vectors, for this user alone.
    fn copy(&self, vector: &str, name: &str) {
        self.write(name, vector_bytes(vector));
        #[cfg(unix)]
        self.set_mode(name, 0o600);
    }

    /// The names of everything in it.
    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }

    #[cfg(unix)]
    fn mode(&self, name: &str) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        fs::symlink_metadata(self.path(name)).unwrap().permissions().mode() & 0o777
    }

    #[cfg(unix)]
    fn set_mode(&self, name: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn vector_bytes(file: &str) -> Vec<u8> {
    fs::read(Path::new(KEYS).join(file)).unwrap()
}

fn vector(file: &str) -> String {
    String::from_utf8(vector_bytes(file)).unwrap()
}

/// `manifest.json`: what the program that made the keys says of them.
fn manifest() -> Value {
    serde_json::from_str(&vector("manifest.json")).unwrap()
}

/// The files of the manifest: path, pair and kind.
fn listed(manifest: &Value) -> Vec<(String, String, String)> {
    let text = |file: &Value, name: &str| file[name].as_str().unwrap_or_default().to_owned();
    let files = manifest["files"].as_array().unwrap().iter();
    files.map(|file| (text(file, "file"), text(file, "pair"), text(file, "kind"))).collect()
}

/// The passphrase of every encrypted vector.
const PASSPHRASE: &str = "shared test pass phrase";
