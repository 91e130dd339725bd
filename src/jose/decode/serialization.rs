//! JWS and JWE in JSON serialization (RFC 7515 section 7.2, RFC 7516 section 7.2),
//! general and flattened.

use serde_json::value::RawValue;

use super::{Decoded, Kind, sd_jwt, utf8};
use crate::jose::base64url;
use crate::jose::header;
use crate::jose::json::{self, Member, Object};
use crate::jose::problem::{Part, Place, Problem};

/// Signatures of one token that are read.
const MOST_SIGNATURES: usize = 100;

/// Takes a JSON text apart. `given` is the payload if it is not in the token.
pub(super) fn read(token: &str, given: Option<&[u8]>) -> Decoded {
    let mut decoded = Decoded::nothing();
    let object = match json::object(token, Part::Token) {
        Ok(object) => object,
        Err(problem) => {
            decoded.problems.push(problem);
            return decoded;
        }
    };
    if object.find("ciphertext").is_some() {
        return encrypted(&object);
    }
    let problem = object.duplicates.first().cloned().or_else(|| shape(&object));
    let all = match (problem, object.find("signatures")) {
        (Some(problem), _) => Err(problem),
        (None, None) => Ok(vec![object.clone()]),
        (None, Some(list)) => signatures(token, list),
    };
    let all = match all {
        Ok(all) => all,
        Err(problem) => {
            // What is shown is no verdict.
            if let Some(text) = object.find("payload").and_then(Member::string) {
                decoded.payload = base64url::decode(&text, Part::Payload, 0).bytes;
            }
            decoded.problems.push(problem);
            return decoded;
        }
    };
    let several = all.len() > 1;
    let mut read = all.iter().enumerate().map(|(at, one)| {
        let mut read = one_signature(one, &object, given);
        for problem in read.problems.iter_mut().filter(|_| several) {
            problem.message = format!("signature {} of {}: {}", at + 1, all.len(), problem.clause());
        }
        read
    });
    let Some(first) = read.next() else { return decoded };
    let mut decoded = Decoded { more: read.collect(), ..first };
    decoded.problems.extend(decoded.more.iter().flat_map(|one| one.problems.clone()).collect::<Vec<_>>());
    let unencoded = |one: &Decoded| one.jose.as_ref().map(|jose| jose.unencoded);
    if decoded.more.iter().any(|one| unencoded(one) != unencoded(&decoded)) && decoded.problems.is_empty() {
        decoded.problems.push(malformed("the signatures disagree on \"b64\", and there is one payload"));
    }
    if decoded.problems.is_empty() {
        decoded.kind = Kind::JwsJson;
        decoded.more.iter_mut().for_each(|one| one.kind = Kind::JwsJson);
        let presented = unprotected(all.first().unwrap_or(&object));
        if let Some(Presented { list, binding, fault }) = presented.as_ref().and_then(|raw| presented_in(raw)) {
            sd_jwt::disclose_json(&mut decoded, &list, binding.as_deref(), fault);
        }
    }
    decoded
}

fn malformed(message: impl Into<String>) -> Problem {
    Problem::new("json_malformed", Place::of(Part::Token), message).hint(
        "JWS JSON serialization (RFC 7515 section 7.2) has \"payload\" and \"signatures\": [{\"protected\": …, \"signature\": …}], \
         or the latter two in place of \"signatures\"",
    )
}

/// What is wrong with the outermost object.
fn shape(object: &Object<'_>) -> Option<Problem> {
    let has = |name: &str| object.find(name).is_some();
    if !["payload", "signature", "signatures", "protected"].into_iter().any(has) {
        let message =
            "is JSON and no token: a JWS in JSON serialization has \"payload\" and \"signatures\" or \"signature\"";
        return Some(
            Problem::new("json_no_jws", Place::of(Part::Token), message)
                .hint("a claims set belongs into pane 2, a key into pane 3 or 4; a token most often begins with eyJ"),
        );
    }
    if has("signatures") && ["signature", "protected", "header"].into_iter().any(has) {
        return Some(malformed("has \"signatures\" and members of a single signature beside them"));
    }
    if !has("signatures") && !has("signature") {
        return Some(malformed("has no \"signature\" and no \"signatures\""));
    }
    object
        .find("payload")
        .filter(|payload| payload.string().is_none())
        .map(|payload| malformed(format!("\"payload\" is {}, not a string", payload.kind())))
}

