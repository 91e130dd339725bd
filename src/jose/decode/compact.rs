//! Compact serialization: parts in base64url apart by dots (RFC 7515 section 3.1,
//! RFC 7516 section 3.1), with the payload beside it (RFC 7515 appendix F) or
//! unencoded (RFC 7797).

use super::{Decoded, Kind, utf8};
use crate::jose::base64url::{self, Segment};
use crate::jose::header;
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
        decoded.five_parts();
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

    /// Five parts are a JWE only if the header says how it is encrypted.
    fn five_parts(&mut self) {
        if self.jose.as_ref().is_some_and(|jose| jose.encrypted) {
            self.kind = Kind::Jwe;
        } else {
            let problem = Problem::new(
                "five_parts",
                Place::of(Part::Token),
                "has five parts as an encrypted token (JWE) has, but its header names no \"enc\"",
            );
            self.problems.insert(0, problem.hint("copy the token alone, without what stands beside it"));
        }
    }
}

/// What the number of parts says against it.
fn shape(token: &str, parts: usize) -> Option<Problem> {
    let whole = Place::of(Part::Token);
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
            .hint("copy the token alone, without what stands beside it"),
    };
    Some(problem)
}
