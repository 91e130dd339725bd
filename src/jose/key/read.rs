//! Key files: what kind of text or bytes it is, and every key in it.
//!
//! The content decides, never a file name. A file with one readable key is a
//! success; what else is wrong in it stands beside.

use der::Decode as _;
use x509_cert::request::CertReq;
use zeroize::Zeroizing;

use super::certificate::Certificate;
use super::choose::Source;
use super::format::{
    Context, FOREIGN_LABELS, FOREIGN_TEXTS, Foreign, KEY_FORMATS, KeyFormat, REQUEST, foreign_bytes, text_format,
};
use super::passphrase::Passphrase;
use super::pem::{self, Block};
use super::private::PrivateKey;
use super::protected::derive::Budget;
use super::public::PublicKey;
use super::secret::Secret;
use super::{jwk, protected, sniff};
use crate::jose::problem::{Part, Place, Problem};

/// Longer input is no key file.
const MAX_LEN: usize = 1 << 20;
/// More items than this are no key file: each is compared with the others.
pub(super) const MOST_ITEMS: usize = 1000;

/// One thing that a key file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A private key.
    Private(PrivateKey),
    /// A public key.
    Public(PublicKey),
    /// A certificate.
    Certificate(Certificate),
    /// An HMAC secret, of an `oct` JWK.
    Secret(Secret),
}

/// What a key file says of a key beside the key itself; foreign text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// `kid` of a JWK (RFC 7517 section 4.5), `private_key_id` of a service account.
    pub kid: Option<String>,
    /// `alg` of a JWK (RFC 7517 section 4.4): the one algorithm that it is meant for.
    pub alg: Option<String>,
    /// `use` of a JWK (RFC 7517 section 4.2): "sig", "enc" or another word.
    pub usage: Option<String>,
    /// `key_ops` of a JWK (RFC 7517 section 4.3).
    pub operations: Option<Vec<String>>,
    /// Comment of an OpenSSH key, friendlyName of PKCS#12 (RFC 2985 section 5.5.1), e-mail address of a service account.
    pub name: Option<String>,
}

/// An item and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The item.
    pub item: Item,
    /// Its encoding, a name of the tables: "PKCS#1", "PKCS#8", "SEC1", "SPKI", "X.509", "JWK", "PKCS#12", …
    pub encoding: &'static str,
    /// The line that it begins at, 1-based; 1 for DER.
    pub line: usize,
    /// What the file says of it.
    pub label: Label,
    /// How it was encrypted in the file: "PBES2, AES-256-CBC, PBKDF2 with HMAC-SHA256, 600000 rounds".
    pub protection: Option<String>,
}

impl Found {
    /// An item of that encoding, at line 1, of which nothing else is said.
    pub fn new(item: Item, encoding: &'static str) -> Self {
        Self { item, encoding, line: 1, label: Label::default(), protection: None }
    }

    /// The public key that is in it or follows from it; none for a secret.
    pub const fn public(&self) -> Option<&PublicKey> {
        match &self.item {
            Item::Private(key) => key.public(),
            Item::Public(key) => Some(key),
            Item::Certificate(certificate) => Some(certificate.public()),
            Item::Secret(_) => None,
        }
    }

    /// True for a private key or a secret.
    pub const fn is_private(&self) -> bool {
        matches!(self.item, Item::Private(_) | Item::Secret(_))
    }
}

/// What a key file holds: at least one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFile {
    /// The items, in the order of the file.
    pub found: Vec<Found>,
    /// What else is in the file and could not be used.
    pub problems: Vec<Problem>,
    /// It is a JWK Set: its keys are chosen by `kid`.
    pub is_set: bool,
    /// The keys of a JWK Set that cannot be used, by their `kid`, and why; the problems tell of them too.
    pub refused: Vec<(String, Problem)>,
}

impl KeyFile {
    /// The items of a file that is no JWK Set.
    pub const fn of(found: Vec<Found>) -> Self {
        Self { found, problems: Vec::new(), is_set: false, refused: Vec::new() }
    }

