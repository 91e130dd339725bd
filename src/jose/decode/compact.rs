//! Compact serialization: parts in base64url apart by dots (RFC 7515 section 3.1,
//! RFC 7516 section 3.1), with the payload beside it (RFC 7515 appendix F) or
//! unencoded (RFC 7797).

use super::{Decoded, Kind, utf8};
use crate::jose::algorithm::{self, Algorithm, Family};
use crate::jose::base64url::{self, Segment};
use crate::jose::header;
use crate::jose::key::jwk::clip;
use crate::jose::problem::{Part, Place, Problem};

/// Takes it apart. `given` is the payload if it is not in the token.
pub(super) fn read(token: &str, given: Option<&[u8]>) -> Decoded {
    let mut decoded = Decoded::nothing();
    // Millions of dots must cost nothing: five parts and the rest are enough to know.
    let parts: Vec<&str> = token.splitn(6, '.').collect();
    decoded.problems.extend(shape(token, parts.len()));
    decoded.header = decoded.segment(&parts, 0, Part::Header);
    if let Some(read) = decoded.header.as_deref().map(|bytes| utf8(bytes, Part::Header).and_then(header::read)) {
        decoded.take_header(read);
    }
    if parts.len() == 5 {
        // Without a break between them the signature of one runs into the header of the other.
        decoded.five_parts(parts.get(2).is_some_and(|part| part.get(1..).is_some_and(|part| part.contains("eyJ"))));
        return decoded;
    }
    let [header, payload] = [0, 1].map(|at| parts.get(at).copied().unwrap_or_default());
    let unencoded = decoded.jose.as_ref().is_some_and(|jose| jose.unencoded);
    decoded.detached = parts.len() == 3 && payload.is_empty();
    decoded.payload = match given.filter(|_| decoded.detached) {
        Some(given) => Some(given.to_vec()),
        None if unencoded && parts.len() > 1 => Some(payload.as_bytes().to_vec()),
        None => decoded.segment(&parts, 1, Part::Payload),
    };
    decoded.signature = decoded.segment(&parts, 2, Part::Signature);
    decoded.cut_signature(parts.get(2).copied().unwrap_or_default());
    decoded.signing_input = match given.filter(|_| decoded.detached) {
        Some(given) if unencoded => [header.as_bytes(), b".", given].concat(),
        Some(given) => format!("{header}.{}", base64url::encode(given)).into_bytes(),
        None => token.as_bytes().get(..header.len() + 1 + payload.len()).unwrap_or_default().to_vec(),
    };
    if parts.len() == 3 && decoded.problems.is_empty() {
        decoded.kind = if decoded.is_unsecured() { Kind::Unsecured } else { Kind::Jws };
    }
    decoded
}

/// Characters behind a signature that are taken for something else that was copied along.
const MOST_BEHIND: usize = 24;

impl Decoded {
    fn segment(&mut self, parts: &[&str], at: usize, part: Part) -> Option<Vec<u8>> {
        let text = parts.get(at)?;
        let offset = parts.iter().take(at).map(|part| part.len() + 1).sum();
        self.encoded(text, part, offset)
    }

    /// The bytes of a text in base64url that starts at byte `offset` of the token.
    pub(super) fn encoded(&mut self, text: &str, part: Part, offset: usize) -> Option<Vec<u8>> {
        let Segment { bytes, problem, note } = base64url::decode(text, part, offset);
        self.problems.extend(problem);
        self.notes.extend(note);
        bytes
    }

