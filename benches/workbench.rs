//! How long a person waits: from a key press to the frame, for a signature, and for
//! the readings of a text that follow every change. Nothing here judges; the numbers
//! are for reading.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]

use divan::{Bencher, black_box};
use jiff::tz::TimeZone;
use jotbench::app::chord::{Chord, Key};
use jotbench::app::event::{Effect, Event};
use jotbench::app::job::{Job, Task};
use jotbench::app::profile::Shelf;
use jotbench::app::template::library::Library;
use jotbench::app::theme::ThemeName;
use jotbench::app::workbench::{Mark, Source, Workbench};
use jotbench::app::{App, Setup};
use jotbench::jose::key::SecretEncoding;
use jotbench::jose::policy::Policy;
use jotbench::jose::{decode, keyset, sign};
use jotbench::text::{self, Wrapping};
use jotbench::ui;
use jotbench::ui::theme::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn main() {
    divan::main();
}

const KIB: usize = 1 << 10;
const SIZES: [usize; 3] = [KIB, 64 * KIB, 1 << 20];

/// 2026-11-22T05:10:04Z in milliseconds.
const NOW: i64 = 1_795_324_204_000;

/// An algorithm with a key pair for it.
#[derive(Clone, Copy)]
struct Pair {
    name: &'static str,
    alg: &'static str,
    private: &'static str,
    public: &'static str,
}

impl std::fmt::Display for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

const ES256: Pair = Pair {
    name: "ES256",
    alg: "ES256",
    private: include_str!("../tests/vectors/keys/p256/private.pkcs8.pem"),
    public: include_str!("../tests/vectors/keys/p256/public.spki.pem"),
};
const RS256: Pair = Pair {
    name: "RS256, RSA 2048",
    alg: "RS256",
    private: include_str!("../tests/vectors/keys/rsa2048/private.pkcs8.pem"),
    public: include_str!("../tests/vectors/keys/rsa2048/public.spki.pem"),
};
const RS256_LARGE: Pair = Pair {
    name: "RS256, RSA 4096",
    alg: "RS256",
    private: include_str!("../tests/vectors/keys/rsa4096/private.pkcs8.pem"),
    public: include_str!("../tests/vectors/keys/rsa4096/public.spki.pem"),
};
const PAIRS: [Pair; 3] = [ES256, RS256, RS256_LARGE];

/// A JSON object of about so many bytes, a member a line.
fn lines(size: usize) -> String {
    let members = (0..size / 64).map(|n| format!("  \"claim{n:06}\": \"{n:044}\""));
    format!("{{\n{}\n}}", members.collect::<Vec<_>>().join(",\n"))
}

/// The same in one line.
fn one_line(size: usize) -> String {
    lines(size).replace('\n', "").replace("  ", "")
}

fn bench(payload: &str, pair: Pair) -> Workbench {
    let header = format!("{{\"alg\":\"{}\",\"typ\":\"JWT\"}}", pair.alg);
    let mark = Mark {
        source: Source::Texts,
        names: [None, None],
        paths: [None, None],
        encoding: SecretEncoding::Text,
        throw_away: false,
        alg_follows: true,
        packed: [false; 2],
        unsaved: false,
        detached: None,
        policy: Policy::default(),
        remarks: Vec::new(),
        target: None,
    };
    Workbench::new([&header, payload, pair.private, pair.public], mark)
}

/// A workbench of 120 columns and 36 rows with the cursor within the first string.
struct Desk {
    app: App,
    terminal: Terminal<TestBackend>,
    theme: Theme,
}

impl Desk {
    fn new(payload: &str, pair: Pair) -> Self {
        let setup = Setup {
            protections: vec![],
            width: 120,
            height: 36,
            zone: TimeZone::UTC,
            over_ssh: false,
            theme: ThemeName::Terminal,
            mouse: true,
            library: Library::default(),
            profiles: Shelf::default(),
            folder: String::new(),
        };
        let (app, effects) = App::new(setup, bench(payload, pair), NOW);
        let terminal = Terminal::new(TestBackend::new(120, 36)).unwrap();
        let mut desk = Self { app, terminal, theme: Theme::of(ThemeName::Terminal) };
        desk.run(effects);
        desk.press(Chord::plain(Key::Home).with_ctrl());
        for _ in 0..8 {
            desk.press(Chord::plain(Key::Right));
        }
        desk
    }

    /// Until the answer: the state, the signature, and the frame.
    fn press(&mut self, chord: Chord) {
        let effects = self.app.update(Event::Key(chord), NOW);
        self.run(effects);
        self.draw();
    }

