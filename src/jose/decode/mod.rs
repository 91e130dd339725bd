//! Tokens of every form taken apart. Decoding never fails: what can be read is read,
//! and what cannot is said.
//!
//! One file a form; what they make is one type, so that whoever judges a token does
//! not ask in which form it came.

mod compact;
mod jwe;
pub mod sd_jwt;
mod serialization;

use super::claims::{self, Claims};
use super::clean;
use super::header::JoseHeader;
use super::json;
use super::policy::media_type;
use super::problem::{Part, Place, Problem};

pub use jwe::encrypted;
pub use sd_jwt::SdJwt;

/// What a token is by its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A JWS in three parts.
    Jws,
    /// A JWS with `alg` `none` (RFC 7519 section 6).
    Unsecured,
    /// A JWE (RFC 7516 section 3): encrypted.
    Jwe,
    /// A JWS in JSON serialization, general or flattened (RFC 7515 section 7.2).
    JwsJson,
    /// An SD-JWT: a JWS with disclosures (RFC 9901 section 4).
    SdJwt,
    /// None of these.
    Unreadable,
}

/// A token taken apart, as far as it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// What it is.
    pub kind: Kind,
    /// The JOSE header as bytes; in JSON serialization the members of the protected and of the unprotected header.
    pub header: Option<Vec<u8>>,
    /// The payload as bytes.
    pub payload: Option<Vec<u8>>,
    /// The JWS signature as bytes.
    pub signature: Option<Vec<u8>>,
    /// The bytes that are signed (RFC 7515 section 5.1): `header.payload` as they stand in the token; with a detached
    /// or unencoded payload (RFC 7797) what they stand for.
    pub signing_input: Vec<u8>,
    /// The payload is not in the token (RFC 7515 appendix F); [`Self::payload`] is what was given for it, if anything.
    pub detached: bool,
    /// The payload was given for a detached token.
    pub given: bool,
    /// Members of [`Self::header`] stand in an unprotected header (RFC 7515 section 7.2.1).
    pub unprotected: bool,
    /// The further signatures of a JWS in general JSON serialization, each with its own header over the same payload.
    pub more: Vec<Decoded>,
    /// The disclosures of an SD-JWT, and what they come to.
    pub sd_jwt: Option<Box<SdJwt>>,
    /// The token that the payload is (RFC 7519 section 5.2).
    pub nested: Option<String>,
    /// The header, read.
    pub jose: Option<JoseHeader>,
    /// The payload read as a claims set, or why it is none; of an SD-JWT with what is disclosed.
    pub claims: Option<Result<Claims, Problem>>,
    /// Why this is no token that could be verified; empty if it is one.
    pub problems: Vec<Problem>,
    /// What is unusual and does no harm.
    pub notes: Vec<Problem>,
}

/// Takes a cleaned token apart.
pub fn decode(token: &str) -> Decoded {
    decode_with(token, None)
}

/// Takes a cleaned token apart whose payload, if it is detached (RFC 7515 appendix F), is this.
pub fn decode_with(token: &str, detached: Option<&[u8]>) -> Decoded {
    let mut decoded = if token.trim_start().starts_with('{') {
        serialization::read(token, detached)
    } else if let Some((jws, presented)) = token.split_once('~').filter(|_| !clean::is_unencoded(token)) {
        sd_jwt::read(jws, presented)
    } else {
        compact::read(token, detached)
    };
    decoded.given = decoded.detached && detached.is_some() && decoded.sd_jwt.is_none();
    decoded.more.iter_mut().for_each(|one| one.given = decoded.given);
    decoded.read_payload();
    decoded
}

/// Bytes as text to show: UTF-8 as it is, anything else as lines of hexadecimal.
pub fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| hex(bytes), str::to_owned)
}

fn hex(bytes: &[u8]) -> String {
    let line = |chunk: &[u8]| chunk.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
    bytes.chunks(16).map(line).collect::<Vec<_>>().join("\n")
}

