//! How a batch ends, and what it needs until then: closed pipes, full disks, signals, slow and endless input, memory.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ChildStdin, Command};
use std::thread::{self, JoinHandle};

use serde_json::json;

use super::program::{Done, Run, documents, end, folder, hs256, valid, verdicts};

fn signal(name: &str, child: &Child) {
    let status = Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

/// Writes tokens without end, until nobody reads them.
fn endless(mut input: ChildStdin) -> JoinHandle<()> {
    let tokens = (0..100).map(|number| valid(number) + "\n").collect::<String>();
    thread::spawn(move || while input.write_all(tokens.as_bytes()).is_ok() {})
}

#[test]
fn each_line_is_answered_before_the_next_is_written() {
    let mut child = Run::secret("slow", &[]).start();
    let (mut input, mut output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for line in 1..=20 {
        writeln!(input, "{}", valid(line)).unwrap();
        let mut answer = String::new();
        output.read_line(&mut answer).unwrap();
        assert_eq!(documents(&answer)[0]["line"], json!(line));
    }
    drop(input);
    let done = end(child);
    assert_eq!((done.err.as_str(), done.code), ("20 tokens: 20 valid\n", Some(0)));
}

#[test]
fn who_reads_no_further_ends_it_quietly() {
    let mut child = Run::secret("closed", &[]).start();
    let feeder = endless(child.stdin.take().unwrap());
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    output.read_line(&mut first).unwrap();
    drop(output);
    assert_eq!(end(child), Done { out: String::new(), err: String::new(), code: Some(0) });
    feeder.join().unwrap();
    assert_eq!(verdicts(&first), [(1, "valid".to_owned())]);
}

#[test]
fn a_signal_ends_it_after_a_whole_line() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let mut child = Run::secret("signal", &[]).start();
        let feeder = endless(child.stdin.take().unwrap());
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut out = String::new();
        for _ in 0..500 {
            output.read_line(&mut out).unwrap();
        }
        signal(name, &child);
        output.read_to_string(&mut out).unwrap();
        let done = end(child);
        feeder.join().unwrap();
        let lines: Vec<u64> = verdicts(&out).into_iter().map(|(line, _)| line).collect();
        let count = lines.len();
        assert_eq!(lines, (1..=u64::try_from(count).unwrap()).collect::<Vec<_>>());
        let tokens = format!("{},{:03}", count / 1000, count % 1000);
        let tokens = tokens.strip_prefix("0,").unwrap_or(&tokens);
        let err = format!("interrupted after {tokens} tokens: {tokens} valid\n");
        assert_eq!((done.err, done.code), (err, Some(code)));
    }
}

#[test]
fn a_signal_ends_it_while_it_waits_for_input() {
    let mut child = Run::secret("waiting", &[]).start();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    writeln!(input, "{}", valid(1)).unwrap();
    output.read_line(&mut String::new()).unwrap();
    signal("INT", &child);
    let done = end(child);
    assert_eq!((done.err.as_str(), done.code), ("interrupted after 1 token: 1 valid\n", Some(130)));
    drop(input);
}

#[test]
fn who_asks_again_does_not_wait() {
    let mut child = Run::secret("again", &[]).start();
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    // The verdict is longer than a pipe holds, and nobody reads on: the program waits in the middle of a line.
    writeln!(input, "{}", hs256(&format!(r#"{{"groups":"{}"}}"#, "x".repeat(500_000)))).unwrap();
    output.read_exact(&mut [0]).unwrap();
    // Two signals at once may count as one.
    let status = loop {
        signal("INT", &child);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
    };
    assert_eq!((status.code(), status.signal()), (None, Some(2)));
}

#[test]
fn who_asks_once_waits_a_moment_for_nobody_who_reads() {
    let mut child = Run::secret("once", &[]).start();
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    writeln!(input, "{}", hs256(&format!(r#"{{"groups":"{}"}}"#, "x".repeat(500_000)))).unwrap();
    // It is within the line now, and there it stays.
    output.read_exact(&mut [0]).unwrap();
    signal("TERM", &child);
    assert_eq!(child.wait().unwrap().code(), Some(143));
}

#[test]
fn a_disk_without_room_is_told() {
    let Ok(full) = File::options().write(true).open("/dev/full") else { return };
    let mut run = Run::secret("full", &[]);
    run.0.stdout(full);
    let err = "jotbench: standard output cannot be written: No space left on device (os error 28)\n";
    assert_eq!(run.input(valid(1)), Done { out: String::new(), err: err.to_owned(), code: Some(5) });
}

#[test]
fn an_input_that_cannot_be_read_is_told() {
    let mut child = Run::secret("folder", &[]);
    child.0.stdin(File::open("/").unwrap());
    let err = "jotbench: \"standard input\" cannot be read: Is a directory (os error 21)\n";
    assert_eq!(end(child.start()), Done { out: String::new(), err: err.to_owned(), code: Some(5) });
}

#[test]
fn a_key_that_cannot_be_read_ends_it_before_a_line_is_read() {
    let folder = folder("key");
    fs::write(folder.join("key.pem"), "no key").unwrap();
    for (json, lines) in [(&[][..], 0), (&["--json"][..], 1)] {
        let mut child = Run::new(&[&["-k", "key.pem"], json].concat()).folder(&folder).start();
        // It stays open: whoever read it would wait.
        let input = child.stdin.take().unwrap();
        let done = end(child);
        assert_eq!((documents(&done.out).len(), done.code), (lines, Some(5)), "{done:?}");
        assert!(done.err.starts_with("jotbench: "), "{done:?}");
        drop(input);
    }
}

/// The most memory that a running process ever had, in KiB.
#[cfg(target_os = "linux")]
fn most_memory(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

/// The memory that a batch of so many tokens needs, each of several KiB, in KiB.
#[cfg(target_os = "linux")]
fn memory(tokens: usize) -> u64 {
    let mut child = Run::secret("memory", &["--ignore-time"]).start();
    let (mut input, mut output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    let token = hs256(&format!(r#"{{"groups":"{}"}}"#, "x".repeat(6000))) + "\n";
    let feeder = thread::spawn(move || {
        for _ in 0..tokens {
            input.write_all(token.as_bytes()).unwrap();
        }
        input
    });
    let mut line = String::new();
    for _ in 0..tokens {
        line.clear();
        output.read_line(&mut line).unwrap();
    }
    let input = feeder.join().unwrap();
    let memory = most_memory(&child);
    drop(input);
    assert_eq!(end(child).code, Some(0));
    memory
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_input() {
    let (few, many) = (memory(300), memory(3_000));
    assert!(many < few + 8 * 1024, "{few} KiB for 300 tokens and {many} KiB for 3,000");
}
