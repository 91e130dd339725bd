//! Ten thousand random events from a terminal: keys, sequences that are and that are not, pastes, the mouse, bytes and
//! sizes. Random keys quit too; then it begins again where it was.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::random::Random;
use super::window::{Start, Window, folder};

/// Where the numbers begin.
const SEED: u64 = 2026;
const EVENTS: usize = 10_000;
/// Events after which it must show that it is alive.
const ROUND: usize = 20;

/// Letters that could be commands, and what JSON is made of. Without Z, which stops the process after Esc, and without
/// the slash that would lead out of the folder.
const KEYS: &str = "abcdefghijklmnopqrstuvwxyABCDEFGHIJKLMNOPQRSTUVWXY0123456789{}[]\":,. -_=+!?é€👩";
const SEQUENCES: [&str; 44] = [
    "[A", "[B", "[C", "[D", "[H", "[F", "[2~", "[3~", "[5~", "[6~", "[1;2A", "[1;2B", "[1;2C", "[1;2D", "[1;5C",
    "[1;5D", "[1;5H", "[1;5F", "[3;5~", "[Z", "OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~",
    "[23~", "[24~", "[1;4B", "[1;4A", "1", "2", "3", "4", "5", "6", "i", "k", "g", "x",
];
/// None of these is a key.
const STRANGE: [&str; 10] = [
    "[999;999;999~",
    "[?1;2c",
    "]0;title\x07",
    "]52;c;AAAA\x07",
    "P1$r0m\x1b\\",
    "[<",
    "[<0;0;0",
    "[M   ",
    "_x\x1b\\",
    "[200~\x1b[200~",
];
const PASTED: [&str; 7] = [
    "{\"exp\": 1795327804, \"sub\": \"a\"}",
    "{\"alg\": \"HS256\"}",
    // RFC 7515, appendix A.1.
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n",
    "a secret of some forty letters, not of a key",
    "\x1b[2J\x11\x03\r\n\u{202e}\u{200b}",
    "",
];

#[test]
fn ten_thousand_random_events_leave_it_alive_and_the_terminal_as_it_was() {
    let folder = folder("chaos");
    let home = folder.join("home");
    fs::create_dir(&home).unwrap();
    let mut random = Random::new(SEED);
    let mut window = start(&folder, &home);
    let mut ends = 0;
    for event in 1..=EVENTS {
        let went_in = match below(&mut random, 30) {
            0 => {
                resize(&mut window, &mut random);
                true
            }
            _ => window.try_send(bytes(&mut random)),
        };
        if !went_in || (event % ROUND == 0 && !is_alive(&mut window)) {
            has_ended(&mut window);
            window = start(&folder, &home);
            ends += 1;
        }
    }
    assert!(ends < 100, "it ended {ends} times");
    // A new key that is in no file is asked for.
    while window.try_send("\x11") && window.shows_or_ends("the same key again") {}
    has_ended(&mut window);
    for file in files(&folder) {
        let bytes = fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let secret = ["PRIVATE", "\"d\"", "\"k\"", "MC4CAQAwBQYDK2VwBCIEI", "forty letters"]
            .iter()
            .any(|secret| text.contains(secret));
        let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert!(!secret || mode == 0o600, "{} has a secret in it, and mode {mode:o}", file.display());
    }
}

fn start(folder: &Path, home: &Path) -> Window {
    // What is still typed when it has ended must not have the terminal throw away what it wrote last, as Ctrl+C does.
    let script = "stty -isig; exec \"$JOTBENCH\"";
    let window = Start::new().folder(folder).var("HOME", home.to_str().unwrap()).script(script).open();
    window.shows("SIGNED");
    window
}

/// A new size is drawn whatever is open, once sequences and pastes that were begun are at their end.
fn is_alive(window: &mut Window) -> bool {
    window.resize(120, 36);
    let ended = window.try_send("\x1b[201~") && window.try_send("cumM~xxxxxxxx");
    window.resize(30, 5);
    let alive = ended && window.shows_or_ends("need 40x10");
    window.resize(120, 36);
    alive && window.shows_or_ends("Ctrl+Q quit")
}

/// It quit as it was told, and left nothing behind.
fn has_ended(window: &mut Window) {
    let code = window.ends();
    let seen = window.seen();
    let last = seen.raw[seen.raw.len().saturating_sub(1000)..].escape_ascii();
    assert_eq!(code, 0, "{last}");
    let screen = seen.screen();
    assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste(), "{last}");
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "{last}");
    assert_eq!((seen.find("panicked"), seen.find("its own fault")), (None, None), "{last}");
}

fn resize(window: &mut Window, random: &mut Random) {
    let small = below(random, 4) == 0;
    let (width, height) = if small { (40, 12) } else { (200, 60) };
    let cells = |n: usize| u16::try_from(n + 1).unwrap();
    window.resize(cells(below(random, width)), cells(below(random, height)));
}

/// One event, as a terminal sends it.
fn bytes(random: &mut Random) -> Vec<u8> {
    let keys: Vec<char> = KEYS.chars().collect();
    match below(random, 100) {
        0..40 => pick(&keys, random).to_string().into_bytes(),
        40..60 => {
            let byte = u8::try_from(below(random, 0x20)).unwrap();
            // Ctrl+Q quits: one in ten will do.
            vec![if byte == 0x11 && below(random, 10) > 0 { b'\r' } else { byte }]
        }
        60..76 => format!("\x1b{}", pick(&SEQUENCES, random)).into_bytes(),
        76..84 => format!("\x1b[200~{}\x1b[201~", pick(&PASTED, random)).into_bytes(),
        84..88 => {
            let (button, x, y) = (pick(&[0, 32, 64, 65, 2, 255], random), below(random, 210), below(random, 70));
            format!("\x1b[<{button};{x};{y}{}", pick(&['M', 'm'], random)).into_bytes()
        }
        88..90 => format!("\x1b[{}", pick(&['I', 'O'], random)).into_bytes(),
        90..94 => {
            let count = 1 + below(random, 8);
            let bytes = random.take(count).filter(|byte| ![0x11, b'z', b'Z', b'/'].contains(byte));
            bytes.collect()
        }
        94..97 => format!("\x1b{}", pick(&STRANGE, random)).into_bytes(),
        // A burst of keys in one write.
        _ => (0..below(random, 40)).map(|_| pick(&keys, random)).collect::<String>().into_bytes(),
    }
}

fn pick<T: Copy>(all: &[T], random: &mut Random) -> T {
    all[below(random, all.len())]
}

fn below(random: &mut Random, end: usize) -> usize {
    usize::try_from(random.number() % end as u64).unwrap()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
