//! The map in the doc comment of `src/lib.rs`, held to the sources: which module
//! uses which, where each outside crate is at home, and what is nowhere at all.
//!
//! The sources are read as tokens. Comments, doc comments and the insides of
//! strings and characters are skipped, and nothing else: `use` trees with nested
//! groups, full paths in code, attributes and macros, and `#[cfg(test)]` modules
//! count alike (a `use super::*` there stays in its module and so breaks nothing).
//! A name that a file imported legally (`use crate::jose;` … `jose::x`) is judged
//! where it is imported. Only the last check, for placeholders, reads comments too.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

#[path = "architecture/proofs.rs"]
mod proofs;
#[path = "architecture/source.rs"]
mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use source::{Found, Source, starts_with};

/// A module, what the map in `src/lib.rs` says that it may use, and the same as paths.
const TABLE: [(&str, &str, &[&str]); 7] = [
    ("jose", "nothing", &[]),
    ("text", "nothing", &[]),
    ("app", "`jose`, `text`", &["jose", "text"]),
    ("ui", "`app`, `text`, `jose`", &["app", "text", "jose"]),
    ("sys", "nothing", &[]),
    ("tui", "`app`, `ui`, `sys`, `jose`", &["app", "ui", "sys", "jose"]),
    (
        "cli",
        "`jose`, `sys`, `text::visible`, tables of `app`",
        &[
            "jose",
            "sys",
            "text::visible",
            "app::command",
            "app::chord",
            "app::copy",
            "app::theme",
            "app::pane",
            "app::template",
            "app::profile",
        ],
    ),
];
/// The two roots, which the map leaves out.
const ROOTS: [(&str, &[&str]); 2] = [("lib", &[]), ("main", &["cli", "tui", "sys"])];

