//! The pipelines of the README, run as a runner does: the script that stands there, with a key in
//! the environment, and a `curl` that only keeps what it is given.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files of a pair that another program made.
const PAIR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/keys/qlik-like");

/// Keeps its arguments, and the headers that it reads from a file or from standard input.
const CURL: &str = "#!/bin/sh\nprintf '%s\\n' \"$@\" > arguments.txt\nfor word; do\n  case $word in\n    @-) cat > sent.txt ;;\n    @*) cat \"${word#@}\" > sent.txt ;;\n  esac\ndone\n";

/// The code block of the README that has this line.
fn block(line: &str) -> String {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let block = readme.split("```").skip(1).step_by(2).find(|block| block.lines().any(|text| text.trim() == line));
    block.unwrap().to_owned()
}

/// A folder with `curl` in `bin`.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("pipelines-{test}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("bin")).unwrap();
    fs::write(folder.join("bin/curl"), CURL).unwrap();
    fs::set_permissions(folder.join("bin/curl"), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// A shell with `jotbench` and `curl` on its path and no variables but these; its exit code, and all that it printed.
fn run(folder: &Path, script: &str, variables: &[(&str, &str)]) -> (i32, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_jotbench")).parent().unwrap();
    let path = format!("{}:{}:/usr/bin:/bin", folder.join("bin").display(), program.display());
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]).current_dir(folder).env_clear();
    let output = command.env("PATH", path).envs(variables.iter().copied()).output().unwrap();
    let printed = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(printed).unwrap())
}

/// What `verify` says of the header that was sent.
fn verified(folder: &Path) -> (i32, String) {
    let key = format!("{PAIR}/server.pem");
    let require = ["--require", "userId,userDirectory,iat,exp", "--sub", "nobody"];
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jotbench"));
        let output = command.args(["verify", "sent.txt", "-k", &key]).args(more).current_dir(folder).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    // The check can fail.
    assert_eq!(run(&require).0, 4);
    let (code, said) = run(&require[..2]);
    (code, said.lines().next().unwrap().to_owned())
}

const SENT: &str = "✓ VERIFIED  signature valid with";

#[test]
fn the_workflow_of_github_sends_a_good_header() {
    let block = block("- name: Ask Qlik Sense with a token that lives for ten minutes");
    let (_, script) = block.split_once("run: |\n").unwrap();
    let folder = folder("github");
    let key = fs::read_to_string(format!("{PAIR}/server_key.pem")).unwrap();
    let (code, printed) = run(&folder, script, &[("QLIK_KEY", &key)]);
    assert_eq!((code, printed.as_str()), (0, ""));
    let (code, said) = verified(&folder);
    assert!(code == 0 && said.starts_with(SENT), "{said}");
    let arguments = fs::read_to_string(folder.join("arguments.txt")).unwrap();
    assert!(arguments.contains("https://qlik01.corp.local/jwt/qrs/about") && !arguments.contains("eyJ"), "{arguments}");

    // Without the secret the step fails, and says why.
    let (code, printed) = run(&folder, script, &[]);
    let said = "jotbench: the environment variable QLIK_KEY is not set\n\
                hint: set and export it, or name another one; its value does not belong here\n";
    assert_eq!((code, printed.as_str()), (5, said));
}

#[test]
fn the_job_of_gitlab_sends_a_good_header() {
    let block = block("script:");
    let lines = |part: &str| -> String {
        part.lines().filter_map(|line| line.trim().strip_prefix("- ")).collect::<Vec<_>>().join("\n")
    };
    let (script, after) = block.split_once("after_script:").unwrap();
    let folder = folder("gitlab");
    let key = format!("{PAIR}/server_key.pem");
    let (code, printed) = run(&folder, &lines(script), &[("QLIK_KEY", &key)]);
    assert_eq!(code, 0, "{printed}");
    let (code, said) = verified(&folder);
    assert!(code == 0 && said.starts_with(SENT), "{said}");
    assert_eq!(run(&folder, &lines(after), &[]), (0, String::new()));
    assert!(!folder.join("header.txt").exists());

    let (code, printed) = run(&folder, &lines(script), &[("QLIK_KEY", "/none.pem")]);
    assert_eq!((code, printed.as_str()), (5, "jotbench: \"/none.pem\" does not exist\nhint: check the path\n"));
}

#[test]
fn every_row_of_the_exit_codes_is_shown_by_its_command() {
    let folder = folder("codes");
    let make = block("jotbench key generate rsa:2048 --out other");
    let (code, printed) = run(&folder, make.strip_prefix("sh\n").unwrap(), &[]);
    assert_eq!(code, 0, "{printed}");
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (_, table) = readme.split_once("| exit code | means | for example |\n|---|---|---|\n").unwrap();
    let mut codes = Vec::new();
    for row in table.lines().take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, code, .., command, _] = cells.as_slice() else { panic!("{row}") };
        let (ended, printed) = run(&folder, command.trim_matches('`'), &[]);
        assert_eq!(ended.to_string(), *code, "{command}: {printed}");
        codes.push(ended);
    }
    assert_eq!(codes, [0, 1, 2, 3, 4, 5]);
}
