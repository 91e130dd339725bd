//! Reading keys in each format, and telling that a text is no key: what a key press in
//! pane 3 and an opened file cost.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on fails")]

use divan::Bencher;
use jotbench::jose::key::{Passphrase, looks_like_key, read_bytes, unlock};
use jotbench::jose::problem::Part;

fn main() {
    divan::main();
}

/// A file of the test vectors.
macro_rules! file {
    ($path:literal) => {
        ($path, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/", $path)).as_slice())
    };
}

const PLAIN: [(&str, &[u8]); 9] = [
    file!("keys/rsa2048/private.pkcs8.pem"),
    file!("keys/rsa2048/private.pkcs1.der"),
    file!("keys/rsa2048/private.jwk.json"),
    file!("keys/rsa2048/cert.selfsigned.pem"),
    file!("keys/p256/private.sec1.pem"),
    file!("keys/ed25519/private.pkcs8.pem"),
    file!("keys/ed448/private.pkcs8.pem"),
    file!("keys/mldsa65/private.pkcs8.pem"),
    file!("keys/jwks/public.jwks.json"),
];

const LOCKED: [(&str, &[u8]); 2] =
    [file!("keys/rsa2048/private.pkcs8.encrypted.pem"), file!("keys/rsa2048/private.pkcs1.encrypted.pem")];

#[divan::bench(args = PLAIN.map(|(name, _)| name))]
fn read(bencher: Bencher<'_, '_>, name: &str) {
    let (_, bytes) = PLAIN.iter().find(|(path, _)| *path == name).unwrap();
    bencher.bench_local(|| read_bytes(bytes, Part::Key).unwrap());
}

#[divan::bench(args = LOCKED.map(|(name, _)| name))]
fn open(bencher: Bencher<'_, '_>, name: &str) {
    let (_, bytes) = LOCKED.iter().find(|(path, _)| *path == name).unwrap();
    let passphrase = Passphrase::new("shared test pass phrase");
    bencher.bench_local(|| unlock(bytes, &passphrase, Part::Key).unwrap());
}

/// Texts of 1 MiB that are no key, by how they go on.
#[divan::bench(args = ["letters", "base64 lines", "dashes", "braces"])]
fn tell_a_text_from_a_key(bencher: Bencher<'_, '_>, kind: &str) {
    let unit = match kind {
        "letters" => "correct horse battery staple ",
        "base64 lines" => "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2\n",
        "dashes" => "-----BEGIN ",
        _ => "{\"keys\":[",
    };
    let text = unit.repeat((1 << 20) / unit.len());
    bencher.bench_local(|| looks_like_key(&text));
}
