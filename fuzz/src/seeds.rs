//! What the targets begin with: the vectors of the tests, and the made inputs of `corpus`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::SEED;
use super::random::Random;

/// Which of the tests' files a target begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seeds {
    /// Every string in the JSON files that is a token or JSON, and the files themselves where they are small.
    Tokens,
    /// Keys and certificates in every form.
    Keys,
    /// The templates that the program has.
    Templates,
    /// The numbers of those key files, each alone.
    Numbers,
    /// What happens to a workbench, at random.
    Events,
}

/// Files that cost seconds on purpose: what they cost is bounded in the tests.
const COSTLY: [&str; 2] = ["costly", "hostile-"];
/// Seeds that are lives of a workbench, and bytes of each.
const LIVES: usize = 40;
const LIFE: usize = 1_000;
/// The largest file that is a seed, in bytes.
const LARGEST: u64 = 16 << 10;

/// The seeds of the target with that name, in an order that is always the same.
pub(crate) fn of(name: &str, seeds: Seeds) -> Vec<Vec<u8>> {
    let made = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name));
    let mut all: Vec<Vec<u8>> = made.iter().map(|file| fs::read(file).unwrap()).collect();
    match seeds {
        Seeds::Tokens => all.extend(tokens()),
        Seeds::Keys => all.extend(keys().into_iter().map(|(_, bytes)| bytes)),
        Seeds::Templates => {
            all.extend(files(&root().join("assets/templates")).iter().map(|file| fs::read(file).unwrap()));
        }
        Seeds::Numbers => all.extend((0..u16::try_from(keys().len()).unwrap()).map(|n| n.to_le_bytes().to_vec())),
        Seeds::Events => {
            let mut random = Random::new(SEED);
            all.extend((0..LIVES).map(|_| random.by_ref().take(LIFE).collect()));
        }
    }
    all
}

/// The key files of the tests, with their paths.
pub(crate) fn keys() -> Vec<(String, Vec<u8>)> {
    let folders =
        ["certificates", "ed448", "encrypted", "foreign", "jwk", "keys", "making", "mldsa", "odd", "openssh", "rfc"];
    let all = folders.into_iter().flat_map(|folder| files(&vectors().join(folder)));
    let is_key = |file: &PathBuf| {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let costly = COSTLY.iter().any(|costly| file.file_name().unwrap().to_str().unwrap().starts_with(costly));
        !costly && !["md", "py"].contains(&extension) && fs::metadata(file).unwrap().len() <= LARGEST
    };
    let path = |file: &Path| file.strip_prefix(vectors()).unwrap().to_str().unwrap().to_owned();
    all.filter(is_key).map(|file| (path(&file), fs::read(&file).unwrap())).collect()
}

fn tokens() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for file in files(&vectors()) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let Ok(value) = serde_json::from_str::<Value>(&text) else { continue };
        if text.len() < 4096 {
            found.push(text.into_bytes());
        }
        strings(&value, &mut found);
    }
    found.sort();
    found.dedup();
    found
}

/// The strings of a document that begin as a token or as JSON does.
fn strings(value: &Value, found: &mut Vec<Vec<u8>>) {
    match value {
        Value::String(text)
            if text.len() < 8192 && (text.matches('.').count() > 1 || text.trim_start().starts_with('{')) =>
        {
            found.push(text.clone().into_bytes());
        }
        Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        Value::Object(members) => members.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}

/// Every file below a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

pub(crate) fn vectors() -> PathBuf {
    root().join("tests/vectors")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
