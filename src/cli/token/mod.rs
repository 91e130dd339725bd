//! `jotbench verify`, `decode` and `sign`: tokens without the workbench.

mod batch;
mod decode;
mod document;
mod forms;
mod given;
mod shown;
mod sign;
mod told;
mod verifier;
mod verify;

pub(super) use decode::Arguments as Decode;
pub(super) use sign::Arguments as Sign;
pub(super) use verify::Arguments as Verify;

pub(super) use given::{token as cleaned, told as removed};
pub(super) use told::{check_json, verdict};

use super::report::Json;
use super::usage::near;
use crate::jose::algorithm::{ALGORITHMS, Algorithm, Family};
use crate::jose::decode::{Decoded, Kind, text};
use crate::jose::json;
use crate::jose::layout;
use crate::jose::policy;
use crate::jose::problem::{Part, Problem};

/// Header or payload as JSON values that keep the spelling of numbers and the order of members; text otherwise.
pub(super) fn value(bytes: Option<&Vec<u8>>) -> Json {
    bytes.and_then(|bytes| as_written(&text(bytes))).unwrap_or(Json::Null)
}

/// A JSON text as a part of a document. One that readers refuse is none: nested too deep, half of a surrogate pair, a
/// number out of range. A token of somebody else's making must not spoil what is said about it.
fn as_written(text: &str) -> Option<Json> {
    is_readable(text).then(|| Json::Raw(layout::minify(text)))
}

fn is_readable(text: &str) -> bool {
    json::value(text, Part::Payload).is_ok()
}

/// The payload's text where it is no JSON, or none that readers take.
fn plain(bytes: Option<&Vec<u8>>) -> Option<Json> {
    let text = text(bytes?);
    (!is_readable(&text)).then(|| Json::text(text))
}

/// A row of the table of algorithms, by its name, that is not "none".
fn algorithm(name: &str) -> Result<&'static Algorithm, String> {
    let known = || ALGORITHMS.iter().filter(|row| row.family != Family::None);
    policy::allowed(name).map_err(|why| match near(name, known().map(|row| row.name)) {
        Some(meant) => format!("did you mean {meant}? {why}"),
        None => why,
    })?;
    known().find(|row| row.name == name).ok_or_else(|| "this algorithm is not known".to_owned())
}

/// The name of a kind in JSON documents.
const fn kind(decoded: &Decoded) -> &'static str {
    match decoded.kind {
        Kind::Jws => "jws",
        Kind::Unsecured => "unsecured",
        Kind::Jwe => "jwe",
        Kind::JwsJson => "jws_json",
        Kind::SdJwt => "sd_jwt",
        Kind::Unreadable => "unreadable",
    }
}

/// A problem of a token as JSON.
fn problem(problem: &Problem) -> Json {
    super::report::Report::in_argument(&problem.place.to_string(), problem).json()
}
