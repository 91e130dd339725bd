//! The key that a token brings along in its header: it proves nothing, and explains much.

use super::{Case, Why};
use crate::jose::algorithm::VerifyingKey;
use crate::jose::json;
use crate::jose::key::{self, PublicKey};
use crate::jose::problem::Part;

/// The signature verifies with the key in `jwk` or `x5c` of the header (RFC 7515 sections 4.1.3 and 4.1.6).
pub(super) fn key(case: &Case<'_>) -> Option<Why> {
    let header = std::str::from_utf8(case.decoded.header.as_deref()?).ok()?;
    let object = json::object(header, Part::Header).ok()?;
    let jwk = object.find("jwk").map(|member| ("jwk", member.raw.to_owned()));
    let chain = object.find("x5c").and_then(|member| serde_json::from_str::<Vec<String>>(member.raw).ok());
    let chain = chain.and_then(|chain| Some(("x5c", chain.into_iter().next()?)));
    let (name, _) = jwk.into_iter().chain(chain).find(|(_, text)| {
        let file = key::read(text, Part::Key).ok();
        let public = file.as_ref().and_then(|file| file.first_public()).cloned();
        public.is_some_and(|public: PublicKey| {
            let key = VerifyingKey::Public(public);
            case.algorithm.fits_verifying(&key).is_ok()
                && case.algorithm.verify(&key, case.input(), case.signature) == Ok(true)
        })
    })?;
    let message = format!("made with the key that the token itself brings along in \"{name}\", not with yours");
    Some(Why::new(
        "offered_key",
        message,
        "anybody can make such a token: a server that trusts the key in it can be fooled (CVE-2018-0114, RFC 8725 section 3.10)",
    ))
}