fn signatures<'a>(token: &'a str, list: &Member<'a>) -> Result<Vec<Object<'a>>, Problem> {
    let Ok(raw) = serde_json::from_str::<Vec<&RawValue>>(list.raw) else {
        return Err(malformed(format!("\"signatures\" is {}, not a list", list.kind())));
    };
    if raw.is_empty() {
        return Err(malformed("\"signatures\" is an empty list"));
    }
    if raw.len() > MOST_SIGNATURES {
        return Err(malformed(format!("has {} signatures; {MOST_SIGNATURES} are read at most", raw.len())));
    }
    let read = |raw: &&'a RawValue| {
        let start = raw.get().as_ptr() as usize - token.as_ptr() as usize;
        let mut object =
            json::object(raw.get(), Part::Token).map_err(|_| malformed("a signature is no JSON object"))?;
        object.members.iter_mut().for_each(|member| member.at += start);
        Ok(object)
    };
    raw.iter().map(read).collect()
}

/// One signature: `object` has its members, `outer` the payload.
fn one_signature(object: &Object<'_>, outer: &Object<'_>, given: Option<&[u8]>) -> Decoded {
    let mut decoded = Decoded::nothing();
    let text_of = |name: &str, decoded: &mut Decoded| {
        let member = object.find(name)?;
        let text = member.string();
        if text.is_none() {
            decoded.problems.push(malformed(format!("\"{name}\" is {}, not a string", member.kind())));
        }
        Some((text?, member.at + 1))
    };
    let protected = text_of("protected", &mut decoded);
    let signature = text_of("signature", &mut decoded);
    if signature.is_none() && decoded.problems.is_empty() {
        decoded.problems.push(malformed("a signature has no \"signature\""));
    }
    let (encoded, at) = protected.unwrap_or_default();
    let bytes = decoded.encoded(&encoded, Part::Header, at).unwrap_or_default();
    decoded.signature = signature.and_then(|(text, at)| decoded.encoded(&text, Part::Signature, at));
    decoded.join_headers(&bytes, object);
    let unencoded = decoded.jose.as_ref().is_some_and(|jose| jose.unencoded);
    let payload = outer.find("payload").and_then(|member| Some((member.string()?, member.at + 1)));
    decoded.detached = payload.is_none();
    let signed = match payload {
        Some((text, _)) if unencoded => {
            decoded.payload = Some(text.clone().into_bytes());
            text.into_bytes()
        }
        Some((text, at)) => {
            decoded.payload = decoded.encoded(&text, Part::Payload, at);
            text.into_bytes()
        }
        None => {
            decoded.payload = Some(given.unwrap_or_default().to_vec());
            let given = given.unwrap_or_default();
            if unencoded { given.to_vec() } else { base64url::encode(given).into_bytes() }
        }
    };
    decoded.signing_input = [encoded.as_bytes(), b".", &signed].concat();
    decoded
}

/// The `header` member, as written.
fn unprotected<'a>(object: &Object<'a>) -> Option<&'a str> {
    object.find("header").map(|member| member.raw)
}

