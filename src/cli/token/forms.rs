//! What `jotbench decode` shows of tokens that are more than header, payload and
//! signature: further signatures, disclosures, key binding, a token inside.

use std::fmt::Write as _;

use super::super::paint::Paint;
use super::super::report::Json;
use super::{as_written, shown, value};
use crate::jose::decode::sd_jwt::Disclosure;
use crate::jose::decode::{Decoded, SdJwt, text};
use crate::jose::layout;
use crate::text::visible;

/// Members of the JSON document.
pub(super) fn members(decoded: &Decoded) -> Vec<(&'static str, Json)> {
    let mut members = Vec::new();
    if !decoded.more.is_empty() {
        let signature = |one: &Decoded| Json::Object(vec![("header", value(one.header.as_ref()))]);
        members.push(("signatures", Json::List(decoded.signatures().map(signature).collect())));
    }
    if decoded.detached {
        members.push(("detached", Json::Truth(true)));
    }
    members.extend(decoded.nested.as_ref().map(|token| ("nested", Json::text(token))));
    if let Some(sd_jwt) = &decoded.sd_jwt {
        members.push(("disclosures", Json::List(sd_jwt.disclosures.iter().map(disclosure).collect())));
        members.push(("disclosed_payload", processed(sd_jwt)));
        let binding = sd_jwt.key_binding.as_deref().map(|binding| {
            let (header, payload) = (value(binding.header.as_ref()), value(binding.payload.as_ref()));
            ("key_binding", Json::Object(vec![("header", header), ("payload", payload)]))
        });
        members.extend(binding);
    }
    members
}

/// The payload with what is disclosed in it.
pub(super) fn processed(sd_jwt: &SdJwt) -> Json {
    as_written(&sd_jwt.processed).unwrap_or(Json::Null)
}

fn disclosure(disclosure: &Disclosure) -> Json {
    let mut members = Vec::new();
    members.extend(disclosure.name.as_ref().map(|name| ("name", Json::text(name))));
    members.extend(as_written(&disclosure.value).map(|value| ("value", value)));
    members.push(("referenced", Json::Truth(disclosure.referenced)));
    members.push(("encoded", Json::text(&disclosure.encoded)));
    Json::Object(members)
}

/// Sections of the text, each with a line above it.
pub(super) fn words(decoded: &Decoded, paint: Paint) -> String {
    let mut out = String::new();
    let mut section = |title: String, lines: &mut dyn Iterator<Item = String>| {
        shown::section(&title, paint, &mut out);
        for line in lines {
            let _ = writeln!(out, "  {}", visible(&line));
        }
    };
    for (at, one) in decoded.more.iter().enumerate() {
        let header = one.header.as_deref().map(text).unwrap_or_default();
        section(format!("header of signature {}", at + 2), &mut layout::pretty(&header).lines().map(str::to_owned));
    }
    if let Some(sd_jwt) = &decoded.sd_jwt {
        let line = |one: &Disclosure| {
            let name = one.name.as_ref().map_or("(element of a list)".to_owned(), |name| format!("\"{name}\""));
            let mark = if one.referenced { "" } else { "   not signed by the issuer" };
            format!("{name}: {}{mark}", layout::minify(&one.value))
        };
        section("disclosures".to_owned(), &mut sd_jwt.disclosures.iter().map(line));
        if let Some(binding) = &sd_jwt.key_binding {
            let payload = binding.payload.as_deref().map(text).unwrap_or_default();
            let payload = layout::pretty(&payload);
            section("key binding".to_owned(), &mut payload.lines().map(str::to_owned));
        }
    }
    if decoded.nested.is_some() {
        let hint = "the payload is a token itself: give it to jotbench decode to see what it holds".to_owned();
        section("token inside".to_owned(), &mut std::iter::once(hint));
    }
    out
}
