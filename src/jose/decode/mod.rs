//! Compact serialization (RFC 7515 section 3.1) taken apart. Decoding never fails:
//! what can be read is read, and what cannot is said.

use super::base64url::{self, Segment};
use super::claims::{self, Claims};
use super::header::{self, JoseHeader};
use super::problem::{Part, Place, Problem};

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
    /// The JOSE header as bytes.
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
    /// The further signatures of a JWS in general JSON serialization, each with its own header over the same payload.
    pub more: Vec<Decoded>,
    /// The disclosures of an SD-JWT, in the order of the token.
    pub disclosures: Vec<Disclosure>,
    /// The key binding JWT of an SD-JWT (RFC 9901 section 4.3).
    pub key_binding: Option<Box<Decoded>>,
    /// The payload is a token itself (RFC 7519 section 5.2: `"cty": "JWT"`, or by its form).
    pub nested: bool,
    /// The header, read.
    pub jose: Option<JoseHeader>,
    /// The payload read as a claims set, or why it is none.
    pub claims: Option<Result<Claims, Problem>>,
    /// Why this is no token that could be verified; empty if it is one.
    pub problems: Vec<Problem>,
    /// What is unusual and does no harm.
    pub notes: Vec<Problem>,
}

/// A disclosure of an SD-JWT (RFC 9901 section 4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// As it stands in the token, base64url.
    pub encoded: String,
    /// The claim's name; none for an element of a list.
    pub name: Option<String>,
    /// The claim's value, its JSON as written.
    pub value: String,
    /// Its digest stands in the payload, or in another disclosure that does (RFC 9901 section 7.1).
    pub referenced: bool,
}

/// Takes a cleaned token apart.
pub fn decode(token: &str) -> Decoded {
    decode_with(token, None)
}

/// Takes a cleaned token apart whose payload, if it is detached, is this.
pub fn decode_with(token: &str, _detached: Option<&[u8]>) -> Decoded {
    let mut decoded = Decoded {
        kind: Kind::Unreadable,
        header: None,
        payload: None,
        signature: None,
        signing_input: Vec::new(),
        detached: false,
        more: Vec::new(),
        disclosures: Vec::new(),
        key_binding: None,
        nested: false,
        jose: None,
        claims: None,
        problems: Vec::new(),
        notes: Vec::new(),
    };
    if let Some(problem) = other_form(token) {
        decoded.problems.push(problem);
    }
    // The part before the first ~ of an SD-JWT is a JWS of its own.
    let jws = token.split('~').next().unwrap_or(token);
    // Millions of dots must cost nothing: five parts and the rest are enough to know.
    let parts: Vec<&str> = jws.splitn(6, '.').collect();
    if decoded.problems.is_empty() {
        decoded.problems.extend(shape(token, parts.len()));
    }
    decoded.header = decoded.segment(&parts, 0, Part::Header);
    if parts.len() == 5 {
        decoded.read_header();
        decoded.five_parts();
        return decoded;
    }
    decoded.payload = decoded.segment(&parts, 1, Part::Payload);
    decoded.signature = decoded.segment(&parts, 2, Part::Signature);
    let end = parts.iter().take(2).map(|part| part.len()).sum::<usize>() + 1;
    decoded.signing_input = token.as_bytes().get(..end).unwrap_or_default().to_vec();
    decoded.read_header();
    decoded.read_payload();
    if parts.len() == 3 && decoded.problems.is_empty() {
        decoded.kind = if decoded.is_unsecured() { Kind::Unsecured } else { Kind::Jws };
    }
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
    /// The `alg` of the header, if it names one.
    pub fn alg(&self) -> Option<&str> {
        self.jose.as_ref()?.alg.as_ref().ok().map(String::as_str)
    }

    /// True for `none` in any case: RFC 8725 section 3.2 wants no guessing here.
    pub fn is_unsecured(&self) -> bool {
        self.alg().is_some_and(|alg| alg.eq_ignore_ascii_case("none"))
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

    fn segment(&mut self, parts: &[&str], at: usize, part: Part) -> Option<Vec<u8>> {
        let text = parts.get(at)?;
        let offset = parts.iter().take(at).map(|part| part.len() + 1).sum();
        let Segment { bytes, problem, note } = base64url::decode(text, part, offset);
        self.problems.extend(problem);
        self.notes.extend(note);
        bytes
    }

    fn read_header(&mut self) {
        let Some(bytes) = &self.header else { return };
        match utf8(bytes, Part::Header).and_then(header::read) {
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
        let mut claims = utf8(bytes, Part::Payload).and_then(claims::read);
        if let Ok(claims) = &mut claims {
            self.notes.append(&mut claims.notes);
        }
        self.claims = Some(claims);
    }
}

fn utf8(bytes: &[u8], part: Part) -> Result<&str, Problem> {
    let problem = |message: String| {
        Problem::new("not_utf8", Place::of(part), message).hint("JSON in a token is UTF-8 (RFC 8725 section 3.7)")
    };
    // JSON begins with an ASCII character: a zero byte beside it is UTF-16 (RFC 4627 section 3).
    let utf16 = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, ..] | [0, _, ..]);
    if utf16 {
        return Err(problem("is UTF-16 text".to_owned()));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let byte = bytes.get(at).copied().unwrap_or_default();
        problem(format!("byte {} (0x{byte:02x}) is no UTF-8", at + 1))
    })
}

