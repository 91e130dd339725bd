//! `jotbench verify --batch` as a whole: tokens a second through a pipe, with one core and with all, and the most
//! memory that it ever had. Run by `cargo bench --bench batch`; without `--bench` (as `cargo test --benches` does it)
//! with few tokens.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on fails")]
#![expect(clippy::print_stdout, reason = "it tells what it measured")]

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use jotbench::jose::algorithm::{Algorithm, SigningKey, by_name};
use jotbench::jose::key::{self, Secret};
use jotbench::jose::problem::Part;
use jotbench::jose::sign::sign;

const KEYS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/keys/rsa2048");
const SECRET: &str = "correct horse battery staple 0123456789";
const NOW: i64 = 1_795_324_204;
/// Tokens that differ; they come again and again.
const DIFFERENT: usize = 1_000;

/// What a run took.
struct Taken {
    time: Duration,
    bytes: usize,
    memory: Option<u64>,
}

fn main() {
    let whole = env::args().any(|argument| argument == "--bench");
    let times = |tokens: usize| if whole { tokens / DIFFERENT } else { 1 };
    let secret = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("batch-secret.txt");
    fs::write(&secret, SECRET).unwrap();
    let hmac = SigningKey::Secret(Secret::from_bytes(SECRET.as_bytes()).unwrap());
    let pem = fs::read_to_string(Path::new(KEYS).join("private.pkcs8.pem")).unwrap();
    let rsa = SigningKey::Private(key::read(&pem, Part::SigningKey).unwrap().first_private().unwrap().clone());
    let hs256 = tokens(by_name("HS256").unwrap(), &hmac);
    let rs256 = tokens(by_name("RS256").unwrap(), &rsa);
    let secret = ["--secret-file", secret.to_str().unwrap()];
    let public = format!("{KEYS}/public.spki.pem");
    let public = ["--key", &public];

    run("HS256", &secret, &hs256, times(10_000), false);
    run("HS256", &secret, &hs256, times(1_000_000), false);
    run("HS256", &secret, &hs256, times(1_000_000), true);
    run("RS256", &public, &rs256, times(10_000), false);
    run("RS256", &public, &rs256, times(200_000), false);
    run("RS256", &public, &rs256, times(200_000), true);
}

/// Lines with tokens that are valid at [`NOW`].
fn tokens(algorithm: &Algorithm, key: &SigningKey) -> String {
    let header = format!(r#"{{"alg":"{}","typ":"JWT"}}"#, algorithm.name);
    let token = |number: usize| {
        let claims = format!(
            r#"{{"iss":"https://login.example.com/","sub":"user-{number}","aud":"api","iat":{NOW},"exp":{}}}"#,
            NOW + 3600
        );
        sign(&header, &claims, algorithm, key).unwrap() + "\n"
    };
    (0..DIFFERENT).map(token).collect()
}

/// Measures and tells; with `one_core` where there is a program to see to that.
fn run(name: &str, key: &[&str], tokens: &str, times: usize, one_core: bool) {
    let program = env!("CARGO_BIN_EXE_jotbench");
    let mut command = if one_core { Command::new("taskset") } else { Command::new(program) };
    if one_core {
        command.args(["--cpu-list", "0", program]);
    }
    command.args(["verify", "--batch", "--now", &NOW.to_string()]).args(key);
    let Some(Taken { time, bytes, memory }) = measure(command, tokens, times) else { return };
    let cores = if one_core { 1 } else { thread::available_parallelism().unwrap().get() };
    let (count, micros) = (u128::try_from(times * DIFFERENT).unwrap(), time.as_micros());
    let (rate, input) = (count * 1_000_000 / micros, u128::try_from(bytes).unwrap() / micros);
    let memory = memory.map_or(String::new(), |kib| format!("  at most {kib} KiB"));
    let seconds = time.as_secs_f64();
    println!(
        "{name}  {cores} core(s)  {count:>9} tokens  {seconds:6.2} s  {rate:>7} tokens/s  {input:>4} MB/s in{memory}"
    );
}

/// Gives the tokens so many times and takes every verdict; the input stays open until the memory was read.
fn measure(mut command: Command, tokens: &str, times: usize) -> Option<Taken> {
    let start = Instant::now();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let given = tokens.to_owned();
    let feeder = thread::spawn(move || {
        for _ in 0..times {
            input.write_all(given.as_bytes()).unwrap();
        }
        input
    });
    let (mut missing, mut buffer) = (times * DIFFERENT, vec![0; 1 << 18]);
    while missing > 0 {
        let count = output.read(&mut buffer).unwrap();
        let read = buffer.get(..count).unwrap();
        assert!(!read.is_empty(), "{missing} verdicts never came");
        missing -= read.split(|byte| *byte == b'\n').count() - 1;
    }
    let time = start.elapsed();
    let memory = most_memory(child.id());
    drop(feeder.join().unwrap());
    let status = child.wait().unwrap();
    assert!(status.success(), "{status}");
    Some(Taken { time, bytes: tokens.len() * times, memory })
}

/// The most memory that a running process ever had, in KiB, where the system tells.
fn most_memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
