//! Bytes read as what happens to a workbench: keys, pastes, sizes, the mouse, time, and
//! answers from outside, in any order.

use jotbench::app::chord::{Chord, Key};
use jotbench::app::command;
use jotbench::app::event::{Copied, Entry, Listing, Mouse, MouseAction, Saved};

/// One thing that happens.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    Key(Chord),
    /// Keys one after the other, as [`super::super::support::Desk::keys`] reads them.
    Script(&'static str),
    Paste(&'static str, bool),
    /// One that takes two things from `PASTED`, with the second behind the first.
    Clipboard(&'static str),
    Open(Vec<&'static str>),
    Resize(u16, u16),
    Mouse(Mouse),
    Focus(bool),
    Wait(i64),
    /// The clock is set.
    Clock(i64),
    /// The waiting job with that number ends; later ones may have ended before.
    Finish(usize),
    /// It never ends: another one took its place.
    Drop(usize),
    /// Work on keys ends.
    Keys(usize),
    /// An answer that comes late, twice or out of the blue.
    Copied(Copied),
    Cleared(bool),
    Written(bool),
    Listed(Listing),
    Saved(Saved),
    Unlocked(u64),
    Made(u64),
    KeysRead(u64, &'static str),
    Terminate,
    /// Everything back to the start; true goes on from there, false does it all again.
    Undo(bool),
}

/// The files of the desk, by name, and where they are among the vectors.
pub(crate) const FILES: [(&str, &str); 20] = [
    ("ec.pem", "keys/p256/private.sec1.pem"),
    ("ec_cert.pem", "keys/p256/cert.selfsigned.pem"),
    ("ec_both.pem", "keys/p256/cert-and-key.pem"),
    ("ec.jwk", "keys/p256/private.jwk.json"),
    ("ec_locked.pem", "encrypted/pem/ec-aes256.pem"),
    ("ed.pem", "keys/ed25519/private.pkcs8.pem"),
    ("ed.pub", "keys/ed25519/public.spki.pem"),
    ("ed.jwk", "keys/ed25519/private.jwk.json"),
    ("ed_ssh", "openssh/ed25519"),
    ("ed_ssh.pub", "openssh/ed25519.pub"),
    ("p521.jwk", "keys/p521/private.jwk.json"),
    ("secret.txt", "keys/secret/secret.txt"),
    ("secret.jwk", "keys/secret/secret.jwk.json"),
    ("set.jwks", "keys/jwks/public.jwks.json"),
    ("twice.jwks", "keys/jwks/duplicate-kid.jwks.json"),
    ("gone.pem", ""),
    // These take as long as a hundred others.
    ("rsa.pem", "keys/qlik-like/server_key.pem"),
    ("rsa_cert.pem", "keys/qlik-like/server.pem"),
    ("ed448.pem", "keys/ed448/private.pkcs8.pem"),
    ("account.json", "odd/service-account.json"),
];
/// How many of them are quick.
const QUICK: usize = 16;

/// What is pasted beside the files.
pub(crate) const PASTED: [&str; 26] = [
    "{\"exp\": 1795327804}",
    "{\n  \"sub\": \"a\",\n  \"n\": 1.10,\n  \"big\": 12345678901234567890123\n}",
    "{\"alg\": \"HS256\"}",
    "{\"alg\":\"HS512\",\"kid\":\"k\"}",
    "{\"alg\": \"none\"}",
    "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"]}",
    "{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}",
    "{\"a\":1,\"a\":2}",
    "{\"a\":\"x\u{202e}y\u{200b}z\u{7f}\u{9b}\u{1b}]0;pwned\u{7}\"}",
    // RFC 7515, appendix A.1.
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.AAAA",
    "Bearer eyJhbGciOiJub25lIn0.e30.",
    "eyJhbGciOiJIUzI1NiJ9..AAAA",
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA",
    "{\"payload\":\"eyJhIjoxfQ\",\"protected\":\"eyJhbGciOiJIUzI1NiJ9\",\"signature\":\"AAAA\"}",
    "eyJhbGciOiJFUzI1NiJ9.eyJfc2QiOltdfQ.AAAA~WyJhIiwiYiIsMV0~",
    "correct-horse-battery-staple-of-forty-letters",
    "hunter2 hunter2 hunter2",
    "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA",
    "a\r\nb\u{200b}\u{1b}[0m",
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n",
    "{\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\"}",
    "👨‍👩‍👧‍👦é",
    "https://example.com/{{token}}",
    " \n\t ",
];

/// What people do, a few keys at a time.
const SCRIPTS: [&str; 44] = [
    "<f5>",
    "<f5><f5>",
    "<f6><enter>",
    "<f6><down><enter><enter>",
    "<f6><down><down><down><down><enter>https://a.example/<enter>",
    "<f6><pgdn><pgdn><enter><enter>",
    "<f6>shareable<enter><enter>",
    "<f6>unsecured<enter><enter>",
    "<f6>markdown<enter>",
    "<f4>RS512<enter>",
    "<f4>HS256<enter>",
    "<f4>ES256<enter>",
    "<f4>Ed<enter>",
    "<f9>",
    "<f9><alt-3><ctrl-a><ctrl-c>",
    "<ctrl-c>",
    "<alt-3><ctrl-a><ctrl-c><ctrl-c>",
    "<alt-4><ctrl-a><ctrl-c>",
    "<alt-5><ctrl-a><ctrl-c>",
    "<alt-2><ctrl-a><ctrl-x>",
    "<alt-e><enter><enter>",
    "<alt-e><enter><enter><enter>",
    "<alt-e><down><enter><enter>",
    "<alt-j><enter>",
    "<alt-p><enter>",
    "<alt-h><enter><enter>",
    "<alt-h><down><enter><enter>",
    "<alt-i>",
    "<alt-i><enter>",
    "<alt-x>",
    "<alt-g>ed25519<enter><enter>",
    "<alt-g>256<enter>",
    "<alt-w>",
    "<f7><enter><enter>",
    "<f7>qlik<enter>jde<tab>CORP<enter>",
    "<f7>hs256<enter>a<enter>",
    "<alt-2><ctrl-end><up><end><ctrl-w>\"+1h\"<enter>",
    "<alt-2><ctrl-end><up><end><ctrl-w>now<alt-1>",
    "<alt-s><down><enter>",
    "<alt-d>",
    "<alt-u>hunter2<enter>",
    "<f8>",
    "<alt-3><f9><backspace>",
    "<ctrl-s>mine<enter>",
];

const CHARS: &str = "{}[]\":,.019 abcexpn\u{301}\u{1f468}\u{202e}-_TZ";

const PLAIN: [Key; 14] = [
    Key::Enter,
    Key::Tab,
    Key::Esc,
    Key::Backspace,
    Key::Delete,
    Key::Left,
    Key::Right,
    Key::Up,
    Key::Down,
    Key::Home,
    Key::End,
    Key::PageUp,
    Key::PageDown,
    Key::Insert,
];

/// Reads the next act; `None` at the end.
pub(crate) fn next(bytes: &mut impl Iterator<Item = u8>) -> Option<Act> {
    let kind = bytes.next()?;
    let mut small = || Some(usize::from(bytes.next()?));
    Some(match kind % 64 {
        0..=9 => Act::Key(Chord::char(pick(&CHARS.chars().collect::<Vec<_>>(), small()?))),
        10..=19 => Act::Key(edit(small()?)),
        20..=27 => {
            let chords: Vec<Chord> = command::commands().flat_map(|command| command.chords).copied().collect();
            Act::Key(pick(&chords, small()?))
        }
        28 => Act::Key(Chord::plain(Key::Esc)),
        29 => {
            let letters: Vec<char> = command::commands().map(|command| command.letter).collect();
            Act::Key(Chord::char(pick(&letters, small()?)))
        }
        30..=35 => Act::Script(pick(&SCRIPTS, small()?)),
        36..=39 => Act::Paste(pick(&PASTED, small()?), small()? % 4 == 0),
        40 => Act::Clipboard(pick(&PASTED, small()?)),
        41..=42 => {
            let (first, second) = (file(small()?), small()?);
            Act::Open(if second < 128 { vec![first] } else { vec![first, file(second)] })
        }
        43 => {
            let (width, height) = (small()?, small()?);
            let [width, height] = match width % 16 {
                0 | 1 => [width % 50, height % 12],
                2 => [width * 2, height],
                _ => [70 + width % 90, 18 + height % 30],
            };
            Act::Resize(cells(width.clamp(1, 500)), cells(height.clamp(1, 200)))
        }
        44..=45 => {
            let action = pick(&[MouseAction::Press, MouseAction::Drag, MouseAction::Up, MouseAction::Down], small()?);
            Act::Mouse(Mouse { action, x: cells(small()? % 160), y: cells(small()? % 50) })
        }
        46 => Act::Focus(small()? % 2 == 0),
        47..=48 => match i64::try_from(small()?).ok()? {
            254 => Act::Clock(-1),
            255 => Act::Clock(253_402_300_799_000),
            n if n % 8 == 0 => Act::Wait(n * 10_000_000),
            n => Act::Wait(n * n),
        },
        49..=56 => Act::Finish(small()?),
        57 => Act::Drop(small()?),
        58..=59 => Act::Keys(small()?),
        60..=62 => answer(small()?, small()?),
        _ => match small()? {
            n if n < 3 => Act::Undo(n > 0),
            3 => Act::Terminate,
            n => Act::Finish(n),
        },
    })
}

fn answer(kind: usize, n: usize) -> Act {
    let route = "the system clipboard".to_owned();
    match kind % 12 {
        0 => Act::Copied(Copied::System { confirmed: n.is_multiple_of(2), route }),
        1 => Act::Copied(Copied::Terminal { caution: (n.is_multiple_of(2)).then(|| "tmux \u{1b}[31m".to_owned()) }),
        2 => Act::Copied(Copied::Failed("no clipboard\u{202e}".to_owned())),
        3 => Act::Cleared(n.is_multiple_of(2)),
        4 => Act::Written(n.is_multiple_of(2)),
        5 => {
            let file = |(name, _): &(&str, &str)| Entry {
                name: (*name).to_owned(),
                path: (*name).to_owned(),
                folder: n.is_multiple_of(3),
                size: 1,
            };
            let entries = if n.is_multiple_of(4) {
                Err("not a folder\u{9b}".to_owned())
            } else {
                Ok(FILES.iter().map(file).collect())
            };
            Act::Listed(Listing { asked: String::new(), folder: "/keys".to_owned(), entries })
        }
        6 => Act::Saved(pick(
            &[Saved::Exists, Saved::Written("/config/mine.toml".to_owned()), Saved::Failed("full".to_owned())],
            n,
        )),
        7 => Act::Unlocked(n as u64 % 8),
        8 => Act::Made(n as u64 % 8),
        9 => Act::KeysRead(n as u64 % 8, file(n)),
        _ => Act::Keys(n),
    }
}

/// A file's name: seldom that of a slow one.
fn file(n: usize) -> &'static str {
    let (quick, slow) = FILES.split_at(QUICK);
    if n >= 252 { pick(slow, n).0 } else { pick(quick, n).0 }
}

fn edit(n: usize) -> Chord {
    let plain = Chord::plain(pick(&PLAIN, n));
    match n / PLAIN.len() {
        0..=9 => plain,
        10..=12 => plain.shift(),
        13..=14 => plain.with_ctrl(),
        15 => plain.with_alt(),
        16 => plain.with_ctrl().shift(),
        _ => plain.with_alt().shift(),
    }
}

fn pick<T: Clone>(all: &[T], n: usize) -> T {
    all[n % all.len()].clone()
}

fn cells(n: usize) -> u16 {
    u16::try_from(n).unwrap()
}
