//! Key files of every container, changed within: the DER inside PEM, the blob inside
//! OpenSSH's form, the bags of PKCS#12. Two bytes pick the file, every three after them
//! change a byte of what it holds.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jotbench::jose::key::{self, Passphrase};
use jotbench::jose::problem::Part;

use super::keys::look;
use super::seeds;

/// A file: what stands before its content, the content, and what stands behind it.
struct Container {
    passphrase: &'static str,
    head: String,
    inner: Vec<u8>,
    tail: String,
    armoured: bool,
}

static FILES: LazyLock<Vec<Container>> = LazyLock::new(|| {
    let files: Vec<Container> = seeds::keys().iter().filter_map(|(path, bytes)| container(path, bytes)).collect();
    assert!(files.len() > 150, "only {} files", files.len());
    files
});

fn container(path: &str, bytes: &[u8]) -> Option<Container> {
    let passphrase = if path.starts_with("openssh/") { "correct horse" } else { "hunter2" };
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let Some(begin) = text.find("-----BEGIN ") else {
        // What is text is fuzzed as it stands by `keys`.
        let binary = text.is_empty() && !bytes.is_empty();
        return binary.then(|| Container {
            passphrase,
            head: String::new(),
            inner: bytes.to_vec(),
            tail: String::new(),
            armoured: false,
        });
    };
    let body = begin + text[begin..].find("-----\n").or_else(|| text[begin..].find("-----\r\n"))? + "-----\n".len();
    // OpenSSL's old form has its headers before an empty line.
    let body = text[body..].find("\n\n").map_or(body, |at| body + at + 2);
    let end = body + text[body..].find("-----END")?;
    let digits: String = text[body..end].split_whitespace().collect();
    let inner = STANDARD.decode(digits).ok()?;
    Some(Container { passphrase, head: text[..body].to_owned(), inner, tail: text[end..].to_owned(), armoured: true })
}

/// Takes any bytes.
pub fn run(data: &[u8]) {
    let Some(([low, high], changes)) = data.split_first_chunk() else { return };
    let file = &FILES[usize::from(u16::from_le_bytes([*low, *high])) % FILES.len()];
    let mut inner = file.inner.clone();
    for change in changes.chunks_exact(3).take(16) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1] & 0x1f])) % (inner.len() + 1);
        match (change[1] >> 5, inner.get_mut(at)) {
            (0..=2, Some(byte)) => *byte = change[2],
            (3, Some(byte)) => *byte ^= 1 << (change[2] % 8),
            (4, Some(byte)) => *byte = byte.wrapping_add(change[2]),
            (5, Some(_)) => drop(inner.remove(at)),
            (6, _) => inner.insert(at, change[2]),
            _ => inner.truncate(at),
        }
    }
    let bytes = if file.armoured {
        let lines = STANDARD.encode(&inner);
        let lines: Vec<&str> = lines.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("{}{}\n{}", file.head, lines.join("\n"), file.tail).into_bytes()
    } else {
        inner
    };
    for part in [Part::SigningKey, Part::VerificationKey] {
        look(key::read_bytes(&bytes, part).as_ref());
    }
    let opened = key::unlock(&bytes, &Passphrase::new(file.passphrase), Part::SigningKey);
    if let Err(problem) = &opened {
        assert!(!problem.to_string().contains(file.passphrase), "the passphrase is told: {problem}");
    }
    look(opened.as_ref());
}
