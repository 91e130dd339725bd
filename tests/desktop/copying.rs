//! Copying, clearing and reading.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use jotbench::sys::clipboard::{ClearOutcome, ClipboardError, CopyOutcome, MAX_READ, Osc52, Route};
use zeroize::Zeroizing;

use crate::desk::Desk;

const TEXT: &str = "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln\nzweite Zeile: ß €";

/// What a copy to the desktop's own clipboard answers.
pub(crate) const COPIED: CopyOutcome = CopyOutcome::Copied { route: Route::System, confirmed: true };

pub(crate) fn copied_is_pasted(desk: &mut Desk) {
    assert_eq!(desk.copy(TEXT), COPIED);
    assert_eq!(desk.pasted().as_deref(), Some(TEXT));
    assert_eq!(desk.copy("another"), COPIED);
    assert_eq!(desk.pasted().as_deref(), Some("another"));
}

pub(crate) fn long_is_pasted(desk: &mut Desk) {
    let text = "0123456789abcdef".repeat(MAX_READ / 16);
    assert_eq!(desk.copy(&text), COPIED);
    assert_eq!(desk.pasted(), Some(text));
}

pub(crate) fn marked(desk: &mut Desk) {
    assert_eq!(desk.copy(TEXT), COPIED);
    assert!(desk.formats().iter().any(|format| format == "x-kde-passwordManagerHint"));
}

pub(crate) fn cleared(desk: &mut Desk) {
    assert_eq!(desk.clear(), ClearOutcome::NotOurs);
    assert_eq!(desk.copy(TEXT), COPIED);
    assert_eq!(desk.clear(), ClearOutcome::Cleared);
    assert_eq!(desk.pasted(), None);
    assert_eq!(desk.clear(), ClearOutcome::NotOurs);
}

pub(crate) fn not_ours(desk: &mut Desk) {
    assert_eq!(desk.copy(TEXT), COPIED);
    desk.put("somebody else's");
    assert_eq!(desk.clear(), ClearOutcome::NotOurs);
    assert_eq!(desk.pasted().as_deref(), Some("somebody else's"));
}

pub(crate) fn read(desk: &mut Desk) {
    assert_eq!(desk.read(), Err(ClipboardError::Empty));
    desk.put(TEXT);
    assert_eq!(desk.read().as_deref(), Ok(TEXT));
}

pub(crate) fn too_large(desk: &mut Desk) {
    let most = "x".repeat(MAX_READ);
    desk.put(&most);
    assert_eq!(desk.read(), Ok(most.clone()));
    desk.put(&(most + "x"));
    assert_eq!(desk.read(), Err(ClipboardError::TooLarge));
}

/// With a `wl-copy` that keeps the text in a file, and tells what it was called with.
pub(crate) fn through_a_program(desk: &mut Desk) {
    let (text, called) = (desk.folder.join("text"), desk.folder.join("called"));
    let (text_name, called_name) = (text.display(), called.display());
    let set = format!(
        "echo \"$@\" >> {called_name}; if [ \"$1\" = --clear ]; then : > {text_name}; else cat > {text_name}; fi"
    );
    for (program, script) in [("wl-copy", set), ("wl-paste", format!("cat {text_name}"))] {
        let file = desk.folder.join(program);
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let route = Route::Program("wl-copy");
    assert_eq!(desk.copy(TEXT), CopyOutcome::Copied { route, confirmed: true });
    assert_eq!(fs::read_to_string(&text).unwrap(), TEXT);
    assert_eq!(desk.clear(), ClearOutcome::Cleared);
    assert_eq!(fs::read_to_string(&text).unwrap(), "");
    assert_eq!(fs::read_to_string(&called).unwrap(), "--type text/plain;charset=utf-8\n--clear\n");
}

pub(crate) fn through_the_terminal(desk: &mut Desk) {
    // printf 'Bearer a.b.c' | base64
    let sequence = Zeroizing::new(b"\x1b]52;c;QmVhcmVyIGEuYi5j\x07".to_vec());
    assert_eq!(desk.copy("Bearer a.b.c"), CopyOutcome::WriteOsc52(Osc52 { sequence, caution: None }));
    assert_eq!(desk.clear(), ClearOutcome::CannotClear(ClipboardError::SentToTerminal));
    assert_eq!(desk.copy(&"x".repeat(74_995)), CopyOutcome::Failed(ClipboardError::TooLong(74_995)));
    assert!(matches!(desk.read(), Err(ClipboardError::Failed(_))));
}