    /// The first private key.
    pub fn first_private(&self) -> Option<&PrivateKey> {
        self.found.iter().find_map(|found| match &found.item {
            Item::Private(key) => Some(key),
            _ => None,
        })
    }

    /// The first HMAC secret.
    pub fn first_secret(&self) -> Option<&Secret> {
        self.found.iter().find_map(|found| match &found.item {
            Item::Secret(secret) => Some(secret),
            _ => None,
        })
    }

    /// The certificate that counts: the one of a private key in the file, else the first that vouches for no other.
    pub fn leaf(&self) -> Option<&Certificate> {
        Source::of(self.found.iter().collect()).leaves().into_iter().next()
    }

    /// The key to verify with: of the [`Self::leaf`] certificate, else the first public key, else the public part of
    /// the first private key.
    pub fn first_public(&self) -> Option<&PublicKey> {
        let bare = || {
            self.found.iter().find_map(|found| match &found.item {
                Item::Public(key) => Some(key),
                _ => None,
            })
        };
        let certified = self.leaf().map(Certificate::public);
        certified.or_else(bare).or_else(|| self.first_private()?.public())
    }

    /// The certificates, in the order of the file.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.found.iter().filter_map(|found| match &found.item {
            Item::Certificate(certificate) => Some(certificate),
            _ => None,
        })
    }
}

/// True if a passphrase is what it takes: none was given, or a wrong one.
pub fn is_locked(problem: &Problem) -> bool {
    ["encrypted_key", "wrong_passphrase"].contains(&problem.code)
}

/// Reads every key of a text; `part` names the text in problems.
///
/// Of more than 1000 keys and certificates the first are read, and a problem `too_many_keys` stands beside them; also
/// where the private keys take too long to check. Fails if there is no key in it, with the reason: `no_key`, `too_large`, `truncated`, `label_mismatch`,
/// `bad_base64`, `unknown_label`, `encrypted_key`, `unsupported_format`, or a code of the key that is in it
/// ([`PublicKey::from_spki`], [`PrivateKey::from_pkcs8`], [`Certificate::from_der`]).
pub fn read(text: &str, part: Part) -> Result<KeyFile, Problem> {
    read_text(text, Context { place: Place::of(part), passphrase: None, budget: &Budget::unasked() }).map(bounded(part))
}

/// Reads every key of a file: text or DER, told apart by content.
///
/// Fails as [`read`] does, and with `utf16` or `not_text`.
pub fn read_bytes(bytes: &[u8], part: Part) -> Result<KeyFile, Problem> {
    read_any(bytes, Context { place: Place::of(part), passphrase: None, budget: &Budget::unasked() }).map(bounded(part))
}

/// Reads every key of a file that is encrypted, or has encrypted keys in it. Deriving keys from the passphrase may
/// take seconds, for all of them together.
///
/// Fails as [`read_bytes`] does, and with `wrong_passphrase`, `costly_key` or `unsupported_encryption`.
pub fn unlock(bytes: &[u8], passphrase: &Passphrase, part: Part) -> Result<KeyFile, Problem> {
    let budget = Budget::asked();
    let at = Context { place: Place::of(part), passphrase: Some(passphrase), budget: &budget };
    read_any(bytes, at).map(bounded(part))
}

/// Leaves what is over the bound out, and says so.
fn bounded(part: Part) -> impl Fn(KeyFile) -> KeyFile {
    move |mut file| {
        if file.found.len() > MOST_ITEMS {
            file.found.truncate(MOST_ITEMS);
            let message = format!("there are more than {MOST_ITEMS} keys and certificates; the rest is not read");
            let problem = Problem::new("too_many_keys", Place::of(part), message);
            file.problems.push(problem.hint("give the key alone"));
        }
        file
    }
}