impl Decoded {
    /// Reads the protected header's bytes and the unprotected header as one JOSE header (RFC 7515 section 7.2.1).
    fn join_headers(&mut self, protected: &[u8], object: &Object<'_>) {
        let text = match utf8(protected, Part::Header) {
            Ok("") => "{}",
            Ok(text) => text,
            Err(problem) => {
                self.header = Some(protected.to_vec());
                self.problems.push(problem);
                return;
            }
        };
        let Some(unprotected) = unprotected(object) else {
            self.header = Some(text.as_bytes().to_vec());
            return self.take_header(header::read(text));
        };
        if let Err(problem) = json::object(text, Part::Header) {
            self.header = Some(text.as_bytes().to_vec());
            return self.problems.push(problem);
        }
        if !unprotected.starts_with('{') {
            self.header = Some(text.as_bytes().to_vec());
            return self.problems.push(malformed("\"header\" is no object"));
        }
        let joined = joined(text, unprotected);
        self.unprotected = true;
        self.header = Some(joined.clone().into_bytes());
        self.take_header(header::read_joined(&joined, unprotected));
    }
}

/// The members of two JSON objects in one.
fn joined(one: &str, other: &str) -> String {
    let inner = |text: &str| {
        text.trim().strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or_default().trim().to_owned()
    };
    match (inner(one), inner(other)) {
        (one, other) if one.is_empty() || other.is_empty() => format!("{{{one}{other}}}"),
        (one, other) => format!("{{{one},{other}}}"),
    }
}

/// What an SD-JWT in JSON presents.
struct Presented {
    list: Vec<String>,
    binding: Option<String>,
    fault: Option<Problem>,
}

/// The disclosures and the key binding JWT of an SD-JWT in JSON (RFC 9901 section 8.1).
fn presented_in(unprotected: &str) -> Option<Presented> {
    let object = json::object(unprotected, Part::Header).ok()?;
    let (disclosures, binding) = (object.find("disclosures"), object.find("kb_jwt"));
    let list = disclosures.map(|member| serde_json::from_str::<Vec<String>>(member.raw));
    let fault = match (&list, binding) {
        (None, None) => return None,
        (Some(Err(_)), _) => Some(sd_jwt::malformed("\"disclosures\" is no list of strings")),
        (_, Some(member)) if member.string().is_none_or(|text| text.matches('.').count() != 2) => {
            Some(sd_jwt::malformed("\"kb_jwt\" is no key binding JWT"))
        }
        _ => None,
    };
    Some(Presented {
        list: list.and_then(Result::ok).unwrap_or_default(),
        binding: binding.and_then(Member::string),
        fault,
    })
}

/// A JWE: its header, of several recipients that of the first.
fn encrypted(object: &Object<'_>) -> Decoded {
    let mut decoded = Decoded::nothing();
    decoded.kind = Kind::Jwe;
    let protected = object.find("protected").and_then(Member::string).unwrap_or_default();
    let bytes = base64url::decode(&protected, Part::Header, 0).bytes.unwrap_or_default();
    let readable = |text: &&str| json::object(text, Part::Header).is_ok();
    let mut header = utf8(&bytes, Part::Header).ok().filter(readable).unwrap_or("{}").to_owned();
    let recipients = object.find("recipients").and_then(|list| serde_json::from_str::<Vec<&RawValue>>(list.raw).ok());
    let first = recipients.as_ref().and_then(|list| json::object(list.first()?.get(), Part::Header).ok());
    let others = [object.find("unprotected"), object.find("header"), first.as_ref().and_then(|one| one.find("header"))];
    for other in others.into_iter().flatten().filter(|member| member.raw.starts_with('{')) {
        header = joined(&header, other.raw);
    }
    // Without "alg" it is still encrypted.
    decoded.jose = header::read(&header).ok();
    decoded.unprotected = true;
    decoded.header = Some(header.into_bytes());
    decoded
}

#[cfg(test)]
mod tests {
    use super::super::decode;
    use super::*;

    #[test]
    fn members_of_both_headers_are_one_header() {
        for (one, other, both) in [
            ("{\"a\":1}", "{\"b\":{}}", "{\"a\":1,\"b\":{}}"),
            ("{}", "{ \"b\":{} }", "{\"b\":{}}"),
            (" {\"a\":{}} ", "{}", "{\"a\":{}}"),
            ("{}", "{}", "{}"),
        ] {
            assert_eq!(joined(one, other), both);
        }
    }