/// Forms of signed tokens that are named and not read yet.
fn other_form(token: &str) -> Option<Problem> {
    let whole = Place::of(Part::Token);
    if token.contains('~') {
        let problem = Problem::new("sd_jwt", whole, "is an SD-JWT (RFC 9901), whose disclosures are not read here yet");
        return Some(problem.hint("the part before the first ~ alone is a token that can be checked"));
    }
    token.trim_start().starts_with('{').then(|| {
        Problem::new("json_serialization", whole, "is JSON: JWS JSON serialization is not read here yet")
            .hint("ask for compact serialization: three parts apart by dots")
    })
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
            ("abc", "one_part", None),
            ("eyJhbGciOiJIUzI1NiJ9.e30", "two_parts", Some("{}")),
            ("eyJhbGciOiJIUzI1NiJ9.e30.AA.AA", "four_parts", Some("{}")),
            ("eyJhbGciOiJIUzI1NiJ9.e30.AA.AA.AA.AA.AA", "too_many_parts", Some("{}")),
            ("eyJhbGciOiJIUzI1NiJ9.e3 0.AA", "bad_character", Some("{}")),
        ];
        for (token, code, payload) in cases {
            let decoded = decode(token);
            assert_eq!(decoded.kind, Kind::Unreadable, "{token}");
            assert_eq!(decoded.problems.first().map(|p| p.code), Some(code), "{token}");
            assert_eq!(
                decoded.payload.as_deref().map(text).as_deref(),
                payload.or(decoded.payload.as_deref().map(text).as_deref()),
                "{token}"
            );
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
    fn other_forms_of_signed_tokens_are_named() {
        let sd_jwt = decode("eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.AA~WyJhIl0~");
        assert_eq!((sd_jwt.kind, sd_jwt.problems.first().map(|p| p.code)), (Kind::Unreadable, Some("sd_jwt")));
        assert_eq!(sd_jwt.payload.as_deref(), Some(&b"{\"a\":1}"[..]));
        let json = decode("{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"AA\"}");
        assert_eq!(json.problems.first().map(|p| p.code), Some("json_serialization"));
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
            "payload: byte 1 (0xff) is no UTF-8 (JSON in a token is UTF-8 (RFC 8725 section 3.7))"
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

    #[test]
    fn millions_of_dots_are_counted_no_further_than_needed() {
        assert_eq!(decode(&".".repeat(3_000_000)).problems.first().map(|p| p.code), Some("too_many_parts"));
    }
}
