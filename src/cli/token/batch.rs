//! `jotbench verify --batch`: one token a line, one verdict a line, in the same order, on all cores.
//!
//! A reader deals pieces of whole lines to the workers in turn, and the verdicts are taken from them in the same turn:
//! that keeps the order. Every channel holds few pieces, so that a slow reader of the verdicts slows the reading down
//! and memory does not grow with the input. Which tokens there are and how they are judged is said elsewhere.

mod lines;
mod progress;
mod tally;

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use super::super::exit;
use super::super::report::{Failure, Json, Report};
use super::given;
use super::verifier::{Verifier, unread};
use crate::jose::check::Conclusion;
use crate::jose::clean::Cleaned;
use crate::jose::decode::decode;
use crate::sys::files::MAX_BYTES;
use crate::sys::interrupt::Interrupt;
use lines::{Piece, Trouble, deal};
use progress::Progress;
use tally::Tally;

/// Pieces that wait before and behind each worker.
const WAITING: usize = 2;
/// How long a signal, and the progress, may wait for verdicts.
const TICK: Duration = Duration::from_millis(100);

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What a worker makes of a piece.
enum Judged {
    /// The verdicts on its tokens.
    Lines(Verdicts),
    /// There is no more.
    End(Result<(), Trouble>),
}

/// How taking verdicts ended.
enum Ended {
    /// With the input.
    Input(Result<(), Trouble>),
    /// With this signal.
    Signal(u8),
    /// A worker is gone.
    Lost,
}

/// Judges every line of `input`, which is called `name`: the objects to `out`, what else there is to say to `err`.
/// Gives the exit code, why it could not be done, or why `out` cannot be written.
pub(super) fn run(
    verifier: Verifier,
    input: Box<dyn Read + Send>,
    name: &str,
    out: &mut impl Write,
    err: &mut impl Write,
) -> io::Result<Result<u8, Failure>> {
    let interrupt = Interrupt::watch();
    let judged = match start(verifier, input, name) {
        Ok(judged) => judged,
        Err(error) => return Ok(Err(fault(name, &format!("no thread can be started: {error}")))),
    };
    let mut progress = Progress::new(err);
    let mut tally = Tally::default();
    let ended = collect(&judged, &interrupt, out, &mut progress, &mut tally);
    progress.clear();
    let ended = ended?;
    let begin = if matches!(ended, Ended::Signal(_)) { "interrupted after " } else { "" };
    let taken = progress.taken(&tally);
    if tally.tokens() > 0 || !begin.is_empty() {
        let _ = writeln!(err, "{begin}{}{taken}", tally.words());
    }
    Ok(match ended {
        Ended::Input(Ok(())) if tally.tokens() == 0 => Err(empty(name)),
        Ended::Input(Ok(())) => Ok(tally.code()),
        Ended::Input(Err(trouble)) => Err(Failure::input(trouble.report(name))),
        Ended::Signal(signal) => Ok(signal.saturating_add(exit::SIGNAL)),
        Ended::Lost => Err(fault(name, "a part of this program failed: the lines that follow were not judged")),
    })
}

fn empty(name: &str) -> Failure {
    let report = Report::new("empty", name, format!("{name} holds no token"));
    Failure::input(report.hint("one token a line is expected there"))
}

fn fault(name: &str, message: &str) -> Failure {
    Failure::input(Report::new("fault", name, message))
}

/// Starts the reader and the workers, whose verdicts come in turn. Nobody waits for these threads: the reader may be
/// waiting for input that never comes.
fn start(verifier: Verifier, input: Box<dyn Read + Send>, name: &str) -> io::Result<Vec<Receiver<Judged>>> {
    let worker = Arc::new(Worker { verifier, name: name.to_owned() });
    let (mut pieces, mut judged) = (Vec::new(), Vec::new());
    for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
        let (deal, dealt) = sync_channel(WAITING);
        let (give, given) = sync_channel(WAITING);
        let worker = Arc::clone(&worker);
        thread::Builder::new().name("verify".to_owned()).spawn(move || worker.work(dealt, &give))?;
        pieces.push(deal);
        judged.push(given);
    }
    let read = move || {
        let mut turn = pieces.iter().cycle();
        deal(input, |piece| turn.next().is_some_and(|worker| worker.send(piece).is_ok()));
    };
    thread::Builder::new().name("read".to_owned()).spawn(read)?;
    Ok(judged)
}