    #[test]
    fn what_is_no_serialization_is_named() {
        let code = |text: &str| {
            let decoded = decode(text);
            assert_eq!(decoded.kind, Kind::Unreadable, "{text}");
            decoded.problems.first().map(|problem| (problem.code, problem.message.clone()))
        };
        let cases = [
            ("{\"a\":1}", "json_no_jws", "is JSON and no token"),
            ("{\"payload\":\"e30\"}", "json_malformed", "has no \"signature\""),
            ("{\"payload\":7,\"signature\":\"AA\"}", "json_malformed", "\"payload\" is a number"),
            ("{\"payload\":\"e30\",\"signatures\":[]}", "json_malformed", "\"signatures\" is an empty list"),
            ("{\"payload\":\"e30\",\"signatures\":{}}", "json_malformed", "\"signatures\" is an object"),
            ("{\"payload\":\"e30\",\"signatures\":[7]}", "json_malformed", "a signature is no JSON object"),
            ("{\"payload\":\"e30\",\"signatures\":[],\"signature\":\"\"}", "json_malformed", "has \"signatures\" and"),
            (
                "{\"payload\":\"e30\",\"signature\":7,\"protected\":\"e30\"}",
                "json_malformed",
                "\"signature\" is a number",
            ),
            (
                "{\"payload\":\"e30\",\"signature\":\"AA\",\"protected\":7}",
                "json_malformed",
                "\"protected\" is a number",
            ),
            ("{\"payload\":\"e30\",\"signature\":\"AA\",\"header\":7}", "json_malformed", "\"header\" is no object"),
            (
                "{\"payload\":\"e30\",\"payload\":\"e30\",\"signature\":\"AA\"}",
                "duplicate_member",
                "\"payload\" stands twice",
            ),
            ("{\"payload\":\"e30\",\"signature\":\"AA\",\"protected\":\"e30\"}", "alg_missing", "has no \"alg\""),
            (
                "{\"payload\":\"e30\",\"signature\":\"A\",\"header\":{\"alg\":\"HS256\"}}",
                "base64_length",
                "1 characters",
            ),
            ("{\"payload\":\"e30\"", "open_bracket", "} is missing"),
        ];
        for (text, expected, message) in cases {
            let (code, said) = code(text).unwrap();
            assert!(code == expected && said.starts_with(message), "{text}: {code}: {said}");
        }
    }

    /// A place within a member is the place within the token.
    #[test]
    fn places_are_those_of_the_token() {
        let text = "{\"payload\":\"e30\",\"signatures\":[{\"header\":{\"alg\":\"HS256\"},\"signature\":\"AA*A\"}]}";
        let at = text.find('*').unwrap();
        assert_eq!(decode(text).problems.first().map(|problem| problem.place), Some(Place::at(Part::Signature, at)));
    }

    #[test]
    fn an_encrypted_token_shows_the_headers_of_its_first_recipient() {
        // {"enc":"A128CBC-HS256"}, as in RFC 7516 appendix A.4.
        let text = "{\"protected\":\"eyJlbmMiOiJBMTI4Q0JDLUhTMjU2In0\",\"unprotected\":{\"jku\":\"https://server.example.com/keys.jwks\"},\
                    \"recipients\":[{\"header\":{\"alg\":\"RSA1_5\",\"kid\":\"2011-04-29\"},\"encrypted_key\":\"AA\"}],\
                    \"iv\":\"AA\",\"ciphertext\":\"AA\",\"tag\":\"AA\"}";
        let decoded = decode(text);
        let header = "{\"enc\":\"A128CBC-HS256\",\"jku\":\"https://server.example.com/keys.jwks\",\"alg\":\"RSA1_5\",\"kid\":\"2011-04-29\"}";
        assert_eq!((decoded.kind, super::super::text(&decoded.header.unwrap())), (Kind::Jwe, header.to_owned()));
    }
}
