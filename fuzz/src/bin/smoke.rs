//! `smoke [-n ROUNDS] [TARGET…]`: every target, or those, on its seeds and on a fixed
//! number of changes of them, the same in every run. `chaos`, a million events in fifty
//! workbenches, counts as a target. An input that ends in a panic is written to a file in
//! the current folder, and the exit code is 1. `smoke -w FOLDER` writes the seeds there.

#![expect(clippy::print_stdout, reason = "a program for the command line")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use std::{fs, io, thread};

use jotbench_fuzz::{SEED, TARGETS, Target, desk};

/// Events of `chaos`.
const EVENTS: usize = 1_000_000;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (rounds, names) = match words.split_first() {
        Some((first, rest)) if first == "-w" => {
            let [folder] = rest else { return usage("-w wants a folder") };
            return write(folder).map_or_else(|error| usage(&error.to_string()), |()| ExitCode::SUCCESS);
        }
        Some((first, rest)) if first == "-n" => match rest.split_first() {
            Some((number, names)) if number.parse::<usize>().is_ok() => (number.parse().ok(), names),
            _ => return usage("-n wants a number"),
        },
        _ => (None, words.as_slice()),
    };
    let known = |word: &&String| *word == "chaos" || TARGETS.iter().any(|target| target.name == *word);
    if let Some(unknown) = names.iter().find(|word| !known(word)) {
        return usage(&format!("there is no target {unknown}"));
    }
    let wanted = |name: &str| names.is_empty() || names.iter().any(|word| word == name);
    let mut passed = true;
    for target in TARGETS.iter().filter(|target| wanted(target.name)) {
        passed &= smoke(target, rounds.unwrap_or(target.rounds));
    }
    if wanted("chaos") {
        passed &= chaos(rounds.unwrap_or(EVENTS));
    }
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn usage(what: &str) -> ExitCode {
    let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    println!("{what}\nsmoke [-n ROUNDS] [TARGET…], of: {}, chaos\nsmoke -w FOLDER", names.join(", "));
    ExitCode::from(2)
}

/// The seeds of every target as files.
fn write(folder: &str) -> io::Result<()> {
    for target in &TARGETS {
        let folder = format!("{folder}/{}", target.name);
        fs::create_dir_all(&folder)?;
        for (number, input) in target.inputs(0).enumerate() {
            fs::write(format!("{folder}/{number:04}"), input)?;
        }
    }
    Ok(())
}

/// True if every input passed.
fn smoke(target: &Target, rounds: usize) -> bool {
    let begun = Instant::now();
    let (count, failed) = each(target.inputs(rounds), |input| (target.run)(input));
    for (number, input) in &failed {
        let file = format!("smoke-{}-{number}", target.name);
        let kept = fs::write(&file, input).map_or_else(|error| error.to_string(), |()| file);
        println!("{}: FAILED on input {number}, {} bytes: {kept}", target.name, input.len());
    }
    println!("{}: {count} inputs, {rounds} of them changed, {:.1?}", target.name, begun.elapsed());
    failed.is_empty()
}

/// True if nothing broke.
fn chaos(events: usize) -> bool {
    let begun = Instant::now();
    let all = Mutex::new([0; 5]);
    let (_, failed) = each(0..desk::LIVES, |number| {
        let counts = desk::life(*number, events / desk::LIVES);
        if let Ok(mut all) = all.lock() {
            all.iter_mut().zip(counts).for_each(|(all, one)| *all += one);
        }
    });
    for (number, _) in &failed {
        println!("chaos: FAILED in life {number} of seed {SEED:#x}; its last events stand above");
    }
    let [events, copies, tokens, screens, undone] = all.into_inner().unwrap_or_default();
    println!(
        "chaos: {events} events, {copies} copies, {tokens} tokens and {screens} screens looked at, {undone} steps \
         undone, {:.1?}",
        begun.elapsed()
    );
    failed.is_empty()
}

/// Runs something on each of some inputs, on every processor, until one ends in a panic: how many it was run on, and
/// those that did end so, with their numbers. What was where, the panic has printed.
fn each<T: Send>(inputs: impl Iterator<Item = T> + Send, run: impl Fn(&T) + Sync) -> (usize, Vec<(usize, T)>) {
    let inputs = Mutex::new(inputs.enumerate());
    let stop = AtomicBool::new(false);
    let next = || inputs.lock().ok()?.next().filter(|_| !stop.load(Ordering::Relaxed));
    let work = || {
        let (mut count, mut failed) = (0, Vec::new());
        while let Some((number, input)) = next() {
            count += 1;
            if catch_unwind(AssertUnwindSafe(|| run(&input))).is_err() {
                failed.push((number, input));
                stop.store(true, Ordering::Relaxed);
            }
        }
        (count, failed)
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let done = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).collect::<Vec<_>>()
    });
    let count = done.iter().map(|(count, _)| count).sum();
    (count, done.into_iter().flat_map(|(_, failed)| failed).collect())
}