/// Takes the verdicts in turn, writes them, and counts.
fn collect(
    judged: &[Receiver<Judged>],
    interrupt: &Interrupt,
    out: &mut impl Write,
    progress: &mut Progress<'_, impl Write>,
    tally: &mut Tally,
) -> io::Result<Ended> {
    for worker in judged.iter().cycle() {
        let next = loop {
            if let Some(signal) = interrupt.signal() {
                return Ok(Ended::Signal(signal));
            }
            match worker.recv_timeout(TICK) {
                Ok(next) => break next,
                Err(RecvTimeoutError::Timeout) => progress.show(tally),
                Err(RecvTimeoutError::Disconnected) => return Ok(Ended::Lost),
            }
        };
        match next {
            Judged::Lines(verdicts) => {
                out.write_all(verdicts.lines.as_bytes())?;
                // Who waits for the verdict on what was written a moment ago gets it.
                out.flush()?;
                tally.add(verdicts.tally);
                progress.show(tally);
            }
            Judged::End(how) => return Ok(Ended::Input(how)),
        }
    }
    Ok(Ended::Lost)
}

/// The objects of some tokens, one a line, and what they came to.
#[derive(Default)]
struct Verdicts {
    lines: String,
    tally: Tally,
}

impl Verdicts {
    fn add(&mut self, line: u64, conclusion: Conclusion, mut members: Vec<(&'static str, Json)>) {
        members.insert(0, ("line", Json::Number(i64::try_from(line).unwrap_or(i64::MAX))));
        Json::Object(members).write(&mut self.lines);
        self.lines.push('\n');
        self.tally.count(conclusion);
    }
}

/// What each thread that judges has.
struct Worker {
    verifier: Verifier,
    name: String,
}

impl Worker {
    /// Judges piece after piece, until there is none or nobody takes the verdicts.
    fn work(&self, pieces: Receiver<Piece>, give: &SyncSender<Judged>) {
        for piece in pieces {
            if give.send(self.judge(piece)).is_err() {
                return;
            }
        }
    }

    fn judge(&self, piece: Piece) -> Judged {
        let mut verdicts = Verdicts::default();
        match piece {
            Piece::Lines(first, bytes) => {
                for (number, line) in (first..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
                    self.line(number, line, &mut verdicts);
                }
            }
            Piece::TooLong(number) => {
                verdicts.add(number, Conclusion::Unreadable, unread(&self.too_long(number)));
            }
            Piece::End(how) => return Judged::End(how),
        }
        Judged::Lines(verdicts)
    }

    fn line(&self, number: u64, line: &[u8], verdicts: &mut Verdicts) {
        match self.token(number, line) {
            Ok(None) => {}
            Ok(Some(cleaned)) => {
                let verdict = self.verifier.judge(&cleaned, &decode(&cleaned.text));
                verdicts.add(number, verdict.conclusion, verdict.members);
            }
            Err(report) => verdicts.add(number, Conclusion::Unreadable, unread(&report)),
        }
    }

    /// The token of a line, cleaned as everywhere; none if the line is blank.
    fn token(&self, number: u64, line: &[u8]) -> Result<Option<Cleaned>, Report> {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| number == 1).unwrap_or(line);
        if line.len() > MAX_BYTES {
            return Err(self.too_long(number));
        }
        let Ok(text) = std::str::from_utf8(line) else {
            let report = Report::new("not_text", self.place(number), "this line is no UTF-8 text");
            return Err(report.hint("one token a line is expected, as text"));
        };
        if text.trim().is_empty() {
            return Ok(None);
        }
        let cleaned = given::cleaned(text, &self.name);
        cleaned.map(Some).map_err(|failure| Report { place: self.place(number), ..failure.report })
    }

    fn too_long(&self, number: u64) -> Report {
        Report::new("too_large", self.place(number), "this line is longer than 1 MiB, too long for a token")
    }

    fn place(&self, number: u64) -> String {
        format!("{}, line {number}", self.name)
    }
}