/// An outside crate (or a part of one) and the files and folders of `src` that may name it. A crate without a row
/// is at home nowhere.
const HOMES: [(&str, &[&str]); 43] = [
    ("jsonwebtoken", &["jose"]),
    ("aws_lc_rs", &["jose"]),
    // OSC 52 carries base64, and `sys` may not name `jose`.
    ("base64", &["jose", "sys/clipboard/osc52.rs"]),
    ("serde", &["jose"]),
    // The documents of `--json`.
    ("serde_json", &["jose", "cli/report"]),
    ("der", &["jose"]),
    ("pkcs1", &["jose"]),
    ("pkcs8", &["jose"]),
    ("sec1", &["jose"]),
    ("spki", &["jose"]),
    ("x509_cert", &["jose"]),
    ("scrypt", &["jose/key/protected"]),
    ("md5", &["jose/key/protected"]),
    ("aes", &["jose/key/protected"]),
    ("cbc", &["jose/key/protected"]),
    ("des", &["jose/key/protected"]),
    ("rc2", &["jose/key/protected"]),
    ("ssh_cipher", &["jose/key/openssh"]),
    ("bcrypt_pbkdf", &["jose/key/openssh"]),
    ("crypto_bigint", &["jose/key/openssh", "jose/key/jwk", "jose/why"]),
    ("ed448_goldilocks", &["jose/key/ed448"]),
    ("arboard", &["sys/clipboard"]),
    ("crossterm", &["tui", "sys"]),
    // A prompt, the writing of files and a batch give way to a signal and clean up after themselves.
    ("signal_hook", &["tui/signals", "sys/prompt", "sys/write", "sys/interrupt"]),
    ("rustix", &["sys/prompt", "sys/hardening", "tui/burst/scrub"]),
    ("seccompiler", &["sys/hardening"]),
    ("libc", &["sys/hardening"]),
    ("windows_sys", &["sys/hardening"]),
    ("zeroizing_alloc", &["main"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("anstyle", &["cli"]),
    ("strsim", &["cli"]),
    ("unicode_segmentation", &["text", "ui"]),
    ("unicode_width", &["text", "ui"]),
    ("ratatui", &["tui", "ui"]),
    ("ratatui::layout", &["app"]),
    // Dates: `times` reads them, the others hand the time zone through.
    // Template and profile files, told by their lines.
    ("toml", &["app/template/toml"]),
    ("jiff", &["jose/times", "tui/mod"]),
    ("jiff::tz::TimeZone", &["app/mod", "app/verdict", "jose/check", "cli/token"]),
    ("zeroize", &[""]),
    ("thiserror", &[""]),
];

/// Nowhere. A socket to the display server is arboard's affair.
const NO_NETWORK: [&str; 3] = ["std::net", "core::net", "std::os::unix::net"];
const NO_SOCKETS: [&str; 6] = ["TcpStream", "TcpListener", "UdpSocket", "UnixStream", "UnixListener", "UnixDatagram"];
/// Not in the core: what it does follows from its arguments alone.
const CORE: [&str; 4] = ["jose", "text", "app", "ui"];
const OUTSIDE: [&str; 4] = ["std::fs", "std::env", "std::thread", "std::process"];
const CLOCKS: [&str; 5] = ["SystemTime", "Instant", "Timestamp::now", "Zoned::now", "TimeZone::system"];

const MOST_LINES: usize = 450;
/// Where signatures are verified, by the libraries alone.
const FAMILIES: [&str; 5] = [
    "jose/algorithm/hmac",
    "jose/algorithm/rsa",
    "jose/algorithm/ecdsa",
    "jose/algorithm/eddsa",
    "jose/algorithm/ml_dsa",
];
/// The one file that may hold `unsafe`.
const UNSAFE_HOME: &str = "src/sys/hardening.rs";

#[test]
fn the_map_in_the_library_is_the_table_of_this_test() {
    let library = read("src/lib.rs");
    let rows: Vec<Vec<&str>> = library.lines().filter_map(|line| line.strip_prefix("//! | [`")).map(cells).collect();
    let expected: Vec<(&str, &str)> = TABLE.iter().map(|(module, may, _)| (*module, *may)).collect();
    assert_eq!(rows.iter().map(|row| (row[0], row[2])).collect::<Vec<_>>(), expected);
}

#[test]
fn modules_use_only_what_the_map_allows() {
    holds(imports);
}

#[test]
fn outside_crates_are_used_in_their_homes() {
    let dependencies = outside_crates();
    for (name, _) in HOMES {
        let name = name.split("::").next().unwrap();
        assert!(dependencies.contains(name), "{name} is no dependency any more");
    }
    holds(|source| homes(source, &dependencies));
}

#[test]
fn nothing_uses_the_network_and_the_core_uses_nothing_outside() {
    holds(reaches_out);
}

#[test]
fn no_secret_prints_itself() {
    holds(printed_secrets);
}

#[test]
fn unsafe_code_has_one_home() {
    holds(unsafe_code);
}

#[test]
fn no_mac_is_compared_in_a_time_that_depends_on_it() {
    for family in FAMILIES {
        assert!(root().join(format!("src/{family}.rs")).is_file(), "{family} is no file any more");
    }
    holds(macs);
}

#[test]
fn files_can_be_held_in_the_head() {
    holds(too_long);
}

#[test]
fn nothing_is_left_for_later() {
    holds(placeholders);
}

#[test]
fn no_network_crate_is_built_into_the_program() {
    assert_eq!(banned_crates(&read("Cargo.toml"), &read("Cargo.lock")), Vec::<String>::new());
}

/// Every file under `src` passes.
fn holds(check: impl Fn(&Source) -> Vec<String>) {
    let (mut folders, mut files, mut broken) = (vec![root().join("src")], 0, Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
                broken.extend(check(&Source::new(&name, &fs::read_to_string(&path).unwrap())));
                files += 1;
            }
        }
    }
    assert!(files > 50, "only {files} files were read");
    broken.sort();
    assert!(broken.is_empty(), "against the map in src/lib.rs:\n{}", broken.join("\n"));
}

fn cells(row: &str) -> Vec<&str> {
    row.split('|').map(|cell| cell.trim().trim_end_matches("`]")).collect()
}

