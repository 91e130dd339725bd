//! A template file: what is read of it, and every way in which it can be wrong, by
//! its line.

use super::field::{Field, LIFETIME, kind};
use super::placeholder::{Piece, Placeholder, is_name, pieces};
use super::toml::{Document, Table};
use super::{Answer, Fault, From, Give, KeyKind, Lifetime, Member, MemberType, Template, fill};
use crate::app::copy::{COPY_FORMS, Request};
use crate::jose::algorithm::{self, Family};
use crate::jose::json;
use crate::jose::key::convert;
use crate::jose::problem::{Part, Spot};
use crate::jose::times;

/// Characters of a title in lists.
const LONGEST_TITLE: usize = 40;

impl Template {
    /// Reads a file; `stem` is its name without `.toml`, which its id must be.
    ///
    /// Codes: `not_toml`, `unknown_key`, `wrong_type`, `missing_key`, `empty`, `bad_id`, `bad_algorithm`, `bad_value`,
    /// `bad_json`, `bad_placeholder`, `unknown_field`, `bad_span`, `twice`.
    pub fn read(text: &str, stem: &str) -> Result<Self, Fault> {
        let document = Document::parse(text)?;
        let root = document.root();
        let id = id(&root, stem)?;
        let title = root.needed("title")?;
        if title.chars().count() > LONGEST_TITLE {
            return Err(root.fault("title", "bad_value", format!("title is longer than {LONGEST_TITLE} characters")));
        }
        let mut fields = root.tables("field")?.iter().map(field).collect::<Result<Vec<_>, _>>()?;
        twice(&root, "field", fields.iter().map(|field| field.name.as_str()))?;
        let header = json_text(&root, "header", Part::Header)?;
        let payload = json_text(&root, "payload", Part::Payload)?;
        holes(&root, "header", &header, &fields)?;
        holes(&root, "payload", &payload, &fields)?;
        for field in &mut fields {
            field.optional = is_optional(&[&header, &payload], &field.name);
        }
        if let Some(seconds) = fill::longest(&payload) {
            // Whoever types what must be typed comes past it last.
            let may_stay = |field: &Field| field.setting && (field.optional || field.default.is_some());
            let at = fields.iter().position(may_stay).unwrap_or(fields.len());
            fields.insert(at, lifetime_field(seconds));
        }
        let template = Self {
            id,
            title,
            about: root.needed("about")?,
            algorithms: algorithms(&root)?,
            keys: rows(&root, "keys", &KeyKind::ALL, "kind of key")?,
            certificate: root.flag("certificate", false)?,
            lifetime: lifetime(&root)?,
            fresh: root.flag("fresh", false)?,
            copy: forms(&root, "copy", "copy form", &COPY_FORMS.iter().map(|form| form.name).collect::<Vec<_>>())?,
            members: root.tables("member")?.iter().map(|table| member(table, &fields)).collect::<Result<_, _>>()?,
            call: root.table("request")?.map(|table| call(&table, &fields)).transpose()?,
            next: sentences(&root, "next", &fields)?,
            answers: root.tables("answer")?.iter().map(answer).collect::<Result<_, _>>()?,
            give: root.table("give")?.map(|table| give(&table)).transpose()?,
            sources: root.texts("sources")?,
            checked: checked(&root)?,
            header,
            payload,
            fields,
        };
        root.done()?;
        Ok(template)
    }
}

/// Sentences, whose placeholders are fields.
fn sentences(table: &Table<'_>, key: &'static str, fields: &[Field]) -> Result<Vec<String>, Fault> {
    let sentences = table.texts(key)?;
    sentences.iter().try_for_each(|sentence| holes(table, key, sentence, fields))?;
    Ok(sentences)
}

fn id(root: &Table<'_>, stem: &str) -> Result<String, Fault> {
    let id = root.needed("id")?;
    if !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Err(root.fault("id", "bad_id", format!("id is {id:?}, and an id is of a-z, 0-9 and -")));
    }
    if id != stem {
        let message = format!("id is {id:?}, and the file is called {stem:?}");
        return Err(root.fault("id", "bad_id", message).hint("give both the same name"));
    }
    Ok(id)
}

