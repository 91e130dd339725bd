//! JWK Sets (RFC 7517 section 5): every key that can be used, and why the others cannot.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::entry;
use super::member::{Jwk, Origin};
use super::types::clip;
use crate::jose::json;
use crate::jose::key::format::Context;
use crate::jose::key::read::{Found, KeyFile};
use crate::jose::problem::{Part, Place, Problem};

/// Keys that are read; no issuer publishes as many.
const MOST_KEYS: usize = 1000;
/// Problems that are told one by one.
const MOST_PROBLEMS: usize = 50;

/// Reads a set.
pub(super) fn read(text: &str, context: Context<'_>) -> Result<KeyFile, Problem> {
    let part = context.place.part;
    let set = Jwk::read(text, Origin::START, part)?;
    let mut lists = set.all("keys");
    let (Some(keys), None) = (lists.next(), lists.next()) else {
        let message = "\"keys\" stands in this JWK Set twice";
        return Err(Problem::new("duplicate_member", set.place("keys"), message)
            .hint("readers disagree on which one counts: keep one (RFC 7517 section 5)"));
    };
    let Ok(entries) = serde_json::from_str::<Vec<&RawValue>>(keys.raw) else {
        return Err(set.wrong_type("keys", "a list of JWKs"));
    };
    if entries.is_empty() {
        return Err(Problem::new("empty_set", set.place("keys"), "the JWK Set holds no key: \"keys\" is empty")
            .hint("its issuer publishes no key there now: ask for the address of the right set"));
    }
    let mut file = KeyFile { found: Vec::new(), problems: Vec::new(), is_set: true, refused: Vec::new() };
    let mut walk = Walk { text, at: Origin::START };
    for (number, entry) in (1..=MOST_KEYS).zip(&entries) {
        // The last problem tells that the keys behind it are not read.
        if context.budget.is_spent() {
            break;
        }
        read_entry(entry.get(), walk.to(entry.get()), number, context, &mut file);
    }
    if entries.len() > MOST_KEYS {
        let message = format!("the JWK Set has {} keys; the first {MOST_KEYS} are read", entries.len());
        file.problems.push(Problem::new("too_many_keys", Place::of(part), message));
    }
    if file.found.is_empty() {
        let number = file.problems.len();
        let first = file.problems.into_iter().next().unwrap_or_else(|| set.missing("keys", "the JWK Set"));
        let none = if number > 1 { ", and no other key of it can be used" } else { "" };
        return Err(Problem { message: format!("{}{none}", first.message), ..first });
    }
    duplicate_kids(&mut file, part);
    shorten(&mut file.problems, part);
    Ok(file)
}

/// Adds what an entry holds to the file.
fn read_entry(raw: &str, origin: Origin, number: usize, context: Context<'_>, file: &mut KeyFile) {
    let part = context.place.part;
    let mut problems = Vec::new();
    let mut kid = None;
    let found = Jwk::read(raw, origin, part).and_then(|jwk| {
        kid = jwk.string("kid").ok().flatten().map(|kid| kid.to_string());
        entry(&jwk, origin.line, context.budget, &mut problems)
    });
    match found {
        Ok(found) => file.found.extend(found),
        Err(problem) if problem.code == "not_an_object" => {
            let at = Place::line(part, origin.line);
            problems.push(Problem::new("jwk_member", at, "it is no JSON object, and every JWK is one"));
        }
        Err(problem) => {
            file.refused.extend(kid.clone().map(|kid| (kid, problem.clone())));
            problems.push(problem);
        }
    }
    let name = kid.map_or(String::new(), |kid| format!(", kid \"{}\"", clip(&kid)));
    file.problems.extend(problems.into_iter().map(|problem| {
        let message = format!("key {number} of the set{name}: {}", problem.clause());
        Problem { hint: problem.hint, ..Problem::new(problem.code, problem.place, message) }
    }));
}

/// Names the keys that cannot be told apart by their `kid` (RFC 7517 section 4.5).
fn duplicate_kids(file: &mut KeyFile, part: Part) {
    let mut lines: HashMap<&str, Vec<&Found>> = HashMap::new();
    let keys = file.found.iter().filter(|found| found.encoding == "JWK");
    let named = keys.filter_map(|found| Some((found.label.kid.as_deref()?, found)));
    let mut order = Vec::new();
    for (kid, found) in named {
        let same = lines.entry(kid).or_default();
        same.push(found);
        if let [_, second] = same.as_slice() {
            order.push((kid, second.line));
        }
    }
    let problems: Vec<Problem> = order
        .into_iter()
        .map(|(kid, line)| {
            let many = lines.get(kid).map_or(0, Vec::len);
            let message = format!("{many} keys of the set have the same \"kid\", \"{}\"", clip(kid));
            Problem::new("duplicate_kid", Place::line(part, line), message)
                .hint("each of them is tried; RFC 7517 section 4.5 asks for distinct ones")
        })
        .collect();
    file.problems.extend(problems);
}

fn shorten(problems: &mut Vec<Problem>, part: Part) {
    let more = problems.len().saturating_sub(MOST_PROBLEMS);
    if more > 0 {
        problems.truncate(MOST_PROBLEMS);
        let message = format!("{more} more problems like these are in the set");
        problems.push(Problem::new("more_problems", Place::of(part), message));
    }
}

/// Tells where pieces of a text begin, in one pass over it.
struct Walk<'t> {
    text: &'t str,
    at: Origin,
}

impl Walk<'_> {
    /// Where a piece of the text begins; the pieces come in their order.
    fn to(&mut self, piece: &str) -> Origin {
        let offset = (piece.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let between = self.text.get(self.at.offset..offset).unwrap_or_default();
        let (down, right) = json::line_column(between, between.len());
        let column = if down == 1 { self.at.column + right - 1 } else { right };
        self.at = Origin { line: self.at.line + down - 1, column, offset };
        self.at
    }
}
