//! The command line that `jotbench template show` gives for each template, run by a shell as it
//! stands there: it makes a token that its target takes, and `jotbench template check` agrees.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Keys of each kind that other programs made.
const KEYS: [(&str, &str); 3] =
    [("rsa", "qlik-like/server_key.pem"), ("ec", "p256/private.pkcs8.pem"), ("ed", "ed25519/private.pkcs8.pem")];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of this test with the files that the lines name, the key one of that kind.
fn folder(test: &str, template: &str, kind: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("template-commands").join(test).join(template);
    fs::create_dir_all(&folder).unwrap();
    let keys = root().join("tests/vectors/keys");
    if let Some((_, key)) = KEYS.iter().find(|(name, _)| *name == kind) {
        fs::copy(keys.join(key), folder.join("server_key.pem")).unwrap();
    }
    fs::copy(keys.join("qlik-like/server.pem"), folder.join("server.pem")).unwrap();
    fs::write(folder.join("secret.txt"), "a secret of more than sixty-four characters, for HS512 as well as for HS256")
        .unwrap();
    folder
}

fn shell(folder: &Path, line: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_jotbench")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", program.display());
    Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", path)
        .env("JOTBENCH_CONFIG_DIR", "no-config")
        .output()
        .unwrap()
}

fn document(line: &str) -> Value {
    let output = shell(root(), line);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{line}: {error}: {output:?}"))
}

#[test]
fn the_line_of_every_template_makes_a_token_that_its_target_takes() {
    let list = document("jotbench template list --json");
    let templates = list["templates"].as_array().unwrap();
    assert!(templates.len() > 20, "only {}", templates.len());
    for row in templates {
        let name = row["template"].as_str().unwrap();
        let shown = document(&format!("jotbench template show {name} --json"));
        let folder = folder("sign", name, shown["keys"][0].as_str().unwrap());
        let line = shown["example"].as_str().unwrap();
        let output = shell(&folder, line);
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!((output.status.code(), out.is_empty()), (Some(0), false), "{line}\n{err}");
        let output = shell(&folder, &format!("{line} --json"));
        let signed: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(signed["template"], name);
        fs::write(folder.join("token.txt"), signed["token"].as_str().unwrap()).unwrap();
        // What some targets demand goes by what is typed: the check is given the same fields.
        let fields = line.split(" -k ").next().unwrap().split(" --secret-file ").next().unwrap();
        let fields = fields.strip_prefix(&format!("jotbench sign -t {name}")).unwrap();
        let check = format!("jotbench template check {name} token.txt{fields}");
        let output = shell(&folder, &check);
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!((output.status.code(), err.as_str()), (Some(0), ""), "{check}\n{out}");
        assert!(out.starts_with("✓ AS WANTED  "), "{out}");
    }
}

#[test]
fn the_lines_that_give_a_key_away_give_its_public_part_alone() {
    let list = document("jotbench template list --json");
    for row in list["templates"].as_array().unwrap() {
        let name = row["template"].as_str().unwrap();
        let shown = document(&format!("jotbench template show {name} --json"));
        let folder = folder("give", name, shown["keys"][0].as_str().unwrap());
        let forms = shown["give"]["what"].as_array().cloned().unwrap_or_default();
        let lines = shown["give"]["commands"].as_array().cloned().unwrap_or_default();
        assert_eq!(forms.len(), lines.len(), "{name}");
        for (form, line) in forms.iter().zip(&lines) {
            if ["cert", "spki", "jwk", "jwks"].contains(&form.as_str().unwrap()) {
                let line = line.as_str().unwrap();
                let output = shell(&folder, line);
                let out = String::from_utf8(output.stdout).unwrap();
                assert_eq!((output.status.code(), out.is_empty()), (Some(0), false), "{line}");
                assert!(!out.contains("PRIVATE") && !out.contains("\"d\""), "{line}: {out}");
            }
        }
    }
}

/// The seven claims of RFC 7519 section 4.1 have a meaning of their own.
#[test]
fn a_registered_claim_is_no_name_for_what_qlik_sense_reads() {
    let folder = folder("claims", "qlik-qseow", "rsa");
    for (field, title) in [("user_claim", "user ID"), ("directory_claim", "directory"), ("groups_claim", "groups")] {
        for claim in ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"] {
            let line = format!(
                "jotbench sign -t qlik-qseow -s user=jde -s directory=CORP -s groups=a -s {field}={claim} -k server_key.pem"
            );
            let output = shell(&folder, &line);
            let (out, told) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert_eq!((output.status.code(), &*out), (Some(2), ""), "{line}: {told}");
            let first = format!(
                "jotbench: Claim of the {title} is {claim:?}, a registered claim: the target wants a name of your own, as userId"
            );
            assert_eq!(told.lines().next(), Some(&*first), "{line}");
        }
    }
}
