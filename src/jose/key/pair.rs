//! Whether keys belong together: two keys of any kind, or two files of them.

use super::choose::Source;
use super::inspect;
use super::jwk;
use super::private::PrivateKey;
use super::public::PublicKey;
use super::read::{Found, Item, KeyFile};

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// They are one pair.
    Yes,
    /// They are not.
    No,
    /// The public part of the private key cannot be derived here.
    Unknown,
}

/// Which keys of two files belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMatch {
    /// `Yes` if a key of the one file has its counterpart in the other.
    pub verdict: Match,
    /// The pairs: an item of the first file, and one of the second, by their places in [`KeyFile::found`].
    pub pairs: Vec<(usize, usize)>,
    /// The answer in words, for yes and for no; quotes labels and names of certificates.
    pub sentence: String,
}

/// Compares the public part of `private` with `public`.
pub fn belongs(private: &PrivateKey, public: &PublicKey) -> Match {
    match private.public() {
        Some(derived) if derived.matches(public) => Match::Yes,
        None if private.key_type() == public.key_type() => Match::Unknown,
        Some(_) | None => Match::No,
    }
}

/// Whether two items are the same key: private, public and certificate in any mix by their public parts, secrets by
/// their bytes (in constant time).
pub fn same_key(a: &Found, b: &Found) -> Match {
    let yes = |same| if same { Match::Yes } else { Match::No };
    match (&a.item, &b.item) {
        (Item::Secret(a), Item::Secret(b)) => yes(a == b),
        (Item::Secret(_), _) | (_, Item::Secret(_)) => Match::No,
        (Item::Private(a), Item::Private(b)) => match (a.public(), b.public()) {
            (Some(a), Some(b)) => yes(a.matches(b)),
            (None, Some(public)) => belongs(a, public),
            (Some(public), None) => belongs(b, public),
            (None, None) if a == b => Match::Yes,
            // Two files may write the same key in two ways.
            (None, None) if a.key_type() == b.key_type() => Match::Unknown,
            (None, None) => Match::No,
        },
        (Item::Private(private), _) => b.public().map_or(Match::No, |public| belongs(private, public)),
        (_, Item::Private(private)) => a.public().map_or(Match::No, |public| belongs(private, public)),
        _ => yes(a.public().zip(b.public()).is_some_and(|(a, b)| a.matches(b))),
    }
}

/// Whether a key of one file has its counterpart in the other. Of a certificate chain the leaf counts: the
/// certificate that belongs to another key of its file, else the one that vouches for no other there, wherever it stands.
pub fn files(a: &KeyFile, b: &KeyFile) -> FileMatch {
    let (ours, theirs) = (candidates(a), candidates(b));
    let all = pairs(&ours, &theirs);
    let matched: Vec<_> = all.iter().filter(|(.., found)| *found == Match::Yes).collect();
    let pairs = matched.iter().map(|((i, _), (j, _), _)| (*i, *j)).collect();
    let (one, other) = (distinct(&ours), distinct(&theirs));
    let (verdict, sentence) = if !matched.is_empty() {
        (Match::Yes, matching(&matched, one.len(), other.len()))
    } else if let Some(((_, left), (_, right), _)) = all.first() {
        let (left, right) = (inspect::describe(left), inspect::describe(right));
        let why = "the public part of a private key of this type cannot be derived here";
        (Match::Unknown, format!("{left} and {right}: cannot tell, {why}"))
    } else {
        (Match::No, differing(&one, &other) + &further_down(a, b, &ours, &theirs))
    };
    FileMatch { verdict, pairs, sentence }
}

/// An item and its place in its file.
type Candidate<'f> = (usize, &'f Found);

/// The items that count: every key, and of the certificates the leaf.
fn candidates(file: &KeyFile) -> Vec<Candidate<'_>> {
    let leaves = Source::of(file.found.iter().collect()).leaves();
    let counts = |(_, found): &Candidate<'_>| match &found.item {
        Item::Certificate(certificate) => leaves.contains(&certificate),
        _ => true,
    };
    file.found.iter().enumerate().filter(counts).collect()
}

/// Two items that are, or may be, one key.
type Pair<'f> = (Candidate<'f>, Candidate<'f>, Match);

