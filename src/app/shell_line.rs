//! The `jotbench sign` or `jotbench verify` line that does in a script what the screen
//! shows: which of the two, and what the keys are called. How it is written is in
//! `signing` and `verifying`, which are handed names and texts, never a key or a token.

mod line;
mod signing;
mod verifying;

use zeroize::Zeroizing;

use super::derive::Checking;
use super::event::Effect;
use super::job::Revision;
use super::keys::Reading;
use super::overlay::Overlay;
use super::pane::Pane;
use super::workbench::{Source, Workbench};
use super::{App, Copying};
use crate::jose::algorithm::{Algorithm, Family, SigningKey, VerifyingKey};
use crate::jose::decode::{self, Kind};
use crate::jose::key::{Found, Item, KeyFile, jwk};
use crate::jose::keyset::{self, How};
use crate::jose::verify::Signature;
use line::KeyName;
use signing::{Defaults, Signing};
use verifying::Verifying;

/// A command line, and what must be known to run it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellLine {
    /// The line, quoted for POSIX shells.
    pub command: String,
    /// What to put where, in sentences.
    pub words: Vec<String>,
}

/// The line on show.
pub struct Shown {
    /// Rows that it is scrolled by.
    pub top: usize,
    /// The line.
    pub line: ShellLine,
    /// The state of the document that it is about.
    of: (Revision, bool),
}

/// The line for the document at `now` (Unix seconds), or the sentence why there is none.
pub fn shell_line(bench: &Workbench, now: i64) -> Result<ShellLine, String> {
    match bench.mark().source {
        Source::Texts => sign(bench, now),
        Source::Token => verify(bench),
    }
}

fn sign(bench: &Workbench, now: i64) -> Result<ShellLine, String> {
    let derived = bench.derived();
    if let Some(problem) = derived.editing().or_else(|| derived.unsigned()) {
        return Err(problem.to_string());
    }
    match bench.outcome().map(|outcome| &outcome.token) {
        None => return Err("the token is still being signed".to_owned()),
        Some(Some(Err(problem))) => return Err(problem.to_string()),
        Some(_) => {}
    }
    let (Ok(header), Ok(row), Ok(key)) = (&derived.header, &derived.algorithm, &derived.signing) else {
        return Err("there is no token".to_owned());
    };
    let kid = header.kid.as_deref();
    if let Some(file) = bench.keys().signing.file() {
        picks(file, row, kid)?;
    }
    signing::line(&Signing {
        key: &name(bench, Pane::Signing, "the private key of pane 3"),
        defaults: &defaults(bench.keys().signing.file(), key, kid),
        header: bench.text(Pane::Header),
        alg: row.name,
        kid,
        payload: bench.text(Pane::Payload),
        now,
    })
}

/// Whether it is certain which key of a file signs: `jotbench sign` takes none unasked.
fn picks(file: &KeyFile, row: &Algorithm, kid: Option<&str>) -> Result<(), String> {
    let fit = keyset::fit_to_sign(file, Some(row));
    let bears = |found: &&Found| found.label.kid.as_deref() == kid;
    match kid.filter(|_| file.is_set) {
        Some(_) if fit.iter().any(bears) => Ok(()),
        Some(kid) => Err(format!("no key of the set in pane 3 has the kid {kid:?} of the header")),
        None if fit.len() > 1 => Err(format!("{} keys in pane 3 could sign, and the header names none", fit.len())),
        None => Ok(()),
    }
}

/// What `jotbench sign` takes from a key; `file` is what it is in, unless it is a typed secret.
fn defaults(file: Option<&KeyFile>, key: &SigningKey, kid: Option<&str>) -> Defaults {
    let natural = Algorithm::natural(key).map(|row| row.name);
    let is_it = |found: &&Found| match (&found.item, key) {
        (Item::Private(one), SigningKey::Private(key)) => one == key,
        (Item::Secret(one), SigningKey::Secret(secret)) => one == secret,
        _ => false,
    };
    let bears = |found: &&Found| kid.is_some() && found.label.kid.as_deref() == kid;
    let found = file.and_then(|file| {
        let mut same = file.found.iter().filter(is_it);
        same.clone().find(bears).or_else(|| same.next())
    });
    let (Some(file), Some(found)) = (file, found) else {
        return Defaults { alg: natural, kid: None, is_set: false, is_certain: true };
    };
    let picked = file.is_set && bears(&found);
    let others = file.found.iter().filter(|other| other.is_private() && (!picked || bears(other))).count();
    let is_alone = others == 1 && (picked || !file.is_set);
    let is_meant = found.label.alg.as_deref().is_none_or(|alg| Some(alg) == natural);
    Defaults {
        alg: natural.filter(|_| is_alone && is_meant),
        kid: found.label.kid.clone(),
        is_set: file.is_set,
        // The name of a key that is no JWK may be taken for a kid or not.
        is_certain: found.label.kid.is_none() || found.encoding.starts_with("JWK"),
    }
}