impl Decoded {
    /// Of nothing yet.
    const fn nothing() -> Self {
        Self {
            kind: Kind::Unreadable,
            header: None,
            payload: None,
            signature: None,
            signing_input: Vec::new(),
            detached: false,
            given: false,
            unprotected: false,
            more: Vec::new(),
            sd_jwt: None,
            nested: None,
            jose: None,
            claims: None,
            problems: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The `alg` of the header, if it names one.
    pub fn alg(&self) -> Option<&str> {
        self.jose.as_ref()?.alg.as_ref().ok().map(String::as_str)
    }

    /// True for `none` in any case: RFC 8725 section 3.2 wants no guessing here.
    pub fn is_unsecured(&self) -> bool {
        self.alg().is_some_and(|alg| alg.eq_ignore_ascii_case("none"))
    }

    /// All signatures, each with its header: this one and [`Self::more`].
    pub fn signatures(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.more)
    }

    /// The signature at `at`, which is 0 for the first or only one.
    pub fn signature_at(&self, at: usize) -> &Self {
        at.checked_sub(1).and_then(|at| self.more.get(at)).unwrap_or(self)
    }

    /// What was noticed about the signature at `at` and about the payload.
    pub fn notes_of(&self, at: usize) -> Vec<Problem> {
        let own = self.signature_at(at).notes.iter().cloned();
        let shared = self.notes.iter().filter(|note| at > 0 && note.place.part == Part::Payload).cloned();
        own.chain(shared).collect()
    }

    /// The text that claims are looked up in: the payload; of an SD-JWT with what is disclosed.
    pub fn claims_text(&self) -> String {
        match &self.sd_jwt {
            Some(sd_jwt) => sd_jwt.processed.clone(),
            None => self.payload.as_deref().map(text).unwrap_or_default(),
        }
    }

    /// The same token in compact serialization (RFC 7515 section 3.1), if it came in JSON and loses nothing by it.
    pub fn compact(&self) -> Option<String> {
        let loses = !self.more.is_empty() || self.unprotected || self.detached || self.sd_jwt.is_some();
        let encoded = self.jose.as_ref().is_some_and(|jose| !jose.unencoded);
        if self.kind != Kind::JwsJson || loses || !encoded {
            return None;
        }
        let input = std::str::from_utf8(&self.signing_input).ok()?;
        Some(format!("{input}.{}", super::base64url::encode(self.signature.as_deref()?)))
    }

    fn take_header(&mut self, read: Result<JoseHeader, Problem>) {
        match read {
            Err(problem) => self.problems.push(problem),
            Ok(mut jose) => {
                self.problems.extend(jose.alg.as_ref().err().cloned());
                self.notes.append(&mut jose.notes);
                self.jose = Some(jose);
            }
        }
    }

    fn read_payload(&mut self) {
        let Some(bytes) = &self.payload else { return };
        let read = utf8(bytes, Part::Payload);
        // A token in a token, perhaps written as a JSON string.
        let inner = read.as_ref().ok().map(|text| text.trim().trim_matches('"'));
        self.nested = inner.filter(|inner| clean::is_token_like(inner)).map(str::to_owned);
        let mut claims = match (&self.sd_jwt, &self.nested) {
            (Some(sd_jwt), _) => claims::read(&sd_jwt.processed),
            (None, Some(_)) => Err(nested()),
            (None, None) => read.and_then(|text| claims::read(text).map_err(|problem| plain(text, problem))),
        };
        if let (Some(_), Ok(raw)) = (&self.sd_jwt, utf8(bytes, Part::Payload)) {
            // Digests are no claims, and may not stand twice either.
            let object = json::object(raw, Part::Payload);
            self.notes.extend(object.map(|object| object.duplicates).unwrap_or_default());
        }
        if let Ok(claims) = &mut claims {
            let new: Vec<Problem> = claims
                .notes
                .drain(..)
                .filter(|note| note.code != "duplicate_member" || self.sd_jwt.is_none())
                .collect();
            self.notes.extend(new);
        }
        let says = self.jose.as_ref().and_then(|jose| jose.cty.as_deref());
        if self.nested.is_none() && says.is_some_and(|cty| media_type(cty) == "jwt") {
            let message = "\"cty\" says that the payload is a token, and it is none";
            self.notes.push(Problem::new("cty_not_jwt", Place::of(Part::Header), message));
        }
        self.claims = Some(claims);
    }
}

/// What does not even begin as JSON is called text.
fn plain(text: &str, problem: Problem) -> Problem {
    let is_text = problem.code == "bad_value" && !text.trim_start().starts_with(['{', '[', '"']);
    if is_text { Problem { message: "is plain text, not JSON".to_owned(), hint: None, ..problem } } else { problem }
}

fn nested() -> Problem {
    Problem::new("nested_token", Place::of(Part::Payload), "is a token itself (nested JWT, RFC 7519 section 5.2)")
        .hint("the token inside has a signature and claims of its own: open it and check that one")
}

fn utf8(bytes: &[u8], part: Part) -> Result<&str, Problem> {
    let problem = |message: String| {
        Problem::new("not_utf8", Place::of(part), message).hint("JSON in a token is UTF-8 (RFC 8725 section 3.7)")
    };
    // JSON begins with ASCII characters: zero bytes between them are UTF-16 (RFC 4627 section 3).
    let between = |a: u8, b: u8, c: u8, d: u8| a != 0 && b == 0 && c != 0 && d == 0;
    let utf16 = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [a, b, c, d, ..] => between(*a, *b, *c, *d) || between(*b, *a, *d, *c),
        _ => false,
    };
    if utf16 {
        return Err(problem("is UTF-16 text".to_owned()));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let byte = bytes.get(at).copied().unwrap_or_default();
        let count = if bytes.len() == 1 { "1 byte".to_owned() } else { format!("{} bytes", bytes.len()) };
        problem(format!("is no text, but {count}: byte {} (0x{byte:02x}) is no UTF-8", at + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The token of RFC 7515 appendix A.1.
    const A1: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[test]
    fn takes_the_token_of_rfc_7515_a1_apart() {
        let decoded = decode(A1);
        assert_eq!(decoded.kind, Kind::Jws);
        assert_eq!(text(decoded.header.as_deref().unwrap()), "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}");
        assert_eq!(
            text(decoded.payload.as_deref().unwrap()),
            "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"
        );
        assert_eq!(Some(decoded.signing_input.as_slice()), A1.rsplit_once('.').map(|(input, _)| input.as_bytes()));
        assert_eq!((decoded.problems, decoded.notes), (vec![], vec![]));
        assert_eq!(decoded.signature.map(|s| s.len()), Some(32));
    }

    #[test]
    fn counts_parts_and_reads_what_it_can() {
        let cases = [
            ("", "empty_token", None),
            ("eyJhbGciOiJIUzI1NiJ9", "one_part", None),
            ("eyJhbGciOiJIUzI1NiJ9.e30", "two_parts", Some("{}")),
            ("eyJhbGciOiJIUzI1NiJ9.e30.AA.AA", "four_parts", Some("{}")),
            ("eyJhbGciOiJIUzI1NiJ9.e30.AA.AA.AA.AA.AA", "too_many_parts", Some("{}")),
            ("eyJhbGciOiJIUzI1NiJ9.e3 0.AA", "bad_character", Some("{}")),
        ];
        for (token, code, payload) in cases {
            let decoded = decode(token);
            assert_eq!(decoded.kind, Kind::Unreadable, "{token}");
            assert_eq!(decoded.problems.first().map(|p| p.code), Some(code), "{token}");
            assert_eq!(decoded.payload.as_deref().map(text).as_deref(), payload, "{token}");
        }
    }

    #[test]
    fn shows_the_header_of_an_encrypted_token() {
        let decoded = decode("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AA.AA.AA.AA");
        assert_eq!((decoded.kind, decoded.alg()), (Kind::Jwe, Some("RSA-OAEP")));
        assert_eq!((decoded.payload, decoded.claims), (None, None));
    }

    #[test]
    fn five_parts_without_enc_are_no_encrypted_token() {
        for token in ["1.2.3.4.5", "....", "eyJhbGciOiJIUzI1NiJ9.e30.AA.AA.AA"] {
            let decoded = decode(token);
            assert_eq!(
                (decoded.kind, decoded.problems.first().map(|p| p.code)),
                (Kind::Unreadable, Some("five_parts")),
                "{token}"
            );
        }
    }

    #[test]
    fn utf_16_is_named_with_and_without_a_byte_order_mark() {
        for header in ["ewAiAA", "AHsAIg", "__57ACIA"] {
            let problems = decode(&format!("{header}.e30.AA")).problems;
            assert_eq!(problems.first().map(|p| p.code), Some("not_utf8"), "{header}");
        }
    }

    #[test]
    fn a_payload_that_is_no_claims_set_is_still_a_token() {
        let decoded = decode("eyJhbGciOiJIUzI1NiJ9.aGVsbG8.AA");
        assert_eq!(decoded.kind, Kind::Jws);
        assert_eq!(decoded.claims.unwrap().unwrap_err().code, "bad_value");
        let binary = decode("eyJhbGciOiJIUzI1NiJ9._w.AA");
        assert_eq!(
            binary.claims.unwrap().unwrap_err().to_string(),
            "payload: is no text, but 1 byte: byte 1 (0xff) is no UTF-8 (JSON in a token is UTF-8 (RFC 8725 section 3.7))"
        );
    }

    #[test]
    fn none_is_unsecured_in_any_case() {
        for (token, kind) in
            [("eyJhbGciOiJub25lIn0.e30.", Kind::Unsecured), ("eyJhbGciOiJuT25FIn0.e30.", Kind::Unsecured)]
        {
            assert_eq!(decode(token).kind, kind);
        }
    }

    /// A JWS over the token of RFC 7515 appendix A.1, as bare text and as a JSON string.
    #[test]
    fn a_token_in_a_token_is_found() {
        for payload in [A1.to_owned(), format!("\"{A1}\""), format!("{A1}\n")] {
            let payload = crate::jose::base64url::encode(payload.as_bytes());
            let decoded = decode(&format!("eyJhbGciOiJIUzI1NiIsImN0eSI6IkpXVCJ9.{payload}.AA"));
            assert_eq!((decoded.nested.as_deref(), decoded.notes.as_slice()), (Some(A1), &[][..]));
            assert_eq!(decoded.claims.unwrap().unwrap_err().code, "nested_token");
        }
        // {"alg":"HS256","cty":"JWT"} over {}
        let without = decode("eyJhbGciOiJIUzI1NiIsImN0eSI6IkpXVCJ9.e30.AA");
        assert_eq!(without.notes.iter().map(|note| note.code).collect::<Vec<_>>(), ["cty_not_jwt"]);
    }

    #[test]
    fn millions_of_dots_are_counted_no_further_than_needed() {
        assert_eq!(decode(&".".repeat(3_000_000)).problems.first().map(|p| p.code), Some("too_many_parts"));
    }
}
