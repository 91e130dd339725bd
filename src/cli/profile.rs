//! Profiles by their name: the person's files, and what is said where there is no such
//! profile or its file is bad.

use super::report::{Failure, Report};
use super::template::{faulty, files};
use super::usage;
use crate::app::profile::{Profile, Shelf};
use crate::app::template::library::Library;
use crate::sys::config::{Config, Kind};

/// Names that are listed where none is near.
const LISTED: usize = 8;

/// The profile of that name; exit code 5 without one.
pub(super) fn find(name: &str) -> Result<Profile, Failure> {
    let config = Config::of_environment();
    let library = Library::with(&files(&config, Kind::Templates));
    let shelf = Shelf::with(&files(&config, Kind::Profiles), &library);
    match (shelf.find(name), shelf.find_bad(name)) {
        (Some(profile), _) => Ok(profile.clone()),
        (None, Some(bad)) => Err(Failure::input(faulty(&bad.path, &bad.fault))),
        (None, None) => Err(Failure::input(unknown(name, &shelf))),
    }
}

fn unknown(name: &str, shelf: &Shelf) -> Report {
    // Of a bad one the reason is told as soon as it is named.
    let bad = || shelf.bad.iter().map(|bad| bad.stem.as_str()).filter(|stem| !stem.is_empty());
    let names = || shelf.profiles.iter().map(|profile| profile.name.as_str()).chain(bad());
    let list = names().take(LISTED).collect::<Vec<_>>().join(", ");
    let more = if names().count() > LISTED { " and others" } else { "" };
    let hint = match usage::near(name, names()) {
        _ if list.is_empty() => "there are none yet: Ctrl+S in the workbench saves one".to_owned(),
        Some(near) => format!("did you mean {near}? there are {list}{more}"),
        None => format!("there are {list}{more}"),
    };
    Report::new("no_profile", "--profile", format!("there is no profile \"{name}\"")).hint(hint)
}
