//! What the other side may be given of keys: what is public of them, and what a JWK
//! says of the key beside its numbers. Which form it gets is for `convert`.

use super::pair::{self, Match};
use super::public::PublicKey;
use super::read::{Found, Item, KeyFile};

/// What is public of a file: certificates and public keys as they are, a private key as its public part. Secrets have
/// no such part, and are not in it; nor is a private key whose public part is not known.
pub fn public_part(file: &KeyFile) -> KeyFile {
    let found = file.found.iter().filter_map(bare).collect();
    KeyFile { found, problems: Vec::new(), is_set: file.is_set, refused: Vec::new() }
}

/// One private key as it is given, with what `beside` holds of the same key: its certificates and those that vouch for
/// them. The second is false if `beside` holds another key instead.
pub fn public_of(private: &Found, beside: Option<&KeyFile>) -> (KeyFile, bool) {
    let own: Vec<Found> = bare(private).into_iter().collect();
    let Some(beside) = beside.map(public_part).filter(|file| !file.found.is_empty()) else {
        return (KeyFile::of(own), true);
    };
    let same = |found: &Found| pair::same_key(private, found) == Match::Yes;
    if !beside.found.iter().any(same) {
        return (KeyFile::of(own), false);
    }
    let keeps = |found: &Found| matches!(found.item, Item::Certificate(_)) || same(found);
    let mut found: Vec<Found> = own.into_iter().chain(beside.found.into_iter().filter(keeps)).collect();
    // Of two that say the same, the one with a name counts.
    found.sort_by_key(|found| found.label.kid.is_none());
    (KeyFile::of(found), true)
}

/// Completes what a JWK of the key says (RFC 7517 sections 4.2, 4.4, 4.5), where the file says nothing of it: some
/// verifiers leave a key aside that is not for signatures in so many words, and look for a key by its `kid` alone.
pub fn say(file: &mut KeyFile, key: &PublicKey, kid: Option<&str>, alg: Option<&str>) {
    let of_key = file.found.iter_mut().filter(|found| found.public().is_some_and(|public| public.matches(key)));
    for Found { label, .. } in of_key {
        label.kid = label.kid.take().or_else(|| kid.map(str::to_owned));
        label.alg = label.alg.take().or_else(|| alg.map(str::to_owned));
        // The two are not used together (RFC 7517 section 4.3).
        if label.usage.is_none() && label.operations.is_none() {
            label.usage = Some("sig".to_owned());
        }
    }
}

fn bare(found: &Found) -> Option<Found> {
    let Item::Private(key) = &found.item else {
        return (!found.is_private()).then(|| found.clone());
    };
    let item = Item::Public(key.public()?.clone());
    let mut label = found.label.clone();
    for name in label.operations.iter_mut().flatten().filter(|name| *name == "sign") {
        "verify".clone_into(name);
    }
    Some(Found { item, encoding: "SPKI", line: found.line, label, protection: None })
}
