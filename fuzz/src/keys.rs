//! A key, certificate or secret, or what should be one: it is read as each side reads
//! it, with a passphrase too; what was read is told, written in every form and read back.

use jotbench::jose::key::convert::{self, FORMS, Wanted};
use jotbench::jose::key::{self, Found, Item, KeyFile, Passphrase, Secret, SecretEncoding, inspect};
use jotbench::jose::problem::{Part, Problem};

use super::shown;

/// What opens the locked keys among the seeds, and what opens none.
const PASSPHRASES: [&str; 3] = ["hunter2", "correct horse", ""];
/// 2026-11-22T05:10:04Z in seconds.
const NOW: i64 = 1_795_324_204;

/// Takes any bytes.
pub fn run(data: &[u8]) {
    for part in [Part::SigningKey, Part::VerificationKey] {
        look(key::read_bytes(data, part).as_ref());
    }
    let locked = key::read_bytes(data, Part::Key).is_err_and(|problem| key::is_locked(&problem));
    for passphrase in PASSPHRASES.iter().filter(|_| locked) {
        look(key::unlock(data, &Passphrase::new(passphrase), Part::SigningKey).as_ref());
    }
    let text = String::from_utf8_lossy(data);
    let read = key::read(&text, Part::Key);
    look(read.as_ref());
    if read.is_ok_and(|file| file.first_private().is_some()) {
        assert!(key::has_private(&text), "a private key is not taken for one");
        assert!(key::looks_like_key(&text).is_some_and(|hint| hint.private), "a private key does not look like one");
    }
    for encoding in SecretEncoding::ALL {
        if let Err(problem) = Secret::read(&text, encoding) {
            shown::problem(&problem);
        }
    }
}

/// What came of reading.
pub(crate) fn look(read: Result<&KeyFile, &Problem>) {
    let file = match read {
        Ok(file) => file,
        Err(problem) => return shown::problem(problem),
    };
    assert!(!file.found.is_empty(), "a file with no key in it is a problem");
    file.problems.iter().for_each(shown::problem);
    for found in &file.found {
        let facts = inspect::look(found, NOW);
        shown::text(&format!("{facts:?}"));
        shown::text(&inspect::describe(found));
    }
    for form in FORMS.iter().filter(|form| !form.digest) {
        for public in [false, true] {
            let written = match convert::convert(file, form, &Wanted { public, kid: None }) {
                Ok(written) => written,
                Err(problem) => {
                    shown::problem(&problem);
                    continue;
                }
            };
            written.notes.iter().for_each(shown::problem);
            let again = key::read_bytes(&written.bytes, Part::Key);
            let again = again.unwrap_or_else(|problem| panic!("{} is not read back: {problem}", form.name));
            let private = again.found.iter().any(Found::is_private);
            assert_eq!(written.private, private, "{}: whether it is private", form.name);
            assert!(!public || !private, "{}: a private key in what is public", form.name);
            for one in &again.found {
                assert!(
                    file.found.iter().any(|found| is(&found.item, &one.item)),
                    "{}: another key, {one:?}",
                    form.name
                );
            }
        }
    }
}

/// Whether a key is the other, or the public part of it.
fn is(whole: &Item, part: &Item) -> bool {
    match (whole, part) {
        // How a key is written does not matter; nothing but the same private key has the same public one.
        (Item::Private(whole), Item::Private(part)) => match (whole.public(), part.public()) {
            (Some(whole), Some(part)) => whole.matches(part),
            (whole, part) => whole.is_none() && part.is_none(),
        },
        (Item::Private(whole), Item::Public(part)) => whole.public().is_some_and(|public| public.matches(part)),
        (Item::Public(whole), Item::Public(part)) => whole.matches(part),
        (Item::Certificate(whole), Item::Public(part)) => whole.public().matches(part),
        (whole, part) => whole == part,
    }
}
