//! The key binding JWT of an SD-JWT (RFC 9901 sections 4.3 and 7.3).

use super::{Signature, keyset};
use crate::jose::algorithm::{self, Family};
use crate::jose::decode::{Decoded, SdJwt};
use crate::jose::json::{self, Member};
use crate::jose::key::{self, jwk::clip};
use crate::jose::policy::media_type;
use crate::jose::problem::{Part, Place, Problem};

/// Does the key binding JWT vouch for what is presented? Its key is the one that the issuer signed, so the issuer's
/// signature must have been verified before. Whether `nonce` and `aud` are those that a verifier asked for, it alone knows.
pub(super) fn judge(sd_jwt: &SdJwt) -> Option<Result<(), Problem>> {
    let binding = sd_jwt.key_binding.as_deref()?;
    Some(
        form(binding)
            .and_then(|()| claims(binding, &sd_jwt.sd_hash))
            .and_then(|()| signature(binding, sd_jwt.holder.as_deref())),
    )
}

fn refuse(code: &'static str, message: impl Into<String>, hint: &str) -> Problem {
    Problem::new(code, Place::of(Part::Token), message).hint(hint)
}

/// It can be read, and says what it is.
fn form(binding: &Decoded) -> Result<(), Problem> {
    if let Some(problem) = binding.problems.first() {
        let message = format!("the key binding JWT cannot be read: {problem}");
        return Err(refuse("key_binding_malformed", message, "copy the whole token, to its end"));
    }
    let typ = binding.jose.as_ref().and_then(|jose| jose.typ.as_deref()).map(media_type);
    if typ.as_deref() == Some("kb+jwt") {
        return Ok(());
    }
    Err(refuse("key_binding_typ", "the \"typ\" of the key binding JWT is not \"kb+jwt\"", "RFC 9901 section 4.3"))
}

/// It has its claims, once each, and is for what is presented.
fn claims(binding: &Decoded, sd_hash: &str) -> Result<(), Problem> {
    let text = binding.claims_text();
    let claims = json::object(&text, Part::Payload).ok();
    let claim = |name: &str| claims.as_ref()?.find(name);
    let is_date = |member: &Member<'_>| member.raw.parse::<f64>().is_ok();
    let fits = |name: &str| {
        claim(name).is_some_and(|member| if name == "iat" { is_date(member) } else { member.string().is_some() })
    };
    if let Some(name) = ["iat", "aud", "nonce", "sd_hash"].into_iter().find(|name| !fits(name)) {
        let message = format!("the key binding JWT has no \"{name}\", or it is of another type");
        let asked = "RFC 9901 section 4.3 asks for iat, a number, and for aud, nonce and sd_hash, strings";
        return Err(refuse("key_binding_claims", message, asked));
    }
    if let Some(twice) = binding.notes.iter().find(|note| note.code == "duplicate_member") {
        let message = format!("in the key binding JWT {}", twice.message);
        return Err(refuse("key_binding_claims", message, "readers disagree on which one counts"));
    }
    if claim("sd_hash").and_then(Member::string).as_deref() == Some(sd_hash) {
        return Ok(());
    }
    let message = "the key binding JWT is for other disclosures: its sd_hash is not that of what is presented";
    Err(refuse("sd_hash_mismatch", message, "disclosures were added or taken away after the holder had signed"))
}

/// The holder's key signed it.
fn signature(binding: &Decoded, holder: Option<&str>) -> Result<(), Problem> {
    let nothing = "without it the key binding JWT proves nothing (RFC 7800)";
    let holder = holder.ok_or_else(|| {
        let message = "the issuer named no key of the holder: the payload has no \"cnf\" with a \"jwk\"";
        refuse("key_binding_key", message, nothing)
    })?;
    let not = |why: &str| {
        let message = format!("the key binding JWT does not verify with the holder's key (cnf){why}");
        refuse("key_binding_signature", message, "it was made with another key, or changed after signing")
    };
    let alg = binding.alg().unwrap_or_default();
    // Whoever sees the token sees a secret in it too.
    let row = algorithm::by_name(alg).filter(|row| !matches!(row.family, Family::None | Family::Hmac));
    let row = row.ok_or_else(|| not(&format!(": its alg is \"{}\"", clip(alg))))?;
    let file = key::read(holder, Part::VerificationKey).map_err(|problem| {
        let message = format!("the holder's key (cnf) cannot be used: {}", problem.clause());
        refuse("key_binding_key", message, nothing)
    })?;
    if file.is_set {
        let message = "the holder's key (cnf) is a set of keys, not one";
        return Err(refuse("key_binding_key", message, "\"cnf\" names one key (RFC 7800 section 3.2)"));
    }
    let candidates = keyset::to_verify(&file, row, None).map_err(|problem| not(&format!(": {}", problem.clause())))?;
    match keyset::verify(binding, &candidates, 1).signature {
        Signature::Valid => Ok(()),
        Signature::Refused(problem) | Signature::CannotCheck(problem) => {
            let message = format!("the key binding JWT is refused: {}", problem.clause());
            Err(refuse("key_binding_signature", message, "the holder must make it anew"))
        }
        Signature::Invalid | Signature::NoKey => Err(not("")),
    }
}
