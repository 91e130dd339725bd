//! What the program gives up before it reads its first input, as the kernel tells. `tests/locking.rs` looks at what that
//! amounts to.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a start may take on a slow, busy machine.
const LIMIT: Duration = Duration::from_secs(30);

#[test]
fn the_kernel_says_of_the_real_program_that_it_is_locked_before_it_reads_its_input() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_jotbench"))
        .args(["decode", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let of = |file: &str| fs::read_to_string(format!("/proc/{}/{file}", program.id())).unwrap();
    let value = |text: &str, name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    // Nothing is ever written to it: whatever it does, it does before it has read anything.
    let begun = Instant::now();
    let mut status = of("status");
    // 2 is SECCOMP_MODE_FILTER.
    while value(&status, "Seccomp:") != "2" && begun.elapsed() < LIMIT {
        thread::yield_now();
        status = of("status");
    }
    assert_eq!(value(&status, "Seccomp:"), "2");
    assert_eq!(value(&status, "NoNewPrivs:"), "1");
    while value(&of("limits"), "Max core file size") != "0 0 bytes" {
        assert!(begun.elapsed() < LIMIT);
        thread::yield_now();
    }
    program.kill().unwrap();
    program.wait().unwrap();
}

#[test]
fn the_version_tells_what_is_in_force() {
    let said = Command::new(env!("CARGO_BIN_EXE_jotbench")).arg("--version").output().unwrap();
    let expected = [
        concat!("jotbench ", env!("CARGO_PKG_VERSION")),
        "offline: this program has no network code",
        "privileges: none can be gained, nor by a program started from here (no_new_privs)",
        "network: locked: no socket but a local one can be opened, nor by a program started from here (seccomp)",
        "memory: closed to other programs of this user (not dumpable)",
        "core dumps: none is ever written",
    ];
    assert_eq!(String::from_utf8(said.stdout).unwrap().lines().collect::<Vec<_>>(), expected);
    assert!(said.status.success() && said.stderr.is_empty());
}