fn pairs<'f>(ours: &[Candidate<'f>], theirs: &[Candidate<'f>]) -> Vec<Pair<'f>> {
    let with = |&a: &Candidate<'f>| theirs.iter().map(move |&b| (a, b, same_key(a.1, b.1)));
    ours.iter().flat_map(with).filter(|(.., found)| *found != Match::No).collect()
}

/// The first item of each key.
fn distinct<'f>(items: &[Candidate<'f>]) -> Vec<&'f Found> {
    let mut keys: Vec<&Found> = Vec::new();
    for (_, item) in items {
        if !keys.iter().any(|key| same_key(key, item) == Match::Yes) {
            keys.push(item);
        }
    }
    keys
}

fn matching(pairs: &[&Pair<'_>], ours: usize, theirs: usize) -> String {
    // One pair for each key, though a key and its certificate may stand in one file.
    let mut said: Vec<(&Found, &Found)> = Vec::new();
    for ((_, left), (_, right), _) in pairs {
        if !said.iter().any(|(known, _)| same_key(known, left) == Match::Yes) {
            said.push((left, right));
        }
    }
    let each = |(left, right): &(&Found, &Found)| {
        let (what, print) = match left.public().or_else(|| right.public()) {
            Some(key) => ("key", format!(", thumbprint {}", jwk::thumbprint(key))),
            None if matches!(left.item, Item::Secret(_)) => ("secret", String::new()),
            None => ("key", String::new()),
        };
        format!("{} and {}: the same {what}{print}", inspect::describe(left), inspect::describe(right))
    };
    let pairs = listed(&said, each);
    if ours.max(theirs) == 1 {
        return pairs;
    }
    let who = match (ours, said.len()) {
        (1, _) => "the key of the first file is".to_owned(),
        (_, 1) => format!("1 of the {ours} keys of the first file is"),
        (_, count) => format!("{count} of the {ours} keys of the first file are"),
    };
    let whom = if theirs == 1 { "that of the second".to_owned() } else { format!("among the {theirs} of the second") };
    format!("{who} {whom}: {pairs}")
}

fn differing(ours: &[&Found], theirs: &[&Found]) -> String {
    if let ([one], [other]) = (ours, theirs) {
        let what = format!("{} and {}", inspect::describe(one), inspect::describe(other));
        return match (one.public(), other.public()) {
            (Some(one), Some(other)) => {
                format!("{what}: different keys: thumbprints {}, {}", jwk::thumbprint(one), jwk::thumbprint(other))
            }
            _ if one.public().is_none() && other.public().is_none() => format!("{what}: they differ"),
            _ => format!("{what}: they are of different kinds"),
        };
    }
    let each = |found: &&Found| {
        let print = found.public().map(|key| format!(" ({})", jwk::thumbprint(key)));
        format!("{}{}", inspect::describe(found), print.unwrap_or_default())
    };
    let (one, other) = (listed(ours, each), listed(theirs, each));
    format!("no key of the first file is in the second: {one}; against {other}")
}

/// Where a certificate matches after all that is not the leaf of its chain.
fn further_down(a: &KeyFile, b: &KeyFile, ours: &[Candidate<'_>], theirs: &[Candidate<'_>]) -> String {
    let search = |keys: &[Candidate<'_>], file: &KeyFile| {
        let belongs = |found: &&Found| keys.iter().any(|(_, key)| same_key(key, found) == Match::Yes);
        file.found.iter().find(belongs).map(inspect::describe)
    };
    match search(ours, b).or_else(|| search(theirs, a)) {
        Some(name) => format!("; the key is that of {name}, which is not the leaf of its chain"),
        None => String::new(),
    }
}

/// So many pairs or keys are named in a sentence.
const SHOWN: usize = 4;

/// The first few in words.
fn listed<T>(items: &[T], each: impl Fn(&T) -> String) -> String {
    let shown = items.iter().take(SHOWN).map(each);
    let more = items.len().checked_sub(SHOWN).filter(|more| *more > 0).map(|more| format!("and {more} more"));
    shown.chain(more).collect::<Vec<_>>().join("; ")
}
