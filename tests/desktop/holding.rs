//! The holder that outlives the program: the real program with its hidden argument.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::copying::COPIED;
use crate::desk::{Desk, hand_over, holders, until};

const TEXT: &str = "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln";

/// The program copies, hands over and ends.
fn left_to_a_holder(desk: &mut Desk, seconds: u64) {
    assert_eq!(desk.copy(TEXT), COPIED);
    assert_eq!(hand_over(TEXT, seconds), Ok(true));
    desk.quit();
    assert_eq!(desk.pasted().as_deref(), Some(TEXT));
    assert_eq!(holders().len(), 1);
}

pub(crate) fn served_then_gone(desk: &mut Desk) {
    let begin = Instant::now();
    left_to_a_holder(desk, 2);
    assert!(until(|| holders().is_empty()));
    let lived = begin.elapsed();
    assert!((Duration::from_secs(2)..Duration::from_secs(5)).contains(&lived), "{lived:?}");
    assert_eq!(desk.pasted(), None);
}

pub(crate) fn secret_of_the_holder(desk: &mut Desk) {
    left_to_a_holder(desk, 60);
    for folder in holders() {
        for file in ["cmdline", "environ"] {
            // What cannot even be read shows nothing.
            let shown = fs::read(folder.join(file)).unwrap_or_default();
            assert!(!String::from_utf8_lossy(&shown).contains("eyJ"), "{file}");
        }
    }
    desk.put("the end");
    assert!(until(|| holders().is_empty()));
}

pub(crate) fn gives_way(desk: &mut Desk) {
    left_to_a_holder(desk, 60);
    desk.put("somebody else's");
    assert!(until(|| holders().is_empty()));
    assert_eq!(desk.pasted().as_deref(), Some("somebody else's"));
}

pub(crate) fn nothing_to_hold(desk: &mut Desk) {
    assert_eq!(desk.copy(TEXT), COPIED);
    desk.put("somebody else's");
    assert_eq!(hand_over(TEXT, 60), Ok(false));
    assert!(until(|| holders().is_empty()));
    assert_eq!(desk.pasted().as_deref(), Some("somebody else's"));
}

/// Neither the desktop nor this process keeps a text that nobody serves.
pub(crate) fn dies_with_the_text(desk: &mut Desk) {
    left_to_a_holder(desk, 60);
    let holder = holders().remove(0);
    let id = holder.file_name().unwrap();
    assert!(Command::new("kill").arg("-KILL").arg(id).status().unwrap().success());
    assert!(until(|| desk.pasted().is_none()));
}

pub(crate) fn dies_with_the_desktop(desk: &mut Desk) {
    left_to_a_holder(desk, 60);
    desk.end();
    assert!(until(|| holders().is_empty()));
}