/// Reads every key of a file within another text, at the cost of that one.
pub(super) fn read_any(bytes: &[u8], at: Context<'_>) -> Result<KeyFile, Problem> {
    if bytes.len() > MAX_LEN {
        return Err(too_large(at.place));
    }
    if bytes.first() == Some(&0x30) {
        match read_der(bytes, at) {
            Ok((file, _)) => return Ok(file),
            // 0x30 is also the character 0.
            Err(problem) if problem.code != "bad_der" || std::str::from_utf8(bytes).is_err() => return Err(problem),
            Err(_) => {}
        }
    }
    if sniff::is_utf16(bytes) {
        return Err(Problem::new("utf16", at.place, "the file is UTF-16 text; keys are read as UTF-8")
            .hint("save it as UTF-8; in PowerShell: Get-Content FILE | Set-Content -Encoding utf8 NEW"));
    }
    if let Some(foreign) = foreign_bytes(bytes) {
        return Err(foreign.problem(at.place));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => read_text(text, at),
        // Text beside the blocks may be in an old encoding; the blocks are ASCII.
        Err(_) if bytes.windows(11).any(|window| window == b"-----BEGIN ") => read_text(&ascii(bytes), at),
        Err(error) => {
            let place = Place::at(at.place.part, error.valid_up_to());
            Err(Problem::new("not_text", place, "this is neither text nor a DER key").hint(NO_KEY_HINT))
        }
    }
}

fn read_text(text: &str, at: Context<'_>) -> Result<KeyFile, Problem> {
    if text.len() > MAX_LEN {
        return Err(too_large(at.place));
    }
    let trimmed = sniff::trim(text);
    if let Some(format) = text_format(trimmed) {
        return (format.read)(trimmed, at);
    }
    let mut file = KeyFile::of(Vec::new());
    for block in pem::blocks(text, at.place.part) {
        match block.and_then(|block| read_block(&block, at, &mut file.problems)) {
            Ok(found) => file.found.extend(found),
            Err(problem) => file.problems.push(problem),
        }
    }
    // A locked key beside a certificate is what the user came for: the passphrase is asked first.
    let locked = file.problems.iter().position(is_locked);
    if let Some(locked) = locked.filter(|_| !file.found.iter().any(Found::is_private)) {
        return Err(file.problems.swap_remove(locked));
    }
    if !file.found.is_empty() {
        for problem in file.problems.iter_mut().filter(|problem| problem.code == "encrypted_key") {
            problem.hint = Some(BESIDE_HINT.to_owned());
        }
        return Ok(file);
    }
    Err(file.problems.into_iter().next().unwrap_or_else(|| without_block(text, trimmed, at.place)))
}

/// The text with a question mark for each byte that is not ASCII, so that offsets stay.
fn ascii(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len()));
    text.extend(bytes.iter().map(|&byte| if byte.is_ascii() { char::from(byte) } else { '?' }));
    text
}

/// Reads DER of any format, and says of which. `bad_der` means that it is of none.
pub(super) fn read_der(der: &[u8], at: Context<'_>) -> Result<(KeyFile, &'static KeyFormat), Problem> {
    for format in &KEY_FORMATS {
        match (format.read)(der, at) {
            Ok(file) => return Ok((file, format)),
            Err(problem) if problem.code == "bad_der" => {}
            Err(problem) => return Err(problem),
        }
    }
    if CertReq::from_der(der).is_ok() {
        return Err(REQUEST.problem(at.place));
    }
    Err(Problem::new("bad_der", at.place, "the bytes are no key or certificate: cut, damaged or of another kind")
        .hint(NO_KEY_HINT))
}

/// For a locked key beside others that can be read: nobody asks for its passphrase.
const BESIDE_HINT: &str =
    "give its passphrase: --passphrase-file FILE or --passphrase-env VAR, or put the key into a file of its own";

