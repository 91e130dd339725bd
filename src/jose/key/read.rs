//! Key files: what kind of text or bytes it is, and every key in it.
//!
//! The content decides, never a file name. A file with one readable key is a
//! success; what else is wrong in it stands beside.

use zeroize::Zeroizing;

use super::certificate::Certificate;
use super::format::{self, FOREIGN_LABELS, FOREIGN_TEXTS, Foreign, KEY_FORMATS};
use super::pem::{self, Block};
use super::private::PrivateKey;
use super::public::PublicKey;
use super::sniff;
use crate::jose::problem::{Part, Place, Problem};

/// Longer input is no key file.
const MAX_LEN: usize = 1 << 20;

/// One thing that a key file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A private key.
    Private(PrivateKey),
    /// A public key.
    Public(PublicKey),
    /// A certificate.
    Certificate(Certificate),
}

/// An item and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The item.
    pub item: Item,
    /// Its encoding: "PKCS#1", "PKCS#8", "SEC1", "SPKI" or "X.509".
    pub encoding: &'static str,
    /// The line that it begins at, 1-based; 1 for DER.
    pub line: usize,
}

/// What a key file holds: at least one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFile {
    /// The items, in the order of the file.
    pub found: Vec<Found>,
    /// What else is in the file and could not be used.
    pub problems: Vec<Problem>,
}

impl KeyFile {
    /// The first private key.
    pub fn first_private(&self) -> Option<&PrivateKey> {
        self.found.iter().find_map(|found| match &found.item {
            Item::Private(key) => Some(key),
            Item::Public(_) | Item::Certificate(_) => None,
        })
    }

    /// The key to verify with: of the first certificate, else the first public key, else the public part of
    /// the first private key.
    pub fn first_public(&self) -> Option<&PublicKey> {
        let bare = || {
            self.found.iter().find_map(|found| match &found.item {
                Item::Public(key) => Some(key),
                Item::Private(_) | Item::Certificate(_) => None,
            })
        };
        let certified = self.certificates().next().map(Certificate::public);
        certified.or_else(bare).or_else(|| self.first_private()?.public())
    }

    /// The certificates, in the order of the file.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.found.iter().filter_map(|found| match &found.item {
            Item::Certificate(certificate) => Some(certificate),
            Item::Private(_) | Item::Public(_) => None,
        })
    }
}

/// Reads every key of a text; `part` names the text in problems.
///
/// Fails if there is no key in it, with the reason: `no_key`, `too_large`, `truncated`, `label_mismatch`,
/// `bad_base64`, `unknown_label`, `no_armour`, `encrypted_key`, `unsupported_format`, or a code of the key that
/// is in it ([`PublicKey::from_spki`], [`PrivateKey::from_pkcs8`], [`Certificate::from_der`]).
pub fn read(text: &str, part: Part) -> Result<KeyFile, Problem> {
    if text.len() > MAX_LEN {
        return Err(too_large(part));
    }
    let mut file = KeyFile { found: Vec::new(), problems: Vec::new() };
    for block in pem::blocks(text, part) {
        match block.and_then(|block| read_block(&block, part, &mut file.problems)) {
            Ok(Some(found)) => file.found.push(found),
            Ok(None) => {}
            Err(problem) => file.problems.push(problem),
        }
    }
    if !file.found.is_empty() {
        return Ok(file);
    }
    Err(file.problems.into_iter().next().unwrap_or_else(|| without_block(text, part)))
}

/// Reads every key of a file: PEM text or DER, told apart by content.
///
/// Fails as [`read`] does, and with `utf16` or `not_text`.
pub fn read_bytes(bytes: &[u8], part: Part) -> Result<KeyFile, Problem> {
    if bytes.len() > MAX_LEN {
        return Err(too_large(part));
    }
    if bytes.first() == Some(&0x30) {
        match read_der(bytes, Place::of(part)) {
            Ok((item, encoding)) => {
                return Ok(KeyFile { found: vec![Found { item, encoding, line: 1 }], problems: Vec::new() });
            }
            // 0x30 is also the character 0.
            Err(problem) if problem.code != "bad_der" || std::str::from_utf8(bytes).is_err() => return Err(problem),
            Err(_) => {}
        }
    }
    if sniff::is_utf16(bytes) {
        return Err(Problem::new("utf16", Place::of(part), "the file is UTF-16 text; keys are read as UTF-8")
            .hint("save it as UTF-8; in PowerShell: Get-Content FILE | Set-Content -Encoding utf8 NEW"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => read(text, part),
        // Text beside the blocks may be in an old encoding; the blocks are ASCII.
        Err(_) if bytes.windows(11).any(|window| window == b"-----BEGIN ") => read(&ascii(bytes), part),
        Err(error) => {
            let place = Place::at(part, error.valid_up_to());
            Err(Problem::new("not_text", place, "this is neither text nor a DER key").hint(NO_KEY_HINT))
        }
    }
}

/// The text with a question mark for each byte that is not ASCII, so that offsets stay.
fn ascii(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len()));
    text.extend(bytes.iter().map(|&byte| if byte.is_ascii() { char::from(byte) } else { '?' }));
    text
}

