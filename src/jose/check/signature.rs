//! The verdict on the signature, with the cause where it was found.

use super::{Facts, Said, Status, wanted_key};
use crate::jose::verify::Signature;

pub(super) fn say(facts: &Facts<'_>) -> Vec<Said> {
    let Some(judged) = facts.judged else { return Vec::new() };
    let name = facts.algorithm.map_or("", |row| row.name);
    let key = facts.key.unwrap_or("the key");
    let mut said = vec![one(&judged.signature, name, key, facts)];
    if let (Some(why), Some(first)) = (&judged.why, said.first_mut())
        && matches!(judged.signature, Signature::Invalid | Signature::Refused(_))
    {
        let of = if judged.signature == Signature::Invalid { format!("{key}: ") } else { String::new() };
        *first = Said::of(Status::Fail, &why.problem).fix(why.fix.clone());
        first.message.insert_str(0, &of);
    }
    let others = judged.all.iter().enumerate().filter(|(at, _)| *at != judged.at);
    said.extend(others.map(|(at, signature)| {
        let verifies = *signature == Signature::Valid;
        let (status, words) = if verifies { (Status::Ok, "verifies too") } else { (Status::Unknown, "does not count") };
        Said::new(status, "further_signature", format!("signature {} of {}: {words}", at + 1, judged.all.len()))
    }));
    said
}

fn one(signature: &Signature, name: &str, key: &str, facts: &Facts<'_>) -> Said {
    match signature {
        Signature::Valid => Said::new(Status::Ok, "valid", format!("{name}, {key}")),
        Signature::Invalid => Said::new(Status::Fail, "bad_signature", format!("{name}: does not verify with {key}"))
            .hint("it was made by another key, or header or payload were changed after signing"),
        Signature::Refused(problem) => Said::of(Status::Fail, problem),
        Signature::CannotCheck(problem) => Said::of(Status::Unknown, problem),
        Signature::NoKey => {
            Said::new(Status::Unknown, "no_key", "no key to check with").hint(wanted_key(facts.algorithm.ok()))
        }
    }
}