fn field(table: &Table<'_>) -> Result<Field, Fault> {
    let name = table.needed("name")?;
    if !is_name(&name) {
        let message = format!("the field's name is {name:?}, and names are of a-z, 0-9 and _");
        return Err(table.fault("name", "bad_value", message));
    }
    if name == LIFETIME || ["now", "uuid", "rand32", "token"].contains(&name.as_str()) {
        let message = format!("{name:?} has a meaning of its own and cannot name a field");
        return Err(table.fault("name", "bad_value", message));
    }
    let typed = table.text("type")?.unwrap_or_else(|| "text".to_owned());
    let kind = kind(&typed).filter(|kind| kind.name != "span").ok_or_else(|| {
        let known = super::field::FIELD_TYPES.iter().map(|kind| kind.name).filter(|name| *name != "span");
        let known = known.collect::<Vec<_>>().join(", ");
        table.fault("type", "bad_value", format!("{typed:?} is no type of field")).hint(format!("types are {known}"))
    })?;
    let default = table.text("default")?;
    let example = match table.text("example")? {
        Some(example) => example,
        None => default.clone().ok_or_else(|| {
            table.fault("example", "missing_key", format!("the field {name} has neither a default nor an example"))
        })?,
    };
    let field = Field {
        title: table.text("title")?.unwrap_or_else(|| name.clone()),
        help: table.needed("help")?,
        kind,
        setting: table.flag("setting", false)?,
        key_file: table.text("key_file")?,
        optional: true,
        default,
        example,
        name,
    };
    for (key, value) in [("default", field.default.as_deref()), ("example", Some(field.example.as_str()))] {
        if let Err(reason) = field.read(value.unwrap_or_default()) {
            return Err(table.fault(key, "bad_value", format!("the {key} of {}: {reason}", field.name)));
        }
    }
    table.done()?;
    Ok(field)
}

/// The built-in field for how long the token lives.
fn lifetime_field(seconds: i64) -> Field {
    let default = span(seconds);
    Field {
        name: LIFETIME.to_owned(),
        title: "Valid for".to_owned(),
        help: "how long the token lives: 30m, 1h, 1h30m".to_owned(),
        kind: kind("span").unwrap_or(&super::field::FIELD_TYPES[0]),
        example: default.clone(),
        default: Some(default),
        key_file: None,
        setting: false,
        optional: true,
    }
}

/// `90s`, `30m`, `1h`, `30d`: what [`times::typed`] reads.
fn span(seconds: i64) -> String {
    let units = [(86_400, "d"), (3600, "h"), (60, "m")];
    let unit = units.into_iter().find(|(unit, name)| seconds % unit == 0 && (*name == "m" || seconds > *unit));
    unit.map_or_else(|| format!("{seconds}s"), |(unit, name)| format!("{}{name}", seconds / unit))
}

fn twice<'a>(root: &Table<'_>, key: &str, names: impl Iterator<Item = &'a str>) -> Result<(), Fault> {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(root.fault(key, "twice", format!("two of [[{key}]] are called {name:?}")));
        }
    }
    Ok(())
}

/// A header or payload, which is a JSON object once its placeholders are values.
fn json_text(root: &Table<'_>, key: &'static str, part: Part) -> Result<String, Fault> {
    let text = root.needed(key)?;
    let json = fill::as_json(&text);
    let object = match json::object(&json, part) {
        Ok(object) => object,
        Err(problem) => {
            let line = match problem.place.spot {
                Some(Spot::Line(line) | Spot::LineColumn { line, .. }) => line,
                _ => 1,
            };
            let message = format!("{key} is no JSON object: {}", problem.clause());
            let fault = root.fault_within(key, line.saturating_sub(1), "bad_json", message);
            return Err(Fault { hint: problem.hint, ..fault });
        }
    };
    match object.duplicates.first() {
        Some(duplicate) => Err(root.fault(key, "twice", format!("in {key} {}", duplicate.clause()))),
        None => Ok(text.trim().to_owned()),
    }
}