const NO_KEY_HINT: &str = "give PEM with its BEGIN and END lines, DER (PKCS#8, PKCS#1, SEC1, SPKI, X.509, PKCS#12), a JWK \
                           or JWK Set, or a key of OpenSSH";

/// The items of one block; none for a block that only accompanies a key.
fn read_block(block: &Block<'_>, at: Context<'_>, problems: &mut Vec<Problem>) -> Result<Vec<Found>, Problem> {
    let at = Context { place: Place::line(at.place.part, block.line), ..at };
    let placed = |mut found: Vec<Found>| {
        for found in &mut found {
            found.line = block.line;
        }
        found
    };
    let placed_file = |file: KeyFile, problems: &mut Vec<Problem>| {
        problems.extend(file.problems);
        placed(file.found)
    };
    if let Some(dek) = &block.dek {
        return protected::traditional(block.label, dek, &block.der, at).map(placed);
    }
    if block.label == "EC PARAMETERS" {
        return Ok(Vec::new());
    }
    if let Some(foreign) = FOREIGN_LABELS.iter().find(|foreign| foreign.sign == block.label) {
        return Err(foreign.problem(at.place));
    }
    let Some(format) = KEY_FORMATS.iter().find(|format| format.labels.contains(&block.label)) else {
        return Err(unknown_label(block.label, at.place));
    };
    let problem = match (format.read)(&block.der, at) {
        Ok(file) => return Ok(placed_file(file, problems)),
        Err(problem) => problem,
    };
    if problem.code != "bad_der" {
        return Err(problem);
    }
    // The content decides: some tools put one structure under the label of another.
    match read_der(&block.der, at) {
        Ok((file, format)) => {
            problems.push(wrong_label(block.label, &file, format.encoding, at.place));
            Ok(placed_file(file, problems))
        }
        Err(other) if other.code != "bad_der" => Err(other),
        Err(_) => Err(problem),
    }
}

/// The content is not what the label says, and is read as what it is.
fn wrong_label(label: &str, file: &KeyFile, encoding: &str, place: Place) -> Problem {
    let problem = |message: String| Problem::new("wrong_label", place, message);
    if label.contains("PRIVATE") || !file.found.iter().any(Found::is_private) {
        return problem(format!("the block is called {label:?} and holds {encoding}; it is read as that"));
    }
    problem(format!("the block is called {label:?} and holds a PRIVATE key ({encoding}): it is not for handing out"))
        .hint("whoever has the file can sign: jotbench key convert FILE --to spki --public writes the public key alone")
}

fn unknown_label(label: &str, place: Place) -> Problem {
    let message = format!("a PEM block {} is no key or certificate that is known here", pem::quoted(label));
    Problem::new("unknown_label", place, message)
        .hint("give PRIVATE KEY, RSA PRIVATE KEY, EC PRIVATE KEY, PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE")
}

/// Why a text without any PEM block is no key.
fn without_block(text: &str, trimmed: &str, place: Place) -> Problem {
    if trimmed.is_empty() {
        return Problem::new("no_key", place, "there is nothing in it").hint(NO_KEY_HINT);
    }
    if let Some(foreign) = foreign_text(trimmed) {
        return foreign.problem(place);
    }
    if let Some(problem) = jwk::near_miss(trimmed, place) {
        return problem;
    }
    if text.contains("-----BEGIN EC PARAMETERS-----") {
        return Problem::new("no_key", place, "there are curve parameters in it and no key").hint(NO_KEY_HINT);
    }
    Problem::new("no_key", place, "there is no key or certificate in it").hint(NO_KEY_HINT)
}

/// The foreign format of a text that holds no PEM block.
pub(super) fn foreign_text(trimmed: &str) -> Option<&'static Foreign> {
    FOREIGN_TEXTS.iter().find(|foreign| trimmed.starts_with(foreign.sign))
}

fn too_large(place: Place) -> Problem {
    Problem::new("too_large", place, "more than 1 MiB is no key file").hint("give the key alone")
}

#[cfg(test)]
mod tests;