/// Reads DER of any format. `bad_der` means that it is of none.
pub(super) fn read_der(der: &[u8], place: Place) -> Result<(Item, &'static str), Problem> {
    for format in &KEY_FORMATS {
        match (format.read)(der, place) {
            Ok(item) => return Ok((item, format.encoding)),
            Err(problem) if problem.code == "bad_der" => {}
            Err(problem) => return Err(problem),
        }
    }
    match sniff::foreign_der(der) {
        Some(foreign) => Err(foreign.problem(place)),
        None => {
            Err(Problem::new("bad_der", place, "the bytes are no key or certificate: cut, damaged or of another kind")
                .hint(NO_KEY_HINT))
        }
    }
}

const NO_KEY_HINT: &str = "give a PEM text with its BEGIN and END lines, or DER: PKCS#8, PKCS#1, SEC1, SPKI or X.509";

/// The item of one block; nothing for a block that only accompanies a key.
fn read_block(block: &Block<'_>, part: Part, problems: &mut Vec<Problem>) -> Result<Option<Found>, Problem> {
    let place = Place::line(part, block.line);
    if block.encrypted {
        return Err(format::ENCRYPTED_BLOCK.problem(place));
    }
    if block.label == "EC PARAMETERS" {
        return Ok(None);
    }
    if let Some(foreign) = FOREIGN_LABELS.iter().find(|foreign| foreign.sign == block.label) {
        return Err(foreign.problem(place));
    }
    let Some(format) = KEY_FORMATS.iter().find(|format| format.label == block.label) else {
        return Err(unknown_label(block.label, place));
    };
    let problem = match (format.read)(&block.der, place) {
        Ok(item) => return Ok(Some(Found { item, encoding: format.encoding, line: block.line })),
        Err(problem) => problem,
    };
    if problem.code != "bad_der" {
        return Err(problem);
    }
    // The content decides: some tools put one structure under the label of another.
    match read_der(&block.der, place) {
        Ok((item, encoding)) => {
            let message = format!("the block is called {:?} and holds {encoding}; it is read as that", block.label);
            problems.push(Problem::new("wrong_label", place, message));
            Ok(Some(Found { item, encoding, line: block.line }))
        }
        Err(other) if other.code != "bad_der" => Err(other),
        Err(_) => Err(problem),
    }
}

fn unknown_label(label: &str, place: Place) -> Problem {
    let message = format!("a PEM block {} is no key or certificate that is known here", pem::quoted(label));
    Problem::new("unknown_label", place, message)
        .hint("give PRIVATE KEY, RSA PRIVATE KEY, EC PRIVATE KEY, PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE")
}

/// Why a text without any PEM block is no key.
fn without_block(text: &str, part: Part) -> Problem {
    let place = Place::of(part);
    let trimmed = sniff::trim(text);
    if trimmed.is_empty() {
        return Problem::new("no_key", place, "there is nothing in it").hint(NO_KEY_HINT);
    }
    if let Some(foreign) = foreign_text(trimmed) {
        return foreign.problem(place);
    }
    if text.contains("-----BEGIN EC PARAMETERS-----") {
        return Problem::new("no_key", place, "there are curve parameters in it and no key").hint(NO_KEY_HINT);
    }
    if sniff::bare_base64(trimmed).is_some_and(|der| sniff::is_key_der(&der)) {
        return Problem::new("no_armour", place, "this is the base64 body of a key without its BEGIN and END lines")
            .hint("copy the lines with BEGIN and END too");
    }
    Problem::new("no_key", place, "there is no key or certificate in it").hint(NO_KEY_HINT)
}

/// The foreign format of a text that holds no PEM block.
pub(super) fn foreign_text(trimmed: &str) -> Option<&'static Foreign> {
    match sniff::json_kind(trimmed) {
        Some(sniff::JsonKind::Jwk) => Some(&format::JWK),
        Some(sniff::JsonKind::JwkSet) => Some(&format::JWK_SET),
        None => FOREIGN_TEXTS.iter().find(|foreign| trimmed.starts_with(foreign.sign)),
    }
}

fn too_large(part: Part) -> Problem {
    Problem::new("too_large", Place::of(part), "more than 1 MiB is no key file").hint("give the key alone")
}

#[cfg(test)]
mod tests {

    use super::*;

