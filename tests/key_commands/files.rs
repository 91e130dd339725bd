//! What is written, and how: modes, links, full disks, closed pipes, signals.
#![cfg(unix)]

use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::process::Stdio;

use super::{Folder, Run, done, vector};

#[test]
fn private_files_are_for_this_user_alone_whatever_the_umask_is() {
    for (umask, public) in [("0", 0o644), ("077", 0o600), ("0777", 0)] {
        let folder = Folder::new(&format!("umask-{umask}"));
        folder.copy("p256/private.pkcs8.pem", "key.pem");
        for words in [
            "generate p256 --out server --cert CN=a",
            "generate hmac:256 --out hook",
            "convert key.pem --to pkcs8 --out private.pem",
            "convert key.pem --to spki --out public.pem",
        ] {
            let told = folder.key(words).within(&format!("umask {umask}; exec \"$@\"")).done();
            assert_eq!(told.code, 0, "{words}: {}", told.err);
        }
        for name in ["server_key.pem", "hook_secret.txt", "private.pem"] {
            assert_eq!(folder.mode(name), 0o600, "{name} under {umask}");
        }
        for name in ["server_public.pem", "server.pem", "public.pem"] {
            assert_eq!(folder.mode(name), public, "{name} under {umask}");
        }
        assert_eq!(folder.names().len(), 7);
    }
}

#[test]
fn a_file_or_link_that_is_there_is_left_alone() {
    let folder = Folder::new("there");
    folder.copy("p256/private.pkcs8.pem", "key.pem");
    folder.write("old.pem", "old");
    folder.write("target", "old");
    symlink("target", folder.path("link.pem")).unwrap();
    symlink("nowhere", folder.path("dangling.pem")).unwrap();
    for name in ["old.pem", "link.pem", "dangling.pem"] {
        let refused = format!(
            "jotbench: \"{name}\" exists already\n  in --out\n\
             hint: give another name, or --force to replace what is there\n"
        );
        let words = format!("convert key.pem --to pkcs8 --out {name}");
        assert_eq!(folder.key(&words).done(), done("", &refused, 2));
        assert_eq!(folder.read("target"), "old");
        assert_eq!(folder.key(&format!("{words} --force")).done().code, 0);
        assert_eq!((folder.read(name), folder.mode(name)), (vector("p256/private.pkcs8.pem"), 0o600), "{name}");
        assert!(!folder.path(name).is_symlink());
    }
    assert_eq!(folder.read("target"), "old");
    assert_eq!(folder.names(), ["dangling.pem", "key.pem", "link.pem", "old.pem", "target"]);
}

#[test]
fn a_disk_without_room_leaves_no_file_and_no_piece_of_one() {
    let folder = Folder::new("room");
    folder.copy("rsa4096/private.pkcs8.pem", "key.pem");
    folder.write("old_key.pem", "old");
    // A limit of 512 or 1024 bytes, within the key; of the pair only the public key would fit.
    let limited = |words: &str| folder.key(words).within("trap '' XFSZ; ulimit -f 1; exec \"$@\"").done();
    let told = limited("convert key.pem --to pkcs8 --out copy.pem");
    let refused = "jotbench: there is no room to write \"copy.pem\"\n  in --out\n";
    assert_eq!(told, done("", refused, 5));
    assert_eq!(limited("generate rsa:2048 --out pair").code, 5);
    assert_eq!(limited("generate rsa:2048 --out old --force").code, 5);
    assert_eq!(
        (folder.names(), folder.read("old_key.pem")),
        (vec!["key.pem".into(), "old_key.pem".into()], "old".into())
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_takes_no_files_is_named() {
    // Not even root makes files there.
    let told = Run::key("convert p256/public.spki.pem --to spki --out /sys/public.pem").done();
    assert_eq!((told.out.as_str(), told.code), ("", 5));
    assert!(told.err.contains("\"/sys/public.pem\" "), "{}", told.err);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    for words in ["inspect -", "match - p256/public.spki.pem", "convert - --to spki", "--help", "inspect --help"] {
        let mut run = Run::key(words);
        let mut child = run.0.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Closed before there is anything to write: it waits for its input.
        drop(child.stdout.take());
        // Help does not.
        let _ = child.stdin.take().unwrap().write_all(vector("p256/public.spki.pem").as_bytes());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{words}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let told = Run::key("convert p256/public.spki.pem --to spki").within("exec \"$@\" >/dev/full").done();
    assert_eq!(told.code, 5);
    assert!(told.err.starts_with("jotbench: standard output cannot be written: "), "{}", told.err);
}

#[test]
fn a_pipe_of_the_shell_is_a_file() {
    let folder = Folder::new("pipe");
    assert!(std::process::Command::new("mkfifo").arg(folder.path("pipe")).status().unwrap().success());
    folder.write("key.pem", vector("p256/public.spki.pem"));
    let told = folder.key("convert pipe --to spki").within("cat key.pem >pipe & exec \"$@\"").done();
    assert_eq!(told, done(&vector("p256/public.spki.pem"), "", 0));
}

#[test]
fn a_signal_leaves_all_files_or_none() {
    let folder = Folder::new("signal");
    for name in ["INT", "TERM", "HUP"] {
        for _ in 0..5 {
            let mut run = folder.key("generate p256 --out server --cert CN=a");
            let mut child = run.0.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            // As soon as the first thing is written, or it has ended.
            while folder.names().is_empty() && child.try_wait().unwrap().is_none() {}
            // It may have ended by now.
            let _ = std::process::Command::new("kill").args(["-s", name, &child.id().to_string()]).output().unwrap();
            let status = child.wait().unwrap();
            match folder.names().len() {
                0 => assert!(!status.success(), "{name}: {status}"),
                _ => assert_eq!(folder.names(), ["server.pem", "server_key.pem", "server_public.pem"], "{name}"),
            }
            for file in folder.names() {
                std::fs::remove_file(folder.path(&file)).unwrap();
            }
        }
    }
}