/// Every placeholder of a text is one, and names a field that there is.
fn holes(table: &Table<'_>, key: &str, text: &str, fields: &[Field]) -> Result<(), Fault> {
    let line = |at: usize| text.get(..at).map_or(0, |before| before.matches('\n').count());
    let found = pieces(text)
        .map_err(|(at, reason)| table.fault_within(key, line(at), "bad_placeholder", format!("{key}: {reason}")))?;
    let mut at = 0;
    for piece in found {
        match piece {
            Piece::Text(text) => at += text.len(),
            Piece::Hole(Placeholder::Field { name, .. }) if !fields.iter().any(|field| field.name == name) => {
                let known = fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(", ");
                let message = format!("{key} has {{{{{name}}}}}, and no [[field]] is called so");
                let hint =
                    if known.is_empty() { "it has no fields".to_owned() } else { format!("its fields are {known}") };
                return Err(table.fault_within(key, line(at), "unknown_field", message).hint(hint));
            }
            Piece::Hole(Placeholder::Token) if ["header", "payload"].contains(&key) => {
                let message = format!("{key} cannot hold the token that is made of it: {{{{token}}}} is for [request]");
                return Err(table.fault_within(key, line(at), "bad_placeholder", message));
            }
            Piece::Hole(_) => {}
        }
    }
    Ok(())
}

/// A field may be blank where nothing needs it: it is in neither text, or always with a question mark.
fn is_optional(texts: &[&str], wanted: &str) -> bool {
    let holes = texts.iter().flat_map(|text| pieces(text).unwrap_or_default());
    !holes
        .into_iter()
        .any(|piece| matches!(piece, Piece::Hole(Placeholder::Field { name, optional: false }) if name == wanted))
}

fn algorithms(root: &Table<'_>) -> Result<Vec<String>, Fault> {
    let names = root.texts("algorithms")?;
    if names.is_empty() {
        return Err(root.missing("algorithms"));
    }
    for name in &names {
        if algorithm::by_name(name).is_none_or(|row| row.family == Family::None) {
            let message = format!("{name:?} is no algorithm that signs here");
            return Err(root
                .fault("algorithms", "bad_algorithm", message)
                .hint("names are as RS256, ES256, EdDSA, HS256"));
        }
    }
    Ok(names)
}

/// Values of a table of names, at least one.
fn rows<T: Copy>(table: &Table<'_>, key: &'static str, known: &[(&str, T, &str)], what: &str) -> Result<Vec<T>, Fault> {
    let names = known.iter().map(|(name, ..)| *name).collect::<Vec<_>>();
    let given = forms(table, key, what, &names)?;
    if given.is_empty() {
        return Err(table.missing(key));
    }
    Ok(given.iter().filter_map(|given| known.iter().find(|(name, ..)| name == given).map(|(_, row, _)| *row)).collect())
}

/// Names that are all known.
fn forms(table: &Table<'_>, key: &'static str, what: &str, known: &[&str]) -> Result<Vec<String>, Fault> {
    let given = table.texts(key)?;
    match given.iter().find(|name| !known.contains(&name.as_str())) {
        None => Ok(given),
        Some(name) => Err(table
            .fault(key, "bad_value", format!("{name:?} is no {what} that is known here"))
            .hint(format!("known are {}", known.join(", ")))),
    }
}

fn lifetime(root: &Table<'_>) -> Result<Lifetime, Fault> {
    let span = |key: &'static str| -> Result<Option<i64>, Fault> {
        let Some(text) = root.text(key)? else { return Ok(None) };
        let seconds = times::typed(&format!("+{text}"), 0).filter(|seconds| *seconds > 0);
        seconds.map(Some).ok_or_else(|| {
            root.fault(key, "bad_span", format!("{key} is {text:?}, which is no span"))
                .hint("write it as 90s, 10m, 1h30m or 30d")
        })
    };
    let (most, advised) = (span("max_lifetime")?, span("advised_lifetime")?);
    if most.zip(advised).is_some_and(|(most, advised)| advised > most) {
        return Err(root.fault("advised_lifetime", "bad_span", "advised_lifetime is longer than max_lifetime"));
    }
    let from = match root.text("lifetime_from")?.as_deref() {
        None | Some("iat") => From::Iat,
        Some("nbf") => From::Nbf,
        Some("now") => From::Now,
        Some(other) => {
            let message = format!("lifetime_from is {other:?}, and must be iat, nbf or now");
            return Err(root.fault("lifetime_from", "bad_value", message));
        }
    };
    Ok(Lifetime { most, advised, from })
}

