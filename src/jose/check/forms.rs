//! What the form of a token means: JSON serialization, an unencoded or detached
//! payload, disclosures and key binding of an SD-JWT.

use super::{Facts, Said, Status};
use crate::jose::claims::Time;
use crate::jose::decode::sd_jwt::{Disclosure, SdJwt};
use crate::jose::decode::{Decoded, Kind};
use crate::jose::fix::Fix;
use crate::jose::key::jwk::clip;

/// Disclosures that are told one by one.
const MOST_TOLD: usize = 50;

/// The disclosures of an SD-JWT and its key binding.
pub(super) fn disclosures(facts: &Facts<'_>) -> Vec<Said> {
    let Some(sd_jwt) = facts.decoded.and_then(|decoded| decoded.sd_jwt.as_deref()) else { return Vec::new() };
    let mut said: Vec<Said> = sd_jwt.faults.iter().map(|fault| Said::of(Status::Fail, fault)).collect();
    let binding = facts.judged.and_then(|judged| judged.key_binding.as_ref());
    said.push(match (binding, &sd_jwt.key_binding) {
        (Some(Ok(())), Some(binding)) => bound(binding, facts),
        (Some(Ok(())), None) => Said::new(Status::Unknown, "key_binding_unchecked", "there is no key binding JWT"),
        (Some(Err(problem)), _) => Said::of(Status::Fail, problem),
        (None, Some(_)) => Said::new(
            Status::Unknown,
            "key_binding_unchecked",
            "the key binding JWT is judged after the issuer's signature",
        ),
        (None, None) => {
            Said::new(Status::Info, "no_key_binding", "no key binding: whoever has the token can present it")
        }
    });
    said.push(count(sd_jwt));
    said.extend(sd_jwt.disclosures.iter().take(MOST_TOLD).map(disclosure));
    said
}

/// The key binding JWT verifies: its times, and what nobody here can judge.
fn bound(binding: &Decoded, facts: &Facts<'_>) -> Said {
    let policy = facts.policy;
    let claims = binding.claims.as_ref().and_then(|claims| claims.as_ref().ok());
    let time =
        claims.filter(|_| !policy.ignore_time).map(|claims| claims.time(policy.moment(facts.now), policy.leeway));
    let fail = |code, message: &str| Said::new(Status::Fail, code, message);
    match time {
        Some(Time::Expired { .. }) => fail("key_binding_expired", "the key binding JWT has expired"),
        Some(Time::NotYet { .. } | Time::IssuedAhead { .. }) => {
            fail("key_binding_ahead", "the key binding JWT lies ahead of this clock")
        }
        Some(Time::Malformed(problem)) => {
            fail("key_binding_claims", &format!("in the key binding JWT {}", problem.message))
        }
        _ => {
            let said = "the holder's key signed what is presented (kb+jwt)";
            Said::new(Status::Ok, "key_binding", said)
                .hint("whether its nonce and aud are those that were asked for, only the verifier who asked knows")
        }
    }
}

fn count(sd_jwt: &SdJwt) -> Said {
    let message = match sd_jwt.disclosures.len() {
        0 => "nothing is disclosed beside the payload".to_owned(),
        1 => "1 disclosure".to_owned(),
        more if more > MOST_TOLD => format!("{more} disclosures, of which the first {MOST_TOLD}:"),
        more => format!("{more} disclosures"),
    };
    Said::new(Status::Info, "disclosures", message)
}

fn disclosure(disclosure: &Disclosure) -> Said {
    let value = clip(&disclosure.value);
    let message = match &disclosure.name {
        _ if disclosure.value.is_empty() => format!("not readable: {}", clip(&disclosure.encoded)),
        Some(name) => format!("{}: {value}", clip(name)),
        None => format!("an element of a list: {value}"),
    };
    Said::new(Status::Info, "disclosure", message)
}

/// Serialization and payload.
pub(super) fn form(facts: &Facts<'_>) -> Vec<Said> {
    let Some(decoded) = facts.decoded else { return Vec::new() };
    let unencoded = decoded.jose.as_ref().is_some_and(|jose| jose.unencoded);
    let detached = decoded.detached && decoded.payload.as_ref().is_some_and(|payload| !payload.is_empty());
    let unencoded = unencoded.then(|| {
        let message = "the payload is signed as it is, not in base64url (b64 false, RFC 7797)";
        let said = Said::new(Status::Info, "unencoded_payload", message);
        match facts.claims {
            Ok(_) => Said { status: Status::Warn, ..said }
                .hint("RFC 7797 section 7: a JWT must not use this; few readers know it"),
            Err(_) => said,
        }
    });
    let detached = detached.then(|| {
        let message = "the payload is not in the token (detached); the one that was given is judged";
        Said::new(Status::Info, "detached_payload_given", message)
    });
    let serialization = (decoded.kind == Kind::JwsJson).then(|| json(decoded));
    serialization.into_iter().chain(unencoded).chain(detached).collect()
}

fn json(decoded: &Decoded) -> Said {
    let count = decoded.more.len() + 1;
    let signatures = if count == 1 { "1 signature".to_owned() } else { format!("{count} signatures") };
    let message = format!("JWS JSON serialization, {signatures}: it does not fit into an Authorization header");
    let fix = decoded.compact().map(Fix::WriteCompact);
    Said::new(Status::Info, "json_serialization", message).fix(fix)
}