fn verify(bench: &Workbench) -> Result<ShellLine, String> {
    let Some(decoded) = &bench.derived().decoded else { return Err("pane 5 holds no token".to_owned()) };
    if let Some(problem) = decoded.problems.first() {
        return Err(problem.to_string());
    }
    if decoded.kind == Kind::Jwe {
        return Err(decode::encrypted(decoded).message);
    }
    let Some(outcome) = bench.outcome() else { return Err("the token is still being checked".to_owned()) };
    let judged = &outcome.judged;
    let Some(checking) = bench.derived().checking(judged.at) else { return Err("there is no signature".to_owned()) };
    let is_valid = judged.signature == Signature::Valid;
    let kid = judged.by.filter(|_| is_valid).and_then(|by| unnamed(checking, by)).transpose()?;
    verifying::line(&Verifying {
        key: &verifying_key(bench, checking, is_valid)?,
        kid: kid.as_deref(),
        policy: bench.policy(),
        detached: decoded.detached && decoded.sd_jwt.is_none(),
    })
}

/// What a token is verified with; where that is in no pane, what is to be found for it.
fn verifying_key(bench: &Workbench, checking: &Checking, is_valid: bool) -> Result<KeyName, String> {
    let row = checking.algorithm.as_ref().ok();
    let unusable = row.filter(|_| checking.pane().is_none()).and_then(|row| bench.keys().unusable(row.family));
    if let Some(problem) = unusable {
        return Err(format!("the key to check with cannot be used: {problem}"));
    }
    // Nobody means to check a stranger's token with the sample's throw-away key.
    let stranger = bench.mark().throw_away && !is_valid;
    let pane = checking.pane().or_else(|| at_hand(bench).filter(|_| row.is_none())).filter(|_| !stranger);
    Ok(match pane {
        Some(3) => name(bench, Pane::Signing, "the key of pane 3"),
        Some(_) => name(bench, Pane::Public, "the public key or certificate of pane 4"),
        None if row.is_some_and(|row| row.family == Family::Hmac) => {
            KeyName::SecretVariable("the secret, which is in no pane yet,".to_owned(), bench.mark().encoding)
        }
        None => KeyName::Variable("the issuer's public key or certificate, which is in no pane yet,".to_owned()),
    })
}

/// A pane with something to check with, whatever for.
fn at_hand(bench: &Workbench) -> Option<u8> {
    let keys = bench.keys();
    let signing = keys.signing.file().is_some() || matches!(keys.signing, Reading::Secret(Ok(_)));
    if keys.public.file().is_some() { Some(4) } else { signing.then_some(3) }
}

/// What `--kid` must be where the token's kid is not in the set and a key of it verifies all the same: a command would
/// look no further.
fn unnamed(checking: &Checking, by: usize) -> Option<Result<String, String>> {
    let candidates = checking.keys.as_ref()?.as_ref().ok()?;
    let How::Tried { unknown_kid: Some(_) } = candidates.how else { return None };
    let candidate = candidates.keys.get(by)?;
    Some(match (&candidate.kid, &candidate.key) {
        (Some(kid), _) => Ok(kid.clone()),
        (None, VerifyingKey::Public(key)) => Ok(jwk::thumbprint(key)),
        (None, VerifyingKey::Secret(_)) => {
            Err("the kid of the token is not in the set, and the secret that verifies it has none".to_owned())
        }
    })
}

/// How a line names what a key pane holds: by its file, or by an environment variable to put `what` into.
fn name(bench: &Workbench, pane: Pane, what: &str) -> KeyName {
    let (mark, keys) = (bench.mark(), bench.keys());
    let [signing, public] = &mark.paths;
    let (reading, path) = if pane == Pane::Signing { (&keys.signing, signing) } else { (&keys.public, public) };
    let what = if mark.throw_away { format!("{what}, which is the sample's,") } else { what.to_owned() };
    match (reading, path) {
        (Reading::Secret(_), Some(path)) => KeyName::SecretFile(path.path.clone(), mark.encoding),
        (Reading::Secret(_), None) => KeyName::SecretVariable("the secret of pane 3".to_owned(), mark.encoding),
        (_, Some(path)) => KeyName::File(path.clone()),
        (_, None) => KeyName::Variable(what),
    }
}

impl App {
    /// Whether there is a line, or why not.
    pub(super) fn can_show_line(&self) -> Result<(), String> {
        shell_line(&self.bench, self.seconds()).map(drop)
    }

    /// Shows the line.
    pub(super) fn show_line(&mut self) {
        if let Ok(line) = shell_line(&self.bench, self.seconds()) {
            self.overlay = Some(Overlay::Shell(Shown { top: 0, line, of: self.state() }));
        }
    }

    /// Copies the line on show. There is no secret in it.
    pub(super) fn copy_line(&mut self) {
        if let Some(Overlay::Shell(shown)) = self.overlay.take() {
            self.copying = Some(Copying { what: "the command".to_owned(), secret: false });
            self.effects.push(Effect::Copy(Zeroizing::new(shown.line.command)));
        }
    }

    /// A line on show is that of the document as it is.
    pub(super) fn keep_line(&mut self) {
        if matches!(&self.overlay, Some(Overlay::Shell(shown)) if shown.of != self.state()) {
            self.overlay = None;
        }
    }
}