    /// Until something is seen: what the drawing thread does while a job runs elsewhere.
    fn press_without_job(&mut self, chord: Chord) {
        black_box(self.app.update(Event::Key(chord), NOW));
        self.draw();
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Start(job) = effect {
                self.app.update(Event::Done(job.run()), NOW);
            }
        }
    }

    fn draw(&mut self) {
        self.terminal.draw(|frame| ui::draw(&self.app, &self.theme, frame)).unwrap();
    }
}

/// A character and its Backspace in turn, so that the text keeps its size.
fn keys() -> impl Iterator<Item = Chord> {
    [Chord::char('x'), Chord::plain(Key::Backspace)].into_iter().cycle()
}

#[divan::bench(args = SIZES)]
fn key_to_signed_frame(bencher: Bencher<'_, '_>, size: usize) {
    let (mut desk, mut keys) = (Desk::new(&lines(size), RS256), keys());
    bencher.bench_local(|| desk.press(keys.next().unwrap()));
}

#[divan::bench(args = SIZES)]
fn key_to_frame(bencher: Bencher<'_, '_>, size: usize) {
    let (mut desk, mut keys) = (Desk::new(&lines(size), RS256), keys());
    bencher.bench_local(|| desk.press_without_job(keys.next().unwrap()));
}

#[divan::bench(args = SIZES)]
fn key_to_frame_in_one_line(bencher: Bencher<'_, '_>, size: usize) {
    let (mut desk, mut keys) = (Desk::new(&one_line(size), RS256), keys());
    bencher.bench_local(|| desk.press_without_job(keys.next().unwrap()));
}

#[divan::bench(args = SIZES)]
fn cursor_to_frame(bencher: Bencher<'_, '_>, size: usize) {
    let mut desk = Desk::new(&lines(size), RS256);
    let mut keys = [Chord::plain(Key::Right), Chord::plain(Key::Left)].into_iter().cycle();
    bencher.bench_local(|| desk.press_without_job(keys.next().unwrap()));
}

#[divan::bench(args = SIZES)]
fn frame(bencher: Bencher<'_, '_>, size: usize) {
    let mut desk = Desk::new(&lines(size), RS256);
    bencher.bench_local(|| desk.draw());
}

/// The signing job of a payload of 1 KiB.
fn job(pair: Pair) -> Job {
    bench(&lines(KIB), pair).job().unwrap()
}

#[divan::bench(args = PAIRS)]
fn sign_and_verify(bencher: Bencher<'_, '_>, pair: Pair) {
    let job = job(pair);
    bencher.bench_local(|| job.run());
}

#[divan::bench(args = PAIRS)]
fn sign_alone(bencher: Bencher<'_, '_>, pair: Pair) {
    let Task::Sign { header, payload, algorithm, key, .. } = job(pair).task else { return };
    bencher.bench_local(|| sign::sign(&header, &payload, algorithm, &key));
}

#[divan::bench(args = PAIRS)]
fn verify_alone(bencher: Bencher<'_, '_>, pair: Pair) {
    let job = job(pair);
    let token = job.run().token.unwrap().unwrap();
    let decoded = decode::decode(&token);
    let Task::Sign { check, .. } = job.task else { return };
    let candidates = check.unwrap().unwrap();
    bencher.bench_local(|| keyset::verify(&decoded, &candidates, 1));
}

#[divan::bench]
fn decode_a_token_of_1_kib(bencher: Bencher<'_, '_>) {
    let token = bench(&lines(KIB / 2), ES256).job().unwrap().run().token.unwrap().unwrap();
    bencher.counter(divan::counter::BytesCount::of_str(&token)).bench_local(|| decode::decode(black_box(&token)));
}

#[divan::bench(args = SIZES)]
fn scan_json(bencher: Bencher<'_, '_>, size: usize) {
    let text = lines(size);
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench_local(|| text::scan(black_box(&text)));
}

#[divan::bench(args = SIZES)]
fn wrap_lines(bencher: Bencher<'_, '_>, size: usize) {
    let text = lines(size);
    bencher
        .counter(divan::counter::BytesCount::of_str(&text))
        .bench_local(|| text::wrap(black_box(&text), 56, Wrapping::Words));
}

#[divan::bench(args = SIZES)]
fn wrap_one_line(bencher: Bencher<'_, '_>, size: usize) {
    let text = one_line(size);
    bencher
        .counter(divan::counter::BytesCount::of_str(&text))
        .bench_local(|| text::wrap(black_box(&text), 56, Wrapping::Words));
}
