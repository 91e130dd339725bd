//! `jotbench sign --copy`: the real program, which ends at once.

use std::process::{Command, Output};

use crate::desk::{Desk, until};

fn sign(more: &[&str]) -> Output {
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/keys/qlik-like/server_key.pem");
    let words = ["sign", "-k", key, "--claim", "userId=jde", "--exp", "4102444800", "--copy"];
    // Without a terminal of its own: the last way of copying is the terminal.
    let mut command = Command::new("/usr/bin/setsid");
    command.arg("--wait").arg(env!("CARGO_BIN_EXE_jotbench")).args(words).args(more).output().unwrap()
}

pub(crate) fn outlives(desk: &mut Desk) {
    let output = sign(&["--as", "bearer"]);
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(out.starts_with("Bearer eyJ"), "{out} {err}");
    assert!(err.ends_with("note: copied to the system clipboard; cleared in 45 s\n"), "{err}");
    assert!(output.status.success());
    assert_eq!(desk.pasted().as_deref(), out.strip_suffix('\n'));
    // The holder gives way, and with it the test leaves nothing behind.
    desk.put("the end");
    assert!(until(|| desk.pasted().as_deref() == Some("the end")));
}

pub(crate) fn nowhere(_: &mut Desk) {
    let output = sign(&[]);
    assert_eq!((output.stdout.len(), output.status.code()), (0, Some(5)));
    let err = String::from_utf8(output.stderr).unwrap();
    let said = "jotbench: nothing was copied: there is no clipboard that can be reached, and no terminal\n\
                hint: without --copy the token is printed all the same\n";
    assert!(err.ends_with(said), "{err}");
}