fn member(table: &Table<'_>, fields: &[Field]) -> Result<Member, Fault> {
    let name = table.needed("name")?;
    holes(table, "name", &name, fields)?;
    let kind = rows_one(table, "type", &MemberType::ALL, "type of member")?;
    let values: Vec<String> = table.text("value")?.into_iter().chain(table.texts("one_of")?).collect();
    for value in &values {
        if json::value(value, Part::Payload).is_err() {
            let message = format!("the value {value:?} of {name} is no JSON");
            return Err(table
                .fault("value", "bad_json", message)
                .hint("a string has quotes within: value = '\"user\"'"));
        }
    }
    let in_header = match table.text("in")?.as_deref() {
        None | Some("payload") => false,
        Some("header") => true,
        Some(other) => {
            let message = format!("in is {other:?}, and must be header or payload");
            return Err(table.fault("in", "bad_value", message));
        }
    };
    let member = Member {
        in_header,
        name,
        kind,
        required: table.flag("required", true)?,
        values,
        mistaken: table.texts("mistaken")?,
        help: table.text("help")?,
    };
    table.done()?;
    Ok(member)
}

fn rows_one<T: Copy>(table: &Table<'_>, key: &'static str, known: &[(&str, T, &str)], what: &str) -> Result<T, Fault> {
    let given = table.needed(key)?;
    known.iter().find(|(name, ..)| *name == given).map(|(_, row, _)| *row).ok_or_else(|| {
        let known = known.iter().map(|(name, ..)| *name).collect::<Vec<_>>().join(", ");
        table.fault(key, "bad_value", format!("{given:?} is no {what}")).hint(format!("known are {known}"))
    })
}

fn call(table: &Table<'_>, fields: &[Field]) -> Result<Request, Fault> {
    let url = table.needed("url")?;
    let split = |key: &'static str, between: char, example: &str| -> Result<Vec<(String, String)>, Fault> {
        let lines = table.texts(key)?;
        lines
            .iter()
            .map(|line| {
                holes(table, key, line, fields)?;
                let (name, value) = line.split_once(between).ok_or_else(|| {
                    table.fault(key, "bad_value", format!("{line:?} has no {between:?}")).hint(format!("as {example}"))
                })?;
                Ok((name.trim().to_owned(), value.trim().to_owned()))
            })
            .collect()
    };
    holes(table, "url", &url, fields)?;
    let mut headers = split("headers", ':', "\"Authorization: Bearer {{token}}\"")?;
    let form = split("form", '=', "\"assertion={{token}}\"")?;
    let carries = |text: &str| text.contains("{{token}}");
    if !carries(&url) && !headers.iter().chain(&form).any(|(_, value)| carries(value)) {
        headers.insert(0, ("Authorization".to_owned(), "Bearer {{token}}".to_owned()));
    }
    let method = table.text("method")?.unwrap_or_else(|| "GET".to_owned());
    if !["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method.as_str()) {
        return Err(table.fault("method", "bad_value", format!("{method:?} is no method that is known here")));
    }
    table.done()?;
    Ok(Request { method, url, headers, form })
}

fn answer(table: &Table<'_>) -> Result<Answer, Fault> {
    let answer = Answer { status: table.needed("status")?, means: table.needed("means")? };
    table.done()?;
    Ok(answer)
}

fn give(table: &Table<'_>) -> Result<Give, Fault> {
    let known = convert::FORMS.iter().map(|form| form.name).collect::<Vec<_>>();
    let give = Give { what: forms(table, "what", "form of a key", &known)?, place: table.needed("where")? };
    table.done()?;
    Ok(give)
}

fn checked(root: &Table<'_>) -> Result<Option<String>, Fault> {
    let Some(day) = root.text("checked")? else { return Ok(None) };
    if times::typed(&day, 0).is_none() || day.len() != 10 {
        return Err(root.fault("checked", "bad_value", format!("checked is {day:?}, and must be a day as 2026-11-28")));
    }
    Ok(Some(day))
}