    fn code(bytes: &[u8]) -> &'static str {
        read_bytes(bytes, Part::Key).unwrap_err().code
    }

    /// SEQUENCE in SEQUENCE, so many times.
    fn nested(depth: usize) -> Vec<u8> {
        (0..depth).fold(Vec::new(), |inner: Vec<u8>, _| {
            let length = u32::try_from(inner.len()).unwrap().to_be_bytes();
            let short: Vec<u8> = length.into_iter().skip_while(|&byte| byte == 0).collect();
            let head = match inner.len() {
                0..128 => vec![0x30, length[3]],
                _ => [vec![0x30, 0x80 | u8::try_from(short.len()).unwrap()], short].concat(),
            };
            [head, inner].concat()
        })
    }

    #[test]
    fn what_is_no_key_is_named_at_once() {
        let cut = &include_bytes!("../../../tests/vectors/keys/rsa2048/private.pkcs8.der")[..500];
        let trailing =
            [include_bytes!("../../../tests/vectors/keys/rsa2048/public.spki.der").as_slice(), &[0]].concat();
        for (bytes, expected) in [
            (vec![], "no_key"),
            (b" \r\n\t".to_vec(), "no_key"),
            (vec![0; 1_000_000], "no_key"),
            (vec![0; (1 << 20) + 1], "too_large"),
            (vec![0xff; 100], "not_text"),
            (nested(3000), "bad_der"),
            (nested(100_000), "bad_der"),
            (cut.to_vec(), "bad_der"),
            (trailing, "bad_der"),
            (b"\xff\xfe-\0-\0".to_vec(), "utf16"),
            (b"-\0-\0-\0-\0-\0".to_vec(), "utf16"),
            (b"0123 is a text too".to_vec(), "no_key"),
            (b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me@host".to_vec(), "unsupported_format"),
            (b"PuTTY-User-Key-File-3: ssh-rsa".to_vec(), "unsupported_format"),
            (b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n".to_vec(), "no_key"),
            (b"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=".to_vec(), "no_armour"),
        ] {
            assert_eq!(code(&bytes), expected, "{:?}", &bytes[..bytes.len().min(40)]);
        }
    }

    #[test]
    fn text_in_an_old_encoding_beside_a_block_does_no_harm() {
        let pem = include_bytes!("../../../tests/vectors/keys/p256/private.pkcs8.pem");
        let latin = [b"friendlyName: M\xfcller\n", pem.as_slice()].concat();
        let same = read_bytes(pem, Part::Key).unwrap().found.remove(0).item;
        assert_eq!(read_bytes(&latin, Part::Key).unwrap().found, [Found { item: same, encoding: "PKCS#8", line: 2 }]);
    }

    #[test]
    fn a_bomb_in_a_block_does_no_harm() {
        use base64::Engine as _;
        let bomb = base64::engine::general_purpose::STANDARD.encode(nested(3000));
        for format in &KEY_FORMATS {
            let label = format.label;
            assert_eq!(code(format!("-----BEGIN {label}-----\n{bomb}\n-----END {label}-----\n").as_bytes()), "bad_der");
        }
    }

    #[test]
    fn encrypted_keys_and_containers_are_named_with_the_way_out() {
        let der = |sequence: &[u8]| [&[0x30, u8::try_from(sequence.len()).unwrap()], sequence].concat();
        let encrypted = der(&[0x30, 3, 6, 1, 42, 4, 1, 0]);
        let pkcs12 = der(&[2, 1, 3, 0x30, 3, 6, 1, 42]);
        let hint = |bytes: &[u8]| read_bytes(bytes, Part::SigningKey).unwrap_err().hint.unwrap();
        assert_eq!((code(&encrypted), code(&pkcs12)), ("encrypted_key", "unsupported_format"));
        assert_eq!(hint(&encrypted), "decrypt it with: openssl pkcs8 -inform DER -in FILE -out key.pem");
        assert!(hint(&pkcs12).starts_with("openssl pkcs12 -in FILE -nodes"));
        assert_eq!(
            read("{\"kty\":\"RSA\"}", Part::Key).unwrap_err().message,
            "this is a JWK, which cannot be read yet"
        );
    }

    #[test]
    fn the_key_to_verify_with_comes_from_a_certificate_first() {
        let certificate = include_str!("../../../tests/vectors/keys/p256/cert.selfsigned.pem");
        let private = include_str!("../../../tests/vectors/keys/rsa2048/private.pkcs1.pem");
        let public = include_str!("../../../tests/vectors/keys/ed25519/public.spki.pem");
        let first = |text: String| read(&text, Part::Key).unwrap().first_public().unwrap().key_type().to_string();
        assert_eq!(first(format!("{private}{public}{certificate}")), "EC P-256");
        assert_eq!(first(format!("{private}{public}")), "Ed25519");
        assert_eq!(first(private.to_owned()), "RSA 2048");
    }
}