    /// A signature that ends in the middle of a byte was cut, or something was put behind it: its length tells which.
    fn cut_signature(&mut self, text: &str) {
        let Some(alg) = self.alg().map(clip) else { return };
        let lengths = algorithm::by_name(&alg).map(signature_lengths).unwrap_or_default();
        let found = text.trim_end_matches('=').len();
        let ends = |problem: &&mut Problem| {
            problem.place.part == Part::Signature && ["base64_length", "base64_trailing_bits"].contains(&problem.code)
        };
        let Some(problem) = self.problems.iter_mut().find(ends) else { return };
        // A few more than a key of some size makes: nobody cuts so much off a longer one by chance.
        let more = |whole: &usize| {
            found.checked_sub(*whole).filter(|more| (1..=MOST_BEHIND).contains(more)).map(|more| (more, *whole))
        };
        let behind = lengths.iter().find_map(more);
        let longest = lengths.last().copied().unwrap_or_default();
        problem.message = match lengths.iter().find(|length| found < **length) {
            Some(whole) if lengths.len() == 1 && behind.is_none() => {
                format!("the token was cut: its signature has {found} of the {whole} characters of {alg}")
            }
            _ if behind.is_some() => {
                let (more, whole) = behind.unwrap_or_default();
                let cut = if Some(&whole) == lengths.last() { "" } else { ", or it was cut" };
                let plural = if more == 1 { "" } else { "s" };
                format!(
                    "something stands behind the token{cut}: its signature has {more} character{plural} more than the {whole} of {alg}"
                )
            }
            Some(_) => {
                let all: Vec<String> = lengths.iter().map(ToString::to_string).collect();
                let all = all.join(", ");
                format!(
                    "the token was cut: its signature has {found} characters, and {alg} makes {all}, by the size of the key"
                )
            }
            None if found > longest && longest > 0 => {
                format!(
                    "something stands behind the token: its signature has {found} characters, and {alg} makes {longest}"
                )
            }
            None => {
                "the last character was changed, or the token was cut: it carries bits that no byte uses".to_owned()
            }
        };
        problem.hint = Some("copy the token again, from its source, whole and alone".to_owned());
    }

    /// Five parts are a JWE only if the header says how it is encrypted.
    fn five_parts(&mut self, is_two: bool) {
        if self.jose.as_ref().is_some_and(|jose| jose.encrypted) {
            self.kind = Kind::Jwe;
        } else if self.problems.iter().all(|problem| problem.code != "elided") {
            let message = if is_two {
                "these are two tokens, one after the other"
            } else {
                "has five parts as an encrypted token (JWE) has, but its header names no \"enc\""
            };
            let problem = Problem::new("five_parts", Place::of(Part::Token), message);
            self.problems.insert(0, problem.hint("copy the token alone, without what stands beside it"));
        }
    }
}

/// Characters that a signature has in base64url: one length, or one for each usual size of key.
fn signature_lengths(row: &Algorithm) -> Vec<usize> {
    let bytes: &[usize] = match (row.family, row.hash_bits) {
        (Family::Hmac, bits) => &[bits as usize / 8],
        (Family::RsaPkcs1 | Family::RsaPss, _) => &[256, 384, 512, 1024],
        (Family::Ecdsa, 384) => &[96],
        (Family::Ecdsa, 512) => &[132],
        (Family::Ecdsa, _) => &[64],
        (Family::EdDsa, _) if row.name == "Ed448" => &[114],
        (Family::EdDsa, _) if row.name == "Ed25519" => &[64],
        (Family::EdDsa, _) => &[64, 114],
        _ => &[],
    };
    bytes.iter().map(|bytes| (bytes * 4).div_ceil(3)).collect()
}

/// What the number of parts says against it.
fn shape(token: &str, parts: usize) -> Option<Problem> {
    let whole = Place::of(Part::Token);
    if token.contains("...") && token.starts_with("ey") {
        return Some(
            Problem::new("elided", whole, "its middle was replaced by dots where it was copied from")
                .hint("copy the whole token: a log or a page that shortens it is no source"),
        );
    }
    let problem = match parts {
        3 | 5 => return None,
        1 if token.is_empty() => Problem::new("empty_token", whole, "is empty").hint("paste a token here"),
        1 => Problem::new("one_part", whole, "has no dots: header, payload and signature stand apart by dots")
            .hint("copy the whole token, all three parts"),
        2 => Problem::new("two_parts", whole, "has two parts: the signature is missing")
            .hint("copy the whole token; an unsecured one still ends with a dot"),
        4 => Problem::new("four_parts", whole, "has four parts; a signed token has three, an encrypted one five")
            .hint("copy the token alone, without what stands beside it"),
        _ => Problem::new("too_many_parts", whole, "has more than five parts apart by dots")
            .hint("these may be several tokens one after the other: copy one of them alone"),
    };
    Some(problem)
}
