//! `jotbench verify` on cases of the form that `tests/vectors/broken` has: a token, a key or secret, options.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// A file of `tests/vectors`.
pub(crate) fn vectors(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(file);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A folder of the test's own below the target folder.
pub(crate) fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("broken-{test}"));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// `jotbench verify` with the case's key, payload and options, the token on standard input.
pub(crate) fn verify(case: &Value, now: i64, folder: &Path, more: &[&str]) -> Output {
    let file = folder.join("key.txt");
    let secret = case["secret"].as_str();
    let bytes = case["key_b64"].as_str().map(|key| STANDARD.decode(key).unwrap());
    let text = || secret.or(case["key"].as_str()).unwrap().as_bytes().to_vec();
    fs::write(&file, bytes.unwrap_or_else(text)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_jotbench"));
    command.args(["verify", "--now", &now.to_string()]).args(more).current_dir(folder);
    if secret.is_some() {
        command.args(["--secret-file", "key.txt", "--secret-encoding", case["encoding"].as_str().unwrap()]);
    } else {
        command.args(["--key", "key.txt"]);
    }
    if let Some(payload) = case["payload_b64"].as_str() {
        fs::write(folder.join("payload.bin"), STANDARD.decode(payload).unwrap()).unwrap();
        command.args(["--payload", "payload.bin"]);
    }
    command.args(case["options"].as_array().unwrap().iter().map(|option| option.as_str().unwrap()));
    // From a file: a command line that is refused leaves a pipe unread.
    let token = folder.join("token.txt");
    fs::write(&token, case["token"].as_str().unwrap()).unwrap();
    command.stdin(File::open(token).unwrap()).output().unwrap()
}