fn outside_crates() -> BTreeSet<String> {
    dependencies(&read("Cargo.toml")).iter().map(|name| name.replace('-', "_")).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn imports(source: &Source) -> Vec<String> {
    let own = source.module.first().map_or("lib", String::as_str);
    let rows = TABLE.iter().map(|(name, _, may)| (*name, *may)).chain(ROOTS);
    let Some((_, may)) = rows.into_iter().find(|(name, _)| *name == own) else {
        return vec![format!("{}: src/lib.rs has no row for the module `{own}`", source.path)];
    };
    let mut found = Vec::new();
    for path in &source.paths {
        let Some(inside) = &path.inside else { continue };
        let fits = |prefix: &&str| starts_with(inside, prefix);
        let whole = inside.is_empty() && !path.import;
        if !whole && inside.first().is_none_or(|first| first != own) && !may.iter().any(fits) {
            found.push(format!("{}:{}: {own} may not use crate::{}", source.path, path.line, inside.join("::")));
        }
    }
    for (at, token) in source.tokens.iter().enumerate() {
        let after = |n: usize| source.tokens.get(at + n).map_or("", |token| token.text.as_str());
        let redirects = match token.text.as_str() {
            "include" => after(1) == "!",
            "path" => after(1) == "=" && in_attribute(source, at),
            "extern" => after(1) == "crate",
            _ => false,
        };
        if redirects {
            found.push(format!("{}:{}: `{}` hides where code comes from", source.path, token.line, token.text));
        }
    }
    found
}

/// `#[path = …]`, also within `#[cfg_attr(…, path = …)]`.
fn in_attribute(source: &Source, at: usize) -> bool {
    let before = |n: usize| at.checked_sub(n).map_or("", |at| source.tokens[at].text.as_str());
    before(1) == "[" || (before(1) == "," && (1..20).any(|n| before(n) == "cfg_attr"))
}

fn homes(source: &Source, dependencies: &BTreeSet<String>) -> Vec<String> {
    let is_outside = |path: &&Found| path.inside.is_none() && dependencies.contains(&path.segments[0]);
    let at_home = |path: &&Found| {
        HOMES
            .iter()
            .any(|(name, places)| starts_with(&path.segments, name) && places.iter().any(|home| source.is_in(home)))
            && !starts_with(&path.segments, "ratatui::crossterm")
    };
    let away = source.paths.iter().filter(is_outside).filter(|path| !at_home(path));
    away.map(|path| format!("{}:{}: {} is not at home here", source.path, path.line, path.segments.join("::")))
        .collect()
}

fn reaches_out(source: &Source) -> Vec<String> {
    let core = CORE.iter().any(|module| source.is_in(module));
    let banned: Vec<&str> = NO_NETWORK.into_iter().chain(OUTSIDE.into_iter().filter(|_| core)).collect();
    let mut found = BTreeSet::new();
    for path in source.paths.iter().filter(|path| path.inside.is_none()) {
        // `use std as s;` and `use std::*;` would bring a banned path in by another name.
        let above: Vec<&str> = path.segments.iter().map(String::as_str).filter(|name| *name != "*").collect();
        let brings = |banned: &str| path.import && banned.starts_with(&format!("{}::", above.join("::")));
        if banned.iter().any(|banned| starts_with(&path.segments, banned) || brings(banned)) {
            found.insert(format!("{}:{}: {}", source.path, path.line, path.segments.join("::")));
        }
    }
    let names: Vec<&str> = NO_SOCKETS.into_iter().chain(CLOCKS.into_iter().filter(|_| core)).collect();
    for (at, token) in source.tokens.iter().enumerate() {
        let text: String = source.tokens[at..].iter().take(3).map(|token| token.text.as_str()).collect();
        if let Some(name) = names.iter().find(|name| token.text == **name || text == **name) {
            found.insert(format!("{}:{}: {name}", source.path, token.line));
        }
    }
    found.into_iter().collect()
}

/// A MAC that is compared byte by byte tells by the time that it takes how much of it is right. So the algorithms compare
/// nothing themselves, and where a MAC is made beside them to be looked at, it is compared in constant time.
fn macs(source: &Source) -> Vec<String> {
    let texts: Vec<&str> = source.tokens.iter().map(|token| token.text.as_str()).collect();
    let mut found = Vec::new();
    if FAMILIES.iter().any(|family| source.is_in(family)) {
        for (pair, token) in texts.windows(2).zip(&source.tokens) {
            if [["=", "="], ["!", "="]].contains(&[pair[0], pair[1]]) {
                found.push(format!("{}:{}: an algorithm compares", source.path, token.line));
            }
        }
    }
    let named = |path: &&Found| {
        let pair = |pair: &[String]| pair[0] == "hmac" && ["sign", "Context", "*"].contains(&pair[1].as_str());
        path.inside.is_none() && path.segments.windows(2).any(pair)
    };
    let compares = texts.contains(&"verify_slices_are_equal");
    // The first derives keys, the second is the table, which hands on a function of its own module `hmac`.
    let exempt = ["jose/key/protected/derive", "jose/algorithm/mod"].iter().any(|home| source.is_in(home));
    if source.is_in("jose") && !compares && !exempt {
        let made = source.paths.iter().filter(named);
        found.extend(made.map(|path| format!("{}:{}: a MAC is made here", source.path, path.line)));
    }
    found
}

fn unsafe_code(source: &Source) -> Vec<String> {
    let words = source.tokens.iter().filter(|token| ["unsafe", "unsafe_code"].contains(&token.text.as_str()));
    let outside = words.filter(|_| source.path != UNSAFE_HOME);
    outside.map(|token| format!("{}:{}: {}", source.path, token.line, token.text)).collect()
}

/// Types with a derived `Debug` that hold wiped texts or bytes: it would print them.
fn printed_secrets(source: &Source) -> Vec<String> {
    let texts: Vec<&str> = source.tokens.iter().map(|token| token.text.as_str()).collect();
    let mut found = Vec::new();
    for at in (0..texts.len()).filter(|&at| texts[at] == "derive") {
        let derived = texts[at..].iter().position(|text| *text == "]").map_or(texts.len(), |end| at + end);
        let item = &texts[derived..];
        let Some(kind) = item.iter().position(|text| ["struct", "enum"].contains(text)) else { continue };
        // Its body ends where the brackets do, or with a semicolon outside of them.
        let mut depth = 0_i32;
        let body = item[kind..].iter().take_while(|text| {
            depth += match **text {
                "{" | "(" => 1,
                "}" | ")" => -1,
                _ => 0,
            };
            depth > 0 || !["}", ")", ";"].contains(*text)
        });
        if texts[at..derived].contains(&"Debug") && body.into_iter().any(|text| *text == "Zeroizing") {
            found.push(format!("{}:{}: {}", source.path, source.tokens[at].line, item[kind + 1]));
        }
    }
    found
}

fn too_long(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    if lines > MOST_LINES { vec![format!("{}: {lines} lines, {MOST_LINES} at most", source.path)] } else { vec![] }
}

fn placeholders(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(source.text.lines()) {
        if let Some(word) = ["todo!", "unimplemented!", "FIXME", "TODO"].into_iter().find(|word| line.contains(word)) {
            found.push(format!("{}:{number}: {word}", source.path));
        }
    }
    found
}

/// The crates that `deny.toml` bans.
fn bans() -> Vec<String> {
    let deny = read("deny.toml");
    let rows = deny.split_once("\ndeny = [\n").unwrap().1.split_once("\n]").unwrap().0;
    let name = |row: &str| row.split('"').nth(1).unwrap().to_owned();
    rows.lines().map(name).collect()
}

/// The banned crates among everything that the program itself is built from: the
/// lock file's packages that can be reached from its `[dependencies]` of any target.
fn banned_crates(manifest: &str, lock: &str) -> Vec<String> {
    let packages: Vec<(&str, Vec<&str>)> = lock.split("[[package]]").skip(1).map(package).collect();
    let (mut reached, mut next) = (BTreeSet::new(), dependencies(manifest));
    let mut found = Vec::new();
    while let Some(name) = next.pop() {
        if !reached.insert(name.clone()) {
            continue;
        }
        let uses: Vec<&str> =
            packages.iter().filter(|(own, _)| *own == name).flat_map(|(_, uses)| uses.clone()).collect();
        if uses.contains(&"mio") && !["crossterm", "signal-hook-mio"].contains(&name.as_str()) {
            found.push(format!("{name} uses mio"));
        }
        next.extend(uses.into_iter().map(str::to_owned));
    }
    found.extend(bans().into_iter().filter(|name| reached.contains(name)));
    found
}

/// A package of a lock file: its name and the names of what it uses.
fn package(text: &str) -> (&str, Vec<&str>) {
    let name = text.lines().find_map(|line| line.strip_prefix("name = ")).unwrap_or_default().trim_matches('"');
    let list =
        text.split_once("dependencies = [").and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
    let names = list.lines().filter_map(|line| line.trim().trim_matches(['"', ',']).split(' ').next());
    (name, names.filter(|name| !name.is_empty()).collect())
}

/// The names under `[dependencies]` and `[target.….dependencies]` of a manifest.
fn dependencies(manifest: &str) -> Vec<String> {
    let (mut names, mut inside) = (Vec::new(), false);
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]" || (line.starts_with("[target.") && line.ends_with(".dependencies]"));
        } else if let Some((name, _)) = line.split_once(" =").filter(|(name, _)| inside && !name.starts_with('#')) {
            names.push(name.to_owned());
        }
    }
    names
}
