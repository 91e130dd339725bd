//! Two trees side by side: members by name, lists of plain values as sets, other
//! lists by index. Each pair of values is looked at once.

use std::collections::HashMap;

use super::tree::{Content, Entry, Node, Value};
use super::{Change, Difference, words};
use crate::jose::key::jwk::clip;
use crate::jose::problem::Part;

/// Differences of one part that are told; the others are counted.
pub(super) const MOST: usize = 200;
/// Characters of a path that are told: its end.
const LONGEST_PATH: usize = 120;
/// Members of the payload that are moments (RFC 7519 section 4.1, OpenID Connect Core).
const TIMES: [&str; 5] = ["exp", "nbf", "iat", "auth_time", "updated_at"];

/// Where a value stands.
enum Step<'a> {
    /// Under a name, and which one of that name where there are several.
    Name(&'a str, Option<usize>),
    /// At an index.
    Index(usize),
}

/// A comparison under way.
pub(super) struct Walk<'a> {
    part: Part,
    path: Vec<Step<'a>>,
    found: Vec<Difference>,
    more: usize,
}

impl<'a> Walk<'a> {
    /// A walk that begins under these names.
    pub(super) fn new(part: Part, names: &[&'a str]) -> Self {
        let path = names.iter().map(|name| Step::Name(name, None)).collect();
        Self { part, path, found: Vec::new(), more: 0 }
    }

    /// What was found, and how much more there is.
    pub(super) fn found(mut self) -> Vec<Difference> {
        if self.more > 0 {
            self.found.push(Difference::of(self.part, Change::Further, format!("and {} more", self.more)));
        }
        self.found
    }

    /// Compares two values at the current place.
    pub(super) fn values(&mut self, before: &'a Node<'a>, after: &'a Node<'a>) {
        if before.raw == after.raw {
            return;
        }
        match (&before.content, &after.content) {
            (Content::Object(one), Content::Object(other)) => self.objects(one, other),
            (Content::List(one), Content::List(other)) if one.iter().chain(other).all(Node::is_plain) => {
                self.sets(one, other);
            }
            (Content::List(one), Content::List(other)) => self.lists(one, other),
            (Content::Plain, Content::Plain) if Value::of(before.raw) == Value::of(after.raw) => {
                self.tell(Change::Alike, |_| words::respelled(before.raw, after.raw));
            }
            _ => self.tell(Change::Changed, |walk| words::changed(before.raw, after.raw, walk.is_time())),
        }
    }

    /// Compares members: the first of a name with the first of that name, and so on.
    pub(super) fn objects(&mut self, before: &'a [Entry<'a>], after: &'a [Entry<'a>]) {
        let [one, other] = [before, after].map(Numbered::of);
        let mut left: HashMap<(&str, usize), usize> =
            other.keys.iter().enumerate().map(|(at, key)| (*key, at)).collect();
        let mut places = Vec::new();
        let several = |name: &str| [&one, &other].iter().any(|side| side.counts.get(name).is_some_and(|&n| n > 1));
        let step = |(name, number): (&'a str, usize)| Step::Name(name, several(name).then_some(number));
        for (entry, key) in before.iter().zip(&one.keys) {
            let place = left.remove(key);
            self.path.push(step(*key));
            match place.and_then(|place| after.get(place)) {
                None => self.tell(Change::Removed, |walk| words::whole(&entry.value, walk.is_time())),
                Some(there) => {
                    if entry.spelled != there.spelled {
                        self.tell(Change::Alike, |_| {
                            let [one, other] = [entry.spelled, there.spelled].map(words::shown);
                            format!("same name, other spelling: {one} -> {other}")
                        });
                    }
                    self.values(&entry.value, &there.value);
                }
            }
            self.path.pop();
            places.extend(place);
        }
        for (entry, key) in after.iter().zip(&other.keys).filter(|(_, key)| left.contains_key(*key)) {
            self.path.push(step(*key));
            self.tell(Change::Added, |walk| words::whole(&entry.value, walk.is_time()));
            self.path.pop();
        }
        if !places.is_sorted() {
            let all = places.len() == before.len() && left.is_empty();
            let which = if all { "same members," } else { "the members that both have stand" };
            self.tell(Change::Alike, |_| format!("{which} in another order"));
        }
    }

    /// Compares lists by index, what is the same at both ends left out.
    fn lists(&mut self, before: &'a [Node<'a>], after: &'a [Node<'a>]) {
        let same = |(one, other): &(&Node<'_>, &Node<'_>)| one.raw == other.raw;
        let first = before.iter().zip(after).take_while(same).count();
        let [one, other] = [before, after].map(|list| list.get(first..).unwrap_or_default());
        let last = one.iter().rev().zip(other.iter().rev()).take_while(same).count();
        let [one, other] = [one, other].map(|list| list.get(..list.len() - last).unwrap_or_default());
        for at in 0..one.len().max(other.len()) {
            self.path.push(Step::Index(first + at));
            match (one.get(at), other.get(at)) {
                (Some(one), Some(other)) => self.values(one, other),
                (Some(gone), None) => self.tell(Change::Removed, |_| words::whole(gone, false)),
                (None, Some(new)) => self.tell(Change::Added, |_| words::whole(new, false)),
                (None, None) => {}
            }
            self.path.pop();
        }
    }

    /// Compares lists of plain values as sets, in which a value may stand more than once.
    fn sets(&mut self, before: &'a [Node<'a>], after: &'a [Node<'a>]) {
        let mut slots: HashMap<Value<'_>, usize> = HashMap::new();
        let mut raws: Vec<[Vec<&str>; 2]> = Vec::new();
        let mut orders = [Vec::new(), Vec::new()];
        for (side, (list, order)) in [before, after].into_iter().zip(&mut orders).enumerate() {
            for node in list {
                let slot = *slots.entry(Value::of(node.raw)).or_insert(raws.len());
                if slot == raws.len() {
                    raws.push([Vec::new(), Vec::new()]);
                }
                order.push(slot);
                if let Some(raws) = raws.get_mut(slot).and_then(|raws| raws.get_mut(side)) {
                    raws.push(node.raw);
                }
            }
        }
        let [mut added, mut removed, mut counted, mut respelled] = [const { Vec::new() }; 4];
        for [one, other] in &raws {
            let times = |raw: &str, count| if count == 1 { words::shown(raw) } else { several(raw, count) };
            match (one.first(), other.first()) {
                (Some(gone), None) => removed.push(times(gone, one.len())),
                (None, Some(new)) => added.push(times(new, other.len())),
                (Some(raw), Some(_)) if one.len() != other.len() => {
                    counted.push(format!("{} {} -> {} times", words::shown(raw), one.len(), other.len()));
                }
                _ => {
                    let pairs = one.iter().zip(other).filter(|(one, other)| one != other);
                    respelled.extend(pairs.map(|(a, b)| format!("{} -> {}", words::shown(a), words::shown(b))));
                }
            }
        }
        // Values that stand as often as before, in their order on each side.
        let stays = |slot: &&usize| raws.get(**slot).is_some_and(|[one, other]| one.len() == other.len());
        let [one, other] = &orders;
        let moved = !one.iter().filter(stays).eq(other.iter().filter(stays));
        let change = !(added.is_empty() && removed.is_empty() && counted.is_empty());
        let mut said: Vec<String> = [("added", added), ("removed", removed), ("how often:", counted)]
            .into_iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(what, values)| format!("{what} {}", words::list(&values)))
            .collect();
        let which = if change { "the other values" } else { "same values," };
        if !respelled.is_empty() {
            said.push(format!("{which} in another spelling: {}", words::list(&respelled)));
        }
        if moved {
            said.push(format!("{which} in another order"));
        }
        if !said.is_empty() {
            let kind = if change { Change::Changed } else { Change::Alike };
            self.tell(kind, |_| said.join(if change { ", " } else { "; " }));
        }
    }

    /// Notes a difference at the current place.
    fn tell(&mut self, change: Change, words: impl FnOnce(&Self) -> String) {
        if self.found.len() < MOST {
            let words = words(self);
            self.found.push(Difference { part: self.part, path: self.written(), change, words });
        } else {
            self.more += 1;
        }
    }

    fn is_time(&self) -> bool {
        matches!(self.path.as_slice(), [Step::Name(name, _)] if TIMES.contains(name)) && self.part == Part::Payload
    }

    /// `realm.roles[2].name`; names that could be misread stand in quotes.
    fn written(&self) -> String {
        let written = |(at, step): (usize, &Step<'_>)| match step {
            Step::Index(at) => format!("[{at}]"),
            Step::Name(name, number) => {
                let is_odd = |c: char| c.is_whitespace() || ".[]()\":".contains(c);
                let quote = if name.is_empty() || name.contains(is_odd) { "\"" } else { "" };
                let number = number.map(|number| format!(" (no. {})", number + 1)).unwrap_or_default();
                format!("{}{quote}{}{quote}{number}", if at == 0 { "" } else { "." }, clip(name))
            }
        };
        let path: String = self.path.iter().enumerate().map(written).collect();
        let long = path.chars().count().saturating_sub(LONGEST_PATH);
        if long == 0 { path } else { format!("…{}", path.chars().skip(long).collect::<String>()) }
    }
}

fn several(raw: &str, count: usize) -> String {
    format!("{} ({count} times)", words::shown(raw))
}

/// The names of an object's members, each with its number among those of that name.
struct Numbered<'a> {
    keys: Vec<(&'a str, usize)>,
    counts: HashMap<&'a str, usize>,
}

impl<'a> Numbered<'a> {
    fn of(entries: &'a [Entry<'a>]) -> Self {
        let mut counts = HashMap::new();
        let mut key = |entry: &'a Entry<'a>| {
            let count = counts.entry(&*entry.name).or_insert(0);
            *count += 1;
            (&*entry.name, *count - 1)
        };
        let keys = entries.iter().map(&mut key).collect();
        Self { keys, counts }
    }
}
